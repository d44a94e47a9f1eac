//! What the tests of the program share: a folder, the program in it, and synthetic tweets.

use assert_cmd::Command;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process;
use tempfile::TempDir;

/// A folder of its own for one test.
pub struct Folder(TempDir);

/// What the program said.
pub struct Output {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Folder {
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Runs the program here, with words separated by blanks.
    pub fn lbsm(&self, arguments: &str) -> Output {
        self.lbsm_with(&arguments.split_whitespace().collect::<Vec<_>>(), b"")
    }

    /// Runs the program here, with something on its standard input.
    pub fn lbsm_with(&self, arguments: &[&str], input: &[u8]) -> Output {
        let output = Command::cargo_bin("lbsm")
            .unwrap()
            .current_dir(self.0.path())
            .env_remove("LBSM_KEY")
            .args(arguments)
            .write_stdin(input)
            .output()
            .unwrap();
        Output {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs `lbsm etl` under a fixed key with a JSON report; returns the report.
    pub fn etl(&self, arguments: &str) -> Value {
        self.write("key", "test");
        let output = self.lbsm(&format!("etl {arguments} --key-file key --report report.json"));
        assert_eq!(output.code, 0, "{}\n{}", output.stdout, output.stderr);
        serde_json::from_slice(&std::fs::read(self.path("report.json")).unwrap()).unwrap()
    }

    /// The sets of a base, as `lbsm sets --format csv` gives them: header, rows.
    pub fn sets(&self, store: &str, base: &str) -> Vec<csv::StringRecord> {
        let output = self.lbsm(&format!("sets {store} --base {base} --format csv"));
        assert_eq!(output.code, 0, "{}", output.stderr);
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).from_reader(output.stdout.as_bytes());
        reader.records().map(Result::unwrap).collect()
    }

    /// Every set of a store: the CSV of each base.
    pub fn all_sets(&self, store: &str) -> Vec<(String, Vec<csv::StringRecord>)> {
        let output = self.lbsm(&format!("info {store} --format json"));
        let info: Value = serde_json::from_str(&output.stdout).unwrap();
        info["bases"]
            .as_array()
            .unwrap()
            .iter()
            .map(|base| base["base"].as_str().unwrap().to_owned())
            .map(|base| (base.clone(), self.sets(store, &base)))
            .collect()
    }
}

/// A v1.1 tweet with coordinates; what differs is merged over it.
pub fn tweet(id: u64, changes: Value) -> Value {
    let mut tweet = json!({
        "created_at": "Wed Feb 24 08:00:00 +0000 2016",
        "id": id,
        "id_str": id.to_string(),
        "text": "a synthetic tweet",
        "source": "<a href=\"https://example.org\">Test</a>",
        "truncated": false,
        "in_reply_to_status_id_str": null,
        "user": {"id_str": (id % 10).to_string(), "name": "T", "screen_name": "t", "lang": null},
        "coordinates": {"type": "Point", "coordinates": [13.4, 52.5]},
        "place": null,
        "entities": {"hashtags": [{"text": "refugees", "indices": [0, 9]}], "urls": [], "user_mentions": []},
        "retweet_count": 0,
        "favorite_count": 0,
        "lang": "en",
    });
    if let (Value::Object(tweet), Value::Object(changes)) = (&mut tweet, changes) {
        tweet.extend(changes);
    }
    tweet
}

/// JSON lines.
pub fn lines(values: impl IntoIterator<Item = Value>) -> String {
    let lines: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    lines.join("\n") + "\n"
}

/// The folder of real data, if the environment names one; says so if not.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
pub fn real_data() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("LBSM_REAL_DATA").map(PathBuf::from) else {
        println!("skipped: LBSM_REAL_DATA does not name a folder of real dumps");
        return None;
    };
    assert!(folder.is_dir(), "LBSM_REAL_DATA names no folder");
    Some(folder)
}

/// A program to test with; `None` where it is not installed and need not be. `probe` are
/// arguments with which it succeeds.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
pub fn tool(program: impl AsRef<Path>, probe: &[&str]) -> Option<process::Command> {
    let program = program.as_ref();
    let works =
        process::Command::new(program).args(probe).output().is_ok_and(|run| run.status.success());
    if works {
        return Some(process::Command::new(program));
    }
    assert!(
        std::env::var_os("LBSM_TEST_TOOLS").is_none(),
        "{} {probe:?} does not work; `tests/run` installs what is needed",
        program.display()
    );
    println!("skipped: {} {probe:?} does not work here; run tests/run", program.display());
    None
}

/// What a tool printed; it must succeed.
pub fn output(command: &mut process::Command) -> String {
    let run = command.output().unwrap();
    let text =
        String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{command:?}:\n{text}");
    text
}

/// Python with the packages of `tests/python/requirements.txt`, where `tests/run` puts it.
pub fn python() -> Option<process::Command> {
    let python = std::env::var_os("LBSM_TEST_PYTHON").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-python/bin/python"),
        PathBuf::from,
    );
    tool(python, &["-c", "import geopandas, jsonschema"])
}
