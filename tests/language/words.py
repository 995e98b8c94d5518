"""A small vocabulary for language tests: real names, few of them, so that every case can be written out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from pgx.rules import AtLeast, Bin, Fact, Vocabulary, parse
from pgx.rules.patients import Resolver
from pgx.rules.syntax import Module

PROGRAMS = Path(__file__).parent / "programs"
METABOLIZERS = ("UM", "RM", "NM", "IM", "PM", "indeterminate")
HALVES = tuple(Decimal(n) / 4 for n in range(17))


def bins(*edges: tuple[str, str, str]) -> tuple[Bin, ...]:
    """(low, high, result), low included, high excluded; "" unbounded."""
    return tuple(Bin(Decimal(low) if low else None, True, Decimal(high) if high else None, False, result)
                 for low, high, result in edges)


WORDS = Vocabulary(
    version="2026.05",
    results={
        "CYP2C19": METABOLIZERS, "CYP2D6": ("UM", "NM", "IM", "PM", "indeterminate"),
        "CYP2C9": ("NM", "IM", "PM", "indeterminate"), "TPMT": ("NM", "IM", "PM", "indeterminate"),
        "NUDT15": ("NM", "IM", "PM", "indeterminate"), "DPYD": ("NM", "IM", "PM", "indeterminate"),
        "SLCO1B1": ("increased", "normal", "decreased", "possibly-decreased", "poor", "indeterminate"),
        "UGT1A1": ("NM", "IM", "PM", "indeterminate"),
    },
    labels={("CYP2C19", "PM"): "Poor Metabolizer", ("CYP2C19", "UM"): "Ultrarapid Metabolizer"},
    scores={"CYP2D6": HALVES, "DPYD": tuple(Decimal(n) / 2 for n in range(5))},
    bins={"CYP2D6": bins(("", "0.25", "PM"), ("0.25", "1.25", "IM"), ("1.25", "2.5", "NM"), ("2.5", "", "UM")),
          "DPYD": bins(("", "1", "PM"), ("1", "2", "IM"), ("2", "", "NM"))},
    alleles={
        "CYP2C19": frozenset({"*1", "*2", "*3", "*17"}),
        "CYP2D6": frozenset({"*1", "*4", "*10", "*1x2", "*2x2", "*4x2"}),
        "CYP2C9": frozenset({"*1", "*2", "*3", "*5"}), "CYP4F2": frozenset({"*1", "*3"}),
        "TPMT": frozenset({"*1", "*3A", "*3B", "*3C"}), "NUDT15": frozenset({"*1", "*2", "*3"}),
        "SLCO1B1": frozenset({"*1", "*5", "*15"}), "UGT1A1": frozenset({"*1", "*6", "*28"}),
        "HLA-B": frozenset({"*57:01"}), "DPYD": frozenset({"Reference", "c.2846A>T"}),
    },
    carriage={"HLA-B": frozenset({"*57:01"})},
    markers={("VKORC1", "c.-1639G>A"): ("G/G", "A/G", "A/A")},
    drugs={word: word for word in (
        "clopidogrel", "codeine", "warfarin", "abacavir", "amitriptyline", "fluorouracil", "capecitabine",
        "simvastatin", "azathioprine", "prasugrel", "ticagrelor", "morphine", "hydromorphone", "apixaban",
        "rivaroxaban", "amiodarone", "nortriptyline", "desipramine", "rosuvastatin", "pravastatin", "mycophenolate",
        "paroxetine", "duloxetine", "irinotecan", "omeprazole")} | {"5fu": "fluorouracil", "losec": "omeprazole"},
    brands={"plavix": "clopidogrel"},
    drug_classes=frozenset({"enzyme-inducer"}),
    interacting=frozenset({"CYP2D6", "CYP2C19"}),
    facts={fact.name: fact for fact in (
        Fact("age", "number", "y"), Fact("height", "number", "cm"), Fact("weight", "number", "kg"),
        Fact("indication", "word", "", ("ACS", "PCI", "PAD", "CAD", "stroke", "TIA", "depression", "ibd", "transplant",
                                        "autoimmune", "leukaemia")),
        Fact("ancestry", "word", "", ("african", "asian", "european", "mixed")), Fact("pregnancy", "yesno"))},
    units={"y": ("time", Decimal(1)), "months": ("time", Decimal("0.0833333333333333")),
           "decades": ("time", Decimal(10)), "cm": ("length", Decimal(1)), "m": ("length", Decimal(100)),
           "kg": ("mass", Decimal(1)), "mg/day": ("rate", Decimal(1)), "mg/week": ("rate", Decimal(7))},
    whole_units=frozenset({"decades"}),
    strengths={"CPIC": ("strong", "moderate", "optional")},
    retired={"CYP2C9*9Z": "CYP2C9*9"},
)

DIPLOTYPES: dict[tuple[str, str], tuple[str, Decimal | AtLeast | None]] = {
    ("CYP2C19", "*1/*1"): ("NM", None), ("CYP2C19", "*1/*2"): ("IM", None), ("CYP2C19", "*2/*2"): ("PM", None),
    ("CYP2C19", "*2/*3"): ("PM", None), ("CYP2C19", "*2/*17"): ("IM", None),
    ("CYP2D6", "*1/*1"): ("NM", Decimal(2)), ("CYP2D6", "*1/*4"): ("IM", Decimal(1)),
    ("CYP2D6", "*4/*4"): ("PM", Decimal(0)), ("CYP2D6", "*1/*2x2"): ("UM", Decimal(3)),
    ("CYP2D6", "*1x2/*4"): ("NM", Decimal(2)), ("CYP2D6", "*1/*4x2"): ("IM", Decimal(1)),
    ("CYP2C9", "*1/*1"): ("NM", None), ("CYP2C9", "*1/*3"): ("IM", None), ("CYP2C9", "*3/*3"): ("PM", None),
    ("TPMT", "*1/*1"): ("NM", None), ("TPMT", "*1/*3A"): ("IM", None), ("TPMT", "*3A/*3A"): ("PM", None),
    ("TPMT", "*3B/*3C"): ("PM", None), ("NUDT15", "*1/*1"): ("NM", None),
    ("SLCO1B1", "*1/*1"): ("normal", None), ("SLCO1B1", "*1/*5"): ("decreased", None),
    ("SLCO1B1", "*5/*15"): ("poor", None),
}
LEVELS = {("inhibitor", "CYP2D6", "paroxetine"): "strong", ("inhibitor", "CYP2D6", "duloxetine"): "moderate"}


def _level(role: str, gene: str, taking: Sequence[str], drug: str) -> str:
    found = {LEVELS.get((role, gene, other)) for other in taking if other != drug}
    return next((level for level in ("strong", "moderate", "weak") if level in found), "none")


RESOLVER = Resolver(lambda gene, name: DIPLOTYPES.get((gene, name)), _level, lambda word, taking: word in taking)


def program(name: str) -> Module:
    """One of the programs in this folder."""
    return parse((PROGRAMS / name).read_text(encoding="utf-8"), f"rules/{name}")


def all_programs(*, layer: bool = False) -> list[Module]:
    """Every program in this folder, without or with the site's layer."""
    names = [path.relative_to(PROGRAMS).as_posix() for path in sorted(PROGRAMS.rglob("*.pgx"))]
    return [program(name) for name in names if layer or not name.startswith("local/")]


HEAD = 'guideline cpic.test\n  title "t"\n  source CPIC 2022\n  cite PMID:1\n'
ADVICE = ("advice go\n  action usual dose\n  severity none\n"
          'advice stop\n  action avoid\n  severity major\n  say "why"\n')


def module(body: str, head: str = HEAD + ADVICE) -> Module:
    """A file with a header, the advice `go` and `stop`, and this body."""
    return parse(head + body, "x.pgx")
