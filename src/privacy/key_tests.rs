use super::*;

#[test]
fn a_key_file_is_read_without_its_line_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    for content in ["secret", "secret\n", "secret\r\n"] {
        std::fs::write(&path, content).unwrap();
        assert_eq!(Key::read(&path).unwrap().id(), Key::from_bytes(b"secret".to_vec()).id());
    }
    std::fs::write(&path, "secret\n\n").unwrap();
    assert_ne!(Key::read(&path).unwrap().id(), Key::from_bytes(b"secret".to_vec()).id());
    std::fs::write(&path, vec![b'k'; 5000]).unwrap();
    assert!(matches!(Key::read(&path), Err(KeyError::TooLong { .. })));
}

#[test]
fn a_new_key_never_replaces_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    let (first, _) = Key::generate(&path).unwrap();
    assert!(matches!(Key::generate(&path), Err(KeyError::Write { .. })));
    assert_eq!(Key::read(&path).unwrap().id(), first.id());
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 1, "no draft is left behind");
}

#[test]
fn a_key_is_not_shown() {
    let key = Key::from_bytes(b"very secret".to_vec());
    let shown = format!("{key:?} {}", key.id());
    assert!(!shown.contains("secret"));
    assert_eq!(key.id().as_str().len(), 16);
    assert_ne!(key.id(), Key::from_bytes(b"very secret!".to_vec()).id());
}

#[test]
fn short_keys_can_be_guessed() {
    assert!(Key::from_bytes(Vec::new()).is_empty());
    assert!(Key::from_bytes(b"summer2016".to_vec()).is_guessable());
    assert!(!Key::from_bytes(vec![7; 32]).is_guessable());
}
