use super::*;

#[test]
fn check_values_of_postgresql() {
    assert_eq!(text(""), 0);
    assert_eq!(text("hello world"), 5_998_619_086_395_760_910);
    assert_eq!(integer(1).cast_signed(), -8_604_791_237_420_463_362);
    assert_eq!(bigint(1), 19_144_387_141_682_250);
    assert_eq!(smallint(1), 1_967_286_128_051_477_038);
    assert_eq!(boolean(true), 8_849_112_093_580_131_862);
    assert_eq!(boolean(false), 5_048_724_184_180_415_669);
}

#[test]
fn a_key_changes_every_hash_and_never_shows() {
    let (one, other) = (Keyed::new(b"secret key one"), Keyed::new(b"another"));
    assert_ne!(one.hash("ada"), other.hash("ada"));
    assert_ne!(one.hash("ada"), text("ada"));
    assert_eq!(one.clone().hash("ada"), one.hash("ada"));
    assert_eq!(one.hash("ada"), text(&one.pseudonym("ada")));
    assert_eq!(format!("{one:?}"), "Keyed(secret)");
    assert_eq!(format!("{one:#?}"), "Keyed(secret)");
}

#[test]
fn a_hasher_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>(_: &T) {}
    shared(&Keyed::new(b""));
}
