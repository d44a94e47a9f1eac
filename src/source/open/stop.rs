//! Why a stream comes to an end before its input does.

use std::io;

use crate::source::RejectReason;

/// The end of a stream that is no proper end. Travels as an [`io::Error`] through the decoders
/// of every layer (a member in an archive in a compressed file) and comes out as it was.
#[derive(Debug, thiserror::Error)]
pub(in crate::source) enum Stop {
    /// The data is cut or damaged; nothing more will come.
    #[error("{detail}")]
    Damage { reason: RejectReason, detail: String },
    /// The input itself failed: the disk, the network.
    #[error("{0}")]
    Failure(io::Error),
}

impl Stop {
    /// What a layer passes on: a stop from below as it is, otherwise its own decoder's
    /// complaint, with the place that `place` names.
    pub(super) fn from_decoder(error: io::Error, place: impl FnOnce() -> String) -> Self {
        let complaint = match error.downcast::<Self>() {
            Ok(stop) => return stop,
            Err(complaint) => complaint,
        };
        let reason = match complaint.kind() {
            io::ErrorKind::UnexpectedEof => RejectReason::TruncatedArchive,
            io::ErrorKind::Unsupported => RejectReason::UnreadableMember,
            _ => RejectReason::CorruptArchive,
        };
        Self::Damage { reason, detail: format!("{}: {complaint}", place()) }
    }

    /// A stop for a member to end with. If it is a failure, the archive keeps it, too.
    pub(super) fn shared(self, failure: &mut Option<io::Error>) -> Self {
        let Self::Failure(error) = self else { return self };
        let copy = io::Error::new(error.kind(), error.to_string());
        *failure = Some(error);
        Self::Failure(copy)
    }
}

impl From<Stop> for io::Error {
    fn from(stop: Stop) -> Self {
        Self::other(stop)
    }
}
