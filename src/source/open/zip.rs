//! The members of a zip archive (PKWARE APPNOTE), by its directory where one can seek to it, else
//! header by header.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use zip::ZipArchive;
use zip::read::{ZipFile, read_zipfile_from_stream};
use zip::result::ZipError;

use super::stop::Stop;
use super::stream::Stream;
use crate::source::RejectReason;

/// Something that can be read at any place.
pub(super) trait Seekable: Read + Seek + Send {}

impl<T: Read + Seek + Send> Seekable for T {}

/// A file that counts what is read of it and marks its failures as such.
struct Counted<'a> {
    file: Box<dyn Seekable + 'a>,
    count: Arc<AtomicU64>,
}

impl Read for Counted<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.file.read(out) {
            Ok(got) => {
                self.count.fetch_add(got as u64, Ordering::Relaxed);
                Ok(got)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => Err(error.downcast::<Stop>().unwrap_or_else(Stop::Failure).into()),
        }
    }
}

impl Seek for Counted<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// What a zip archive holds next.
pub(super) enum Found<'m> {
    File {
        name: Vec<u8>,
        /// As the archive claims.
        size: u64,
        data: Box<dyn Read + Send + 'm>,
    },
    /// A member that cannot be read, and why.
    Unreadable {
        name: Vec<u8>,
        reason: RejectReason,
        detail: String,
    },
    /// A folder or a link.
    Other,
    /// Nothing more can be read.
    Damage {
        reason: RejectReason,
        detail: String,
    },
    End,
}

/// Reads a zip archive from end to end.
pub(super) struct Zip<'a> {
    way: Way<'a>,
    count: Arc<AtomicU64>,
    end: End,
    /// What to say at the end.
    remark: Option<(RejectReason, &'static str)>,
}

/// Whether an archive is at its end.
#[derive(Default)]
struct End {
    /// Nothing more will come, and whoever was reading was told.
    over: bool,
    /// A member ended with the reject for the cut.
    told: bool,
    /// The input failed while a member was read.
    failure: Option<io::Error>,
}

enum Way<'a> {
    /// By the directory; the number is that of the next member.
    Directory(Box<ZipArchive<Counted<'a>>>, usize),
    /// By the headers before each member.
    Headers(Box<dyn Read + Send + 'a>),
}

impl<'a> Zip<'a> {
    /// An archive that can be read at any place. One without a directory, because its end is
    /// missing, is read from the beginning.
    pub(super) fn seekable(file: Box<dyn Seekable + 'a>) -> io::Result<Self> {
        let count = Arc::new(AtomicU64::new(0));
        let mut counted = Counted { file, count: Arc::clone(&count) };
        match ZipArchive::new(&mut counted) {
            Ok(_whole) => {}
            Err(ZipError::Io(error)) if is_stop(&error) => {
                return Err(error);
            }
            Err(_damaged) => {
                counted.seek(SeekFrom::Start(0))?;
                count.store(0, Ordering::Relaxed);
                let remark = (
                    RejectReason::TruncatedArchive,
                    "the zip archive has no readable directory at its end; what its headers tell \
                     of was read",
                );
                let way = Way::Headers(Box::new(counted));
                return Ok(Self { way, count, end: End::default(), remark: Some(remark) });
            }
        }
        counted.seek(SeekFrom::Start(0))?;
        let mut archive = ZipArchive::new(counted).map_err(io::Error::other)?;
        let mut remark = None;
        if archive.has_duplicate_names() {
            remark = Some((
                RejectReason::UnreadableMember,
                "several members have the same name; only the last of each was read",
            ));
        }
        let mut end = End::default();
        if archive.has_overlapping_entries().unwrap_or(false) {
            end.over = true;
            remark = Some((
                RejectReason::CorruptArchive,
                "members of the zip archive overlap, as in a decompression bomb; none was read",
            ));
        }
        count.store(0, Ordering::Relaxed);
        let way = Way::Directory(Box::new(archive), 0);
        Ok(Self { way, count, end, remark })
    }

    /// An archive that comes as a stream.
    pub(super) fn stream(stream: Stream<'a>) -> Self {
        let count = Arc::clone(stream.counter());
        Self { way: Way::Headers(Box::new(stream)), count, end: End::default(), remark: None }
    }

    /// The counter of bytes of the archive used so far.
    pub(super) fn counter(&self) -> &Arc<AtomicU64> {
        &self.count
    }

    /// Goes on to the next member, past what is left of the last one.
    pub(super) fn next(&mut self) -> io::Result<Found<'_>> {
        if let Some(failure) = self.end.failure.take() {
            return Err(failure);
        }
        if matches!(&self.way, Way::Directory(archive, next) if *next >= archive.len()) {
            self.end.over = true;
        }
        if self.end.over {
            let remark = self.remark.take();
            return Ok(
                match remark.filter(|(reason, _)| {
                    !self.end.told || *reason != RejectReason::TruncatedArchive
                }) {
                    Some((reason, what)) => Found::Damage { reason, detail: what.to_owned() },
                    None => Found::End,
                },
            );
        }
        match &mut self.way {
            Way::Directory(archive, next) => {
                let number = *next;
                *next += 1;
                by_directory(archive, number, &mut self.end)
            }
            Way::Headers(input) => match read_zipfile_from_stream(input) {
                Ok(Some(file)) => Ok(file_found(file, &mut self.end)),
                // The directory follows.
                Ok(None) => {
                    self.end.over = true;
                    Ok(Found::Other)
                }
                Err(error) => {
                    self.end.over = true;
                    self.remark = None;
                    let (reason, mut detail) = complaint(error)?;
                    if reason == RejectReason::UnreadableMember {
                        detail.push_str(
                            "; in a stream of zip nothing can be read from there on: save the \
                             archive as a file and name that, or unpack it",
                        );
                    }
                    Ok(Found::Damage { reason, detail })
                }
            },
        }
    }
}

