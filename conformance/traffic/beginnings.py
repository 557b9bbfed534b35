"""Ledgers that traffic can begin in: some actors have XRP, one has little, and the last have no account yet.
What the first ones issue ripples, and a few have what older rules left (see ``relics``).

The ledger is an old one and the accounts' numbers are low, so that the first accounts can be deleted at once;
those that come later are too young.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from conformance.traffic.actors import Actor
from conformance.traffic.relics import relics
from conformance.traffic.scene import GATEWAYS
from spec import close_time, keylets, ledger
from spec.amendments import MAINNET, Amendment
from spec.entries import AccountRoot, Entry, Escrow, PayChannel
from spec.flags import lsfAllowTrustLineClawback, lsfDefaultRipple, lsfRequireAuth
from spec.header import LedgerHeader, ledger_hash
from spec.ledger import DEFAULT_FEES
from spec.shamap import LeafKind, root_hash
from spec.values import Account, Hash256

SEQUENCE = 1_000
CLOSE_TIME = 800_000_000
RICH = 10_000_000_000
POOR = 15_000_000
STRANGERS = 3
"""So many of the actors have no account at first."""
CLAWS = 1
"""The place of the actor that may claw back what it issues, which cannot be asked for later."""
STRICT = 3
"""The place of the actor without whose leave nobody holds what it issues."""
MASTER: Account = b"\x01" * 20
"""Holds what nobody else does; nobody has its key."""


class Beginning(Struct, frozen=True):
    """A closed ledger and its state."""

    header: LedgerHeader
    hash: Hash256
    entries: list[Entry]


def of_entries(entries: Iterable[Entry], sequence: int = SEQUENCE) -> Beginning:
    """A ledger that consists of these entries."""
    state = list(entries)
    account_hash = root_hash(LeafKind.STATE, {entry.key: entry.encode() for entry in state})
    header = LedgerHeader(
        sequence=sequence,
        drops=ledger.GENESIS_DROPS,
        parent_hash=bytes(32),
        transaction_hash=bytes(32),
        account_hash=account_hash,
        parent_close_time=CLOSE_TIME - close_time.GENESIS_RESOLUTION,
        close_time=CLOSE_TIME,
        close_time_resolution=close_time.GENESIS_RESOLUTION,
    )
    return Beginning(header, ledger_hash(header), state)


def funded(actors: Sequence[Actor], amendments: Iterable[Amendment] = MAINNET) -> Beginning:
    """A ledger in which actors have XRP, under some rules; by default the main network's."""
    ids = tuple(one.id for one in amendments)
    entries = ledger.genesis_entries(MASTER, ids, DEFAULT_FEES)
    master = entries[0]
    assert isinstance(master, AccountRoot)
    roots: dict[Account, AccountRoot] = {}
    here = actors[: max(len(actors) - STRANGERS, 1)]
    for place, one in enumerate(here):
        drops = POOR if place and place == len(here) - 1 else RICH
        master.balance -= drops
        root = AccountRoot(keylets.account(one.account).key, account=one.account, sequence=5, balance=drops)
        root.flags = lsfDefaultRipple if place < GATEWAYS else 0
        if place == CLAWS:
            root.flags |= lsfAllowTrustLineClawback
        if place == STRICT:
            root.flags |= lsfRequireAuth | lsfDefaultRipple
        roots[one.account] = root
    old = relics(here, roots)
    master.balance -= sum(_drops(one) for one in old)
    return of_entries([*entries, *roots.values(), *old])


def _drops(entry: Entry) -> int:
    """How much XRP an entry holds."""
    if isinstance(entry, AccountRoot):
        return entry.balance
    held = entry.amount if isinstance(entry, Escrow | PayChannel) else 0
    return held if isinstance(held, int) else 0
