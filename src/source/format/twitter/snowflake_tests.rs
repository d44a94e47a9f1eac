use super::*;

#[test]
fn a_snowflake_tells_its_time() {
    let time = time_of("1050118621198921728").unwrap();
    assert_eq!(time.to_string(), "2018-10-10 20:19:24");
}

#[test]
fn ids_from_before_snowflakes_tell_nothing() {
    for guid in ["12902837201", "29700859247", "0", "", "no id", "99999999999999999999"] {
        assert_eq!(time_of(guid), None, "{guid}");
    }
}

#[test]
fn a_time_after_2100_is_none() {
    assert_eq!(time_of("18446744073709551615"), None);
}
