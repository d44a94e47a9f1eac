use super::*;

#[test]
fn bytes_are_shown_in_the_unit_that_suits_them() {
    for (number, expected) in [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (99_949, "99.9 kB"),
        (99_950, "100 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (10_232_773, "10.2 MB"),
        (u64::MAX, "18446744 TB"),
    ] {
        assert_eq!(bytes(number), expected);
    }
}

#[test]
fn a_reject_is_told_in_one_line() {
    for &reason in RejectReason::ALL {
        let line = format!("{:>28}{}: {}", "", reason.code(), meaning(reason));
        assert!(line.chars().count() <= 80, "{line}");
    }
}
