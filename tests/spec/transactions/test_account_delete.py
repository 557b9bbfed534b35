"""AccountDelete: what blocks it, what goes with the account, and where its XRP ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from spec import amendments, directories, keylets
from spec.entries import Delegate, NFTokenPage, RippleState
from spec.flags import lsfPasswordSpent, lsfRequireDestTag, tfTransferable
from spec.header import EPOCH
from spec.inner import NFToken, Permission, PriceData, SignerEntry
from spec.results import (
    Result,
    tecBAD_CREDENTIALS,
    tecDST_TAG_NEEDED,
    tecEXPIRED,
    tecHAS_OBLIGATIONS,
    tecNO_DST,
    tecNO_PERMISSION,
    tecTOO_SOON,
    tefBAD_LEDGER,
    tefTOO_BIG,
    telINSUF_FEE_P,
    temDISABLED,
    temDST_IS_SRC,
    temMALFORMED,
    terNO_ACCOUNT,
    tesSUCCESS,
)
from spec.transactions.account_delete import AccountDelete
from spec.transactions.check_create import CheckCreate
from spec.transactions.deposit_preauth import DepositPreauth
from spec.transactions.did_set import DIDSet
from spec.transactions.escrow_create import EscrowCreate
from spec.transactions.mptoken_issuance_create import MPTokenIssuanceCreate
from spec.transactions.nftoken_create_offer import NFTokenCreateOffer
from spec.transactions.nftoken_mint import NFTokenMint
from spec.transactions.offer_create import OfferCreate
from spec.transactions.oracle_set import OracleSet
from spec.transactions.payment_channel_create import PaymentChannelCreate
from spec.transactions.permissioned_domain_set import PermissionedDomainSet
from spec.transactions.signer_list_set import SignerListSet
from spec.transactions.ticket_create import TicketCreate
from spec.transactions.trust_set import TrustSet
from tests.spec.deposits import KIND, listed, refuse_deposits, vouch
from tests.spec.ledgers import NOW, SEQUENCE, XRP, SmallLedger, account, currency, issued, public_key

ALICE, BOB = account("alice"), account("bob")
FEE = 2 * XRP


def scene(**options: Any) -> SmallLedger:
    return SmallLedger("alice", "bob", "carol", **options)


def delete(ledger: SmallLedger, to: str = "bob", **fields: Any) -> Result:
    return ledger.apply(AccountDelete, "alice", **{"destination": account(to), **fields})


def test_an_account_goes_and_its_xrp_stays() -> None:
    ledger = scene()
    held = ledger.root("alice").balance + ledger.root("bob").balance
    assert delete(ledger) is tesSUCCESS
    assert not ledger.draft.exists(keylets.account(ALICE))
    assert ledger.root("bob").balance == held - FEE
    assert ledger.draft.burned == FEE
    assert ledger.last is not None
    assert ledger.last.metadata is not None
    assert ledger.last.metadata.delivered == 1_000 * XRP - FEE


def test_it_costs_the_reserve_of_an_object() -> None:
    ledger = scene(is_open=True)
    assert delete(ledger, fee=FEE - 1) is telINSUF_FEE_P
    assert delete(ledger, fee=FEE) is tesSUCCESS


def test_an_account_may_be_left_with_nothing() -> None:
    """Who gets nothing is not given back the right to change its key without a fee."""
    for balance, flags in ((FEE + 1, 0), (FEE, lsfPasswordSpent)):
        ledger = scene()
        ledger.change("alice", balance=balance)
        ledger.change("bob", flags=lsfPasswordSpent)
        assert delete(ledger) is tesSUCCESS
        assert ledger.root("bob").flags == flags


def test_nobody_leaves_itself_anything() -> None:
    assert delete(scene(), "alice") is temDST_IS_SRC
    assert delete(scene(), "alice", credential_ids=()) is temDST_IS_SRC


def test_the_destination_exists_and_gets_its_tag() -> None:
    ledger = scene()
    assert delete(ledger, "nobody") is tecNO_DST
    ledger.change("bob", flags=lsfRequireDestTag)
    assert delete(ledger) is tecDST_TAG_NEEDED
    assert delete(ledger, destination_tag=0) is tesSUCCESS


def test_the_account_exists() -> None:
    assert SmallLedger("bob").apply(AccountDelete, "alice", destination=BOB) is terNO_ACCOUNT


# Who lets it in


def test_a_destination_that_refuses_deposits() -> None:
    ledger = scene()
    refuse_deposits(ledger, "bob", "carol")
    assert delete(ledger) is tecNO_PERMISSION
    assert ledger.apply(DepositPreauth, "bob", authorize=ALICE) is tesSUCCESS
    assert delete(ledger) is tesSUCCESS


def test_one_that_lets_credentials_in() -> None:
    ledger = scene()
    key = vouch(ledger, "carol", "alice")
    refuse_deposits(ledger, "bob", credentials=listed(("carol", KIND)))
    assert delete(ledger) is tecNO_PERMISSION
    assert delete(ledger, credential_ids=(key,)) is tesSUCCESS
    assert not ledger.draft.exists(keylets.credential(ALICE, account("carol"), KIND))


def test_credentials_that_are_not_enough() -> None:
    ledger = scene()
    key = vouch(ledger, "carol", "alice", b"other")
    refuse_deposits(ledger, "bob", credentials=listed(("carol", KIND)))
    assert delete(ledger, credential_ids=(key,)) is tecNO_PERMISSION
    assert ledger.draft.exists(keylets.account(ALICE))


def test_credentials_are_looked_at_though_nobody_asked() -> None:
    ledger = scene()
    of_bob = vouch(ledger, "carol", "bob")
    not_accepted = vouch(ledger, "carol", "alice", accepted=False)
    for key in (b"\1" * 32, of_bob, not_accepted):
        assert delete(ledger, credential_ids=(key,)) is tecBAD_CREDENTIALS


def test_expired_credentials_go_and_the_account_stays() -> None:
    ledger = scene()
    key = vouch(ledger, "carol", "alice", expiration=NOW + 10)
    ledger.wait(11)
    assert delete(ledger, credential_ids=(key,)) is tecEXPIRED
    assert ledger.draft.get(key) is None
    assert ledger.draft.exists(keylets.account(ALICE))


@pytest.mark.parametrize("ids", [(), (b"\1" * 32,) * 2, tuple(bytes([n]) * 32 for n in range(9))])
def test_credentials_are_named_once_and_not_too_many(ids: tuple[bytes, ...]) -> None:
    assert delete(scene(), credential_ids=ids) is temMALFORMED


def test_credentials_exist_only_with_their_amendment() -> None:
    assert delete(scene(without=[amendments.Credentials]), credential_ids=(b"\1" * 32,)) is temDISABLED


# What goes with it


def offer(ledger: SmallLedger) -> Result:
    return ledger.apply(OfferCreate, "alice", taker_pays=issued(1, "carol"), taker_gets=XRP)


def signers(ledger: SmallLedger) -> Result:
    entries = (SignerEntry(account=BOB, signer_weight=1),)
    return ledger.apply(SignerListSet, "alice", signer_quorum=1, signer_entries=entries)


def tickets(ledger: SmallLedger) -> Result:
    return ledger.apply(TicketCreate, "alice", ticket_count=40)


def leave(ledger: SmallLedger) -> Result:
    return ledger.apply(DepositPreauth, "alice", authorize=BOB)


def nftoken_offer(ledger: SmallLedger) -> Result:
    """For a token of carol's."""
    assert ledger.apply(NFTokenMint, "carol", nftoken_taxon=0, flags=tfTransferable) is tesSUCCESS
    page = next(one for one in ledger.draft.entries.values() if isinstance(one, NFTokenPage))
    token = page.nftokens[0].nftoken_id
    return ledger.apply(NFTokenCreateOffer, "alice", nftoken_id=token, amount=XRP, owner=account("carol"))


