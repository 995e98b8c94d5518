"""HLA typings: OptiType, HLA-HD and T1K. A locus without a second allele is half a result unless the caller says that
both are the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pgx.callers.formats import NO_CALL, facts
from pgx.domain.calls import OutsideRow

NOT_SO = "it is not as the caller writes its lines"


def typed(lines: Sequence[str]) -> list[OutsideRow] | None:
    """Rows of an HLA typing; None when the lines are no such thing."""
    filled = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not filled:
        return None
    first = filled[0][1]
    for section in facts()["hla"]["columns"]:
        if set(section["known_by"]) <= {cell.strip() for cell in first.split("\t")}:
            return _by_columns(filled, section)
    if re.match(facts()["t1k"]["line"], first):
        return [row for number, line in filled for row in _t1k(number, line)]
    split = [(number, [cell.strip() for cell in line.split("\t")]) for number, line in filled]
    if _is_locus(split[0][1]) and any(_is_allele(cells[0], cell) for _, cells in split for cell in cells[1:]):
        return [_by_locus(number, cells) for number, cells in split]
    return None


def _by_columns(filled: Sequence[tuple[int, str]], section: dict[str, object]) -> list[OutsideRow]:
    """A solution on each line, all kept; the same pair twice is one candidate."""
    heads = [cell.strip() for cell in filled[0][1].rstrip("\r\n").split("\t")]
    loci: dict[str, list[str]] = section["loci"]  # type: ignore[assignment]  # JSON as read
    found: dict[tuple[str, str], OutsideRow] = {}
    for number, line in filled[1:]:
        cells = dict(zip(heads, (cell.strip() for cell in line.split("\t")), strict=False))
        for locus, columns in loci.items():
            row = _row(locus, [cells.get(column, "") for column in columns], number, str(section["caller"]))
            found.setdefault((locus, row.diplotype), row)
    return list(found.values())


def _is_locus(cells: Sequence[str]) -> bool:
    """Whether a line is a locus with its alleles, or with a word for no result."""
    locus, *alleles = cells
    return bool(re.fullmatch(r"[A-Z][A-Z0-9]*", locus) and alleles) and all(
        _is_allele(locus, a) or a == facts()["hla"]["not_second"] or facts().says_nothing(a) for a in alleles)


def _is_allele(locus: str, text: str) -> bool:
    prefix = re.escape(facts()["hla"]["prefix"])
    return bool(re.fullmatch(rf"(?:{prefix})?{re.escape(locus)}\*\d+(?::\d+)+[A-Z]?", text))


def _by_locus(number: int, cells: Sequence[str]) -> OutsideRow:
    """HLA-HD: a second `-` says that both alleles are the first."""
    caller = facts()["hla_hd"]["caller"]
    if not _is_locus(cells):
        return OutsideRow("", line=number, caller=caller, unused=NOT_SO)
    locus, *alleles = cells
    if len(alleles) == 2 and alleles[1] == facts()["hla"]["not_second"]:
        alleles[1] = alleles[0]
    return _row(locus, alleles, number, caller)


def _t1k(number: int, line: str) -> list[OutsideRow]:
    """Allele calls of quality above 0. One allele is both when the caller counts one different allele; ties and
    secondary alleles of quality above 0 are candidates."""
    caller = facts()["t1k"]["caller"]
    if not re.match(facts()["t1k"]["line"], line):
        return [OutsideRow("", line=number, caller=caller, unused=NOT_SO)]
    gene, count, *_ = cells = line.split()
    one, two = (_believed(cells[at], cells[at + 2]) for at in (2, 5))
    pairs: list[tuple[str, ...]] = [(a, b) for a in one for b in two] or [(a,) for a in one or two]
    if count == "1" and one and not two:
        pairs = [(a, a) for a in one]
    pairs += [pair for allele in _secondary(cells[8:]) for pair in _swapped(pairs, allele)]
    rows = [OutsideRow(gene, "/".join(pair), line=number, caller=caller) for pair in dict.fromkeys(pairs)]
    return rows or [OutsideRow(gene, line=number, caller=caller, unused=NO_CALL)]


def _believed(alleles: str, quality: str) -> list[str]:
    """The alleles of one call, tied ones all; none when its quality is not above 0."""
    if facts().says_nothing(alleles) or float(quality) <= 0:
        return []
    return alleles.split(facts()["t1k"]["ties"])


def _secondary(cells: Sequence[str]) -> Iterable[str]:
    for said in (cells[0].split(facts()["t1k"]["secondary"]) if cells else ()):
        allele, *figures = said.split(";")
        if len(figures) == 2 and re.fullmatch(r"[0-9.]+", figures[1]) and float(figures[1]) > 0:
            yield allele


def _swapped(pairs: Sequence[tuple[str, ...]], allele: str) -> Iterable[tuple[str, ...]]:
    """The pairs with one of their alleles exchanged."""
    return [(*pair[:at], allele, *pair[at + 1:]) for pair in pairs for at in range(len(pair))]


def _row(locus: str, alleles: Sequence[str], number: int, caller: str) -> OutsideRow:
    gene = locus if locus.startswith(facts()["hla"]["prefix"]) else facts()["hla"]["prefix"] + locus
    read = [allele for allele in alleles if not facts().says_nothing(allele)]
    unused = "" if read else NO_CALL
    return OutsideRow(gene, "/".join(read), line=number, caller=caller, unused=unused)
