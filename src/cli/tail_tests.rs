//! What is news.

use super::*;

#[test]
fn plain_files_are_news_when_they_grow_and_archives_when_they_have_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0];
    fs::write(path("a"), "{").unwrap();
    fs::write(path("b.gz"), gzip).unwrap();
    let mut watched = Watched::default();
    let mut look = || -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().path()).collect();
        names.sort();
        let news = watched.news(names.into_iter().map(Input::File).collect());
        news.iter()
            .map(|input| {
                Path::new(&input.name()).file_name().unwrap().to_string_lossy().into_owned()
            })
            .collect()
    };
    assert_eq!(look(), ["a"]);
    assert_eq!(look(), ["b.gz"], "as it was at the last look");
    assert!(look().is_empty());
    fs::write(path("a"), "{}").unwrap();
    fs::write(path("b.gz"), [&gzip[..], &[1]].concat()).unwrap();
    assert_eq!(look(), ["a"]);
    fs::write(path("b.gz"), [&gzip[..], &[1, 2]].concat()).unwrap();
    assert!(look().is_empty(), "still growing");
    assert_eq!(look(), ["b.gz"]);
    fs::rename(path("a"), path("c")).unwrap();
    assert_eq!(look(), ["c"]);
    assert!(look().is_empty());
}
