"""One look-up as a source table has it: source, drug, population, and a value for each gene."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pgx.domain.errors import UsageError
from pgx.domain.knowledge import Drug, Knowledge, SourcePopulation
from pgx.domain.patient import Context
from pgx.facts.context import read_context, resolve_drug
from pgx.lookup.keys import Told, read_value

FIELDS = ("source", "drug", "population", "lookup", "facts")
ANY = "*"
TABLE = "table"         # a population that is a product: its own table, no fact about the patient


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the tables of one source. `part` narrows it to tables whose names begin so, `table` to one; `kind`
    does as `part` where the drug has such a table. `context` is what population and facts say about the patient."""

    source: str
    part: str
    table: str
    drug: Drug
    genes: tuple[Told, ...]
    context: Context = field(default_factory=Context)
    kind: str = ""


def read_query(document: object, knowledge: Knowledge) -> Query:
    """A query from JSON. Raises UsageError naming the field, the value and what is allowed."""
    if not isinstance(document, dict):
        raise UsageError("a query is an object with source, drug and lookup")
    unknown = [name for name in document if name not in FIELDS]
    if unknown:
        raise UsageError(f"unknown field `{unknown[0]}`; known: {', '.join(FIELDS)}")
    source, _, part = text_of(document, "source").upper().partition("_")
    lookup = document.get("lookup")
    if not isinstance(lookup, dict) or not lookup:
        raise UsageError("`lookup` must be an object of genes and their values")
    genes = tuple(told for gene, value in lookup.items() for told in read_value(gene, value, knowledge))
    told = population_of(source, document.get("population"), knowledge)
    facts: dict[str, object] = {**told.facts, **extra_facts(document.get("facts"))}
    table = str(facts.pop(TABLE, ""))
    drug = resolve_drug(text_of(document, "drug"), knowledge)
    context = read_context(facts, knowledge)
    return Query(source, part.lower(), table, drug, genes, context, "" if part else told.kind)


def text_of(document: Mapping[str, object], name: str) -> str:
    """A field that must be there and be text."""
    value = document.get(name)
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"`{name}` must be given as text")
    return value.strip()


def population_of(source: str, population: object, knowledge: Knowledge) -> SourcePopulation:
    """What a population of this source says about the patient. Raises UsageError for one that is not known."""
    if population is not None and not isinstance(population, str):
        raise UsageError("`population` must be text")
    if population is None:
        return knowledge.populations[ANY, ""]
    word = population.strip()
    found = [knowledge.populations[key] for key in ((source, word), (ANY, word)) if key in knowledge.populations]
    found += [told for (owner, name), told in knowledge.populations.items()
              if owner in {source, ANY} and name.endswith(ANY) and word.startswith(name.removesuffix(ANY))]
    if not found:
        known = sorted({name for owner, name in knowledge.populations if owner in {source, ANY} and name})
        raise UsageError(f"unknown population `{word}` of {source}; known: {', '.join(known)}")
    return found[0]


def extra_facts(facts: object) -> Mapping[str, object]:
    """Further facts of the patient, named as in a context file."""
    if facts is not None and not isinstance(facts, dict):
        raise UsageError('`facts` must be an object, such as {"age": 40}')
    return facts or {}
