//! Taking over what lbsntransform left, and what an older version of this program made.

use super::check::Finding;
use super::connection::Parameters;
use super::fault::{Fault, PostgresError, While as _};
use super::schema::{self, Kind, State};
use super::session::Session;
use super::sets::{self, SetTable};
use super::{Address, Postgres, meta};
use crate::facet::{BASES, Bases, ItemMode, Precision};
use crate::hll::{Params, Sketch};
use crate::privacy::Key;
use crate::store::{Location, Settings, StoreError};
use tokio_postgres::Client;

/// The bases that lbsntransform 0.26 fills.
const FILLED: &str = "latlng,place,date,month,year,_month_latlng,_month_hashtag,\
    _month_hashtag_latlng,hashtag,emoji,term,_hashtag_latlng,_emoji_latlng,_term_latlng,community";

/// The item that lbsntransform puts into every set of locations.
const NOWHERE: &str = "0:0";

/// What is to be taken over, where the database itself does not say it.
#[derive(Debug, Clone, Default)]
pub struct Migration {
    /// The key that items were hashed under: lbsntransform's salt.
    pub key: Option<Key>,
    /// To what positions were reduced; lbsntransform keeps them as they are.
    pub precision: Option<Precision>,
    /// The bases to go on filling; else those that lbsntransform fills.
    pub bases: Option<Bases>,
    /// Parameters, for a database without sets.
    pub params: Option<Params>,
}

impl Postgres {
    /// Takes over the tables of another program, or brings those of an older lbsm to the form
    /// of this one; says what was found.
    ///
    /// Sets are taken over only if all have the same parameters and the key is the one that
    /// they were made under. Sets and rows stay as they are; columns are added.
    ///
    /// # Errors
    /// What is in the database cannot be taken over, or the role may not change its tables.
    pub fn migrate(address: &Address, migration: &Migration) -> Result<Vec<Finding>, StoreError> {
        let migrate = || {
            let parameters = Parameters::resolve(address)?;
            let mut session = Session::open(&parameters)?;
            match session.run(schema::inspect(session.client()))? {
                State::Blank => Err(PostgresError::Blank { address: address.to_string() }.into()),
                State::Ours(kind, version) => {
                    let noted = session.run(meta::get::<Params>(session.client(), "hll_params"))?;
                    schema::create(&mut session, kind, noted.unwrap_or(Params::DEFAULT))?;
                    Ok(vec![
                        Finding::good("holds", kind.about()),
                        Finding::good("format", format!("{version}, which is this program's")),
                    ])
                }
                State::Foreign(Kind::Raw) => {
                    schema::create(&mut session, Kind::Raw, Params::DEFAULT)?;
                    Ok(vec![Finding::good(
                        "holds",
                        "raw posts of another program, ready to be added to",
                    )])
                }
                State::Foreign(Kind::Sets) => take_over(&mut session, migration),
            }
        };
        migrate().map_err(|fault: Fault| fault.at(&Location::Postgres(address.clone())))
    }
}

/// Takes over sets that another program made.
fn take_over(session: &mut Session, migration: &Migration) -> Result<Vec<Finding>, Fault> {
    let refused = |reason: String| Fault::Told(PostgresError::Migration { reason });
    let key = migration.key.as_ref().ok_or_else(|| {
        refused(
            "the sets in it were hashed under a key (lbsntransform calls it salt); name the file that holds it with --key-file".to_owned(),
        )
    })?;
    let tables = session.run(tables_with_sets(session.client()))?;
    let found = session.run(parameters_of(session.client(), &tables))?;
    let params = match found.as_slice() {
        [] => migration.params.unwrap_or(Params::POSTGRESQL),
        [(params, _)] => *params,
        several => {
            let list = several.iter().map(|(params, table)| format!("{params} ({table})"));
            return Err(refused(format!(
                "its sets have several parameters, and only sets with the same unite: {}",
                list.collect::<Vec<_>>().join(", ")
            )));
        }
    };
    if let Some(wanted) = migration.params.filter(|wanted| *wanted != params) {
        return Err(refused(format!("its sets have the parameters {params}, not {wanted}")));
    }
    let mut findings = vec![Finding::good("parameters", params.to_string())];
    let canary = session.run(canary(session.client(), &tables))?;
    findings.push(match canary {
        Some(set) => {
            let mut with = set.clone();
            with.insert(key.hasher().hash(NOWHERE));
            if with.to_bytes() != set.to_bytes() {
                return Err(refused(
                    "the key is not the one that its sets were made under, or another program than lbsntransform made them: the location 0:0, which lbsntransform puts into every set of locations, is not in them under this key".to_owned(),
                ));
            }
            Finding::good("key", "the one that the sets were made under")
        }
        None => Finding::good("key", "could not be tested: there is no set of locations yet"),
    });
    let bases = match &migration.bases {
        Some(bases) => bases.clone(),
        None => FILLED
            .parse()
            .map_err(|error: crate::facet::BaseError| Fault::Damaged(error.to_string()))?,
    };
    let settings = Settings {
        params,
        precision: migration.precision.unwrap_or(Precision::EXACT),
        mode: ItemMode::Compat,
        bases,
        key_id: key.id(),
    };
    schema::create(session, Kind::Sets, params)?;
    let (runtime, client) = session.parts();
    runtime.block_on(async {
        let transaction = client.transaction().await.on("write lbsm.meta")?;
        meta::put_settings(&transaction, &settings).await?;
        transaction.commit().await.on("write lbsm.meta")
    })?;
    findings.push(Finding::good("bases", settings.bases.to_string()));
    let problems = schema::problems(session.client(), Kind::Sets, Some(&settings.bases));
    let problems = session.run(problems)?;
    findings.extend(problems.into_iter().map(|problem| Finding::bad("tables", problem)));
    Ok(findings)
}