def identifier(ledger: SmallLedger) -> Result:
    return ledger.apply(DIDSet, "alice", uri=b"x")


def oracle(ledger: SmallLedger) -> Result:
    price = PriceData(base_asset=currency("USD"), quote_asset=currency("EUR"), asset_price=1, scale=0)
    return ledger.apply(
        OracleSet,
        "alice",
        oracle_document_id=1,
        provider=b"x",
        asset_class=b"x",
        last_update_time=NOW + 10 + EPOCH,
        price_data_series=(price,),
    )


def issued_credential(ledger: SmallLedger) -> Result:
    vouch(ledger, "alice", "carol", accepted=False)
    return tesSUCCESS


def accepted_credential(ledger: SmallLedger) -> Result:
    vouch(ledger, "alice", "carol")
    return tesSUCCESS


def held_credential(ledger: SmallLedger) -> Result:
    vouch(ledger, "carol", "alice")
    return tesSUCCESS


def delegates(ledger: SmallLedger) -> Result:
    """Bob may send payments for alice."""
    key = keylets.delegate(ALICE, BOB).key
    entry = Delegate(key, account=ALICE, authorize=BOB, permissions=(Permission(permission_value=1),))
    entry.owner_node = directories.add_owned(ledger.draft, ALICE, key)
    entry.destination_node = directories.add_owned(ledger.draft, BOB, key)
    ledger.draft.insert(entry)
    ledger.change("alice", owner_count=1)
    return tesSUCCESS


