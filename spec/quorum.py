"""How many validators must agree, and how many may be left out of the count.

A ledger is validated when so many of the listed validators say so. Four in five of those that are counted
make any two quorums share more of them than may be faulty; and however many are left out because they seem to
be down (the negative UNL), a quorum is never less than three in five of all.

The established server computes both shares in floats of single precision, whose 0.8 and 0.6 are a little more
than that: here they are the same numbers as whole ones, rounded as the floats are. Three in five of 25 is 16.

Source: ValidatorList.cpp (calculateQuorum), NegativeUNLVote.h (3.1.1).
"""

from __future__ import annotations

from spec.contracts import ensure, require
from spec.termination import bounded

SINGLE = 1 << 24
"""A float of single precision has 24 binary digits."""
FOUR_FIFTHS = 13_421_773
"""The float nearest to 0.8, in parts of ``SINGLE``."""
THREE_FIFTHS = 10_066_330
"""The float nearest to 0.6, in parts of ``SINGLE``."""
MAX_LISTED = 1 << 16
"""More validators than any list has."""
MAX_DISABLED_SHARE = 4
"""No more than a quarter of the listed validators is disabled."""


@require(lambda count, part: 0 <= count <= MAX_LISTED and SINGLE // 2 < part < SINGLE)
@ensure(lambda count, part, result: (result - 1) * SINGLE < count * part + count)
@ensure(lambda count, part, result: count * part - count <= result * SINGLE)
def share(count: int, part: int) -> int:
    """A part of ``count``, of which there are ``SINGLE`` in the whole: as a float, then rounded up."""
    product = count * part
    unit = 1
    for _ in bounded(MAX_LISTED.bit_length() + 1, "the digits of a float"):
        if product < SINGLE * unit:
            break
        unit *= 2
    digits, rest = product // unit, product % unit
    if 2 * rest > unit or (2 * rest == unit and digits % 2 == 1):
        digits += 1
    return -(-digits * unit // SINGLE)


@require(lambda listed, disabled: 0 <= disabled <= listed <= MAX_LISTED)
@ensure(lambda listed, disabled, result: 5 * result >= 4 * (listed - disabled) and 5 * result >= 3 * listed)
@ensure(lambda listed, result: result <= listed)
def quorum(listed: int, disabled: int) -> int:
    """How many validations a ledger needs, of those listed validators that are not disabled."""
    return max(share(listed - disabled, FOUR_FIFTHS), share(listed, THREE_FIFTHS))


@require(lambda listed: 0 <= listed <= MAX_LISTED)
@ensure(lambda listed, result: 4 * (result - 1) < listed <= 4 * result)
def most_disabled(listed: int) -> int:
    """How many of the listed validators may be disabled at the same time: a quarter, rounded up."""
    return -(-listed // MAX_DISABLED_SHARE)
