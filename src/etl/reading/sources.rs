//! The sources of a run, numbered when they are met.

use std::collections::HashMap;
use std::sync::Arc;

/// The sources met so far, by number; every name is another one.
#[derive(Debug, Default)]
pub(super) struct Sources {
    met: Vec<Arc<str>>,
    /// How many have asked for a name.
    names: HashMap<Arc<str>, usize>,
}

impl Sources {
    /// The number of a new source and the name it goes by.
    pub fn meet(&mut self, name: &str) -> (usize, Arc<str>) {
        let mut unique: Arc<str> = Arc::from(name);
        loop {
            let asked = self.names.entry(Arc::clone(&unique)).or_default();
            *asked += 1;
            if *asked == 1 {
                break;
            }
            // A tar archive may hold several members of one name: later versions of a file.
            unique = Arc::from(format!("{name} ({asked})"));
        }
        self.met.push(Arc::clone(&unique));
        (self.met.len() - 1, unique)
    }

    /// The name of the source that got this number.
    pub fn name(&self, number: usize) -> Option<Arc<str>> {
        self.met.get(number).cloned()
    }
}
