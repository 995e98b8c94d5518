"""A multipart body streamed to disk, with a limit on everything a stranger chooses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from anyio import to_thread
from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from pgx.service.problems import ProblemError

BLOCK = 1 << 20           # bytes gathered before they are parsed and written, away from the event loop
LONGEST_FIELD = 1 << 18   # bytes of a field that is not a file
LONGEST_HEADER = 1 << 13
MOST_PARTS = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part. `filename` is the client's, its folders and control characters cut off."""

    path: Path
    filename: str


@dataclass(slots=True)
class Form:
    """The parts of a body: texts by field, in order; files by field, one each."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)


async def limited(request: Request, limit: int) -> AsyncIterator[bytes]:
    """The body in blocks of about `BLOCK` bytes. Raises ProblemError (413) as soon as more than `limit` is certain."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > limit:
        raise too_large(limit)
    received, block = 0, bytearray()
    async for chunk in request.stream():
        received += len(chunk)
        if received > limit:
            raise too_large(limit)
        block += chunk
        if len(block) >= BLOCK:
            yield bytes(block)
            block.clear()
    yield bytes(block)


async def receive_form(request: Request, folder: Path, *, limit: int, files: Collection[str]) -> Form:
    """Read the whole body; parts named in `files` go to disk in `folder`, others are short texts.

    Raises ProblemError when the body is too large, cut off or no multipart.
    """
    _, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if not 0 < len(boundary) <= 200:
        raise ProblemError("invalid-request", "the multipart body has no boundary")
    reader = _Reader(folder, files)
    parser = MultipartParser(boundary, reader.callbacks())  # type: ignore[arg-type]  # its type lists optional keys
    try:
        async for block in limited(request, limit):
            await to_thread.run_sync(partial(parser.write, block))
    except FormParserError as error:
        raise ProblemError("invalid-request", "the multipart body is malformed") from error
    finally:
        reader.close()
    if not reader.complete:
        raise ProblemError("invalid-request", "the upload was cut off: the multipart body has no end; send it again")
    return reader.form


def too_large(limit: int) -> ProblemError:
    """413, saying what would be accepted; the connection is closed, as the rest of the body is not read."""
    detail = f"the limit for this kind of request is {limit / 1e6:g} MB"
    return ProblemError("too-large", detail, headers={"Connection": "close"})


class _Reader:
    """Callbacks of the multipart parser: keeps the state of the part being read."""

    def __init__(self, folder: Path, files: Collection[str]) -> None:
        self.form = Form()
        self.complete = False
        self._folder, self._files = folder, files
        self._parts = 0
        self._name, self._header, self._value = "", bytearray(), bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._text = bytearray()
        self._file: BinaryIO | None = None

    def callbacks(self) -> Mapping[str, object]:
        """As python-multipart wants them."""
        return {"on_part_begin": self._begin, "on_header_field": self._header_field,
                "on_header_value": self._header_value, "on_header_end": self._header_end,
                "on_headers_finished": self._start, "on_part_data": self._data, "on_part_end": self._end,
                "on_end": self._finish}

    def close(self) -> None:
        """Close a file left open by a body that ended early."""
        if self._file is not None:
            self._file.close()

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise ProblemError("too-large", f"more than {MOST_PARTS} parts")
        self._headers, self._text, self._file = {}, bytearray(), None

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]
        self._check_header()

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._check_header()

    def _check_header(self) -> None:
        if len(self._header) + len(self._value) > LONGEST_HEADER:
            raise ProblemError("too-large", "a header of a part is too long")

    def _header_end(self) -> None:
        self._headers[bytes(self._header).lower()] = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _start(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        if self._name not in self._files:
            return
        if self._name in self.form.files:
            raise ProblemError("invalid-request", f"the field `{self._name}` is there twice; send one file")
        path = self._folder / f"{self._name}.upload"
        self.form.files[self._name] = Upload(path, clean(options.get(b"filename", b"").decode("utf-8", "replace")))
        self._file = path.open("wb")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
            return
        self._text += data[start:end]
        if len(self._text) > LONGEST_FIELD:
            raise ProblemError("too-large", f"a text field is longer than {LONGEST_FIELD} bytes")

    def _end(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            return
        try:
            text = self._text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ProblemError("invalid-request", "a text field is not UTF-8") from error
        self.form.fields.setdefault(self._name, []).append(text)

    def _finish(self) -> None:
        self.complete = True


def clean(filename: str) -> str:
    """The last part of a client's file name, printable, at most 255 characters; "upload" if nothing is left."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:255].strip() or "upload"
