"""Check that the lexicon schema accepts the lexicons that the program accepts, and refuses
those that it refuses (`fixtures/lexicon/refused.toml`, which the program's own tests read too),
and the same of column mappings.

    python3 tests/python/check_schema.py [REPORT.json REJECTS.jsonl ANSWERS.jsonl]

With files, also check that they are a report, a reject file and answers as their schemas say. Needs Python 3.11 and the package `jsonschema`. Exit code 0: all as expected.
"""

import json
import sys
import tomllib
from pathlib import Path

from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
LEXICONS = ROOT / "fixtures" / "lexicon"
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


def outputs(report: Path, rejects: Path, answers: Path) -> list[str]:
    """What the schemas have against the program's own output, one line each."""
    documents = [("etl-report.schema.json", json.loads(report.read_text(encoding="utf-8")))]
    for name, file in [("reject.schema.json", rejects), ("query-answer.schema.json", answers)]:
        lines = file.read_text(encoding="utf-8").splitlines()
        if not lines:
            return [f"{file}: nothing to check"]
        documents += [(name, json.loads(line)) for line in lines]
    return [
        f"{name}: {error.json_path}: {error.message}"
        for name, document in documents
        for error in Draft202012Validator(load(name)).iter_errors(document)
    ]


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
        found += outputs(*map(Path, sys.argv[1:]))
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
