use super::*;
use crate::facet::{Base, Dimension};
use proptest::prelude::*;

fn encode(push: impl Fn(&mut Key)) -> Key {
    let mut key = Key::new();
    push(&mut key);
    key
}

proptest! {
    #[test]
    fn integers_order_as_their_bytes(a: i64, b: i64) {
        let [x, y] = [a, b].map(|value| encode(|key| push_integer(key, value)));
        prop_assert_eq!(a.cmp(&b), x.cmp(&y));
    }

    #[test]
    fn reals_order_as_their_bytes(a in -180.0..180.0_f64, b in -180.0..180.0_f64) {
        let [x, y] = [a, b].map(|value| encode(|key| push_real(key, value)));
        prop_assert_eq!(a.partial_cmp(&b), Some(x.cmp(&y)));
    }

    #[test]
    fn texts_order_as_their_bytes(a: String, b: String) {
        let [a, b] = [a, b].map(|text| text.replace('\0', ""));
        let [x, y] = [&a, &b].map(|text| encode(|key| push_text(key, text)));
        prop_assert_eq!(a.cmp(&b), x.cmp(&y));
    }

    #[test]
    fn keys_read_back(year: i64, month: i64, tag: String, lat in -90.0..90.0_f64, lon in -180.0..180.0_f64) {
        let base = Base::by_name("_month_hashtag_latlng").unwrap();
        let key = encode(|key| {
            push_integer(key, year);
            push_integer(key, month);
            push_text(key, &tag);
            push_real(key, lat);
            push_real(key, lon);
        });
        let values = base.decode_key(&key).unwrap();
        prop_assert_eq!(base.encode_key(&values).unwrap(), key);
        prop_assert_eq!(base.encode_key(&values[1..]), Err(KeyError));
        prop_assert_eq!(values, vec![
            KeyValue::Integer(year),
            KeyValue::Integer(month),
            KeyValue::Text(tag.replace('\0', "")),
            KeyValue::Real(lat),
            KeyValue::Real(lon),
        ]);
    }

    #[test]
    fn no_bytes_make_decoding_panic(bytes: Vec<u8>) {
        for base in crate::facet::BASES {
            let _ = base.decode_key(&bytes);
        }
    }
}

#[test]
fn a_key_of_other_columns_is_an_error() {
    let key = encode(|key| push_integer(key, 2016));
    let columns = |dimension: Dimension| dimension.columns().iter();
    assert_eq!(decode(&key, columns(Dimension::Month)), Err(KeyError));
    assert_eq!(decode(&key[..7], columns(Dimension::Year)), Err(KeyError));
    assert!(decode(&key, columns(Dimension::Year)).is_ok());
}

#[test]
fn minus_zero_is_zero() {
    assert_eq!(encode(|key| push_real(key, -0.0)), encode(|key| push_real(key, 0.0)));
}
