//! sample generator (to come)
fn main() {}
