use super::Address;

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

#[test]
fn a_database_has_a_name_without_server_and_role() {
    for (written, name) in [
        ("postgres://ada:SECRET@db.example:5432/hlldb?sslmode=require", "hlldb"),
        ("postgres:///my%20sets?host=/run/pg", "my sets"),
        ("postgres://ada:SEC/RET@db/raw", "raw"),
        ("postgres:///?dbname=sets&password=SECRET", "sets"),
        ("postgres://db.example", "database"),
        ("service=lbsn", "lbsn"),
        ("service=lbsn password=SECRET dbname=raw", "raw"),
    ] {
        assert_eq!(address(written).name(), name, "{written}");
    }
}

#[test]
fn passwords_are_never_printed() {
    for (written, shown) in [
        ("postgres://ada@db.example/hlldb", "postgres://ada@db.example/hlldb"),
        ("postgresql://ada:SECRET@db:5433/raw", "postgresql://ada@db:5433/raw"),
        ("postgres://ada:SEC/RET@db/raw", "postgres://ada@db/raw"),
        ("postgres://ada:SEC@RET@db/raw", "postgres://ada@db/raw"),
        ("postgres://ada:SEC?RET@db/raw", "postgres://ada@db/raw"),
        ("postgres://ada:SEC:RET@db/raw?sslmode=require", "postgres://ada@db/raw?sslmode=require"),
        ("postgres://:SECRET@db/raw", "postgres://@db/raw"),
        (
            "postgres:///raw?host=/run/pg&password=SECRET&port=1",
            "postgres:///raw?host=/run/pg&port=1",
        ),
        ("service=lbsn password=SECRET dbname=raw", "service=lbsn dbname=raw"),
    ] {
        let address = address(written);
        assert_eq!(address.to_string(), shown, "{written}");
        assert!(!format!("{address:?}").contains("SEC"), "{address:?}");
        assert_eq!(address.has_password(), written.contains("SEC"), "{written}");
    }
}

#[test]
fn what_is_no_address_is_none() {
    for text in ["", "lbsm.gpkg", "mysql://db/raw", "Postgres://db", "postgres:/db"] {
        assert_eq!(Address::parse(text), None, "{text}");
    }
}
