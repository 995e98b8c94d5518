"""Rules released as a bundle: the same bytes for the same rules, refused when touched, replaced only by what works."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from pgx import knowledge
from pgx.cli.rules import command
from pgx.domain.errors import KnowledgeError, UsageError
from pgx.knowledge.bundle import ARRAYS, MANIFEST, SIGNATURE, read_bundle, unpack, zipped
from tests.language.test_commands import FILE

Touch = Callable[[dict[str, bytes]], None]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rules folder, in force, with one file and a cache of its own."""
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "codeine.pgx").write_text(FILE, encoding="utf-8")
    monkeypatch.setenv("PGX_RULES", str(rules))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return rules


def pgx(*args: str | Path) -> Result:
    """Run `pgx rules ...`."""
    return CliRunner().invoke(command, [str(arg) for arg in args])


def built(folder: Path) -> Path:
    """A bundle of the folder."""
    out = folder.parent / "rules.pgxb"
    result = pgx("build", "-o", out)
    assert (result.exit_code, result.exception) == (0, None), result.output
    return out


def edit(folder: Path, old: str, new: str) -> None:
    """Change the rule file."""
    file = folder / "codeine.pgx"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def keys(folder: Path, name: str) -> tuple[Path, Path]:
    """A private and a public key in files."""
    key = Ed25519PrivateKey.generate()
    private, public = folder.parent / f"{name}.pem", folder.parent / f"{name}.pub"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private, public


def test_same_rules_make_the_same_bytes(folder: Path) -> None:
    """No times, no order of the disk."""
    first = built(folder).read_bytes()
    assert built(folder).read_bytes() == first


def test_bundle_answers_as_its_files_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PGX_RULES may be a bundle."""
    known = knowledge.load()
    plain = knowledge.load_rules(known)
    monkeypatch.setenv("PGX_RULES", str(built(folder)))
    found = knowledge.load_rules(known)
    assert (found.sha256, found.to_json()) == (plain.sha256, plain.to_json())


def test_bundle_is_no_rule_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` without files has nothing to check then; named files still work beside it."""
    monkeypatch.setenv("PGX_RULES", str(built(folder)))
    assert isinstance(pgx("check").exception, UsageError)
    assert pgx("check", folder).exit_code == 0


def swap_advice(parts: dict[str, bytes]) -> None:
    """Another text, its hash put right."""
    name = next(name for name in parts if name.endswith(".pgx"))
    parts[name] = parts[name].replace(b"|| test-first |", b"|| no-advice  |")
    manifest = json.loads(parts[MANIFEST])
    from pgx.knowledge.bundle import sha256

    manifest["parts"][name] = sha256(parts[name])
    parts[MANIFEST] = json.dumps(manifest).encode()


def other_arrays(parts: dict[str, bytes]) -> None:
    """A part changed, its hash left."""
    parts[ARRAYS] = parts[ARRAYS].replace(b"usual dose", b"avoid", 1)


def more(parts: dict[str, bytes]) -> None:
    """A part that nobody listed."""
    parts["rules/rules/more.pgx"] = b"guideline a.b\n"


def old_engine(parts: dict[str, bytes]) -> None:
    """Compiled by another engine."""
    parts[MANIFEST] = parts[MANIFEST].replace(b'"engine": "', b'"engine": "0')


def no_manifest(parts: dict[str, bytes]) -> None:
    """Nothing to compare with."""
    del parts[MANIFEST]


