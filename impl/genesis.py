"""The beginning of a ledger's history: the first ledgers of a new network, or a state that comes from
elsewhere.

Source: Application.cpp (startGenesisLedger), Ledger.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from impl import building, history
from impl.building import CloseTime, NewLedger
from impl.ledgers import ClosedLedger, state_view
from impl.node_store import NodeStore
from impl.shamap import SHAMap
from spec import close_time, keys, ledger
from spec.amendments import AMENDMENTS, Status
from spec.entries import Entry
from spec.header import LedgerHeader, ledger_hash
from spec.ledger import DEFAULT_FEES, Built
from spec.shamap import LeafKind
from spec.values import Account, Hash256
from spec.views import Fees

FIRST_COMPLETE = 2
"""Of a new network, ledgers are at hand from this one on; the one before has no transactions and no
parent."""
MASTER_PASSPHRASE = "masterpassphrase"  # noqa: S105 - it is no secret
"""Whoever knows it, and so everyone, can spend what a new network's first account has."""


def master_account() -> Account:
    """The account that holds everything in the first ledger."""
    seed = keys.seed_from_passphrase(MASTER_PASSPHRASE)
    return keys.account_id(keys.account_keys(seed).public_key)


def main_network_amendments() -> tuple[Hash256, ...]:
    """What is enabled on the main network, in the order in which it was."""
    return tuple(one.id for one in AMENDMENTS.values() if one.status is Status.ENABLED)


class Genesis(Struct, frozen=True):
    """How a new network begins."""

    amendments: tuple[Hash256, ...] = main_network_amendments()
    """The rules of its first ledger; empty for the oldest ones."""
    fees: Fees = DEFAULT_FEES
    master: Account | None = None
    """Who holds everything; by default the account of the well-known passphrase."""


def begin(store: NodeStore, genesis: Genesis, now: int) -> ClosedLedger:
    """Store the first two ledgers of a network: the one at time 0, and the one after it, closed ``now``.

    Raises what the store raises.
    """
    master = genesis.master or master_account()
    state = _tree(store, ledger.genesis_entries(master, genesis.amendments, genesis.fees))
    first = _stored(store, ledger.genesis_header(state.root_hash()), state, {})
    info = building.info_after(first)
    draft = ledger.begin(state_view(first, info), info)
    at = CloseTime(close_time.round_close_time(now, ledger.next_resolution(first.header)))
    second = building.finish(first, Built(draft, {}, {}), at, store)
    second.records.update(history.first_record(FIRST_COMPLETE))
    building.save(second, store)
    return second.ledger


def take_over(store: NodeStore, header: LedgerHeader, entries: Iterable[Entry]) -> ClosedLedger:
    """Store a closed ledger of another server, from which on this one goes its own way.

    Its transactions are not known; their root stays in the header.

    Raises:
        ValueError: the entries are not the state that the header names.

    Also whatever the store raises.
    """
    state = _tree(store, entries)
    if state.root_hash() != header.account_hash:
        raise ValueError(
            f"the state of ledger {header.sequence} hashes to {state.root_hash().hex()}: "
            f"expected {header.account_hash.hex()}, as its header says"
        )
    return _stored(store, header, state, history.first_record(header.sequence))


def _tree(store: NodeStore, entries: Iterable[Entry]) -> SHAMap:
    tree = SHAMap(LeafKind.STATE, store)
    for entry in entries:
        tree.set_parsed(entry.key, entry, Entry.encode)
    return tree


def _stored(
    store: NodeStore, header: LedgerHeader, state: SHAMap, records: dict[bytes, bytes]
) -> ClosedLedger:
    hashed = ledger_hash(header)
    transactions = SHAMap(LeafKind.TRANSACTION_WITH_METADATA, store)
    closed = ClosedLedger(header, hashed, state, transactions)
    all_records = history.records_of(header.sequence, hashed, ()) | records
    building.save(NewLedger(closed, (), all_records, {}), store)
    return closed
