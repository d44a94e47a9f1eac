//! The extensions that a database needs.

use super::Kind;
use crate::store::postgres::fault::{Fault, PostgresError, While as _};
use std::collections::BTreeMap;
use tokio_postgres::Client;

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

/// Extensions of the database with their versions.
async fn extensions(client: &Client) -> Result<BTreeMap<String, String>, Fault> {
    let rows = client
        .query("SELECT extname::text, extversion FROM pg_extension", &[])
        .await
        .on("list extensions")?;
    let pair = |row: &tokio_postgres::Row| Ok((row.try_get(0)?, row.try_get(1)?));
    rows.iter().map(pair).collect::<Result<_, tokio_postgres::Error>>().on("list extensions")
}

/// Makes those that are missing.
pub(super) async fn create_extensions(client: &Client, kind: Kind) -> Result<(), Fault> {
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
pub(in crate::store::postgres) async fn check_extensions(
    client: &Client,
    kind: Kind,
) -> Result<(), Fault> {
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
