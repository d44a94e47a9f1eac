//! What a connection is made with.

use super::files::{self, Wanted};
use super::tls::SslMode;
use crate::store::postgres::Address;
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding, TargetSessionAttrs};
use zeroize::Zeroizing;

/// Why an address cannot be used. Says what, never the value: that may be a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unusable {
    /// A part of it cannot be read.
    #[error(
        "its {part} cannot be read; the form is postgres://user@host:port/database, with %40 for @ and %2F for /"
    )]
    Part {
        /// Which part.
        part: &'static str,
    },
    /// An option that libpq does not have, or that this program does not know.
    #[error("{name} is no option of a connection that lbsm knows; there are {}", OPTIONS.map(|(name, _)| name).join(", "))]
    Option {
        /// Its name.
        name: String,
    },
    /// An option has a value that it cannot have.
    #[error("the value of {name} cannot be used; {expected}")]
    Value {
        /// The option.
        name: &'static str,
        /// What it can be.
        expected: &'static str,
    },
    /// No service file names the service.
    #[error("no service is called {name}; services are sections of ~/.pg_service.conf")]
    Service {
        /// The name.
        name: String,
    },
    /// A line of a service file is none.
    #[error("line {line} of {} is not name=value", path.display())]
    ServiceLine {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A certificate or key file does not do.
    #[error("{what} {} cannot be used: {reason}", path.display())]
    Certificate {
        /// What it was to be.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
}

/// The options of an address, and the variable of the environment that stands in for each.
const OPTIONS: [(&str, &str); 18] = [
    ("application_name", "PGAPPNAME"),
    ("channel_binding", "PGCHANNELBINDING"),
    ("connect_timeout", "PGCONNECT_TIMEOUT"),
    ("dbname", "PGDATABASE"),
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("keepalives_idle", ""),
    ("options", "PGOPTIONS"),
    ("passfile", "PGPASSFILE"),
    ("password", "PGPASSWORD"),
    ("port", "PGPORT"),
    ("service", "PGSERVICE"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("sslmode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("target_session_attrs", "PGTARGETSESSIONATTRS"),
    ("user", "PGUSER"),
];

/// What a connection is made with, complete.
#[derive(Clone)]
pub struct Parameters {
    /// All but TLS, as the driver takes it. Prints without its password.
    pub config: Config,
    /// The database.
    pub database: String,
    /// Hosts with their ports.
    pub hosts: Vec<(String, u16)>,
    /// How TLS is used.
    pub ssl_mode: SslMode,
    /// Certificates to trust; `system` for the system's.
    pub root_certificate: Option<PathBuf>,
    /// A certificate to show, and its key.
    pub client_certificate: Option<(PathBuf, PathBuf)>,
}

type Pairs = BTreeMap<String, Zeroizing<String>>;

impl Parameters {
    /// Everything that the address says, and what it leaves open from the service file, the
    /// environment, defaults and the password file.
    ///
    /// # Errors
    /// The address or one of these makes no sense.
    pub(in crate::store::postgres) fn resolve(address: &Address) -> Result<Self, Unusable> {
        let text = address.secret_text();
        let mut pairs = match text.split_once("://") {
            Some((_, rest)) if !text.starts_with("service=") => from_url(rest)?,
            _ => from_pairs(text)?,
        };
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let service = pairs.get("service").map(|name| name.to_string());
        if let Some(service) = service.or_else(|| variable("PGSERVICE")) {
            for (name, value) in files::service(&service)? {
                pairs.entry(name).or_insert(Zeroizing::new(value));
            }
        }
        if let Some(name) =
            pairs.keys().find(|name| !OPTIONS.iter().any(|(known, _)| known == name))
        {
            return Err(Unusable::Option { name: name.clone() });
        }
        for (name, environment) in OPTIONS {
            if !pairs.contains_key(name)
                && let Some(value) = variable(environment)
            {
                pairs.insert(name.to_owned(), Zeroizing::new(value));
            }
        }
        Self::from_complete(&pairs)
    }

    fn from_complete(pairs: &Pairs) -> Result<Self, Unusable> {
        let get =
            |name: &str| pairs.get(name).map(|value| value.as_str()).filter(|v| !v.is_empty());
        let user = get("user").map_or_else(own_name, str::to_owned);
        let database = get("dbname").unwrap_or(&user).to_owned();
        let hosts = hosts(get("host"), get("port"))?;
        let mut config = Config::new();
        config.user(&user).dbname(&database);
        config.application_name(get("application_name").unwrap_or("lbsm"));
        for (host, port) in &hosts {
            config.host(host).port(*port);
        }
        let value = |name, expected| Unusable::Value { name, expected };
        for address in get("hostaddr").into_iter().flat_map(|list| list.split(',')) {
            let address =
                address.parse().map_err(|_secret| value("hostaddr", "it is an IP address"))?;
            config.hostaddr(address);
        }
        if let Some(options) = get("options") {
            config.options(options);
        }
        let seconds = |name| {
            let number = |text: &str| {
                text.trim().parse().map_err(|_secret| value(name, "it is a number of seconds"))
            };
            get(name).map(number).transpose().map(|seconds| seconds.map(Duration::from_secs))
        };
        match seconds("connect_timeout")? {
            // As with libpq, zero is for ever.
            Some(Duration::ZERO) => {}
            limit => {
                config.connect_timeout(limit.unwrap_or(Duration::from_secs(30)));
            }
        }
        if let Some(idle) = seconds("keepalives_idle")? {
            config.keepalives_idle(idle);
        }
        match get("target_session_attrs") {
            None | Some("any") => {}
            Some("read-write") => {
                config.target_session_attrs(TargetSessionAttrs::ReadWrite);
            }
            Some("read-only") => {
                config.target_session_attrs(TargetSessionAttrs::ReadOnly);
            }
            Some(_) => {
                return Err(value("target_session_attrs", "it is any, read-write or read-only"));
            }
        }
        match get("channel_binding") {
            None | Some("prefer") => {}
            Some("require") => {
                config.channel_binding(ChannelBinding::Require);
            }
            Some("disable") => {
                config.channel_binding(ChannelBinding::Disable);
            }
            Some(_) => return Err(value("channel_binding", "it is disable, prefer or require")),
        }
        let passfile =
            get("passfile").map(PathBuf::from).or_else(|| Some(files::home()?.join(".pgpass")));
        let password = get("password").map(str::to_owned).or_else(|| {
            let (host, port) = hosts.first()?;
            let wanted = Wanted { host, port: *port, database: &database, user: &user };
            files::password(&passfile?, &wanted)
        });
        if let Some(password) = password.map(Zeroizing::new) {
            config.password(password.as_bytes());
        }
        let ssl_mode = match get("sslmode") {
            Some(mode) => SslMode::parse(mode).ok_or_else(|| {
                value("sslmode", "it is disable, allow, prefer, require, verify-ca or verify-full")
            })?,
            // Whom the whole world trusts is trusted for the right name only.
            None if get("sslrootcert") == Some("system") => SslMode::VerifyFull,
            None => SslMode::Prefer,
        };
        // Where there is a file for everybody to use, there is no need to name it.
        let usual = |name: &str| {
            let path = files::home()?.join(".postgresql").join(name);
            path.exists().then_some(path)
        };
        let certificate = get("sslcert").map(PathBuf::from).or_else(|| usual("postgresql.crt"));
        let key = get("sslkey").map(PathBuf::from).or_else(|| usual("postgresql.key"));
        Ok(Self {
            config,
            database,
            hosts,
            ssl_mode,
            root_certificate: get("sslrootcert").map(PathBuf::from).or_else(|| usual("root.crt")),
            client_certificate: certificate.zip(key),
        })
    }

    /// Whether all hosts are sockets of this machine, which know no TLS.
    pub(in crate::store::postgres) fn is_local(&self) -> bool {
        self.hosts.iter().all(|(host, _)| host.starts_with('/'))
    }

    /// The same server, another database.
    pub(in crate::store::postgres) fn with_database(&self, database: &str) -> Self {
        let mut other = self.clone();
        other.config.dbname(database);
        database.clone_into(&mut other.database);
        other
    }
}

/// `user:password@host:port,host:port/database?option=value&…`
fn from_url(rest: &str) -> Result<Pairs, Unusable> {
    let mut pairs = Pairs::new();
    let mut put = |name: &str, part: &'static str, value: &str| {
        let value = percent_decode_str(value).decode_utf8();
        let value = value.map_err(|_secret| Unusable::Part { part })?.into_owned();
        pairs.insert(name.to_owned(), Zeroizing::new(value));
        Ok::<(), Unusable>(())
    };
    let (place, options) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = place.split_once('/').unwrap_or((place, ""));
    let (user, hosts) = match authority.rsplit_once('@') {
        Some((user, hosts)) => (Some(user), hosts),
        None => (None, authority),
    };
    if let Some(user) = user {
        let (user, password) = user.split_once(':').unwrap_or((user, ""));
        put("user", "user", user)?;
        if !password.is_empty() {
            put("password", "password", password)?;
        }
    }
    if !hosts.is_empty() {
        let (mut names, mut ports) = (Vec::new(), Vec::new());
        for host in hosts.split(',') {
            let (name, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                Some((name, rest)) => (name, rest.strip_prefix(':').unwrap_or(rest)),
                None => host.split_once(':').unwrap_or((host, "")),
            };
            names.push(name);
            ports.push(port);
        }
        put("host", "host", &names.join(","))?;
        if ports.iter().any(|port| !port.is_empty()) {
            put("port", "port", &ports.join(","))?;
        }
    }
    if !database.is_empty() {
        put("dbname", "database", database)?;
    }
    for option in options.split('&').filter(|option| !option.is_empty()) {
        let (name, value) = option.split_once('=').ok_or(Unusable::Part { part: "options" })?;
        put(name, "options", value)?;
    }
    Ok(pairs)
}

/// `service=NAME option=value …`
fn from_pairs(text: &str) -> Result<Pairs, Unusable> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').ok_or(Unusable::Part { part: "options" })?;
        Ok((name.to_owned(), Zeroizing::new(value.to_owned())))
    };
    text.split_whitespace().map(pair).collect()
}

