"""The examples that the documentation shows happen as they are told."""

from __future__ import annotations

import pytest

from conformance.examples import STORIES, NotAsTold, told
from conformance.examples.story import ALICE, BOB, Story, step
from conformance.result_codes import types


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_told_to_its_end(name: str) -> None:
    steps = told(STORIES[name])
    assert STORIES[name].__doc__
    assert all(one.effects.nodes for one in steps)
    assert [one.effects.result.name for one in steps] == [one.step.result for one in steps]


def test_every_type_has_an_example() -> None:
    shown = {one.step.kind for tell in STORIES.values() for one in told(tell)}
    assert shown == {kind.__name__ for kind in types()}


@pytest.mark.parametrize(
    ("amount", "ends"), [("2000000000", "tecUNFUNDED_PAYMENT"), ("0", "temBAD_AMOUNT"), ("5", "tesSUCCESS")]
)
def test_a_story_that_is_not_true_is_noticed(amount: str, ends: str) -> None:
    def lie() -> Story:
        yield step("Alice pays.", "Payment", ALICE, Destination=BOB, Amount=amount, result="tecNO_DST")

    with pytest.raises(NotAsTold, match=f"^Alice pays. Payment gave {ends}, expected tecNO_DST$"):
        told(lie)
