"""Metadata tell of every type of entry what became of it, whatever that is.

Of an entry that comes, changes or goes, one field after the other is anything that its type allows, before
and after, and may be absent where it may be; the others stay as they are.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from proofs.effects import ALICE, BOB, TOLD, UnknownLedger
from proofs.registry import proof
from proofs.replacing import Seed
from proofs.symbolic import Truth
from proofs.unknown_state import ANY_RULES, BITS, BYTES, SOME_BYTE, ledger_info, view_of
from proofs.unknowns import integer, one_of, truth
from spec import keylets, metadata
from spec.amounts import MAX_DROPS
from spec.entries import ENTRY_TYPES, AccountRoot, Entry, RippleState, Ticket
from spec.fields import Shown
from spec.keylets import Keylet
from spec.laws import LAWS
from spec.laws.effects import THREADING
from spec.laws.steps import TransactionStep
from spec.objects import Slot, Style
from spec.results import tesSUCCESS
from spec.transactions.payment import Payment
from spec.types import ACCOUNT, AMOUNT, BLOB, VECTOR256, SerialType
from spec.values import IssuedAmount
from spec.views import ApplyView, Change

KEY = b"\x44" * 32
EARLIER, THIS = b"\x66" * 32, SOME_BYTE * 32
"""The transaction that changed things before, and the one that changes them now."""
QUICK = (Ticket,)
"""The type that the quick form looks at."""
UNKNOWN: frozenset[SerialType] = frozenset({*BITS, *BYTES, AMOUNT, VECTOR256} - {ACCOUNT})
"""The types of fields that are anything."""


def _value(name: str, slot: Slot) -> Any:
    """Anything that may stand in a field; bytes are nought or not."""
    kind = slot.field.type
    if slot.style is Style.OPTIONAL and not truth(f"{name} is there"):
        return None
    if kind in BITS:
        return integer(name, 0, 2 ** BITS[kind] - 1)
    if kind is AMOUNT:
        return integer(name, 0, MAX_DROPS)
    if kind is VECTOR256:
        return one_of(name, (), (KEY,))
    return (
        one_of(name, b"", b"\x01") if kind is BLOB else one_of(name, bytes(BYTES[kind]), KEY[: BYTES[kind]])
    )


def _fields(kind: type[Entry]) -> list[Slot]:
    """The fields of a type that are looked at: not those by which it remembers, and none that is told always
    but never as it was, for nothing changes it."""
    return [
        slot
        for slot in kind.layout
        if slot.field.type in UNKNOWN
        and slot.attribute not in {"low_limit", "high_limit", *THREADING}
        and slot.field.shown & (Shown.PREVIOUS | Shown.ALWAYS) != Shown.ALWAYS
    ]


def _entry(kind: type[Entry]) -> Any:
    """An entry of the type: of Alice, and for Bob, where it can be."""
    found: Any = kind(KEY)
    for attribute, account in (("account", ALICE), ("destination", BOB)):
        if attribute in kind.slots:
            setattr(found, attribute, account)
    if kind is RippleState:
        limit = IssuedAmount(0, -100, SOME_BYTE * 20, ALICE)
        found.balance, found.low_limit, found.high_limit = limit, limit, replace(limit, issuer=BOB)
    return found


def _root(account: bytes) -> AccountRoot:
    return AccountRoot(
        keylets.account(account).key, account=account, previous_txn_id=EARLIER, previous_txn_lgr_seq=3
    )


def _remember(entry: Any) -> None:
    """Let it remember an earlier transaction, if it can and ever saw one."""
    if "previous_txn_id" in entry.slots and truth("it remembers a transaction"):
        entry.previous_txn_id, entry.previous_txn_lgr_seq = EARLIER, 3


def _is_told(kind: type[Entry]) -> Truth:
    change: Change = one_of("it is", *Change)
    slot: Slot = one_of("the field", *_fields(kind))
    before, keylet = _entry(kind), Keylet(KEY, kind)
    if change is not Change.INSERTED:
        _remember(before)
        setattr(before, slot.attribute, _value("before", slot))
    roots = (
        [_root(account) for account in (ALICE, BOB)]
        if change is not Change.MODIFIED and truth("its owners are there")
        else []
    )
    state = UnknownLedger()
    state.absent(keylet, *(keylets.account(account) for account in (ALICE, BOB)))
    for entry in roots if change is Change.INSERTED else (*roots, before):
        state.hold(entry)
    view = ApplyView(view_of(state, ledger_info(rules=ANY_RULES, is_open=False)), THIS)
    if change is Change.INSERTED:
        entry = before
        view.insert(entry)
    else:
        entry = view.edit_needed(keylet, tesSUCCESS)
    setattr(entry, slot.attribute, _value("after", slot))
    if change is Change.ERASED:
        view.erase(keylet)
    effects = metadata.describe(view, tesSUCCESS, 0)
    tx = Payment(account=ALICE)
    tx._id = THIS
    return LAWS[TOLD].check(TransactionStep(tx, effects, 0, view))


def _declare(kind: type[Entry]) -> None:
    def claim() -> Truth:
        return _is_told(kind)

    claim.__name__ = f"what_becomes_of_{kind.__name__}_is_told"
    claim.__doc__ = (
        f"Whatever field of {kind.__name__} comes, changes or goes, the metadata tell that, and no more."
    )
    mistakes = [
        Seed(
            metadata.describe,
            "node.final = _shown(entry, _IN_FINAL)",
            "node.final = _shown(before, _IN_FINAL)",
        ),
        Seed(metadata.describe, "node.change = change", "node.change = Change.MODIFIED"),
    ]
    proof("metadata", metadata.describe, TOLD, twins=mistakes, slow=kind not in QUICK)(claim)


for _kind in ENTRY_TYPES.values():
    if _fields(_kind):
        _declare(_kind)
