"""What subscribers are told: the messages of each stream.

A transaction's message differs between API versions; everything else is the same for all.

Source: NetworkOPs.cpp (transJson, pubLedger, pubServer), BookChanges.h (3.1.1).
"""

from __future__ import annotations

from typing import Any

from impl.boundary import LedgerView, StoredTransaction
from impl.edge import ledger_json, render
from impl.edge.errors import Json
from impl.edge.transaction_json import Metadata, body, concise_id, hash_text
from spec import amendments
from spec.amounts import NO_ISSUE, add, compare, divide, is_zero, negate, signum, subtract
from spec.entries import Offer
from spec.objects import FreeForm
from spec.results import Result
from spec.transaction import Transaction
from spec.transactions.offer_cancel import OfferCancel
from spec.transactions.offer_create import OfferCreate
from spec.values import Amount, Hash256, Issue, asset_of

FEE_UNITS = 10
"""What messages call ``fee_ref`` in ledgers before XRPFees."""
LOAD_BASE = 256
"""The load factor of a server that is not loaded."""


def network(view: LedgerView, network_id: int) -> Json:
    """What a ledger says of the network's charges."""
    fees = view.info.fees
    shown: Json = {
        "fee_base": fees.base,
        "reserve_base": fees.reserve,
        "reserve_inc": fees.increment,
        "network_id": network_id,
    }
    if not view.info.rules.enabled(amendments.XRPFees):
        shown["fee_ref"] = FEE_UNITS
    return shown


def ledger_name(view: LedgerView) -> Json:
    """Which closed ledger is meant, and when it closed."""
    return {
        "ledger_index": view.info.sequence,
        "ledger_hash": hash_text(view.hash or b""),
        "ledger_time": view.header.close_time,
    }


def ledger_closed(view: LedgerView, count: int, network_id: int, complete: str) -> Json:
    """The stream ``ledger``: a ledger was validated."""
    return {
        "type": "ledgerClosed",
        "txn_count": count,
        "validated_ledgers": complete,
        **ledger_name(view),
        **network(view, network_id),
    }


def server_status(state: str, base_fee: int) -> Json:
    """The stream ``server``: how loaded the server is. This one never asks for more than the base fee."""
    shown: Json = {
        "type": "serverStatus",
        "server_status": state,
        "base_fee": base_fee,
        "load_base": LOAD_BASE,
    }
    for name in ("", "_server", "_fee_escalation", "_fee_queue", "_fee_reference"):
        shown[f"load_factor{name}"] = LOAD_BASE
    return shown


def validated_transaction(view: LedgerView, stored: StoredTransaction, network_id: int, version: int) -> Json:
    """A transaction of a validated ledger."""
    inner = body(stored.tx, version)
    inner["date"] = stored.close_time
    shown = _transaction(view, stored.tx, stored.result, inner, version)
    shown |= {
        "meta": Metadata(stored).with_everything(),
        "ledger_hash": hash_text(stored.ledger_hash),
        "ledger_index": stored.ledger_sequence,
        "validated": True,
        "status": "closed",
        "close_time_iso": render.time_iso(stored.close_time),
    }
    identifier = concise_id(stored, network_id)
    if identifier is not None:
        shown["ctid"] = identifier
    return shown


def proposed_transaction(view: LedgerView, tx: Transaction, result: Result, version: int) -> Json:
    """A transaction that the open ledger took."""
    shown = _transaction(view, tx, result, body(tx, version), version)
    return shown | {
        "ledger_current_index": view.info.sequence,
        "validated": False,
        "status": "proposed",
    }


def _transaction(view: LedgerView, tx: Transaction, result: Result, inner: Json, version: int) -> Json:
    if isinstance(tx, OfferCreate):
        ledger_json.add_owner_funds(inner, view, tx)
    shown: Json = {
        "type": "transaction",
        "engine_result": result.name,
        "engine_result_code": result.code,
        "engine_result_message": result.message,
    }
    if version == 1:
        shown["transaction"] = inner
    else:
        shown["tx_json"] = inner
        shown["hash"] = hash_text(tx.id)
    return shown


