"""A round of a loop is taken out of its function as it stands, and no loop is left without its rank."""

from __future__ import annotations

import pytest

from proofs.replacing import Seed, seeded
from proofs.rounds import NoSuchLoop, one_round
from proofs.subjects.ranks import NOT_HERE, SHOWN
from spec import amounts
from spec.laws.loops import RANKS
from tests.spec.laws.test_loops import loops, whiles


def countdown(n: int, steps: int) -> int:
    while n > 0:
        if n == 7:
            break
        if n == 8:
            return steps
        n = n - 1
        if n == 8:
            continue
        steps = steps + 1
    return -1


def searching(rows: list[list[int]]) -> None:
    while rows:
        for one in rows.pop():
            if one:
                break


@pytest.mark.failure_mode(85)
def test_the_rank_of_every_loop_is_shown_or_plain() -> None:
    expected = {(name, place) for name, function in loops() for place in range(len(whiles(function)))}
    listed = {(name, place) for name, place in expected if name in RANKS}
    assert {*SHOWN} | {(name, 0) for name in NOT_HERE} == listed
    assert len(SHOWN) + len(NOT_HERE) == len(listed)


@pytest.mark.parametrize(
    ("n", "after"),
    [
        (0, None),
        (1, {"n": 0, "steps": 1}),
        (7, None),
        (8, None),
        (9, {"n": 8, "steps": 0}),
        (4, {"n": 3, "steps": 1}),
    ],
)
def test_a_round_ends_as_it_does_in_the_loop(n: int, after: dict[str, int] | None) -> None:
    assert one_round(countdown, 0, {"n": n, "steps": 0}) == after


def test_only_the_loops_that_are_there_have_rounds() -> None:
    with pytest.raises(NoSuchLoop, match="has 1 loops, and no loop 1"):
        one_round(countdown, 1, {})
    with pytest.raises(NoSuchLoop, match="ends in the middle"):
        one_round(searching, 0, {})


def test_names_of_the_module_can_stand_for_something_else() -> None:
    given = {"m": 5, "e": 0, "MIN_MANTISSA": 3}
    assert one_round(amounts._sixteen_digits, 0, given) is None
    assert one_round(amounts._sixteen_digits, 0, given | {"MIN_MANTISSA": 50}) == {
        "m": 50,
        "e": -1,
        "MIN_MANTISSA": 50,
    }


def test_a_mistake_in_a_function_is_in_its_rounds() -> None:
    with seeded(Seed(amounts._sixteen_digits, "m * 10", "m * 7")):
        assert one_round(amounts._sixteen_digits, 0, {"m": 5, "e": 0}) == {"m": 35, "e": -1}
