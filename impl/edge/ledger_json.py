"""Ledgers as the API shows them: header, transactions, state.

Source: LedgerToJson.cpp (3.1.1).
"""

from __future__ import annotations

from msgspec import Struct

from impl.boundary import LedgerView, StoredTransaction
from impl.edge import funds, render
from impl.edge.errors import Json
from impl.edge.reading import reading
from impl.edge.transaction_json import Metadata, body, hash_text
from spec import header
from spec.transactions.offer_create import OfferCreate
from spec.values import ACCOUNT_ZERO, IssuedAmount, MPTAmount

_FIRST_KEY = bytes(32)


class Fill(Struct, frozen=True):
    """What to show of a ledger besides its header."""

    full: bool = False
    expand: bool = False
    transactions: bool = False
    state: bool = False
    binary: bool = False
    owner_funds: bool = False

    @property
    def expanded(self) -> bool:
        """Whether transactions and entries are shown whole, and not by their hashes alone."""
        return self.full or self.expand


def ledger(view: LedgerView, fill: Fill, version: int) -> Json:
    """The ledger."""
    shown = _binary_header(view) if fill.binary else _header(view, fill, version)
    if fill.full or fill.transactions:
        shown["transactions"] = [transaction(view, each, fill, version) for each in view.transactions()]
    if fill.full or fill.state:
        shown["accountState"] = _state(view, fill)
    return shown


def _header(view: LedgerView, fill: Fill, version: int) -> Json:
    head = view.header
    shown: Json = {
        "parent_hash": hash_text(head.parent_hash),
        "ledger_index": head.sequence if version > 1 else str(head.sequence),
    }
    if view.hash is not None:
        shown["closed"] = True
    elif not fill.full:
        return shown | {"closed": False}
    shown |= {
        "ledger_hash": hash_text(view.hash or bytes(32)),
        "transaction_hash": hash_text(head.transaction_hash),
        "account_hash": hash_text(head.account_hash),
        "total_coins": str(head.drops),
        "close_flags": head.close_flags,
        "parent_close_time": head.parent_close_time,
        "close_time": head.close_time,
        "close_time_resolution": head.close_time_resolution,
    }
    if head.close_time:
        shown["close_time_human"] = render.time_human(head.close_time)
        if not head.close_time_agreed:
            shown["close_time_estimated"] = True
        shown["close_time_iso"] = render.time_iso(head.close_time)
    return shown


def _binary_header(view: LedgerView) -> Json:
    if view.hash is None:
        return {"closed": False}
    return {"closed": True, "ledger_data": hash_text(header.serialise(view.header))}


def transaction(view: LedgerView, stored: StoredTransaction, fill: Fill, version: int) -> str | Json:
    """One of the ledger's transactions: its identifier, or the whole of it."""
    tx = stored.tx
    if not fill.expanded:
        return hash_text(tx.id)
    if fill.binary:
        shown: Json = {"tx_blob": hash_text(tx.blob)}
        if version > 1:
            shown["hash"] = hash_text(tx.id)
        if stored.metadata:
            shown["meta_blob" if version > 1 else "meta"] = hash_text(stored.metadata)
    elif version > 1:
        shown = {"tx_json": body(tx, version), "hash": hash_text(tx.id)}
        if stored.metadata:
            shown["meta"] = Metadata(stored).with_delivered(view)
        if view.hash is not None:
            shown["ledger_hash"] = hash_text(view.hash)
        shown["validated"] = view.validated
        if view.validated:
            shown["ledger_index"] = view.info.sequence
            shown["close_time_iso"] = render.time_iso(view.header.close_time)
    else:
        shown = body(tx, version)
        if stored.metadata:
            shown["metaData"] = Metadata(stored).with_delivered(view)
    if fill.owner_funds and isinstance(tx, OfferCreate):
        add_owner_funds(shown, view, tx)
    return shown


def add_owner_funds(shown: Json, view: LedgerView, tx: OfferCreate) -> None:
    """Say how much of what it offers the sender of an offer has, unless it issues that itself."""
    gets = tx.taker_gets
    issuer = ACCOUNT_ZERO
    if isinstance(gets, IssuedAmount):
        issuer = gets.issuer
    elif isinstance(gets, MPTAmount):
        issuer = gets.issuance_id[4:]
    if tx.account != issuer:
        shown["owner_funds"] = render.text(funds.spendable(reading(view), tx.account, gets))


def _state(view: LedgerView, fill: Fill) -> list[str | Json]:
    shown: list[str | Json] = []
    key = view.successor(_FIRST_KEY)
    while key is not None:
        entry = view.get(key)
        assert entry is not None
        if fill.binary:
            shown.append({"hash": hash_text(key), "tx_blob": hash_text(entry.encode())})
        else:
            shown.append(render.entry(entry) if fill.expanded else hash_text(key))
        key = view.successor(key)
    return shown