class _Tally:
    """What happened in one book."""

    def __init__(self, first: Amount, second: Amount, rate: Amount, domain: Hash256 | None) -> None:
        self.volumes = [first, second]
        self.high = self.low = self.open = self.close = rate
        self.domain = domain

    def add(self, first: Amount, second: Amount, rate: Amount, domain: Hash256 | None) -> None:
        """One more trade."""
        self.volumes = [add(self.volumes[0], first), add(self.volumes[1], second)]
        self.high = rate if compare(self.high, rate) < 0 else self.high
        self.low = rate if compare(self.low, rate) > 0 else self.low
        self.close = rate
        self.domain = domain

    def json(self) -> Json:
        """The book's part of the message."""
        shown: Json = {name: render.text(getattr(self, name)) for name in ("high", "low", "open", "close")}
        for letter, volume in zip("ab", self.volumes, strict=True):
            shown[f"currency_{letter}"] = "XRP_drops" if isinstance(volume, int) else _issue_text(volume)
            shown[f"volume_{letter}"] = render.text(volume)
        if self.domain is not None:
            shown["domain"] = hash_text(self.domain)
        return shown


def _issue_text(amount: Amount) -> str:
    asset = asset_of(amount)
    if not isinstance(asset, Issue):
        return hash_text(asset.issuance_id)
    code = render.currency(asset.currency)
    return f"{render.account(asset.issuer)}/{code}" if any(asset.issuer) else code


def book_changes(view: LedgerView) -> Json:
    """The stream ``book_changes``: what was traded in a ledger, book by book."""
    tallies: dict[str, _Tally] = {}
    for stored in view.transactions():
        if stored.metadata:
            for trade in _trades(stored):
                _count(tallies, *trade)
    return {
        "type": "bookChanges",
        "validated": view.validated,
        **ledger_name(view),
        "changes": [tallies[key].json() for key in sorted(tallies)],
    }


def _count(tallies: dict[str, _Tally], gets: Amount, pays: Amount, domain: Hash256 | None) -> None:
    """Count a trade. XRP stands first, otherwise what comes first in the alphabet."""
    in_order = isinstance(gets, int) or (not isinstance(pays, int) and _issue_text(gets) < _issue_text(pays))
    first, second = (gets, pays) if in_order else (pays, gets)
    if is_zero(second):
        return
    rate = divide(first, second, NO_ISSUE)
    key = f"{_issue_text(first)}|{_issue_text(second)}"
    first, second = (negate(each) if signum(each) < 0 else each for each in (first, second))
    if key in tallies:
        tallies[key].add(first, second, rate, domain)
    else:
        tallies[key] = _Tally(first, second, rate, domain)


def _trades(stored: StoredTransaction) -> list[tuple[Amount, Amount, Hash256 | None]]:
    """What each offer lost on both sides, but for those that the transaction itself cancelled."""
    tx = stored.tx
    cancelled = tx.offer_sequence if isinstance(tx, OfferCreate | OfferCancel) else None
    found = []
    for kind, node in Metadata(stored).nodes(Offer):
        final = _fields(node, "final_fields")
        previous = _fields(node, "previous_fields")
        sides = ("taker_gets", "taker_pays")
        if kind == "CreatedNode" or not all(name in each for name in sides for each in (final, previous)):
            continue
        if kind == "DeletedNode" and cancelled is not None and final.get("sequence") == cancelled:
            continue
        gets, pays = (subtract(final[name], previous[name]) for name in sides)
        found.append((gets, pays, final.get("domain_id")))
    return found


def _fields(node: FreeForm, name: str) -> dict[str, Any]:
    record: FreeForm | None = node.__dict__.get(name)
    return {} if record is None else record.__dict__
