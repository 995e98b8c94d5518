"""Files of callers with a piece missing, doubled or replaced: read, or refused in one line, never anything else."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pgx.domain.errors import InputError
from tests.callers.test_formats import FILES, zipped
from tests.end_to_end.people import engine

CONTENTS = [p.read_bytes() for p in sorted(FILES.rglob("*")) if p.is_file()]
TABLE = b"\tGenotype\tPhenotype\tHaplotype1\tHaplotype2\nP1\t*1/*2\t\t\t\n"
CONTENTS.append(zipped(data_tsv=TABLE, metadata_txt=b"Gene=TPMT"))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file with up to three pieces cut out, repeated, or overwritten."""
    content = draw(st.sampled_from(CONTENTS))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(content)))
        stop = min(len(content), start + draw(st.integers(0, 30)))
        piece = draw(st.one_of(st.just(b""), st.just(content[start:stop] * 2), st.binary(max_size=4),
                               st.sampled_from([b"\t", b"\n", b'"', b"{", b"null", b"1e999", b"/", b"*", b";", b"-"])))
        content = content[:start] + piece + content[stop:]
    return content


@given(damaged())
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_damage_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    """No traceback; what is used has a gene of ours; a refusal is one line that begins with the file."""
    path = tmp_path / "x"
    path.write_bytes(content)
    calls, messages, refusal = (), (), "x"
    try:
        calls, messages = engine().read_outside(path)
    except InputError as refused:
        refusal = str(refused)
    assert refusal.startswith("x")
    assert "\n" not in refusal
    assert {call.gene for call in calls} <= engine().knowledge.genes.keys()
    assert all(message.text.startswith("x") for message in messages)
    for call in calls:
        assert call.unused or call.diplotype or call.phenotype or call.score
