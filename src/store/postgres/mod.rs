//! The store for teams: PostgreSQL databases as the LBSN community runs them, one with raw
//! posts (rawdb), one with sets (hlldb). See `docs/postgresql.md`.
//!
//! A commit is one transaction: rows are copied into temporary tables in binary form and merged
//! set by set, in an order that is the same for all loaders. With them goes a note of which
//! batch of which run this is, so that a batch whose connection was lost on the last word is
//! neither lost nor done twice. What can pass (a lost connection, a restart, a deadlock) is
//! waited for and tried again.

mod address;
mod check;
mod connection;
mod copy;
mod fault;
mod init;
mod meta;
mod migrate;
mod patience;
mod posts;
mod raw;
mod schema;
mod session;
mod sets;

pub use address::Address;
pub use check::Finding;
pub use connection::Unusable;
pub use fault::PostgresError;
pub use migrate::Migration;
pub(super) use posts::PostReader;
pub use schema::Kind;

use super::raw::{RAW_TABLES, RawRow, RawTable};
use super::{
    Batch, Contents, Incompatible, IngestEntry, Location, Selection, SetRow, Settings, Store,
    StoreError, Total, metric_column,
};
use crate::facet::{Base, KeyValue, Metric};
use crate::hll::{Params, Sketch};
use connection::Parameters;
use fault::{Fault, While as _};
use patience::Patience;
use schema::State;
use session::Session;
use sets::SetTable;
use std::ops::ControlFlow;

/// A database that holds sets or raw rows.
pub struct Postgres {
    location: Location,
    parameters: Parameters,
    session: Session,
    kind: Kind,
    settings: Option<Settings>,
    reactions_refer: bool,
    /// Which run this is, at random, and how many batches it has committed.
    run: String,
    batches: i64,
}

impl Postgres {
    /// Opens the database for writing, and makes its tables if it is empty.
    ///
    /// # Errors
    /// It cannot be reached or written, holds something else, or its sets were made under
    /// other settings.
    pub fn open_or_create(address: &Address, contents: &Contents<'_>) -> Result<Self, StoreError> {
        let location = Location::Postgres(address.clone());
        Self::for_writing(address, contents).map_err(|fault| fault.at(&location))
    }

    fn for_writing(address: &Address, contents: &Contents<'_>) -> Result<Self, Fault> {
        if address.has_password() {
            tracing::warn!(
                "whoever lists the processes of this machine can read the password in the \
                 address; put it into ~/.pgpass, a service file or PGPASSWORD"
            );
        }
        let wanted = if contents.raw { Kind::Raw } else { Kind::Sets };
        if contents.raw && contents.sets.is_some() {
            let (found, wanted) = (Kind::Raw.about(), Kind::Sets.about());
            return Err(PostgresError::Kind { found, wanted }.into());
        }
        let parameters = Parameters::resolve(address)?;
        let mut session = Session::open(&parameters)?;
        if session.run(schema::inspect(session.client()))? == State::Blank {
            let params = contents.sets.map_or(Params::DEFAULT, |settings| settings.params);
            schema::create(&mut session, wanted, params)?;
        }
        let mut store = Self::known(address, parameters, session)?;
        if store.kind != wanted {
            let (found, wanted) = (store.kind.about(), wanted.about());
            return Err(PostgresError::Kind { found, wanted }.into());
        }
        if let Some(settings) = contents.sets {
            store.settle(settings)?;
        }
        let bases = store.settings.as_ref().map(|settings| &settings.bases);
        let client = store.session.client();
        let problems = store.session.run(schema::write_problems(client, store.kind, bases))?;
        if !problems.is_empty() {
            return Err(PostgresError::Tables { problems }.into());
        }
        Ok(store)
    }

    /// Opens the database for reading.
    ///
    /// # Errors
    /// It cannot be reached, or holds nothing of ours.
    pub fn open(address: &Address) -> Result<Self, StoreError> {
        let open = || {
            let parameters = Parameters::resolve(address)?;
            let session = Session::open(&parameters)?;
            Self::known(address, parameters, session)
        };
        open().map_err(|fault: Fault| fault.at(&Location::Postgres(address.clone())))
    }

