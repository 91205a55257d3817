"""No model, however little it has learnt, writes a broken character."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etude.inference.characters import WholeCharacters
from etude.inference.sampling import choose, find_odds
from etude.media.symbols import BEGIN, END
from etude.media.text.utf8 import DEAD, WHOLE, draw_steps
from etude.media.text.vocabulary import Bytes, learn_characters

LISTED = learn_characters(["床前明月光\n"])
# " t", the three bytes of 明, and two strings that end and begin within a character
STRINGS = Bytes(((34, 118), (232, 154), (259, 144), (152, 232), (144, 34)))
BOTH = pytest.mark.parametrize("vocabulary", [LISTED, STRINGS], ids=["characters", "bytes"])


@BOTH
@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_whatever_a_model_likes_it_writes_whole_characters(vocabulary, seed: int) -> None:
    chance = np.random.default_rng(seed)
    constraint, written = WholeCharacters(vocabulary), []
    for _ in range(60):
        logits = (4 * chance.standard_normal(vocabulary.size)).astype(np.float32)
        logits[2:18] += 2  # a liking for halves and for odd bytes
        before = constraint.copy()
        token = choose(find_odds(logits, allowed=constraint.allowed()), chance)
        assert before.allowed()[token]
        if token == END:
            break
        written.append(token)
        constraint.push(token)
    # What the last symbols only begin is not shown; nothing before it is broken.
    text = vocabulary.decode(written).rstrip("\ufffd")
    assert "\ufffd" not in text
    if constraint.allowed()[END]:
        assert vocabulary.decode(written) == text


@BOTH
@given(
    text=st.text(
        st.characters(
            max_codepoint=0x33FFF,
            exclude_categories=("Cs", "Co", "Cn", "Cc"),
            include_characters="\n\t",
            exclude_characters="\ufffc\ufffd",
        ),
        max_size=40,
    )
)
def test_every_text_may_be_written(vocabulary, text: str) -> None:
    constraint = WholeCharacters(vocabulary)
    for token in vocabulary.encode(text):
        assert constraint.allowed()[token]
        constraint.push(int(token))
    mask = constraint.allowed()
    assert mask[END]
    assert not mask[BEGIN]


@BOTH
@pytest.mark.parametrize("character", ["\ufffd", "\ue000", "\uf8ff", "\x1f", "\x85", "\U000f0000"])
def test_what_cannot_be_shown_is_not_written(vocabulary, character: str) -> None:
    steps, state = draw_steps(vocabulary), WHOLE
    for token in vocabulary.encode(character):
        state = int(steps[state, token]) if state != DEAD else DEAD
    assert state == DEAD
