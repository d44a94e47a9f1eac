//! The files beside a connection: `~/.pgpass`, `~/.pg_service.conf`, `pg_service.conf`.

use super::parameters::Unusable;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The user's folder.
pub(super) fn home() -> Option<PathBuf> {
    std::env::home_dir()
}

/// What a service file says of a service.
///
/// # Errors
/// No service file names it, or a line of its section is no `name=value`.
pub(super) fn service(name: &str) -> Result<BTreeMap<String, String>, Unusable> {
    let named = std::env::var_os("PGSERVICEFILE").map(PathBuf::from);
    let own = named.or_else(|| Some(home()?.join(".pg_service.conf")));
    let shared = std::env::var_os("PGSYSCONFDIR")
        .map_or_else(|| PathBuf::from("/etc/postgresql-common"), PathBuf::from)
        .join("pg_service.conf");
    for path in own.into_iter().chain([shared]) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if let Some(section) = section(&text, name, &path)? {
            return Ok(section);
        }
    }
    Err(Unusable::Service { name: name.to_owned() })
}

fn section(
    text: &str,
    name: &str,
    path: &Path,
) -> Result<Option<BTreeMap<String, String>>, Unusable> {
    let mut found: Option<BTreeMap<String, String>> = None;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(heading) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            if found.is_some() {
                break;
            }
            if heading == name {
                found = Some(BTreeMap::new());
            }
        } else if let Some(found) = &mut found {
            let (key, value) = line
                .split_once('=')
                .ok_or_else(|| Unusable::ServiceLine { path: path.to_owned(), line: number + 1 })?;
            found.insert(key.trim().to_owned(), value.trim().to_owned());
        }
    }
    Ok(found)
}

/// What a password is asked for.
pub(super) struct Wanted<'a> {
    /// Hosts; the folder of a socket counts as `localhost`, too.
    pub host: &'a str,
    /// The port.
    pub port: u16,
    /// The database.
    pub database: &'a str,
    /// The role.
    pub user: &'a str,
}

/// The password that a password file has, from its first line that fits. As libpq, a file that
/// others may read is not used; then a warning says so.
pub(super) fn password(path: &Path, wanted: &Wanted<'_>) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    if crate::privacy::is_exposed(path) {
        tracing::warn!(
            "others on this machine can read {0}, so it is not used; run: chmod 600 {0}",
            path.display()
        );
        return None;
    }
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| matching(line, wanted))
}

fn matching(line: &str, wanted: &Wanted<'_>) -> Option<String> {
    let fields = fields(line);
    let [host, port, database, user, password] = fields.as_slice() else { return None };
    let is_socket = wanted.host.starts_with('/');
    let fits = |field: &str, value: &str| field == "*" || field == value;
    (fits(host, wanted.host) || (is_socket && host == "localhost"))
        .then_some(())
        .filter(|()| fits(port, &wanted.port.to_string()))
        .filter(|()| fits(database, wanted.database))
        .filter(|()| fits(user, wanted.user))
        .map(|()| password.clone())
}

/// The fields of a line, separated by colons; a backslash takes the next character as it is.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        // What follows the fourth colon is the password, colons and all.
        if character == ':' && fields.len() < 5 {
            fields.push(String::new());
            continue;
        }
        let character = if character == '\\' { characters.next() } else { Some(character) };
        if let (Some(field), Some(character)) = (fields.last_mut(), character) {
            field.push(character);
        }
    }
    fields
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
