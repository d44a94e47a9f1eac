//! The record of a refinement round, as the lexicon keeps it: `[[round]]`.

/// What a round of refinement came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Round {
    /// Which round: 1 is the first.
    pub number: u64,
    /// The day on which it was run, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Posts that were looked at.
    pub posts: u64,
    /// Of these, posts that the lexicon matched.
    pub topic_posts: u64,
    /// Users of those, estimated.
    pub topic_users: u64,
    /// Terms in effect.
    pub terms: u64,
    /// Exclusions in effect.
    pub exclusions: u64,
    /// Hashtags that exact terms found: what the round trusted.
    pub core: u64,
    /// Hashtags that it proposed to include.
    pub include: u64,
    /// Hashtags that it proposed to exclude.
    pub exclude: u64,
    /// Whether nothing was left to propose.
    pub converged: Option<bool>,
}

impl Round {
    /// The keys of the table.
    pub(super) const KEYS: &'static [&'static str] = &[
        "number",
        "date",
        "posts",
        "topic_posts",
        "topic_users",
        "terms",
        "exclusions",
        "core",
        "include",
        "exclude",
        "converged",
    ];

    /// The counts by their keys, in the order of the file.
    pub fn counts(&self) -> [(&'static str, u64); 9] {
        let mut copy = self.clone();
        copy.counts_mut().map(|(key, count)| (key, *count))
    }

    /// The counts by their keys, to be filled.
    pub(super) fn counts_mut(&mut self) -> [(&'static str, &mut u64); 9] {
        [
            ("number", &mut self.number),
            ("posts", &mut self.posts),
            ("topic_posts", &mut self.topic_posts),
            ("topic_users", &mut self.topic_users),
            ("terms", &mut self.terms),
            ("exclusions", &mut self.exclusions),
            ("core", &mut self.core),
            ("include", &mut self.include),
            ("exclude", &mut self.exclude),
        ]
    }
}