fn by_directory<'m>(
    archive: &'m mut ZipArchive<Counted<'_>>,
    number: usize,
    end: &'m mut End,
) -> io::Result<Found<'m>> {
    let name = match archive.by_index_raw(number) {
        Ok(file) if !file.is_file() => return Ok(Found::Other),
        Ok(file) => name(&file),
        Err(error) => {
            let (reason, detail) = complaint(error)?;
            let name = format!("member {}", number + 1).into_bytes();
            return Ok(Found::Unreadable { name, reason, detail });
        }
    };
    match archive.by_index(number) {
        Ok(file) => Ok(file_found(file, end)),
        Err(error) => {
            let (reason, detail) = complaint(error)?;
            Ok(Found::Unreadable { name, reason, detail })
        }
    }
}

fn is_stop(error: &io::Error) -> bool {
    matches!(error.get_ref(), Some(inner) if inner.is::<Stop>())
}

fn file_found<'m, R: Read + Send>(file: ZipFile<'m, R>, end: &'m mut End) -> Found<'m> {
    if !file.is_file() {
        return Found::Other;
    }
    let (name, size) = (name(&file), file.size());
    Found::File { name, size, data: Box::new(Member { file, given: 0, end }) }
}

/// The name as it was meant: UTF-8, whether it is marked as such or not, or code page 437.
fn name<R: Read>(file: &ZipFile<'_, R>) -> Vec<u8> {
    let raw = file.name_raw();
    match (std::str::from_utf8(raw), file.name()) {
        (Err(_not_utf8), Ok(name)) => name.into_owned().into_bytes(),
        _ => raw.to_vec(),
    }
}

/// What the library complains of, or the failure of the input.
fn complaint(error: ZipError) -> io::Result<(RejectReason, String)> {
    Ok(match error {
        ZipError::Io(error) => match Stop::from_decoder(error, || "the zip archive".to_owned()) {
            Stop::Failure(failure) => return Err(failure),
            Stop::Damage { reason, detail } => (reason, detail),
        },
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            (RejectReason::UnreadableMember, "it is encrypted".to_owned())
        }
        error @ (ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_)) => {
            (RejectReason::UnreadableMember, error.to_string())
        }
        error => (RejectReason::CorruptArchive, error.to_string()),
    })
}

/// The data of one member.
struct Member<'m, R: Read> {
    file: ZipFile<'m, R>,
    given: u64,
    end: &'m mut End,
}

impl<R: Read> Read for Member<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let error = match self.file.read(out) {
            Ok(got) => {
                self.given += got as u64;
                return Ok(got);
            }
            Err(error) => error,
        };
        let error = match error.downcast::<ZipError>() {
            Ok(ZipError::Io(error)) | Err(error) => error,
            Ok(error) => error.into(),
        };
        let stop = Stop::from_decoder(error, || {
            format!("at byte {} of the member of the zip archive", self.given)
        });
        // Behind a damaged member others can be read, but not behind the end.
        let cut = matches!(stop, Stop::Damage { reason: RejectReason::TruncatedArchive, .. });
        self.end.over |= cut || matches!(stop, Stop::Failure(_));
        self.end.told |= cut;
        Err(stop.shared(&mut self.end.failure).into())
    }
}

#[cfg(test)]
#[path = "zip_tests.rs"]
pub(in crate::source) mod tests;
