"""Check that the lexicon schema accepts the lexicons that the program accepts, and refuses
those that it refuses (`fixtures/lexicons/refused.toml`, which the program's own tests read too),
and the same of column mappings, topics and events.

    python3 tests/python/check_schema.py [SCHEMA[#PART]=FILE...]

With arguments, also check files that the program wrote: a JSON document, JSON lines, or a CSV table whose rows are as the part of the schema under `$defs` says. Needs Python 3.11 and the package `jsonschema`. Exit code 0: all as expected.
"""

import csv
import json
import sys
import tomllib
from pathlib import Path

from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
LEXICONS = ROOT / "fixtures" / "lexicons"
REFUSED = LEXICONS / "refused.toml"


def problems(schema: dict) -> list[str]:
    """What differs from what is expected, one line each."""
    validator = Draft202012Validator(schema)
    found = []

    accepted = [path for path in sorted(LEXICONS.glob("*.toml")) if path != REFUSED]
    if not accepted:
        found.append(f"{LEXICONS}: no lexicon to check")
    for path in accepted:
        lexicon = tomllib.loads(path.read_text(encoding="utf-8"))
        for error in validator.iter_errors(lexicon):
            found.append(f"{path.name}: {error.json_path}: {error.message}")

    for example in schema["examples"]:
        for error in validator.iter_errors(example):
            found.append(f"example of the schema: {error.json_path}: {error.message}")

    examples = tomllib.loads(REFUSED.read_text(encoding="utf-8"))["example"]
    for example in examples:
        if validator.is_valid(tomllib.loads(example["toml"])):
            found.append(f"{REFUSED.name}: accepted, though it should not be: {example['why']}")
    return found


def load(name: str) -> dict:
    """A schema of the project, itself checked."""
    schema = json.loads((ROOT / "schemas" / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return schema


def rows(file: Path, schema: dict) -> list[dict]:
    """The rows of a table whose columns are those that the schema requires, numbers as numbers."""
    with open(file, encoding="utf-8", newline="") as opened:
        reader = csv.DictReader(opened)
        table = list(reader)
    if reader.fieldnames != schema["required"]:
        raise SystemExit(f"{file}: columns {reader.fieldnames}")
    numeric = {name for name, of in schema["properties"].items() if "number" in str(of.get("type"))}
    return [
        {name: float(cell) if name in numeric and cell else cell for name, cell in row.items()}
        for row in table
    ]


def outputs(argument: str) -> list[str]:
    """What a schema has against a file that the program wrote, one line each."""
    name, _, file = argument.partition("=")
    name, _, part = name.partition("#")
    schema, file = load(name), Path(file)
    if part:
        schema = schema["$defs"][part]
    match file.suffix:
        case ".csv":
            documents = rows(file, schema)
        case ".jsonl":
            documents = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        case _:
            documents = [json.loads(file.read_text(encoding="utf-8"))]
    if not documents:
        return [f"{file}: nothing to check"]
    validator = Draft202012Validator(schema)
    return [
        f"{file.name}: {error.json_path}: {error.message}"
        for document in documents
        for error in validator.iter_errors(document)
    ]


def tables(folder: Path) -> list[str]:
    """What the schema of the tables of a refinement has against them, one line each."""
    schema = load("refine.schema.json")
    found = []
    for name, row_schema in schema["$defs"].items():
        validator = Draft202012Validator(row_schema)
        with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
        if reader.fieldnames != row_schema["required"] or not rows:
            found.append(f"{name}.csv: {len(rows)} rows with columns {reader.fieldnames}")
        for row in rows:
            typed = {
                key: float(value) if "number" in str(row_schema["properties"][key].get("type")) and value else value
                for key, value in row.items()
            }
            for error in validator.iter_errors(typed):
                found.append(f"{name}.csv: {error.json_path}: {error.message}")
    return found


def mappings(schema: dict) -> list[str]:
    """What the schema of column mappings gets wrong, one line each."""
    validator = Draft202012Validator(schema)
    mapping = ROOT / "fixtures" / "formats" / "mapping.toml"
    sound = [tomllib.loads(mapping.read_text(encoding="utf-8")), *schema["examples"]]
    found = [
        f"a sound mapping: {error.json_path}: {error.message}"
        for document in sound
        for error in validator.iter_errors(document)
    ]
    wrong = [
        {},
        {"columns": {}},
        {"columns": {"id": 0}},
        {"columns": {"lat": "y"}},
        {"columns": {"tweet": 1}},
        {"columns": {"id": 1}, "delimiter": "ab"},
        {"columns": {"id": 1}, "time_format": "american"},
        {"columns": {"id": 1}, "header": "no"},
    ]
    return found + [f"accepted: {document}" for document in wrong if validator.is_valid(document)]


def topics(schema: dict) -> list[str]:
    """What the schema of topics gets wrong, one line each."""
    validator = Draft202012Validator(schema)
    sound = [tomllib.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "fixtures/topics").glob("*.toml")]
    found = [f"topics: {error.message}" for document in sound for error in validator.iter_errors(document)]
    if not sound:
        found.append("no topics to check")
    wrong = [
        {},
        {"topic": []},
        {"topic": [{"name": "a"}]},
        {"topic": [{"words": ["a"]}]},
        {"topic": [{"name": "a,b", "words": ["a"]}]},
        {"topic": [{"name": "a", "words": [1]}]},
        {"topic": [{"name": "a", "list": [{"lang": "!", "words": ["a"]}]}]},
        {"term": []},
    ]
    return found + [f"accepted: {document}" for document in wrong if validator.is_valid(document)]


def events(schema: dict) -> list[str]:
    """What the schema of events gets wrong, one line each."""
    validator = Draft202012Validator(schema)

    def read(text: str) -> dict:
        # Dates of TOML are texts to a JSON Schema.
        return json.loads(json.dumps(tomllib.loads(text), default=str))

    sound = [path.read_text(encoding="utf-8") for path in (ROOT / "fixtures/events").glob("*.toml")]
    found = [f"events: {error.message}" for text in sound for error in validator.iter_errors(read(text))]
    if not sound:
        found.append("no events to check")
    wrong = [
        "[[event]]\ndate = 2020-01-01",
        "[[event]]\nname = 'a'",
        "[[event]]\ndate = 'soon'\nname = 'a'",
        "[[event]]\ndate = 2020-01-01\nname = ' '",
        "[[event]]\ndate = 2020-01-01\nname = 'a'\nsource = 'javascript:a'",
        "[[event]]\ndate = 2020-01-01\nname = 'a'\nplace = 'b'",
    ]
    return found + [f"accepted: {text}" for text in wrong if validator.is_valid(read(text))]


def main() -> int:
    found = problems(load("lexicon.schema.json"))
    found += mappings(load("csv-mapping.schema.json"))
    found += topics(load("topics.schema.json"))
    found += events(load("events.schema.json"))
    for argument in sys.argv[1:]:
        found += outputs(argument)
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
