"""Pipes that close, disks that are full, locales without letters, targets that are no plain file, Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pgx.cli.output import write_whole
from pgx.domain.errors import InputError
from tests.cli.running import PATIENT, PGX, inside, process
from tests.paths import ROOT

CALL = ("call", PATIENT, "--json")
FULL = Path("/dev/full")


@pytest.mark.parametrize("words", [CALL, ("call", PATIENT), ("kb", "show", "--drugs"),
                                   ("simulate", "CYP2C19=*1/*2", "-o", "-")], ids=["json", "text", "kb", "simulate"])
def test_reader_that_stops_reading_is_no_problem_found(words):
    """Exit 141 as every tool that SIGPIPE ends, never 1, and nothing on stderr."""
    words = tuple(map(str, words))
    running = subprocess.Popen([*PGX, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    running.stdout.close()
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (141, b"")


@pytest.mark.skipif(not FULL.is_char_device(), reason="no /dev/full here")
@pytest.mark.parametrize("words", [CALL, ("kb", "show", "--drugs"), ("report", PATIENT, "-o", FULL)],
                         ids=["json", "kb", "report"])
def test_full_disk_is_one_line_and_exit_3(words):
    with FULL.open("wb") as full:
        done = process(*words, stdout=full)
    assert done.returncode == 3
    assert done.stderr.decode().count("\n") == 1
    assert b"No space left on device" in done.stderr
    assert FULL.is_char_device()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_data_is_utf8_whatever_the_locale(encoding):
    """JSON is UTF-8 by its standard; a score such as ≥3.0 must not end the run."""
    plain = process(*CALL).stdout
    odd = process(*CALL, env={**os.environ, "PYTHONIOENCODING": encoding, "LC_ALL": "C"})
    assert (odd.returncode, odd.stdout) == (0, plain)
    assert "≥".encode() in plain


def test_report_to_stdout(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert inside(capsys, monkeypatch, "report", PATIENT, "-o", "-").out.startswith("<!DOCTYPE html>")
    assert list(tmp_path.iterdir()) == []


def test_link_keeps_pointing_and_pipe_is_written_not_replaced(tmp_path):
    (tmp_path / "file").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    write_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new"
    os.mkfifo(tmp_path / "pipe")
    reader = subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE)
    write_whole(tmp_path / "pipe", "text")
    assert reader.communicate(timeout=10)[0] == b"text"
    assert (tmp_path / "pipe").is_fifo()


def test_rights_are_those_of_any_new_file_or_of_the_old_one(tmp_path):
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "new", "x")
    finally:
        os.umask(before)
    (tmp_path / "old").touch(mode=0o600)
    write_whole(tmp_path / "old", "x")
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("new", "old")] == [0o640, 0o600]


def test_nothing_is_left_behind_when_writing_fails(tmp_path, monkeypatch):
    """The rename fails: the old file stays, the new one goes."""
    (tmp_path / "report.html").write_text("old")

    def fail(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(InputError, match="cannot be written: Permission denied"):
        write_whole(tmp_path / "report.html", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert (tmp_path / "report.html").read_text() == "old"


def test_interrupt_leaves_nothing_and_says_nothing(tmp_path):
    """Ctrl-C while a report waits for its file on stdin: exit 130, no traceback, no file."""
    running = subprocess.Popen([*PGX, "report", "-", "-o", tmp_path / "out.html"], stdin=subprocess.PIPE,
                               stderr=subprocess.PIPE, cwd=ROOT)
    running.stdin.write(b"##fileformat=VCFv4.2\n")
    running.stdin.flush()
    time.sleep(2)
    running.send_signal(signal.SIGINT)
    err = running.communicate(timeout=60)[1]
    assert running.returncode == 130
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []
