//! How connections come about, and that no password is ever printed.

use super::cluster::{Cluster, done, etl, shared};
use crate::support::{Folder, Output, lines, tweet};
use serde_json::json;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::time::{Duration, Instant};

/// Runs the program with an environment of its own.
fn run(folder: &Folder, arguments: &str, environment: &[(&str, &str)]) -> Output {
    let output = Command::new(assert_cmd::cargo::cargo_bin("lbsm"))
        .current_dir(folder.path(""))
        .env("HOME", folder.path(""))
        .envs(environment.iter().copied())
        .args(arguments.split_whitespace())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let output = Output {
        code: output.status.code().unwrap(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    };
    assert!(!output.stdout.contains("SECRET"), "{}", output.stdout);
    assert!(!output.stderr.contains("SECRET"), "{}", output.stderr);
    output
}

fn fails(output: &Output, words: &[&str]) {
    assert_eq!(output.code, 3, "{}{}", output.stdout, output.stderr);
    for word in words {
        assert!(output.stderr.contains(word), "{word:?} is not in: {}", output.stderr);
    }
}

#[test]
fn wrong_addresses_say_what_is_wrong() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    let socket = cluster.socket.display();
    let info = |url: &str| run(&folder, &format!("info {url}"), &[]);
    fails(
        &info(&format!("postgres://postgres@/nowhere?host={socket}")),
        &["nowhere", "lbsm db init"],
    );
    fails(&info(&format!("postgres://nobody:SECRET@/postgres?host={socket}")), &["nobody"]);
    fails(
        &info(&format!("postgres://postgres@/postgres?host={socket}&port=1")),
        &["is the server up"],
    );
    fails(&info("postgres://ada:SECRET@127.0.0.1:1/raw"), &["127.0.0.1:1", "is the server up"]);
    fails(&info("postgres://ada:SECRET@nowhere.invalid/raw"), &["nowhere.invalid"]);
    fails(&info("postgres://ada:SECRET@127.0.0.1:port/raw"), &["port"]);
    fails(&info("postgres://ada:SECRET@127.0.0.1/raw?sslmode=none"), &["sslmode", "verify-full"]);
    fails(&info("postgres://ada:SECRET@127.0.0.1/raw?secret=SECRET"), &["secret is no option"]);
    fails(&info("service=lbsn"), &["no service is called lbsn"]);
    fails(
        &info("postgres://ada@127.0.0.1:1/raw?sslmode=verify-full"),
        &["root.crt", "sslrootcert"],
    );
}

#[test]
fn the_database_is_made_where_it_is_missing() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    let url = format!("postgres://postgres@/made_\u{e4}'?host={}", cluster.socket.display());
    done(&run(&folder, &format!("db init {url}"), &[]));
    done(&run(&folder, &format!("db init {url}"), &[]));
    done(&run(&folder, &format!("db check {url} --sets"), &[]));
}

#[test]
fn environment_service_and_password_file_say_what_the_address_does_not() {
    // A server that asks for passwords.
    let Some(cluster) = Cluster::start(&["password_encryption = 'scram-sha-256'"]) else { return };
    let database = cluster.database();
    let folder = Folder::new();
    folder.write("key", "test");
    folder.write("x.jsonl", lines([tweet(1, json!({}))]));
    done(&etl(&folder, &format!("x.jsonl --hll {}", database.url())));
    database.psql(&format!(
        "CREATE ROLE ada LOGIN PASSWORD 'SE:CRET'; GRANT CREATE ON DATABASE {} TO ada;
         GRANT pg_read_all_data TO ada;
         CREATE TEMP TABLE lines (line text);
         COPY (SELECT * FROM (VALUES ('local all postgres trust'), ('local all all scram-sha-256')) AS v)
           TO '{}/data/pg_hba.conf'",
        database.name,
        cluster.socket.display()
    ));
    cluster.reload();
    let socket = cluster.socket.display().to_string();
    let name = &database.name;
    let short = format!("info postgres:///{name}");
    let env = [("PGHOST", socket.as_str()), ("PGUSER", "ada")];
    // The server may take a moment to read its configuration.
    let begun = Instant::now();
    while run(&folder, &short, &env).code != 3 && begun.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(100));
    }
    fails(&run(&folder, &short, &env), &["~/.pgpass"]);
    let with = |variable: (&'static str, &'static str)| [env[0], env[1], variable];
    done(&run(&folder, &short, &with(("PGPASSWORD", "SE:CRET"))));
    fails(&run(&folder, &short, &with(("PGPASSWORD", "WRONGSECRET"))), &["28P01", "password"]);
    let warned = run(
        &folder,
        &format!("etl x.jsonl --hll postgres://ada:SE%3ACRET@/{name} --key-file key"),
        &env,
    );
    assert!(warned.stderr.contains("list"), "{}", warned.stderr);

    let passfile =
        folder.write(".pgpass", format!("other:*:*:*:x\nlocalhost:*:{name}:ada:SE\\:CRET\n"));
    let mode =
        |mode| std::fs::set_permissions(&passfile, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o644);
    fails(&run(&folder, &short, &env), &["chmod 600"]);
    mode(0o600);
    done(&run(&folder, &short, &env));

    folder.write(
        ".pg_service.conf",
        format!("[team]\nhost={socket}\nuser=ada\ndbname={name}\npassword=SE:CRET\n"),
    );
    done(&run(&folder, "info service=team", &[]));
    done(&run(&folder, "info postgres://", &[("PGSERVICE", "team")]));
}

