//! Expressions as tokens.

use super::error::{Problem, SyntaxError};

/// A token with the column, from 1, at which it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub column: usize,
    pub kind: Kind,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Union,
    Intersection,
    Difference,
    Open,
    Close,
    Word(Word),
}

/// A term as written. Quotes are gone; what stood in them is marked, because it means itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Word {
    letters: Vec<Letter>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Letter {
    character: char,
    quoted: bool,
    column: usize,
}

impl Word {
    pub(super) fn text(&self) -> String {
        self.letters.iter().map(|letter| letter.character).collect()
    }

    /// Whether any of it stood in quotes.
    pub(super) fn is_quoted(&self) -> bool {
        self.letters.iter().any(|letter| letter.quoted)
    }

    /// The column of its first character; `None`: there is none.
    pub(super) fn column(&self) -> Option<usize> {
        self.letters.first().map(|letter| letter.column)
    }

    /// What is before and behind the first occurrence of a separator outside of quotes.
    pub(super) fn split(&self, separator: &str) -> Option<(Word, Word)> {
        let length = separator.chars().count();
        let separates = |part: &[Letter]| {
            part.iter()
                .zip(separator.chars())
                .all(|(part, expected)| !part.quoted && part.character == expected)
        };
        let at = self.letters.windows(length).position(separates)?;
        let (before, behind) = self.letters.split_at(at);
        let behind = behind.get(length..).unwrap_or_default();
        let word = |letters: &[Letter]| Word { letters: letters.to_vec() };
        Some((word(before), word(behind)))
    }
}

impl Kind {
    /// As it is called in a message.
    pub(super) fn shown(&self) -> String {
        match self {
            Kind::Union => "|".to_owned(),
            Kind::Intersection => "&".to_owned(),
            Kind::Difference => "-".to_owned(),
            Kind::Open => "(".to_owned(),
            Kind::Close => ")".to_owned(),
            Kind::Word(word) => format!("{:?}", word.text()),
        }
    }
}

/// Cuts an expression into tokens. A minus that a word begins with is an operator; within a word, as in
/// dates and coordinates, it belongs to it.
pub(super) fn tokens(expression: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut tokens = Vec::new();
    let mut letters = (1..).zip(expression.chars()).peekable();
    while let Some(&(column, letter)) = letters.peek() {
        let kind = match letter {
            '|' => Kind::Union,
            '&' => Kind::Intersection,
            '-' => Kind::Difference,
            '(' => Kind::Open,
            ')' => Kind::Close,
            _ if letter.is_whitespace() => {
                letters.next();
                continue;
            }
            _ => {
                tokens.push(Token { column, kind: Kind::Word(word(&mut letters)?) });
                continue;
            }
        };
        letters.next();
        tokens.push(Token { column, kind });
    }
    Ok(tokens)
}

fn word(
    letters: &mut std::iter::Peekable<impl Iterator<Item = (usize, char)>>,
) -> Result<Word, SyntaxError> {
    let mut word = Word::default();
    let mut opened = None;
    while let Some(&(column, letter)) = letters.peek() {
        if opened.is_none() && (letter.is_whitespace() || "|&()".contains(letter)) {
            break;
        }
        letters.next();
        match (letter, opened) {
            ('"', None) => opened = Some(column),
            ('"', Some(_)) if letters.next_if(|(_, next)| *next == '"').is_none() => opened = None,
            _ => word.letters.push(Letter { character: letter, quoted: opened.is_some(), column }),
        }
    }
    match opened {
        Some(column) => Err(SyntaxError { column, problem: Problem::Quote }),
        None => Ok(word),
    }
}
