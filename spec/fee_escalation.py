"""What an open ledger asks for when it fills up: each server's own policy, by formulas that all publish.

A fee is measured against the least that its transaction must pay, as a level: 256 is just that. While an open
ledger has no more transactions than are expected, it takes any of them. Beyond that it asks for the median
of what the last ledger's transactions paid, but at least 500 times the least, times the square of how full it
is. How many are expected follows what ledgers have lately had: quickly up, slowly down, and down at once when
consensus took too long.

Source: TxQ.h, TxQ.cpp (3.1.1); vectors: fees.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from spec.contracts import ensure, require
from spec.values import Drops

BASE_LEVEL = 256
"""The level of a transaction that pays the least."""
MIN_MULTIPLIER = 500 * BASE_LEVEL
MAX_LEVEL = (1 << 64) - 1
"""Levels that would be higher stay here."""
MAX_TRANSACTIONS = 1 << 31
"""More transactions than any ledger has."""


class Policy(Struct, frozen=True):
    """What a server's operator sets."""

    minimum: int = 32
    """So many transactions are always expected; a server that stands alone takes 1,000."""
    target: int = 256
    """A ledger of more than this counts as full, whatever was expected."""
    maximum: int | None = None
    """No more than this are ever expected."""
    increase_percent: int = 20
    """So much more than a full ledger had is expected of the next."""
    decrease_percent: int = 50
    """So much less than a slow ledger had."""
    ledgers_in_queue: int = 20
    """For so many ledgers transactions may wait, and so many full ledgers are remembered."""


class Expectation(Struct, frozen=True):
    """What a server expects of the next ledger."""

    size: int
    """How many transactions it takes at the least fee."""
    multiplier: int = MIN_MULTIPLIER
    """The level that it asks for beyond them, before that grows."""
    recent: tuple[int, ...] = ()
    """What was expected after the last full ledgers, the latest last."""


@require(lambda fee, base: 0 <= fee <= MAX_LEVEL and 0 <= base <= MAX_LEVEL)
@ensure(lambda result: 0 <= result <= MAX_LEVEL)
def paid_level(fee: Drops, base: Drops) -> int:
    """The level of a fee where the transaction must pay ``base``; both a drop more where that is nothing."""
    if base == 0:
        fee, base = fee + 1, 1
    return min(fee * BASE_LEVEL // base, MAX_LEVEL)


@require(lambda size, expected: 0 <= size <= MAX_TRANSACTIONS and 0 < expected <= MAX_TRANSACTIONS)
@require(lambda multiplier: MIN_MULTIPLIER <= multiplier <= MAX_LEVEL)
@ensure(lambda result: BASE_LEVEL <= result <= MAX_LEVEL)
@ensure(lambda size, expected, result: size > expected or result == BASE_LEVEL)
@ensure(lambda size, expected, multiplier, result: size <= expected or result >= multiplier)
def required_level(size: int, expected: int, multiplier: int) -> int:
    """The level that an open ledger asks for that has ``size`` transactions already."""
    if size <= expected:
        return BASE_LEVEL
    return min(multiplier * (size * size) // (expected * expected), MAX_LEVEL)


@require(lambda size, count: 0 < size <= MAX_TRANSACTIONS and 0 < count <= MAX_TRANSACTIONS)
@require(lambda expected: 0 < expected <= MAX_TRANSACTIONS)
@require(lambda multiplier: MIN_MULTIPLIER <= multiplier <= MAX_LEVEL)
@ensure(lambda result: 0 <= result <= MAX_LEVEL)
def series_level(size: int, count: int, expected: int, multiplier: int) -> int:
    """The sum of what an open ledger of ``size`` transactions asks of each of the next ``count``."""
    squares = count * size * size + size * count * (count - 1) + _sum_of_squares(count - 1)
    return min(multiplier * squares // (expected * expected), MAX_LEVEL)


def _sum_of_squares(last: int) -> int:
    """1 + 4 + 9 + ... + last * last."""
    return last * (last + 1) * (2 * last + 1) // 6


def required_fee(level: int, base: Drops) -> Drops:
    """The least fee that reaches a level, in drops. Where the least fee is nothing, a level above the base
    is worth what it is of a drop."""
    if base == 0 and level != BASE_LEVEL:
        base = 1
    return -(-level * base // BASE_LEVEL)


def next_size(before: Expectation, size: int, policy: Policy, *, slow: bool = False) -> Expectation:
    """What is expected after a ledger of ``size`` transactions; ``slow`` when consensus on it was."""
    if slow:
        most = max(before.size * (100 - policy.decrease_percent) // 100, policy.minimum)
        least = size * (100 - policy.decrease_percent) // 100
        return Expectation(min(max(least, policy.minimum), most), before.multiplier)
    if size <= before.size and size <= policy.target:
        return before
    recent = (*before.recent, size * (100 + policy.increase_percent) // 100)[-policy.ledgers_in_queue :]
    top = max(recent)
    found = top if top >= before.size else (9 * before.size + top) // 10
    if policy.maximum is not None:
        found = min(found, policy.maximum)
    return Expectation(found, before.multiplier, recent)


def next_multiplier(levels: Sequence[int]) -> int:
    """The median of the levels that a ledger's transactions paid, which are in order, but at least the
    minimum."""
    count = len(levels)
    if count == 0:
        return MIN_MULTIPLIER
    return max((levels[count // 2] + levels[(count - 1) // 2] + 1) // 2, MIN_MULTIPLIER)


def expectation_after(
    before: Expectation, levels: Sequence[int], policy: Policy, *, slow: bool = False
) -> Expectation:
    """What is expected after a ledger whose transactions paid these levels."""
    sized = next_size(before, len(levels), policy, slow=slow)
    return Expectation(sized.size, next_multiplier(sorted(levels)), sized.recent)
