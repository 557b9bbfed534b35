"""Quorums are what floats of single precision make them, for every list."""

from __future__ import annotations

from math import ceil
from struct import pack, unpack

import pytest

from spec.quorum import FOUR_FIFTHS, SINGLE, THREE_FIFTHS, most_disabled, quorum, share

LISTS = range(1_001)


def single(value: float) -> float:
    """The float of single precision nearest to a float of double precision."""
    found: float = unpack("<f", pack("<f", value))[0]
    return found


@pytest.mark.parametrize(("part", "constant"), [(0.8, FOUR_FIFTHS), (0.6, THREE_FIFTHS)])
def test_the_parts_are_the_floats(part: float, constant: int) -> None:
    assert single(part) == constant / SINGLE


@pytest.mark.parametrize(("part", "constant"), [(0.8, FOUR_FIFTHS), (0.6, THREE_FIFTHS)])
def test_a_share_is_what_floats_make_it(part: float, constant: int) -> None:
    # A product of two floats of single precision is exact in double precision.
    for count in (*LISTS, 4_095, 32_767, 65_536):
        assert share(count, constant) == ceil(single(count * single(part)))


def test_where_three_fifths_are_one_more_than_they_should_be() -> None:
    more = [count for count in LISTS if share(count, THREE_FIFTHS) != -(-3 * count // 5)]
    assert more[:10] == [25, 45, 50, 85, 90, 95, 100, 105, 165, 170]
    assert all(share(count, THREE_FIFTHS) == -(-3 * count // 5) + 1 for count in more)


def test_four_fifths_are_what_they_should_be_in_lists_of_less_than_300() -> None:
    assert all(share(count, FOUR_FIFTHS) == -(-4 * count // 5) for count in range(300))


@pytest.mark.parametrize(
    ("listed", "disabled", "expected"),
    [(0, 0, 0), (1, 0, 1), (4, 0, 4), (5, 0, 4), (5, 1, 4), (5, 2, 3), (25, 7, 16), (34, 0, 28), (35, 9, 21)],
)
def test_quorums(listed: int, disabled: int, expected: int) -> None:
    assert quorum(listed, disabled) == expected


def test_a_quarter_at_most_is_disabled() -> None:
    assert [most_disabled(listed) for listed in (0, 1, 4, 5, 34, 35, 36, 37)] == [0, 1, 1, 2, 9, 9, 9, 10]
