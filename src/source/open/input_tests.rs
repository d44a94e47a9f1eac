//! Files, folders and what is not there.

use std::os::unix::fs::symlink;

use super::*;

fn names(paths: &[PathBuf], root: &Path) -> (Vec<String>, Vec<String>) {
    let (inputs, errors) = expand(paths);
    let inputs = inputs.iter().map(|input| match input {
        Input::Stdin => "-".to_owned(),
        Input::Supply(supply) => supply.name().to_owned(),
        Input::File(path) => path.strip_prefix(root).unwrap().to_string_lossy().into_owned(),
    });
    (inputs.collect(), errors.iter().map(ToString::to_string).collect())
}

fn tree(files: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for file in files {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file).unwrap();
    }
    root
}

#[test]
fn folders_are_searched_in_order_without_hidden_files() {
    let root = tree(&["b/2.json", "b/10.json", "a.json", "c.json", ".hidden", "b/.git/x"]);
    let (inputs, errors) = names(&[root.path().to_owned()], root.path());
    assert_eq!(inputs, ["a.json", "b/10.json", "b/2.json", "c.json"]);
    assert!(errors.is_empty());
}

#[test]
fn a_missing_file_does_not_keep_the_good_ones() {
    let root = tree(&["a.json", "b.json"]);
    let at = |name| root.path().join(name);
    let (inputs, errors) = names(&[at("a.json"), at("nowhere"), at("b.json")], root.path());
    assert_eq!(inputs, ["a.json", "b.json"]);
    assert_eq!(errors.len(), 1);
    assert!(errors[0].contains("nowhere: no such file or folder"), "{errors:?}");
}

#[test]
fn an_empty_folder_says_so() {
    let root = tree(&["e/.hidden"]);
    let (inputs, errors) = names(&[root.path().join("e")], root.path());
    assert!(inputs.is_empty());
    assert!(errors[0].contains("holds no files"), "{errors:?}");
}

#[test]
fn nothing_is_read_twice() {
    let root = tree(&["d/a.json", "d/b.json"]);
    symlink(root.path().join("d/b.json"), root.path().join("d/c.json")).unwrap();
    let paths =
        [root.path().join("d/b.json"), root.path().join("d"), root.path().join("d/./a.json")];
    let (inputs, errors) = names(&paths, root.path());
    assert_eq!(inputs, ["d/b.json", "d/a.json"]);
    assert!(errors.is_empty());
    let (inputs, _) = names(&[PathBuf::from("-"), PathBuf::from("-")], root.path());
    assert_eq!(inputs, ["-"]);
}

#[test]
fn loops_of_symbolic_links_end_and_dangling_ones_are_reported() {
    let root = tree(&["d/a.json"]);
    symlink(root.path(), root.path().join("d/up")).unwrap();
    symlink(root.path().join("gone"), root.path().join("d/z.json")).unwrap();
    let (inputs, errors) = names(&[root.path().to_owned()], root.path());
    assert_eq!(inputs, ["d/a.json"]);
    assert_eq!(errors.len(), 1);
    assert!(errors[0].contains("z.json"), "{errors:?}");
}

#[test]
fn inputs_know_their_name_and_size() {
    let root = tree(&["a.json"]);
    let input = Input::File(root.path().join("a.json"));
    assert_eq!(input.size(), Some(6));
    assert!(input.name().ends_with("a.json"));
    assert_eq!((Input::Stdin.name(), Input::Stdin.size()), ("-".to_owned(), None));
    let Err(error) = Input::File(root.path().join("gone")).open() else { panic!("opened") };
    assert!(matches!(error, SourceError::Missing { .. }), "{error}");
}
