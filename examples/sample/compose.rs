//! Makes posts: who writes, when, where, what about, in reaction to what.

use super::Options;
use super::atlas::{Atlas, PlaceType, antimeridian_place};
use super::calendar::{Calendar, Day, Theme};
use super::content::{Content, Link};
use super::events::EVENTS;
use super::hashtags::{COMMUNITIES, Community, General, SHARED, companions, draw_ranked, topic};
use super::moment::Moment;
use super::phrases::{EMOJI, is_right_to_left, phrases};
use super::post::{Kind, Post, SOURCES};
use super::random::{Random, Weighted};
use super::user::User;

/// 2017-11-07: texts of 280 characters from here on.
const LONG_TEXTS: Moment = Moment(1_510_012_800_000);
/// A text that fits into a retweet without being cut.
const FITS_RETWEET: usize = 110;
/// What original posts are derived with: everyday ones, and those about the topic.
const ORIGINALS: [u64; 2] = [2, 3];
/// How many posts a day are reacted to, of either kind.
const ORIGINALS_A_DAY: usize = 40;
/// Set in the ids of all but the posts of the dump themselves, so that none meet.
const ASIDE: u64 = 0x20_0000;
/// Posts in a thousand that are retweets, quotes and replies.
const RETWEETS: u64 = 150;
const QUOTES: u64 = 50;
const REPLIES: u64 = 100;
/// Posts in a thousand that show a photo.
const PHOTOS: u64 = 350;
/// Posts in a thousand by those who write several times that day.
const CHATTY: u64 = 400;
/// What they are derived with.
const CHATTY_STREAM: u64 = 4;

/// Everything that posts are made from.
pub struct Composer {
    options: Options,
    atlas: Atlas,
    calendar: Calendar,
    general: General,
    authors: Weighted,
    originals: Weighted,
    /// How many write several times a day.
    chatty: u64,
    random: Random,
}

/// What a text is about, in which language and where.
struct Subject {
    theme: Theme,
    community: Option<&'static Community>,
    language: &'static str,
    locality: usize,
}

impl Composer {
    pub fn new(options: &Options) -> Self {
        let calendar = Calendar::new(options.start, options.end, options.topic);
        let authors = (options.posts / 8).clamp(60, 200_000) as usize;
        Self {
            options: options.clone(),
            atlas: Atlas::new(),
            chatty: 1 + options.posts / calendar.len() / 8,
            calendar,
            general: General::new(),
            authors: Weighted::zipf(authors, 30),
            originals: Weighted::zipf(ORIGINALS_A_DAY, 3),
            random: Random::new(options.seed),
        }
    }

    /// The `index`-th post of the dump.
    pub fn post(&mut self, index: u64) -> Post {
        let random = &mut Random::new(self.random.next());
        let (day, at) = self.calendar.moment(index, self.options.posts, random);
        let kind = match random.below(1000) {
            roll if roll < RETWEETS => Kind::Retweet,
            roll if roll < RETWEETS + QUOTES => Kind::Quote,
            roll if roll < RETWEETS + QUOTES + REPLIES => Kind::Reply,
            _ => Kind::Post,
        };
        let author = self.author_of(day, random);
        let subject = self.subject(day, day.theme(random), &author, random);
        let referenced =
            (kind != Kind::Post).then(|| Box::new(self.original(day, &subject, kind, random)));
        let mut post = empty(at.snowflake(index % ASIDE), at, author, kind, random);
        post.content = match referenced.as_deref() {
            Some(original) if kind == Kind::Retweet => {
                Content::retweet(original.author_mention(), &original.content)
            }
            referenced => self.content(&post, &subject, referenced, limit(at), random),
        };
        post.referenced = referenced;
        self.locate(&mut post, &subject, random);
        post
    }

    /// A post that nothing depends on, to be damaged: without position, hashtag and reference.
    pub fn expendable(&mut self, index: u64) -> Post {
        let random = &mut Random::new(self.random.next());
        let (_, at) = self.calendar.moment(index, self.options.posts, random);
        let author = self.author(random);
        let id = at.snowflake(ASIDE | (index % ASIDE));
        let mut post = empty(id, at, author, Kind::Post, random);
        post.content.push("This record was damaged on purpose.");
        post
    }

