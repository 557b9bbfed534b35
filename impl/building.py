"""Building closed ledgers: from a set of transactions to trees, header and store.

The rules are ``spec.ledger``'s. What is done here is to keep the result in the node's trees, to encode each
entry and each transaction once, and to write everything that is new in one synced batch together with the
pointer to the ledger: whatever happens, the store leads to a whole ledger, this one or the one before.

Source: BuildLedger.cpp, RCLConsensus.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha512

from msgspec import Struct
from msgspec.structs import replace

from impl import history
from impl.boundary import StoredTransaction
from impl.ledgers import ClosedLedger, state_view
from impl.node_store import NodeStore
from impl.open_ledger import Checks
from impl.quick_draft import QuickDraft
from impl.shamap import SHAMap, flush
from spec import close_time, ledger
from spec.entries import Entry
from spec.hashing import ZERO_HASH, HashPrefix
from spec.header import NO_CONSENSUS_TIME, LedgerHeader, ledger_hash
from spec.ledger import Built, Draft
from spec.results import Result, tesSUCCESS
from spec.shamap import LeafKind, join_transaction
from spec.transaction import Transaction
from spec.values import Hash256
from spec.views import Change, LedgerInfo

_HALF = 32


class CloseTime(Struct, frozen=True):
    """When a ledger closes, as its header says it."""

    time: int
    flags: int = 0


class NewLedger(Struct, frozen=True):
    """A ledger that was built and is not stored yet."""

    ledger: ClosedLedger
    transactions: tuple[StoredTransaction, ...]
    """In the order of execution."""
    records: dict[bytes, bytes]
    """What the history is to say of it."""
    held: dict[Hash256, Result]
    """The transactions of the set that might succeed in a later ledger."""


def info_after(parent: ClosedLedger, *, is_open: bool = False) -> LedgerInfo:
    """What is known of the ledger after ``parent``. Rules that stay the same stay the same object."""
    info = ledger.next_info(parent.header, parent.hash, parent.state, is_open=is_open)
    rules = parent.info.rules
    return replace(info, rules=rules) if info.rules == rules else info


def closing_time(time: int, parent: LedgerHeader) -> CloseTime:
    """The close time that stands for what the clock shows; zero when no time was agreed on."""
    if time == 0:
        return CloseTime(close_time.disagreed_close_time(parent.close_time), NO_CONSENSUS_TIME)
    resolution = ledger.next_resolution(parent)
    return CloseTime(close_time.effective_close_time(time, resolution, parent.close_time))


def set_hash(identifiers: Iterable[Hash256]) -> Hash256:
    """The hash of a set of transactions. Fast twin of ``spec.shamap.transaction_set_hash``.

    A transaction's identifier is the hash of its leaf.
    """
    known = list(identifiers)
    return _inner_hash(known, 0) if known else ZERO_HASH


def _inner_hash(identifiers: list[Hash256], depth: int) -> Hash256:
    children: list[list[Hash256]] = [[] for _ in range(16)]
    byte, high = depth >> 1, not depth & 1
    for one in identifiers:
        children[one[byte] >> 4 if high else one[byte] & 15].append(one)
    hashes = [
        ZERO_HASH if not child else child[0] if len(child) == 1 else _inner_hash(child, depth + 1)
        for child in children
    ]
    return sha512(HashPrefix.MIN + b"".join(hashes)).digest()[:_HALF]


def apply_set(
    parent: ClosedLedger, info: LedgerInfo, transactions: Iterable[Transaction], salt: Hash256, checks: Checks
) -> Built:
    """What a set of transactions makes of a ledger. Fast twin of ``spec.ledger.build``: preflight is not
    repeated."""
    draft = ledger.begin(state_view(parent, info), info, QuickDraft)
    failed: dict[Hash256, Result] = {}
    pending: list[Transaction] = []
    for tx in ledger.canonical_order(transactions, salt):
        result = checks.preflight(tx, info.rules)
        if result is tesSUCCESS:
            pending.append(tx)
        else:
            failed[tx.id] = result
    held = ledger.apply_in_passes(draft, pending, failed)
    return Built(draft, failed, held)


def finish(parent: ClosedLedger, built: Built, at: CloseTime, store: NodeStore) -> NewLedger:
    """The ledger that a draft becomes: skip lists, trees, header and hash."""
    draft = built.draft
    ledger.update_skip_lists(draft)
    state = changed_state(parent.state.tree, draft)
    tree = SHAMap(LeafKind.TRANSACTION_WITH_METADATA, store)
    encoded: list[bytes] = []
    for transaction_id, applied in draft.transactions.items():
        metadata = applied.metadata.encode()
        encoded.append(metadata)
        tree.set(transaction_id, join_transaction(applied.tx.blob, metadata))
    header = LedgerHeader(
        sequence=draft.info.sequence,
        drops=parent.header.drops - draft.burned,
        parent_hash=parent.hash,
        transaction_hash=tree.root_hash(),
        account_hash=state.root_hash(),
        parent_close_time=parent.header.close_time,
        close_time=at.time,
        close_time_resolution=ledger.next_resolution(parent.header),
        close_flags=at.flags,
    )
    hashed = ledger_hash(header)
    stored = tuple(
        StoredTransaction(
            one.tx, metadata, one.metadata.result, header.sequence, hashed, at.time, one.metadata.index
        )
        for one, metadata in zip(draft.transactions.values(), encoded, strict=True)
    )
    records = history.records_of(
        header.sequence,
        hashed,
        [(transaction_id, one.metadata) for transaction_id, one in draft.transactions.items()],
    )
    return NewLedger(ClosedLedger(header, hashed, state, tree), stored, records, built.held)


def changed_state(parent: SHAMap, draft: Draft) -> SHAMap:
    """The parent's state with a draft's changes; the parent stays as it is."""
    state = parent.snapshot()
    for key, change in draft.changes.items():
        if change is Change.ERASED:
            state.delete(key)
        else:
            state.set_parsed(key, draft.entries[key], Entry.encode)
    return state


def save(new: NewLedger, store: NodeStore) -> None:
    """Store what is new in a ledger, and make it the last closed one, in one synced batch.

    Raises what ``NodeStore.save_ledger`` raises; the ledger is as it was then, and can be saved again.
    """
    built = new.ledger
    flush(
        (built.state.tree, built.transaction_tree),
        lambda nodes: store.save_ledger(built.header, nodes, new.records),
    )
