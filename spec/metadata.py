"""Metadata: what a transaction did to the ledger, entry by entry.

For each entry that was created, changed or taken out, metadata show what it was and what it became, in the
order of the keys. While they are made, the transaction is *threaded*: each entry that remembers the last
transaction that changed it is made to remember this one, and the accounts that an entry belongs to are
threaded when it comes or goes.

Source: ApplyStateTable.cpp, TxMeta.cpp, STLedgerEntry.cpp (3.1.1).
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from spec import amendments, keylets
from spec.amendments import Rules
from spec.entries import (
    AMM,
    AccountRoot,
    Amendments,
    DirectoryNode,
    Entry,
    FeeSettings,
    NegativeUNL,
    RippleState,
)
from spec.fields import ARRAY_END, BY_ATTRIBUTE, FIELDS, OBJECT_END, Field, Shown
from spec.objects import DEFAULTS, ENCODERS
from spec.results import Result
from spec.types import encode_amount
from spec.values import Account, Amount, Hash256
from spec.views import ApplyView, Change

Values = list[tuple[Field, Any]]
"""Fields with their values, in canonical order."""

_NODE_HEADERS = {
    Change.INSERTED: FIELDS["CreatedNode"].header,
    Change.MODIFIED: FIELDS["ModifiedNode"].header,
    Change.ERASED: FIELDS["DeletedNode"].header,
}
_LEDGER_ENTRY_TYPE = FIELDS["LedgerEntryType"].header
_PREVIOUS_TXN_LGR_SEQ = FIELDS["PreviousTxnLgrSeq"].header
_PREVIOUS_TXN_ID = FIELDS["PreviousTxnID"].header
_LEDGER_INDEX = FIELDS["LedgerIndex"].header
_PREVIOUS_FIELDS = FIELDS["PreviousFields"].header
_FINAL_FIELDS = FIELDS["FinalFields"].header
_NEW_FIELDS = FIELDS["NewFields"].header
_TRANSACTION_INDEX = FIELDS["TransactionIndex"].header
_PARENT_BATCH_ID = FIELDS["ParentBatchID"].header
_DELIVERED_AMOUNT = FIELDS["DeliveredAmount"].header
_AFFECTED_NODES = FIELDS["AffectedNodes"].header
_TRANSACTION_RESULT = FIELDS["TransactionResult"].header

_THREADED_SINCE_FIX = (AMM, Amendments, DirectoryNode, FeeSettings, NegativeUNL)
"""Entries that remember their last transaction only since fixPreviousTxnID."""


class AffectedNode(Struct):
    """What happened to one entry."""

    change: Change
    type: type[Entry]
    key: Hash256
    previous_txn: tuple[Hash256, int] | None = None
    """The transaction that changed it before, and that one's ledger, where it was threaded from there."""
    previous: Values | None = None
    """The old values of what changed. Empty, and still shown, when all that changed is that a field came."""
    final: Values | None = None
    """What a changed entry is now, or what a deleted one was at the end."""
    new: Values | None = None
    """What a created entry is, but for defaults."""

    def encode(self) -> bytes:
        """The bytes in an AffectedNodes array."""
        parts = [_NODE_HEADERS[self.change], _LEDGER_ENTRY_TYPE, self.type.code.to_bytes(2, "big")]
        if self.previous_txn is not None:
            transaction_id, sequence = self.previous_txn
            parts += (_PREVIOUS_TXN_LGR_SEQ, sequence.to_bytes(4, "big"), _PREVIOUS_TXN_ID, transaction_id)
        parts += (_LEDGER_INDEX, self.key)
        for header, values in (
            (_PREVIOUS_FIELDS, self.previous),
            (_FINAL_FIELDS, self.final),
            (_NEW_FIELDS, self.new),
        ):
            if values is not None:
                parts.append(header)
                parts += [ENCODERS[field](value) for field, value in values]
                parts.append(OBJECT_END)
        parts.append(OBJECT_END)
        return b"".join(parts)


class Metadata(Struct):
    """What one transaction did."""

    result: Result
    index: int
    """Its place in the ledger's order of execution, from 0."""
    nodes: list[AffectedNode]
    """In the order of the keys."""
    delivered: Amount | None = None
    parent_batch_id: Hash256 | None = None

    def encode(self) -> bytes:
        """The bytes that stand beside the transaction in the ledger."""
        parts = [_TRANSACTION_INDEX, self.index.to_bytes(4, "big")]
        if self.parent_batch_id is not None:
            parts += (_PARENT_BATCH_ID, self.parent_batch_id)
        if self.delivered is not None:
            parts += (_DELIVERED_AMOUNT, encode_amount(self.delivered))
        parts.append(_AFFECTED_NODES)
        parts += [node.encode() for node in self.nodes]
        parts += (ARRAY_END, _TRANSACTION_RESULT, bytes((self.result.code,)))
        return b"".join(parts)


def is_threaded(entry: Entry, rules: Rules) -> bool:
    """Whether the entry remembers the last transaction that changed it."""
    if isinstance(entry, _THREADED_SINCE_FIX) and not rules.enabled(amendments.fixPreviousTxnID):
        return False
    return entry.threaded


