"""What every server asks of a transaction before its engine sees it: signatures, and checks of its own form.

Neither depends on a ledger. A transaction that fails here is refused without a result code, with a sentence
that the API passes on; for the engine it is ``temINVALID``.

Source: STTx.cpp, apply.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spec import signing
from spec.fields import FIELDS
from spec.objects import ENCODERS, Record, Slot
from spec.signing import SignatureFailure
from spec.transaction import Transaction
from spec.types import ACCOUNT, AMOUNT, ISSUE
from spec.values import MPTAmount, MPTIssue

MAX_MEMOS_SIZE = 1024
"""Bytes of the memos, serialised without their header."""
_URL_CHARACTERS = frozenset(
    b"0123456789-._~:/?#[]@!$&'()*+,;=%ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)
_MEMO = FIELDS["Memo"]
_MEMOS = FIELDS["Memos"]
_MEMO_FIELDS = frozenset({FIELDS["MemoType"], FIELDS["MemoData"], FIELDS["MemoFormat"]})
_MEMO_DATA = FIELDS["MemoData"]
_COUNTERPARTY_REFUSED = "Counterparty: "


def signature_fault(tx: Transaction) -> str | None:
    """Why the signatures do not hold, in the server's words; ``None`` when they do."""
    body = tx.encode_for_signing()
    single, several = signing.transaction(body), signing.multisigned(body)
    try:
        _check(tx, single, several, tx)
    except SignatureFailure as fault:
        return str(fault)
    counterparty = getattr(tx, "counterparty_signature", None)
    if counterparty is not None:
        try:
            _check(tx, single, several, counterparty)
        except SignatureFailure as fault:
            return _COUNTERPARTY_REFUSED + str(fault)
    return None


def _check(tx: Transaction, single: bytes, several: bytes, holder: Any) -> None:
    """Check the signatures that stand in the transaction itself or in an object of it."""
    signers = holder.signers
    signing.check(
        single,
        several,
        holder.signing_pub_key or b"",
        holder.txn_signature,
        None
        if signers is None
        else [(one.account, one.signing_pub_key, one.txn_signature) for one in signers],
        owner=tx.fee_payer if holder is tx else None,
    )


def local_fault(tx: Transaction) -> str | None:
    """Why no server would take the transaction, whoever signed it, in the server's words; ``None`` when it
    would."""
    fault = _memo_fault(tx)
    if fault is not None:
        return fault
    if any(getattr(tx, name) == b"" for name in _ACCOUNTS[type(tx)]):
        return "An account field is invalid."
    if tx.pseudo:
        return "Cannot submit pseudo transactions."
    if any(isinstance(getattr(tx, name), MPTAmount | MPTIssue) for name in _WITHOUT_TOKENS[type(tx)]):
        return "Amount can not be MPT."
    return None


def _memo_fault(tx: Transaction) -> str | None:
    if tx.memos is None:
        return None
    if len(ENCODERS[_MEMOS](tx.memos)) - len(_MEMOS.header) - 1 > MAX_MEMOS_SIZE:
        return "The memo exceeds the maximum allowed size."
    for item in tx.memos:
        if item.field is not _MEMO:
            return "A memo array may contain only Memo objects."
        record: Record = item.record
        for field, value in record.present():
            if field not in _MEMO_FIELDS:
                return "A memo may contain only MemoType, MemoData or MemoFormat fields."
            if field is not _MEMO_DATA and not _URL_CHARACTERS.issuperset(value):
                return (
                    "The MemoType and MemoFormat fields may only contain characters that are allowed in URLs "
                    "under RFC 3986."
                )
    return None


class _Names(dict[type[Transaction], tuple[str, ...]]):
    """For each type the attributes of some fields; made when asked for."""

    def __init__(self, chosen: Callable[[Slot], bool]) -> None:
        super().__init__()
        self.chosen = chosen

    def __missing__(self, transaction_type: type[Transaction]) -> tuple[str, ...]:
        names = tuple(slot.attribute for slot in transaction_type.layout if self.chosen(slot))
        self[transaction_type] = names
        return names


_ACCOUNTS = _Names(lambda slot: slot.field.type is ACCOUNT)
_WITHOUT_TOKENS = _Names(lambda slot: slot.field.type in (AMOUNT, ISSUE) and not slot.mpt)
"""Fields that may not speak of a multi-purpose token."""
