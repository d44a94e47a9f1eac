use super::Pipeline;

fn load(text: &str) -> Pipeline {
    Pipeline::parse(text, "test").unwrap()
}

fn problem(text: &str) -> String {
    format!("{:#}", Pipeline::parse(text, "test").unwrap_err())
}

#[test]
fn later_steps_take_up_what_earlier_ones_make() {
    let pipeline = load(
        "folder = 'out'\n[etl]\ninput = ['a.jsonl', 'b/']\nlexicon = 'l.toml'\n\
         [[query]]\nexpression = 'hashtag:a & hashtag:b'\nmetric = 'user'\n",
    );
    let lines: Vec<String> = pipeline.steps.iter().map(super::Step::command_line).collect();
    assert_eq!(
        lines,
        [
            "lbsm etl --hll=out/etl.gpkg --key-file=out.key --lexicon=l.toml --report=out/etl.json -- \
             a.jsonl b/",
            "lbsm query --metric=user -- out/etl.gpkg 'hashtag:a & hashtag:b'",
        ]
    );
}

#[test]
fn steps_of_one_kind_are_told_by_number_or_name() {
    let pipeline = load(
        "[etl]\ninput = 'a'\n[[sets]]\nbase = 'month'\n[[sets]]\nbase = 'date'\n\
         [[sets]]\nname = 'tags'\nbase = 'hashtag'\n",
    );
    let names: Vec<&str> = pipeline.steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, ["etl", "sets", "sets-2", "tags"]);
}

#[test]
fn databases_stay_where_they_are() {
    let pipeline = load("[etl]\ninput = 'a'\nhll = 'service=hlldb'\n[sets]\nbase = 'month'\n");
    assert!(pipeline.steps[0].command_line().contains("--hll=service=hlldb"));
    assert!(pipeline.steps[1].command_line().ends_with("-- service=hlldb"));
}

#[test]
fn the_file_to_begin_with_is_valid_and_so_is_all_that_it_comments_out() {
    load(super::super::TEMPLATE);
    let everything: Vec<&str> = super::super::TEMPLATE
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.starts_with('[') || rest.contains(" = ") => rest,
            _ => line,
        })
        .collect();
    load(&everything.join("\n"));
}

#[test]
fn mistakes_are_told_by_their_step() {
    let etl = "[etl]\ninput = 'a'\n";
    for (text, expected) in [
        ("", "no step is asked for"),
        ("[gird]\ncell = 'h3:3'\n", "no step [gird]; did you mean [grid]?"),
        ("[etl]\n", "step 1 of [etl]: `input` is missing"),
        ("[sets]\nbase = 'month'\n", "no [etl] to take it from"),
        ("etl = 3", "[etl] is a table"),
        ("etl = [3]", "[etl] is a table"),
        ("folder = ''\n[etl]\ninput = 'a'\n", "`folder` is a text"),
        ("[etl]\ninput = 'a'\nbbox = 'here'\n", "--bbox"),
        ("[etl]\ninput = 'a'\nlexikon = 'b'\n", "--lexikon"),
        ("[etl]\ninput = 'a'\nname = '../up'\n", "becomes the name of files"),
        ("[etl]\ninput = 'a'\nlexicon = {a = 1}\n", "something else than texts"),
    ] {
        assert!(problem(text).contains(expected), "{text}: {}", problem(text));
    }
    let twice =
        format!("{etl}[[sets]]\nname = 'x'\nbase = 'date'\n[[sets]]\nname = 'x'\nbase = 'month'\n");
    assert!(problem(&twice).contains("two steps are named `x`"), "{}", problem(&twice));
}

#[test]
fn problems_are_placed_by_line_and_column() {
    let grids = "[etl]\ninput = 'a'\n[[grid]]\ncell = 'square:5km'\n\n[[grid]]\nname = 'b'\n";
    for (text, place) in [
        ("title = \"x\n", "line 1, column 11"),
        ("title = 'x'\ntitel = 'y'\n", "line 2, column 1: there is no step [titel]"),
        ("folder = 1\n", "line 1, column 1: `folder` is a text"),
        ("[etl]\ninput = 'a'\n\n[grdi]\n", "line 4, column 2: there is no step [grdi]"),
        ("etl = 1\n", "line 1, column 1: [etl] is a table"),
        ("[[etl]]\n", "line 1, column 1: step 1 of [etl]: `input` is missing"),
        (&format!("{grids}cel = 'x'\n"), "line 8, column 1: step 2 of [grid]: unexpected"),
        (
            &format!("{grids}  cell = 'square:-1km'\n"),
            "line 8, column 3: step 2 of [grid]: invalid",
        ),
    ] {
        let problem = problem(text);
        assert!(problem.contains(place), "{problem}");
    }
}

#[test]
fn the_page_to_explore_is_called_as_the_study() {
    let pipeline =
        load("title = 'Real posts'\n[etl]\ninput = 'a'\n[explore]\ntitle = 'The page'\n");
    let step = &pipeline.steps[1];
    assert_eq!(step.title, "The page");
    assert!(step.command_line().contains("'--title=Real posts'"), "{}", step.command_line());
}