    /// One of the posts of the day before that many react to. It is derived, not remembered.
    fn original(&self, day: &Day, subject: &Subject, kind: Kind, random: &mut Random) -> Post {
        let is_topic = subject.theme != Theme::Everyday;
        let stream = ORIGINALS[usize::from(is_topic)];
        // Those of even number are short enough for retweets.
        let rank = self.originals.draw(random) as u64;
        let rank = if kind == Kind::Retweet { rank & !1 } else { rank };
        let number = Moment::midnight(day.date).day_number() as u64 * 256 + rank;

        let random = &mut Random::of(self.options.seed, stream, number);
        let theme = match (is_topic, day.theme(random)) {
            (false, _) => Theme::Everyday,
            (true, Theme::Everyday) => Theme::Topic,
            (true, theme) => theme,
        };
        let at = day.eve(random);
        let author = self.author(random);
        let subject = self.subject(day, theme, &author, random);
        let id = at.snowflake(ASIDE | stream << 8 | rank);
        let mut post = empty(id, at, author, Kind::Post, random);
        let limit = if rank % 2 == 0 { FITS_RETWEET } else { limit(at) };
        post.content = self.content(&post, &subject, None, limit, random);
        // What many react to, many like.
        post.counts = post.counts.map(|count| count * 7 + 40 / (rank + 1));
        post
    }

    fn author(&self, random: &mut Random) -> User {
        let index = self.authors.draw(random) as u64;
        User::new(self.options.seed, index, &self.atlas)
    }

    /// Somebody who writes that day: often one of the few who write several times.
    fn author_of(&self, day: &Day, random: &mut Random) -> User {
        if random.per_mille(CHATTY) {
            let date = Moment::midnight(day.date).day_number() as u64;
            let number = date << 24 | random.below(self.chatty);
            self.author(&mut Random::of(self.options.seed, CHATTY_STREAM, number))
        } else {
            self.author(random)
        }
    }

    fn subject(&self, day: &Day, theme: Theme, author: &User, random: &mut Random) -> Subject {
        let community = (theme == Theme::Everyday && random.per_mille(60))
            .then(|| &COMMUNITIES[random.below(COMMUNITIES.len() as u64) as usize]);
        let is_topic = theme != Theme::Everyday;
        let language = match community {
            Some(community) => community.language,
            // The topic is written about in English more than life is.
            None if random.per_mille(8) => random.pick(&["tr", "ru", "uk", "ar"]),
            None if is_topic && random.per_mille(200) => "en",
            None => author.language,
        };
        let spot = |random: &mut Random| Atlas::spot(day.date.year(), random);
        let roll = random.below(100);
        let locality = match theme {
            Theme::Event(number) => {
                let place = self.atlas.find(EVENTS[number].place);
                match roll {
                    0..45 => place,
                    45..60 => spot(random),
                    60..80 => Some(self.atlas.capital(random)),
                    _ => None,
                }
            }
            Theme::Topic if roll < 40 => spot(random),
            Theme::Topic if roll < 75 => Some(self.atlas.capital(random)),
            Theme::Everyday if roll < 12 => Some(self.atlas.city(random)),
            Theme::Topic | Theme::Everyday => None,
        };
        Subject { theme, community, language, locality: locality.unwrap_or(author.home) }
    }

    fn content(
        &self,
        post: &Post,
        subject: &Subject,
        referenced: Option<&Post>,
        limit: usize,
        random: &mut Random,
    ) -> Content {
        let mut content = Content::new(subject.language, limit);
        if let Some(original) = referenced.filter(|_| post.kind == Kind::Reply) {
            content.push_mention(original.author_mention());
        }
        let tags = self.tags(subject, random);
        let tags_first = random.per_mille(150);
        if tags_first {
            for tag in &tags {
                content.push_hashtag(tag, random);
            }
        }
        let is_long = limit > FITS_RETWEET && random.per_mille(350);
        let sentences = if is_long { 2 + random.below(3) } else { 1 };
        for number in 0..sentences {
            content.push(&self.sentence(subject, number == 0, random));
        }
        if !tags_first {
            for tag in &tags {
                content.push_hashtag(tag, random);
            }
        }
        if random.per_mille(350) {
            let emoji: String = (0..=random.below(3)).map(|_| random.pick(&EMOJI)).collect();
            content.push(&emoji);
        }
        if random.per_mille(80) {
            let User { id, screen_name, name, .. } = self.author(random);
            content.push_mention(super::content::Mention { id, screen_name, name });
        }
        if let Some(original) = referenced.filter(|_| post.kind == Kind::Quote) {
            let link = Link::to_post(&original.author.screen_name, original.id);
            content.push_link(link);
        } else if random.per_mille(250) {
            content.push_link(Link::new(post.id));
        }
        if random.per_mille(PHOTOS) {
            content.push_link(Link::to_photo(&post.author.screen_name, post.id));
        }
        content
    }

