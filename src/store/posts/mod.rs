//! The posts of a raw store as a stream of records, so that a store can be an input: a line of
//! JSON for each row, with what is known of its places within, as `source` reads it.
//!
//! A thread of its own reads the store, a few rows ahead; memory does not grow with the store.
//! Stores without a server give rows, which become lines here (`line`); a database makes the
//! lines itself (`postgres::posts`).

mod line;
mod referred;

use super::postgres::PostReader;
use super::raw::{POST, REACTION, RawRow, RawTable};
use super::{Location, Store, StoreError, read};
use line::Line;
use referred::Referred;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// About how many bytes of lines are handed over at a time.
const PORTION: usize = 256 << 10;

/// How many portions wait to be read.
const AHEAD: usize = 4;

/// Bytes of rows whose places are looked up together.
const TOGETHER: usize = 8 << 20;

/// The posts and reactions of a raw store. Read to the end or dropped, whichever comes first.
#[derive(Debug)]
pub struct Posts {
    receiver: Receiver<Result<Vec<u8>, StoreError>>,
    portion: io::Cursor<Vec<u8>>,
}

impl Posts {
    /// Begins to read a store.
    ///
    /// # Errors
    /// There is none, it keeps no posts, or it cannot be read.
    pub fn open(location: &Location) -> Result<Self, StoreError> {
        if let Location::Postgres(address) = location {
            let reader = PostReader::open(address)?;
            return Ok(Self::begin(move |output| reader.lines(&mut |line| output.put(line))));
        }
        let store = read(location)?;
        if store.raw_counts()?.is_empty() {
            return Err(StoreError::NotKept {
                store: location.clone(),
                what: "raw posts".to_owned(),
                remedy: "as an input it is read for them; `lbsm etl --raw` makes such stores, `lbsm merge` unites sets",
            });
        }
        Ok(Self::begin(move |output| of_rows(&*store, output)))
    }

    fn begin(read: impl FnOnce(&mut Output) -> Result<(), StoreError> + Send + 'static) -> Self {
        let (sender, receiver) = sync_channel(AHEAD);
        thread::spawn(move || {
            let mut output = Output { sender, portion: Vec::with_capacity(PORTION) };
            // Fails only if nobody reads any longer.
            let _ = match read(&mut output) {
                Ok(()) => output.send(),
                Err(error) => output.sender.send(Err(error)).map_err(drop),
            };
        });
        Self { receiver, portion: io::Cursor::default() }
    }
}

impl Read for Posts {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.portion.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            match self.receiver.recv() {
                Ok(Ok(portion)) => self.portion = io::Cursor::new(portion),
                Ok(Err(error)) => return Err(io::Error::other(error)),
                Err(_ended) => return Ok(0),
            }
        }
    }
}

/// Where lines go.
struct Output {
    sender: SyncSender<Result<Vec<u8>, StoreError>>,
    portion: Vec<u8>,
}

impl Output {
    /// Adds a line; breaks if nobody reads any longer.
    fn put(&mut self, line: &[u8]) -> ControlFlow<()> {
        self.portion.extend_from_slice(line);
        self.portion.push(b'\n');
        if self.portion.len() >= PORTION && self.send().is_err() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn send(&mut self) -> Result<(), ()> {
        let portion = std::mem::replace(&mut self.portion, Vec::with_capacity(PORTION));
        self.sender.send(Ok(portion)).map_err(drop)
    }
}

/// Puts out the lines of a store that gives rows.
fn of_rows(store: &dyn Store, output: &mut Output) -> Result<(), StoreError> {
    let mut referred = Referred::new(store);
    for table in [&POST, &REACTION] {
        let mut rows: Vec<RawRow> = Vec::new();
        let (mut bytes, mut outcome) = (0, Ok(ControlFlow::Continue(())));
        store.raw_rows(table, &mut |row| {
            bytes += row.memory_bytes();
            rows.push(row);
            if bytes < TOGETHER {
                return ControlFlow::Continue(());
            }
            bytes = 0;
            outcome = put_rows(table, &mut rows, &mut referred, output);
            outcome.as_ref().map_or(ControlFlow::Break(()), |flow| *flow)
        })?;
        if outcome?.is_break() || put_rows(table, &mut rows, &mut referred, output)?.is_break() {
            break;
        }
    }
    Ok(())
}

fn put_rows(
    table: &'static RawTable,
    rows: &mut Vec<RawRow>,
    referred: &mut Referred<'_>,
    output: &mut Output,
) -> Result<ControlFlow<()>, StoreError> {
    referred.look_up(table, rows)?;
    let mut line = Vec::new();
    for row in rows.drain(..) {
        line.clear();
        Line { table, row: &row, referred }.write(&mut line);
        if output.put(&line).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}
