"""What the shipped rule files answer for one source key, in the words of directions.tsv."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from pgx import knowledge
from pgx.knowledge.vocabulary import build
from pgx.rules import (
    Advice,
    AtLeast,
    Candidate,
    Dose,
    Finding,
    Group,
    Module,
    RuleSet,
    Vocabulary,
    compile_rules,
    parse,
)
from pgx.rules.compiled import CompiledRow, Program
from tests.guidelines.patients import PARTS
from tests.guidelines.source_rows import Key
from tests.paths import ROOT

RULES = ROOT / "rules"
# What a source population means in facts about the patient.
POPULATIONS: dict[str, Mapping[str, str | Decimal]] = {
    "CVI ACS PCI": {"indication": "PCI"}, "CVI non-ACS non-PCI": {"indication": "PAD"}, "NVI": {"indication": "stroke"},
    "PCI": {"indication": "PCI"}, "PAD": {"indication": "PAD"},
    "adults": {"age": Decimal(18)}, "pediatrics": {"age": Decimal(17)},
    "CBZ naive": {"tolerated-before": Decimal(0), "alternatives": "available"},
    "CBZ-no alternatives": {"tolerated-before": Decimal(0), "alternatives": "none"},
    "CBZ use >3mos": {"tolerated-before": Decimal(4), "alternatives": "available"},
    "PHT naive": {"tolerated-phenytoin": Decimal(0)}, "PHT use >3mos": {"tolerated-phenytoin": Decimal(4)},
    "OXC naive": {"tolerated-oxcarbazepine": Decimal(0)}, "OXC use >3 mos": {"tolerated-oxcarbazepine": Decimal(4)},
    "child >40kg_adult": {"age": Decimal(18), "weight": Decimal(41)}, "<= 1g per day": {"dose": Decimal(1000)},
}
# FDA label populations that are products, each with its own table.
PRODUCTS = {"ARISTADA Label": "label-aristada", "ARISTADA INITIO Label": "label-aristada-initio"}
# Rows from older FDA tables, for what the current one lacks: row -> drugs and gene as printed there.
ASSOCIATIONS_2021 = {"fda.warfarin.association-cyp4f2[C/T or T/T]": {("Warfarin", "CYP4F2")}}
G6PD_2022 = {(drug, "G6PD") for drug in (
    "Ceftriaxone", "Chloroprocaine", "Erythromycin and Sulfisoxazole", "Mafenide", "Metoclopramide", "Quinine Sulfate",
    "Sulfadiazine", "Sulfamethoxazole and Trimethoprim")}
LABELS_2022 = {
    "fda.g6pd-labels-2022.label[deficient or deficient-cnsha]": G6PD_2022,
    "fda.g6pd-labels-2022.label[variable]": G6PD_2022,
    "fda.tamoxifen.label-f5[heterozygous or homozygous]": {("Tamoxifen", "F5 (Factor V Leiden)")},
    "fda.tamoxifen.label-f2[heterozygous or homozygous]": {("Tamoxifen", "F2 (Prothrombin)")},
}
UNNAMED_PAIR = "*1/*8"      # a score says that the pair was read; no guideline names this one
UNNAMED_POOR = {"UGT1A1": "*6/*6"}      # its phenotype rows are for pairs that no row names
SCORED = ("CYP2D6", "CYP2C9", "DPYD")
ACTIONS = {"usual dose": "usual", "monitor": "watch", "inform": "inform", "avoid": "avoid",
           "avoid if possible": "avoid", "contraindicated": "avoid", "no-advice": "silent",
           "test-first": "test", "test first": "test", "reduce dose": "less", "raise dose": "more",
           "consider alternative": "other drug", "weigh risk": "weigh"}


@cache
def modules() -> tuple[Module, ...]:
    """Every shipped file, parsed."""
    return tuple(parse(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
                 for path in sorted(RULES.rglob("*.pgx")))


@cache
def vocabulary() -> Vocabulary:
    """The words of the shipped knowledge base."""
    return build(knowledge.load())


@cache
def ruleset() -> RuleSet:
    """The shipped rules, compiled."""
    return compile_rules(modules(), vocabulary())


@cache
def genes_of_tables() -> Mapping[str, frozenset[str]]:
    """`guideline.table` -> genes (or alleles) that its columns ask about; facts are written in lower case."""
    return {p.name: frozenset(a.key.split(" ")[0] for a in p.alphabets[:p.width] if a.key[0].isupper())
            for p in tables()}


@cache
def findings(source: str, drug: str, kind: str, key: Key) -> list[Finding]:
    """What the source's tables about exactly these genes say. FDA labels and associations are different tables."""
    genes = frozenset(name for name, _ in key)
    which, told = fda_kind(kind) if source == "FDA" else (None, (kind,))
    answer = ruleset().evaluate(vocabulary().drugs.get(drug, drug), tuple(groups(told, key)))
    tables = genes_of_tables()
    return [f for f in answer.findings
            if f.guideline.startswith(source.lower()) and tables.get(f.table) == genes
            and (which is None or which.fullmatch(f.table.removeprefix(f"{f.guideline}.")))]


