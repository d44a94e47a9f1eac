//! A synthetic dump of geotagged tweets that looks like a study of migration to Europe.
//!
//! No line of it comes from a real post: texts are sentences written for this generator,
//! accounts are numbers, and everything follows from a seed, so that the same options give the
//! same bytes on every machine. Positions, dates of events and names of places are facts.

mod atlas;
mod calendar;
mod cities;
mod compose;
mod content;
mod dirt;
mod events;
mod hashtags;
mod json;
mod moment;
mod phrases;
mod post;
mod random;
pub mod relevance;
mod truth;
mod user;
mod v1;
mod v2;

use compose::Composer;
use dirt::Dirt;
use jiff::civil::{Date, date};
use json::{Escape, Json};
use post::Post;
use random::Random;
use std::collections::VecDeque;
use std::io::{self, Write};
pub use truth::Truth;
use v2::Shape;

/// What to make.
#[derive(Clone)]
pub struct Options {
    /// Regular posts.
    pub posts: u64,
    /// What everything follows from.
    pub seed: u64,
    /// Version of the API.
    pub format: Format,
    /// Posts in a million that have coordinates.
    pub geotagged: u64,
    /// Posts in a million that have a place but no coordinates.
    pub placed: u64,
    /// How much more the topic is written about than in a stream of everything.
    pub topic: u64,
    /// Whether to strew in notices, damage and repetitions.
    pub dirt: bool,
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// Whether to keep exact sets for the truth; their memory grows with the dump.
    pub sets: bool,
}

/// Version of the API whose form posts take.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Version 1.1.
    V1,
    /// Version 2: pages, stream objects and flattened posts by turns.
    V2,
    /// Version 1.1 until June 2020, version 2 since.
    Mixed,
}

/// When a mixed dump changes over to v2.
const CHANGE_OVER: Date = date(2020, 7, 1);
/// Posts on a page of v2.
const PAGE: usize = 8;
/// Posts of v2 after which the shape changes.
const TURN: u64 = 64;
/// How many of the last lines a repetition may be of.
const RECENT: usize = 32;

impl Default for Options {
    fn default() -> Self {
        Self {
            posts: 2000,
            seed: 7,
            format: Format::V1,
            geotagged: 600_000,
            placed: 300_000,
            topic: 1,
            dirt: false,
            start: date(2016, 2, 1),
            end: date(2021, 1, 31),
            sets: false,
        }
    }
}

/// Writes a dump as JSON lines and returns what it holds.
///
/// # Errors
/// When writing fails.
pub fn write(options: &Options, out: &mut impl Write) -> io::Result<Truth> {
    let mut dump = Dump {
        options: options.clone(),
        composer: Composer::new(options),
        random: Random::new(!options.seed),
        truth: Truth::new(options.sets),
        page: Vec::new(),
        recent: VecDeque::new(),
        line: Vec::new(),
        out,
    };
    let mut turns = Dirt::ALL.iter().copied().cycle();
    for index in 0..options.posts {
        let post = dump.composer.post(index);
        dump.post(post)?;
        if options.dirt
            && dump.random.per_mille(10)
            && let Some(dirt) = turns.next()
        {
            dump.dirt(dirt, index)?;
        }
    }
    dump.flush_page()?;
    Ok(dump.truth.finish())
}

/// A dump being written.
struct Dump<'a, W> {
    options: Options,
    composer: Composer,
    random: Random,
    truth: Truth,
    page: Vec<Post>,
    recent: VecDeque<Vec<u8>>,
    line: Vec<u8>,
    out: &'a mut W,
}

impl<W: Write> Dump<'_, W> {
    fn post(&mut self, post: Post) -> io::Result<()> {
        let shape = self.shape(&post);
        self.truth.post(&post, shape.is_some());
        if shape == Some(Shape::Page) {
            self.page.push(post);
            return if self.page.len() == PAGE { self.flush_page() } else { Ok(()) };
        }
        self.flush_page()?;
        self.encode(&post, shape);
        if self.options.dirt {
            self.remember();
        }
        self.write_line()
    }

    /// The shape of v2 that a post takes; `None` for v1.1.
    fn shape(&self, post: &Post) -> Option<Shape> {
        let is_v2 = match self.options.format {
            Format::V1 => false,
            Format::V2 => true,
            Format::Mixed => post.at.date() >= CHANGE_OVER,
        };
        is_v2.then_some(match self.truth.v2_posts / TURN % 3 {
            0 => Shape::Flat,
            1 => Shape::Stream,
            _ => Shape::Page,
        })
    }

    fn encode(&mut self, post: &Post, shape: Option<Shape>) {
        self.line.clear();
        // Whoever collected changed programs every now and then.
        let escape = if post.at.date().month() % 3 == 0 { Escape::Ascii } else { Escape::Minimal };
        let json = &mut Json::new(&mut self.line, escape);
        match shape {
            None => v1::write(json, post, post.at),
            Some(Shape::Flat) => v2::write_flat(json, post),
            Some(Shape::Stream | Shape::Page) => v2::write_stream(json, post),
        }
    }

    fn flush_page(&mut self) -> io::Result<()> {
        if self.page.is_empty() {
            return Ok(());
        }
        self.line.clear();
        v2::write_page(&mut Json::new(&mut self.line, Escape::Minimal), &self.page);
        self.page.clear();
        self.truth.v2_pages += 1;
        self.write_line()
    }

    fn dirt(&mut self, dirt: Dirt, index: u64) -> io::Result<()> {
        let mut post = self.composer.expendable(index);
        if dirt == Dirt::Duplicate {
            let Some(line) = self.recent.front() else { return Ok(()) };
            self.line.clone_from(line);
        } else if dirt.is_damage() {
            if dirt == Dirt::ImpossibleLatitude {
                post.coordinates = Some((13_400_000, 91_000_000));
            }
            self.encode(&post, self.shape(&post));
            dirt::damage(dirt, &mut self.line, post.id);
        } else {
            self.line = dirt::line(dirt, post.id, &mut self.random);
        }
        self.truth.dirt(dirt);
        self.write_line()
    }

    fn remember(&mut self) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(self.line.clone());
    }

    fn write_line(&mut self) -> io::Result<()> {
        self.line.push(b'\n');
        self.truth.line(self.line.len());
        self.out.write_all(&self.line)
    }
}
