//! Text items beside what Python's `str` and its `emoji` package say of the same texts.

use std::ops::RangeInclusive;

use proptest::prelude::*;

use super::{
    domain, emoji, hashtag_key, impersonal, is_digits, may_begin_emoji, passes_filter, terms,
};

#[test]
fn hashtags_are_lower_cased_not_folded() {
    for (hashtag, key) in [
        ("RefugeesWelcome", "refugeeswelcome"),
        ("STRASSE", "strasse"),
        ("Straße", "straße"),
        ("ΠΡΌΣΦΥΓΑΣ", "πρόσφυγας"),
        ("İltica", "i\u{307}ltica"),
        ("БІЖЕНЦІ", "біженці"),
        ("ǅ", "ǆ"),
        ("", ""),
    ] {
        assert_eq!(hashtag_key(hashtag), key);
    }
}

#[test]
fn terms_as_the_peer_makes_them() {
    let rows: &[(&str, &[&str])] = &[
        ("", &[]),
        ("Moria burns, MORIA burns!", &["burns", "moria"]),
        ("don't", &["dont"]),
        ("https://t.co/abc", &["httpstcoabc"]),
        ("#foo_bar @u1 @user", &["foobar", "user"]),
        ("EU 2018 ²³⁴ ١٢٣ 12th ½½½", &["12th", "½½½"]),
        ("click <a href=\"x y\">here</a> now", &["click", "here", "now"]),
        ("x<abbr>yy</address>zz", &["xyyzz"]),
        ("<A HREF>big</A>", &["hrefbiga"]),
        ("<a never\nclosed> but", &["but", "closed", "never"]),
        (
            "one\u{1c}two\u{1d}three\u{85}four\u{a0}five\u{3000}six",
            &["five", "four", "one", "six", "three", "two"],
        ),
        ("zero\u{200b}width", &["zero\u{200b}width"]),
        ("nul\0nul", &["nulnul"]),
        ("em—dash «quoted»", &["em—dash", "«quoted»"]),
        ("boat👍 👍👍", &["boat👍"]),
        ("難民を助けて", &["難民を助けて"]),
        ("İİ ΣΑΣ", &["i\u{307}i\u{307}", "σας"]),
        ("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", &[]),
    ];
    for (body, expected) in rows {
        assert_eq!(terms(body), *expected, "{body:?}");
    }
}

#[test]
fn links_and_names_of_accounts_are_not_for_everybody() {
    for (body, expected) in [
        ("see https://t.co/AbC123 there", "see   there"),
        ("@alice_smith: thanks (＠bob)", " : thanks ( )"),
        ("HTTP://x.org/@a?b#c, www.example.org/x", "   "),
        ("mail a@b.org", "mail a .org"),
        ("pic.twitter.com/Xyz and t.co/Xyz", "  and  "),
        ("#refugees at 5:30 // now", "#refugees at 5:30 // now"),
    ] {
        assert_eq!(impersonal(body), expected, "{body}");
    }
}

#[test]
fn the_filter_counts_code_points() {
    for kept in ["abc", "a1b", "12a", "été", "\u{1f1e9}\u{1f1ea}!", "ⅣⅣⅣ"] {
        assert!(passes_filter(kept), "{kept}");
    }
    for dropped in ["", "ab", "éé", "難民", "2018", "١٢٣", "①②③"] {
        assert!(!passes_filter(dropped), "{dropped}");
    }
}

/// Ranges of the code points of which `chr(c).isdigit()` is true in Python 3.11 (Unicode 14).
const PYTHON_DIGITS: &str = "\
    30-39 b2-b3 b9-b9 660-669 6f0-6f9 7c0-7c9 966-96f 9e6-9ef a66-a6f ae6-aef b66-b6f \
    be6-bef c66-c6f ce6-cef d66-d6f de6-def e50-e59 ed0-ed9 f20-f29 1040-1049 1090-1099 \
    1369-1371 17e0-17e9 1810-1819 1946-194f 19d0-19da 1a80-1a89 1a90-1a99 1b50-1b59 \
    1bb0-1bb9 1c40-1c49 1c50-1c59 2070-2070 2074-2079 2080-2089 2460-2468 2474-247c \
    2488-2490 24ea-24ea 24f5-24fd 24ff-24ff 2776-277e 2780-2788 278a-2792 a620-a629 \
    a8d0-a8d9 a900-a909 a9d0-a9d9 a9f0-a9f9 aa50-aa59 abf0-abf9 ff10-ff19 104a0-104a9 \
    10a40-10a43 10d30-10d39 10e60-10e68 11052-1105a 11066-1106f 110f0-110f9 11136-1113f \
    111d0-111d9 112f0-112f9 11450-11459 114d0-114d9 11650-11659 116c0-116c9 11730-11739 \
    118e0-118e9 11950-11959 11c50-11c59 11d50-11d59 11da0-11da9 16a60-16a69 16ac0-16ac9 \
    16b50-16b59 1d7ce-1d7ff 1e140-1e149 1e2f0-1e2f9 1e950-1e959 1f100-1f10a 1fbf0-1fbf9";

