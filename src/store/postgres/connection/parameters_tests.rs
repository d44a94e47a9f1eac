use super::{Parameters, Unusable, from_pairs, from_url};
use crate::store::postgres::connection::SslMode;

fn parameters(url: &str) -> Result<Parameters, Unusable> {
    Parameters::from_complete(&from_url(url)?)
}

#[test]
fn a_url_says_everything() {
    let found = parameters("ada:s%40cret@[::1]:5433/raw%20db?sslmode=verify-full").unwrap();
    assert_eq!(found.hosts, [("::1".to_owned(), 5433)]);
    assert_eq!((found.config.get_user(), found.database.as_str()), (Some("ada"), "raw db"));
    assert_eq!(found.config.get_password(), Some(&b"s@cret"[..]));
    assert_eq!(found.ssl_mode, SslMode::VerifyFull);
    assert!(!format!("{:?}", found.config).contains("cret"));
}

#[test]
fn the_database_is_named_like_the_user_unless_it_is_named() {
    let found = parameters("ada@a,b:5433").unwrap();
    assert_eq!(found.database, "ada");
    assert_eq!(found.hosts, [("a".to_owned(), 5432), ("b".to_owned(), 5433)]);
    let found = parameters("ada@/hll?host=/run/pg&port=6000").unwrap();
    assert_eq!(found.hosts, [("/run/pg".to_owned(), 6000)]);
    assert!(found.is_local());
}

#[test]
fn pairs_do_as_well() {
    let pairs = from_pairs("service=lbsn dbname=raw user=ada").unwrap();
    assert_eq!(pairs.get("dbname").map(|value| value.as_str()), Some("raw"));
    assert!(from_pairs("service=lbsn nonsense").is_err());
}

#[test]
fn an_error_names_the_option_and_never_the_value() {
    for url in [
        "ada:SECRET@db:SECRET/raw",
        "ada@db/raw?sslmode=SECRET",
        "ada@db/raw?connect_timeout=SECRET",
        "ada@db/raw?hostaddr=SECRET",
        "ada@db/raw?SECRET",
        "ada:SECRET%FF@db/raw",
        "ada@db/raw?channel_binding=SECRET",
        "ada@db/raw?target_session_attrs=SECRET",
        "ada@a,b,c:1,2,3/raw?port=1,2",
    ] {
        let Err(error) = parameters(url) else { panic!("{url}") };
        assert!(!error.to_string().contains("SECRET"), "{error}");
    }
}
