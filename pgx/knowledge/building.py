"""One gene folder -> one `Gene`: gene.toml, alleles.tsv, positions.tsv, definitions.tsv, results.tsv."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pgx.domain.errors import KnowledgeError
from pgx.domain.genes import Allele, AlleleKind, CallingMethod, Fallback, Gene, Inheritance, Marker, Proxy, Tag
from pgx.domain.genome import Position
from pgx.knowledge import resultrules, tables
from pgx.knowledge.tables import LIST, Row

MATCHED_ROLES = frozenset({"definition", "extra"})


@dataclass(frozen=True, slots=True)
class GeneFolder:
    """The files of one gene, read but not interpreted. `settings` is gene.toml."""

    settings: Mapping[str, Any]
    alleles: Sequence[Row]
    positions: Sequence[Row]
    definitions: Sequence[Row]
    results: Sequence[Row]
    history: Sequence[Row] = ()


def read_folder(folder: Path, *, history: bool = False) -> GeneFolder:
    """The files of one gene. Raises KnowledgeError when one is missing or not a table of its kind."""
    try:
        settings = tomllib.loads((folder / "gene.toml").read_text("utf-8"))
    except FileNotFoundError:
        raise KnowledgeError(f"{folder}: no gene.toml") from None
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{folder / 'gene.toml'}: {error}") from error

    def rows(table: tables.Table) -> Sequence[Row]:
        return tables.read(folder / f"{table.name}.tsv", table)

    return GeneFolder(settings, rows(tables.ALLELES), rows(tables.POSITIONS), rows(tables.DEFINITIONS),
                      rows(tables.RESULTS), rows(tables.HISTORY) if history else ())


def _position(symbol: str, row: Row) -> Position:
    """A position; where the GRCh37 base is not known the GRCh38 one stands in (the source says they are equal
    everywhere but at listed places)."""
    alts = tuple(row["alts"].split(LIST)) if row["alts"] else ()
    return Position(f"{symbol}:{row['position']}", symbol, row["chrom"], int(row["pos38"]), int(row["pos37"] or 0),
                    row["ref"], alts, row["ref37"] or row["ref"], row["rsid"] or None, row["hgvs"], row["role"])


def _mask(bases: str, position: Position, where: str) -> int:
    """Bit mask of the allele numbers that `bases` (joined by `|`) allows at a position."""
    mask = 0
    for base in bases.split(LIST):
        if base not in position.bases:
            raise KnowledgeError(f"{where}: `{base}` is no base of {position.id} ({'/'.join(position.bases)})")
        mask |= 1 << position.bases.index(base)
    return mask


def _definitions(folder: GeneFolder, index: Mapping[str, int], positions: Sequence[Position]
                 ) -> tuple[dict[str, dict[int, int]], frozenset[str]]:
    """Allele -> {position index: mask}, and the alleles with a part that has no VCF form."""
    definitions: dict[str, dict[int, int]] = {}
    unwritable = set()
    for row in folder.definitions:
        at = index.get(row["position"])
        if at is None or not row["bases"]:
            unwritable.add(row["allele"])
            continue
        where = f"{folder.settings['symbol']} {row['allele']}"
        definitions.setdefault(row["allele"], {})[at] = _mask(row["bases"], positions[at], where)
    return definitions, frozenset(unwritable)


def _allele(row: Row, definition: Mapping[int, int]) -> Allele:
    return Allele(
        name=row["allele"],
        kind=AlleleKind(row["kind"]),
        is_reference=row["reference"] == "yes",
        definition=definition,
        match_score=int(row["match_score"] or 0),
        function=row["function"],
        activity=resultrules.score_of(row["activity"]),
        components=tuple(row["components"].split(LIST)) if row["components"] else (),
        reported_as=row["reported_as"],
        ignored=row["status"] == "ignored",
        retired=row["status"] == "retired",
        replaced_by=row["replaced_by"],
    )


def _share_function(alleles: Sequence[Allele]) -> tuple[Allele, ...]:
    """Sub-alleles that are reported under another name have the function of that name."""
    by_name = {allele.name: allele for allele in alleles}

    def shared(allele: Allele) -> Allele:
        target = by_name.get(allele.reported_as)
        if target is None or allele.function:
            return allele
        return replace(allele, function=target.function, activity=target.activity)

    return tuple(shared(allele) for allele in alleles)


def _specials(settings: Mapping[str, Any], place: Callable[[str], int]) -> dict[str, Any]:
    """What makes the gene special, as fields of `Gene`. `place` turns a position key into its index."""
    places = settings.get("positions", {})
    fallback = settings.get("fallback")
    return {
        "required": frozenset(place(key) for key in places.get("required", ())),
        "key_positions": frozenset(place(key) for key in places.get("core_panel", ())),
        "unphased_priorities": tuple((frozenset(p["among"]), p["pick"]) for p in settings.get("prefer", ())),
        "markers": tuple(Marker(m["name"], place(m["position"]), tuple(m["letters"]))
                         for m in settings.get("marker", ())),
        "proxies": tuple(Proxy(p["allele"], place(p["direct"]), place(p["indirect"]), p["code"], p["mismatch"])
                         for p in settings.get("proxy", ())),
        "fallback": fallback and Fallback(place(fallback["position"]), tuple(fallback["diplotypes"]),
                                          fallback["code"]),
        "function_rank": tuple(settings.get("function_rank", ())),
        "tie_preference": tuple(settings.get("tie_preference", ())),
        "notes": tuple(settings.get("notes", ())),
    }


def _tag(symbol: str, positions: Sequence[Position], allele: str, at: int, base: str, *rest: str) -> Tag:
    """A tag variant. Raises KnowledgeError when its base is none of its position."""
    if base not in positions[at].bases:
        raise KnowledgeError(f"{symbol}/gene.toml: `{base}` is no base of {positions[at].id}")
    return Tag(allele, at, positions[at].bases.index(base), *rest)


def _texts(specials: Mapping[str, Any], messages: Mapping[str, str]) -> dict[str, str]:
    """Texts of the codes that the gene's data names."""
    fallback = specials["fallback"]
    codes = [*specials["notes"], *(c for p in specials["proxies"] for c in (p.code, p.mismatch)),
             *((fallback.code,) if fallback else ())]
    return {code: messages[code] for code in codes if code in messages}


