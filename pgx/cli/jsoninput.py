"""JSON that people write: every way of being none is one line; a name given twice is not read as the last of them."""

from __future__ import annotations

import json

from pgx.domain.errors import InputError


def read_json(text: str, file: str = "") -> object:
    """The value. Raises InputError saying where (`file`, when it has a name) and what is wrong."""
    where = f"{file}: " if file else ""
    try:
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        told = f"{file}:{error.lineno}: not JSON: {error.msg}" if file else (
            f"not JSON: {error.msg} at column {error.colno}")
        raise InputError(told) from error
    except InputError as error:
        raise InputError(f"{where}{error}") from None
    except (RecursionError, ValueError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else "a number too long"
        raise InputError(f"{where}not usable as JSON: {why}") from error


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A name that is there twice would lose one of its values."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"`{twice}` is there twice; leave one")
    return found
