//! Going on where an earlier reader ended.
//!
//! A plain file of lines is entered at the position. Everything else is read through and thrown
//! away up to there, since neither a compressed stream nor a layout of values can be entered in
//! the middle. Either way the stream is first recognised by its [`Trace`].

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use super::block::Position;
use super::options::Options;
use super::reader::{Reader, State};
use super::trace::{Trace, reach};
use super::window::Window;
use crate::source::open::Text;
use crate::source::{Input, SourceError};

/// Where to go on, and whether it is still the same stream.
pub struct Behind<'a> {
    /// The position of an earlier reader's [`Reader::trace`].
    pub position: Position,
    /// Whether the stream up to the position is what it was then.
    pub same: &'a dyn Fn(&Trace) -> bool,
    /// Called with [`Reader::bytes_read`] now and then on the way there; may break it off.
    pub on_the_way: &'a dyn Fn(u64) -> ControlFlow<()>,
}

impl Reader<'static> {
    /// Opens an input behind a position.
    ///
    /// # Errors
    ///
    /// As [`Reader::open`]; [`SourceError::Changed`] if the input is another one, or shorter.
    pub fn open_behind(
        input: &Input,
        options: &Options,
        behind: &Behind<'_>,
    ) -> Result<Self, SourceError> {
        // Whatever keeps from entering the file is found, and said, by reading it through.
        if let Input::File(path) = input
            && let Ok(Some(reader)) = Self::enter(path, input, options, behind)
        {
            return Ok(reader);
        }
        let mut reader = Self::open(input, options)?;
        reader.go_behind(behind)?;
        Ok(reader)
    }

    /// A reader that begins in the middle of a plain file of lines; `None` if it is none, or if
    /// what comes before is not what it was.
    fn enter(
        path: &Path,
        input: &Input,
        options: &Options,
        behind: &Behind<'_>,
    ) -> io::Result<Option<Self>> {
        let position = behind.position;
        let mut file = File::open(path)?;
        let found = file.metadata()?;
        if !found.is_file() || found.len() < position.byte {
            return Ok(None);
        }
        let reach = reach(position);
        let mut part = |from| -> io::Result<Vec<u8>> {
            let mut bytes = vec![0; reach];
            file.seek(SeekFrom::Start(from))?;
            file.read_exact(&mut bytes)?;
            Ok(bytes)
        };
        let trace = Trace::at(position, part(0)?, part(position.byte - reach as u64)?);
        if !(behind.same)(&trace) {
            return Ok(None);
        }
        let Ok(mut first) = Self::open(input, options) else { return Ok(None) };
        if !first.text.is_plain() {
            return Ok(None);
        }
        while matches!(first.state, State::Head) {
            if first.find_framing().is_err() {
                return Ok(None);
            }
        }
        let State::Lines { wrapped } = first.state else { return Ok(None) };
        file.seek(SeekFrom::Start(position.byte))?;
        let text = Text::plain(Box::new(file), position.byte);
        let state = State::Lines { wrapped };
        Ok(Some(Self::new(Arc::from(input.name()), text, Window::at(trace), state, options)))
    }
}

impl Reader<'_> {
    /// Reads on up to a position, so that the next block begins behind it.
    ///
    /// # Errors
    ///
    /// As [`Reader::next_block`]; [`SourceError::Changed`] if the stream is another one, or
    /// ends before the position.
    pub fn go_behind(&mut self, behind: &Behind<'_>) -> Result<(), SourceError> {
        let byte = behind.position.byte;
        if byte == 0 {
            return Ok(());
        }
        self.window.await_position(byte);
        while self.position().byte < byte {
            let Some(mut block) = self.next_block()? else { break };
            if self.position().byte > byte || block.position().byte >= byte {
                block.from = byte;
                self.held = Some(block);
            }
            if (behind.on_the_way)(self.bytes_read()).is_break() {
                return Ok(());
            }
        }
        match self.window.take_met() {
            Some(trace) if (behind.same)(&trace) => Ok(()),
            _ => Err(SourceError::Changed { name: self.source.to_string(), bytes: byte }),
        }
    }

    /// The first 64 KiB of the stream, or as much as there is and can be decompressed.
    ///
    /// # Errors
    ///
    /// When the input itself fails.
    pub fn head(mut self) -> Result<Vec<u8>, SourceError> {
        self.grow(Trace::REACH, false)?;
        let mut head = self.window.bytes().to_vec();
        head.truncate(Trace::REACH);
        Ok(head)
    }
}

#[cfg(test)]
#[path = "skip_tests.rs"]
mod tests;