def build(folder: GeneFolder, messages: Mapping[str, str] = MappingProxyType({})) -> Gene:
    """The gene. `messages` maps message codes to texts.

    Raises KnowledgeError when a definition or a setting names something that is not there.
    """
    settings = folder.settings
    symbol = settings["symbol"]
    listed = [(row["position"], _position(symbol, row)) for row in folder.positions]
    matched = [(key, position) for key, position in listed if position.role in MATCHED_ROLES and position.alts]
    positions = tuple(position for _, position in matched)
    index = {key: at for at, (key, _) in enumerate(matched)}

    def place(key: str) -> int:
        if key not in index:
            raise KnowledgeError(f"{symbol}/gene.toml: `{key}` is no position that is matched")
        return index[key]

    definitions, unwritable = _definitions(folder, index, positions)
    alleles = [_allele(row, {} if row["allele"] in unwritable else definitions.get(row["allele"], {}))
               for row in folder.alleles]
    specials = _specials(settings, place)
    tags = tuple(_tag(symbol, positions, t["allele"], place(t["position"]), t["base"], t["accuracy"], t["source"])
                 for t in settings.get("tag", ()))
    return Gene(
        symbol=symbol,
        chrom=settings["chromosome"],
        inheritance=Inheritance(settings["inheritance"]),
        calling=CallingMethod(settings["calling"]),
        results=resultrules.build(settings, folder.results),
        positions=positions,
        unmatched=tuple(p for _, p in listed if p.role not in MATCHED_ROLES or not p.alts),
        alleles=_share_function(alleles),
        undocumented_as_reference=settings["undocumented"] == "reference",
        structural=settings.get("structural", False),
        extra_positions=frozenset(at for at, p in enumerate(positions) if p.role == "extra"),
        version=settings["version"],
        texts=_texts(specials, messages),
        tags=tags,
        **specials,
    )
