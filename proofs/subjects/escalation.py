"""What open ledgers ask for: never less than the base, never over 64 bits, and more when they are fuller.

For ledgers and expectations of any size that the formulas take.
"""

from __future__ import annotations

from proofs.registry import contract, proof
from proofs.replacing import Moved, Seed
from proofs.symbolic import Truth, every
from proofs.unknowns import assume, integer
from spec import fee_escalation
from spec.fee_escalation import (
    BASE_LEVEL,
    MAX_LEVEL,
    MAX_TRANSACTIONS,
    MIN_MULTIPLIER,
    Expectation,
    Policy,
    next_multiplier,
    next_size,
    paid_level,
    required_fee,
    required_level,
    series_level,
)

MAX_DROPS = 10**17


def size(name: str) -> int:
    """A number of transactions, of which there is one at least."""
    return integer(name, 1, MAX_TRANSACTIONS)


def level(name: str) -> int:
    """What a ledger may ask for beyond what is expected."""
    return integer(name, MIN_MULTIPLIER, MAX_LEVEL)


def drops(name: str) -> int:
    """A fee."""
    return integer(name, 0, MAX_DROPS)


contract(
    "escalation",
    paid_level,
    makers={"fee": drops, "base": drops},
    twins=[Seed(paid_level, "fee * BASE_LEVEL // base", "-fee * BASE_LEVEL // base")],
)
contract(
    "escalation",
    required_level,
    makers={"size": size, "expected": size, "multiplier": level},
    twins=[
        Seed(required_level, "size <= expected", "size < expected"),
        Seed(required_level, "// (expected * expected), MAX_LEVEL", "// (size * expected), MAX_LEVEL // 2"),
    ],
)
contract(
    "escalation",
    series_level,
    makers={"size": size, "count": size, "expected": size, "multiplier": level},
    twins=[
        Seed(series_level, "+ size * count", "- size * size * count"),
        Seed(series_level, "min(", "max("),
    ],
)


@proof("escalation", required_level, twins=[Seed(required_level, "size * size", "size * -size")], slow=True)
def a_fuller_ledger_asks_for_no_less() -> Truth:
    """One more transaction in the open ledger never makes the next one cheaper."""
    before, expected, multiplier = size("size"), size("expected"), level("multiplier")
    assume(before < MAX_TRANSACTIONS)
    now = required_level(before, expected, multiplier)
    return required_level(before + 1, expected, multiplier) >= now


@proof(
    "escalation",
    required_fee,
    paid_level,
    twins=[Seed(required_fee, "-(-level * base // BASE_LEVEL)", "level * base // BASE_LEVEL")],
)
def who_pays_the_required_fee_is_taken() -> Truth:
    """The fee that is said to be required reaches the level, and a drop less does not."""
    asked, base = integer("level", BASE_LEVEL, 2**40), integer("base", 1, 10**9)
    fee = required_fee(asked, base)
    return every(paid_level(fee, base) >= asked, paid_level(fee - 1, base) < asked)


@proof(
    "escalation",
    next_size,
    twins=[
        Seed(next_size, "(9 * before.size + top)", "(8 * before.size + top)"),
        Seed(next_size, "top >= before.size", "top < before.size"),
    ],
)
def what_is_expected_falls_by_a_tenth_at_most() -> Truth:
    """While consensus is not slow, a ledger makes what is expected of the next no less than nine tenths of
    what it was, and no more than a fifth above what was ever the case."""
    before = Expectation(size("expected"), MIN_MULTIPLIER, (size("earlier"),))
    latest = integer("size", 0, MAX_TRANSACTIONS)
    after = next_size(before, latest, Policy())
    most = max(before.size, before.recent[0], latest * 6 // 5)
    return every(10 * after.size >= 9 * before.size - 9, after.size <= most)


@proof(
    "escalation",
    next_size,
    twins=[Seed(next_size, "max(least, policy.minimum), most", "least, most")],
)
def a_slow_ledger_never_raises_what_is_expected_above_the_minimum() -> Truth:
    """After slow consensus what is expected keeps to the minimum, and above it is at most half of what it
    was."""
    before = Expectation(size("expected"))
    policy = Policy(minimum=size("minimum"))
    after = next_size(before, integer("size", 0, MAX_TRANSACTIONS), policy, slow=True)
    return every(after.size >= policy.minimum, after.size <= max(policy.minimum, before.size // 2))


@proof(
    "escalation",
    next_multiplier,
    twins=[Moved(fee_escalation, "MIN_MULTIPLIER", 1), Seed(next_multiplier, "count // 2]", "0]")],
)
def the_multiplier_is_between_the_minimum_and_what_was_paid() -> Truth:
    """What is asked for beyond the expected is the median of what was paid, but at least 500 times the least
    fee."""
    levels = sorted(integer(name, 0, MAX_LEVEL) for name in ("first", "second", "third"))
    found = next_multiplier(levels)
    return every(found >= 500 * BASE_LEVEL, found == max(500 * BASE_LEVEL, levels[1]))