class _Threader:
    """Threads one transaction through what it touched."""

    def __init__(self, view: ApplyView) -> None:
        self.view = view
        self.nodes: dict[Hash256, AffectedNode] = {}
        self.touched: dict[Hash256, Entry] = {}
        """Accounts that are changed by nothing but threading."""

    def thread(self, entry: Any) -> None:
        """Make the entry remember this transaction, and note which one it remembered before."""
        transaction_id = self.view.transaction_id
        before: Hash256 | None = entry.previous_txn_id
        if before == transaction_id:
            return
        sequence: int | None = entry.previous_txn_lgr_seq
        entry.previous_txn_id = transaction_id
        entry.previous_txn_lgr_seq = self.view.info.sequence
        if before is not None and any(before):
            node = self.nodes.get(entry.key)
            if node is None:
                node = self.nodes[entry.key] = AffectedNode(Change.MODIFIED, type(entry), entry.key)
            if node.previous_txn is None:
                node.previous_txn = before, sequence or 0

    def thread_owners(self, entry: Entry) -> None:
        """Thread the accounts that the entry belongs to."""
        if isinstance(entry, AccountRoot):
            return
        owners: list[Account | None]
        if isinstance(entry, RippleState):
            owners = [entry.low_limit.issuer, entry.high_limit.issuer]
        else:
            owners = [getattr(entry, "account", None), getattr(entry, "destination", None)]
        for owner in owners:
            if owner is not None:
                root = self._account(owner)
                if root is not None:
                    self.thread(root)

    def _account(self, owner: Account) -> Entry | None:
        key = keylets.account(owner).key
        if key in self.touched:
            return self.touched[key]
        change = self.view.changes.get(key)
        if change is Change.ERASED:
            return None
        if change is not None:
            return self.view.entries[key]
        below = self.view.base.get(key)
        if below is not None:
            below = self.touched[key] = below.copy()
        return below


def _fields(where: Shown) -> frozenset[Field]:
    return frozenset(field for field in FIELDS.values() if field.shown & where)


_IN_PREVIOUS = _fields(Shown.PREVIOUS)
_IN_NEW = _fields(Shown.NEW | Shown.ALWAYS)
_IN_FINAL = _fields(Shown.FINAL | Shown.ALWAYS)
_IN_DELETED = _fields(Shown.DELETED | Shown.ALWAYS)


def differing(before: Entry, after: Entry) -> set[str]:
    """The attributes in which two versions of an entry differ."""
    old, new = before.__dict__, after.__dict__
    if old.keys() == new.keys():
        names = {name for name, was in old.items() if was is not new[name] and was != new[name]}
    else:
        names = {name for name in old.keys() | new.keys() if getattr(before, name) != getattr(after, name)}
    slots = before.slots
    for name in [*names]:
        skip = slots[name].skip
        if skip is not None and old.get(name) in (None, skip) and new.get(name) in (None, skip):
            names.remove(name)
    return names


def _previous(before: Entry, changed: set[str]) -> Values | None:
    """The old values of what differs; ``None`` when nothing does."""
    shown = {name for name in changed if BY_ATTRIBUTE[name] in _IN_PREVIOUS}
    if not shown:
        return None
    return [(field, value) for field, value in before.present() if field.attribute in shown]


def _shown(entry: Entry, where: frozenset[Field]) -> Values:
    return [(field, value) for field, value in entry.present() if field in where]


def _new(entry: Entry) -> Values:
    return [(field, value) for field, value in _shown(entry, _IN_NEW) if value != DEFAULTS.get(field.type)]


def describe(view: ApplyView, result: Result, index: int) -> Metadata:
    """Thread the transaction through the view's changes, and say what they are.

    Accounts that only threading touches become changes of the view. Entries that were edited and are as they
    were before are left out.
    """
    rules = view.info.rules
    threader = _Threader(view)
    nodes = threader.nodes
    for key, change, before, entry in view.changed():
        changed = set() if before is None else differing(before, entry)
        if change is Change.MODIFIED and before is not None and not changed:
            continue
        node = nodes.get(key)
        if node is None:
            node = nodes[key] = AffectedNode(change, type(entry), key)
        node.change = change
        if change is Change.INSERTED:
            threader.thread_owners(entry)
            if is_threaded(entry, rules):
                threader.thread(entry)
            node.new = _new(entry) or None
            continue
        if before is None:
            raise ValueError(f"{entry!r} is {change.value} and was not there")
        if change is Change.ERASED:
            threader.thread_owners(before)
            node.previous = _previous(before, changed)
            node.final = _shown(entry, _IN_DELETED)
        else:
            if is_threaded(entry, rules):
                threader.thread(entry)
            node.previous = _previous(before, changed)
            node.final = _shown(entry, _IN_FINAL)
    for key, entry in threader.touched.items():
        view.put(key, Change.MODIFIED, entry)
    return Metadata(result, index, [nodes[key] for key in sorted(nodes)], view.delivered)
