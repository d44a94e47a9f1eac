//! What is wrong with the tables of a database, and what a role may not do.

use super::Kind;
use crate::facet::{BASES, Bases};
use crate::store::postgres::fault::{Fault, While as _};
use crate::store::postgres::raw;
use crate::store::postgres::sets::SetTable;
use std::collections::HashMap;
use tokio_postgres::Client;

/// What is wrong with the tables, each as one sentence; nothing where all is well.
pub(in crate::store::postgres) async fn problems(
    client: &Client,
    kind: Kind,
    bases: Option<&Bases>,
) -> Result<Vec<String>, Fault> {
    let doing = "look at the tables";
    let rows = client
        .query(
            "SELECT format('%I.%I', nspname, relname), attname::text,
               format_type(atttypid, NULL), has_table_privilege(pg_class.oid, 'SELECT')
             FROM pg_attribute
             JOIN pg_class ON pg_class.oid = attrelid
             JOIN pg_namespace ON pg_namespace.oid = relnamespace
             WHERE nspname IN ('social', 'spatial', 'temporal', 'topical', 'interlinkage')
               AND relkind IN ('r', 'p', 'v', 'm', 'f') AND attnum > 0 AND NOT attisdropped",
            &[],
        )
        .await
        .on(doing)?;
    let mut found: HashMap<String, HashMap<String, String>> = HashMap::new();
    let mut unreadable: Vec<String> = Vec::new();
    for row in &rows {
        let table: String = row.try_get(0).on(doing)?;
        let table = table.replace('"', "");
        if !row.try_get::<_, bool>(3).on(doing)? && !unreadable.contains(&table) {
            unreadable.push(table.clone());
        }
        let columns = found.entry(table).or_default();
        columns.insert(row.try_get(1).on(doing)?, row.try_get(2).on(doing)?);
    }
    let mut problems = Vec::new();
    for (table, columns) in expected(kind, bases) {
        let Some(found) = found.get(&table) else {
            problems.push(format!("the table {table} is missing"));
            continue;
        };
        if unreadable.contains(&table) {
            problems.push(format!("this role may not read {table}"));
        }
        for (column, wanted) in columns {
            match found.get(&column) {
                None => problems.push(format!("{table} has no column {column}")),
                // A type may be named with the schema of its extension.
                Some(kind) if kind.rsplit('.').next() != Some(wanted) => {
                    problems.push(format!("{table}.{column} is {kind}, not {wanted}"));
                }
                Some(_) => {}
            }
        }
    }
    Ok(problems)
}

/// The tables that must be there, with their columns and types.
fn expected(kind: Kind, bases: Option<&Bases>) -> Vec<(String, Vec<(String, &'static str)>)> {
    let plain = |name: &str| name.replace('"', "");
    match kind {
        Kind::Raw => {
            raw::places().map(|place| (plain(place.name()), place.columns().collect())).collect()
        }
        Kind::Sets => BASES
            .iter()
            .filter(|base| bases.is_none_or(|bases| bases.contains(base)))
            .map(|base| {
                let table = SetTable::new(base);
                let columns = table.columns().map(|(name, kind)| (name.to_owned(), kind));
                (plain(table.name()), columns.collect())
            })
            .collect(),
    }
}

/// What keeps this role from writing; nothing where it may.
pub(in crate::store::postgres) async fn write_problems(
    client: &Client,
    kind: Kind,
    bases: Option<&Bases>,
) -> Result<Vec<String>, Fault> {
    let doing = "look at the rights of the role";
    let mut problems = Vec::new();
    let row = client
        .query_one(
            "SELECT has_database_privilege(current_database(), 'TEMP'), current_user::text,
               current_setting('transaction_read_only') = 'on',
               current_setting('server_encoding')",
            &[],
        )
        .await
        .on(doing)?;
    let role: String = row.try_get(1).on(doing)?;
    let encoding: String = row.try_get(3).on(doing)?;
    if encoding != "UTF8" {
        problems.push(format!(
            "texts need a database in UTF8, and this one is in {encoding} (CREATE DATABASE … ENCODING 'UTF8')"
        ));
    }
    if row.try_get(2).on(doing)? {
        problems.push("the server or the role is read-only".to_owned());
    }
    if !row.try_get(0).on(doing)? {
        problems.push(format!(
            "the role {role} may not make temporary tables (GRANT TEMPORARY ON DATABASE)"
        ));
    }
    let mut tables: Vec<String> =
        expected(kind, bases).into_iter().map(|(table, _)| table).collect();
    tables.extend(["lbsm.run", "lbsm.ingest"].map(str::to_owned));
    let rows = client
        .query(
            "SELECT name FROM unnest($1::text[]) AS tables (name)
             JOIN pg_namespace ON nspname = split_part(name, '.', 1)
             JOIN pg_class ON relnamespace = pg_namespace.oid AND relname = split_part(name, '.', 2)
             WHERE NOT (has_table_privilege(pg_class.oid, 'SELECT')
                        AND has_table_privilege(pg_class.oid, 'INSERT')
                        AND has_table_privilege(pg_class.oid, 'UPDATE'))
             ORDER BY name",
            &[&tables],
        )
        .await
        .on(doing)?;
    let denied: Vec<String> =
        rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>().on(doing)?;
    if let Some(first) = denied.first() {
        problems.push(format!(
            "the role {role} may not write {first}{} (GRANT SELECT, INSERT, UPDATE)",
            if denied.len() > 1 {
                format!(" and {} more", denied.len() - 1)
            } else {
                String::new()
            }
        ));
    }
    Ok(problems)
}
