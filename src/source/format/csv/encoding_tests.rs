use super::*;

#[test]
fn text_is_utf8_or_windows_1252() {
    let latin = b"gr\xfcn \x80\x93";
    assert_eq!(decode("grün".as_bytes(), None), ("grün".into(), false));
    assert_eq!(decode(latin, None), ("grün €“".into(), true));
    assert_eq!(decode(latin, Some(Encoding::Windows1252)), ("grün €“".into(), false));
    assert_eq!(decode(latin, Some(Encoding::Utf8)).0, "gr\u{fffd}n \u{fffd}\u{fffd}");
    assert_eq!(decode("ü".as_bytes(), Some(Encoding::Windows1252)), ("Ã¼".into(), false));
    let all: Vec<u8> = (0..=255).collect();
    assert_eq!(decode(&all, Some(Encoding::Windows1252)).0.chars().count(), 256);
}
