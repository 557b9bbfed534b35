"""NFTokenModify: who may change a token's URI, and each reason to refuse it."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, nftokens
from spec.flags import tfMutable, tfTransferable
from spec.inner import NFToken
from spec.results import (
    Result,
    tecINTERNAL,
    tecNO_ENTRY,
    tecNO_PERMISSION,
    temDISABLED,
    temMALFORMED,
    tesSUCCESS,
)
from spec.transactions.nftoken_accept_offer import NFTokenAcceptOffer
from spec.transactions.nftoken_modify import NFTokenModify
from spec.values import Hash256
from tests.spec.ledgers import account
from tests.spec.nftoken_ledgers import NFTokenLedger, refused

MUTABLE = tfMutable | tfTransferable


def ledger_with_token(flags: int = MUTABLE) -> tuple[NFTokenLedger, Hash256]:
    ledger = NFTokenLedger("alice", "bob", "carol")
    return ledger, ledger.mint("alice", flags=flags, uri=b"here")


def modify(ledger: NFTokenLedger, sender: str, token: Hash256, **fields: Any) -> Result:
    return ledger.apply(NFTokenModify, sender, nftoken_id=token, **fields)


def uri(ledger: NFTokenLedger, owner: str, token: Hash256) -> bytes | None:
    found = nftokens.find(ledger.draft, account(owner), token)
    assert found is not None
    return found.uri


def test_the_issuer_changes_the_uri_or_takes_it_away() -> None:
    ledger, token = ledger_with_token()
    assert modify(ledger, "alice", token, uri=b"x" * 256) is tesSUCCESS
    assert uri(ledger, "alice", token) == b"x" * 256
    assert modify(ledger, "alice", token, uri=b"x") is tesSUCCESS
    assert uri(ledger, "alice", token) == b"x"
    assert modify(ledger, "alice", token) is tesSUCCESS
    assert uri(ledger, "alice", token) is None


def test_the_issuer_changes_what_another_has() -> None:
    ledger, token = ledger_with_token()
    key = ledger.sell("alice", token)
    assert ledger.apply(NFTokenAcceptOffer, "bob", nftoken_sell_offer=key) is tesSUCCESS
    refused(modify(ledger, "alice", token, uri=b"there"), tecNO_ENTRY, ledger)
    assert modify(ledger, "alice", token, owner=account("bob"), uri=b"there") is tesSUCCESS
    assert uri(ledger, "bob", token) == b"there"
    refused(modify(ledger, "bob", token, uri=b"mine"), tecNO_PERMISSION, ledger)


def test_who_mints_for_the_issuer_changes_for_it_too() -> None:
    ledger, token = ledger_with_token()
    refused(modify(ledger, "carol", token, owner=account("alice")), tecNO_PERMISSION, ledger)
    ledger.change("alice", nftoken_minter=account("carol"))
    assert modify(ledger, "carol", token, owner=account("alice")) is tesSUCCESS


def test_what_is_not_mutable_stays() -> None:
    ledger, token = ledger_with_token(flags=tfTransferable)
    refused(modify(ledger, "alice", token, uri=b"there"), tecNO_PERMISSION, ledger)


def test_what_an_issuer_has_left_behind_is_not_changed() -> None:
    ledger = NFTokenLedger("alice")
    token = nftokens.token_id(flags=MUTABLE, transfer_fee=0, issuer=account("gone"), taxon=0, sequence=1)
    nftokens.insert(ledger.draft, account("alice"), NFToken(nftoken_id=token))
    refused(modify(ledger, "alice", token), tecINTERNAL, ledger)


@pytest.mark.parametrize("fields", [{"owner": account("alice")}, {"uri": b""}, {"uri": b"x" * 257}])
def test_malformed_changes(fields: dict[str, Any]) -> None:
    ledger, token = ledger_with_token()
    assert modify(ledger, "alice", token, **fields) is temMALFORMED


def test_tokens_do_not_change_before_the_amendment() -> None:
    ledger = NFTokenLedger("alice", without=[amendments.DynamicNFT])
    assert modify(ledger, "alice", bytes(32)) is temDISABLED
