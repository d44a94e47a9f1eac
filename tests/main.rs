//! Integration tests: one binary for all of them.

<<<<<<< HEAD
mod hll;
=======
mod sample;
>>>>>>> sample
