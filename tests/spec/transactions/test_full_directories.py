"""Before fixDirectoryLimit an account could own so much that nothing more found a place: tecDIR_FULL."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, keylets
from spec.directories import MAX_ENTRIES, MAX_PAGES_BEFORE_FIX
from spec.entries import DirectoryNode
from spec.header import EPOCH
from spec.inner import PriceData, SignerEntry
from spec.results import tecDIR_FULL, tesSUCCESS
from spec.transaction import Transaction
from spec.transactions.check_create import CheckCreate
from spec.transactions.credential_create import CredentialCreate
from spec.transactions.deposit_preauth import DepositPreauth
from spec.transactions.did_set import DIDSet
from spec.transactions.escrow_create import EscrowCreate
from spec.transactions.mptoken_authorize import MPTokenAuthorize
from spec.transactions.mptoken_issuance_create import MPTokenIssuanceCreate
from spec.transactions.nftoken_mint import NFTokenMint
from spec.transactions.offer_create import OfferCreate
from spec.transactions.oracle_set import OracleSet
from spec.transactions.payment_channel_create import PaymentChannelCreate
from spec.transactions.permissioned_domain_set import PermissionedDomainSet
from spec.transactions.signer_list_set import SignerListSet
from spec.transactions.ticket_create import TicketCreate
from spec.transactions.trust_set import TrustSet
from tests.spec.deposits import listed
from tests.spec.ledgers import NOW, XRP, account, currency, public_key
from tests.spec.market import Market, Token

ALICE, BOB = account("alice"), account("bob")
USD = Token("USD", "gate")
ISSUANCE = keylets.issuance_id(10, account("gate"))
PRICE = PriceData(base_asset=currency("AAA"), quote_asset=currency("USD"), asset_price=1, scale=0)

OWNED: list[tuple[type[Transaction], dict[str, Any]]] = [
    (CheckCreate, {"destination": BOB, "send_max": XRP}),
    (CredentialCreate, {"subject": BOB, "credential_type": b"x"}),
    (DepositPreauth, {"authorize": BOB}),
    (DepositPreauth, {"authorize_credentials": listed(("bob", b"x"))}),
    (DIDSet, {"uri": b"x"}),
    (EscrowCreate, {"destination": BOB, "amount": XRP, "finish_after": NOW + 1}),
    (MPTokenAuthorize, {"mptoken_issuance_id": ISSUANCE}),
    (MPTokenIssuanceCreate, {}),
    (NFTokenMint, {"nftoken_taxon": 0, "amount": XRP}),
    (OfferCreate, {"taker_pays": USD(1), "taker_gets": XRP}),
    (
        OracleSet,
        {
            "oracle_document_id": 1,
            "provider": b"x",
            "asset_class": b"x",
            "last_update_time": NOW + 10 + EPOCH,
            "price_data_series": (PRICE,),
        },
    ),
    (
        PaymentChannelCreate,
        {"destination": BOB, "amount": XRP, "settle_delay": 1, "public_key": public_key("alice")},
    ),
    (PermissionedDomainSet, {"accepted_credentials": listed(("bob", b"x"))}),
    (
        SignerListSet,
        {"signer_quorum": 1, "signer_entries": (SignerEntry(account=BOB, signer_weight=1),)},
    ),
    (TicketCreate, {"ticket_count": 1}),
    (TrustSet, {"limit_amount": USD(1)}),
]
"""What puts something into alice's list, and no more than that."""


def market(*, limited: bool, full: str) -> Market:
    """A ledger in which the list of one account is full."""
    market = Market("alice", "bob", "gate", without=[amendments.fixDirectoryLimit] if limited else ())
    market.change("gate", sequence=10)
    assert market.apply(MPTokenIssuanceCreate, "gate") is tesSUCCESS
    directory, last = keylets.owner_directory(account(full)), MAX_PAGES_BEFORE_FIX - 1
    entries = tuple(number.to_bytes(32, "big") for number in range(MAX_ENTRIES))
    for key, links in (
        (directory.key, {"index_next": last, "index_previous": last}),
        (keylets.page(directory.key, last).key, {"index_previous": 0}),
    ):
        page = DirectoryNode(key, owner=account(full), root_index=directory.key, indexes=entries, **links)
        market.draft.insert(page)
    return market


@pytest.mark.parametrize(("kind", "fields"), OWNED, ids=lambda one: getattr(one, "__name__", None))
def test_there_was_room_for_so_much(kind: type[Transaction], fields: dict[str, Any]) -> None:
    assert market(limited=True, full="alice").apply(kind, "alice", **fields) is tecDIR_FULL
    assert market(limited=False, full="alice").apply(kind, "alice", **fields) is tesSUCCESS