    fn sentence(&self, subject: &Subject, is_first: bool, random: &mut Random) -> String {
        let phrases = phrases(subject.language);
        let sentences = match (subject.community, subject.theme) {
            (Some(community), _) => community.sentences,
            (None, Theme::Everyday) => phrases.everyday,
            (None, _) => phrases.topic,
        };
        let name = self.atlas.get(subject.locality).name;
        let sentence = random.pick(sentences).replace("{}", name);
        if is_first && is_right_to_left(subject.language) {
            format!("\u{200F}{sentence}\u{200E}")
        } else {
            sentence
        }
    }

    fn tags<'a>(&'a self, subject: &Subject, random: &mut Random) -> Vec<&'a str> {
        let mut tags = Vec::new();
        if let Some(community) = subject.community {
            tags.extend(community.tags.first());
            if random.per_mille(550) {
                tags.push(draw_ranked(community.false_friends, random));
            }
            for _ in 0..random.below(3) {
                tags.push(random.pick(community.tags));
            }
        } else if subject.theme == Theme::Everyday {
            let count = [0, 0, 0, 1, 1, 1, 2, 2, 3, 4];
            for _ in 0..random.pick(&count) {
                tags.push(self.general.draw(random));
            }
            if random.per_mille(40) {
                tags.push(random.pick(&SHARED));
            }
            if random.per_mille(2) {
                tags.push(random.pick(companions(subject.language)));
            }
        } else {
            self.topic_tags(subject, &mut tags, random);
        }
        tags
    }

    fn topic_tags<'a>(&'a self, subject: &Subject, tags: &mut Vec<&'a str>, random: &mut Random) {
        let (family, companions) = (topic(subject.language), companions(subject.language));
        if let Theme::Event(number) = subject.theme
            && random.per_mille(700)
        {
            tags.push(draw_ranked(EVENTS[number].tags, random));
        }
        // One in ten is about the topic without any of the tags that one would look for.
        let is_plain = random.per_mille(100);
        if is_plain || random.per_mille(350) {
            tags.push(draw_ranked(companions, random));
        }
        if !is_plain {
            tags.push(draw_ranked(family, random));
            if random.per_mille(350) {
                tags.push(draw_ranked(family, random));
            }
        }
        if random.per_mille(250) {
            tags.push(random.pick(&SHARED));
        }
        if random.per_mille(150) {
            tags.push(self.general.draw(random));
        }
    }

    /// Attaches coordinates, place, both or neither, in the shares asked for.
    fn locate(&self, post: &mut Post, subject: &Subject, random: &mut Random) {
        let Options { geotagged, placed, .. } = self.options;
        // Retweets have coordinates three times less often; the others make up for it.
        let exact = if post.kind == Kind::Retweet {
            geotagged / 3
        } else {
            geotagged * (3000 - RETWEETS) / (3 * (1000 - RETWEETS))
        };
        let roll = random.below(1_000_000);
        if roll >= exact + placed {
            return;
        }
        if random.per_mille(2) {
            post.coordinates = Some((0, 0));
            return;
        }
        if random.per_mille(2) {
            post.place = Some(antimeridian_place(random));
            return;
        }
        if roll < exact {
            post.coordinates = Some(self.atlas.position(subject.locality, random));
        }
        if roll >= exact || random.per_mille(930) {
            let kind = match random.below(100) {
                0..72 => PlaceType::City,
                72..80 => PlaceType::Neighborhood,
                80..88 => PlaceType::Poi,
                88..94 => PlaceType::Admin,
                _ => PlaceType::Country,
            };
            post.place = Some(self.atlas.place(subject.locality, kind, random));
        }
    }
}

fn limit(at: Moment) -> usize {
    if at < LONG_TEXTS { 140 } else { 280 }
}

/// A post that says nothing yet.
fn empty(id: u64, at: Moment, author: User, kind: Kind, random: &mut Random) -> Post {
    let source = if author.is_bot { &SOURCES[5] } else { &SOURCES[random.below(5) as usize] };
    let counts = [3, 6, 12, 40].map(|end| {
        let end = random.below(end) + 1;
        random.below(end)
    });
    let content = Content::new(author.language, 140);
    Post {
        id,
        at,
        author,
        kind,
        referenced: None,
        content,
        coordinates: None,
        place: None,
        source,
        counts,
    }
}
