//! Why a record can't be used. A closed list, so that reports stay comparable between runs.

/// Why a record was left out; counted per reason, never a reason to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RejectReason {
    /// Not JSON: damaged, cut off, or something else altogether.
    InvalidJson,
    /// Arrays or objects nested too deeply.
    TooDeep,
    /// JSON, but nothing that this program knows.
    UnknownShape,
    /// A post without an id.
    MissingId,
    /// An id that has lost digits (a float) or is no id.
    BadId,
    /// A time of publication that can't be read.
    BadTime,
    /// Published before 1970 or after 2099.
    TimeOutOfRange,
    /// Coordinates that are no pair of numbers or lie outside the globe.
    BadCoordinates,
}

impl RejectReason {
    /// The word that reports and reject files use.
    pub fn code(self) -> &'static str {
        match self {
            RejectReason::InvalidJson => "invalid-json",
            RejectReason::TooDeep => "too-deep",
            RejectReason::UnknownShape => "unknown-shape",
            RejectReason::MissingId => "missing-id",
            RejectReason::BadId => "bad-id",
            RejectReason::BadTime => "bad-time",
            RejectReason::TimeOutOfRange => "time-out-of-range",
            RejectReason::BadCoordinates => "bad-coordinates",
        }
    }
}
