//! The hashtags: families of the topic in each language, tags that keep them company, false
//! friends that only look alike and live in communities of their own, and the rest of life.
//!
//! All are lower case and composed (NFC) here; [`written`] varies them as people do.

use super::cities::CITIES;
use super::events::EVENTS;
use super::random::{Random, Weighted};
use unicode_normalization::UnicodeNormalization;

/// Tags of the topic in one language, most frequent first.
pub fn topic(language: &str) -> &'static [&'static str] {
    match language {
        "de" => &[
            "flüchtlinge",
            "refugeeswelcome",
            "asyl",
            "fluechtlinge",
            "flüchtling",
            "asylpolitik",
            "flüchtlingshilfe",
            "migration",
            "asylrecht",
            "kirchenasyl",
            "flüchtlingspolitik",
            "asylbewerber",
            "migranten",
            "deportation",
            "moria",
            "asylpaket",
        ],
        "it" => &[
            "migranti",
            "rifugiati",
            "rifugiato",
            "refugeeswelcome",
            "rifugiatipolitici",
            "migrantcrisis",
            "moria",
            "crisimigranti",
            "rifugiate",
        ],
        "es" => &[
            "refugiados",
            "migrantes",
            "bienvenidosrefugiados",
            "refugiadas",
            "crisisrefugiados",
            "refugeeswelcome",
            "moria",
            "deportaciones",
            "migrantesyrefugiados",
        ],
        "fr" => &[
            "réfugiés",
            "migrants",
            "réfugié",
            "migration",
            "refugeeswelcome",
            "crisedesmigrants",
            "réfugiées",
            "migrantsolidarité",
            "moria",
        ],
        "el" => &[
            "πρόσφυγες",
            "refugeesgr",
            "πρόσφυγας",
            "refugeeswelcome",
            "moria",
            "πρόσφυγεςελλάδα",
            "asylum",
            "migrants",
        ],
        "tr" => &["refugeeswelcome", "migrants", "refugees"],
        "ru" | "uk" | "ar" => &["refugees", "refugeeswelcome", "moria"],
        _ => &[
            "refugees",
            "refugeeswelcome",
            "refugeecrisis",
            "migrants",
            "refugee",
            "migration",
            "asylumseekers",
            "asylum",
            "migrantcrisis",
            "withrefugees",
            "stopdeportation",
            "refugeecamp",
            "refugeesgr",
            "moria",
            "migrationeu",
            "refugeelives",
            "asylumpolicy",
            "migrantrights",
            "deportation",
        ],
    }
}

/// Tags of the topic that no stem of the job's lexicon finds: what a refinement should find,
/// because they stand beside topic tags and hardly anywhere else.
pub fn companions(language: &str) -> &'static [&'static str] {
    match language {
        "de" => {
            &["leavenoonebehind", "seenotrettung", "wirhabenplatz", "geflüchtete", "abschiebung"]
        }
        "it" => &["accoglienza", "portiaperti", "safepassage", "lampedusa", "immigrazione"],
        "es" => &["queremosacoger", "safepassage", "asilo", "opentheborders", "pateras"],
        "fr" => &["droitdasile", "exilés", "calais", "safepassage", "opentheborders"],
        "el" => &["προσφυγικό", "μετανάστες", "opentheborders", "προσφυγες", "άσυλο"],
        "tr" => &["mülteciler", "mülteci"],
        "ru" => &["беженцы", "мигранты"],
        "uk" => &["біженці"],
        "ar" => &["لاجئين", "اللاجئون"],
        _ => &["opentheborders", "safepassage", "leavenoonebehind", "nobordersnonations"],
    }
}

/// What a tag of the topic or of its false friends is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// It is about the topic.
    Topic,
    /// It only looks so.
    FalseFriend,
}

/// Languages that have tags of the topic.
const LANGUAGES: [&str; 10] = ["de", "it", "es", "fr", "el", "tr", "ru", "uk", "ar", "en"];

