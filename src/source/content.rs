//! What an input turned out to be: records, or an archive of further inputs.

use std::sync::Arc;

use super::open::{Archive, Copied, Input, Member, Opened};
use super::{Options, Reader, SourceError};

/// What an input, or a member of one, holds.
pub enum Content<'a> {
    /// Records to read.
    Records(Box<Reader<'a>>),
    /// Members to read, each in its turn.
    Archive(Archive<'a>),
}

impl Content<'static> {
    /// Opens an input and looks what it is.
    ///
    /// # Errors
    /// It cannot be opened, or its first bytes cannot be read.
    pub fn of_input(input: &Input, options: &Options) -> Result<Self, SourceError> {
        Self::new(Arc::from(input.name()), input.open()?, options)
    }

    /// Looks what some bytes are; `source` names them in reports.
    ///
    /// # Errors
    /// None: memory does not fail.
    pub fn of_bytes(
        source: Arc<str>,
        bytes: Vec<u8>,
        options: &Options,
    ) -> Result<Self, SourceError> {
        Self::of_copied(source, Copied::from(bytes), options)
    }

    /// Looks what a copied member is; `source` names it in reports.
    ///
    /// # Errors
    /// The archive failed at its first byte.
    pub fn of_copied(
        source: Arc<str>,
        copied: Copied,
        options: &Options,
    ) -> Result<Self, SourceError> {
        Self::new(source, copied.open(), options)
    }
}

impl<'a> Content<'a> {
    /// Looks what a member is; `source` names it in reports.
    ///
    /// # Errors
    /// The archive failed at the member's first byte.
    pub fn of_member(
        source: Arc<str>,
        member: Member<'a>,
        options: &Options,
    ) -> Result<Self, SourceError> {
        Self::new(source, member.open(), options)
    }

    fn new(source: Arc<str>, opened: Opened<'a>, options: &Options) -> Result<Self, SourceError> {
        Ok(match opened {
            Opened::Stream(stream) => {
                Self::Records(Box::new(Reader::of_stream(source, *stream, options)?))
            }
            Opened::Archive(archive) => Self::Archive(archive),
        })
    }
}
