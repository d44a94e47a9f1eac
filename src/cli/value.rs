//! Values of options: sizes, times, spans of time, languages.

use crate::lbsn::Timestamp;
use std::time::Duration;

/// A size such as `512MiB`, `2GB` or `1000000`, in bytes.
pub fn size(text: &str) -> Result<usize, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: usize = digits
        .trim()
        .parse()
        .map_err(|_error| format!("{text:?} does not begin with a whole number"))?;
    let unit = text.get(digits.len()..).unwrap_or_default();
    let factor: usize = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1_000,
        "kib" | "k" => 1 << 10,
        "mb" => 1_000_000,
        "mib" | "m" => 1 << 20,
        "gb" => 1_000_000_000,
        "gib" | "g" => 1 << 30,
        other => return Err(format!("{other:?} is not a unit; use KiB, MiB or GiB")),
    };
    match number.checked_mul(factor) {
        Some(0) | None => Err(format!("{text:?} is not a usable size")),
        Some(size) => Ok(size),
    }
}

/// A span of time such as `30`, `30s`, `5min` or `2h`; seconds if there is no unit.
pub fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: f64 =
        digits.trim().parse().map_err(|_error| format!("{text:?} does not begin with a number"))?;
    let factor = match text.get(digits.len()..).unwrap_or_default() {
        "" | "s" => 1.0,
        "ms" => 0.001,
        "min" => 60.0,
        "h" => 3600.0,
        other => return Err(format!("{other:?} is not a unit; use s, min or h")),
    };
    Duration::try_from_secs_f64(number * factor)
        .ok()
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| format!("{text:?} is not a usable span of time"))
}

/// A day or a point in time, UTC.
pub fn time(text: &str) -> Result<Timestamp, String> {
    let civil = text.trim_end_matches('Z').parse::<jiff::civil::DateTime>().map_err(|_error| {
        format!("{text:?} is neither a day (2016-02-24) nor a time (2016-02-24T12:00:00)")
    })?;
    let utc = jiff::tz::Offset::UTC.to_timestamp(civil).map_err(|error| error.to_string())?;
    Timestamp::from_second(utc.as_second()).map_err(|error| error.to_string())
}

/// A language code such as `en` or `zh-tw`, in lower case.
pub fn language(text: &str) -> Result<String, String> {
    let code = text.trim().to_ascii_lowercase();
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let (language, region) = code.split_once('-').unwrap_or((&code, "xx"));
    if (2..=3).contains(&language.len()) && plain(language) && region.len() >= 2 && plain(region) {
        Ok(code)
    } else {
        Err(format!("{text:?} is not a language code such as en, de or und"))
    }
}

#[cfg(test)]
#[path = "value_tests.rs"]
mod tests;