/// What a tag is, as [`key`] writes it; `None`: one about everything, or a town of an event.
pub fn family(tag: &str) -> Option<Family> {
    let is = |other: &&str| key(other) == tag;
    if COMMUNITIES.iter().any(|community| community.false_friends.iter().any(&is)) {
        return Some(Family::FalseFriend);
    }
    let of_languages =
        LANGUAGES.iter().flat_map(|language| topic(language).iter().chain(companions(language)));
    let of_events = EVENTS.iter().flat_map(|event| event.tags);
    let is_topic = of_languages.chain(of_events).any(is);
    (is_topic && !EVERYDAY.contains(&tag)).then_some(Family::Topic)
}

/// Tags that the topic shares with much else.
pub const SHARED: [&str; 8] =
    ["humanrights", "solidarity", "europe", "eu", "syria", "news", "border", "volunteer"];

/// People who share an interest, with tags of their own.
pub struct Community {
    /// Language of its posts; empty: the author's.
    pub language: &'static str,
    /// Its tags; the first is on every post.
    pub tags: &'static [&'static str],
    /// Those among its tags that look as if they were about migration.
    pub false_friends: &'static [&'static str],
    /// What its posts say.
    pub sentences: &'static [&'static str],
}

/// The communities that a lexicon by stems trips over.
pub const COMMUNITIES: [Community; 6] = [
    Community {
        language: "en",
        tags: &["sherlock", "221b", "watson", "crimeseries", "fanart", "cosplay"],
        false_friends: &["moriarty", "jimmoriarty"],
        sentences: &[
            "Rewatching the second season tonight, the rooftop scene still gets me.",
            "That villain is the best thing about the whole series.",
            "New drawing finished, took me three evenings.",
        ],
    },
    Community {
        language: "es",
        tags: &["liga", "fútbol", "lacoruña", "riazor", "segunda", "gol"],
        false_friends: &["deportivo", "deportivolacoruña", "deportivoalavés"],
        sentences: &[
            "¡Qué partido, remontada en el último minuto!",
            "Hoy toca estadio con toda la familia.",
            "Un punto fuera de casa que sabe a poco.",
        ],
    },
    Community {
        language: "en",
        tags: &["aws", "cloud", "devops", "kubernetes", "bigdata", "postgres"],
        false_friends: &["cloudmigration", "datamigration"],
        sentences: &[
            "Moved the last database over the weekend, no downtime at all.",
            "Slides of my talk on moving old systems are online.",
            "Two years of planning, four hours of switching over.",
        ],
    },
    Community {
        language: "en",
        tags: &["birding", "birds", "birdwatching", "wildlife", "ornithology"],
        false_friends: &["birdmigration", "springmigration"],
        sentences: &[
            "Two hundred cranes over the marsh this morning.",
            "First swallow of the year above the harbour!",
            "Honey buzzards circling over the strait all day.",
        ],
    },
    Community {
        language: "en",
        tags: &["gaming", "batman", "ps4", "retrogaming", "twitchclips"],
        false_friends: &["arkhamasylum", "asylumgame"],
        sentences: &[
            "Finally finished it on hard, only took me four years.",
            "Still one of the best atmospheres in any game.",
            "Streaming the last chapter tonight.",
        ],
    },
    Community {
        language: "en",
        tags: &["fanconvention", "fandom", "photoops", "fangirl", "conventionlife"],
        false_friends: &["asylum16"],
        sentences: &[
            "Queueing since six in the morning and still happy.",
            "Met so many of you this weekend, thank you all!",
            "Badge collected, let the weekend begin.",
        ],
    },
];