@pytest.mark.parametrize(("touch", "said"), [
    (swap_advice, "its arrays are not what its texts say"),
    (other_arrays, "is not what the manifest says"),
    (more, "is not what the manifest says"),
    (old_engine, "built with another engine"),
    (no_manifest, "has no manifest"),
], ids=lambda value: getattr(value, "__name__", None))
def test_touched_bundle_is_refused_and_the_good_one_stays(folder: Path, touch: Touch, said: str) -> None:
    """Neither verified nor activated; what was active is still active."""
    good = built(folder)
    active = folder.parent / "active.pgxb"
    assert pgx("activate", good, active).exit_code == 0
    parts = unpack(good)
    touch(parts)
    bad = folder.parent / "bad.pgxb"
    bad.write_bytes(zipped(parts))
    for arguments in (("verify", bad), ("activate", bad, active)):
        error = pgx(*arguments).exception
        assert isinstance(error, KnowledgeError)
        assert said in str(error)
    assert str(error).startswith(f"{active}: ")                 # never the name of the copy that was tried
    assert active.read_bytes() == good.read_bytes()
    assert sorted(p.name for p in folder.parent.iterdir() if "active" in p.name) == ["active.pgxb"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x80\x04\x95" + bytes(40)], ids=["empty", "cut", "a pickle"])
def test_what_is_no_bundle_is_said_to_be_none(folder: Path, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in a file is executed."""
    bad = folder.parent / "bad.pgxb"
    bad.write_bytes(data)
    monkeypatch.setenv("PGX_RULES", str(bad))
    with pytest.raises(KnowledgeError, match="is not a rule bundle"):
        knowledge.load_rules(knowledge.load())


def test_failing_example_keeps_the_old_bundle(folder: Path) -> None:
    """Build tries the new bundle before it replaces the old one."""
    out = built(folder)
    before = out.read_bytes()
    edit(folder, "| *1/*1  ||", "| *4/*4  ||")
    error = pgx("build", "-o", out).exception
    assert isinstance(error, KnowledgeError)
    assert "1 of its examples fail" in str(error)
    assert out.read_bytes() == before


def test_previous_bundle_is_kept_to_go_back_to(folder: Path) -> None:
    """One step, either way."""
    out = built(folder)
    first = out.read_bytes()
    edit(folder, "severity none", "severity minor")
    built(folder)
    previous = out.with_name("rules.pgxb.previous")
    assert previous.read_bytes() == first
    assert pgx("activate", previous, out).exit_code == 0
    assert out.read_bytes() == first


def test_signature_names_its_key_and_breaks_when_touched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unsigned, signed by another, signed and changed: all refused when a key is asked for."""
    out = built(folder)
    private, public = keys(folder, "ours")
    _, theirs = keys(folder, "theirs")
    monkeypatch.setenv("PGX_RULES", str(out))
    monkeypatch.setenv("PGX_RULES_KEY", str(public))
    known = knowledge.load()
    with pytest.raises(KnowledgeError, match="is not signed"):
        knowledge.load_rules(known)
    assert pgx("sign", out, "--key", private).exit_code == 0
    assert knowledge.load_rules(known).drugs == ("codeine",)
    assert "signed by sha256:" in pgx("verify", out, "--key", public).stderr
    assert "not by the key given" in str(pgx("verify", out, "--key", theirs).exception)
    parts = unpack(out)
    parts[MANIFEST] += b"\n"
    out.write_bytes(zipped(parts))
    with pytest.raises(KnowledgeError, match="its signature does not hold"):
        read_bundle(out)


def test_signature_is_part_of_the_bundle(folder: Path) -> None:
    """One file to hand over; the signed manifest is the one that was built."""
    out = built(folder)
    before = unpack(out)[MANIFEST]
    private, _ = keys(folder, "ours")
    pgx("sign", out, "--key", private)
    with zipfile.ZipFile(out) as archive:
        assert SIGNATURE in archive.namelist()
        assert archive.read(MANIFEST) == before


def test_key_that_is_none_is_wrong_usage(folder: Path) -> None:
    """And is never printed."""
    out = built(folder)
    key = folder.parent / "key.pem"
    key.write_text("secret words", encoding="utf-8")
    error = pgx("sign", out, "--key", key).exception
    assert isinstance(error, UsageError)
    assert "secret" not in str(error)


def test_bench_measures_every_step(folder: Path) -> None:
    """Figures, not limits: those are for people to read."""
    result = pgx("bench", "--json")
    figures = {figure["what"]: figure["value"] for figure in json.loads(result.stdout)["figures"]}
    assert (figures["files"], figures["drugs"], figures["tables, rules and reminders"]) == (1, 1, 1)
    assert len(figures) == 15
    assert min(figures.values()) > 0
