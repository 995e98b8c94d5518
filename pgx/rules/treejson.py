"""The tree of a rule file as JSON and back. Canonical: without layout, comments, places and defaults.

A name is a string, a number a decimal string; every other node is an object of its fields. `schema()` describes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from pgx.rules import syntax
from pgx.rules.syntax import Header, Module, Word

SCHEMA = "pgx.rule-file/1"
BLOCKS: Mapping[str, Any] = {kind.__name__.lower(): kind for kind in get_args(syntax.Block)}


def document(module: Module) -> dict[str, object]:
    """One rule file."""
    blocks = [{"block": type(block).__name__.lower(), **encoded(block)} for block in module.blocks]
    return {"schema": SCHEMA, "file": module.file, "header": encoded(module.header), "blocks": blocks}


def encoded(node: Any) -> Any:  # noqa: ANN401 - any node of the tree
    """A node as JSON."""
    if isinstance(node, Word):
        return node.text
    if isinstance(node, Decimal):
        return f"{node:f}"
    if isinstance(node, tuple):
        return [encoded(item) for item in node]
    if not is_dataclass(node):
        return node
    kind: Any = type(node)
    found = ((field, getattr(node, field.name)) for field in told(kind))
    return {field.name: encoded(value) for field, value in found if value != field.default}


@cache
def told(kind: Any) -> tuple[Field[Any], ...]:  # noqa: ANN401 - a dataclass type
    """Fields that carry meaning: places never take part in comparison."""
    return tuple(field for field in fields(kind) if field.compare)


def module_of(found: Mapping[str, Any]) -> Module:
    """The tree of a document. Raises ValueError naming the place of what is not one."""
    if not isinstance(found, Mapping) or found.get("schema") != SCHEMA:
        raise ValueError(f"not a rule file: `schema` must be `{SCHEMA}`")
    blocks = []
    for n, block in enumerate(found.get("blocks", ())):
        kind = BLOCKS.get(block.get("block", "")) if isinstance(block, Mapping) else None
        if kind is None:
            raise ValueError(f"blocks[{n}]: `block` must be one of {', '.join(BLOCKS)}")
        blocks.append(decoded(kind, {k: v for k, v in block.items() if k != "block"}, f"blocks[{n}]"))
    return Module(str(found.get("file", "")), decoded(Header, found.get("header"), "header"), tuple(blocks))


def decoded(kind: Any, raw: Any, where: str) -> Any:  # noqa: ANN401 - one line for each kind of node
    """A node of a declared type."""
    if get_origin(kind) is UnionType:
        inner = next(arg for arg in get_args(kind) if arg is not type(None))
        return None if raw is None else decoded(inner, raw, where)
    if get_origin(kind) is tuple:
        return tuple_of(get_args(kind), raw, where)
    if kind is Word:
        return Word(expect(str, raw, where))
    if kind is Decimal:
        return number(raw, where)
    if is_dataclass(kind):
        return node_of(kind, expect(dict, raw, where), where)
    return expect(kind, raw, where)


def expect(kind: Any, raw: Any, where: str) -> Any:  # noqa: ANN401 - JSON
    """A JSON value of one type."""
    if not isinstance(raw, kind):
        raise ValueError(f"{where}: expected {kind.__name__}, got {type(raw).__name__}")  # noqa: TRY004 - bad input
    return raw


def number(raw: Any, where: str) -> Decimal:  # noqa: ANN401 - JSON
    """A decimal string."""
    try:
        return Decimal(expect(str, raw, where))
    except InvalidOperation:
        raise ValueError(f"{where}: `{raw}` is not a number") from None


def tuple_of(args: tuple[Any, ...], raw: Any, where: str) -> tuple[Any, ...]:  # noqa: ANN401 - JSON
    """A list, of one type or of a fixed length."""
    items = expect(list, raw, where)
    kinds = (args[0],) * len(items) if args[-1] is Ellipsis else args
    if len(kinds) != len(items):
        raise ValueError(f"{where}: expected {len(kinds)} items, got {len(items)}")
    return tuple(decoded(kind, item, f"{where}[{n}]") for n, (kind, item) in enumerate(zip(kinds, items, strict=True)))


def node_of(kind: Any, raw: Mapping[str, Any], where: str) -> Any:  # noqa: ANN401 - a dataclass type
    """A node from the object of its fields."""
    hints, known = get_type_hints(kind), {field.name: field for field in told(kind)}
    wrong = [name for name in raw if name not in known]
    missing = [name for name, field in known.items() if name not in raw and field.default is MISSING]
    if wrong or missing:
        raise ValueError(f"{where}: " + (f"unknown field `{wrong[0]}`" if wrong else f"lacks `{missing[0]}`"))
    return kind(**{name: decoded(hints[name], value, f"{where}.{name}") for name, value in raw.items()})


def schema() -> dict[str, object]:
    """The JSON Schema of a document, made from the tree's own types."""
    defs: dict[str, object] = {}
    blocks = []
    for name, kind in BLOCKS.items():
        described(kind, defs)
        blocks.append({"type": "object", "properties": {"block": {"const": name}}, "required": ["block"],
                       "$ref": f"#/$defs/{kind.__name__}"})
        properties: dict[str, object] = defs[kind.__name__]["properties"]  # type: ignore[index]  # JSON as read
        properties["block"] = {"const": name}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, "title": "A pgx rule file",
            "type": "object", "required": ["schema", "header", "blocks"], "additionalProperties": False,
            "properties": {"schema": {"const": SCHEMA}, "file": {"type": "string"},
                           "header": described(Header, defs), "blocks": {"type": "array", "items": {"anyOf": blocks}}},
            "$defs": defs}


def described(kind: Any, defs: dict[str, Any]) -> dict[str, object]:  # noqa: ANN401 - a type
    """The schema of a declared type; nodes go to `defs`."""
    if get_origin(kind) is UnionType:
        inner = next(arg for arg in get_args(kind) if arg is not type(None))
        return {"anyOf": [described(inner, defs), {"type": "null"}]}
    if get_origin(kind) is tuple:
        args = get_args(kind)
        if args[-1] is Ellipsis:
            return {"type": "array", "items": described(args[0], defs)}
        return {"type": "array", "prefixItems": [described(arg, defs) for arg in args], "minItems": len(args),
                "maxItems": len(args)}
    if kind is Decimal:
        return {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
    if kind is Word or not is_dataclass(kind):
        return {"type": "boolean" if kind is bool else "string"}
    node: Any = kind
    if node.__name__ not in defs:
        describe_node(node, defs)
    return {"$ref": f"#/$defs/{node.__name__}"}


def describe_node(kind: Any, defs: dict[str, Any]) -> None:  # noqa: ANN401 - a dataclass type
    """The schema of a node, which may hold itself."""
    defs[kind.__name__] = {}
    hints = get_type_hints(kind)
    defs[kind.__name__] = {
        "type": "object", "description": " ".join((kind.__doc__ or "").split()), "additionalProperties": False,
        "properties": {field.name: described(hints[field.name], defs) for field in told(kind)},
        "required": [field.name for field in told(kind) if field.default is MISSING]}
