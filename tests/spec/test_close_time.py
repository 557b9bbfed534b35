"""Close times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.close_time import (
    RESOLUTIONS,
    disagreed_close_time,
    effective_close_time,
    next_resolution,
    round_close_time,
)

TIMES = st.integers(1, 2**32 - 200)


@pytest.mark.parametrize(
    ("previous", "coarser"), [*zip(RESOLUTIONS, (20, 30, 60, 90, 120, 120), strict=True)]
)
def test_without_agreement_the_next_ledger_is_coarser(previous: int, coarser: int) -> None:
    for sequence in range(1, 20):
        assert next_resolution(previous, False, sequence) == coarser


@pytest.mark.parametrize(("previous", "finer"), [*zip(RESOLUTIONS, (10, 10, 20, 30, 60, 90), strict=True)])
def test_with_agreement_every_eighth_ledger_is_finer(previous: int, finer: int) -> None:
    for sequence in range(1, 20):
        assert next_resolution(previous, True, sequence) == (finer if sequence in {8, 16} else previous)


def test_a_resolution_that_does_not_exist_is_kept() -> None:
    assert next_resolution(11, False, 8) == next_resolution(11, True, 8) == 11


@pytest.mark.parametrize(
    ("time", "resolution", "rounded"),
    [(0, 10, 0), (1, 10, 0), (4, 10, 0), (5, 10, 10), (14, 10, 10), (15, 10, 20), (44, 30, 30), (45, 30, 60)],
)
def test_rounding(time: int, resolution: int, rounded: int) -> None:
    assert round_close_time(time, resolution) == rounded


@given(TIMES, st.sampled_from(RESOLUTIONS))
def test_a_rounded_time_is_the_nearest_multiple(time: int, resolution: int) -> None:
    rounded = round_close_time(time, resolution)
    assert rounded % resolution == 0
    assert -resolution <= 2 * (time - rounded) < resolution
    assert round_close_time(rounded, resolution) == rounded


@given(TIMES, st.sampled_from(RESOLUTIONS), TIMES)
def test_a_ledger_closes_later_than_its_parent(time: int, resolution: int, parent: int) -> None:
    effective = effective_close_time(time, resolution, parent)
    assert effective > parent
    assert effective in {round_close_time(time, resolution), disagreed_close_time(parent)}


def test_an_unknown_time_stays_unknown() -> None:
    assert effective_close_time(0, 30, 1000) == 0


def test_times_wrap_as_32_bits_do() -> None:
    assert round_close_time(2**32 - 1, 10) == 0
    assert disagreed_close_time(2**32 - 1) == 0