    /// Under what the sets in the database are made, if it keeps sets.
    ///
    /// # Errors
    /// It cannot be reached, or another program made what is in it.
    pub fn settings_of(address: &Address) -> Result<Option<Settings>, StoreError> {
        match Self::open(address) {
            Ok(store) => Ok(store.settings),
            Err(StoreError::Postgres { source, .. })
                if matches!(*source, PostgresError::Blank { .. }) =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Whether two addresses lead to one database. Those that lead nowhere do not.
    pub(super) fn are_one(one: &Address, other: &Address) -> bool {
        let place = |address| {
            let Parameters { hosts, database, .. } = Parameters::resolve(address).ok()?;
            Some((hosts, database))
        };
        one == other || place(one).is_some_and(|here| place(other) == Some(here))
    }

    /// Makes sure that what is in the database is ours, and reads under what it was made.
    fn known(address: &Address, parameters: Parameters, session: Session) -> Result<Self, Fault> {
        let client = session.client();
        let kind = match session.run(schema::inspect(client))? {
            State::Blank => {
                return Err(PostgresError::Blank { address: address.to_string() }.into());
            }
            State::Foreign(kind) => {
                let address = address.to_string();
                return Err(PostgresError::Foreign { kind: kind.about(), address }.into());
            }
            State::Ours(_, version) if version > meta::FORMAT_VERSION => {
                return Err(Fault::Damaged(format!(
                    "its tables have format {version}, and this program knows {}; use a newer lbsm",
                    meta::FORMAT_VERSION
                )));
            }
            State::Ours(kind, _) => kind,
        };
        session.run(schema::check_extensions(client, kind))?;
        let settings = match kind {
            Kind::Sets => session.run(meta::settings(client))?,
            Kind::Raw => None,
        };
        let bases = settings.as_ref().map(|settings| &settings.bases);
        let problems = session.run(schema::problems(client, kind, bases))?;
        if !problems.is_empty() {
            return Err(PostgresError::Tables { problems }.into());
        }
        let reactions_refer = kind == Kind::Raw && session.run(schema::reactions_refer(client))?;
        let location = Location::Postgres(address.clone());
        let run = run_id()?;
        Ok(Self { location, parameters, session, kind, settings, reactions_refer, run, batches: 0 })
    }

    /// Takes on these settings, where none are noted yet, or makes sure that they fit.
    fn settle(&mut self, wanted: &Settings) -> Result<(), Fault> {
        if self.settings.is_none() {
            let (runtime, client) = self.session.parts();
            self.settings = runtime.block_on(async {
                let transaction = client.transaction().await.on("write lbsm.meta")?;
                let settings = meta::put_settings(&transaction, wanted).await?;
                // What was chosen when the tables were made stands.
                if let Some(settings) = &settings {
                    settings.check(wanted).map_err(Fault::Incompatible)?;
                }
                transaction.commit().await.on("write lbsm.meta")?;
                Ok::<_, Fault>(settings)
            })?;
        }
        match &self.settings {
            Some(settings) => settings.check(wanted).map_err(Fault::Incompatible),
            None => Err(Fault::Damaged("lbsm.meta keeps no settings".to_owned())),
        }
    }

    /// The table of a base, if the store keeps it.
    fn kept(&self, base: &'static Base) -> Result<(SetTable, &Settings), StoreError> {
        let settings = self.settings.as_ref().filter(|settings| settings.bases.contains(base));
        let settings = settings.ok_or_else(|| StoreError::NotKept {
            store: self.location.clone(),
            what: format!("sets of the base {}", base.name),
            remedy: "`lbsm info` lists the bases it keeps; `lbsm etl --bases` makes a store with others",
        })?;
        Ok((SetTable::new(base), settings))
    }

    fn no_raw(&self) -> StoreError {
        StoreError::NotKept {
            store: self.location.clone(),
            what: "raw posts".to_owned(),
            remedy: "they need a database of their own: name another",
        }
    }

    fn reading(&self) -> impl Fn(Fault) -> StoreError + '_ {
        |fault| fault.at(&self.location)
    }

    /// Commits a batch in one transaction, or finds that it is committed.
    fn attempt(&mut self, batch: &Batch<'_>, number: i64) -> Result<(), Fault> {
        let doing = "commit";
        if self.session.is_closed() {
            self.session = Session::open(&self.parameters)?;
        }
        let (run, reactions_refer) = (self.run.as_str(), self.reactions_refer);
        let (runtime, client) = self.session.parts();
        runtime.block_on(async {
            let transaction = client.transaction().await.on(doing)?;
            if !meta::begin_batch(&transaction, run, number).await? {
                return transaction.rollback().await.on(doing);
            }
            if let Some(sets) = batch.sets {
                for (base, _) in sets.tables() {
                    SetTable::new(base).unite(&transaction, sets).await?;
                }
            }
            if let Some(rows) = batch.raw {
                raw::merge(&transaction, rows, reactions_refer).await?;
            }
            meta::log(&transaction, batch.inputs).await?;
            transaction.commit().await.on(doing)
        })
    }

    /// Commits a batch, again and again for as long as that may help.
    fn commit_patiently(&mut self, batch: &Batch<'_>) -> Result<(), Fault> {
        let number = self.batches + 1;
        let spread = self.run.bytes().fold(0_u64, |sum, byte| sum * 31 % 997 + u64::from(byte));
        let mut patience = Patience::default();
        while let Err(fault) = self.attempt(batch, number) {
            let Some(pause) = patience.pause(&fault, spread) else { return Err(fault) };
            if fault.is_disconnection() {
                tracing::warn!("the connection to {} was lost; trying again", self.location);
                // What is left of it would only fail once more.
                self.session.close();
            } else {
                tracing::debug!("another loader was in the way; trying again");
            }
            std::thread::sleep(pause);
        }
        self.batches = number;
        Ok(())
    }
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres")
            .field("location", &self.location)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// A name for this run that no other has.
fn run_id() -> Result<String, Fault> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Fault::Damaged(format!("the system gives no random numbers: {error}")))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

impl Store for Postgres {
    fn settings(&self) -> Option<&Settings> {
        self.settings.as_ref()
    }

