//! A server that lives as long as the tests, and databases in it.

use crate::support::{Folder, Output};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{LazyLock, Mutex};

/// A running server.
pub struct Cluster {
    pub socket: PathBuf,
    bin: PathBuf,
    port: u16,
    control: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    _script: Child,
}

/// A database of a test; gone with its server.
pub struct Database<'c> {
    cluster: &'c Cluster,
    pub name: String,
}

static SHARED: LazyLock<Option<Cluster>> = LazyLock::new(|| Cluster::start(&[]));
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// The server that tests share; `None` where PostgreSQL is not installed and need not be.
pub fn shared() -> Option<&'static Cluster> {
    SHARED.as_ref()
}

/// The folder of PostgreSQL's programs: the newest that has the extensions.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
pub fn programs() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    versions.sort();
    let found = versions.into_iter().rev().find(|version| {
        let share = Path::new("/usr/share/postgresql").join(version.file_name().unwrap());
        let has = |name: &str| share.join("extension").join(name).exists();
        has("hll.control") && has("postgis.control") && has("hstore.control")
    });
    assert!(
        found.is_some() || std::env::var_os("LBSM_TEST_TOOLS").is_none(),
        "PostgreSQL with hll and PostGIS is missing; `tests/run` installs what is needed"
    );
    if found.is_none() {
        println!("skipped: PostgreSQL with hll and PostGIS is not installed; run tests/run");
    }
    Some(found?.join("bin"))
}

/// Whether the tests run as root, as whom PostgreSQL refuses to run.
fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.starts_with(b"0\n")
}

impl Cluster {
    /// Starts a server with these settings, each `name = value`; `FOLDER` is its folder.
    pub fn start(settings: &[&str]) -> Option<Self> {
        Some(Self::of(programs()?, settings))
    }

    /// Starts a server that can be told to listen on a port.
    pub fn on_port(port: u16) -> Option<Self> {
        Some(Self::begin(programs()?, port, &[]))
    }

    /// Starts a server of these programs.
    pub fn of(bin: PathBuf, settings: &[&str]) -> Self {
        Self::begin(bin, 5432, settings)
    }

    fn begin(bin: PathBuf, port: u16, settings: &[&str]) -> Self {
        let script = include_str!("cluster.sh");
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh"]);
            command
        } else {
            Command::new("sh")
        };
        let mut script = command
            .args(["-c", script, "cluster.sh"])
            .arg(&bin)
            .arg(port.to_string())
            .args(settings)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(script.stdout.take().unwrap());
        let mut folder = String::new();
        output.read_line(&mut folder).unwrap();
        assert!(!folder.is_empty(), "the server did not start");
        let control = Mutex::new((script.stdin.take().unwrap(), output));
        let cluster = Self { socket: folder.trim().into(), bin, port, control, _script: script };
        cluster.psql("template1", "CREATE SCHEMA extensions");
        cluster
    }

    /// Stops the server, cutting its connections, and starts it again.
    pub fn restart(&self) {
        self.control("restart");
    }

    /// Ends the server at once, as if it had been killed, and starts it again.
    pub fn crash(&self) {
        self.control("crash");
    }

    /// Makes the server read its configuration again.
    pub fn reload(&self) {
        self.control("reload");
    }

    fn control(&self, order: &str) {
        let mut control = self.control.lock().unwrap();
        writeln!(control.0, "{order}").unwrap();
        let mut answer = String::new();
        control.1.read_line(&mut answer).unwrap();
        assert!(answer.starts_with(order), "{answer}");
    }

    /// Runs SQL as superuser; returns what it prints, unaligned.
    pub fn psql(&self, database: &str, sql: &str) -> String {
        let (text, works) = self.try_psql(database, sql);
        assert!(works, "{sql}:\n{text}");
        text
    }

    /// The same where it may fail.
    pub fn try_psql(&self, database: &str, sql: &str) -> (String, bool) {
        let mut psql = Command::new(self.bin.join("psql"));
        let mut psql = psql
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d"])
            .arg(database)
            .arg("-h")
            .arg(&self.socket)
            .args(["-p", &self.port.to_string()])
            .env("PGOPTIONS", "-c client_min_messages=warning")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        psql.stdin.take().unwrap().write_all(sql.as_bytes()).unwrap();
        let run = psql.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&run.stdout).into_owned()
            + &String::from_utf8_lossy(&run.stderr);
        (text.trim_end().to_owned(), run.status.success())
    }

    /// An empty database with the extensions.
    pub fn database(&self) -> Database<'_> {
        let database = self.blank();
        database.psql(
            "CREATE EXTENSION postgis SCHEMA extensions; CREATE EXTENSION hll SCHEMA extensions;
             CREATE EXTENSION hstore SCHEMA extensions; CREATE EXTENSION pgcrypto SCHEMA extensions;",
        );
        database
    }

    /// An empty database.
    pub fn blank(&self) -> Database<'_> {
        let name = format!("test_{}", NUMBER.fetch_add(1, Relaxed));
        self.psql("postgres", &format!("CREATE DATABASE {name}"));
        Database { cluster: self, name }
    }
}

impl Database<'_> {
    /// Its address, for the superuser.
    pub fn url(&self) -> String {
        self.url_for("postgres")
    }

    /// Its address, for a role, which may carry a password.
    pub fn url_for(&self, role: &str) -> String {
        let Cluster { socket, port, .. } = self.cluster;
        let port = if *port == 5432 { String::new() } else { format!("&port={port}") };
        format!("postgres://{role}@/{}?host={}{port}", self.name, socket.display())
    }

    /// Runs SQL as superuser, with the extensions in reach.
    pub fn psql(&self, sql: &str) -> String {
        self.cluster.psql(&self.name, &format!("{SEARCH_PATH};\n{sql}"))
    }

    /// Every row of every table of sets but what this program notes, in order.
    pub fn dump(&self) -> String {
        let tables = self.psql(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
             WHERE schemaname IN ('social', 'spatial', 'temporal', 'topical', 'interlinkage')
             ORDER BY 1",
        );
        let queries: Vec<String> = tables
            .lines()
            .map(|table| {
                format!(
                    "SELECT '{table}', to_jsonb(t) - 'modified' FROM {table} AS t
                     ORDER BY (to_jsonb(t) - 'modified')::text COLLATE \"C\";"
                )
            })
            .collect();
        self.psql(&queries.join("\n"))
    }
}

const SEARCH_PATH: &str =
    "SET search_path = social, spatial, temporal, topical, interlinkage, extensions, public";

/// A run of the program that must succeed.
pub fn done(output: &Output) {
    assert_eq!(output.code, 0, "{}\n{}", output.stdout, output.stderr);
}

/// Runs `lbsm etl` under the key `test`.
pub fn etl(folder: &Folder, arguments: &str) -> Output {
    folder.write("key", "test");
    folder.lbsm(&format!("etl {arguments} --key-file key"))
}

/// Writes lines as a folder of so many files: each is read as blocks of its own, and so a run
/// with little memory has as many batches.
pub fn write_parts(folder: &Folder, name: &str, lines: &str, parts: usize) {
    let all: Vec<&str> = lines.lines().collect();
    for (number, part) in all.chunks(all.len().div_ceil(parts)).enumerate() {
        folder.write(&format!("{name}/{number:03}.jsonl"), part.join("\n") + "\n");
    }
}
