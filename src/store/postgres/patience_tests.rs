use super::*;
use crate::store::postgres::PostgresError;

#[test]
fn pauses_grow_to_a_limit() {
    let pauses: Vec<u128> = (1..=10).map(|times| doubled(100, times).as_millis()).collect();
    assert_eq!(pauses, [100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
}

#[test]
fn what_cannot_pass_is_not_tried_again() {
    let told = Fault::Told(PostgresError::Blank { address: String::new() });
    assert_eq!(Patience::default().pause(&told, 0), None);
    assert_eq!(Patience::default().pause(&Fault::Damaged(String::new()), 0), None);
}
