use super::*;
use proptest::prelude::*;

#[test]
fn reads_the_forms_of_twitter_and_of_exports() {
    let second = 1_539_202_764;
    for text in [
        "Wed Oct 10 20:19:24 +0000 2018",
        "Wed Oct 10 22:19:24 +0200 2018",
        "2018-10-10T20:19:24.000Z",
        "2018-10-10T20:19:24Z",
        "2018-10-10 20:19:24+00:00",
        "2018-10-10T14:49:24.999999-05:30",
        // Data frames and databases, with and without an offset.
        "2018-10-10 20:19:24",
        "2018-10-10 20:19:24.123456",
        "2018-10-10T20:19:24",
        "2018-10-10 20:19:24 UTC",
        "2018-10-10 20:19:24.5 UTC",
        "2018-10-10 22:19:24+02",
        "2018-10-10 22:19:24.000+02:00",
        "2018-10-10 22:19:24 +0200",
    ] {
        assert_eq!(Timestamp::parse(text).map(Timestamp::second), Ok(second), "{text}");
    }
}

#[test]
fn a_leap_second_is_the_one_before() {
    let second = Timestamp::parse("2016-12-31T23:59:60Z").unwrap();
    assert_eq!(second.to_string(), "2016-12-31 23:59:59");
}

#[test]
fn refuses_what_is_no_time() {
    for text in [
        "",
        "2018",
        "Wed Oct 10 20:19:24 2018",
        "Wed Okt 10 20:19:24 +0000 2018",
        "Wed Feb 30 20:19:24 +0000 2018",
        "Wed Oct 10 24:19:24 +0000 2018",
        "Wed Oct 10 20:19:24 00000 2018",
        "2018-02-29T00:00:00Z",
        "2018-13-01T00:00:00Z",
        "2018-10-10",
        "2018-10-10 20:19",
        "2018-10-10 20:19:24 ",
        "2018-10-10 20:19:24.",
        "2018-10-10 20:19:24+2",
        "2018-10-10 20:19:24 CET",
        "2018-10-10 8:19:24 PM",
        "2018-10-10T20:19:24.Z",
        "2018-10-10T20:19:24Zulu",
        "ünïcödé, ten bytes and more",
    ] {
        assert_eq!(Timestamp::parse(text), Err(TimeError::Form), "{text}");
    }
}

#[test]
fn refuses_years_without_social_media() {
    for (text, year) in [
        ("1969-12-31T23:59:59Z", 1969),
        ("2100-01-01T00:00:00Z", 2100),
        ("Wed Oct 10 20:19:24 +0000 0018", 18),
    ] {
        assert_eq!(Timestamp::parse(text), Err(TimeError::OutOfRange { year }), "{text}");
    }
    assert_eq!(Timestamp::parse("1970-01-01T00:00:00Z").map(Timestamp::second), Ok(0));
    assert!(Timestamp::parse("2099-12-31T23:59:59Z").is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn agrees_with_jiff(second in 0..END, millisecond in 0..1000_i32, offset in -23 * 60..24 * 60_i32) {
        let instant = jiff::Timestamp::new(second, millisecond * 1_000_000).unwrap();
        let zone = jiff::tz::Offset::from_seconds(offset * 60).unwrap().to_time_zone();
        let there = instant.to_zoned(zone);
        for text in [
            instant.to_string(),
            there.strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string(),
            there.strftime("%a %b %d %H:%M:%S %z %Y").to_string(),
        ] {
            prop_assert_eq!(Timestamp::parse(&text).map(Timestamp::second), Ok(second), "{}", text);
        }
    }

    #[test]
    fn takes_any_text(text in ".{0,40}") {
        let _ = Timestamp::parse(&text);
    }
}
