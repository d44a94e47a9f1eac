//! What a command reads posts from: files and folders of dumps, standard input, raw stores.

use super::exit::Failure;
use crate::source::{self, Format, Input, Network, SourceError, Supply};
use crate::store::{Location, Posts};
use anyhow::anyhow;
use std::io::{self, Read};
use std::path::PathBuf;

/// Turns arguments into inputs, as [`source::expand`] does, and those that name a store into
/// the posts in it: a GeoPackage, a folder that is a store, a database. What cannot be read is
/// returned beside what can.
pub(super) fn expand(arguments: &[PathBuf]) -> (Vec<Input>, Vec<SourceError>) {
    let (stores, files): (Vec<_>, Vec<_>) = arguments
        .iter()
        .map(|argument| (argument, Location::of_input(argument)))
        .partition(|(_, store)| store.is_some());
    let files: Vec<PathBuf> = files.into_iter().map(|(path, _)| path.clone()).collect();
    let (mut inputs, errors) = source::expand(&files);
    for (_, store) in stores {
        let input = store.map(posts).filter(|input| !inputs.contains(input));
        inputs.extend(input);
    }
    (inputs, errors)
}

/// The stores among arguments.
pub(super) fn stores(arguments: &[PathBuf]) -> impl Iterator<Item = Location> {
    arguments.iter().filter_map(|argument| Location::of_input(argument))
}

/// The posts of a store as an input.
fn posts(store: Location) -> Input {
    let name = match store.path().map(|path| (path.canonicalize(), path)) {
        Some((real, path)) => real.unwrap_or_else(|_gone| path.to_owned()).display().to_string(),
        None => store.to_string(),
    };
    Input::Supply(Supply::new(name, move || {
        let posts = Posts::open(&store).map_err(io::Error::other)?;
        Ok(Box::new(posts) as Box<dyn Read + Send>)
    }))
}

/// Makes sure that stores are not read as a format that their posts do not have.
///
/// # Errors
/// Another format was named.
pub(super) fn check_format(arguments: &[PathBuf], format: Format) -> Result<(), Failure> {
    match (format, stores(arguments).next()) {
        (Format::Auto | Format::Json(Network::Lbsn), _) | (_, None) => Ok(()),
        (_, Some(store)) => Err(Failure::Usage(anyhow!(
            "{store} is a store, whose posts need no --format; read it in a run of its own"
        ))),
    }
}
