use super::*;
use proptest::prelude::*;

type Fields = Vec<Option<String>>;

fn read(text: &[u8]) -> Result<Vec<(u64, Fields)>, Flaw> {
    let mut reader = Reader::new(text, 1000);
    let mut records = Vec::new();
    while let Some(record) = reader.next()? {
        records.push((record.line, record.iter().map(|field| field.map(str::to_owned)).collect()));
    }
    Ok(records)
}

fn fields(text: &str) -> Fields {
    read(text.as_bytes()).unwrap().remove(0).1
}

/// Fields that are known.
fn known<const N: usize>(texts: [&str; N]) -> Fields {
    texts.map(|text| Some(text.to_owned())).to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_written_is_read(
        records in proptest::collection::vec(
            proptest::collection::vec(proptest::option::of("[ab\",\r\n \u{e9}=+-]{0,4}"), 2..5),
            0..6,
        ),
    ) {
        let mut text = Vec::new();
        let mut writer = Writer::new(&mut text);
        for record in &records {
            writer.record(record.iter().map(Option::as_deref)).unwrap();
        }
        let read: Vec<_> = read(&text).unwrap().into_iter().map(|(_, fields)| fields).collect();
        prop_assert_eq!(read, records);
    }

    /// The csv crate, which is lenient, reads the same fields where it takes none for unknown.
    #[test]
    fn another_reader_sees_the_same(
        record in proptest::collection::vec("[ab\",\r\n ]{0,4}", 2..5),
    ) {
        let mut text = Vec::new();
        let mut writer = Writer::new(&mut text);
        writer.record(record.iter().map(|field| Some(field.as_str()))).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_slice());
        let other: Vec<String> =
            reader.records().next().unwrap().unwrap().iter().map(str::to_owned).collect();
        prop_assert_eq!(other, record);
    }

    #[test]
    fn any_bytes_are_records_or_refused(bytes in proptest::collection::vec(
        prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), any::<u8>()], 0..40,
    )) {
        let _ = read(&bytes);
    }
}

#[test]
fn unknown_is_not_empty() {
    assert_eq!(fields("a,,\"\"\n"), [Some("a".to_owned()), None, Some(String::new())]);
}

#[test]
fn both_ends_of_line_and_none_at_the_end() {
    let records = read(b"\xef\xbb\xbfa,b\r\nc,\"d\r\ne\"\n\nf,g").unwrap();
    let lines: Vec<u64> = records.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 2, 5]);
    assert_eq!(records[0].1, known(["a", "b"]));
    assert_eq!(records[1].1, known(["c", "d\r\ne"]));
    assert_eq!(records[2].1, known(["f", "g"]));
}

#[test]
fn what_is_no_record_is_refused_with_its_line() {
    for (text, place, about) in [
        (&b"a,b\nc,\"d\n"[..], 2, "never closed"),
        (b"a,b\nc\",\"d\n", 2, "without quotation marks"),
        (b"a,\"b\"c\n", 1, "behind a closing"),
        (b"a,b\rc\n", 1, "line break"),
        (b"a,b\n\xff,c\n", 2, "UTF-8"),
    ] {
        let error = read(text).unwrap_err();
        assert!(
            matches!(error, Flaw::Form { line, reason } if line == place && reason.contains(about)),
            "{error:?} instead of {about}"
        );
    }
    let long = [b"a,\"".as_slice(), &[b'\n'; 2000]].concat();
    let error = read(&long).unwrap_err();
    assert!(matches!(error, Flaw::Form { line: 1, reason } if reason.contains("longer")));
}