/// Decimal digits that Unicode 15 to 17 added.
const NEWER: &[RangeInclusive<u32>] = &[
    0x10d40..=0x10d49,
    0x116d0..=0x116e3,
    0x16130..=0x16139,
    0x16d70..=0x16d79,
    0x11bf0..=0x11bf9,
    0x11de0..=0x11de9,
    0x11f50..=0x11f59,
    0x1ccf0..=0x1ccf9,
    0x1e4f0..=0x1e4f9,
    0x1e5f1..=0x1e5fa,
];

#[test]
fn digits_are_those_of_python() {
    let hex = |text| u32::from_str_radix(text, 16).unwrap();
    let ranges: Vec<_> = PYTHON_DIGITS
        .split(' ')
        .map(|range| range.split_once('-').unwrap())
        .map(|(first, last)| hex(first)..=hex(last))
        .collect();
    assert_eq!(ranges.len(), 81);
    let in_any = |character: char, ranges: &[RangeInclusive<u32>]| {
        ranges.iter().any(|range| range.contains(&u32::from(character)))
    };
    let differing: Vec<char> = ('\0'..=char::MAX)
        .filter(|character| {
            let ours = is_digits(character.encode_utf8(&mut [0; 4]));
            let python = in_any(*character, &ranges);
            // Later versions of Unicode add digits, and take none away.
            ours != python && !(ours && in_any(*character, NEWER))
        })
        .collect();
    assert_eq!(differing, [], "{:x?}", differing.iter().map(|c| u32::from(*c)).collect::<Vec<_>>());
    assert!(!is_digits(""));
    assert!(!is_digits("1.5") && !is_digits("-1") && !is_digits("½") && !is_digits("六"));
}

#[test]
fn emoji_as_python_finds_them() {
    let rows: &[(&str, &[&str])] = &[
        ("", &[]),
        ("no emoji 123 #tag *", &[]),
        ("I ❤\u{fe0f} you ❤", &["❤", "❤\u{fe0f}"]),
        ("👍👍🏽👍\u{fe0f}", &["👍", "👍🏽"]),
        ("👨\u{200d}👩\u{200d}👧\u{200d}👦 family", &["👨\u{200d}👩\u{200d}👧\u{200d}👦"]),
        ("👨\u{200d}👩\u{200d}🚒 not listed", &["👨", "👩\u{200d}🚒"]),
        ("🇩🇪🇺🇦 flags 🇩", &["🇩🇪", "🇺🇦"]),
        ("🇩🇽", &[]),
        (
            "1\u{fe0f}\u{20e3} 2 3\u{fe0f} #\u{fe0f}\u{20e3} #\u{20e3}",
            &["#\u{20e3}", "#\u{fe0f}\u{20e3}", "1\u{fe0f}\u{20e3}"],
        ),
        (
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} 🏴",
            &["🏴", "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}"],
        ),
        ("🏻", &["🏻"]),
        ("👩🏻\u{200d}🦰👩🏻\u{200d}x", &["👩🏻", "👩🏻\u{200d}🦰"]),
        ("©®™ ☺☺\u{fe0f}", &["©", "®", "™", "☺", "☺\u{fe0f}"]),
        ("word👍word", &["👍"]),
        ("👁\u{fe0f}\u{200d}🗨\u{fe0f} 👁\u{200d}🗨", &["👁\u{200d}🗨", "👁\u{fe0f}\u{200d}🗨\u{fe0f}"]),
        ("😀\u{200d}", &["😀"]),
        ("🧑🏻\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}🧑🏽", &["🧑🏻\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}🧑🏽"]),
        ("🇩🇪🇺", &["🇩🇪"]),
        ("👍\u{fe0e} ✌\u{fe0e}", &["✌", "👍"]),
        ("🤝🏼\u{200d}🤝", &["🤝", "🤝🏼"]),
        ("❤\u{fe0f}\u{200d}🔥❤\u{200d}🔥", &["❤\u{200d}🔥", "❤\u{fe0f}\u{200d}🔥"]),
        ("難民👍гаряче", &["👍"]),
    ];
    for (body, expected) in rows {
        assert_eq!(emoji(body), *expected, "{body:?}");
    }
}

