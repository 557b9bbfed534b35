"""Which ledger a request is about.

Most methods take ``ledger_hash`` or ``ledger_index``; without either they look at the open ledger. The older
parameter ``ledger`` stands for one or the other. The answer says which ledger was looked at.

Source: RPCHelpers.cpp (3.1.1).
"""

from __future__ import annotations

from impl.boundary import LedgerSide, LedgerView
from impl.edge import errors, loose
from impl.edge.errors import Json, Refusal
from impl.edge.service import Request
from spec.addresses import parse_hex

HASH_DIGITS_FROM = 13
"""A text in ``ledger`` of so many characters or more is a hash."""


def choose(request: Request) -> tuple[LedgerView, Json]:
    """The ledger, and the members of the answer that name it.

    Raises:
        Refusal: the parameters do not say which, or there is no such ledger.

    """
    view = _find(request)
    return view, name(view)


def name(view: LedgerView) -> Json:
    """The members of an answer that name the ledger."""
    if view.hash is None:
        members: Json = {"ledger_current_index": view.info.sequence}
    else:
        members = {"ledger_hash": view.hash.hex().upper(), "ledger_index": view.info.sequence}
    members["validated"] = view.validated
    return members


def _find(request: Request) -> LedgerView:
    ledger = request.service.ledger
    by_index, by_hash = request.get("ledger_index"), request.get("ledger_hash")
    legacy = request.get("ledger")
    if legacy is not None and legacy not in ("", [], {}):
        if len(loose.text(legacy)) >= HASH_DIGITS_FROM:
            by_hash = legacy
        else:
            by_index = legacy
    if by_hash is not None:
        if not isinstance(by_hash, str):
            raise errors.invalid_parameters("ledgerHashNotString")
        ledger_hash = parse_hex(by_hash, 32)
        if ledger_hash is None:
            raise errors.invalid_parameters("ledgerHashMalformed")
        return _found(ledger.ledger_by_hash(ledger_hash))
    if isinstance(by_index, list | dict):
        raise errors.invalid_parameters("ledgerIndexMalformed")
    index = loose.text(by_index)
    shortcut = by_name(ledger, index)
    if shortcut is not None:
        return shortcut
    sequence = loose.parse_uint(index)
    if sequence is None:
        raise errors.invalid_parameters("ledgerIndexMalformed")
    return by_sequence(ledger, sequence)


def by_name(ledger: LedgerSide, word: str) -> LedgerView | None:
    """The ledger that a word stands for."""
    if word in ("", "current"):
        return ledger.open_ledger()
    if word in ("closed", "validated"):
        return ledger.closed_ledger()
    return None


def by_sequence(ledger: LedgerSide, sequence: int) -> LedgerView:
    """The closed ledger of this sequence, or the open one if it is its. Raises Refusal."""
    view = ledger.ledger_by_sequence(sequence)
    if view is None:
        current = ledger.open_ledger()
        view = current if current.info.sequence == sequence else None
    return _found(view)


def _found(view: LedgerView | None) -> LedgerView:
    if view is None:
        raise Refusal(errors.lgrNotFound, "ledgerNotFound")
    return view
