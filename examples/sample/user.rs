//! Accounts. Everything about one follows from the seed and its number, so none is remembered.

use super::atlas::Atlas;
use super::moment::Moment;
use super::phrases::{EMOJI, phrases};
use super::random::Random;

/// What the stream of random numbers of an account is derived with.
const STREAM: u64 = 1;

/// An account.
pub struct User {
    /// Its id.
    pub id: u64,
    /// Its screen name: visibly synthetic.
    pub screen_name: String,
    /// Its name as displayed.
    pub name: String,
    /// Language of its settings.
    pub language: &'static str,
    /// The locality it lives in.
    pub home: usize,
    /// What it says of itself.
    pub description: String,
    /// When it was made.
    pub created: Moment,
    /// Followers, accounts followed, lists, likes given, posts.
    pub counts: [u64; 5],
    /// Whether a program writes its posts.
    pub is_bot: bool,
    /// Three colours of its profile.
    pub colours: [&'static str; 3],
    /// What profile pictures and the like are numbered with.
    pub picture: u64,
}

const COLOURS: [&str; 8] =
    ["1DA1F2", "0084B4", "333333", "C0DEED", "3B94D9", "FF6400", "000000", "F5F8FA"];

const WORDS: [&str; 24] = [
    "heron", "linden", "otter", "maple", "finch", "poplar", "badger", "willow", "swift", "juniper",
    "lynx", "alder", "stork", "hazel", "marten", "aspen", "robin", "cedar", "hare", "rowan",
    "kite", "elm", "seal", "yew",
];

impl User {
    /// The account of a number.
    pub fn new(seed: u64, index: u64, atlas: &Atlas) -> Self {
        let random = &mut Random::of(seed, STREAM, index);
        let word = random.pick(&WORDS);
        let is_bot = random.per_mille(8);
        let kind = if is_bot { "bot" } else { word };
        let home = atlas.city(random);
        let country = atlas.get(home).country;
        let language = if random.per_mille(120) { "en" } else { country.language };
        // 2009 to 2015. One account in ten has an id beyond 2^53, as newer ones have.
        let created = Moment(1_230_768_000_000 + random.below(220_000_000_000) as i64);
        let id = if random.per_mille(100) {
            Moment(1_420_070_400_000 + random.below(25_000_000_000) as i64).snowflake(index)
        } else {
            20_000_000 + index * 1021 + random.below(1021)
        };
        let mut name = format!("Sample {word} {index}");
        if random.per_mille(150) {
            name.push(' ');
            name.push_str(random.pick(&EMOJI));
        }
        let place = atlas.get(home).name;
        let lines = phrases(language).everyday;
        let description = format!(
            "Synthetic account, made by a program for tests; nobody writes here. {} {}",
            random.pick(lines).replace("{}", place),
            random.pick(lines).replace("{}", place)
        );
        Self {
            id,
            screen_name: format!("sample_{kind}_{index}"),
            name,
            language,
            home,
            description,
            created,
            counts: [900, 700, 40, 9_000, 20_000].map(|end| 1 + random.below(end)),
            is_bot,
            colours: std::array::from_fn(|_| random.pick(&COLOURS)),
            picture: id / 7,
        }
    }
}
