"""The protocol's own invariants: what no transaction may do, whatever its rules say.

They are checked after each transaction that is to be applied, on the difference that it made. A transaction
that breaks one is undone but for its fee, and ends with tecINVARIANT_FAILED; if even taking the fee breaks
one, it is not applied at all and ends with tefINVARIANT_FAILED.

Each is a law with a name and a sentence, in the module of what it is about.

Source: InvariantCheck.cpp, InvariantCheck.h (3.1.1), invariants/*.cpp (3.3.0-b0).
"""

from spec.invariants import (
    accounts,
    directories,
    domains,
    fixed_fields,
    lines,
    mptokens,
    nftokens,
    offers,
    pools,
)
from spec.invariants.frame import INVARIANTS, Invariant, Step, broken, hold

__all__ = [
    "INVARIANTS",
    "Invariant",
    "Step",
    "accounts",
    "broken",
    "directories",
    "domains",
    "fixed_fields",
    "hold",
    "lines",
    "mptokens",
    "nftokens",
    "offers",
    "pools",
]
