use super::*;

fn at(
    written: Option<&str>,
    met: Option<&str>,
    address: &str,
) -> Result<Option<i64>, RejectReason> {
    let met = met.map(|text| Timestamp::parse(text).unwrap());
    let time = published(written, met, address).map_err(|reject| reject.reason)?;
    Ok(time.map(Timestamp::second))
}

#[test]
fn a_time_is_not_later_than_the_network_met_it() {
    let second = |text| Ok(Some(Timestamp::parse(text).unwrap().second()));
    let (early, late) = ("2007-07-07T03:04:05Z", "2024-05-05T00:00:00Z");
    assert_eq!(at(Some(early), Some(late), ""), second(early));
    assert_eq!(at(Some(late), Some(early), ""), second(early));
    assert_eq!(at(Some("0001-01-01T00:00:00Z"), Some(late), ""), second(late));
    assert_eq!(at(Some(late), None, ""), second(late));
    assert_eq!(at(None, None, "nothing"), Ok(None));
    assert_eq!(at(Some("yesterday"), None, ""), Err(RejectReason::BadTime));
    assert_eq!(at(Some("0001-01-01T00:00:00Z"), None, ""), Err(RejectReason::TimeOutOfRange));
}

/// The key of a post as the network gave it, met a second later.
#[test]
fn keys_hold_a_time() {
    let address = "at://did:plc:a/app.bsky.feed.post/3lof7sovfok2h";
    let read = at(Some("yesterday"), None, address).unwrap().unwrap();
    let written = Timestamp::parse("2025-05-05T01:30:17.912Z").unwrap().second();
    assert!((read - written).abs() <= 1, "{read}");
    for key in ["self", "3LOF7SOVFOK2H", "2222222222222", "zzzzzzzzzzzzz", "3lof7sovfok2", "ä"] {
        assert_eq!(of_key(key), None, "{key}");
    }
}
