"""Metadata of what most transactions do, written at once.

Fast twin of ``spec.metadata.describe`` and ``Metadata.encode`` for transactions that change entries and
neither create nor delete any; the others are left to the specification. Conformance:
``tests/conformance/test_quick_draft.py``.
"""

from __future__ import annotations

from typing import Any

from spec.entries import Entry
from spec.fields import ARRAY_END, BY_ATTRIBUTE, FIELDS, OBJECT_END, Shown
from spec.metadata import Metadata, differing, is_threaded
from spec.objects import SHAPES_LIMIT, Slot
from spec.results import Result
from spec.types import Encode, encode_amount
from spec.views import ApplyView, Change

_MODIFIED = FIELDS["ModifiedNode"].header + FIELDS["LedgerEntryType"].header
_BEFORE_SEQUENCE = FIELDS["PreviousTxnLgrSeq"].header
_BEFORE_ID = FIELDS["PreviousTxnID"].header
_KEY = FIELDS["LedgerIndex"].header
_PREVIOUS_FIELDS = FIELDS["PreviousFields"].header
_FINAL_FIELDS = FIELDS["FinalFields"].header
_INDEX = FIELDS["TransactionIndex"].header
_DELIVERED = FIELDS["DeliveredAmount"].header
_NODES = FIELDS["AffectedNodes"].header
_RESULT = ARRAY_END + FIELDS["TransactionResult"].header
_END_OF_NODE = OBJECT_END + OBJECT_END
_SHOWN_FINALLY = Shown.FINAL | Shown.ALWAYS

_Columns = tuple[tuple[str, Any, Any, bytes, Encode], ...]
_FINAL: dict[tuple[Any, ...], _Columns] = {}
"""What is shown of an entry in the end, by its class and the names of the fields that were set."""
_PREVIOUS: dict[str, bool] = {
    name: bool(field.shown & Shown.PREVIOUS) for name, field in BY_ATTRIBUTE.items()
}


class WrittenMetadata(Metadata):
    """Metadata that are bytes already."""

    written: bytes = b""
    touched: tuple[Entry, ...] = ()
    """The entries that were changed, as they are in the end."""

    def encode(self) -> bytes:
        """The bytes that stand beside the transaction in the ledger."""
        return self.written


def is_plain(view: ApplyView) -> bool:
    """Whether entries were changed in ``view``, and none created or deleted."""
    return all(change is Change.MODIFIED for change in view.changes.values())


def describe(view: ApplyView, result: Result, index: int) -> WrittenMetadata:
    """Thread the transaction through the view's changes, which are plain, and say what they are."""
    transaction_id, info = view.transaction_id, view.info
    rules, get = info.rules, view.base.get
    parts = [_INDEX, index.to_bytes(4, "big")]
    if view.delivered is not None:
        parts += (_DELIVERED, encode_amount(view.delivered))
    parts.append(_NODES)
    touched: list[Entry] = []
    for key in sorted(view.changes):
        entry: Any = view.entries[key]
        before: Any = get(key)
        names = differing(before, entry)
        if not names:
            continue
        touched.append(entry)
        parts += (_MODIFIED, entry.code.to_bytes(2, "big"))
        if is_threaded(entry, rules):
            earlier: bytes | None = entry.previous_txn_id
            if earlier != transaction_id:
                if earlier is not None and any(earlier):
                    sequence = entry.previous_txn_lgr_seq or 0
                    parts += (_BEFORE_SEQUENCE, sequence.to_bytes(4, "big"), _BEFORE_ID, earlier)
                entry.previous_txn_id = transaction_id
                entry.previous_txn_lgr_seq = info.sequence
        parts += (_KEY, key)
        shown = [before.slots[name] for name in names if _PREVIOUS[name]]
        if shown:
            parts.append(_PREVIOUS_FIELDS)
            for attribute, _, skip, header, encode, _, _, _ in sorted(shown, key=_place):
                value = getattr(before, attribute)
                if value is not None and value != skip:
                    parts += (header, encode(value))
            parts.append(OBJECT_END)
        parts.append(_FINAL_FIELDS)
        values = entry.__dict__
        for attribute, absent, skip, header, encode in _FINAL.get((type(entry), *values)) or _final(entry):
            value = values.get(attribute, absent)
            if value is not None and value != skip:
                parts += (header, encode(value))
        parts.append(_END_OF_NODE)
    parts += (_RESULT, bytes((result.code,)))
    return WrittenMetadata(result, index, [], view.delivered, None, b"".join(parts), tuple(touched))


def _place(slot: Slot) -> int:
    return slot.field.sort_key


def _final(entry: Entry) -> _Columns:
    """What is shown of entries like this one; remembered."""
    columns = tuple(
        (slot.attribute, slot.absent, slot.skip, slot.header, slot.encode)
        for slot in entry.filled_slots()
        if slot.field.shown & _SHOWN_FINALLY
    )
    if len(_FINAL) >= SHAPES_LIMIT:
        _FINAL.clear()
    _FINAL[type(entry), *entry.__dict__] = columns
    return columns
