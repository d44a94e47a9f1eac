//! How languages are written in files of terms: tags as of BCP 47, their form only.

/// Two to eight letters, then subtags of one to eight letters and digits, joined by `-`.
pub(crate) fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=8).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::is_language_tag;

    #[test]
    fn language_tags() {
        for tag in ["de", "und", "pt-BR", "zh-Hant-TW", "sr-Latn"] {
            assert!(is_language_tag(tag), "{tag}");
        }
        for tag in ["", "d", "deutschland", "de-", "-de", "de_AT", "дe", "de-123456789", "d3"] {
            assert!(!is_language_tag(tag), "{tag}");
        }
    }
}
