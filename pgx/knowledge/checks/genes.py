"""Positions, definitions and alleles of a gene agree with each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pgx.domain.errors import KnowledgeError
from pgx.knowledge import building
from pgx.knowledge.checks.content import Content, line_of
from pgx.knowledge.checks.problem import Problem
from pgx.knowledge.tables import LIST, Row

_DNA = re.compile(r"[ACGT]+")
_SUBSTITUTION = re.compile(r"[gm]\.(\d+)([ACGT])>([ACGT])")
_READABLE = frozenset({"definition", "extra", "ignored"})


def _bases(row: Row) -> Iterator[str]:
    bases = [row["ref"], *row["alts"].split(LIST)]
    if not all(_DNA.fullmatch(base) for base in bases):
        yield f"bases `{'/'.join(bases)}` are not DNA"
    if len(set(bases)) != len(bases):
        yield f"bases `{'/'.join(bases)}` name one twice"
    if row["ref37"] and row["ref37"] not in bases:
        yield f"GRCh37 base `{row['ref37']}` is none of `{'/'.join(bases)}`"


def _hgvs(row: Row) -> Iterator[str]:
    """Each single-base change that is named is one of the bases, at this position."""
    for name in row["hgvs"].split("; "):
        match = _SUBSTITUTION.fullmatch(name)
        if match and (match[1] != row["pos38"] or match[2] != row["ref"] or match[3] not in row["alts"].split(LIST)):
            yield f"`{name}` disagrees with {row['pos38']} {row['ref']}>{row['alts']}"


def positions(content: Content) -> Iterator[Problem]:
    """Bases are DNA, the GRCh37 base is one of them, key and HGVS name say the same place."""
    for gene, folder in content.genes.items():
        name = f"genes/{gene}/positions.tsv"
        for at, row in enumerate(folder.positions):
            texts = []
            if row["position"].split(":")[0] != row["pos38"]:
                texts.append(f"key `{row['position']}` is not position {row['pos38']}")
            if row["role"] in _READABLE:
                if not (row["pos38"].isdecimal() and row["pos37"].isdecimal()):
                    texts.append("has no position in one of the assemblies")
                texts += [*_bases(row), *_hgvs(row)]
            for text in texts:
                yield Problem(name, line_of(at), "KB301", text)


def definitions(content: Content) -> Iterator[Problem]:
    """Bases of a definition are bases of its position, and the readable name is the position's."""
    for gene, folder in content.genes.items():
        name = f"genes/{gene}/definitions.tsv"
        known = {row["position"]: row for row in folder.positions}
        for at, row in enumerate(folder.definitions):
            position = known.get(row["position"])
            if position is None:
                continue
            bases = {position["ref"], *position["alts"].split(LIST)}
            wrong = [base for base in row["bases"].split(LIST) if row["bases"] and base not in bases]
            if wrong:
                yield Problem(name, line_of(at), "KB302", f"`{wrong[0]}` is no base of {row['position']}")
            if row["name"] not in {position["rsid"], position["hgvs"].split(";")[0]}:
                yield Problem(name, line_of(at), "KB303", f"`{row['name']}` is not the name of {row['position']}")


def unused(content: Content) -> Iterator[Problem]:
    """Every defining position defines an allele."""
    for gene, folder in content.genes.items():
        used = {row["position"] for row in folder.definitions}
        for at, row in enumerate(folder.positions):
            if row["role"] == "definition" and row["position"] not in used:
                yield Problem(f"genes/{gene}/positions.tsv", line_of(at), "KB310",
                              f"`{row['position']}` is in no definition")


def alleles(content: Content) -> Iterator[Problem]:
    """One reference; every haplotype is defined; no two active alleles have one definition."""
    for gene, folder in content.genes.items():
        name = f"genes/{gene}/alleles.tsv"
        references = [row["allele"] for row in folder.alleles if row["reference"]]
        wanted = [folder.settings["reference"]] if "reference" in folder.settings else []
        if references != wanted:
            yield Problem(name, 0, "KB304", f"reference is `{', '.join(references)}`, gene.toml says "
                                            f"`{', '.join(wanted)}`")
        yield from _allele_definitions(name, folder)


def _allele_definitions(name: str, folder: building.GeneFolder) -> Iterator[Problem]:
    defined: dict[str, dict[str, str]] = {}
    for row in folder.definitions:
        if row["bases"]:
            defined.setdefault(row["allele"], {})[row["position"]] = row["bases"]
    seen: dict[tuple[tuple[str, str], ...], str] = {}
    for at, row in enumerate(folder.alleles):
        own = tuple(sorted(defined.get(row["allele"], {}).items()))
        if row["reference"] and any(LIST not in bases for _, bases in own):
            yield Problem(name, line_of(at), "KB305", "the reference allele is defined by a single base somewhere")
        if row["kind"] != "haplotype" or row["status"] != "active" or row["reference"]:
            continue
        if not own:
            yield Problem(name, line_of(at), "KB306", f"haplotype `{row['allele']}` has no definition")
        elif own in seen:
            yield Problem(name, line_of(at), "KB307", f"`{row['allele']}` is defined like `{seen[own]}`")
        seen.setdefault(own, row["allele"])


def builds(content: Content) -> Iterator[Problem]:
    """Every gene can be built."""
    for gene, folder in content.genes.items():
        try:
            building.build(folder)
        except (KnowledgeError, KeyError, ValueError) as error:
            yield Problem(f"genes/{gene}", 0, "KB308", f"cannot be built: {error}")
        if folder.settings.get("symbol") != gene:
            yield Problem(f"genes/{gene}/gene.toml", 0, "KB309", "symbol is not the name of the folder")


ALL: tuple[Callable[[Content], Iterator[Problem]], ...] = (positions, definitions, unused, alleles, builds)
