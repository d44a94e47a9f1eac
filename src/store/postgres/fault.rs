//! What goes wrong with a database, and what to do about it.

use super::connection::Unusable;
use crate::store::{Incompatible, Location, StoreError};
use tokio_postgres::error::SqlState;

/// A database could not be opened, read or written.
///
/// Only the server's first line is repeated: its details and hints quote rows, and these may
/// hold what people wrote.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PostgresError {
    /// The address makes no sense.
    #[error(transparent)]
    Address(#[from] Unusable),
    /// No server answers, or not as it should.
    #[error("no connection to {place}: {reason}; {advice}")]
    Connection {
        /// Host and port, or what stands for them.
        place: String,
        /// What happened.
        reason: String,
        /// What to do.
        advice: &'static str,
    },
    /// The connection was lost again and again.
    #[error(
        "the server was lost and did not come back ({reason}); what was committed stays, run the same command again"
    )]
    Lost {
        /// What happened last.
        reason: String,
    },
    /// The server says no.
    #[error("cannot {doing}: {message} (SQLSTATE {code}); {advice}")]
    Server {
        /// What was being done.
        doing: &'static str,
        /// What the server says.
        message: String,
        /// Its code.
        code: String,
        /// What to do.
        advice: &'static str,
    },
    /// An extension is missing or too old.
    #[error("the extension {name} {trouble}; {remedy}")]
    Extension {
        /// Its name.
        name: &'static str,
        /// What is wrong.
        trouble: String,
        /// What to do.
        remedy: String,
    },
    /// The database holds the other kind of thing.
    #[error(
        "it holds {found}, not {wanted}: in the LBSN structure both have tables of the same names, so each needs a database of its own"
    )]
    Kind {
        /// What it holds.
        found: &'static str,
        /// What it was to hold.
        wanted: &'static str,
    },
    /// Another program made the tables.
    #[error(
        "another program made the {kind} in it; `lbsm db migrate {address}` looks at them and makes the database ready to be read and added to"
    )]
    Foreign {
        /// What it holds.
        kind: &'static str,
        /// Its address.
        address: String,
    },
    /// There is nothing of ours in it.
    #[error("there are no LBSN tables in it; `lbsm db init {address}` makes them")]
    Blank {
        /// Its address.
        address: String,
    },
    /// Tables are not as they should be.
    #[error("{}; `lbsm db check` lists all that is wrong", .problems.join("; "))]
    Tables {
        /// What is wrong with them.
        problems: Vec<String>,
    },
    /// There are no posts to read as an input.
    #[error(
        "{problem}; an input is a rawdb, or with table=SCHEMA.TABLE another table or view that has columns of topical.post"
    )]
    Posts {
        /// What is missing.
        problem: String,
    },
    /// What is in it cannot be taken over.
    #[error("{reason}")]
    Migration {
        /// Why not, and what to do.
        reason: String,
    },
}

impl PostgresError {
    /// Whether the database is in order, but not one for what was asked.
    pub(in crate::store) fn is_refusal(&self) -> bool {
        matches!(self, Self::Kind { .. } | Self::Foreign { .. } | Self::Migration { .. })
    }
}

/// What goes wrong inside, before the database's address is known.
#[derive(Debug)]
pub(super) enum Fault {
    /// The server or the connection to it, while this was being done.
    Driver(&'static str, tokio_postgres::Error),
    /// The connection could not be made.
    Connect(String, tokio_postgres::Error),
    /// What the user has to see to.
    Told(PostgresError),
    /// Settings do not fit.
    Incompatible(Incompatible),
    /// A value is not what its column holds: table, row, column, reason.
    Unreadable(String, String, String, String),
    /// The database does not say what it must say.
    Damaged(String),
}

impl From<PostgresError> for Fault {
    fn from(error: PostgresError) -> Self {
        Self::Told(error)
    }
}

impl From<Unusable> for Fault {
    fn from(error: Unusable) -> Self {
        Self::Told(error.into())
    }
}

/// Says what was being done when the server or the driver failed.
pub(super) trait While<T> {
    /// `doing` completes "cannot …".
    fn on(self, doing: &'static str) -> Result<T, Fault>;
}

impl<T> While<T> for Result<T, tokio_postgres::Error> {
    fn on(self, doing: &'static str) -> Result<T, Fault> {
        self.map_err(|error| Fault::Driver(doing, error))
    }
}

impl Fault {
    fn driver(&self) -> Option<&tokio_postgres::Error> {
        match self {
            Self::Driver(_, error) | Self::Connect(_, error) => Some(error),
            _ => None,
        }
    }

    /// The server's code, if it said something.
    pub(super) fn code(&self) -> Option<&SqlState> {
        self.driver()?.code()
    }

    /// Whether the same may work when it is done again: the server goes down or comes up, the
    /// connection is gone, or another loader was in the way.
    pub(super) fn may_pass(&self) -> bool {
        self.is_disconnection()
            || self.code().is_some_and(|code| {
                [
                    SqlState::T_R_SERIALIZATION_FAILURE,
                    SqlState::T_R_DEADLOCK_DETECTED,
                    SqlState::LOCK_NOT_AVAILABLE,
                    SqlState::TOO_MANY_CONNECTIONS,
                    // A table that was empty when this loader looked was filled by another.
                    SqlState::UNIQUE_VIOLATION,
                ]
                .contains(code)
            })
    }

