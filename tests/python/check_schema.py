"""Check that the lexicon schema accepts the lexicons that the program accepts, and refuses
those that it refuses (`fixtures/lexicon/refused.toml`, which the program's own tests read too),
and the same of column mappings.

    python3 tests/python/check_schema.py [REPORT.json REJECTS.jsonl [FOLDER OF REFINE]]

With a third argument, also check the tables of a refinement. With two files, also check that they are a report and a reject file as their schemas say. Needs Python 3.11 and the package `jsonschema`. Exit code 0: all as expected.
"""

import csv
import json
import sys
import tomllib
from pathlib import Path

from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
LEXICONS = ROOT / "fixtures" / "lexicon"
READY = ROOT / "fixtures" / "lexicons"
REFUSED = LEXICONS / "refused.toml"


def problems(schema: dict) -> list[str]:
    """What differs from what is expected, one line each."""
    validator = Draft202012Validator(schema)
    found = []

    files = [*LEXICONS.glob("*.toml"), *READY.glob("*.toml")]
    accepted = [path for path in sorted(files) if path != REFUSED]
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


def outputs(report: Path, rejects: Path) -> list[str]:
    """What the schemas have against the program's own output, one line each."""
    documents = [("etl-report.schema.json", json.loads(report.read_text(encoding="utf-8")))]
    lines = rejects.read_text(encoding="utf-8").splitlines()
    documents += [("reject.schema.json", json.loads(line)) for line in lines]
    return [
        f"{name}: {error.json_path}: {error.message}"
        for name, document in documents
        for error in Draft202012Validator(load(name)).iter_errors(document)
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


def main() -> int:
    found = problems(load("lexicon.schema.json"))
    found += mappings(load("csv-mapping.schema.json"))
    if len(sys.argv) == 4:
        found += tables(Path(sys.argv[3]))
    if len(sys.argv) >= 3:
        found += outputs(Path(sys.argv[1]), Path(sys.argv[2]))
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