/// The tables and columns of sets that are there, quoted.
async fn tables_with_sets(client: &Client) -> Result<Vec<(String, String)>, Fault> {
    let doing = "look at the tables";
    let rows = client
        .query(
            "SELECT format('%I.%I', table_schema, table_name), format('%I', column_name)
             FROM information_schema.columns JOIN information_schema.tables
               USING (table_schema, table_name)
             WHERE table_schema IN ('social', 'spatial', 'temporal', 'topical')
               AND udt_name = 'hll' AND table_type = 'BASE TABLE'
             ORDER BY 1, 2",
            &[],
        )
        .await
        .on(doing)?;
    let pair = |row: &tokio_postgres::Row| Ok((row.try_get(0)?, row.try_get(1)?));
    rows.iter().map(pair).collect::<Result<_, tokio_postgres::Error>>().on(doing)
}

/// The parameters that the sets have, each with a table where they are found. The second and
/// third byte of a set say them.
async fn parameters_of(
    client: &Client,
    tables: &[(String, String)],
) -> Result<Vec<(Params, String)>, Fault> {
    let doing = "look at the sets";
    let mut found: Vec<(Params, String)> = Vec::new();
    for (table, column) in tables {
        let query = format!(
            "SELECT DISTINCT substr(hll_send({column}), 2, 2) FROM ONLY {table} WHERE {column} IS NOT NULL"
        );
        for row in client.query(&query, &[]).await.on(doing)? {
            let header: &[u8] = row.try_get(0).on(doing)?;
            // As an EMPTY set they are easily read.
            let empty = [&[0x11], header].concat();
            let set = Sketch::from_bytes(&empty).map_err(|error| {
                Fault::Told(PostgresError::Migration {
                    reason: format!("a set in {table}.{column} is none: {error}"),
                })
            })?;
            if !found.iter().any(|(params, _)| *params == set.params()) {
                found.push((set.params(), table.clone()));
            }
        }
    }
    Ok(found)
}

/// A set of locations as lbsntransform makes them, if there is one: a small one, because those
/// tell most.
async fn canary(client: &Client, tables: &[(String, String)]) -> Result<Option<Sketch>, Fault> {
    let doing = "look at the sets";
    for base in BASES.iter().filter(|base| sets::canary(base)) {
        let name = SetTable::new(base).name().replace('"', "");
        if !tables
            .iter()
            .any(|(table, column)| table.replace('"', "") == name && column == "latlng_hll")
        {
            continue;
        }
        let query = format!(
            "SELECT hll_send(latlng_hll) FROM {} WHERE latlng_hll IS NOT NULL
             ORDER BY length(hll_send(latlng_hll)) > 3 DESC, length(hll_send(latlng_hll)) LIMIT 1",
            SetTable::new(base).name()
        );
        if let Some(row) = client.query_opt(&query, &[]).await.on(doing)?
            && let Ok(set) = Sketch::from_bytes(row.try_get(0).on(doing)?)
            && !set.is_empty()
        {
            return Ok(Some(set));
        }
    }
    Ok(None)
}