#[test]
fn certificates_are_checked_as_sslmode_says() {
    let folder = Folder::new();
    let certificate = |name: &str, host: &str| {
        Command::new("openssl")
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"])
            .args([
                "-subj",
                &format!("/CN={host}"),
                "-addext",
                &format!("subjectAltName=DNS:{host}"),
            ])
            .arg("-keyout")
            .arg(folder.path(&format!("{name}.key")))
            .arg("-out")
            .arg(folder.path(&format!("{name}.crt")))
            .output()
    };
    if !certificate("server", "localhost").is_ok_and(|run| run.status.success()) {
        return;
    }
    certificate("other", "localhost").unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    folder.write("x.jsonl", lines([tweet(1, json!({}))]));
    let Some(cluster) = Cluster::on_port(port) else { return };
    let read = |name: &str| std::fs::read_to_string(folder.path(name)).unwrap();
    // The server's own folder belongs to another user: the files go there by way of the server.
    let data = format!("{}/data", cluster.socket.display());
    for name in ["server.crt", "server.key"] {
        let text = read(name);
        cluster.psql(
            "postgres",
            &format!(
                "COPY (SELECT * FROM regexp_split_to_table('{}', E'\\n')) TO '{data}/{name}'",
                text.trim()
            ),
        );
    }
    cluster.psql(
        "postgres",
        &format!("COPY (SELECT 1) TO PROGRAM 'cat > /dev/null; chmod 600 {data}/server.key'"),
    );
    cluster.psql("postgres", "ALTER SYSTEM SET ssl = on");
    cluster.psql("postgres", "ALTER SYSTEM SET listen_addresses = 'localhost'");
    cluster.restart();
    let database = cluster.database();
    done(&etl(&folder, &format!("x.jsonl --hll {}", database.url())));
    let url = |host: &str, options: &str| {
        format!("postgres://postgres@{host}:{port}/{}?{options}", database.name)
    };
    let check = |url: &str| run(&folder, &format!("db check {url}"), &[]);
    let encrypted = |output: &Output| {
        done(output);
        !output.stdout.contains("encryption    none")
    };
    let root = |name: &str| folder.path(name).display().to_string();
    assert!(!encrypted(&check(&url("localhost", "sslmode=disable"))));
    for mode in ["prefer", "require"] {
        assert!(encrypted(&check(&url("localhost", &format!("sslmode={mode}")))), "{mode}");
    }
    assert!(!encrypted(&check(&url("localhost", "sslmode=allow"))));
    let (ours, other) = (root("server.crt"), root("other.crt"));
    for (host, mode, trusted, works) in [
        ("localhost", "verify-full", &ours, true),
        ("localhost", "verify-ca", &ours, true),
        ("localhost", "require", &ours, true),
        ("127.0.0.1", "verify-ca", &ours, true),
        ("127.0.0.1", "verify-full", &ours, false),
        ("localhost", "verify-full", &other, false),
        ("localhost", "verify-ca", &other, false),
        // As with libpq: whoever gives certificates to trust wants them to be trusted.
        ("localhost", "require", &other, false),
    ] {
        let output = check(&url(host, &format!("sslmode={mode}&sslrootcert={trusted}")));
        if works {
            assert!(encrypted(&output), "{host} {mode}");
        } else {
            fails(&output, &["certificate", "sslrootcert"]);
        }
    }
}
