//! Making a database and its tables.

use super::connection::Parameters;
use super::fault::{Fault, PostgresError, While as _};
use super::schema::{self, Kind, State};
use super::session::Session;
use super::{Address, Postgres, meta};
use crate::hll::Params;
use crate::store::identifier::Identifier;
use crate::store::{Location, StoreError};
use tokio_postgres::error::SqlState;

impl Postgres {
    /// Makes the tables, and the database itself if there is none and the role may make it.
    /// Where they are there, nothing changes.
    ///
    /// # Errors
    /// The server cannot be reached, the role may not make them, an extension is missing, or
    /// the database holds something else.
    pub fn init(address: &Address, kind: Kind, params: Params) -> Result<(), StoreError> {
        let init = || {
            let parameters = Parameters::resolve(address)?;
            let mut session = match Session::open(&parameters) {
                Err(fault) if fault.code() == Some(&SqlState::INVALID_CATALOG_NAME) => {
                    create_database(&parameters)?;
                    Session::open(&parameters)?
                }
                result => result?,
            };
            match session.run(schema::inspect(session.client()))? {
                State::Blank => schema::create(&mut session, kind, params),
                State::Ours(found, _) if found == kind => {
                    let noted = session.run(meta::get::<Params>(session.client(), "hll_params"))?;
                    schema::create(&mut session, kind, noted.unwrap_or(params))
                }
                State::Ours(found, _) => {
                    let (found, wanted) = (found.about(), kind.about());
                    Err(PostgresError::Kind { found, wanted }.into())
                }
                State::Foreign(kind) => {
                    let address = address.to_string();
                    Err(PostgresError::Foreign { kind: kind.about(), address }.into())
                }
            }
        };
        init().map_err(|fault: Fault| fault.at(&Location::Postgres(address.clone())))
    }
}

/// Makes the database, by way of the one that every server has.
fn create_database(parameters: &Parameters) -> Result<(), Fault> {
    let session = Session::open(&parameters.with_database("postgres"))?;
    let create = format!("CREATE DATABASE {}", Identifier(&parameters.database));
    session.run(session.client().batch_execute(&create)).on("create the database")
}