GOES: list[Callable[[SmallLedger], Result]] = [
    offer,
    signers,
    tickets,
    leave,
    nftoken_offer,
    identifier,
    oracle,
    issued_credential,
    accepted_credential,
    held_credential,
    delegates,
]


def remains(ledger: SmallLedger) -> set[str]:
    """The kinds of entry that there are, but for accounts."""
    kinds = {type(one).__name__ for one in ledger.draft.entries.values() if ledger.draft.get(one.key)}
    return kinds - {"AccountRoot"}


@pytest.mark.parametrize("have", GOES)
def test_what_nobody_depends_on_goes_with_the_account(have: Callable[[SmallLedger], Result]) -> None:
    ledger = scene()
    assert have(ledger) is tesSUCCESS
    assert remains(ledger) != set()
    assert delete(ledger) is tesSUCCESS
    assert remains(ledger) == ({"NFTokenPage"} if have is nftoken_offer else set())
    assert ledger.root("carol").owner_count == (1 if have is nftoken_offer else 0)
    assert ledger.root("bob").owner_count == 0


def test_it_all_goes_at_once() -> None:
    ledger = scene()
    for have in (offer, signers, tickets, leave, nftoken_offer, identifier, oracle, held_credential):
        assert have(ledger) is tesSUCCESS
    assert ledger.root("alice").owner_count == 47
    assert delete(ledger) is tesSUCCESS
    assert remains(ledger) == {"NFTokenPage"}


def test_a_ticket_can_pay_the_way_for_the_rest() -> None:
    ledger = scene()
    tickets(ledger)
    assert delete(ledger, ticket_sequence=11) is tesSUCCESS
    assert remains(ledger) == set()


# What blocks it


def line(ledger: SmallLedger) -> Result:
    return ledger.apply(TrustSet, "alice", limit_amount=issued(5, "carol"))


def escrow(sender: str, receiver: str) -> Callable[[SmallLedger], Result]:
    def have(ledger: SmallLedger) -> Result:
        return ledger.apply(
            EscrowCreate, sender, destination=account(receiver), amount=XRP, finish_after=NOW + 100
        )

    return have


def channel(sender: str, receiver: str) -> Callable[[SmallLedger], Result]:
    def have(ledger: SmallLedger) -> Result:
        return ledger.apply(
            PaymentChannelCreate,
            sender,
            destination=account(receiver),
            amount=XRP,
            settle_delay=1,
            public_key=public_key(sender),
        )

    return have


def check(sender: str, receiver: str) -> Callable[[SmallLedger], Result]:
    def have(ledger: SmallLedger) -> Result:
        return ledger.apply(CheckCreate, sender, destination=account(receiver), send_max=XRP)

    return have


def issuance(ledger: SmallLedger) -> Result:
    return ledger.apply(MPTokenIssuanceCreate, "alice")


def domain(ledger: SmallLedger) -> Result:
    return ledger.apply(PermissionedDomainSet, "alice", accepted_credentials=listed(("carol", KIND)))


@pytest.mark.parametrize(
    "have",
    [
        line,
        escrow("alice", "carol"),
        escrow("carol", "alice"),
        channel("alice", "carol"),
        channel("carol", "alice"),
        check("alice", "carol"),
        check("carol", "alice"),
        issuance,
        domain,
    ],
)
def test_what_someone_depends_on_keeps_the_account(have: Callable[[SmallLedger], Result]) -> None:
    ledger = scene()
    assert have(ledger) is tesSUCCESS
    assert delete(ledger) is tecHAS_OBLIGATIONS
    assert ledger.draft.exists(keylets.account(ALICE))


def test_a_token_that_it_minted_keeps_the_account() -> None:
    """Even when it is someone else's now."""
    ledger = scene()
    ledger.change("alice", minted_nftokens=2, burned_nftokens=1)
    assert delete(ledger) is tecHAS_OBLIGATIONS
    ledger.change("alice", burned_nftokens=2)
    assert delete(ledger) is tesSUCCESS


@pytest.mark.parametrize("low", [b"\1" * 12, b"\xff" * 12])
def test_a_token_that_it_holds_keeps_the_account(low: bytes) -> None:
    ledger = scene()
    key = ALICE + low
    token = NFToken(nftoken_id=bytes(32))
    ledger.draft.insert(NFTokenPage(key, nftokens=(token,)))
    assert delete(ledger) is tecHAS_OBLIGATIONS


