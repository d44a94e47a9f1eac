use super::*;

#[test]
fn the_default_is_written_as_documented() {
    assert_eq!(Params::DEFAULT.to_string(), "11,5,0,1");
    assert_eq!("11,5,0,1".parse(), Ok(Params::DEFAULT));
    assert_eq!(Params::new(11, 5, 0, true), Ok(Params::DEFAULT));
    assert_eq!(Params::DEFAULT.header(), [0x8b, 0x40]);
}

#[test]
fn automatic_thresholds_are_those_of_postgresql() {
    for (log2m, regwidth, threshold) in [
        (10, 4, 64),
        (11, 5, 160),
        (12, 6, 384),
        (14, 4, 1024),
        (17, 6, 12_288),
        (4, 1, 0),
        (17, 8, 16_383),
    ] {
        let params = Params::new(log2m, regwidth, -1, true).unwrap();
        assert_eq!(params.explicit_threshold(), threshold, "{params}");
    }
}

#[test]
fn any_threshold_code_can_be_read_and_none_lets_a_set_list_too_much() {
    for code in 0..=63 {
        let params = Params::from_header(0x8b, code).unwrap();
        assert!(params.explicit_threshold() <= MAX_EXPLICIT);
        assert_eq!(params.header(), [0x8b, code]);
    }
    assert_eq!(Params::from_header(0x8b, 62).unwrap().expthresh(), 1 << 61);
    assert_eq!(Params::from_header(0x8b, 0xff), Params::from_header(0x8b, 0x7f));
}

#[test]
fn what_no_set_can_have_is_refused_with_the_reason() {
    for (text, message) in [
        ("3,5,0,1", "log2m modifier must be between 4 and 17, found 3"),
        ("18,5,0,1", "log2m modifier must be between 4 and 17, found 18"),
        ("many,5,0,1", "log2m modifier must be between 4 and 17, found many"),
        ("11,0,0,1", "regwidth modifier must be between 1 and 8, found 0"),
        ("11,9,0,1", "regwidth modifier must be between 1 and 8, found 9"),
        ("11,5,-2,1", "expthresh modifier must be between -1 and 16383, found -2"),
        ("11,5,1e3,1", "expthresh modifier must be between -1 and 16383, found 1e3"),
        ("11,5,0,yes", "sparseon modifier must be 0 or 1, found yes"),
    ] {
        assert_eq!(text.parse::<Params>().unwrap_err().to_string(), message);
    }
    assert_eq!("11,5,0".parse::<Params>(), Err(ParamsError::Shape { found: 3 }));
}

#[test]
fn differences_are_named_in_the_order_of_postgresql() {
    let ours: Params = "11,5,0,1".parse().unwrap();
    let message = |theirs: &str| ours.accepts(theirs.parse().unwrap()).unwrap_err().to_string();
    assert_eq!(
        message("12,4,-1,0"),
        "register width does not match: source uses 4 and dest uses 5"
    );
    assert_eq!(
        message("12,5,-1,0"),
        "register count does not match: source uses 4096 and dest uses 2048"
    );
    assert_eq!(
        message("11,5,-1,0"),
        "explicit threshold does not match: source uses -1 and dest uses 0"
    );
    assert_eq!(message("11,5,0,0"), "sparse enable does not match: source uses 0 and dest uses 1");
}

#[test]
fn a_hash_names_its_register_by_the_low_bits() {
    let params = Params::DEFAULT;
    assert_eq!(params.register(0), (0, 0));
    assert_eq!(params.register(2047), (2047, 0), "no bit above the index: no trace");
    assert_eq!(params.register(2048 | 7), (7, 1));
    assert_eq!(params.register(1 << 63), (0, 31), "as far as five bits go");
    assert_eq!(Params::new(11, 6, 0, true).unwrap().register(1 << 63), (0, 53));
}

#[test]
fn the_named_parameters() {
    assert_eq!(Params::DEFAULT.to_string(), "11,5,0,1");
    assert_eq!(Params::POSTGRESQL.to_string(), "11,5,-1,1");
    assert_eq!("11,5,-1,1".parse(), Ok(Params::POSTGRESQL));
}
