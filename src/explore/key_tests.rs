use super::*;

#[test]
fn keys_are_texts_as_queries_write_them() {
    let one = |value: KeyValue, name: &str| {
        let base = Base::by_name(name).unwrap();
        named(base, &value, Some("Deutschland".to_owned()))
    };
    assert_eq!(
        one(KeyValue::Integer(3), "community"),
        ("3".to_owned(), Some("Twitter".to_owned()))
    );
    assert_eq!(one(KeyValue::Text("DE".to_owned()), "country").1.unwrap(), "Deutschland");
    assert_eq!(cell(&[KeyValue::Real(52.5), KeyValue::Real(13.4)], 5), "u33d8");
    assert_eq!(cell(&[KeyValue::Real(-17.8), KeyValue::Real(-179.99)], 3).len(), 3);
    assert_eq!(month_text(&[KeyValue::Integer(2016), KeyValue::Integer(2)]), "2016-02");
}