#[test]
fn a_broken_sequence_keeps_its_beginning() {
    // Python's package finds nothing in either.
    assert_eq!(emoji("❤\u{fe0f}\u{200d}x"), ["❤\u{fe0f}"]);
    assert_eq!(emoji("🏴\u{e0067}\u{e0062}x"), ["🏴"]);
}

/// Checks that each sequence of an `emoji-test.txt` is found as one emoji.
fn check_emoji_test(file: &str) -> usize {
    let lines = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let points = line.split(';').next().unwrap().split_whitespace();
            let sequence: String = points
                .map(|point| char::from_u32(u32::from_str_radix(point, 16).unwrap()).unwrap())
                .collect();
            assert_eq!(emoji(&format!("a{sequence} b")), [sequence], "{line}");
        })
        .count()
}

#[test]
fn every_listed_emoji_is_found_whole() {
    let extract = include_str!("../../fixtures/text/emoji-test-extract.txt");
    assert_eq!(check_emoji_test(extract), 104);
}

#[test]
fn every_emoji_of_the_whole_list_is_found_whole() {
    let Some(folder) = std::env::var_os("LBSM_REAL_DATA") else { return };
    let file =
        std::path::Path::new(&folder).parent().map(|it| it.join("lexicon/emoji/emoji-test.txt"));
    let Some(file) = file.filter(|file| file.exists()) else { return };
    assert!(check_emoji_test(&std::fs::read_to_string(file).unwrap()) > 4_500);
}

#[test]
fn domains() {
    for (url, expected) in [
        ("https://www.UNHCR.org/refugees?x=1#y", "unhcr.org"),
        ("http://example.org:8080", "example.org"),
        ("https://user:pass@example.org/", "example.org"),
        ("https://user@evil@example.org/", "example.org"),
        ("https://a.org\\@b.org/", "a.org"),
        ("https://bücher.example/", "bücher.example"),
        ("https://BÜCHER.example/", "bücher.example"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
        ("https://example.org./", "example.org"),
        ("  https://t.co/abc  ", "t.co"),
        ("https://www.com/", "www.com"),
        ("https://www2.example.org", "www2.example.org"),
        ("ftp://files.example.org", "files.example.org"),
        ("http://192.0.2.1:80/", "192.0.2.1"),
        ("http://[2001:DB8::1]:443/", "[2001:db8::1]"),
        ("https://example.org?q=http://b.org", "example.org"),
    ] {
        assert_eq!(domain(url).as_deref(), Some(expected), "{url}");
    }
    for url in [
        "",
        "https://",
        "https:///path",
        "example.org",
        "mailto:a@b.org",
        "javascript:alert(1)",
        "//example.org",
        "1http://a.org",
        "https://a b.org",
        "https://a\0b.org",
        "https://..",
        "https://a..org",
        "https://%61.org",
        "https://[::1",
        "https://[zz]/",
        "https://a.org\u{202e}",
        "https://:80/",
        "https://<script>/",
        "see https://a.org",
    ] {
        assert_eq!(domain(url), None, "{url}");
    }
    assert_eq!(domain(&format!("https://{}.org", "a".repeat(100_000))), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_is_safe(body in "[<>/a\\PC\u{0}-\u{20}👍❤\u{fe0f}\u{200d}🇩🇪1\u{20e3}]{0,60}") {
        for term in terms(&body) {
            prop_assert!(passes_filter(&term));
            prop_assert!(!term.contains(char::is_whitespace));
        }
        for found in emoji(&body) {
            prop_assert!(body.contains(&found));
            prop_assert_eq!(emoji(&found), std::slice::from_ref(&found));
        }
        if let Some(host) = domain(&format!("https://{body}")) {
            prop_assert!(!host.is_empty() && !host.contains(['/', '@', '\\', '<', ' ', '\0']));
        }
    }
}

#[test]
fn every_emoji_begins_within_the_ranges() {
    for emoji in emojis::iter().flat_map(|emoji| {
        let tones = emoji.skin_tones().into_iter().flatten();
        std::iter::once(emoji).chain(tones)
    }) {
        let first = emoji.as_str().chars().next().unwrap();
        assert!(first.is_ascii() || may_begin_emoji(first), "{emoji:?}");
    }
}
