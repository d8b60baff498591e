"""The words of the rounds: one for each state, each with a shape of its own."""

import pytest

from items.rounds.words import WORDS, spell_days_left, word_of

pytestmark = pytest.mark.usefixtures("in_march")


@pytest.mark.parametrize(
    ("state", "timing", "word"),
    [
        ("expected", "", "Not reported"),
        ("draft", "", "Draft"),
        ("awaiting_sign_off", "", "Awaiting sign-off"),
        ("returned", "late", "Returned"),
        ("awaiting_merge", "on_time", "On time"),
        ("awaiting_review", "late", "Late"),
        ("accepted", "made_up", "Made up"),
    ],
)
def test_every_state_has_one_word(state, timing, word):
    assert str(word_of(state, timing).label) == word


def test_no_two_words_share_a_shape():
    assert len({word.shape for word in WORDS.values()}) == len(WORDS)


@pytest.mark.parametrize(("days", "words"), [(2, "2 days left"), (0, "due today"), (-1, "1 day late")])
def test_days_are_spelt(days, words):
    assert spell_days_left(days) == words
