//! What is in a database, and what has to be: extensions, schemas, tables.

mod check;
mod extension;

pub(super) use check::{problems, write_problems};
pub(super) use extension::check_extensions;

use super::fault::{Fault, While as _};
use super::meta;
use super::session::Session;
use crate::hll::Params;
use extension::create_extensions;
use tokio_postgres::Client;

/// The tables of raw posts, of sets, and what lbsm notes. The parameters of sets are those of
/// [`Params::DEFAULT`], and give way to those of the database.
const RAW: &str = include_str!("../../../../sql/rawdb.sql");
const SETS: &str = include_str!("../../../../sql/hlldb.sql");
const NOTES: &str = include_str!("../../../../sql/lbsm.sql");

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
