use super::*;

#[test]
fn times_are_iso_8601() {
    let integer = KeyValue::Integer;
    let second = 1_456_306_245; // 2016-02-24 09:30:45 UTC
    let cases = [
        (ColumnKind::Date, integer(second / 86_400), "2016-02-24"),
        (ColumnKind::Date, integer(0), "1970-01-01"),
        (ColumnKind::Timestamp, integer(second), "2016-02-24T09:30:45.000Z"),
        (ColumnKind::Time, integer(9 * 3600 + 5), "09:00:05"),
        (ColumnKind::Time, integer(86_399), "23:59:59"),
    ];
    for (kind, part, text) in cases {
        let value = key(kind, part.clone());
        assert_eq!(value, Value::Text(text.to_owned()));
        assert_eq!(read_key(kind, ValueRef::from(&value)), Some(part));
    }
}

#[test]
fn values_of_another_type_are_none() {
    assert_eq!(read_key(ColumnKind::Date, ValueRef::Text(b"24.2.2016")), None);
    assert_eq!(read_key(ColumnKind::Date, ValueRef::Integer(5)), None);
    assert_eq!(read_key(ColumnKind::Timestamp, ValueRef::Text(b"2016-02-24")), None);
    assert_eq!(read_key(ColumnKind::Time, ValueRef::Text(b"25:00:00")), None);
    assert_eq!(read_key(ColumnKind::Text, ValueRef::Text(b"\xff")), None);
    assert_eq!(read_key(ColumnKind::Integer, ValueRef::Null), None);
    assert_eq!(read_key(ColumnKind::Real, ValueRef::Integer(1)), None);
}
