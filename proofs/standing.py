"""How well each contract is known to hold: the one table.

Every function with a contract is listed: the specification's, and those that put the node's fast twins beside
it. `canon verify` fails where one is not listed, where one is listed that is gone, and where what it finds is
worse than what is listed. Better is no failure, but the table ought to say so.
"""

from __future__ import annotations

from enum import IntEnum


class Standing(IntEnum):
    """What is known of a contract, from nothing to everything."""

    BROKEN = 0
    """A counterexample was found."""
    UNKNOWN = 1
    """Nothing was found out; the checker may have failed."""
    SEARCHED = 2
    """CrossHair found no counterexample in the time that it had."""
    CONFIRMED = 3
    """CrossHair saw all paths, and the contract holds on each."""
    PROVED = 4
    """Z3 showed that it holds for all arguments."""


PROVED, CONFIRMED, SEARCHED = Standing.PROVED, Standing.CONFIRMED, Standing.SEARCHED

LISTED: dict[str, Standing] = {
    "proofs.subjects.fast_twins.described": SEARCHED,
    "proofs.subjects.fast_twins.named": SEARCHED,
    "proofs.subjects.fast_twins.payment": PROVED,
    "proofs.subjects.fast_twins.rooted": SEARCHED,
    "spec.amounts.add": PROVED,
    "spec.amounts.compare": PROVED,
    "spec.arithmetic.add": PROVED,
    "spec.arithmetic.divide": PROVED,
    "spec.arithmetic.less": PROVED,
    "spec.arithmetic.muldiv": PROVED,
    "spec.arithmetic.multiply": PROVED,
    "spec.arithmetic.normalize": PROVED,
    "spec.arithmetic.power": SEARCHED,
    "spec.arithmetic.root": SEARCHED,
    "spec.arithmetic.round_quotient": PROVED,
    "spec.arithmetic.shift": PROVED,
    "spec.arithmetic.to_integer": PROVED,
    "spec.arithmetic.to_issued": PROVED,
    "spec.arithmetic.truncate": PROVED,
    "spec.arithmetic.within_limits": PROVED,
    "spec.canonical.amount_of": PROVED,
    "spec.canonical.from_number": PROVED,
    "spec.canonical.issued": PROVED,
    "spec.fee_escalation.paid_level": PROVED,
    "spec.fee_escalation.required_level": PROVED,
    "spec.fee_escalation.series_level": PROVED,
    "spec.large_scale.add": PROVED,
    "spec.large_scale.divide": PROVED,
    "spec.large_scale.multiply": PROVED,
    "spec.large_scale.normalize": PROVED,
    "spec.quorum.most_disabled": PROVED,
    "spec.quorum.quorum": PROVED,
    "spec.quorum.share": PROVED,
    "spec.shamap.node_id": SEARCHED,
    "spec.shamap.root_hash": SEARCHED,
    "spec.skip_list.history_after": SEARCHED,
    "spec.skip_list.recent_after": SEARCHED,
    "spec.trust_lines.create": PROVED,
}
