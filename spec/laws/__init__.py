"""What holds of every ledger, whatever happens: the laws.

Each law has a name, a sentence and a predicate, and is written once. It is used four times: the reference
checks it after every transaction and every ledger, generated traffic is held to it, it is what proofs prove,
and where the protocol itself demands it, the engine enforces it (see `spec.invariants`).
"""

from spec.laws import (
    effects,
    failures,
    headers,
    loops,
    once,
    ownership,
    pages,
    parties,
    ranges,
    replaying,
    reserves,
    tokens,
    xrp,
)
from spec.laws.frame import LAWS, Broken, Law, LawBroken, Scope, broken, uphold
from spec.laws.steps import History, LedgerStep, Round, TransactionStep, Whole

__all__ = [
    "LAWS",
    "Broken",
    "History",
    "Law",
    "LawBroken",
    "LedgerStep",
    "Round",
    "Scope",
    "TransactionStep",
    "Whole",
    "broken",
    "effects",
    "failures",
    "headers",
    "loops",
    "once",
    "ownership",
    "pages",
    "parties",
    "ranges",
    "replaying",
    "reserves",
    "tokens",
    "uphold",
    "xrp",
]
