//! Looking at a database: what is in it, and whether that is as it should be.

use super::connection::Parameters;
use super::fault::{Fault, While as _};
use super::schema::{self, Kind, State};
use super::session::Session;
use super::sets::SetTable;
use super::{Address, Postgres, meta};
use crate::facet::Base;
use crate::hll::{Params, Sketch};
use crate::store::{Location, Settings, StoreError};
use tokio_postgres::Client;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub what: &'static str,
    /// What was found.
    pub found: String,
    /// Whether it is as it should be.
    pub good: bool,
}

impl Finding {
    /// All is well.
    pub(super) fn good(what: &'static str, found: impl Into<String>) -> Self {
        Self { what, found: found.into(), good: true }
    }

    /// Something is wrong.
    pub(super) fn bad(what: &'static str, found: impl Into<String>) -> Self {
        Self { what, found: found.into(), good: false }
    }
}

impl Postgres {
    /// Looks at everything that has to be there. With `sets`, reads every set.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub fn check(address: &Address, sets: bool) -> Result<Vec<Finding>, StoreError> {
        let check = || {
            let parameters = Parameters::resolve(address)?;
            let session = Session::open(&parameters)?;
            session.run(findings(session.client(), sets))
        };
        check().map_err(|fault: Fault| fault.at(&Location::Postgres(address.clone())))
    }
}

async fn findings(client: &Client, sets: bool) -> Result<Vec<Finding>, Fault> {
    let doing = "look at the server";
    let row = client
        .query_one(
            "SELECT current_setting('server_version'), current_database()::text, current_user::text,
               coalesce((SELECT version || ', ' || cipher FROM pg_stat_ssl
                         WHERE pid = pg_backend_pid() AND ssl), 'none')",
            &[],
        )
        .await
        .on(doing)?;
    let text = |index| row.try_get::<usize, String>(index).on(doing);
    let mut findings = vec![
        Finding::good("server", format!("PostgreSQL {}", text(0)?)),
        Finding::good("database", text(1)?),
        Finding::good("role", text(2)?),
        Finding::good("encryption", text(3)?),
    ];
    let state = schema::inspect(client).await?;
    let kind = match state {
        State::Blank => {
            findings.push(Finding::bad("holds", "no LBSN tables; `lbsm db init` makes them"));
            return Ok(findings);
        }
        State::Foreign(kind) => {
            let found =
                format!("{} of another program; `lbsm db migrate` takes them over", kind.about());
            findings.push(Finding::bad("holds", found));
            kind
        }
        State::Ours(kind, version) => {
            findings.push(Finding::good("holds", kind.about()));
            findings.push(if version == meta::FORMAT_VERSION {
                Finding::good("format", version.to_string())
            } else {
                let found = format!("{version}, and this program knows {}", meta::FORMAT_VERSION);
                Finding::bad("format", found)
            });
            kind
        }
    };
    match schema::check_extensions(client, kind).await {
        Ok(()) => findings.push(Finding::good("extensions", "all that are needed")),
        Err(Fault::Told(error)) => findings.push(Finding::bad("extensions", error.to_string())),
        Err(fault) => return Err(fault),
    }
    let is_ours = matches!(state, State::Ours(..));
    let settings = if is_ours && kind == Kind::Sets { meta::settings(client).await? } else { None };
    let bases = settings.as_ref().map(|settings| &settings.bases);
    let problems = schema::problems(client, kind, bases).await?;
    if problems.is_empty() {
        findings.push(Finding::good("tables", "as they should be"));
    }
    findings.extend(problems.into_iter().map(|problem| Finding::bad("tables", problem)));
    if is_ours {
        let problems = schema::write_problems(client, kind, bases).await?;
        if problems.is_empty() {
            findings.push(Finding::good("rights", "to read and to write"));
        }
        findings.extend(problems.into_iter().map(|problem| Finding::bad("rights", problem)));
    }
    if let Some(settings) = &settings {
        let Settings { params, precision, mode, key_id, .. } = settings;
        findings.push(Finding::good(
            "sets",
            format!(
                "parameters {params}, key id {key_id}, items {}, geohash {precision}",
                mode.as_str()
            ),
        ));
        if sets {
            for base in settings.bases.iter() {
                findings.push(read_all(client, base, settings.params).await?);
            }
        }
    }
    Ok(findings)
}

/// Reads every set of a base.
async fn read_all(client: &Client, base: &'static Base, params: Params) -> Result<Finding, Fault> {
    let mut rows = 0_u64;
    let mut undefined = 0_u64;
    let read = SetTable::new(base)
        .rows(client, params, &mut |row| {
            rows += 1;
            undefined += u64::from(row.sets.iter().any(Sketch::is_undefined));
            std::ops::ControlFlow::Continue(())
        })
        .await;
    match read {
        Ok(()) if undefined > 0 => Ok(Finding::bad(
            base.name,
            format!(
                "{rows} keys, of which {undefined} have an UNDEFINED set, which absorbs all unions"
            ),
        )),
        Ok(()) => Ok(Finding::good(base.name, format!("{rows} keys, every set readable"))),
        Err(Fault::Unreadable(table, row, column, reason)) => {
            Ok(Finding::bad(base.name, format!("{column} of the row {row} of {table}: {reason}")))
        }
        Err(fault) => Err(fault),
    }
}
