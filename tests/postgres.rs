//! PostgreSQL: the databases of raw posts and of sets, in a server that the tests start.

#[path = "postgres/cluster.rs"]
pub mod cluster;
#[path = "postgres/connecting.rs"]
mod connecting;
#[path = "postgres/crashing.rs"]
mod crashing;
#[path = "postgres/inputs.rs"]
mod inputs;
#[path = "postgres/loading.rs"]
pub mod loading;
#[path = "postgres/merging.rs"]
mod merging;
#[path = "postgres/peer.rs"]
mod peer;
#[path = "postgres/real.rs"]
mod real;
#[path = "postgres/refusing.rs"]
mod refusing;
