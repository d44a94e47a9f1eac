//! One connection to a server, and the little runtime that drives it: stores are synchronous,
//! and the driver is not.

use super::connection::{Parameters, SslMode, Tls};
use super::fault::{Fault, While as _};
use crate::store::identifier::Identifier;
use std::future::Future;
use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls, config};

/// A connection.
pub(super) struct Session {
    runtime: Runtime,
    client: Client,
    closed: bool,
}

impl Session {
    /// Connects, and finds where the extensions are.
    pub(super) fn open(parameters: &Parameters) -> Result<Self, Fault> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Fault::Damaged(format!("no runtime: {error}")))?;
        let client = runtime.block_on(connect(parameters))?;
        let session = Self { runtime, client, closed: false };
        session.find_extensions()?;
        Ok(session)
    }

    /// Waits for something to happen on the connection.
    pub(super) fn run<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    /// The connection.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// The runtime and the connection, for a transaction.
    pub(super) fn parts(&mut self) -> (&Runtime, &mut Client) {
        (&self.runtime, &mut self.client)
    }

    /// Whether the connection is gone.
    pub(super) fn is_closed(&self) -> bool {
        self.closed || self.client.is_closed()
    }

    /// Uses the connection no more.
    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    /// Settings of the session: names of types and functions are looked for where the
    /// extensions are and nowhere else, so that nobody can put others in their place.
    pub(super) fn find_extensions(&self) -> Result<(), Fault> {
        self.run(async {
            let schemas = self
                .client
                .query(
                    "SELECT DISTINCT nspname::text FROM pg_catalog.pg_extension
                     JOIN pg_catalog.pg_namespace ON pg_namespace.oid = extnamespace
                     WHERE extname IN ('hll', 'postgis', 'hstore') ORDER BY 1",
                    &[],
                )
                .await?;
            let mut path = String::from("pg_catalog");
            for schema in schemas {
                let name: String = schema.try_get(0)?;
                path = format!("{path}, {}", Identifier(&name));
            }
            let settings = format!(
                "SET search_path = {path}; SET client_min_messages = warning; SET jit = off"
            );
            self.client.batch_execute(&settings).await
        })
        .on("set up the session")
    }
}

/// Connects with TLS as `sslmode` says: where either will do, one after the other.
async fn connect(parameters: &Parameters) -> Result<Client, Fault> {
    use config::SslMode::{Disable, Prefer, Require};
    let attempts: &[config::SslMode] = match parameters.ssl_mode {
        // As with libpq, sockets need no TLS whatever sslmode says.
        _ if parameters.is_local() => &[Disable],
        SslMode::Disable => &[Disable],
        SslMode::Allow => &[Disable, Require],
        SslMode::Prefer => &[Prefer, Disable],
        SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => &[Require],
    };
    let mut last = None;
    for &mode in attempts {
        if last.as_ref().is_some_and(|fault: &Fault| !fault.may_be_about_tls()) {
            break;
        }
        match attempt(parameters, mode).await {
            Ok(client) => return Ok(client),
            Err(fault) => last = last.or(Some(fault)),
        }
    }
    Err(last.unwrap_or_else(|| Fault::Damaged("no way to connect".to_owned())))
}

async fn attempt(parameters: &Parameters, mode: config::SslMode) -> Result<Client, Fault> {
    let mut config = parameters.config.clone();
    config.ssl_mode(mode);
    let failed = |error| {
        let place = parameters.hosts.iter().map(|(host, port)| format!("{host}:{port}"));
        Fault::Connect(place.collect::<Vec<_>>().join(", "), error)
    };
    // The task ends with the connection; what ended it shows in the next thing asked of it.
    if mode == config::SslMode::Disable {
        let (client, connection) = config.connect(NoTls).await.map_err(failed)?;
        tokio::spawn(connection);
        Ok(client)
    } else {
        let tls = Tls::new(parameters)?;
        let (client, connection) = config.connect(tls.0).await.map_err(failed)?;
        tokio::spawn(connection);
        Ok(client)
    }
}
