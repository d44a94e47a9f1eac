use super::*;

#[test]
fn texts_are_texts() {
    assert_eq!(escaped("<b>\"'&"), "&lt;b&gt;&quot;&#39;&amp;");
    let json = serde_json::to_string("</script><!--<script>\u{2028}").unwrap();
    let safe = data(&json);
    assert!(!safe.contains('<') && !safe.contains('\u{2028}'));
    assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), "</script><!--<script>\u{2028}");
}

#[test]
fn what_is_put_in_is_not_filled_again() {
    let filled = fill("<a>{{TITLE}}|{{OTHER}}</a>", &|name| match name {
        "TITLE" => "{{OTHER}}".to_owned(),
        _ => "b".to_owned(),
    });
    assert_eq!(filled, "<a>{{OTHER}}|b</a>");
}

/// A script must not hold what ends it.
#[test]
fn the_bundle_can_stand_in_a_page() {
    assert!(!SCRIPT.to_lowercase().contains("</script") && !SCRIPT.contains("<!--"));
    assert!(!STYLE.to_lowercase().contains("</style"));
    for name in ["TITLE", "POLICY", "STYLE", "SCRIPT", "META", "BASEMAP", "PLACES", "SETS"] {
        assert_eq!(
            SHELL.matches(&format!("{{{{{name}}}}}")).count(),
            if name == "TITLE" { 2 } else { 1 }
        );
    }
}
