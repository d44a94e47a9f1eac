//! Names and numbers of sources.

use super::*;
use crate::privacy::Key;

#[test]
fn every_source_has_a_name_of_its_own() {
    let mut sources = Sources::default();
    let met = ["a", "a::x", "a::x", "a::x (2)", "a::x"].map(|name| sources.meet(name));
    let called: Vec<&str> = met.iter().map(|(_, name)| &**name).collect();
    assert_eq!(called, ["a", "a::x", "a::x (2)", "a::x (2) (2)", "a::x (3)"]);
    assert_eq!(met.map(|(number, _)| number), [0, 1, 2, 3, 4]);
}

/// Every byte of an archive is on the meter, and every member is read once to its end, whether
/// other threads help or not.
#[test]
fn the_meter_counts_the_archive() {
    let folder = tempfile::tempdir().unwrap();
    let mut builder = tar::Builder::new(Vec::new());
    for number in 0..50 {
        let text = format!("{{\"id\":{number}}}\n").repeat(1000);
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        builder.append_data(&mut header, format!("{number}.json"), text.as_bytes()).unwrap();
    }
    let bytes = builder.into_inner().unwrap();
    let path = folder.path().join("a.tar");
    std::fs::write(&path, &bytes).unwrap();
    for threads in [1, 3] {
        let reading = Reading::new(
            vec![Input::File(path.clone())],
            Options::default(),
            Journal::new(
                "job".to_owned(),
                "now".to_owned(),
                Key::from_bytes(b"key".to_vec()),
                Vec::new(),
            ),
            Arc::default(),
        );
        let (sender, receiver) = crossbeam_channel::unbounded();
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| reading.run(&sender));
            }
        });
        drop(sender);
        assert_eq!(reading.meter().bytes.load(Relaxed), bytes.len() as u64, "{threads}");
        let (mut documents, mut ends, mut begun) = (0, 0, 0);
        for message in receiver {
            match message {
                Read::Begun(..) => begun += 1,
                Read::Block(_, block, _) => documents += block.documents().count(),
                Read::End(number, end) => {
                    ends += 1;
                    let mark = end.unwrap().expect("read to its end");
                    assert!(mark.complete);
                    // The archive is at its end when all its members are.
                    assert_eq!(number == 0, ends == 51, "{threads}");
                }
            }
        }
        assert_eq!(begun, 51);
        assert_eq!((documents, ends), (50_000, 51), "{threads}");
    }
}