    fn commit(&mut self, batch: &Batch<'_>) -> Result<(), StoreError> {
        if let Some(sets) = batch.sets {
            for (base, _) in sets.tables() {
                let (_, settings) = self.kept(base)?;
                Incompatible::check(settings.params, sets.params()).map_err(|source| {
                    StoreError::Incompatible { store: self.location.clone(), source }
                })?;
            }
        }
        if batch.raw.is_some() && self.kind != Kind::Raw {
            return Err(self.no_raw());
        }
        self.commit_patiently(batch).map_err(|fault| fault.at(&self.location))
    }

    fn count(&self, base: &'static Base) -> Result<u64, StoreError> {
        let (table, _) = self.kept(base)?;
        self.count_of(table.name()).map_err(self.reading())
    }

    fn rows(
        &self,
        base: &'static Base,
        each: &mut dyn FnMut(SetRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let (table, settings) = self.kept(base)?;
        let client = self.session.client();
        self.session.run(table.rows(client, settings.params, each)).map_err(self.reading())
    }

    fn select(
        &self,
        selection: &Selection,
        metric: Metric,
        each: &mut dyn FnMut(Vec<KeyValue>, Sketch) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let (table, settings) = self.kept(selection.base)?;
        metric_column(selection.base, metric)?;
        let client = self.session.client();
        let select = table.select(client, selection, metric, settings.params, each);
        self.session.run(select).map_err(self.reading())
    }

    fn unite(
        &self,
        selection: &Selection,
        metric: Metric,
    ) -> Result<Option<(u64, Sketch)>, StoreError> {
        let (table, settings) = self.kept(selection.base)?;
        metric_column(selection.base, metric)?;
        let unite = table.unite_some(self.session.client(), selection, metric, settings.params);
        self.session.run(unite).map_err(self.reading())
    }

    fn total(&self, base: &'static Base) -> Result<Option<Total>, StoreError> {
        let (table, settings) = self.kept(base)?;
        let total = self.session.run(table.total(self.session.client(), settings.params));
        total.map(Some).map_err(self.reading())
    }

    fn ingests(&self) -> Result<Vec<IngestEntry>, StoreError> {
        self.session.run(meta::ingests(self.session.client())).map_err(self.reading())
    }

    fn raw_rows(
        &self,
        table: &'static RawTable,
        each: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        if self.kind != Kind::Raw {
            return Err(self.no_raw());
        }
        let place = raw::RawPlace::new(table);
        self.session.run(place.rows(self.session.client(), each)).map_err(self.reading())
    }

    fn unite_log(&mut self, entries: &[IngestEntry]) -> Result<(), StoreError> {
        let (runtime, client) = self.session.parts();
        let united = runtime.block_on(async {
            let transaction = client.transaction().await.on("note the inputs")?;
            meta::unite_log(&transaction, entries).await?;
            transaction.commit().await.on("note the inputs")
        });
        united.map_err(self.reading())
    }

    fn raw_counts(&self) -> Result<Vec<(&'static RawTable, u64)>, StoreError> {
        if self.kind != Kind::Raw {
            return Ok(Vec::new());
        }
        let count = |table: &&'static RawTable| {
            Ok((*table, self.count_of(raw::RawPlace::new(table).name())?))
        };
        RAW_TABLES.iter().map(count).collect::<Result<_, _>>().map_err(self.reading())
    }
}

impl Postgres {
    fn count_of(&self, table: &str) -> Result<u64, Fault> {
        let count = format!("SELECT count(*) FROM {table}");
        let row = self.session.run(self.session.client().query_one(&count, &[]));
        let count: i64 = row.and_then(|row| row.try_get(0)).on("count rows")?;
        Ok(count.cast_unsigned())
    }
}
