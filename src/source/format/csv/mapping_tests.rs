use super::*;

#[test]
fn pairs_and_files_say_the_same() {
    let pairs = "origin=twitter,delimiter=semicolon,header=no,encoding=latin-1,time_format=excel,\
                 timezone=+02:00,id=tweet_id,user=3,lat=y,lon=x";
    let mapping = Mapping::from_pairs(pairs).unwrap();
    assert_eq!(toml::from_str::<Mapping>(&mapping.to_toml()).unwrap(), mapping);
    assert_eq!(mapping.columns[&Field::User], Column::Number(3));
    assert_eq!(mapping.columns[&Field::Id], Column::Name("tweet_id".to_owned()));
    assert_eq!(mapping.origin().unwrap(), Origin::Twitter);
    assert_eq!(mapping.delimiter().unwrap(), Some(b';'));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mapping.toml");
    std::fs::write(&path, mapping.to_toml()).unwrap();
    assert_eq!(Mapping::parse(path.to_str().unwrap()).unwrap(), mapping);
}

#[test]
fn what_makes_no_sense_is_told() {
    for (pairs, told) in [
        ("id", "key=column"),
        ("tweet=1", "no field"),
        ("id=0", "counted from 1"),
        ("lat=1", "both"),
        ("origin=twitter", "no column"),
        ("", "no column"),
        ("id=1,origin=myspace", "no network"),
        ("id=1,delimiter=ab", "one character"),
        ("id=1,header=maybe", "yes or no"),
        ("id=1,encoding=ebcdic", "windows-1252"),
        ("id=1,time_format=american", "pattern"),
        ("id=1,timezone=Mars", "Europe/Berlin"),
        ("none.toml", "cannot be read"),
    ] {
        let error = Mapping::parse(pairs).unwrap_err().to_string();
        assert!(error.contains(told), "{pairs}: {error}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mapping.toml");
    std::fs::write(&path, "[columns]\nid = 1\ntweet = 2\n").unwrap();
    let error = Mapping::load(&path).unwrap_err().to_string();
    assert!(error.contains("tweet") && error.contains("line 3"), "{error}");
}