const EVERYDAY: [&str; 96] = [
    "love",
    "photography",
    "travel",
    "food",
    "music",
    "summer",
    "art",
    "nature",
    "sunset",
    "football",
    "happy",
    "weekend",
    "coffee",
    "friends",
    "instagood",
    "beach",
    "winter",
    "family",
    "christmas",
    "fashion",
    "monday",
    "running",
    "fitness",
    "sunday",
    "berlin",
    "london",
    "paris",
    "roma",
    "madrid",
    "barcelona",
    "milano",
    "wien",
    "münchen",
    "hamburg",
    "athens",
    "αθήνα",
    "θεσσαλονίκη",
    "brexit",
    "covid19",
    "stayhome",
    "climatechange",
    "fridaysforfuture",
    "job",
    "jobs",
    "hiring",
    "weather",
    "wetter",
    "tatort",
    "bundesliga",
    "seriea",
    "premierleague",
    "ligue1",
    "eurovision",
    "worldcup",
    "euro2016",
    "vegan",
    "pizza",
    "wine",
    "beer",
    "breakfast",
    "brunch",
    "theatre",
    "museum",
    "architecture",
    "streetart",
    "tbt",
    "selfie",
    "dog",
    "cat",
    "books",
    "startup",
    "design",
    "science",
    "opendata",
    "yoga",
    "cycling",
    "hiking",
    "mountains",
    "sea",
    "snow",
    "autumn",
    "spring",
    "rain",
    "train",
    "metro",
    "airport",
    "holiday",
    "vacaciones",
    "vacanze",
    "urlaub",
    "vacances",
    "διακοπές",
    "καλημέρα",
    "buongiorno",
    "bonjour",
    "gutenmorgen",
];

const ENDINGS: [&str; 24] = [
    "",
    "life",
    "love",
    "photography",
    "food",
    "travel",
    "nights",
    "weekend",
    "streetart",
    "music",
    "city",
    "sunset",
    "brunch",
    "startup",
    "marathon",
    "museum",
    "architecture",
    "by_night",
    "fashion",
    "jobs",
    "weather",
    "coffee",
    "2016",
    "2018",
];

/// How many different tags there are outside the topic's families and the communities.
const GENERAL: usize = 1_800;

/// Tags about everything, Zipf-distributed.
pub struct General {
    tags: Vec<String>,
    ranks: Weighted,
}

impl General {
    /// The same list always: it depends on no seed.
    pub fn new() -> Self {
        let mut tags: Vec<String> = EVERYDAY.iter().map(ToString::to_string).collect();
        for ending in ENDINGS {
            for city in &CITIES {
                let name: String = city.name.to_lowercase().nfc().filter(|c| *c != ' ').collect();
                let tag = name + ending;
                if tags.len() < GENERAL && !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
        }
        let ranks = Weighted::zipf(tags.len(), 4);
        Self { tags, ranks }
    }

    /// One tag.
    pub fn draw(&self, random: &mut Random) -> &str {
        &self.tags[self.ranks.draw(random)]
    }
}

/// Tags of a family, Zipf-distributed.
pub fn draw_ranked<'a>(tags: &[&'a str], random: &mut Random) -> &'a str {
    tags[Weighted::zipf(tags.len(), 1).draw(random)]
}

/// The form under which a tag is counted: NFKC, lower case.
pub fn key(tag: &str) -> String {
    if tag.is_ascii() {
        tag.to_ascii_lowercase()
    } else {
        tag.nfkc().collect::<String>().to_lowercase()
    }
}

/// A tag as somebody may write it: as it is, Capitalised, UPPER CASE or with decomposed
/// diacritics (NFD), but always the same under [`key`].
pub fn written(tag: &str, random: &mut Random) -> String {
    let variant: String = match random.below(100) {
        0..68 => return tag.to_owned(),
        68..86 => {
            let mut chars = tag.chars();
            chars
                .next()
                .map(|first| first.to_uppercase().chain(chars).collect())
                .unwrap_or_default()
        }
        86..95 => tag.to_uppercase(),
        _ => tag.nfd().collect(),
    };
    if key(&variant) == tag { variant } else { tag.to_owned() }
}