def fda_kind(kind: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The tables that `label adults, strong CYP3A inhibitor` or `association` means, and its kinds of patients."""
    row, *parts = kind.split(", ")
    word, _, population = row.partition(" ")
    own = PRODUCTS.get(population)
    return re.compile(own or f"{word}(-.+)?"), (population, *parts)


def groups(told: tuple[str, ...], key: Key) -> Iterator[Group]:
    """The patient of a source key: its genes, and the facts of its population and of the parts of its text."""
    for name, value in key:
        yield Group(name, (Candidate(dict(values(name, value))),))
    facts: dict[str, str | Decimal] = {}
    for words in told:
        facts |= (POPULATIONS | PARTS).get(words, {})
    for fact, value in facts.items():
        yield Group(fact, (Candidate({fact: value}),))


def values(name: str, value: str) -> Iterator[tuple[str, str | Decimal | AtLeast]]:
    """Columns of one gene for one source value."""
    if name == "VKORC1":
        yield "VKORC1 c.-1639G>A", value
    elif "/" in value:
        yield f"{name} diplotype", value
    elif value[0] in "0123456789≥":
        score = Decimal(value.lstrip("≥"))
        yield f"{name} score", AtLeast(score) if value.startswith("≥") else score
        yield name, next(b.result for b in vocabulary().bins[name] if b.holds(score))
        yield f"{name} diplotype", UNNAMED_PAIR
    else:
        yield name, value
        if name in SCORED:
            yield f"{name} score", value
        if name.startswith("CYP"):
            yield f"{name} diplotype", "untested" if value == "untested" else "indeterminate"
        if name in UNNAMED_POOR:
            yield f"{name} diplotype", value if value in {"untested", "indeterminate"} else UNNAMED_POOR[name]


def direction(advice: Advice) -> str:
    """usual, watch, inform, less, more, change, avoid, other drug, weigh, test or silent."""
    if advice.action != "change dose":
        return ACTIONS[advice.action]
    tops = [share(dose)[1] for dose in advice.doses if dose.kind in {"fraction", "reduce", "raise"} and dose.low]
    return "change" if not tops else "less" if max(tops) < 1 else "more"


def figures(advice: Advice) -> list[str]:
    """Every dose figure, as a share of the usual dose or as printed."""
    return [figure(dose) for dose in advice.doses if dose.kind != "formula"]


def figure(dose: Dose) -> str:
    """One dose line; `less` or `more` without a figure."""
    if dose.kind in {"reduce", "raise"} and not dose.low:
        return "less" if dose.kind == "reduce" else "more"
    if dose.kind in {"fraction", "reduce", "raise"}:
        return span(*(f"{x.normalize():f}" for x in share(dose)))
    if dose.kind == "limit":
        return f"max {dose.low or dose.cap or dose.high}"
    if dose.kind == "below":
        return f"below {dose.low or dose.cap or dose.high}"
    low, _, unit = dose.low.partition(" ")
    return dose.low if dose.high in {"", dose.low} else f"{low}-{dose.high.partition(' ')[0]} {unit}"


def share(dose: Dose) -> tuple[Decimal, Decimal]:
    """Lowest and highest share of the usual dose."""
    low, high = (Decimal(text.rstrip(" %")) / 100 for text in (dose.low, dose.high or dose.low))
    if dose.kind == "reduce":
        return 1 - high, 1 - low
    return (1 + low, 1 + high) if dose.kind == "raise" else (low, high)


def span(low: str, high: str) -> str:
    """`0.3-0.8`, or one number."""
    return low if low == high else f"{low}-{high}"


def texts(advice: Advice) -> str:
    """All sentences of an advice."""
    return " ".join((advice.say, *advice.monitor, *advice.followup, advice.note))


def tables() -> list[Program]:
    """Tables and grids."""
    return [p for p in ruleset().programs if p.kind not in {"rule", "remind"}]


def extra_rules() -> list[Program]:
    """Extra alerts."""
    return [p for p in ruleset().programs if p.kind == "rule"]


def advice_of(row: CompiledRow) -> Advice:
    """The advice a row gives."""
    return ruleset().guidelines[row.guideline].advice[row.advice]


def unread_genes(program: Program, row: CompiledRow, word: str) -> set[str]:
    """Genes of the table for which the row applies even when every column of the gene says `word`."""
    columns = [(alphabet.key.split(" ")[0], dict(alphabet.words).get(word, -1), mask)
               for alphabet, mask in zip(program.alphabets, row.box, strict=False) if alphabet.key[0].isupper()]
    read = {gene for gene, n, mask in columns if n < 0 or not mask >> n & 1}
    return {gene for gene, _, _ in columns} - read
