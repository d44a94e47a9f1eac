//! What is in a database, and what has to be: extensions, schemas, tables.

use super::fault::{Fault, PostgresError, While as _};
use super::meta;
use super::raw;
use super::session::Session;
use super::sets::SetTable;
use crate::facet::{BASES, Bases};
use crate::hll::Params;
use std::collections::{BTreeMap, HashMap};
use tokio_postgres::Client;

/// The tables of raw posts, of sets, and what lbsm notes. The parameters of sets are those of
/// [`Params::DEFAULT`], and give way to those of the database.
const RAW: &str = include_str!("../../../sql/rawdb.sql");
const SETS: &str = include_str!("../../../sql/hlldb.sql");
const NOTES: &str = include_str!("../../../sql/lbsm.sql");

/// What a database holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Sets, the LBSN hlldb.
    Sets,
    /// Posts, users and places, the LBSN rawdb.
    Raw,
}

impl Kind {
    /// In words.
    pub fn about(self) -> &'static str {
        match self {
            Kind::Sets => "sets",
            Kind::Raw => "raw posts",
        }
    }

    fn stored(self) -> &'static str {
        match self {
            Kind::Sets => "hll",
            Kind::Raw => "raw",
        }
    }
}

/// Who made what is in a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// There are no LBSN tables in it.
    Blank,
    /// This program made the tables, or took them over, in the form of this version.
    Ours(Kind, u32),
    /// Another program made them.
    Foreign(Kind),
}

/// An extension of the server.
struct Extension {
    name: &'static str,
    /// The end of the name of the Debian package, after `postgresql-VERSION`.
    package: &'static str,
    /// What cannot do without.
    needed: &'static [Kind],
}

const EXTENSIONS: [Extension; 4] = [
    Extension { name: "postgis", package: "-postgis-3", needed: &[Kind::Sets, Kind::Raw] },
    Extension { name: "hll", package: "-hll", needed: &[Kind::Sets] },
    Extension { name: "hstore", package: "", needed: &[Kind::Raw] },
    // lbsntransform hashes with it.
    Extension { name: "pgcrypto", package: "", needed: &[] },
];

/// The version of hll from which sets go in and out as bytes.
const HLL_VERSION: (u32, u32) = (2, 10);

/// Finds out what is in the database.
pub(super) async fn inspect(client: &Client) -> Result<State, Fault> {
    let doing = "look at the tables";
    let row = client
        .query_one(
            "SELECT to_regclass('lbsm.meta') IS NOT NULL,
               EXISTS (SELECT FROM information_schema.columns
                       WHERE table_schema = 'topical' AND table_name = 'post'
                         AND column_name = 'post_guid'),
               EXISTS (SELECT FROM information_schema.columns
                       WHERE table_schema IN ('social', 'spatial', 'temporal', 'topical')
                         AND column_name IN ('user_hll', 'post_hll'))",
            &[],
        )
        .await
        .on(doing)?;
    let flag = |index| row.try_get::<usize, bool>(index).on(doing);
    if flag(0)? {
        let kind: Option<String> = meta::get(client, "kind").await?;
        let kind = match kind.as_deref() {
            Some("hll") => Kind::Sets,
            Some("raw") => Kind::Raw,
            _ => return Err(Fault::Damaged("lbsm.meta does not say what it holds".to_owned())),
        };
        let version = meta::get(client, "format_version").await?;
        let missing = || Fault::Damaged("lbsm.meta has no format_version".to_owned());
        return Ok(State::Ours(kind, version.ok_or_else(missing)?));
    }
    Ok(match (flag(1)?, flag(2)?) {
        (true, _) => State::Foreign(Kind::Raw),
        (false, true) => State::Foreign(Kind::Sets),
        (false, false) => State::Blank,
    })
}

/// Makes the tables, or adds what is missing, in one transaction.
pub(super) fn create(session: &mut Session, kind: Kind, params: Params) -> Result<(), Fault> {
    session.run(create_extensions(session.client(), kind))?;
    session.find_extensions()?;
    let doing = "make the tables";
    let (runtime, client) = session.parts();
    runtime.block_on(async {
        let transaction = client.transaction().await.on(doing)?;
        // One at a time: two that make the same table at once fail.
        transaction
            .batch_execute("SELECT pg_advisory_xact_lock(hashtext('lbsm'), 1)")
            .await
            .on(doing)?;
        let tables = match kind {
            Kind::Raw => RAW.to_owned(),
            Kind::Sets => SETS.replace(&Params::DEFAULT.to_string(), &params.to_string()),
        };
        transaction.batch_execute(&tables).await.on(doing)?;
        transaction.batch_execute(NOTES).await.on(doing)?;
        meta::put(&transaction, "kind", kind.stored()).await?;
        meta::put(&transaction, "format_version", &meta::FORMAT_VERSION.to_string()).await?;
        meta::put(&transaction, "lbsm_version", env!("CARGO_PKG_VERSION")).await?;
        if kind == Kind::Sets {
            meta::put(&transaction, "hll_params", &params.to_string()).await?;
        }
        transaction.commit().await.on(doing)
    })
}

