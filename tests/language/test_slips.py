"""One wrong letter in a word of the real vocabulary: what is offered, on a seeded sample (all of it: `slips.py`)."""

from __future__ import annotations

from random import Random

import pytest

from pgx import knowledge
from pgx.knowledge import vocabulary
from pgx.rules import Vocabulary
from tests.language.slips import Word, measure, share, slips, suggestions, words

OPPOSITES = ({"UM", "RM", "NM", "IM", "PM"}, {"likely-IM", "likely-PM"}, {"increased", "decreased"})


@pytest.fixture(scope="module")
def known() -> Vocabulary:
    """The shipped knowledge base's words."""
    return vocabulary.build(knowledge.load())


def sample(known: Vocabulary, kind: str, count: int) -> list[Word]:
    """Some words of one kind."""
    found = [word for word in words(known) if word.kind == kind]
    return Random(3).sample(found, min(count, len(found)))


@pytest.mark.parametrize(("kind", "least"), [("drug", 98), ("gene", 92), ("allele", 84)])
def test_right_word_comes_first(known: Vocabulary, kind: str, least: float) -> None:
    """Alone, or first among those that are as near; another word alone is next to never offered."""
    told = measure(sample(known, kind, 25), known, 8)[kind]
    assert share(told, "right", "first") >= least
    assert share(told, "wrong") <= 0.5


def test_a_result_is_never_taken_for_its_opposite(known: Vocabulary) -> None:
    """Offered alone, a result is the one that was meant; where several are as near, the question names them."""
    chance = Random(5)
    for word in sample(known, "result", 40):
        for slip in slips(word, chance, 8):
            offered = suggestions(slip, known)
            if offered is not None and len(offered) == 1:
                assert not any({offered[0], word.text} <= group for group in OPPOSITES) or offered[0] == word.text
