"""Text -> JSON -> text: the same rules, but for comments."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from pgx.cli.rules import command
from pgx.rules import Module, RuleSyntaxError, format_source, parse
from pgx.rules.printing import quoted, source_text
from pgx.rules.treejson import document, module_of, schema
from tests.guidelines import ruled
from tests.paths import ROOT

OTHERS = sorted((ROOT / "tests" / "language").rglob("*.pgx"))


def others() -> list[Module]:
    """The test programs that are the language: all blocks occur in them."""
    found = []
    for path in OTHERS:
        try:
            found.append(parse(path.read_text("utf-8"), str(path.relative_to(ROOT))))
        except RuleSyntaxError:
            continue
    return found


MODULES = [*ruled.modules(), *others()]


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.file)
def test_round_trip(module: Module) -> None:
    """Through JSON and through text."""
    back = module_of(json.loads(json.dumps(document(module))))
    assert back == module
    text = source_text(back)
    assert parse(text, module.file) == module
    assert format_source(text) == text


def test_schema_describes_every_file() -> None:
    """Draft 2020-12; each file is valid, and a wrong field is not."""
    jsonschema.Draft202012Validator.check_schema(schema())
    checker = jsonschema.Draft202012Validator(schema())
    for module in MODULES:
        checker.validate(json.loads(json.dumps(document(module))))
    broken = json.loads(json.dumps(document(MODULES[0])))
    broken["header"]["colour"] = "red"
    assert not checker.is_valid(broken)


@pytest.mark.parametrize(("change", "message"), [
    ({"schema": "x"}, "not a rule file: `schema` must be `pgx.rule-file/1`"),
    ({"header": None}, "header: expected dict, got NoneType"),
    ({"header": {"kind": "guideline"}}, "header: lacks `name`"),
    ({"header": {"kind": "guideline", "name": "a", "colour": "red"}}, "header: unknown field `colour`"),
    ({"blocks": [{"block": "x"}]}, "blocks[0]: `block` must be one of advice, table, rule, remind"),
    ({"blocks": [{"block": "advice", "name": 3}]}, "blocks[0].name: expected str, got int"),
    ({"blocks": [{"block": "advice", "name": "a", "doses": [{"kind": "limit", "cap": {"value": "x"}}]}]},
     "blocks[0].doses[0].cap.value: `x` is not a number"),
    ({"header": {"kind": "guideline", "name": "a", "checked": ["x"]}}, "header.checked: expected 2 items, got 1"),
], ids=lambda v: v[:40] if isinstance(v, str) else "")
def test_wrong_documents(change: dict[str, object], message: str) -> None:
    """The place and what was expected."""
    found = {"schema": "pgx.rule-file/1", "header": {"kind": "guideline", "name": "a"}, "blocks": [], **change}
    with pytest.raises(ValueError, match=r".+") as caught:
        module_of(found)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("text", ["a", "word " * 60, "twice  spaced " * 20, "x" * 200, "lower-than-usual " * 20],
                         ids=["short", "long", "spaces", "one word", "hyphens"])
def test_long_text_is_cut_between_words(text: str) -> None:
    """What is read is what was written."""
    module = parse(f"guideline a\n  title {quoted(text.strip())}\n", "a.pgx")
    assert module.header.title == text.strip()


def test_command_and_shipped_schema(tmp_path: Path) -> None:
    """A list of documents; the schema on request."""
    run = CliRunner().invoke(command, ["export", "--format", "json", str(ROOT / "rules/cpic/codeine.pgx"),
                                       "-o", str(tmp_path / "a" / "out.json")])
    assert run.exit_code == 0, run.output
    (only,) = json.loads((tmp_path / "a" / "out.json").read_text("utf-8"))
    assert module_of(only).header.name == "cpic.codeine"
    told = CliRunner().invoke(command, ["export", "--format", "json", "--schema"])
    assert json.loads(told.stdout) == schema()
