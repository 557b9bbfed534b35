"""Quorums: enough of the network, whatever the list and however much of it is left out, and never too much.

For lists of up to 1,000 validators, of which up to the permitted quarter is disabled.
"""

from __future__ import annotations

from proofs.registry import contract, proof
from proofs.replacing import Seed
from proofs.symbolic import Truth, every
from proofs.unknowns import assume, integer, one_of
from spec.quorum import FOUR_FIFTHS, THREE_FIFTHS, most_disabled, quorum, share

LISTED = 1_000
SHARES = "max(share(listed - disabled, FOUR_FIFTHS), share(listed, THREE_FIFTHS))"


def count(name: str) -> int:
    """How many validators there are of something."""
    return integer(name, 0, LISTED)


contract(
    "agreement",
    share,
    makers={"count": count, "part": lambda _: one_of("part", FOUR_FIFTHS, THREE_FIFTHS)},
    twins=[Seed(share, "digits * unit", "digits"), Seed(share, "-(-", "(")],
)
contract("agreement", most_disabled, makers={"listed": count}, twins=[Seed(most_disabled, "-(-", "(")])
contract(
    "agreement",
    quorum,
    makers={"listed": count, "disabled": count},
    twins=[Seed(quorum, "listed - disabled", "listed + disabled"), Seed(quorum, "max", "min")],
    by_contract=[share],
)


def counted(least: int) -> tuple[int, int, int]:
    """A list of at least so many, how many of it are counted, and the quorum."""
    listed, disabled = integer("listed", least, LISTED), count("disabled")
    assume(disabled <= most_disabled(listed))
    return listed, listed - disabled, quorum(listed, disabled)


@proof(
    "agreement",
    quorum,
    twins=[Seed(quorum, SHARES, "share(listed - disabled, FOUR_FIFTHS) * 3 // 4")],
    by_contract=[share, most_disabled],
)
def two_quorums_share_more_than_may_be_faulty() -> Truth:
    """Any two quorums of the validators that are counted share more of them than may be faulty, which is
    less than a fifth: so they share an honest one."""
    _, of_those, needed = counted(1)
    return 2 * needed - of_those > (of_those - 1) // 5


@proof(
    "agreement",
    quorum,
    twins=[Seed(quorum, "listed - disabled", "listed + 1")],
    by_contract=[share],
)
def a_quorum_can_be_reached_without_the_faulty() -> Truth:
    """While none is disabled, the validators that are not faulty are enough."""
    listed = integer("listed", 1, LISTED)
    return quorum(listed, 0) <= listed - (listed - 1) // 5


@proof("agreement", quorum, twins=[Seed(quorum, "listed - disabled", "listed")], slow=True)
def a_quorum_is_no_more_than_are_counted() -> Truth:
    """However many of the permitted quarter are disabled, those that are left are enough, in lists of three
    and more. A list of one or two of which one is disabled validates nothing."""
    _, of_those, needed = counted(3)
    return every(needed > 0, needed <= of_those)


@proof("agreement", quorum, twins=[Seed(quorum, "THREE_FIFTHS", "THREE_FIFTHS // 2")], slow=True)
def a_quorum_is_most_of_the_list() -> Truth:
    """Two parts of a network that see different validators as down cannot both validate: a quorum of either
    is more than half of the whole list."""
    listed, _, needed = counted(1)
    return 2 * needed > listed
