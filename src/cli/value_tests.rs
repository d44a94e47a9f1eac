use super::*;

#[test]
fn sizes() {
    for (text, bytes) in
        [("1", 1), ("512MiB", 512 << 20), ("2GB", 2_000_000_000), ("16 KiB", 16 << 10)]
    {
        assert_eq!(size(text), Ok(bytes), "{text}");
    }
    for text in ["", "0", "-1", "1.5GiB", "many", "99999999999GiB", "1XB"] {
        assert!(size(text).is_err(), "{text}");
    }
}

#[test]
fn times() {
    assert_eq!(time("2016-02-24").map(Timestamp::second), Ok(1_456_272_000));
    assert_eq!(time("2016-02-24T12:00:00Z").map(Timestamp::second), Ok(1_456_315_200));
    assert_eq!(time("2016-02-24 12:00:00").map(Timestamp::second), Ok(1_456_315_200));
    for text in ["", "2016", "2016-02-30", "24.02.2016", "1969-12-31", "2100-01-01", "now"] {
        assert!(time(text).is_err(), "{text}");
    }
}

#[test]
fn languages() {
    for (text, code) in [("en", "en"), (" DE ", "de"), ("zh-TW", "zh-tw"), ("und", "und")] {
        assert_eq!(language(text), Ok(code.to_owned()));
    }
    for text in ["", "english", "e", "d e", "en-", "1n"] {
        assert!(language(text).is_err(), "{text}");
    }
}
