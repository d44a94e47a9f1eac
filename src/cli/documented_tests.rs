//! Every command line in the README, in `docs/` and in the examples of `--help` is one that the program takes.

use super::Cli;
use clap::{CommandFactory as _, Parser as _};
use std::path::{Path, PathBuf};

/// The command lines of a script: `lbsm` in front, up to a pipe, a redirection or a comment.
fn command_lines(script: &str) -> Vec<Vec<String>> {
    let script = script.replace("\\\n", " ");
    let mut found = Vec::new();
    for line in script.lines() {
        let line = line.trim().trim_start_matches("$ ");
        if !line.contains("lbsm") || line.contains('…') {
            continue;
        }
        let words = shlex::split(line).unwrap_or_else(|| panic!("unbalanced quotes: {line}"));
        for words in words.split(|word| ["|", "&&", ";"].contains(&word.as_str())) {
            let end = words.iter().position(|word| word.starts_with(['<', '>', '&']));
            let words = words.get(..end.unwrap_or(words.len())).unwrap_or_default();
            if words.first().is_some_and(|word| word == "lbsm") {
                found.push(words.to_vec());
            }
        }
    }
    found
}

fn check(place: &str, script: &str) -> usize {
    let lines = command_lines(script);
    for words in &lines {
        if let Err(error) = Cli::try_parse_from(words) {
            let help =
                [clap::error::ErrorKind::DisplayHelp, clap::error::ErrorKind::DisplayVersion];
            // An option may read its file at once; the file is the reader's.
            let lacks_file = error.to_string().contains("No such file");
            let line = words.join(" ");
            assert!(help.contains(&error.kind()) || lacks_file, "{place}: {line}\n{error}");
        }
    }
    lines.len()
}

/// The blocks of a page that are for a shell.
fn scripts(page: &str) -> String {
    let mut script = String::new();
    let mut inside = false;
    for line in page.lines() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            inside = ["sh", "bash", "console"].contains(&language.trim());
        } else if inside {
            script.push_str(line);
            script.push('\n');
        }
    }
    script
}

#[test]
fn pages_show_commands_that_there_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = std::fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let pages: Vec<PathBuf> = docs
        .chain([root.join("README.md")])
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .collect();
    let checked: usize = pages
        .iter()
        .map(|page| {
            check(&page.display().to_string(), &scripts(&std::fs::read_to_string(page).unwrap()))
        })
        .sum();
    assert!(checked > 20, "{checked} command lines found");
}

#[test]
fn examples_of_the_help_are_right() {
    let command = Cli::command();
    for command in
        command.get_subcommands().flat_map(|it| [it].into_iter().chain(it.get_subcommands()))
    {
        let Some(help) = command.get_after_help() else { continue };
        let help = help.to_string();
        // What a command does stands behind it, two blanks apart.
        let lines = help.lines().filter(|line| line.starts_with("  ")).map(str::trim);
        let lines = lines.map(|line| line.split("   ").next().unwrap_or_default());
        check(command.get_name(), &lines.collect::<Vec<_>>().join("\n"));
    }
}