/// Extensions of the database with their versions.
async fn extensions(client: &Client) -> Result<BTreeMap<String, String>, Fault> {
    let rows = client
        .query("SELECT extname::text, extversion FROM pg_extension", &[])
        .await
        .on("list extensions")?;
    let pair = |row: &tokio_postgres::Row| Ok((row.try_get(0)?, row.try_get(1)?));
    rows.iter().map(pair).collect::<Result<_, tokio_postgres::Error>>().on("list extensions")
}

async fn create_extensions(client: &Client, kind: Kind) -> Result<(), Fault> {
    let installed = extensions(client).await?;
    for extension in &EXTENSIONS {
        if installed.contains_key(extension.name) {
            continue;
        }
        let create = format!(
            "CREATE SCHEMA IF NOT EXISTS extensions; CREATE EXTENSION IF NOT EXISTS {} SCHEMA extensions",
            extension.name
        );
        match client.batch_execute(&create).await {
            Err(_) if !extension.needed.contains(&kind) => {
                tracing::debug!(
                    "the extension {} cannot be created; lbsm does without",
                    extension.name
                );
            }
            Err(error) if error.as_db_error().is_some() => {
                let said = error.as_db_error().map_or("", |error| error.message());
                return Err(missing(client, extension, said).await?.into());
            }
            result => result.on("create extensions")?,
        }
    }
    check_extensions(client, kind).await
}

/// Makes sure that all extensions are there that are needed.
pub(super) async fn check_extensions(client: &Client, kind: Kind) -> Result<(), Fault> {
    let installed = extensions(client).await?;
    for extension in EXTENSIONS.iter().filter(|extension| extension.needed.contains(&kind)) {
        let Some(version) = installed.get(extension.name) else {
            return Err(missing(client, extension, "it is not there").await?.into());
        };
        let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
        let version_pair = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        if extension.name == "hll" && version_pair < HLL_VERSION {
            let (major, minor) = HLL_VERSION;
            return Err(Fault::Told(PostgresError::Extension {
                name: extension.name,
                trouble: format!("has version {version}, and {major}.{minor} is needed"),
                remedy: "install a newer package and run ALTER EXTENSION hll UPDATE".to_owned(),
            }));
        }
    }
    Ok(())
}

/// Why an extension is not there, and what to do.
async fn missing(
    client: &Client,
    extension: &Extension,
    said: &str,
) -> Result<PostgresError, Fault> {
    let row = client
        .query_one(
            "SELECT current_setting('server_version_num')::int / 10000,
               EXISTS (SELECT FROM pg_available_extensions WHERE name = $1), current_database()::text",
            &[&extension.name],
        )
        .await
        .on("list extensions")?;
    let (major, available): (i32, bool) =
        (row.try_get(0).on("list extensions")?, row.try_get(1).on("list extensions")?);
    let database: String = row.try_get(2).on("list extensions")?;
    let Extension { name, package, .. } = extension;
    Ok(if available {
        PostgresError::Extension {
            name,
            trouble: format!("is not in this database, and was not created ({said})"),
            remedy: format!(
                "a superuser has to run once: psql {database} -c 'CREATE SCHEMA IF NOT EXISTS extensions; CREATE EXTENSION {name} SCHEMA extensions'"
            ),
        }
    } else {
        PostgresError::Extension {
            name,
            trouble: "is not installed on the server".to_owned(),
            remedy: format!(
                "install its package there (Debian, Ubuntu: apt-get install postgresql-{major}{package}) and run the same command again"
            ),
        }
    })
}

/// What is wrong with the tables, each as one sentence; nothing where all is well.
pub(super) async fn problems(
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
pub(super) fn expected(
    kind: Kind,
    bases: Option<&Bases>,
) -> Vec<(String, Vec<(String, &'static str)>)> {
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
pub(super) async fn write_problems(
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

/// Whether what a reaction refers to must be there, as the LBSN's own tables demand.
pub(super) async fn reactions_refer(client: &Client) -> Result<bool, Fault> {
    let row = client
        .query_one(
            "SELECT EXISTS (SELECT FROM pg_constraint
               WHERE contype = 'f' AND conrelid = 'topical.post_reaction'::regclass
                 AND confrelid IN ('topical.post'::regclass, 'topical.post_reaction'::regclass))",
            &[],
        )
        .await
        .on("look at the tables")?;
    row.try_get(0).on("look at the tables")
}
