//! privacy (to come)
