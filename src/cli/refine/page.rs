//! The review page: ranked lists with the evidence, a decision for each hashtag, and the next
//! lexicon to download. One file; whatever hashtags hold is text on it.

use super::study::Study;
use super::tables::fragments;
use crate::cli::exit::Failure;
use crate::cli::table::grouped;
use crate::lexicon::Status;
use crate::refine::next::{Addition, Open, block};
use crate::refine::{Attachment, Caught, Hashtag};
use crate::view::markup::Element;
use crate::view::{Column, Page, Table};

/// Hashtags listed that are below the thresholds, of either kind.
const BELOW: usize = 100;

/// Rows of the yield.
const YIELDS: usize = 60;

/// The page as HTML.
///
/// # Errors
/// Its data cannot be written as JSON.
pub(super) fn of(study: &Study<'_>) -> Result<String, Failure> {
    let title = study.lexicon.meta().title.as_deref().unwrap_or("Lexicon");
    let lead = "Decide about each hashtag, download the next lexicon, and run lbsm refine with it \
                again. Nothing leaves this page but by that download.";
    let mut page = Page::new(&format!("{title}: refinement, round {}", study.round.number), lead);
    page.style(include_str!("review.css"));
    facts(&mut page, study);
    if study.judgement.is_converged() {
        page.note("Converged: nothing is left above the thresholds.");
    }
    page.push(toolbar());

    let mut blocks = Vec::new();
    let (terms, exclusions): (Vec<_>, Vec<_>) =
        study.draft.open.iter().enumerate().partition(|(_, open)| !open.excludes);
    let terms = rows(study, &study.judgement.candidates, included, &terms, &mut blocks);
    section(&mut page, "Proposed as terms", "terms", terms);
    page.paragraph(
        "Hashtags that stand beside the topic's. The score is the lower bound of the share of \
         their users who used them there. Posts of one user with the same hashtags are one voice.",
    );
    let exclusions = rows(study, &study.judgement.caught, excluded, &exclusions, &mut blocks);
    section(&mut page, "Proposed as exclusions", "exclusions", exclusions);
    page.paragraph(
        "Hashtags that a fragment of the lexicon caught, but whose company is not the topic's. \
         The score is 1 less the share of their company that is.",
    );
    page.heading("What the lexicon brings");
    page.table(yields(study));
    page.script(include_str!("review.js"));
    let data = page.data("pieces", &study.draft.pieces).and_then(|()| page.data("blocks", &blocks));
    data.map_err(|error| Failure::Io(error.into()))?;
    Ok(page.html())
}

fn facts(page: &mut Page, study: &Study<'_>) {
    let Study { judgement, round, .. } = study;
    let mut facts = vec![
        ("posts", grouped(round.posts)),
        ("of the topic", grouped(round.topic_posts)),
        ("their users", grouped(round.topic_users)),
        ("removed by exclusions", format!("{:.1} %", 100.0 * study.removed_share())),
        ("core hashtags", grouped(judgement.core)),
        ("trusted hashtags", grouped(judgement.trusted)),
    ];
    if let Some(last) = &study.last {
        facts.push(("of the topic, last round", grouped(last.topic_posts)));
    }
    page.facts(&facts);
}

fn toolbar() -> Element {
    let filter = Element::new("input")
        .with("type", "search")
        .with("id", "filter")
        .with("placeholder", "Filter hashtags")
        .with("aria-label", "Filter hashtags");
    Element::new("div")
        .class("bar")
        .class("screen")
        .child(filter)
        .child(
            Element::new("button")
                .with("id", "download")
                .with("type", "button")
                .class("main")
                .text("Download the next lexicon"),
        )
        .child(Element::new("span").with("id", "decided").with("role", "status"))
}

/// A list with its buttons.
fn section(page: &mut Page, heading: &str, id: &'static str, rows: Vec<Row>) {
    page.heading(heading);
    if rows.is_empty() {
        page.paragraph("None.");
        return;
    }
    let button = |decision: &'static str, text: &str| {
        Element::new("button")
            .with("type", "button")
            .with("data-all", decision)
            .with("data-table", id)
            .text(text)
    };
    page.push(
        Element::new("p")
            .class("screen")
            .child(button("accepted", "Accept all shown"))
            .text(" ")
            .child(button("rejected", "Reject all shown"))
            .text(" ")
            .child(button("proposed", "Leave all open")),
    );
    let headings = ["hashtag", "score", "decision", "posts", "users", "beside"];
    let headings = headings.map(|text| {
        let cell = Element::new("th").with("scope", "col").text(text);
        if matches!(text, "posts" | "users") { cell.class("number") } else { cell }
    });
    let head = Element::new("thead").child(Element::new("tr").children(headings));
    let body = Element::new("tbody").children(rows.into_iter().map(Element::from));
    let table = Element::new("table").with("id", id).child(head).child(body);
    page.push(Element::new("div").class("scroll").child(table));
}

