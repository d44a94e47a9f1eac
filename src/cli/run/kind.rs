//! The kinds of steps: commands, and how their files fit into a study.

/// A kind of step.
#[derive(Debug)]
pub(super) struct Kind {
    /// The command, and the table in the file.
    pub name: &'static str,
    /// Keys that stand without a name on the command line, in this order.
    pub positional: &'static [Positional],
    /// What is made of it.
    pub product: Product,
    /// Options that the file need not name, with their values.
    pub defaults: &'static [(&'static str, &'static str)],
    /// What it shows, as the heading of the study's page.
    pub title: &'static str,
    /// What it is and how to read it, for somebody who has never seen one.
    pub about: &'static str,
}

/// A key that stands without a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Positional {
    /// `input`: dumps; those of the first step `etl` unless named.
    Input,
    /// `store`: the sets of the first step `etl` unless named.
    Store,
    /// Another key, which must be named.
    Named(&'static str),
}

impl Positional {
    /// The key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Store => "store",
            Self::Named(key) => key,
        }
    }
}

/// What a step makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Product {
    /// A store (`--hll`, and `--raw` if asked for), with its report.
    Store,
    /// Files named by `--output`; one of each of these kinds unless named.
    Files(&'static [&'static str]),
    /// A folder named by `--output`, with those of its files that a page is to show.
    Folder(&'static [&'static str]),
    /// What the command prints, kept in a file with this ending.
    Printed(&'static str),
    /// What the command prints, and a picture named by `--output`.
    PrintedAndDrawn(&'static str, &'static str),
}

/// All kinds, in the order in which they run.
pub(super) const KINDS: [Kind; 10] = [
    Kind {
        name: "etl",
        positional: &[Positional::Input],
        product: Product::Store,
        defaults: &[],
        title: "The sets",
        about: "The posts of the dumps were filtered and counted in HyperLogLog sets along four facets: \
            who, when, where and what. A set can be counted, united and intersected, but holds no \
            post and no name. Keep the key file apart from everything that is shared. The report (.json) \
            tells what became of every record.",
    },
    Kind {
        name: "refine",
        positional: &[Positional::Input],
        product: Product::Folder(&["candidates.csv"]),
        defaults: &[],
        title: "Refining the lexicon",
        about: "Hashtags that occur together with those of the lexicon and may belong to it, and hashtags \
            that a fragment of the lexicon caught but that behave unlike the topic. Review them, \
            and run again with the next lexicon.",
    },
    Kind {
        name: "sets",
        positional: &[Positional::Store],
        product: Product::Printed("csv"),
        defaults: &[("format", "csv"), ("min-users", "5")],
        title: "Sets and their cardinalities",
        about: "A row for each hashtag, month or other key, with how many different users and posts it \
            has, and user days: a user counts once a day. Numbers are estimates with a standard error \
            of about 2 %.",
    },
    Kind {
        name: "query",
        positional: &[Positional::Store, Positional::Named("expression")],
        product: Product::Printed("txt"),
        defaults: &[],
        title: "A set query",
        about: "How many there are in a union, intersection or difference of sets, with its interval of 95 % \
            confidence and a grade: reliable, indicative, or below the limit of detection.",
    },
    Kind {
        name: "venn",
        positional: &[Positional::Store, Positional::Named("sets")],
        product: Product::PrintedAndDrawn("txt", "svg"),
        defaults: &[],
        title: "Overlap of sets",
        about: "How many are in some of the sets and in none of the others: one number for each \
            combination. All are estimated together, and none is below zero.",
    },
    Kind {
        name: "overlap",
        positional: &[Positional::Store],
        product: Product::PrintedAndDrawn("csv", "svg"),
        defaults: &[("format", "csv")],
        title: "What the largest sets share",
        about: "Every pair of the largest sets: which hashtags are used by the same people. The number is \
            the part of all who are in either set that is in both, from 0, none, to 1, all.",
    },
    Kind {
        name: "grid",
        positional: &[Positional::Store],
        product: Product::Files(&["csv", "svg"]),
        defaults: &[],
        title: "Where",
        about: "A map of cells. Sets of the positions in a cell are united, never added: who posts at two \
            places of one cell counts once.",
    },
    Kind {
        name: "indicator",
        positional: &[Positional::Input],
        product: Product::Files(&["csv"]),
        defaults: &[],
        title: "Daily indicators",
        about: "Posts about each topic per day. A day without posts in the dumps is missing, not zero.",
    },
    Kind {
        name: "nowcast",
        positional: &[],
        product: Product::Folder(&["figures/leads.svg", "leadlag.csv"]),
        defaults: &[],
        title: "Lead, lag and nowcasts",
        about: "Whether the indicators lead, lag or predict an official daily series, how much of that is \
            chance, and how well they do beside forecasts that need no indicator. In the figure each \
            point is an indicator: right of the middle it rises and falls so many days before the \
            series, and the higher it is, the better it fits. The report (report.html) explains all of \
            it.",
    },
    Kind {
        name: "explore",
        positional: &[Positional::Store],
        product: Product::Files(&["html"]),
        defaults: &[],
        title: "The facet explorer",
        about: "One page to explore who, when, where and what together: choose cells, a period or hashtags, \
            and all views follow. It holds sets only and asks nothing of the network.",
    },
];
