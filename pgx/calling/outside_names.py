"""Spellings of alleles and phenotypes in other callers' results, brought to the knowledge base's names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pgx.calling.names import strand_name
from pgx.calling.notices import notice
from pgx.domain.genes import AlleleKind, CallingMethod, Gene, Inheritance
from pgx.domain.messages import Message

_FIELDS = re.compile(r"^(\*\d+:\d+)(?:(?::\d+)+[A-Z]?|[GP])$")  # an HLA allele in three or four fields, or a group
_TWO_FIELDS = re.compile(r"^\*\d+:\d+$")
_SUBALLELE = re.compile(r"(?<=\*)(\d+[A-Z]?)\.\d{3}(?!\d)")  # *4.021 of PharmVar: its core allele is *4
_NO_STAR = re.compile(r"^(?=\d+:\d+)")
_COPIES = re.compile(r"^(?P<allele>\*\w+?)x(?P<count>\d+)$")  # *1x7
_UNSIZED = re.compile(r"x[Nn]\b|x$")
_PLUS = re.compile(r"\s*\+\s*(?=\*)|\s+\+\s+")
_PREFIX = re.compile(r"^[cgmn]\.")
_ABBREVIATIONS = {"PM": "Poor Metabolizer", "IM": "Intermediate Metabolizer", "NM": "Normal Metabolizer",
                  "EM": "Normal Metabolizer", "RM": "Rapid Metabolizer", "UM": "Ultrarapid Metabolizer"}
_BRACKETED = re.compile(r"\s*\((?:PM|IM|NM|EM|RM|UM)\)$", re.IGNORECASE)


class Refused(ValueError):  # noqa: N818 - reads as what happened to the line
    """A line that cannot be used, and why, without a word of what it says of the patient.

    `gene` is empty when not even that is known.
    """

    def __init__(self, reason: str, gene: str = "") -> None:
        super().__init__(reason)
        self.gene = gene


@dataclass(frozen=True, slots=True)
class Resolved:
    """A strand in the knowledge base's names; `unknown` are names it does not have, kept as written."""

    alleles: tuple[str, ...]
    printed: str
    unknown: tuple[str, ...] = ()


def clean_diplotype(gene: Gene, text: str) -> tuple[tuple[str, ...], tuple[Message, ...]]:
    """Strand texts without gene prefixes, HLA names cut to two fields.

    Raises Refused for more than two strands, an unsized multiplication, another gene's allele, or an HLA name that
    does not say which two-field allele it is: taken as another allele it would read as a negative test.
    """
    parts = [_without_gene(gene, part.strip()) for part in text.replace("|", "/").split("/")]
    if gene.inheritance is Inheritance.MITOCHONDRIAL and len(set(parts)) == 1:
        parts = parts[:1]
    if len(parts) > 2 or not all(parts):
        raise Refused("the diplotype is not one allele or two alleles", gene.symbol)
    if any(_UNSIZED.search(part) for part in parts):
        raise Refused("the diplotype gives no number of copies; write x2 or x≥3", gene.symbol)
    notes, cut = [], []
    for part in parts:
        short = _FIELDS.sub(r"\1", _NO_STAR.sub("*", part)) if _by_fields(gene) else _SUBALLELE.sub(r"\1", part)
        if _by_fields(gene) and not _TWO_FIELDS.match(short) and gene.allele(short) is None:
            example = gene.results.positives[0]
            raise Refused(f"an allele is not named in two fields, such as `{example}`", gene.symbol)
        if short != part:
            notes.append(Message("outside-allele-shortened", f"`{part}` is read as `{short}`", gene.symbol, "note"))
        cut.append(short)
    notes += [notice(gene, "outside-unknown-allele", name) for part in cut for name in resolve(gene, part).unknown]
    return tuple(cut), tuple(notes)


def _without_gene(gene: Gene, part: str) -> str:
    """`CYP2C9 *2` and `A*02:01` (of HLA-A) without their gene."""
    for prefix in (gene.symbol, gene.symbol.rpartition("-")[2]):
        if part.startswith(prefix) and part.removeprefix(prefix).lstrip().startswith(("*", "[")):
            return part.removeprefix(prefix).lstrip()
    if re.match(r"^[A-Z][A-Z0-9-]*\s*\*", part):
        raise Refused("an allele names another gene", gene.symbol)
    return part


