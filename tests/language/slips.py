"""Slips of the pen and what is said of them: one wrong, missing, doubled or swapped letter in a word of the vocabulary.

`python -m tests.language.slips [--each 40]` measures every gene, allele, drug and result of the knowledge base.
"""

from __future__ import annotations

import argparse
import random
import re
import string
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pgx import knowledge
from pgx.knowledge import vocabulary
from pgx.rules import RuleSyntaxError, Vocabulary, parse
from pgx.rules.check_words import check_words
from tests.language.words import ADVICE, HEAD

TABLE = "table t\n  for codeine\n  | {word} || advice |\n  | any || go |\n"
RULE = "rule r\n  for codeine\n  when copies of {word} is 1\n  then go\n"
FOR = "rule r\n  for {word}\n  then go\n"
VALUE = "rule r\n  for codeine\n  when {gene} is {word}\n  then go\n"
LETTERS = {"gene": string.ascii_uppercase + string.digits, "allele": string.ascii_uppercase + string.digits,
           "drug": string.ascii_lowercase, "result": string.ascii_lowercase}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the vocabulary, and the program it stands in."""

    kind: str
    text: str
    program: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A word with one slip. `how`: wrong, missing, added or swapped letter."""

    word: Word
    how: str
    typed: str


def words(known: Vocabulary) -> list[Word]:
    """Every gene with results, allele that rules count, drug and result."""
    found = [Word("allele" if "*" in gene else "gene", gene, TABLE) for gene in sorted(known.results)]
    found += [Word("allele", f"{gene}{allele}", RULE) for gene in sorted(known.alleles)
              for allele in sorted(known.alleles[gene]) if re.fullmatch(r"\*[0-9A-Za-z:]+", allele)]
    found += [Word("drug", drug, FOR) for drug in sorted(known.drugs) if re.fullmatch("[a-z][a-z0-9-]*", drug)]
    found += [Word("result", code, VALUE.replace("{gene}", gene)) for gene in sorted(known.results)
              for code in known.results[gene]]
    return found


def slips(word: Word, chance: random.Random, each: int) -> Iterator[Slip]:
    """Up to `each` different slips, a quarter of each sort; none that leaves the word as it is."""
    text = word.text
    letters = string.ascii_uppercase if text.isupper() and word.kind == "result" else LETTERS[word.kind]
    seen = {text}
    for number in range(each):
        how = ("wrong", "missing", "added", "swapped")[number % 4]
        at = chance.randrange(len(text))
        letter = chance.choice(letters)
        typed = {"wrong": text[:at] + letter + text[at + 1:], "missing": text[:at] + text[at + 1:],
                 "added": text[:at] + letter + text[at:],
                 "swapped": text[:at] + text[at + 1:at + 2] + text[at:at + 1] + text[at + 2:]}[how]
        if typed and typed not in seen:
            seen.add(typed)
            yield Slip(word, how, typed)


def suggestions(slip: Slip, known: Vocabulary) -> list[str] | None:
    """The words offered, in order; None when the slip is itself a known word, [] when nothing is offered."""
    try:
        module = parse(HEAD + ADVICE + slip.word.program.format(word=slip.typed), "x.pgx")
    except RuleSyntaxError:
        return []
    problems = list(check_words(module, known))
    if not problems:
        return None
    return next((re.findall("`([^`]+)`", text) for text in problems[0].helps
                 if text.startswith(("did you mean", "which one", "write"))), [])


def verdict(slip: Slip, offered: Sequence[str]) -> str:
    """right (alone), first (of several), among, nothing or wrong (another word alone)."""
    meant = {slip.word.text, slip.word.text.split("*")[0]} if slip.word.kind == "allele" else {slip.word.text}
    if not offered:
        return "nothing"
    if offered[0] in meant:
        return "right" if len(offered) == 1 else "first"
    return "wrong" if len(offered) == 1 else "among" if meant & set(offered) else "among others"


def measure(found: Sequence[Word], known: Vocabulary, each: int, seed: int = 1) -> dict[str, Counter[str]]:
    """Verdicts by kind of word; a slip that makes another known word counts as `another word` and is not judged."""
    chance = random.Random(seed)
    told: dict[str, Counter[str]] = {}
    for word in found:
        for slip in slips(word, chance, each):
            offered = suggestions(slip, known)
            told.setdefault(word.kind, Counter())["another word" if offered is None else verdict(slip, offered)] += 1
    return told


def share(told: Counter[str], *verdicts: str) -> float:
    """Per cent of the slips that can be seen."""
    seen = told.total() - told["another word"]
    return 100 * sum(told[verdict] for verdict in verdicts) / seen


def main() -> None:
    """Print a line for each kind of word."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=40, help="slips for each word")
    args = parser.parse_args()
    known = vocabulary.build(knowledge.load())
    told = measure(words(known), known, args.each)
    names = {kind: kind for kind in told} | {"all three": "gene allele drug"}
    told["all three"] = sum((told[kind] for kind in ("gene", "allele", "drug")), Counter())
    for kind in names:
        seen = told[kind].total() - told[kind]["another word"]
        figures = {"right first": ("right", "first"), "asked with it": ("among",), "asked without": ("among others",),
                   "nothing": ("nothing",), "another word alone": ("wrong",)}
        shown = ", ".join(f"{name} {share(told[kind], *verdicts):.1f}%" for name, verdicts in figures.items())
        print(f"{kind}: {seen} slips, {shown}")


if __name__ == "__main__":
    main()
