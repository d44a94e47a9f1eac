//! How a connection comes about, as libpq's programs (psql, QGIS, `pg_dump`) make theirs: from
//! the address, a service file, the environment, defaults and the password file, in this
//! order.

mod files;
mod parameters;
mod tls;

pub(super) use parameters::Parameters;
pub use parameters::Unusable;
pub(super) use tls::{SslMode, Tls};