def resolve(gene: Gene, part: str) -> Resolved:
    """A strand text looked up: the exact name first, then other spellings of it, then each part of a combination."""
    names = {a.name: a.name for a in gene.alleles}
    names |= {a.reported_as: a.reported_as for a in gene.alleles if a.reported_as}
    open_list = gene.calling is CallingMethod.OUTSIDE_ONLY
    bare = part.removeprefix("[").removesuffix("]").strip()
    found = _lookup(names, bare)
    if found is not None:
        return Resolved((found,), bare if _COPIES.match(bare) else found)
    pieces = tuple(piece.strip() for piece in _PLUS.split(bare))
    several = _by_parts(gene, pieces)
    if several is not None:
        return Resolved((several,), several)
    looked = tuple(_lookup(names, piece) or piece for piece in pieces)
    unknown = () if open_list and not gene.defined else tuple(p for p in looked if p not in names)
    return Resolved(looked, strand_name(looked) if len(looked) > 1 else looked[0], unknown)


def _by_fields(gene: Gene) -> bool:
    """Whether alleles are told apart by their names alone, at the resolution of the listed ones."""
    return gene.calling is CallingMethod.OUTSIDE_ONLY and any(map(_TWO_FIELDS.match, gene.results.positives))


def _lookup(names: dict[str, str], text: str) -> str | None:
    """The known name a text means: alike but for spaces, order of tandem parts, ">=", HGVS prefix, many copies."""
    if text in names:
        return text
    spelled = _spelling(text)
    alike = [name for name in names if _spelling(name) == spelled]
    if len(alike) == 1:
        return alike[0]
    several = _COPIES.match(text)
    if several and int(several["count"]) >= 3:
        return names.get(f"{several['allele']}x≥3")
    return None


def _by_parts(gene: Gene, pieces: Sequence[str]) -> str | None:
    """The allele of several copies that has just these parts: `*2 + *2` is `*2x2`."""
    parts = sorted(name for piece in pieces for name in _single(piece))
    if len(parts) < 2:
        return None
    alike = [a.name for a in gene.alleles if a.kind is AlleleKind.MULTIPLE and sorted(a.components) == parts]
    return alike[0] if len(alike) == 1 else None


def _single(piece: str) -> list[str]:
    found = _COPIES.match(piece)
    return [found["allele"]] * min(int(found["count"]), 9) if found else [piece]


def _spelling(name: str) -> tuple[str, ...]:
    plain = _PREFIX.sub("", name.replace(">=", "≥"))
    return tuple(sorted("".join(piece.split()) for piece in re.split(r"\+(?=\s*\*)", plain)))


def clean_phenotype(gene: Gene, text: str) -> str:
    """A phenotype in the field's present words: "Extensive Metabolisers", "NM" and "Normal Metabolizer (NM)" are
    one."""
    words = " ".join(text.split())
    if words.startswith(f"{gene.symbol} "):
        words = words.removeprefix(f"{gene.symbol} ")
    words = _BRACKETED.sub("", words)
    if words.upper() in _ABBREVIATIONS:
        return _ABBREVIATIONS[words.upper()]
    words = re.sub(r"\bmetaboli[sz]ers?\b", "Metabolizer", words, flags=re.IGNORECASE)
    words = re.sub(r"\b(?:extensive|normal)\b(?= Metabolizer)", "Normal", words, flags=re.IGNORECASE)
    return re.sub(r"\b(poor|intermediate|rapid|ultrarapid|likely|possible)\b(?=.* Metabolizer)",
                  lambda m: m[0].capitalize(), words, flags=re.IGNORECASE)


def known_result(gene: Gene, words: str) -> str:
    """The gene's own spelling of a result, or of listed alleles as positive or negative; "" for any other words,
    which would pass for a test without a result."""
    rules = gene.results
    for name in (*rules.pairs.values(), *(b.phenotype for b in rules.bins), rules.indeterminate):
        if name.lower() == words.lower():
            return name
    told = [" ".join(part.split()).removeprefix(gene.symbol) for part in words.split(";")]
    stated = {f"{allele} {status}" for allele in rules.positives
              for status in ("positive", "negative", "indeterminate")}
    return "; ".join(told) if words and set(told) <= stated else ""
