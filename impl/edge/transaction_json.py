"""Transactions and their metadata as the API shows them.

The API adds to metadata what readers would have to work out: what a payment delivered, which token a
transaction made or moved, which token offer it made. Transactions show the amount of a payment under the name
DeliverMax, because a payment may deliver less.

Source: DeliveredAmount.cpp, NFTokenID.cpp, NFTokenOfferID.cpp, MPTokenIssuanceID.cpp, Transaction.cpp
(3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from impl.boundary import LedgerView, StoredTransaction
from impl.edge import render
from impl.edge.errors import Json
from spec import amendments, ctid, entries, keylets, results
from spec.fields import FIELDS
from spec.objects import FreeForm, decode_free_form
from spec.transaction import Transaction
from spec.transactions.account_delete import AccountDelete
from spec.transactions.check_cash import CheckCash
from spec.transactions.mptoken_issuance_create import MPTokenIssuanceCreate
from spec.transactions.nftoken_accept_offer import NFTokenAcceptOffer
from spec.transactions.nftoken_cancel_offer import NFTokenCancelOffer
from spec.transactions.nftoken_create_offer import NFTokenCreateOffer
from spec.transactions.nftoken_mint import NFTokenMint
from spec.transactions.payment import Payment
from spec.values import Hash256

DELIVERED_SINCE_LEDGER = 4_594_095
"""The first ledger of the main network in which metadata say what a partial payment delivered."""
DELIVERED_SINCE_TIME = 446_000_000
"""A time by which every server wrote it."""

_NODES = {FIELDS[name]: name for name in ("CreatedNode", "ModifiedNode", "DeletedNode")}


def hash_text(value: bytes) -> str:
    """A hash as the API writes it."""
    return value.hex().upper()


def body(tx: Transaction, version: int) -> Json:
    """The fields of a transaction; in API version 1 with its identifier among them."""
    shown = render.record(tx)
    shown["TransactionType"] = tx.type_name
    if version == 1:
        shown["hash"] = hash_text(tx.id)
    if isinstance(tx, Payment) and "Amount" in shown:
        shown["DeliverMax"] = shown["Amount"]
        if version > 1:
            del shown["Amount"]
    return shown


def concise_id(stored: StoredTransaction, network_id: int) -> str | None:
    """The transaction's CTID; None where its numbers are too large for one."""
    network = stored.tx.network_id if stored.tx.network_id is not None else network_id
    try:
        return ctid.encode(ctid.CTID(stored.ledger_sequence, stored.index, network))
    except ctid.CTIDError:
        return None


class Metadata:
    """A transaction's metadata, decoded once for all that the API derives from them."""

    def __init__(self, stored: StoredTransaction) -> None:
        self.stored = stored
        self.record = decode_free_form(stored.metadata)

    @property
    def succeeded(self) -> bool:
        """Whether the transaction did what it was meant to."""
        return self.stored.result is results.tesSUCCESS

    def nodes(self, entry_type: type[entries.Entry]) -> Iterator[tuple[str, FreeForm]]:
        """What happened to each entry of a type: CreatedNode, ModifiedNode or DeletedNode, and its fields."""
        for element in self.record.__dict__.get("affected_nodes", ()):
            if element.record.__dict__.get("ledger_entry_type") == entry_type.code:
                yield _NODES[element.field], element.record

    def json(self) -> Json:
        """The metadata themselves."""
        return render.metadata(self.record)

    def with_delivered(self, view: LedgerView | None = None) -> Json:
        """The metadata with what was delivered and which multi-purpose token was defined."""
        shown = self.json()
        self._add_delivered(shown, view)
        if isinstance(self.stored.tx, MPTokenIssuanceCreate) and self.succeeded:
            for kind, node in self.nodes(entries.MPTokenIssuance):
                if kind == "CreatedNode":
                    new = node.__dict__["new_fields"].__dict__
                    issuance = keylets.issuance_id(new.get("sequence", 0), new["issuer"])
                    shown["mpt_issuance_id"] = hash_text(issuance)
                    break
        return shown

    def with_everything(self) -> Json:
        """The metadata with all that the API derives from them."""
        shown = self.with_delivered()
        self._add_token_ids(shown)
        return shown

    def _add_delivered(self, shown: Json, view: LedgerView | None) -> None:
        tx = self.stored.tx
        if not self.succeeded or not isinstance(tx, Payment | CheckCash | AccountDelete):
            return
        if view is not None and isinstance(tx, CheckCash) and not view.info.rules.enabled(amendments.fix1623):
            return
        delivered = self.record.__dict__.get("delivered_amount")
        amount = getattr(tx, "amount", None)
        known = (
            self.stored.ledger_sequence >= DELIVERED_SINCE_LEDGER
            or self.stored.close_time > DELIVERED_SINCE_TIME
        )
        if delivered is None and amount is not None and known:
            delivered = amount
        shown["delivered_amount"] = "unavailable" if delivered is None else render.amount(delivered)

    def _add_token_ids(self, shown: Json) -> None:
        tx = self.stored.tx
        if not self.succeeded:
            return
        if isinstance(tx, NFTokenMint):
            minted = self._minted()
            if minted is not None:
                shown["nftoken_id"] = hash_text(minted)
        elif isinstance(tx, NFTokenAcceptOffer):
            tokens = self._tokens_of_deleted_offers()
            if tokens:
                shown["nftoken_id"] = hash_text(tokens[0])
        elif isinstance(tx, NFTokenCancelOffer):
            shown["nftoken_ids"] = [hash_text(each) for each in self._tokens_of_deleted_offers()]
        if isinstance(tx, NFTokenCreateOffer) or (isinstance(tx, NFTokenMint) and tx.amount is not None):
            for kind, node in self.nodes(entries.NFTokenOffer):
                if kind == "CreatedNode":
                    shown["offer_id"] = hash_text(node.__dict__["ledger_index"])
                    break

    def _tokens_of_deleted_offers(self) -> list[Hash256]:
        return sorted(
            {
                node.__dict__["final_fields"].__dict__["nftoken_id"]
                for kind, node in self.nodes(entries.NFTokenOffer)
                if kind == "DeletedNode"
            }
        )

    def _minted(self) -> Hash256 | None:
        """The one token that stands on the pages after and did not before."""
        before: list[Hash256] = []
        after: list[Hash256] = []
        for kind, node in self.nodes(entries.NFTokenPage):
            fields = node.__dict__
            if kind == "CreatedNode":
                after += _token_ids(fields.get("new_fields"))
            elif kind == "ModifiedNode" and "nftokens" in _values(fields.get("previous_fields")):
                before += _token_ids(fields["previous_fields"])
                after += _token_ids(fields.get("final_fields"))
        if len(after) != len(before) + 1:
            return None
        for new, old in zip(after, before, strict=False):
            if new != old:
                return new
        return after[-1]


def _values(record: FreeForm | None) -> dict[str, Any]:
    return {} if record is None else record.__dict__


def _token_ids(record: FreeForm | None) -> list[Hash256]:
    return [token.nftoken_id for token in _values(record).get("nftokens", ())]
