use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn bytes_come_back(bytes: Vec<u8>) {
        let text = encode(&bytes);
        prop_assert_eq!(decode(&text), Ok(bytes.clone()));
        let digits = text.strip_prefix("\\x").unwrap_or_default();
        prop_assert_eq!(decode(&digits.to_uppercase()), Ok(bytes));
    }
}

#[test]
fn what_is_wrong_is_told_where_it_is() {
    assert_eq!(decode("\\x00ff"), Ok(vec![0, 255]));
    assert_eq!(decode(""), Ok(vec![]));
    assert_eq!(decode("\\x118b4"), Err(HexError::Odd { found: 5 }));
    assert_eq!(decode("\\x11x"), Err(HexError::Digit { at: 5 }));
    assert_eq!(decode("hello"), Err(HexError::Digit { at: 1 }));
    assert_eq!(decode("aä"), Err(HexError::Digit { at: 2 }));
    assert_eq!(decode("\\x+1"), Err(HexError::Digit { at: 3 }));
}
