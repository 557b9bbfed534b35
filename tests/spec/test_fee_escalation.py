"""What open ledgers ask for: the formulas, and what a real server answered as it filled up."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import spec.transactions  # noqa: F401  (makes every transaction type known)
from spec.fee_escalation import (
    BASE_LEVEL,
    MAX_LEVEL,
    MIN_MULTIPLIER,
    Expectation,
    Policy,
    expectation_after,
    next_multiplier,
    next_size,
    paid_level,
    required_fee,
    required_level,
    series_level,
)
from spec.transaction import decode_transaction
from tests.shared import shared

SIZES = st.integers(1, 100_000)
MULTIPLIERS = st.integers(MIN_MULTIPLIER, 1 << 40)


def test_levels_of_fees() -> None:
    assert paid_level(10, 10) == BASE_LEVEL
    assert paid_level(15, 10) == 384
    assert paid_level(0, 10) == 0
    assert paid_level(0, 0) == BASE_LEVEL
    assert paid_level(9, 0) == 10 * BASE_LEVEL
    assert paid_level(1 << 62, 1) == MAX_LEVEL


def test_a_ledger_as_full_as_expected_takes_the_least() -> None:
    assert required_level(32, 32, MIN_MULTIPLIER) == BASE_LEVEL
    assert required_level(33, 32, MIN_MULTIPLIER) == MIN_MULTIPLIER * 33 * 33 // (32 * 32)
    assert required_level(1 << 31, 1, MAX_LEVEL) == MAX_LEVEL


@given(SIZES, SIZES, MULTIPLIERS, st.integers(1, 50))
def test_a_series_asks_for_about_the_sum_of_its_parts(
    size: int, expected: int, multiplier: int, count: int
) -> None:
    size += expected
    parts = [required_level(size + place, expected, multiplier) for place in range(count)]
    assert 0 <= series_level(size, count, expected, multiplier) - sum(parts) < count


@given(st.integers(BASE_LEVEL, 1 << 40), st.integers(1, 10**9))
def test_the_least_fee_that_reaches_a_level(level: int, base: int) -> None:
    fee = required_fee(level, base)
    assert paid_level(fee, base) >= level
    assert paid_level(fee - 1, base) < level


def test_a_free_network_asks_for_parts_of_a_drop() -> None:
    assert required_fee(BASE_LEVEL, 0) == 0
    assert required_fee(MIN_MULTIPLIER, 0) == 500


def test_expectations_follow_full_ledgers() -> None:
    policy = Policy()
    calm = Expectation(100)
    assert next_size(calm, 100, policy) == calm
    assert next_size(calm, 101, policy).size == 121
    grown = Expectation(1_000, recent=(500,))
    assert next_size(grown, 300, policy) == Expectation(950, recent=(500, 360))
    assert next_size(calm, 1_000, Policy(maximum=150)).size == 150
    assert next_size(Expectation(5, recent=(1, 2)), 500, Policy(ledgers_in_queue=2)).recent == (2, 600)


@pytest.mark.parametrize(("size", "expected"), [(0, 32), (64, 32), (120, 60), (500, 100)])
def test_slow_ledgers_are_followed_by_smaller_ones(size: int, expected: int) -> None:
    before = Expectation(200, recent=(240,))
    assert next_size(before, size, Policy(), slow=True) == Expectation(expected)


def test_the_multiplier_is_the_median() -> None:
    assert next_multiplier([]) == MIN_MULTIPLIER
    assert next_multiplier([1, 2, 3]) == MIN_MULTIPLIER
    assert next_multiplier([0, 200_000, 900_000]) == 200_000
    assert next_multiplier([0, 200_000, 200_001, 900_000]) == 200_001


@pytest.mark.parametrize("number", range(1, 17))
def test_a_real_server_asked_for_the_same(number: int) -> None:
    path = shared(f"vectors/fees/feemarket-{number:03}.json.gz")
    history = json.loads(gzip.decompress(path.read_bytes()))
    ledgers = {ledger["ledger_index"]: ledger for ledger in history["ledgers"]}
    setting = history["transaction_queue"]
    policy = Policy(
        minimum=setting["minimum_txn_in_ledger_standalone"],
        target=setting["target_txn_in_ledger"],
        maximum=setting.get("maximum_txn_in_ledger"),
        increase_percent=setting.get("normal_consensus_increase_percent", 20),
        ledgers_in_queue=setting["ledgers_in_queue"],
    )
    expectation = Expectation(policy.minimum)
    for step in history["steps"]:
        if "close" in step:
            levels = [_level(one["blob"]) for one in ledgers[step["close"]]["transactions"]]
            expectation = expectation_after(expectation, levels, policy)
        if "fee" in step:
            _check(step["fee"], expectation)


def _level(blob: str) -> int:
    tx = decode_transaction(bytes.fromhex(blob))
    return paid_level(tx.fee, 10 * (1 + len(tx.signers or ())))


def _check(answer: dict[str, Any], expectation: Expectation) -> None:
    assert int(answer["expected_ledger_size"]) == expectation.size
    assert int(answer["levels"]["median_level"]) == expectation.multiplier
    size = int(answer["current_ledger_size"])
    level = required_level(size, expectation.size, expectation.multiplier)
    assert int(answer["levels"]["open_ledger_level"]) == level
    assert int(answer["drops"]["open_ledger_fee"]) == required_fee(level, int(answer["drops"]["base_fee"]))
