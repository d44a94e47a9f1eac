//! The text of a post and what lies in it, positions counted in code points as the API does.

use super::hashtags;
use super::random::Random;

/// Text with its entities.
pub struct Content {
    /// The whole text.
    pub text: String,
    /// Its language.
    pub language: &'static str,
    /// Hashtags as written, without `#`.
    pub hashtags: Vec<Entity<String>>,
    /// Mentioned accounts.
    pub mentions: Vec<Entity<Mention>>,
    /// Links: the shortened form in the text, and what it leads to.
    pub links: Vec<Entity<Link>>,
    length: usize,
    limit: usize,
}

/// Something in the text, between two code points.
pub struct Entity<T> {
    /// First code point.
    pub start: usize,
    /// Code point behind the last.
    pub end: usize,
    /// The thing.
    pub what: T,
}

/// A mentioned account.
#[derive(Clone)]
pub struct Mention {
    /// Its id.
    pub id: u64,
    /// Its screen name.
    pub screen_name: String,
    /// Its name as displayed.
    pub name: String,
}

/// A link.
#[derive(Clone)]
pub struct Link {
    /// The end of the shortened address.
    pub code: String,
    /// Where it leads.
    pub expanded: String,
    /// Set where it stands for an attached photo, whose id this is.
    pub photo: Option<u64>,
}

impl Content {
    /// No text yet, and at most `limit` code points of it.
    pub fn new(language: &'static str, limit: usize) -> Self {
        Self {
            text: String::new(),
            language,
            hashtags: Vec::new(),
            mentions: Vec::new(),
            links: Vec::new(),
            length: 0,
            limit,
        }
    }

    /// Code points.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Appends a piece after a space. Says whether there was room for it.
    pub fn push(&mut self, piece: &str) -> bool {
        self.span(piece).is_some()
    }

    /// Appends a hashtag, varied as people write.
    pub fn push_hashtag(&mut self, tag: &str, random: &mut Random) {
        let key = |tag: &str| hashtags::key(tag);
        if self.hashtags.iter().any(|other| key(&other.what) == key(tag)) {
            return;
        }
        let written = hashtags::written(tag, random);
        if let Some((start, end)) = self.span(&format!("#{written}")) {
            self.hashtags.push(Entity { start, end, what: written });
        }
    }

    /// Appends a mention.
    pub fn push_mention(&mut self, mention: Mention) {
        if let Some((start, end)) = self.span(&format!("@{}", mention.screen_name)) {
            self.mentions.push(Entity { start, end, what: mention });
        }
    }

    /// Appends a link.
    pub fn push_link(&mut self, link: Link) {
        if let Some((start, end)) = self.span(&format!("https://t.co/{}", link.code)) {
            self.links.push(Entity { start, end, what: link });
        }
    }

    /// The text of a retweet: the other's behind `RT @name:`.
    pub fn retweet(author: Mention, original: &Content) -> Self {
        let mut content = Self::new(original.language, usize::MAX);
        content.push("RT");
        content.push_mention(author);
        content.text.push_str(": ");
        content.length += 2;
        let shift = content.length;
        content.text.push_str(&original.text);
        content.length += original.length;
        content.hashtags = shifted(&original.hashtags, shift);
        content.mentions.extend(shifted(&original.mentions, shift));
        content.links = shifted(&original.links, shift);
        content
    }

    fn span(&mut self, piece: &str) -> Option<(usize, usize)> {
        let start = if self.length == 0 { 0 } else { self.length + 1 };
        let end = start + piece.chars().count();
        if end > self.limit {
            return None;
        }
        if start > 0 {
            self.text.push(' ');
        }
        self.text.push_str(piece);
        self.length = end;
        Some((start, end))
    }
}

impl Link {
    /// A link of post `id` to a page that does not exist.
    pub fn new(id: u64) -> Self {
        let code = code('a', id);
        let expanded = format!("https://www.example.org/a-page-that-does-not-exist/{id}");
        Self { code, expanded, photo: None }
    }

    /// A link to a post.
    pub fn to_post(screen_name: &str, id: u64) -> Self {
        let expanded = format!("https://twitter.com/{screen_name}/status/{id}");
        Self { code: code('q', id), expanded, photo: None }
    }

    /// A link that stands for a photo attached to post `id`.
    pub fn to_photo(screen_name: &str, id: u64) -> Self {
        let expanded = format!("https://twitter.com/{screen_name}/status/{id}/photo/1");
        Self { code: code('p', id), expanded, photo: Some(id - (1 << 22)) }
    }
}

fn code(kind: char, id: u64) -> String {
    format!("{kind}{:09}", id % 1_000_000_000)
}

fn shifted<T: Clone>(entities: &[Entity<T>], by: usize) -> Vec<Entity<T>> {
    entities
        .iter()
        .map(|Entity { start, end, what }| Entity {
            start: start + by,
            end: end + by,
            what: what.clone(),
        })
        .collect()
}