/// Hosts with their ports; one port does for all.
fn hosts(hosts: Option<&str>, ports: Option<&str>) -> Result<Vec<(String, u16)>, Unusable> {
    let expected = "it is a number from 1 to 65535, one for all hosts or one for each";
    let ports: Vec<u16> = ports
        .map_or_else(Vec::new, |ports| ports.split(',').collect())
        .into_iter()
        .map(|port| if port.is_empty() { Ok(5432) } else { port.trim().parse() })
        .collect::<Result<_, _>>()
        .map_err(|_secret| Unusable::Value { name: "port", expected })?;
    let first = ports.first().copied().unwrap_or(5432);
    let names: Vec<String> = match hosts {
        Some(hosts) => hosts.split(',').map(str::to_owned).collect(),
        None => vec![usual_host(first)],
    };
    if ports.len() > 1 && ports.len() != names.len() {
        return Err(Unusable::Value { name: "port", expected });
    }
    let port = |index| ports.get(index).copied().unwrap_or(first);
    Ok(names.into_iter().enumerate().map(|(index, name)| (name, port(index))).collect())
}

/// The folder where a server of this machine has its socket, else `localhost`.
fn usual_host(port: u16) -> String {
    ["/var/run/postgresql", "/run/postgresql", "/tmp"]
        .into_iter()
        .find(|folder| Path::new(folder).join(format!(".s.PGSQL.{port}")).exists())
        .unwrap_or("localhost")
        .to_owned()
}

fn own_name() -> String {
    whoami::username().unwrap_or_else(|_unknown| "postgres".to_owned())
}

#[cfg(test)]
#[path = "parameters_tests.rs"]
mod tests;
