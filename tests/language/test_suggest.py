"""Did you mean: right, or asking, never another patient."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pgx.rules import check
from pgx.rules.suggest import closest, did_you_mean, distance
from tests.language.words import WORDS, module

RESULTS = ("UM", "RM", "NM", "IM", "PM", "indeterminate", "untested")
DRUGS = ("clopidogrel", "codeine", "capecitabine", "carbamazepine")


@pytest.mark.parametrize(("word", "known", "expected"), [
    ("MP", RESULTS, ("PM",)), ("pm", RESULTS, ("PM",)), ("XM", RESULTS, ("IM", "NM", "PM", "RM", "UM")),
    ("PX", RESULTS, ()), ("codiene", DRUGS, ("codeine",)), ("clopidogrl", DRUGS, ("clopidogrel",)),
    ("aspirin", DRUGS, ()),
], ids=["swapped", "case", "tie asks", "one letter of two", "swap", "missing letter", "far"])
def test_nearest_words(word: str, known: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """One to suggest, several to ask about, none when far."""
    assert closest(word, known) == expected


def test_tie_is_a_question() -> None:
    """Listed, not guessed."""
    assert did_you_mean("XM", RESULTS) == "which one is meant: `IM`, `NM`, `PM`, `RM`, `UM`?"


@given(st.sampled_from(RESULTS[:5]), st.integers(0, 1), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_one_wrong_letter_in_two_is_never_answered_with_another_result(right: str, at: int, letter: str) -> None:
    """`UM` for `PM` would be a different patient."""
    typed = right[:at] + letter + right[at + 1:]
    found = closest(typed, RESULTS)
    assert len(found) != 1 or found[0] == right or sorted(found[0]) == sorted(typed)


@given(st.text("ABC", max_size=6), st.text("ABC", max_size=6))
def test_distance_is_symmetric_and_zero_only_for_equals(a: str, b: str) -> None:
    """A swap of neighbours costs one."""
    assert distance(a, b) == distance(b, a)
    assert (distance(a, b) == 0) == (a == b)
    assert distance("AB" + a, "BA" + a) == 1


@pytest.mark.parametrize(("typed", "code", "said"), [
    ("copies of CYP4F23", "PGX109", "write `CYP4F2*3`"), ("copies of 7CYP4F2*3", "PGX101", "did you mean `CYP4F2`?"),
    ("HLA-*57:01", "PGX101", "did you mean `HLA-B`?"), ("copies of CYP4F2*33", "PGX103", "did you mean `CYP4F2*3`?"),
], ids=["star missing", "digit in front", "letter missing", "digit too many"])
def test_slip_in_an_allele_is_a_question_of_words_not_of_grammar(typed: str, code: str, said: str) -> None:
    """The line is read, and the vocabulary says what may be meant."""
    found = check([module(f"rule r\n  for codeine\n  when {typed} is 1\n  then stop\n")], WORDS)
    assert [(p.code, p.helps[0]) for p in found][:1] == [(code, said)]
