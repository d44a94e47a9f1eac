//! The page of a study: everything that it made, shown, linked and explained.

use super::exhibit;
use super::kind::Product;
use super::methods::{self, COUNTED, Facts};
use super::months;
use super::pipeline::Pipeline;
use super::step::Step;
use crate::cli::table::grouped;
use crate::view::Page;
use crate::view::markup::Element;
use indicatif::DecimalBytes;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Makes the page of a study whose steps are done.
pub(super) fn page(pipeline: &Pipeline, facts: Option<&Facts>) -> String {
    let lead = "What was made of the posts, step by step. Every number is an estimate from \
        HyperLogLog sets, which hold no post and no name, unless it says otherwise.";
    let mut page = Page::new(&pipeline.title, lead);
    page.style(include_str!("index.css"));
    if let Some(facts) = facts {
        let counted = COUNTED.iter().zip(&facts.counted).filter_map(|((_, name), estimate)| {
            Some((*name, grouped(estimate.as_ref()?.value.round() as u64)))
        });
        let records = ("records read", grouped(facts.records));
        page.facts(&[records].into_iter().chain(counted).collect::<Vec<_>>());
    }
    if let Some(explorer) = explorer(pipeline) {
        let link = Element::new("a").link(&address(&explorer)).text("explorer");
        let about = ": one page on which who, when, where and what can be looked at together.";
        page.push(
            Element::new("p").text("To look rather than read, open the ").child(link).text(about),
        );
    }
    let link = |step: &Step| {
        let link = Element::new("a").link(&format!("#{}", step.name));
        Element::new("li").child(link.text(step.title.clone()))
    };
    page.push(
        Element::new("nav")
            .with("aria-label", "Contents")
            .child(Element::new("ul").children(pipeline.steps.iter().map(link))),
    );
    for step in &pipeline.steps {
        section(&mut page, &pipeline.folder, step);
    }
    if let Some(facts) = facts {
        page.heading("Methods");
        page.paragraph(&methods::paragraph(facts));
        page.note(
            "Sets are not anonymous by themselves. Publish rows with enough users only, and never the \
             key file.",
        );
    }
    page.html()
}

/// The page to explore, if the study has one.
fn explorer(pipeline: &Pipeline) -> Option<String> {
    let step = pipeline.steps.iter().find(|step| step.kind.name == "explore")?;
    let file = step.outputs.first()?.strip_prefix(&pipeline.folder).ok()?;
    Some(file.to_string_lossy().into_owned())
}

/// What a step made.
fn section(page: &mut Page, folder: &Path, step: &Step) {
    page.push(Element::new("h2").with("id", step.name.clone()).text(step.title.clone()));
    page.paragraph(&step.about);
    let files = files(step);
    let drawn = match step.kind.name {
        "indicator" => files.iter().find_map(|it| exhibit::days(it)),
        "sets" => files.iter().find_map(|it| months::figure(it)),
        _ => None,
    };
    let shown = shown(step, &files);
    let picture = |file: &PathBuf| {
        let name = file.strip_prefix(folder).ok()?.to_string_lossy().into_owned();
        exhibit::picture(file, &step.title, &address(&name))
    };
    if let Some(picture) = shown.iter().find_map(picture) {
        page.push(picture);
    }
    match (drawn, shown.iter().find_map(|file| exhibit::rows(file, folder))) {
        (Some(figure), _) => page.figure(&figure, ""),
        (None, Some(table)) => page.table(table),
        (None, None) => {}
    }
    if let Some(text) = shown.iter().find_map(|file| exhibit::text(file)) {
        page.push(text);
    }
    let links = files.iter().filter_map(|file| {
        let name = file.strip_prefix(folder).ok()?.to_string_lossy().into_owned();
        let size = fs::metadata(file).map_or(0, |metadata| metadata.len());
        let link = Element::new("a").link(&address(&name)).text(name);
        Some(Element::new("li").child(link).text(format!(" ({})", DecimalBytes(size))))
    });
    page.push(Element::new("ul").class("files").children(links));
    let command = Element::new("pre").child(Element::new("code").text(step.command_line()));
    page.details("How it was made", [command]);
}

/// Those of the files that are shown.
fn shown(step: &Step, files: &[PathBuf]) -> Vec<PathBuf> {
    match (step.kind.product, step.outputs.first()) {
        (Product::Folder(shown), Some(folder)) => {
            shown.iter().map(|file| folder.join(file)).collect()
        }
        _ => files.to_vec(),
    }
}

/// The files that a step made; of a folder, those in it.
fn files(step: &Step) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for output in &step.outputs {
        // A store of CSV files has a log and locks among them: it is one thing.
        let is_store = output.as_os_str().to_string_lossy().ends_with('/');
        match listed(output) {
            Ok(inside) if !is_store => files.extend(inside),
            _ if output.exists() => files.push(output.clone()),
            _ => {}
        }
    }
    files
}

fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    // Pages first: they explain the others.
    files.sort_by_key(|file| (!exhibit::is(file, "html"), file.clone()));
    Ok(files)
}

/// A name as a relative address.
fn address(name: &str) -> String {
    const KEPT: percent_encoding::AsciiSet =
        percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'/');
    // The point in front keeps `a:b` from being read as a scheme.
    format!("./{}", percent_encoding::utf8_percent_encode(name, &KEPT))
}
