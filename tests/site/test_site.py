"""`pgx rules docs`: pages that stand alone, can be read by everybody, and say what the rules say."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from pgx.cli.rules import command
from tests.paths import ROOT

FILES = ("cpic/amitriptyline", "cpic/clopidogrel", "cpic/codeine", "cpic/warfarin", "dpwg/clopidogrel",
         "fda/clopidogrel", "fda/codeine", "common/phenoconversion", "cpic/carbamazepine")
EMPTY = {"meta", "br", "input", "link", "img", "hr"}


@dataclass
class Page(HTMLParser):
    """What a reader of the page meets."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"style", "script"}:
            self.text += f"{data} "

    def of(self, name: str) -> list[dict[str, str | None]]:
        """Attributes of every element of a kind."""
        return [attrs for tag, attrs in self.tags if tag == name]


def read(path: Path) -> Page:
    """A page; fails when an element is not closed in its place."""
    page = Page()
    page.feed(path.read_text("utf-8"))
    assert page.open == []
    return page


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a few files."""
    out = tmp_path_factory.mktemp("site")
    run = CliRunner().invoke(command, ["docs", *(str(ROOT / f"rules/{f}.pgx") for f in FILES), "-o", str(out)])
    assert run.exit_code == 0, run.output
    return out


@pytest.fixture(scope="module")
def site(folder: Path) -> dict[str, Page]:
    """Every page by its path."""
    return {str(p.relative_to(folder)): read(p) for p in sorted(folder.rglob("*.html"))}


def test_a_page_for_every_file_and_drug(site: dict[str, Page]) -> None:
    """And one to find them."""
    assert {"index.html", "guidelines/cpic.amitriptyline.html", "drugs/clopidogrel.html"} <= set(site)
    assert sum(name.startswith("guidelines/") for name in site) == len(FILES)


def links(site: dict[str, Page]) -> Iterator[tuple[str, str]]:
    """Page and address of every link."""
    return ((name, str(a["href"])) for name, page in site.items() for a in page.of("a"))


def test_every_link_leads_somewhere(site: dict[str, Page], folder: Path) -> None:
    """Pages exist and anchors are on them. Addresses outside are references only."""
    anchors = {name: {str(a["id"]) for _, a in page.tags if a.get("id")} for name, page in site.items()}
    broken = []
    for name, href in links(site):
        if href.startswith("https://"):
            continue
        path, _, anchor = href.partition("#")
        target = str((folder / name).parent.joinpath(path).resolve().relative_to(folder.resolve())) if path else name
        if target not in site or (anchor and anchor not in anchors[target]):
            broken.append(f"{name}: {href}")
    assert broken == []


def test_nothing_is_asked_of_the_outside(site: dict[str, Page], folder: Path) -> None:
    """No image, style, script, font or frame from anywhere; a policy that forbids them."""
    for name, page in site.items():
        assert [tag for tag, attrs in page.tags if "src" in attrs or tag in {"link", "iframe", "object", "img"}] == []
        policy = next(m["content"] for m in page.of("meta") if m.get("http-equiv") == "Content-Security-Policy")
        assert str(policy).startswith("default-src 'none'")
        text = (folder / name).read_text("utf-8")
        assert re.findall(r"@import|url\(", text) == []
        script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)
        assert bool(script) == (name == "index.html")
        if script:
            digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
            assert f"script-src 'sha256-{digest}'" in str(policy)


def test_can_be_read_by_everybody(site: dict[str, Page]) -> None:
    """Language, one main heading, no level left out, named regions, captions, heads with a scope, a labelled search."""
    for page in site.values():
        assert page.of("html")[0]["lang"] == "en"
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))
        ids = [str(attrs["id"]) for _, attrs in page.tags if attrs.get("id")]
        assert len(ids) == len(set(ids))
        assert all(attrs["aria-labelledby"] in ids for _, attrs in page.tags if attrs.get("aria-labelledby"))
        assert len(page.of("caption")) == len(page.of("table"))
        assert [attrs for attrs in page.of("th") if not attrs.get("scope")] == []
        assert [attrs["for"] for attrs in page.of("label")] == [attrs["id"] for attrs in page.of("input")]
        assert page.of("a")[0]["class"] == "skip"


SAYS = [
    ("guidelines/cpic.codeine.html", ["CPIC 2021", "Exactly one row applies", "not tested or no clear result",
                                      "Avoid codeine.", "moderate", "Extra alert: under-twelve", "when age < 12 y",
                                      "5 of 5 rows are reached by examples", "PMID:33387367"]),
    ("guidelines/cpic.amitriptyline.html", ["Exactly one cell applies", "Ultrarapid Metabolizer or Rapid Metabolizer",
                                            "Reduce the starting dose by 25%."]),
    ("guidelines/cpic.warfarin.html", ["Equation: iwpc-weekly", "-0.2614", "valid while age >= 18 y"]),
    ("guidelines/common.phenoconversion.html", ["Phenoconversion: adjust CYP2D6 score", "times 0.5"]),
    ("guidelines/cpic.carbamazepine.html", ["positive", "HLA-B*15:02"]),
    ("drugs/clopidogrel.html", ["CYP2C19: what each source says", "CPIC", "DPWG", "FDA", "possible",
                                "alternative considered"]),
    ("index.html", ["Find a drug, a gene or a source", "CYP2C19"]),
]


@pytest.mark.parametrize(("name", "parts"), SAYS, ids=[name for name, _ in SAYS])
def test_says(site: dict[str, Page], name: str, parts: list[str]) -> None:
    """Words of the page, markup left out."""
    text = " ".join(site[name].text.split())
    assert [part for part in parts if part not in text] == []


def test_text_is_escaped(tmp_path: Path) -> None:
    """A note cannot become markup."""
    rules = tmp_path / "a.pgx"
    rules.write_text('guideline local.a\n  title "A <script>alert(1)</script>"\n  source LOCAL 2026\n'
                     '  note "<img src=x>"\ntable t\n  for codeine\n  | CYP2D6 || advice |\n  | any || no-advice |\n',
                     "utf-8")
    run = CliRunner().invoke(command, ["docs", str(rules), "-o", str(tmp_path / "out")])
    assert run.exit_code == 0, run.output
    page = read(tmp_path / "out" / "guidelines" / "local.a.html")
    assert page.of("script") == page.of("img") == []
    assert "A <script>alert(1)</script>" in page.text


def test_same_rules_same_bytes(folder: Path, tmp_path: Path) -> None:
    """Nothing of today or of this machine is in it."""
    CliRunner().invoke(command, ["docs", *(str(ROOT / f"rules/{f}.pgx") for f in FILES), "-o", str(tmp_path)])
    for path in folder.rglob("*.html"):
        assert path.read_bytes() == (tmp_path / path.relative_to(folder)).read_bytes()
