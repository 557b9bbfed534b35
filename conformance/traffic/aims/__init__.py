"""Aimed transactions: for each result that a type can give, one that comes to that end.

What is drawn freely reaches the common results. Here is a table of the others: to each type and result a
maker that builds, of what the ledger holds, a transaction that gets this answer, or prepares the ledger for
one, step by step. Where there is no way it makes nothing.

Whatever is made is not spoiled. Which results can be reached at all, and which need a ledger that no
transactions lead to, the tests of the traffic say.
"""

from __future__ import annotations

from conformance.traffic.aims import account, amm, channel, check, dex, escrow, identity, mpt, nft, trust
from conformance.traffic.scene import Aims

AIMS: dict[str, Aims] = {
    "xrp": trust.PAYMENTS,
    "account": account.AIMS,
    "trust": trust.AIMS,
    "dex": dex.AIMS,
    "paths": trust.PAYMENTS,
    "escrow": escrow.AIMS,
    "channel": channel.AIMS,
    "check": check.AIMS,
    "nft": nft.AIMS,
    "amm": amm.AIMS,
    "mpt": {**mpt.AIMS, **trust.AIMS},
    "tokenescrow": escrow.AIMS,
    "domain": {**identity.AIMS, **dex.AIMS},
    "identity": identity.AIMS,
    "everything": {
        pair: maker
        for part in (account, trust, dex, escrow, channel, check, nft, amm, mpt, identity)
        for pair, maker in part.AIMS.items()
    },
}
"""What each family aims at."""
