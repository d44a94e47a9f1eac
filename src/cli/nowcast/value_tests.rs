use super::{Lags, Ridge, Windows, day};

#[test]
fn ranges_are_read_and_checked() {
    assert_eq!("-23:22".parse::<Lags>().unwrap().0, -23..=22);
    assert_eq!("6".parse::<Lags>().unwrap().0, 6..=6);
    assert_eq!("1:30".parse::<Windows>().unwrap().0, 1..=30);
    for wrong in ["22:-23", "a:b", "", ":", "1:2:3", "-400:0", "99999999999:1"] {
        assert!(wrong.parse::<Lags>().is_err(), "{wrong}");
    }
    for wrong in ["0:3", "-1:3", "1:367"] {
        assert!(wrong.parse::<Windows>().is_err(), "{wrong}");
    }
}

#[test]
fn penalties_are_numbers_from_zero_on() {
    assert!((" 1".trim().parse::<Ridge>().unwrap().0 - 1.0).abs() < f64::EPSILON);
    for wrong in ["-1", "NaN", "inf", "one"] {
        assert!(wrong.parse::<Ridge>().is_err(), "{wrong}");
    }
}

#[test]
fn days_are_unambiguous() {
    assert_eq!(day("2022-02-24").unwrap().to_string(), "2022-02-24");
    assert_eq!(day("24.02.2022").unwrap().to_string(), "2022-02-24");
    assert!(day("03/04/2022").unwrap_err().contains("2022-02-24"));
    assert!(day("2022-02-30").is_err());
}