@pytest.mark.parametrize(
    ("sequence", "first", "minted", "result"),
    [
        (SEQUENCE - 255, None, 0, tesSUCCESS),
        (SEQUENCE - 254, None, 0, tecTOO_SOON),
        (10, SEQUENCE - 255 - 7, 7, tesSUCCESS),
        (10, SEQUENCE - 255 - 6, 7, tecTOO_SOON),
        (10, None, SEQUENCE - 255, tesSUCCESS),
        (10, None, SEQUENCE - 254, tecTOO_SOON),
    ],
)
def test_a_young_account_stays(sequence: int, first: int | None, minted: int, result: Result) -> None:
    """Made again, it would begin with the ledger's number; nothing that it sent or minted may recur."""
    ledger = scene()
    ledger.change(
        "alice",
        sequence=sequence,
        first_nftoken_sequence=first,
        minted_nftokens=minted,
        burned_nftokens=minted,
    )
    assert delete(ledger, sequence=sequence) is result


@pytest.mark.parametrize(("count", "result"), [(1_000, tesSUCCESS), (1_001, tefTOO_BIG)])
def test_an_account_that_owns_too_much_stays(count: int, result: Result) -> None:
    ledger = scene()
    ledger.draft.info = replace(ledger.draft.info, sequence=10_000)
    ledger.change("alice", balance=10_000 * XRP)
    for made in (250, 250, 250, count - 750):
        ledger.change("alice", ticket_count=None)
        assert ledger.apply(TicketCreate, "alice", ticket_count=min(made, 250)) is tesSUCCESS
    if count > 1_000:
        identifier(ledger)
    ledger.change("alice", ticket_count=1_000)
    assert delete(ledger) is result


def test_obligations_are_found_before_there_is_too_much() -> None:
    """The list is gone through in order, and the first trouble counts."""
    ledger = scene()
    ledger.change("alice", balance=10_000 * XRP, sequence=10)
    line(ledger)
    for _ in range(4):
        ledger.change("alice", ticket_count=None)
        ledger.apply(TicketCreate, "alice", ticket_count=250)
    ledger.draft.info = replace(ledger.draft.info, sequence=10_000)
    keys = list(directories.keys(ledger.draft, keylets.owner_directory(ALICE)))
    place = next(n for n, key in enumerate(keys) if isinstance(ledger.draft.get(key), RippleState))
    assert place < 32
    assert delete(ledger) is tecHAS_OBLIGATIONS


def test_one_too_many_that_is_an_obligation() -> None:
    """The entry itself is looked at before it is counted."""
    ledger = scene()
    ledger.change("alice", balance=10_000 * XRP, sequence=10)
    for _ in range(4):
        ledger.change("alice", ticket_count=None)
        ledger.apply(TicketCreate, "alice", ticket_count=250)
    listed_there = list(directories.keys(ledger.draft, keylets.owner_directory(ALICE)))
    codes = (f"{number:03}" for number in range(1_000))
    last = next(code for code in codes if line_key(code) > max(listed_there[-8:]))
    assert ledger.apply(TrustSet, "alice", limit_amount=issued(5, "carol", last)) is tesSUCCESS
    assert list(directories.keys(ledger.draft, keylets.owner_directory(ALICE)))[1_000] == line_key(last)
    ledger.draft.info = replace(ledger.draft.info, sequence=10_000)
    assert delete(ledger) is tecHAS_OBLIGATIONS


def line_key(code: str) -> bytes:
    return keylets.line(ALICE, account("carol"), currency(code)).key


def test_the_order() -> None:
    """One account with everything against it; each is mended in turn, and the next is found."""
    ledger = scene()
    line(ledger)
    refuse_deposits(ledger, "bob")
    ledger.change("bob", flags=ledger.root("bob").flags | lsfRequireDestTag)
    ledger.change("alice", sequence=SEQUENCE, minted_nftokens=1)
    fields: dict[str, Any] = {"credential_ids": (b"\1" * 32,)}
    found = [delete(ledger, "nobody", **fields), delete(ledger, **fields)]
    fields["destination_tag"] = 1
    found.append(delete(ledger, **fields))
    del fields["credential_ids"]
    found.append(delete(ledger, **fields))
    ledger.change("bob", flags=0)
    found.append(delete(ledger, **fields))
    ledger.change("alice", minted_nftokens=0)
    found.append(delete(ledger, **fields))
    ledger.change("alice", sequence=10)
    found.append(delete(ledger, **fields))
    assert [one.name for one in found] == [
        "tecNO_DST",
        "tecDST_TAG_NEEDED",
        "tecBAD_CREDENTIALS",
        "tecNO_PERMISSION",
        "tecHAS_OBLIGATIONS",
        "tecTOO_SOON",
        "tecHAS_OBLIGATIONS",
    ]


def test_a_list_of_what_is_not_there() -> None:
    ledger = scene()
    identifier(ledger)
    ledger.draft.erase(keylets.did(ALICE))
    assert delete(ledger) is tefBAD_LEDGER
