"""What a VCF header says: samples, contigs, the reference named, how FORMAT fields are declared.

PyVCF3 reads the declarations. It gives up on some valid headers (a contig whose ID is not first, escaped quotes, the
newer Number letters), so a lenient reading stands behind it, and the sample names are always taken from the #CHROM
line itself, split at tabs only.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pgx.domain.errors import InputError

SEX_WORDS = {"male": "male", "m": "male", "1": "male", "female": "female", "f": "female", "2": "female"}
FIXED = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
_FIELD = re.compile(r"(\w+)=(\"(?:[^\"\\]|\\.)*\"|[^,>]*)")


@dataclass(frozen=True, slots=True)
class Contig:
    """A `##contig` line. `length` in bases, None when not given."""

    name: str
    length: int | None
    assembly: str


@dataclass(frozen=True, slots=True)
class Header:
    """The parts of a header that pgx uses. `columns` counts the tab-separated columns of a data line."""

    samples: tuple[str, ...]
    columns: int
    lines: int
    contigs: tuple[Contig, ...] = ()
    reference: str = ""
    formats: dict[str, str] = field(default_factory=dict)     # FORMAT key -> Number
    version: str = ""                    # as in ##fileformat, "VCFv4.2"
    spans_by_length: bool = False        # records may reach further than REF and END say: by LEN or SVLEN alone
    declares_end: bool = False           # ##INFO END or SVLEN: records may be longer than their REF
    sexes: dict[str, str] = field(default_factory=dict)       # sample -> male or female, of ##SAMPLE lines


def parse_header(meta: Sequence[str], column_line: str, path: Path) -> Header:
    """Header from its `##` lines and the `#CHROM` line. InputError when the latter is missing, short or ambiguous."""
    columns = column_line.rstrip("\r\n").split("\t")
    where = f"{path.name}:{len(meta) + 1}"
    if tuple(columns[:8]) != FIXED:
        raise InputError(f"{where}: the #CHROM line does not have the eight tab-separated columns of a VCF")
    samples = tuple(columns[9:])
    if not samples:
        raise InputError(f"{where}: has no sample column: pgx needs genotypes, not a list of sites")
    if columns[8] != "FORMAT":
        raise InputError(f"{where}: column 9 of the #CHROM line is not FORMAT")
    seen: dict[str, int] = {}
    for number, name in enumerate(samples, 10):
        if name in seen:
            raise InputError(f"{where}: columns {seen[name]} and {number} have the same sample name: rename one")
        seen[name] = number
    lenient = _lenient(meta)
    formats = _strict_formats(meta, column_line)
    return Header(samples, len(columns), len(meta) + 1, tuple(_contigs(meta)), lenient.get("reference", ""),
                  _lenient_formats(meta) if formats is None else formats, lenient.get("fileformat", ""),
                  _spans_by_length(meta),
                  not _declared(meta, "INFO").isdisjoint(("END", "SVLEN")),
                  dict(_sexes(meta)))


def _sexes(meta: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Sample and sex of the ##SAMPLE lines that give one."""
    for line in meta:
        if line.startswith("##SAMPLE="):
            fields = {key.lower(): value for key, value in _fields(line.partition("=")[2]).items()}
            sex = SEX_WORDS.get(fields.get("sex", fields.get("gender", "")).lower())
            if sex:
                yield fields.get("id", ""), sex


def _spans_by_length(meta: Sequence[str]) -> bool:
    """Blocks with LEN, or structural variants with SVLEN where END may be left out (VCF 4.4 and later)."""
    info = _declared(meta, "INFO")
    may_omit = "END" not in info or _lenient(meta).get("fileformat", "") >= "VCFv4.4"
    return "LEN" in _declared(meta, "FORMAT") or ("SVLEN" in info and may_omit)


def _declared(meta: Sequence[str], kind: str) -> set[str]:
    """IDs of the INFO or FORMAT lines, wherever in the line they stand."""
    return {_fields(line.partition("=")[2]).get("ID", "") for line in meta if line.startswith(f"##{kind}=")}


def _strict_formats(meta: Sequence[str], column_line: str) -> dict[str, str] | None:
    """Number of each FORMAT field as PyVCF3 reads it (None for "."), or None when it refuses the header."""
    import vcf  # noqa: PLC0415  80 ms to import; simulate and --help do without

    columns = "\t".join(column_line.rstrip("\r\n").split("\t")[:9])
    text = "\n".join([*(line for line in meta if line.startswith("##FORMAT")), columns, ""])
    try:
        declared = vcf.Reader(io.StringIO(text)).formats
    except Exception:  # noqa: BLE001  (it raises SyntaxError, IndexError, ValueError, ... on valid headers)
        return None
    letters = {None: ".", -1: "A", -2: "G", -3: "R"}
    return {key: letters.get(entry.num, str(entry.num)) for key, entry in declared.items()}


def _lenient(meta: Sequence[str]) -> dict[str, str]:
    pairs = (line[2:].partition("=") for line in meta)
    return {key: value.strip() for key, _, value in pairs if not value.startswith("<")}


def _lenient_formats(meta: Sequence[str]) -> dict[str, str]:
    rows = (_fields(line.partition("=")[2]) for line in meta if line.startswith("##FORMAT="))
    return {row.get("ID", ""): row.get("Number", "") for row in rows}


def _contigs(meta: Sequence[str]) -> Iterator[Contig]:
    for line in meta:
        if line.startswith("##contig="):
            fields = _fields(line.partition("=")[2])
            length = fields.get("length", "")
            yield Contig(fields.get("ID", ""), _whole(length), fields.get("assembly", ""))


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _fields(value: str) -> dict[str, str]:
    return {key: text.strip('"') for key, text in _FIELD.findall(value)}
