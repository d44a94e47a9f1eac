//! What the job's lexicon (`fixtures/lexicons/job.toml`) says of a hashtag, in its plainest form:
//! the witness of the truth of a sample and of the benches, which must not use the lexicon
//! that they judge.

/// Stems of the job's lexicon: a hashtag that contains one is about the topic…
const STEMS: [&str; 12] = [
    "refugee",
    "asyl",
    "migrant",
    "migration",
    "flüchtling",
    "fluechtling",
    "rifugiat",
    "refugiad",
    "réfugié",
    "πρόσφυγ",
    "moria",
    "deport",
];
/// …unless it is one of these.
const FALSE_FRIENDS: [&str; 9] = [
    "asylum16",
    "moriarty",
    "deportivo",
    "deportivolacoruña",
    "deportivoalavés",
    "cloudmigration",
    "datamigration",
    "birdmigration",
    "arkhamasylum",
];

/// Whether a hashtag, in normal form, contains a stem.
pub fn has_stem(tag: &str) -> bool {
    STEMS.iter().any(|stem| tag.contains(stem))
}

/// Whether a hashtag, in normal form, is about the topic.
pub fn is_relevant(tag: &str) -> bool {
    has_stem(tag) && !FALSE_FRIENDS.contains(&tag)
}
