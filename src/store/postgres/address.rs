//! Where a database is, as the user wrote it. It may hold a password, so what is printed is
//! another text: the same address without it.

use percent_encoding::percent_decode_str;
use std::fmt;

/// The address of a PostgreSQL database: `postgres://…`, `postgresql://…` or `service=NAME`.
///
/// Prints without the password and without every option that could hold one, also for
/// debugging.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address {
    text: String,
}

/// Options that say where a database is, and may be shown.
const SHOWN: [&str; 9] =
    ["dbname", "host", "hostaddr", "port", "service", "sslmode", "sslrootcert", "table", "user"];

impl Address {
    /// The address that a text is, if it looks like one. Whether it leads anywhere shows when
    /// it is used: an error about it must not repeat it.
    pub fn parse(text: &str) -> Option<Self> {
        let is_address = text.starts_with("service=") || scheme(text).is_some();
        is_address.then(|| Self { text: text.to_owned() })
    }

    /// What people call the database: its name, or else that of its service. Server and role,
    /// which are nobody's business, are left out.
    pub fn name(&self) -> String {
        let name = match scheme(&self.text) {
            Some((_, rest)) => {
                let (_, place) = split_user(rest);
                let path = place.split('?').next().and_then(|path| path.split_once('/'));
                let path = path.map(|(_, database)| database).filter(|name| !name.is_empty());
                path.or_else(|| {
                    ["dbname", "service"].iter().find_map(|wanted| {
                        options(place).find(|(name, _)| name == wanted).map(|(_, value)| value)
                    })
                })
            }
            None => ["dbname=", "service="].iter().find_map(|wanted| {
                self.text.split_whitespace().find_map(|pair| pair.strip_prefix(wanted))
            }),
        };
        name.map_or("database".into(), |name| percent_decode_str(name).decode_utf8_lossy())
            .into_owned()
    }

    /// The table or view that posts are read from as an input: `table=SCHEMA.TABLE`, an option
    /// that only this program knows.
    pub(super) fn table(&self) -> Option<String> {
        let value = if scheme(&self.text).is_some() {
            let (_, options) = self.text.split_once('?')?;
            options.split('&').find_map(|option| option.strip_prefix("table="))
        } else {
            self.text.split_whitespace().find_map(|pair| pair.strip_prefix("table="))
        };
        let value = percent_decode_str(value?).decode_utf8().ok()?;
        Some(value.into_owned())
    }

    /// The same database without [`Address::table`].
    pub(super) fn without_table(&self) -> Self {
        let is_other = |option: &&str| !option.starts_with("table=");
        let text = match (scheme(&self.text), self.text.split_once('?')) {
            (Some(_), Some((place, options))) => {
                let options: Vec<&str> = options.split('&').filter(is_other).collect();
                format!("{place}?{}", options.join("&"))
            }
            (Some(_), None) => self.text.clone(),
            (None, _) => {
                let pairs: Vec<&str> = self.text.split_whitespace().filter(is_other).collect();
                pairs.join(" ")
            }
        };
        Self { text }
    }

    /// The address as written, password and all.
    pub(super) fn secret_text(&self) -> &str {
        &self.text
    }

    /// Whether the password stands in it, where other users of the machine can read it in the
    /// list of processes.
    pub fn has_password(&self) -> bool {
        let Some((_, rest)) = scheme(&self.text) else {
            return self.text.split_whitespace().any(|pair| pair.starts_with("password="));
        };
        let (user, place) = split_user(rest);
        user.is_some_and(|user| user.contains(':'))
            || options(place).any(|(name, _)| name == "password")
    }
}

/// The scheme of a URL and what follows it.
fn scheme(text: &str) -> Option<(&'static str, &str)> {
    ["postgres://", "postgresql://"]
        .into_iter()
        .find_map(|scheme| Some((scheme, text.strip_prefix(scheme)?)))
}

/// User and password, and the place. A password may hold what it should have escaped, so the
/// last @ that can be meant is taken.
fn split_user(rest: &str) -> (Option<&str>, &str) {
    let (path, _) = rest.split_once('?').unwrap_or((rest, ""));
    let end = path.rfind('@').or_else(|| rest.rfind('@'));
    match end.and_then(|end| rest.split_at_checked(end)) {
        Some((user, place)) => (Some(user), place.strip_prefix('@').unwrap_or(place)),
        None => (None, rest),
    }
}

fn options(place: &str) -> impl Iterator<Item = (&str, &str)> {
    let (_, options) = place.split_once('?').unwrap_or((place, ""));
    options.split('&').filter_map(|option| option.split_once('='))
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((scheme, rest)) = scheme(&self.text) else {
            let shown = self
                .text
                .split_whitespace()
                .filter(|pair| pair.split_once('=').is_some_and(|(name, _)| SHOWN.contains(&name)));
            return f.write_str(&shown.collect::<Vec<_>>().join(" "));
        };
        let (user, place) = split_user(rest);
        f.write_str(scheme)?;
        if let Some(user) = user {
            write!(f, "{}@", user.split(':').next().unwrap_or_default())?;
        }
        f.write_str(place.split('?').next().unwrap_or_default())?;
        let shown = options(place).filter(|(name, _)| SHOWN.contains(name));
        for (index, (name, value)) in shown.enumerate() {
            write!(f, "{}{name}={value}", if index == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
