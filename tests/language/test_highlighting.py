"""Colours agree with the language: an editor colours by the checker's own words, and reads them as it reads."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from lark import Lark, Token

from pgx.cli.rules import command
from pgx.rules.highlighting import PATTERNS, text
from tests.language.words import PROGRAMS
from tests.paths import ROOT

EDITOR = ROOT / "docs/editors/vscode"
GRAMMAR = EDITOR / "syntaxes/pgx.tmLanguage.json"
FILES = [*sorted(PROGRAMS.rglob("*.pgx")), *sorted((ROOT / "rules").rglob("*.pgx"))]
COMPILED = {scope: re.compile(pattern) for scope, pattern in PATTERNS.items()}
# shape of a word -> beginnings of the scopes it may have
SHAPES = {"STRING": "string.", "CODE": "entity.name.type.", "DIPLO": "constant.other.diplotype", "GENO": "constant.",
          "ALLELE": "entity.name.type.allele", "HGVS": "constant.other.variant", "CITEID": "constant.other.reference",
          "HASH": "constant.other.reference", "DATE": "constant.numeric", "QUANTITY": "constant.numeric",
          "NUMBER": "constant.numeric", "EDITION": "constant.numeric", "VBAR": "punctuation.separator",
          "CMP": "keyword.operator.comparison", "NAME": "", "UNIT": ""}


def scopes(line: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, scope) as an editor finds them: the leftmost match, the earlier pattern where two begin together."""
    at = 0
    while at < len(line):
        found = [(m.start(), n, m.end(), scope) for n, (scope, pattern) in enumerate(COMPILED.items())
                 if (m := pattern.search(line, at)) and m.end() > m.start()]
        if not found:
            return
        start, _, end, scope = min(found)
        yield start, end, scope
        at = end


@pytest.fixture(scope="module")
def reader() -> Lark:
    """The language's own grammar, with every word kept."""
    grammar = (ROOT / "pgx/rules/grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", keep_all_tokens=True, start=["start", "part"])


def test_grammar_file_is_the_generated_one() -> None:
    """`python -m pgx.rules.highlighting > docs/editors/vscode/syntaxes/pgx.tmLanguage.json`."""
    assert GRAMMAR.read_text(encoding="utf-8") == text()


@pytest.mark.parametrize("file", FILES[:12] + FILES[12::8], ids=lambda f: f"{f.parent.name}-{f.stem}")
def test_every_word_is_coloured_as_what_it_is(file: Path, reader: Lark) -> None:
    """Each word that the language's own reader sees, against the scope an editor gives its first letter."""
    written = file.read_text(encoding="utf-8").rstrip("\n") + "\n"
    coloured = {number: list(scopes(line)) for number, line in enumerate(written.split("\n"), 1)}
    wrong = []
    for token in reader.parse(written, start="start").scan_values(lambda t: isinstance(t, Token)):
        if token.type == "_NL" or "\n" in token:
            continue
        here = next((s for a, b, s in coloured[token.line] if a <= token.column - 1 < b), "nothing")
        fixed = token.type not in SHAPES and re.fullmatch("[a-z]+", token)
        wanted = ("keyword.", "support.") if fixed else SHAPES.get(token.type, "")
        if not here.startswith(wanted) or (token.type == "STRING") != here.startswith("string."):
            wrong.append((token.line, str(token), token.type, here))
    assert wrong == []


def test_extension_names_files_that_are_there() -> None:
    """Main program, language settings and grammar; the command it starts exists."""
    package = json.loads((EDITOR / "package.json").read_text(encoding="utf-8"))
    named = [package["main"], package["contributes"]["languages"][0]["configuration"],
             package["contributes"]["grammars"][0]["path"]]
    assert [name for name in named if not (EDITOR / name).is_file()] == []
    start = package["contributes"]["configuration"]["properties"]["pgx.command"]["default"]
    assert start[:2] == ["pgx", "rules"]
    assert start[2] in command.commands
    json.loads((EDITOR / "language-configuration.json").read_text(encoding="utf-8"))


def test_pre_commit_hooks_name_commands_that_exist() -> None:
    """`pgx rules fmt --check`, `check` and `test`."""
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entries = [shlex.split(entry) for entry in re.findall(r"entry: (.*)", hooks)]
    assert [entry[2] for entry in entries] == ["fmt", "check", "test"]
    for entry in entries:
        options = {name for option in command.commands[entry[2]].params for name in option.opts}
        assert set(entry[3:]) <= options


TOKENIZE = """
const fs = require("fs"), path = require("path");
const { Registry, parseRawGrammar, INITIAL } = require("vscode-textmate");
const onig = require("vscode-oniguruma");
const wasm = fs.readFileSync(path.join(path.dirname(require.resolve("vscode-oniguruma")), "onig.wasm")).buffer;
const lib = onig.loadWASM(wasm).then(() => ({ createOnigScanner: p => new onig.OnigScanner(p),
                                              createOnigString: s => new onig.OnigString(s) }));
const registry = new Registry({ onigLib: lib, loadGrammar: async () =>
  parseRawGrammar(fs.readFileSync(process.argv[2], "utf8"), process.argv[2]) });
registry.loadGrammar("source.pgx").then(grammar => {
  let state = INITIAL;
  const lines = fs.readFileSync(process.argv[3], "utf8").split("\\n").map(line => {
    const found = grammar.tokenizeLine(line, state);
    state = found.ruleStack;
    return found.tokens.filter(t => t.scopes.length > 1).map(t => [t.startIndex, t.endIndex, t.scopes[1]]);
  });
  console.log(JSON.stringify(lines));
});
"""


@pytest.fixture(scope="module")
def textmate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the engine that VS Code uses; skipped where node or the packages cannot be had."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node is not here; the Python reading of the same patterns is tested above")
    folder = tmp_path_factory.mktemp("textmate")
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--fetch-retries=0",
               "vscode-textmate@9", "vscode-oniguruma@2"]
    try:
        done = subprocess.run(install, cwd=folder, capture_output=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("the packages of VS Code's engine did not arrive")
    if done.returncode:
        pytest.skip("the packages of VS Code's engine cannot be had here")
    (folder / "tokenize.js").write_text(TOKENIZE, encoding="utf-8")
    return folder


@pytest.mark.parametrize("file", FILES[:9], ids=lambda f: f.stem)
def test_editors_engine_colours_as_python_does(file: Path, textmate: Path) -> None:
    """The same stretches with the same scopes, line by line."""
    found = subprocess.run(["node", "tokenize.js", str(GRAMMAR), str(file)], cwd=textmate, capture_output=True,
                           text=True, check=True, timeout=60)
    ours = [[list(scope) for scope in scopes(line)] for line in file.read_text(encoding="utf-8").split("\n")]
    assert json.loads(found.stdout) == ours
