//! Daily indicators and official flows: does a series lead, lag or predict another?
//!
//! Laggregation, the method of Wycoff, Singh, Arab, Donato and Marahrens (2024), explains the
//! logarithm of a daily flow by a lagged moving mean of an indicator and effects of the day of the week:
//!
//! ```text
//! ln y(t) = b0 + bx · z(t) + delta[weekday(t)] + e(t),   z(t) = mean of x over a window around t − lag
//! ```
//!
//! and takes the lag and the window of the greatest r². A positive lag says that the indicator
//! *leads*. `docs/nowcasting.md` has every definition with its source.
//!
//! | room | is |
//! |---|---|
//! | [`table`], [`series`], [`day`], [`date_form`] | tables of daily series |
//! | [`window`], [`grid`], [`response`], [`search`] | moving means, candidates, the search |
//! | [`design`], [`ols`], [`hac`], [`residual`], [`glm`], [`joint`], [`model`] | models and what is said of them |
//! | [`guard`], [`noise`] | what such a search finds by chance |
//! | [`leadlag`] | the study of all indicators |
//! | [`baseline`], [`score`], [`nowcast`] | nowcasts on trial |
//! | [`correlation`] | how alike indicators are |
//! | [`plain`] | findings in plain language |
//!
//! Nothing here reads files or prints; it knows nothing of the rest of the project.

pub mod baseline;
pub mod correlation;
pub mod date_form;
pub mod day;
pub mod design;
pub mod glm;
pub mod grid;
pub mod guard;
pub mod hac;
pub mod joint;
pub mod leadlag;
pub mod model;
pub mod noise;
pub mod nowcast;
pub mod ols;
pub mod plain;
pub mod residual;
pub mod response;
pub mod score;
pub mod search;
pub mod series;
pub mod table;
pub mod window;
