//! The head of a stream: enough of it is read to tell how the rest is to be cut.

use std::sync::Arc;

use super::block::Block;
use super::framing::{Detected, Framing, detect};
use super::line;
use super::reader::{Reader, State};
use super::scanner::Scanner;
use super::values::Cutter;
use crate::source::format::csv::OpenError;
use crate::source::{Format, RejectReason, SourceError, Table};

/// The shortest head of a stream that a framing is told from when there is more.
const HEAD: usize = 64 * 1024;

impl Reader<'_> {
    pub(super) fn find_framing(&mut self) -> Result<Option<Block>, SourceError> {
        let margin = line::margin(self.window.bytes());
        self.pass_over(margin);
        let head = self.window.bytes();
        let limit = HEAD.max(self.options.document_limit);
        let shown = head.get(..limit).unwrap_or(head);
        let complete = self.complete || head.len() >= limit;
        let detected = match self.options.format {
            Format::Csv if !shown.is_empty() || !complete => {
                Some(Detected::Table("no columns are in it; name its --csv delimiter"))
            }
            _ => detect(shown, complete),
        };
        match detected {
            None => self.grow_head()?,
            Some(Detected::Json(Framing::Lines { header })) => {
                self.window.drop_front(header);
                self.state = State::Lines { wrapped: header > 0 };
            }
            Some(Detected::Json(Framing::Values)) => {
                let scanner = Scanner::new(self.options.document_limit);
                self.state = State::Values(Box::new(Cutter::Values(scanner)));
            }
            Some(Detected::Table(what)) if self.options.format.may_be_table() => {
                let mapping = self.options.mapping.clone();
                let certainly = self.options.format == Format::Csv;
                match Table::open(shown, complete, certainly, mapping.as_deref()) {
                    Ok(table) => self.begin_table(table),
                    Err(OpenError::More) => self.grow_head()?,
                    Err(OpenError::NoTable) => self.end_foreign(what),
                    Err(OpenError::Table(source)) => {
                        self.state = State::End;
                        let name = self.source.to_string();
                        return Err(SourceError::Table { name, source: Box::new(source) });
                    }
                }
            }
            Some(Detected::Table(what) | Detected::Foreign(what)) => self.end_foreign(what),
        }
        Ok(None)
    }

    /// Reads twice as much of the head each time, so that looking again costs no more than
    /// looking.
    fn grow_head(&mut self) -> Result<(), SourceError> {
        let length = self.window.bytes().len();
        self.grow(self.options.block_bytes.max(length), length > HEAD)
    }

    fn begin_table(&mut self, table: Table) {
        self.window.drop_front(table.header_bytes());
        let rows = table.rows(&self.options);
        self.state = State::Values(Box::new(Cutter::Rows(rows)));
        self.table = Some(Arc::new(table));
    }

    /// The input is none of the known formats.
    fn end_foreign(&mut self, what: &str) {
        self.state = State::End;
        self.window.settle();
        self.damage = Some((RejectReason::NotJson, Some(what.to_owned())));
    }
}
