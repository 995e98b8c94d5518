"""Compiled rules as JSON: a dataclass is the list of its fields, a tuple a list. Read back by declared type."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints, overload

from pgx.rules import compiled

Reader = Callable[[Any], Any]
T = TypeVar("T")


def encode(value: object) -> str:
    """Compact JSON."""
    return json.dumps(_plain(value), separators=(",", ":"), ensure_ascii=False)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple | list | Later):
        return [_plain(item) for item in value]
    return value


def compiled_format() -> str:
    """Short hash of the shape of compiled rules: what one engine wrote, another of this format can read."""
    kinds = [kind for _, kind in sorted(vars(compiled).items()) if isinstance(kind, type) and is_dataclass(kind)]
    shape = [f"{kind.__name__}({', '.join(f'{f.name}: {f.type}' for f in fields(kind))})" for kind in kinds]
    return hashlib.sha256("; ".join(shape).encode()).hexdigest()[:8]


class Later(Sequence[T]):
    """A sequence whose items are built when first asked for: one drug needs few of all tables."""

    def __init__(self, read: Callable[[Any], T], raw: list[Any]) -> None:
        self._read, self._raw = read, raw
        self._built: dict[int, T] = {}

    def __len__(self) -> int:
        return len(self._raw)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if index not in self._built:
            self._built[index] = self._read(self._raw[index])
        return self._built[index]


class LaterMap(Mapping[str, T]):
    """The same by name."""

    def __init__(self, names: Sequence[str], items: Sequence[T]) -> None:
        self._at, self._items = {name: i for i, name in enumerate(names)}, items

    def __getitem__(self, name: str) -> T:
        return self._items[self._at[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)


def decode(text: str, types: Sequence[Any]) -> tuple[Any, ...]:
    """The values of `types` back; a `Later` type is built item by item, when used.

    Raises ValueError when the text is not such a list of values.
    """
    try:
        raw = json.loads(text)
        return tuple(reader(kind)(item) for kind, item in zip(types, raw, strict=True))
    except (TypeError, KeyError, IndexError) as error:
        raise ValueError(f"not a compiled rule set: {error}") from error


@cache
def reader(kind: Any) -> Reader:  # noqa: ANN401 - a type, as written in an annotation
    """A function that builds a value of `kind` from JSON."""
    origin = get_origin(kind)
    if origin is Later:
        inside = reader(get_args(kind)[0])
        return lambda raw: Later(inside, raw)
    if origin is tuple:
        return _tuple_reader(get_args(kind))
    if origin is UnionType:
        inner = reader(next(arg for arg in get_args(kind) if arg is not type(None)))
        return lambda raw: None if raw is None else inner(raw)
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    return lambda raw: raw


def _tuple_reader(args: tuple[Any, ...]) -> Reader:
    if len(args) == 2 and args[1] is Ellipsis:
        if args[0] in {str, int, bool, float}:
            return tuple
        item = reader(args[0])
        return lambda raw: tuple(map(item, raw))
    if all(arg in {str, int, bool, float} for arg in args):
        return tuple
    items = [reader(arg) for arg in args]
    return lambda raw: tuple(read(value) for read, value in zip(items, raw, strict=True))


def _dataclass_reader(kind: Any) -> Reader:  # noqa: ANN401 - a dataclass type
    hints = get_type_hints(kind)
    readers = [reader(hints[field.name]) for field in fields(kind)]
    return lambda raw: kind(*(read(value) for read, value in zip(readers, raw, strict=True)))
