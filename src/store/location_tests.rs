use super::*;

#[test]
fn the_name_tells_the_store() {
    let parse = |text: &str| text.parse::<Location>();
    assert_eq!(parse("a.GPKG"), Ok(Location::GeoPackage("a.GPKG".into())));
    assert_eq!(parse("a/b.gpkg/"), Ok(Location::Folder("a/b.gpkg/".into())));
    // A name beside it must be possible.
    for text in ["/", "./", "../", "", "a", "a.csv"] {
        assert!(parse(text).is_err(), "{text}");
    }
    assert_eq!(parse("a/b/").map(|store| store.to_string()), Ok("a/b/".to_owned()));
}

#[test]
fn one_store_has_many_names() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| Location::Folder(folder.path().join(name));
    assert!(at("new/").is(&at("./new")));
    assert!(!at("new/").is(&at("old/")));
    std::fs::create_dir(folder.path().join("new")).unwrap();
    assert!(at("new/").is(&at("new/../new")));
}
