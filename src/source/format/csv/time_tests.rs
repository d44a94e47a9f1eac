use super::*;

fn times(format: Option<&str>, zone: Option<&str>) -> Times {
    Times::new(format, zone).unwrap()
}

fn seconds(times: &Times, cell: &str) -> Option<i64> {
    times.read(cell).ok().map(Timestamp::second)
}

#[test]
fn forms_that_mean_one_thing_are_read_without_a_name() {
    let times = times(None, None);
    for cell in [
        "2008-08-27T13:08:45Z",
        "2008-08-27T13:08:45.123+00:00",
        "2008-08-27 13:08:45",
        "2008-08-27 15:08:45 +0200",
        "2008:08:27 13:08:45",
        "2008/08/27 13:08:45",
        "Wed Aug 27 13:08:45 +0000 2008",
        "1219842525",
        "1219842525.0",
        "1219842525000",
        "1219842525123456",
        "39687.5477430556",
    ] {
        assert_eq!(seconds(&times, cell), Some(1_219_842_525), "{cell}");
    }
    assert_eq!(seconds(&times, "2008-08-27"), Some(1_219_795_200));
    assert_eq!(seconds(&times, "2008-08-27 13:08"), Some(1_219_842_480));
    assert_eq!(seconds(&times, "2008-08-27T13:08+02:00"), Some(1_219_835_280));
    assert_eq!(seconds(&times, "39687"), Some(1_219_795_200));
    for cell in [
        "",
        "27/08/2008 13:08:45",
        "08/27/2008",
        "27.08.2008",
        "1.22E+12",
        "123",
        "12345678901",
        "2008-08-27 1:08 PM",
        "2008-02-30",
        "2008-08:27",
        "nonsense",
        "1970",
        "99999.9.9",
        "ä",
        "2008-08-2ä",
        "20080-8-27",
    ] {
        assert!(times.read(cell).is_err(), "{cell}");
    }
}

#[test]
fn named_forms_take_nothing_else() {
    let at = |format, cell| seconds(&times(Some(format), None), cell);
    assert_eq!(at("%d.%m.%Y %H:%M", "27.08.2008 13:08"), Some(1_219_842_480));
    assert_eq!(at("%m/%d/%Y", "08/27/2008"), Some(1_219_795_200));
    assert_eq!(at("%d/%m/%Y %H:%M:%S %z", "27/08/2008 15:08:45 +0200"), Some(1_219_842_525));
    assert_eq!(at("%m/%d/%Y", "27/08/2008"), None);
    assert_eq!(at("excel", "39687.5477430556"), Some(1_219_842_525));
    assert_eq!(at("excel", "1219842525"), None);
    assert_eq!(at("excel", "NaN"), None);
    assert_eq!(at("epoch", "39687"), Some(39_687));
    assert_eq!(at("epoch_ms", "1219842525000"), Some(1_219_842_525));
    assert_eq!(at("epoch_us", "1219842525000000"), Some(1_219_842_525));
    assert_eq!(at("iso", "1219842525"), None);
    assert_eq!(at("twitter", "2008-08-27 13:08:45 what"), None);
    assert!(Times::new(Some("american"), None).is_err());
}

#[test]
fn zones_hold_for_times_that_have_none() {
    let berlin = times(None, Some("Europe/Berlin"));
    // Summer, winter, the hour that comes twice, the one that is left out.
    for (cell, utc) in [
        ("2018-07-01 12:00:00", "2018-07-01T10:00:00Z"),
        ("2018-12-01 12:00:00", "2018-12-01T11:00:00Z"),
        ("2018-10-28 02:30:00", "2018-10-28T00:30:00Z"),
        ("2018-03-25 02:30:00", "2018-03-25T01:30:00Z"),
        ("2018-07-01T12:00:00Z", "2018-07-01T12:00:00Z"),
        ("43282.5", "2018-07-01T10:00:00Z"),
        ("1530446400", "2018-07-01T12:00:00Z"),
    ] {
        assert_eq!(berlin.read(cell), Timestamp::parse(utc), "{cell}");
    }
    for zone in ["+02:00", "+0200", "+2", "+02"] {
        let east = times(None, Some(zone));
        assert_eq!(east.read("2018-07-01 12:00:00"), Timestamp::parse("2018-07-01T10:00:00Z"));
    }
    for zone in ["Berlin", "", "+ab", "+25:00", "+02:70", "ü"] {
        assert!(Times::new(None, Some(zone)).is_err(), "{zone}");
    }
}
