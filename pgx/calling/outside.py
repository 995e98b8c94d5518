"""Results made by other callers, judged row by row; a line is gene, diplotype, phenotype, activity score, sample."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from pgx.calling.names import natural_key, strand_name
from pgx.calling.notices import notice
from pgx.calling.outside_names import Refused, clean_diplotype, clean_phenotype, known_result, resolve
from pgx.calling.tags import CARRIED, NOT_CARRIED
from pgx.domain.calls import CallStatus, Diplotype, GeneCall, OutsideCall, OutsideRow
from pgx.domain.genes import Gene, Inheritance, Score
from pgx.domain.messages import Message

_NO_CALL = re.compile(r"^\.([/|]\.)?$")
_HEADER = "gene"
TAGS = (CARRIED, NOT_CARRIED)            # what was read beside a typing stays told


def parse_outside(told: Iterable[str | OutsideRow], source: str,
                  genes: Mapping[str, Gene]) -> tuple[tuple[OutsideCall, ...], tuple[Message, ...]]:
    """Calls of a file, and one message for each line that cannot be used; the other lines stay usable.

    Lines are gene, diplotype, phenotype, activity score and sample, tab separated. Blank lines, lines that start with
    "#", a header line and no-calls ("./.") are passed over. Genes that another caller knows and we do not are counted.
    """
    calls: list[OutsideCall] = []
    messages: list[Message] = []
    strange = 0
    for row in _rows(told):
        if row.caller and row.gene and row.gene not in genes:
            strange += 1
            continue
        where = ":".join((source, *([str(row.line)] if row.line else ())))
        try:
            found, notes = _judge(row, genes)
        except Refused as refused:
            messages.append(Message("outside-line-refused", f"{where}: {refused}; the line is not used", refused.gene,
                                    "problem"))
            continue
        if found is not None:
            calls.append(replace(found, source=f"{source} ({row.caller})" if row.caller else source))
        messages += [Message(m.code, f"{where}: {m.text}", m.gene, m.level) for m in notes]
    return tuple(calls), (*messages, *_strange(source, strange))


def _rows(told: Iterable[str | OutsideRow]) -> Iterator[OutsideRow]:
    for number, item in enumerate(told, start=1):
        if isinstance(item, OutsideRow):
            yield item
        elif item.strip() and not item.startswith("#") and item.split("\t")[0].strip().lower() != _HEADER:
            fields = [" ".join(field.split()) for field in item.split("\t")]
            gene, diplotype, phenotype, score, sample, *_ = (*fields, "", "", "", "")
            yield OutsideRow(gene, diplotype, phenotype, score, sample, number)


def _strange(source: str, count: int) -> tuple[Message, ...]:
    text = f"{source}: {count} results of other genes than those of this knowledge base are passed over"
    return (Message("outside-other-genes", text, level="note"),) if count else ()


def _judge(row: OutsideRow, genes: Mapping[str, Gene]) -> tuple[OutsideCall | None, tuple[Message, ...]]:
    gene = genes.get(row.gene)
    if gene is None:
        raise Refused(row.unused or "names no gene of this knowledge base")
    if row.unused:
        return OutsideCall(gene.symbol, line=row.line, sample=row.sample, unused=row.unused), ()
    diplotype, phenotype, score = row.diplotype, row.phenotype, row.score
    if _NO_CALL.match(diplotype) and not phenotype and not score:
        return None, ()
    if not diplotype and not phenotype and not score:
        raise Refused("no diplotype, phenotype or activity score", gene.symbol)
    strands, notes = clean_diplotype(gene, diplotype) if diplotype else ((), ())
    result = known_result(gene, clean_phenotype(gene, phenotype))
    if phenotype and not result:
        text = f"the phenotype is not a result of {gene.symbol}"
        if not strands and not score:
            raise Refused(text, gene.symbol)
        notes = (*notes, Message("outside-unknown-phenotype", f"{text}; it is passed over", gene.symbol, "warning"))
    return OutsideCall(gene.symbol, "/".join(strands), result, _score(gene, score), line=row.line, sample=row.sample,
                       assumes_reference=row.assumes_reference), notes


def not_used(gene: str, outside: Iterable[OutsideCall]) -> tuple[Message, ...]:
    """What is said of results of a gene that their own caller does not stand by."""
    return tuple(Message("outside-not-used", f"the result from {call.source} is not used, because {call.unused}", gene)
                 for call in outside if call.gene == gene and call.unused)


def _score(gene: Gene, text: str) -> Score | None:
    if not text or text.lower() in ("n/a", "na", "."):
        return None
    number = text.replace(">=", "≥")
    try:
        value = Decimal(number.removeprefix("≥"))
    except InvalidOperation:
        raise Refused("the activity score is not a number", gene.symbol) from None
    if not value.is_finite() or value < 0:
        raise Refused("the activity score is not a number of 0 or more", gene.symbol)
    return Score(value, number.startswith("≥"))


def apply_outside(gene: Gene, call: GeneCall, outside: Sequence[OutsideCall]) -> GeneCall:
    """The call with results from outside in its place, of which at least one must be used to change anything."""
    outside = [supplied for supplied in outside if not supplied.unused]
    if not outside:
        return call
    source = "; ".join(dict.fromkeys(supplied.source for supplied in outside if supplied.source)) or "outside call"
    diplotypes, messages = [], [notice(gene, "outside-call", source)]
    for supplied in outside:
        if supplied.diplotype:
            diplotype, unknown = _diplotype(gene, supplied.diplotype)
            diplotypes.append(diplotype)
            messages += [notice(gene, "outside-unknown-allele", name) for name in unknown]
            if len(diplotype.strands) < 2 and gene.inheritance is Inheritance.AUTOSOMAL:
                messages.append(notice(gene, "outside-one-allele", diplotype.name))
    distinct = list({d.strands: d for d in diplotypes}.values())
    shared = tuple(replace(d, probability=1.0 / len(distinct)) for d in distinct)
    possible = tuple(whole for d in shared for whole in _completed(gene, d))
    return replace(
        call, status=CallStatus.AMBIGUOUS if len(shared) > 1 else CallStatus.CALLED, diplotypes=shared, variants=(),
        possible=possible, untested=False, phased=bool(shared), effectively_phased=bool(shared), missing=(),
        uncallable=(), source=source, messages=(*messages, *(m for m in call.messages if m.code in TAGS)))


def _completed(gene: Gene, known: Diplotype) -> tuple[Diplotype, ...]:
    """Every diplotype that one supplied allele of two may be half of; the diplotype itself when it is whole, or when
    the alleles are not all listed."""
    if len(known.strands) != 1 or gene.inheritance is not Inheritance.AUTOSOMAL or not gene.defined:
        return (known,)
    others = [a.name for a in gene.alleles if not a.ignored and not a.retired]
    pairs = [tuple(sorted((known.strands[0], (name,)), key=lambda strand: natural_key(strand_name(strand))))
             for name in others]
    return tuple(Diplotype("/".join(map(strand_name, pair)), pair, known.probability / len(pairs)) for pair in pairs)


def _diplotype(gene: Gene, text: str) -> tuple[Diplotype, tuple[str, ...]]:
    """A diplotype with its strands looked up and in printed order, and the names the gene does not know."""
    found = sorted((resolve(gene, part) for part in text.split("/")),
                   key=lambda strand: (len(strand.alleles), natural_key(strand.printed)))
    unknown = tuple(name for strand in found for name in strand.unknown)
    return Diplotype("/".join(s.printed for s in found), tuple(s.alleles for s in found)), unknown
