"""NFTokenMint: what a token becomes, and each reason not to make it."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, keylets, nftokens
from spec.entries import DirectoryNode, NFTokenOffer
from spec.flags import (
    lsfDisallowIncomingNFTokenOffer,
    lsfGlobalFreeze,
    lsfNFTokenSellOffers,
    lsfRequireAuth,
    lsfSellNFToken,
    tfBurnable,
    tfMutable,
    tfOnlyXRP,
    tfTransferable,
)
from spec.inner import NFToken
from spec.results import (
    Result,
    tecEXPIRED,
    tecFROZEN,
    tecINSUFFICIENT_RESERVE,
    tecMAX_SEQUENCE_REACHED,
    tecNO_AUTH,
    tecNO_DST,
    tecNO_ISSUER,
    tecNO_LINE,
    tecNO_PERMISSION,
    tecNO_SUITABLE_NFTOKEN_PAGE,
    temBAD_AMOUNT,
    temBAD_EXPIRATION,
    temBAD_NFTOKEN_TRANSFER_FEE,
    temDISABLED,
    temINVALID_FLAG,
    temMALFORMED,
    tesSUCCESS,
)
from spec.transactions.nftoken_mint import NFTokenMint
from spec.transactions.ticket_create import TicketCreate
from spec.trust_lines import FREEZE
from tests.spec.ledgers import NOW, account, issued
from tests.spec.nftoken_ledgers import NFTokenLedger, refused

TRUST_LINE_FLAG = nftokens.CREATE_TRUST_LINES


def ledger_with(*names: str, **options: Any) -> NFTokenLedger:
    return NFTokenLedger("alice", *names, **options)


def mint(ledger: NFTokenLedger, **fields: Any) -> Result:
    return ledger.apply(NFTokenMint, "alice", **{"nftoken_taxon": 0, **fields})


def numbers(ledger: NFTokenLedger, name: str = "alice") -> tuple[int | None, int]:
    root = ledger.root(name)
    return root.first_nftoken_sequence, root.minted_nftokens


def test_a_token_is_made_and_kept() -> None:
    ledger = ledger_with()
    sequence = ledger.root("alice").sequence
    flags = tfBurnable | tfTransferable
    fields: dict[str, Any] = {"flags": flags, "transfer_fee": 50_000, "uri": b"x" * 256}
    assert mint(ledger, nftoken_taxon=7, **fields) is tesSUCCESS
    token = nftokens.token_id(
        flags=9, transfer_fee=50_000, issuer=account("alice"), taxon=7, sequence=sequence
    )
    assert nftokens.find(ledger.draft, account("alice"), token) == NFToken(nftoken_id=token, uri=b"x" * 256)
    assert numbers(ledger) == (sequence, 1)
    assert ledger.root("alice").owner_count == 1


def test_later_tokens_go_on_from_the_first() -> None:
    ledger = ledger_with()
    first = ledger.mint("alice")
    ledger.change("alice", sequence=500)
    second = ledger.mint("alice")
    assert nftokens.sequence_of(second) == nftokens.sequence_of(first) + 1
    assert ledger.holds("alice", first)
    assert ledger.root("alice").owner_count == 1


def test_a_first_token_made_with_a_ticket_has_the_sequence_that_comes_next() -> None:
    ledger = ledger_with()
    assert ledger.apply(TicketCreate, "alice", ticket_count=1) is tesSUCCESS
    sequence = ledger.root("alice").sequence
    assert mint(ledger, ticket_sequence=sequence - 1) is tesSUCCESS
    assert numbers(ledger) == (sequence, 1)


def test_a_minter_makes_tokens_in_the_name_of_the_issuer() -> None:
    ledger = ledger_with("bob")
    ledger.change("bob", nftoken_minter=account("alice"))
    sequence = ledger.root("bob").sequence
    token = ledger.mint("alice", issuer=account("bob"))
    assert nftokens.issuer_of(token) == account("bob")
    assert ledger.holds("alice", token)
    assert numbers(ledger, "bob") == (sequence, 1)
    assert numbers(ledger) == (None, 0)
    assert ledger.root("bob").owner_count == 0


def test_a_token_is_offered_as_it_is_made() -> None:
    ledger = ledger_with("bob")
    key = keylets.nftoken_offer(account("alice"), ledger.root("alice").sequence)
    token = ledger.mint("alice", amount=5, destination=account("bob"), expiration=NOW + 1)
    offer = ledger.draft.read(key)
    assert isinstance(offer, NFTokenOffer)
    assert (offer.owner, offer.nftoken_id, offer.amount) == (account("alice"), token, 5)
    assert (offer.destination, offer.expiration, offer.flags) == (account("bob"), NOW + 1, lsfSellNFToken)
    listed = ledger.draft.read(keylets.nftoken_sell_offers(token))
    assert isinstance(listed, DirectoryNode)
    assert (listed.indexes, listed.flags, listed.nftoken_id) == ((key.key,), lsfNFTokenSellOffers, token)
    assert ledger.root("alice").owner_count == 2


@pytest.mark.parametrize("field", [{"amount": 0}, {"destination": account("bob")}, {"expiration": NOW + 1}])
def test_no_offer_is_made_before_the_amendment(field: dict[str, Any]) -> None:
    ledger = ledger_with("bob", without=[amendments.NFTokenMintOffer])
    assert mint(ledger, **field) is temDISABLED
    assert mint(ledger) is tesSUCCESS


@pytest.mark.parametrize(
    ("flag", "amendment", "before", "since"),
    [
        (tfMutable, amendments.DynamicNFT, temINVALID_FLAG, tesSUCCESS),
        (TRUST_LINE_FLAG, amendments.fixRemoveNFTokenAutoTrustLine, tesSUCCESS, temINVALID_FLAG),
        (0x20, amendments.DynamicNFT, temINVALID_FLAG, temINVALID_FLAG),
    ],
)
def test_flags_come_and_go_with_amendments(
    flag: int, amendment: amendments.Amendment, before: Result, since: Result
) -> None:
    assert mint(ledger_with(without=[amendment]), flags=flag) is before
    assert mint(ledger_with(), flags=flag) is since


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"transfer_fee": 50_001, "flags": tfTransferable}, temBAD_NFTOKEN_TRANSFER_FEE),
        ({"transfer_fee": 1}, temMALFORMED),
        ({"transfer_fee": 0}, tesSUCCESS),
        ({"issuer": account("alice")}, temMALFORMED),
        ({"uri": b""}, temMALFORMED),
        ({"uri": b"x"}, tesSUCCESS),
        ({"uri": b"x" * 257}, temMALFORMED),
        ({"destination": account("bob")}, temMALFORMED),
        ({"expiration": NOW + 1}, temMALFORMED),
        ({"amount": 0, "destination": account("alice")}, temMALFORMED),
        ({"amount": 0, "expiration": 0}, temBAD_EXPIRATION),
        ({"amount": issued(-1, "bob")}, temBAD_AMOUNT),
        ({"amount": issued(0, "bob")}, temBAD_AMOUNT),
        ({"amount": issued(1, "bob"), "flags": tfOnlyXRP}, temBAD_AMOUNT),
        ({"amount": 1, "flags": tfOnlyXRP}, tesSUCCESS),
    ],
)
def test_a_malformed_token_is_not_made(fields: dict[str, Any], expected: Result) -> None:
    assert mint(ledger_with("bob"), **fields) is expected


def test_nobody_mints_for_an_issuer_who_does_not_exist() -> None:
    ledger = ledger_with()
    refused(mint(ledger, issuer=account("bob")), tecNO_ISSUER, ledger)


def test_nobody_mints_for_an_issuer_who_has_not_named_him() -> None:
    ledger = ledger_with("bob")
    refused(mint(ledger, issuer=account("bob")), tecNO_PERMISSION, ledger)


@pytest.mark.parametrize(("expiration", "expected"), [(NOW, tecEXPIRED), (NOW + 1, tesSUCCESS)])
def test_an_offer_that_has_expired_is_not_made(expiration: int, expected: Result) -> None:
    assert mint(ledger_with(), amount=0, expiration=expiration) is expected


def test_the_destination_exists_and_lets_itself_be_offered_things() -> None:
    ledger = ledger_with()
    refused(mint(ledger, amount=0, destination=account("bob")), tecNO_DST, ledger)
    ledger.fund("bob")
    ledger.change("bob", flags=lsfDisallowIncomingNFTokenOffer)
    refused(mint(ledger, amount=0, destination=account("bob")), tecNO_PERMISSION, ledger)


FEE: dict[str, Any] = {"flags": tfTransferable, "transfer_fee": 1}


def test_an_issuer_who_wants_a_share_in_dollars_needs_a_line_for_them() -> None:
    ledger = ledger_with("bank")
    refused(mint(ledger, amount=issued(1, "bank"), **FEE), tecNO_LINE, ledger)
    assert mint(ledger, amount=issued(1, "bank")) is tesSUCCESS
    ledger.give("alice", "bank")
    assert mint(ledger, amount=issued(1, "bank"), **FEE) is tesSUCCESS
    assert mint(ledger, amount=issued(1, "alice"), **FEE) is tesSUCCESS


@pytest.mark.parametrize("fields", [{}, FEE])
def test_dollars_that_are_frozen_are_not_asked_for(fields: dict[str, Any]) -> None:
    ledger = ledger_with("bank")
    ledger.give("alice", "bank").from_peer().set(FREEZE)
    refused(mint(ledger, amount=issued(1, "bank"), **fields), tecFROZEN, ledger)


def test_an_issuer_other_than_the_account_may_have_its_dollars_frozen_too() -> None:
    ledger = ledger_with("bob", "bank")
    ledger.change("bob", nftoken_minter=account("alice"))
    ledger.give("bob", "bank").from_peer().set(FREEZE)
    fields: dict[str, Any] = {"issuer": account("bob"), "amount": issued(1, "bank")}
    refused(mint(ledger, **fields, **FEE), tecFROZEN, ledger)
    assert mint(ledger, **fields) is tesSUCCESS
    ledger.change("bank", flags=lsfGlobalFreeze)
    refused(mint(ledger, **fields), tecFROZEN, ledger)


def test_dollars_are_asked_for_by_who_may_hold_them() -> None:
    ledger = ledger_with("bank")
    ledger.change("bank", flags=lsfRequireAuth)
    refused(mint(ledger, amount=issued(1, "bank")), tecNO_LINE, ledger)
    ledger.give("alice", "bank")
    refused(mint(ledger, amount=issued(1, "bank")), tecNO_AUTH, ledger)
    earlier = ledger_with("bank", without=[amendments.fixEnforceNFTokenTrustlineV2])
    earlier.change("bank", flags=lsfRequireAuth)
    assert mint(earlier, amount=issued(1, "bank")) is tesSUCCESS


def test_dollars_of_nobody_are_not_asked_for() -> None:
    ledger = ledger_with()
    refused(mint(ledger, amount=issued(1, "bank")), tecNO_ISSUER, ledger)


@pytest.mark.parametrize(
    ("first", "minted", "expected"),
    [
        (2**32 - 2, 0, tesSUCCESS),
        (2**32 - 1, 0, tecMAX_SEQUENCE_REACHED),
        (2**31, 2**31 - 2, tesSUCCESS),
        (2**31, 2**31 - 1, tecMAX_SEQUENCE_REACHED),
        (2**31, 2**31, tecMAX_SEQUENCE_REACHED),
        (0, 2**32 - 1, tecMAX_SEQUENCE_REACHED),
    ],
)
def test_numbers_come_to_an_end(first: int, minted: int, expected: Result) -> None:
    ledger = ledger_with()
    ledger.change("alice", first_nftoken_sequence=first, minted_nftokens=minted)
    assert mint(ledger) is expected


def test_a_page_full_of_tokens_with_the_same_low_bits_takes_no_other() -> None:
    ledger = ledger_with()
    token = nftokens.token_id(
        flags=0, transfer_fee=0, issuer=account("alice"), taxon=0, sequence=ledger.root("alice").sequence
    )
    for n in range(1, 33):
        alike = NFToken(nftoken_id=bytes([n]) + token[1:])
        nftokens.insert(ledger.draft, account("alice"), alike)
    refused(mint(ledger), tecNO_SUITABLE_NFTOKEN_PAGE, ledger)


@pytest.mark.parametrize(("spare", "expected"), [(-1, tecINSUFFICIENT_RESERVE), (0, tesSUCCESS)])
def test_a_page_needs_its_reserve_and_more_tokens_on_it_do_not(spare: int, expected: Result) -> None:
    ledger = ledger_with()
    ledger.spare("alice", ledger.draft.info.fees.increment + spare)
    assert mint(ledger) is expected
    if expected is tesSUCCESS:
        assert mint(ledger) is tesSUCCESS


@pytest.mark.parametrize("spare", [-1, 0])
@pytest.mark.parametrize("pages", [0, 1])
def test_an_offer_needs_its_reserve_as_well(spare: int, pages: int) -> None:
    ledger = ledger_with()
    for _ in range(pages):
        ledger.mint("alice")
    ledger.spare("alice", (2 - pages) * ledger.draft.info.fees.increment + spare)
    assert mint(ledger, amount=0) is (tesSUCCESS if spare == 0 else tecINSUFFICIENT_RESERVE)