/// How a decision about a row gets into the lexicon.
enum Place {
    /// Into an entry of the file.
    Slot(usize),
    /// As an entry to be added.
    Block(usize),
}

/// A hashtag to decide about.
struct Row {
    place: Place,
    name: String,
    score: Option<f64>,
    posts: Option<f64>,
    users: Option<f64>,
    beside: Vec<(Box<str>, u32)>,
    facts: Vec<(&'static str, String)>,
    texts: Vec<String>,
    decided: Status,
}

impl From<Row> for Element {
    fn from(row: Row) -> Self {
        let (key, number) = match row.place {
            Place::Slot(number) => ("data-slot", number),
            Place::Block(number) => ("data-block", number),
        };
        let group = format!("{key}-{number}");
        let radio = |decision: Status, text: &str| {
            let mut input = Element::new("input")
                .with("type", "radio")
                .with("name", &group)
                .with("value", decision.name());
            if row.decided == decision {
                input = input.with("checked", "");
            }
            Element::new("label").child(input).text(text)
        };
        let mut decide = Element::new("td").class("decide").child(radio(Status::Accepted, "yes"));
        if matches!(row.place, Place::Slot(_)) {
            decide.push(radio(Status::Rejected, "no"));
        }
        decide.push(radio(Status::Proposed, "later"));
        let score = row.score.map_or_else(
            || Element::new("span").text("–"),
            |score| {
                let meter = Element::new("meter")
                    .with("min", 0)
                    .with("max", 1)
                    .with("value", format!("{score:.2}"))
                    .with("aria-hidden", "true");
                Element::new("span").text(format!("{score:.2} ")).child(meter)
            },
        );
        let count = |count: Option<f64>| count.map_or_else(String::new, |it| grouped(it as u64));
        let beside = row.beside.iter().map(|(name, voices)| {
            Element::new("span")
                .text(format!("{name} "))
                .child(Element::new("i").text(grouped(u64::from(*voices))))
        });
        let evidence =
            row.facts.iter().filter(|(_, value)| !value.is_empty()).flat_map(|(name, value)| {
                [Element::new("dt").text(*name), Element::new("dd").text(value.clone())]
            });
        let mut details = Element::new("details")
            .child(Element::new("summary").text("evidence"))
            .child(Element::new("dl").children(evidence));
        for text in row.texts {
            details.push(Element::new("blockquote").text(text));
        }
        let name = Element::new("td")
            .child(Element::new("bdi").class("name").text(row.name.clone()))
            .child(details);
        Element::new("tr")
            .with(key, number)
            .with("data-name", &row.name)
            .child(name)
            .child(Element::new("td").child(score))
            .child(decide)
            .child(Element::new("td").class("number").text(count(row.posts)))
            .child(Element::new("td").class("number").text(count(row.users)))
            .child(Element::new("td").class("tags").children(beside))
    }
}

fn texts(study: &Study<'_>, name: &str) -> Vec<String> {
    study.findings.texts(name).into_iter().map(str::to_owned).collect()
}

/// An entry of the file: with `--accept` they are in effect already.
fn slot(study: &Study<'_>, number: usize, open: &Open) -> Row {
    Row {
        place: Place::Slot(number),
        name: open.text.clone(),
        score: None,
        posts: None,
        users: None,
        beside: Vec::new(),
        facts: vec![("", "proposed by an earlier round; not met in this one".to_owned())],
        texts: Vec::new(),
        decided: if study.args.accept { Status::Accepted } else { Status::Proposed },
    }
}

/// A hashtag of a list.
struct Listed<'s> {
    hashtag: &'s Hashtag,
    /// As an entry of the next lexicon.
    addition: Addition,
    /// Evidence of this list.
    facts: Vec<(&'static str, String)>,
}

fn included<'s>(_: &Study<'_>, it: &'s Attachment) -> Listed<'s> {
    Listed {
        hashtag: &it.hashtag,
        addition: Study::addition(it),
        facts: vec![
            ("voices beside the topic", voices(&it.hashtag)),
            ("their users", it.met_users.to_string()),
            ("P(topic | hashtag)", format!("{:.2}", it.given_tag)),
            ("P(hashtag | topic)", format!("{:.4}", it.given_topic)),
        ],
    }
}

fn excluded<'s>(study: &Study<'_>, it: &'s Caught) -> Listed<'s> {
    Listed {
        hashtag: &it.hashtag,
        addition: Study::exclusion(it),
        facts: vec![
            ("caught by", fragments(study, &it.terms)),
            ("voices that meet the topic", voices(&it.hashtag)),
            ("topicality", format!("{:.2} of {} users' company", it.topicality, it.judged_users)),
        ],
    }
}

/// Those that meet the topic, of all: posts of one user with the same hashtags are one.
fn voices(it: &Hashtag) -> String {
    format!("{} of {}", it.met_voices, it.voices)
}

/// The entries that are to be decided, and hashtags below the threshold.
fn rows<T: AsRef<Hashtag>>(
    study: &Study<'_>,
    list: &[T],
    listed: impl for<'s> Fn(&Study<'_>, &'s T) -> Listed<'s>,
    open: &[(usize, &Open)],
    blocks: &mut Vec<String>,
) -> Vec<Row> {
    let fill = |row: Row, it: &Listed<'_>| Row {
        score: Some(it.hashtag.score),
        posts: Some(it.hashtag.posts),
        users: Some(it.hashtag.users),
        beside: it.hashtag.beside.clone(),
        facts: facts_of(study, it),
        texts: texts(study, &it.hashtag.name),
        ..row
    };
    let mut rows: Vec<Row> = open
        .iter()
        .map(|&(number, open)| {
            let row = slot(study, number, open);
            match list.iter().find(|it| *it.as_ref().name == *open.text) {
                Some(it) => fill(row, &listed(study, it)),
                None => row,
            }
        })
        .collect();
    let is_below = |it: &&T| !it.as_ref().is_proposed && it.as_ref().decided.is_none();
    let below = list.iter().filter(is_below);
    for it in below.take(if study.draft.takes_blocks { BELOW } else { 0 }) {
        let it = listed(study, it);
        let row = extra(study, &it.addition, blocks);
        rows.push(fill(row, &it));
    }
    rows.sort_by(|a, b| b.score.unwrap_or(-1.0).total_cmp(&a.score.unwrap_or(-1.0)));
    rows
}

