use super::{Wanted, matching, section};
use std::path::Path;

const WANTED: Wanted<'_> = Wanted { host: "db", port: 5432, database: "raw", user: "ada" };

#[test]
fn a_line_of_the_password_file_fits_field_by_field() {
    for (line, password) in [
        ("db:5432:raw:ada:secret", Some("secret")),
        ("*:*:*:*:secret", Some("secret")),
        ("db:5432:raw:ada:with:colon", Some("with:colon")),
        (r"db:5432:raw:ada:a\:b\\c", Some(r"a:b\c")),
        ("other:5432:raw:ada:secret", None),
        ("db:5433:raw:ada:secret", None),
        ("db:5432:hll:ada:secret", None),
        ("db:5432:raw:eve:secret", None),
        ("db:5432:raw:ada", None),
        ("", None),
    ] {
        assert_eq!(matching(line, &WANTED).as_deref(), password, "{line}");
    }
}

#[test]
fn the_folder_of_a_socket_is_localhost() {
    let wanted = Wanted { host: "/run/postgresql", ..WANTED };
    assert_eq!(matching("localhost:*:*:*:secret", &wanted).as_deref(), Some("secret"));
    assert_eq!(matching("localhost:*:*:*:secret", &WANTED), None);
}

#[test]
fn a_service_is_a_section() {
    let text = "# servers\n[hll]\nhost=a\n\n[raw]\nhost = b\nport=5433\n[later]\nhost=c\n";
    let found = section(text, "raw", Path::new("x")).unwrap().unwrap();
    let pairs: Vec<(&str, &str)> = found.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(pairs, [("host", "b"), ("port", "5433")]);
    assert_eq!(section(text, "none", Path::new("x")).unwrap(), None);
    let error = section("[raw]\nnonsense\n", "raw", Path::new("x")).unwrap_err().to_string();
    assert!(error.contains("line 2"), "{error}");
}
