"""NFTokenBurn: who may destroy a token, what goes with it, and each reason to refuse it."""

from __future__ import annotations

from typing import Any

import pytest

from spec import directories, keylets, nftoken_offers, nftokens
from spec.flags import tfBurnable, tfTransferable
from spec.inner import NFToken
from spec.nftoken_offers import Terms
from spec.results import (
    Result,
    tecINVARIANT_FAILED,
    tecNO_ENTRY,
    tecNO_PERMISSION,
    temINVALID_FLAG,
    tesSUCCESS,
)
from spec.transactions.nftoken_accept_offer import NFTokenAcceptOffer
from spec.transactions.nftoken_burn import MAX_DELETED_OFFERS, NFTokenBurn
from spec.values import Hash256
from spec.views import ApplyView
from tests.spec.ledgers import account
from tests.spec.nftoken_ledgers import NFTokenLedger, refused

BURNABLE = tfBurnable | tfTransferable


def ledger_with_token(flags: int = BURNABLE) -> tuple[NFTokenLedger, Hash256]:
    """Alice's token, which Bob has got."""
    ledger = NFTokenLedger("alice", "bob", "carol")
    token = ledger.mint("alice", flags=flags)
    key = ledger.sell("alice", token)
    assert ledger.apply(NFTokenAcceptOffer, "bob", nftoken_sell_offer=key) is tesSUCCESS
    return ledger, token


def burn(ledger: NFTokenLedger, sender: str, token: Hash256, **fields: Any) -> Result:
    return ledger.apply(NFTokenBurn, sender, nftoken_id=token, **fields)


def test_the_owner_burns_any_token() -> None:
    ledger, token = ledger_with_token(flags=tfTransferable)
    assert burn(ledger, "bob", token) is tesSUCCESS
    assert not ledger.holds("bob", token)
    assert ledger.root("alice").burned_nftokens == 1
    assert ledger.root("bob").owner_count == 0


def test_the_owner_may_say_that_it_is_the_owner() -> None:
    ledger, token = ledger_with_token(flags=tfTransferable)
    assert burn(ledger, "bob", token, owner=account("bob")) is tesSUCCESS


def test_the_issuer_burns_a_burnable_token() -> None:
    ledger, token = ledger_with_token()
    assert burn(ledger, "alice", token, owner=account("bob")) is tesSUCCESS
    assert ledger.root("alice").burned_nftokens == 1


def test_who_mints_for_the_issuer_burns_for_it_too() -> None:
    ledger, token = ledger_with_token()
    refused(burn(ledger, "carol", token, owner=account("bob")), tecNO_PERMISSION, ledger)
    ledger.change("alice", nftoken_minter=account("carol"))
    assert burn(ledger, "carol", token, owner=account("bob")) is tesSUCCESS


def test_the_issuer_does_not_burn_what_is_not_burnable() -> None:
    ledger, token = ledger_with_token(flags=tfTransferable)
    refused(burn(ledger, "alice", token, owner=account("bob")), tecNO_PERMISSION, ledger)


@pytest.mark.parametrize("owner", [None, account("alice"), account("nobody")])
def test_what_the_owner_does_not_have_is_not_burned(owner: bytes | None) -> None:
    ledger, token = ledger_with_token()
    refused(burn(ledger, "alice", token, owner=owner), tecNO_ENTRY, ledger)
    ledger, token = ledger_with_token(flags=tfTransferable)
    refused(burn(ledger, "alice", token, owner=owner), tecNO_ENTRY, ledger)


def test_what_an_issuer_has_left_behind_cannot_be_counted_as_burned() -> None:
    ledger = NFTokenLedger("alice", "bob")
    token = nftokens.token_id(flags=BURNABLE, transfer_fee=0, issuer=account("gone"), taxon=0, sequence=1)
    nftokens.insert(ledger.draft, account("bob"), NFToken(nftoken_id=token))
    refused(burn(ledger, "alice", token, owner=account("bob")), tecINVARIANT_FAILED, ledger)


def test_there_are_no_flags() -> None:
    ledger, token = ledger_with_token()
    assert burn(ledger, "bob", token, flags=1) is temINVALID_FLAG


def test_offers_of_both_sides_go_with_the_token() -> None:
    ledger, token = ledger_with_token()
    offers = [ledger.sell("bob", token), ledger.buy("alice", "bob", token), ledger.buy("carol", "bob", token)]
    assert burn(ledger, "bob", token) is tesSUCCESS
    assert not any(ledger.is_offered(key) for key in offers)
    assert not ledger.draft.exists(keylets.nftoken_buy_offers(token))
    assert [ledger.root(name).owner_count for name in ("alice", "bob", "carol")] == [0, 0, 0]


@pytest.mark.parametrize(("asks", "bids"), [(3, 499), (500, 1), (501, 0), (40, 460)])
def test_500_offers_go_at_most_and_those_to_sell_first(asks: int, bids: int) -> None:
    ledger, token = ledger_with_token()
    view = ApplyView(ledger.draft, bytes(32), prior_balance=2**60)
    for number in range(asks):
        nftoken_offers.create(view, Terms(account("bob"), 0, sells=True), token, 10_000 + number)
    for number in range(bids):
        terms = Terms(account("carol"), 1, sells=False, owner=account("bob"))
        nftoken_offers.create(view, terms, token, 10_000 + number)
    listed = [
        list(directories.keys(view, directory))
        for directory in (keylets.nftoken_sell_offers(token), keylets.nftoken_buy_offers(token))
    ]
    view.commit()
    assert burn(ledger, "bob", token) is tesSUCCESS
    left = [key for side in listed for key in side if ledger.is_offered(key)]
    assert len(left) == max(asks + bids - MAX_DELETED_OFFERS, 0)
    # Each page goes from its end, so what stays is the beginning of the page that was reached last.
    side = listed[1] if bids else listed[0]
    last_page = side[len(side) - (len(side) - 1) % 32 - 1 :]
    assert left == last_page[: len(left)]