    /// Whether the connection is gone, or the server has said that it ends it.
    pub(super) fn is_disconnection(&self) -> bool {
        match self.code() {
            Some(code) => {
                [
                    SqlState::ADMIN_SHUTDOWN,
                    SqlState::CRASH_SHUTDOWN,
                    SqlState::CANNOT_CONNECT_NOW,
                    SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
                ]
                .contains(code)
                    || code.code().starts_with("08")
                    // idle_session_timeout
                    || code.code() == "57P05"
            }
            None => self.driver().is_some_and(|error| {
                error.is_closed()
                    || std::error::Error::source(error)
                        .is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
            }),
        }
    }

    /// Whether no connection could be made.
    pub(super) fn is_no_connection(&self) -> bool {
        matches!(self, Self::Connect(..))
    }

    /// Whether an attempt with TLS, or without, may do where this one did not.
    pub(super) fn may_be_about_tls(&self) -> bool {
        match self.code() {
            Some(code) => *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
            None => self.driver().is_some_and(|error| error.to_string().contains("TLS")),
        }
    }

    /// The error for the caller.
    pub(super) fn at(self, store: &Location) -> StoreError {
        let store = store.clone();
        let source = match self {
            Self::Incompatible(source) => return StoreError::Incompatible { store, source },
            Self::Unreadable(table, row, column, reason) => {
                let (row, column) = (row.into(), column.into());
                return StoreError::Unreadable { store, table, row, column, reason };
            }
            Self::Damaged(reason) => return StoreError::Corrupt { store, reason },
            Self::Told(source) => source,
            Self::Driver(doing, error) => match server_error(doing, &error) {
                Some(told) => told,
                None => PostgresError::Lost { reason: chain(&error) },
            },
            Self::Connect(place, error) => match server_error("connect", &error) {
                Some(told) => told,
                None => PostgresError::Connection {
                    place,
                    reason: chain(&error),
                    advice: connection_advice(&error),
                },
            },
        };
        StoreError::Postgres { store, source: Box::new(source) }
    }
}

fn server_error(doing: &'static str, error: &tokio_postgres::Error) -> Option<PostgresError> {
    let database = error.as_db_error()?;
    Some(PostgresError::Server {
        doing,
        message: database.message().to_owned(),
        code: database.code().code().to_owned(),
        advice: advice(database.code()),
    })
}

/// An error with its causes: the driver's own text rarely says more than where it happened.
fn chain(error: &tokio_postgres::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

fn connection_advice(error: &tokio_postgres::Error) -> &'static str {
    let text = chain(error);
    if text.contains("password missing") {
        "put the password into ~/.pgpass or PGPASSWORD"
    } else if text.contains("certificate") || text.contains("TLS") {
        "sslmode and sslrootcert say what of the server's certificate is checked; without TLS, sslmode=disable"
    } else {
        "is the server up, and are host and port right?"
    }
}

/// What to do about an error of the server.
fn advice(code: &SqlState) -> &'static str {
    if [SqlState::INVALID_PASSWORD, SqlState::INVALID_AUTHORIZATION_SPECIFICATION].contains(code) {
        "are role and password right? The password goes into ~/.pgpass or PGPASSWORD"
    } else if *code == SqlState::INVALID_CATALOG_NAME {
        "`lbsm db init` makes the database"
    } else if *code == SqlState::INSUFFICIENT_PRIVILEGE {
        "the role lacks a right; docs/postgresql.md lists the GRANTs"
    } else if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
        "the server or role is read-only (a standby?); name the primary, or target_session_attrs=read-write"
    } else if [SqlState::DISK_FULL, SqlState::OUT_OF_MEMORY].contains(code) {
        "the server has no space left; make some, and run the same command again: what was committed stays"
    } else if *code == SqlState::QUERY_CANCELED {
        "a time limit of the server or role ended it; PGOPTIONS='-c statement_timeout=0' lifts it, or a smaller --memory makes smaller batches"
    } else if *code == SqlState::DATA_EXCEPTION {
        "a stored set has other parameters or is damaged; `lbsm db check --sets` finds it"
    } else if [
        SqlState::UNDEFINED_TABLE,
        SqlState::UNDEFINED_COLUMN,
        SqlState::UNDEFINED_FUNCTION,
        SqlState::UNDEFINED_OBJECT,
        SqlState::INVALID_COLUMN_REFERENCE,
        SqlState::DATATYPE_MISMATCH,
    ]
    .contains(code)
    {
        "the tables are not what they should be; `lbsm db check` lists what is wrong"
    } else if *code == SqlState::UNIQUE_VIOLATION {
        "a constraint that is not the LBSN's stands in the way; `lbsm db check` lists what is wrong"
    } else {
        "what was committed before stays; the server's log says more"
    }
}
