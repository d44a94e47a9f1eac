//! facet (to come)
