use super::*;

#[test]
fn the_ready_made_list_reads() {
    let events = Events::ready_made("eu-migration").unwrap().unwrap();
    assert!(events.0.len() >= 15);
    assert!(events.0.is_sorted_by_key(|event| event.date.clone()));
    assert!(events.0.iter().all(|event| event.source.is_some() && event.names.contains_key("de")));
    let years = |event: &Event| ("2015".."2022").contains(&event.date.as_str());
    assert!(events.0.iter().all(years));
    assert!(Events::ready_made("another").is_none());
}

#[test]
fn toml_and_csv_say_the_same() {
    let toml = "[[event]]\ndate = 2020-09-08\nname = 'Fire, \"Moria\"'\n\
                [[event]]\ndate = '2016-03-18'\nuntil = 2016-03-20\nname = 'Statement'\n\
                source = 'https://example.org/a'\n";
    let csv = "date,name,until,source\n2020-09-08,\"Fire, \"\"Moria\"\"\",,\n\
               2016-03-18,Statement,2016-03-20,https://example.org/a\n";
    let events = Events::from_toml(toml).unwrap();
    assert_eq!(events, Events::from_csv(csv.as_bytes()).unwrap());
    assert_eq!(events.0[0].name, "Statement");
    assert_eq!(Events::from_csv(b"date,name\n").unwrap(), Events::default());
    assert_eq!(Events::from_toml("").unwrap(), Events::default());
}

#[test]
fn what_makes_no_sense_is_named() {
    let of =
        |fields: &str| Events::from_toml(&format!("[[event]]\n{fields}")).unwrap_err().to_string();
    for (fields, message) in [
        ("date = 'yesterday'\nname = 'a'", "no day"),
        ("date = 2015-02-30\nname = 'a'", ""),
        ("date = 2015-02-20\nuntil = 2015-02-19\nname = 'a'", "not before"),
        ("date = 2015-02-20\nname = ' '", "no name"),
        ("date = 2015-02-20\nname = 'a'\nsource = 'javascript:alert(1)'", "https://"),
        ("date = 2015-02-20\nname = 'a'\nplace = 'b'", "unknown field"),
        ("date = 2015-02-20T08:00:00Z\nname = 'a'", "no day"),
    ] {
        assert!(of(fields).contains(message), "{fields}: {}", of(fields));
    }
    assert!(
        Events::from_csv(b"day,name\n2015-01-01,a\n")
            .unwrap_err()
            .to_string()
            .contains("date,name")
    );
    let many = "[[event]]\ndate = 2015-02-20\nname = 'a'\n".repeat(MOST + 1);
    assert!(matches!(Events::from_toml(&many), Err(EventError::Many { .. })));
}