/// A hashtag below the threshold, which may be added all the same.
fn extra(study: &Study<'_>, addition: &Addition, blocks: &mut Vec<String>) -> Row {
    let open = Open { excludes: addition.excludes, text: addition.text.clone() };
    blocks.push(block(addition, &study.round));
    Row {
        place: Place::Block(blocks.len() - 1),
        decided: Status::Proposed,
        ..slot(study, 0, &open)
    }
}

fn facts_of(study: &Study<'_>, it: &Listed<'_>) -> Vec<(&'static str, String)> {
    let Hashtag { name, spelling, g_squared, npmi, .. } = it.hashtag;
    let facts = study.findings.facts(name);
    let list = |counts: &[(Box<str>, u32)]| {
        let counts: Vec<String> = counts
            .iter()
            .map(|(name, count)| format!("{name} {}", grouped((*count).into())))
            .collect();
        counts.join(", ")
    };
    let days = match (&facts.first_day, &facts.last_day) {
        (Some(from), Some(until)) => format!("{}, {from} to {until}", facts.days),
        _ => String::new(),
    };
    let common = [
        ("G²", format!("{g_squared:.1}")),
        ("NPMI", format!("{npmi:.2}")),
        ("days", days),
        ("growth", facts.growth.map_or_else(String::new, |growth| format!("{growth:+.1}"))),
        ("languages", list(&facts.languages)),
        ("countries", list(&facts.countries)),
        ("before the fragment", spelling.prefix.clone()),
        ("behind it", spelling.suffix.clone()),
        ("parts", spelling.parts.clone()),
        ("begins like a term", spelling.shared.clone()),
        ("digits", spelling.digits.clone()),
    ];
    it.facts.iter().cloned().chain(common).collect()
}

fn yields(study: &Study<'_>) -> Table {
    let mut table = Table::new(
        "Posts and users are estimates (standard error 2.3 %, less for few).",
        vec![
            Column::text("of"),
            Column::text("term"),
            Column::text("match"),
            Column::text("language"),
            Column::number("posts"),
            Column::number("users"),
            Column::number("share"),
        ],
    );
    let all = study.findings.harvest.total().0.max(1.0);
    for row in study.yields.iter().filter(|row| row.by != "term and language").take(YIELDS) {
        table.row([
            row.by.to_owned(),
            row.term.map_or("", |term| study.lexicon.term_text(term)).to_owned(),
            row.kind.map_or("", |kind| kind.name()).to_owned(),
            row.language.as_deref().unwrap_or_default().to_owned(),
            grouped(row.posts as u64),
            grouped(row.users as u64),
            format!("{:.1} %", (100.0 * row.posts / all).min(100.0)),
        ]);
    }
    table
}
