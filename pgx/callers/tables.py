"""Tables with a heading line: their columns are told by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pgx.callers.formats import Section, candidates, facts, first, meant, why_unused
from pgx.domain.calls import OutsideRow
from pgx.domain.errors import InputError

NAMELESS = "its line does not say whose it is, where the others do"
_COMMENT = re.compile(r"^#Solution (?P<number>\d+):")
_SAID = re.compile(r"\b(?P<key>cpic|cpic_score)=(?P<value>[^;\s]+)")


def headed(lines: Sequence[str], name: str, beside: Mapping[str, str]) -> list[OutsideRow] | None:
    """Rows of a table whose headings are known; None when they are not.

    `beside` holds what a second file says of this one, such as its gene. Raises InputError when that is not there.
    """
    start = next((n for n, line in enumerate(lines) if line.strip()), None)
    if start is None:
        return None
    heads = [cell.strip() for cell in lines[start].split("\t")]
    section = next((s for s in facts()["table"] if set(s["known_by"]) <= set(heads)), None)
    if section is None:
        return None
    rows = list(_cells(lines, start, heads))
    bad = [OutsideRow("", line=number, caller=section["caller"], unused="it has more columns than the headings name")
           for number, cells in rows if not cells]
    good = [(number, cells) for number, cells in rows if cells]
    if "solution" in section:
        return [*_solutions(good, section, lines), *bad]
    gene = _fixed_gene(section, name, beside)
    return [*(row for number, cells in good for row in _rows(number, cells, section, gene)), *bad]


def _cells(lines: Sequence[str], start: int, heads: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line numbers with cells by heading, no cells for a line that has too many; comments and blank lines passed over.
    """
    for number, line in enumerate(lines[start + 1:], start=start + 2):
        if line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
            cells += [""] * (len(heads) - len(cells))
            yield number, dict(zip(heads, cells, strict=True)) if len(cells) == len(heads) else {}


def _fixed_gene(section: Section, name: str, beside: Mapping[str, str]) -> str:
    """The gene that all rows are about; empty where a column says it."""
    if "gene_beside" not in section:
        return str(section.get("gene", ""))
    gene = beside.get(section["gene_beside"], "")
    if not gene:
        raise InputError(f"{name}: does not say its gene; give results.zip, or keep metadata.txt in the same folder")
    return gene


def _rows(number: int, cells: Mapping[str, str], section: Section, gene: str) -> Iterator[OutsideRow]:
    """One row for each candidate. Phenotype and score are of one candidate only when there is one."""
    whole = first(cells, section["diplotype"])
    found = candidates(whole, section.get("between"))
    phenotype, score = (meant(first(cells, section.get(key, ()))) for key in ("phenotype", "score"))
    told = first(cells, section.get("filter", ()))
    gene = gene or first(cells, section["gene_column"])
    plain = OutsideRow(gene, sample=first(cells, section["sample"]), line=number, caller=section["caller"])
    unused = why_unused(whole, told, section.get("believed", ())) if plain.sample else NAMELESS
    if unused and (told or not plain.sample or not (phenotype or score)):
        yield replace(plain, unused=unused)
    elif unused or len(found) == 1:
        yield replace(plain, diplotype="" if unused else found[0], phenotype=phenotype, score=score)
    else:
        yield from (replace(plain, diplotype=text) for text in found)


def _solutions(rows: Sequence[tuple[int, Mapping[str, str]]], section: Section,
               lines: Sequence[str]) -> list[OutsideRow]:
    """One row for each sample, gene and solution; several solutions are candidates, without phenotype or score."""
    found: dict[tuple[str, str, str], OutsideRow] = {}
    for number, cells in rows:
        sample, gene = first(cells, section["sample"]), first(cells, section["gene_column"])
        key = sample, gene, first(cells, section["solution"])
        if key not in found:
            major = first(cells, section["diplotype"])
            found[key] = OutsideRow(gene, major, sample=sample, line=number, caller=section["caller"],
                                    unused=why_unused(major, "", ()) if sample else NAMELESS)
    if len(found) != 1:
        return list(dict.fromkeys(found.values()))
    (_, _, solution), row = next(iter(found.items()))
    said = _commented(lines).get(solution, {})
    return [replace(row, phenotype=_phenotype(said.get("cpic", "")), score=meant(said.get("cpic_score", "")))]


def _commented(lines: Sequence[str]) -> dict[str, dict[str, str]]:
    """What the comment line of each solution says."""
    return {found["number"]: {m["key"]: m["value"] for m in _SAID.finditer(line)}
            for line in lines if (found := _COMMENT.match(line))}


def _phenotype(word: str) -> str:
    """`intermediate_metabolizer` and `intermediate` in words."""
    words = meant(word).replace("_", " ")
    return f"{words} metabolizer" if words and " " not in words else words
