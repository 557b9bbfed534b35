"""Each invariant of the protocol, broken by a rule that does too much: the engine takes back all but the fee,
and where taking the fee breaks it too, nothing happens at all."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from spec import amendments, keylets
from spec.entries import (
    AMM,
    AccountRoot,
    Check,
    DirectoryNode,
    Entry,
    Escrow,
    Loan,
    MPToken,
    NFTokenPage,
    Offer,
    PermissionedDomain,
    RippleState,
    SignerList,
    Ticket,
)
from spec.flags import (
    lsfAllowTrustLineClawback,
    lsfHighFreeze,
    lsfHybrid,
    lsfLowDeepFreeze,
    lsfLowFreeze,
    tfSingleAsset,
)
from spec.inner import AuthorizedCredential
from spec.invariants import INVARIANTS
from spec.keylets import Keylet
from spec.results import Result, tecINVARIANT_FAILED, tefINVARIANT_FAILED, tesSUCCESS
from spec.transactions.account_delete import AccountDelete
from spec.transactions.account_set import AccountSet
from spec.transactions.amm_deposit import AMMDeposit
from spec.transactions.clawback import Clawback
from spec.transactions.escrow_create import EscrowCreate
from spec.transactions.nftoken_mint import NFTokenMint
from spec.transactions.offer_create import OfferCreate
from spec.transactions.payment import Payment
from spec.transactions.permissioned_domain_set import PermissionedDomainSet
from spec.values import XRP_CURRENCY, IssuedAmount
from spec.views import ApplyView
from tests.spec.laws.breaking import Application, Breaker, Case
from tests.spec.laws.tampering import changed
from tests.spec.ledgers import NOW, SEQUENCE, XRP, SmallLedger, account, issued, rules
from tests.spec.market import Market, Token
from tests.spec.pools import PAIR, Pools

ALICE, BOB, CAROL, DAVE = (account(name) for name in ("alice", "bob", "carol", "dave"))
USD = Token("USD", "gw")
KEY = b"\x07" * 32


def people(**options: Any) -> SmallLedger:
    return SmallLedger("alice", "bob", "carol", **options)


def set_nothing(ledger: SmallLedger) -> Result:
    return ledger.apply(AccountSet, "alice")


def pay_a_newcomer(ledger: SmallLedger) -> Result:
    return ledger.apply(Payment, "alice", destination=DAVE, amount=100 * XRP)


def root(application: Application, who: bytes) -> AccountRoot:
    found = application.view.edit(keylets.account(who))
    assert isinstance(found, AccountRoot)
    return found


# Accounts and XRP


def take_more_than_is_offered(application: Application) -> None:
    root(application, ALICE).balance -= 1
    application.fee += 1


def delete_carol(application: Application) -> None:
    carol = root(application, CAROL)
    root(application, BOB).balance += carol.balance
    carol.balance = 0
    application.view.erase(keylets.account(CAROL))


def old_enough(**options: Any) -> SmallLedger:
    ledger = people(**options)
    ledger.change("alice", sequence=SEQUENCE - 255)
    return ledger


def delete_alice(ledger: SmallLedger) -> Result:
    return ledger.apply(AccountDelete, "alice", destination=BOB)


def leave_a_signer_list(application: Application) -> None:
    application.view.insert(SignerList(keylets.signer_list(ALICE).key))


def with_a_check(**options: Any) -> SmallLedger:
    ledger = people(**options)
    ledger.draft.insert(Check(KEY, account=ALICE, destination=BOB))
    return ledger


def make_a_ticket_of_the_check(application: Application) -> None:
    application.view.edit(Keylet(KEY, Check))
    application.view.entries[KEY] = Ticket(KEY, account=ALICE)


def leave_bob_in_debt(application: Application) -> None:
    bob = root(application, BOB)
    root(application, ALICE).balance += bob.balance + 5
    bob.balance = -5


def make_drops(application: Application) -> None:
    root(application, BOB).balance += 5


def begin_early(application: Application) -> None:
    if application.view.edit(keylets.account(DAVE)) is None:
        dave = AccountRoot(keylets.account(DAVE).key, account=DAVE, sequence=0)
        application.view.insert(dave)
    root(application, DAVE).sequence = 5


def put_in_escrow(ledger: SmallLedger) -> Result:
    return ledger.apply(EscrowCreate, "alice", destination=BOB, amount=XRP, finish_after=NOW + 5)


def empty_the_escrow(application: Application) -> None:
    escrows = [entry for entry in application.view.entries.values() if isinstance(entry, Escrow)]
    if escrows:
        escrows[0].amount = 0
        root(application, ALICE).balance += XRP
    else:
        application.view.insert(Escrow(KEY, account=ALICE, amount=0))


def with_a_loan(**options: Any) -> SmallLedger:
    ledger = people(also=(amendments.LendingProtocol,), **options)
    ledger.draft.insert(Loan(KEY, borrower=ALICE, interest_rate=5))
    return ledger


def ask_for_more(application: Application) -> None:
    loan = application.view.edit(Keylet(KEY, Loan))
    assert isinstance(loan, Loan)
    loan.interest_rate = 6


def make_an_amount_that_cannot_be(application: Application) -> None:
    application.view.insert(Offer(KEY, account=ALICE, taker_pays=10**17 + 1, taker_gets=USD(1)))


# Tokens


def market(**options: Any) -> Market:
    ledger = Market("gw", "alice", "bob", **options)
    ledger.trust("bob", USD(100))
    ledger.hold("alice", USD(50))
    return ledger


def one_token(ledger: SmallLedger) -> Result:
    return ledger.apply(Payment, "alice", destination=BOB, amount=USD(1))


def line_of(application: Application, who: bytes) -> RippleState:
    found = application.view.edit(keylets.line(who, account("gw"), USD.currency))
    assert isinstance(found, RippleState)
    return found


def call_it_xrp(application: Application) -> None:
    line = line_of(application, ALICE)
    low = line.low_limit
    line.low_limit = IssuedAmount(low.mantissa, low.exponent, XRP_CURRENCY, low.issuer)


def freeze_only_deeply(application: Application) -> None:
    line_of(application, ALICE).flags |= lsfLowDeepFreeze


def freeze_alice(application: Application) -> None:
    of_gateway = lsfLowFreeze if account("gw") < ALICE else lsfHighFreeze
    line_of(application, ALICE).flags |= of_gateway


def clawing(**options: Any) -> Market:
    ledger = market(**options)
    ledger.change("gw", flags=ledger.root("gw").flags | lsfAllowTrustLineClawback)
    ledger.hold("bob", USD(5))
    return ledger


def claw_back(ledger: SmallLedger) -> Result:
    return ledger.apply(Clawback, "gw", amount=issued(1, "alice"))


def touch_bob_too(application: Application) -> None:
    line_of(application, BOB)


def give_a_place_to_hold_tokens(application: Application) -> None:
    application.view.insert(MPToken(KEY, account=BOB, mptoken_issuance_id=b"\x01" * 24))


def mint(ledger: SmallLedger) -> Result:
    return ledger.apply(NFTokenMint, "alice", nftoken_taxon=0)


def empty_the_page(application: Application) -> None:
    pages = [entry for entry in application.view.entries.values() if isinstance(entry, NFTokenPage)]
    if pages:
        pages[0].nftokens = ()
    else:
        application.view.insert(NFTokenPage(keylets.nftoken_page_max(ALICE).key))


def count_a_token(application: Application) -> None:
    root(application, ALICE).minted_nftokens += 1


# Exchange


def offer(ledger: SmallLedger) -> Result:
    return ledger.apply(OfferCreate, "alice", taker_pays=XRP, taker_gets=issued(1, "alice"))


def ask_for_less_than_nothing(application: Application) -> None:
    application.view.insert(Offer(KEY, account=ALICE, taker_pays=-5, taker_gets=USD(1)))


def stand_in_no_second_book(application: Application) -> None:
    changed(application.view, Offer).flags |= lsfHybrid


def say_another_quality(application: Application) -> None:
    wrong = DirectoryNode(KEY, root_index=KEY, exchange_rate=5, taker_pays_currency=b"\x01" * 20)
    application.view.insert(wrong)


def set_a_domain(ledger: SmallLedger) -> Result:
    accepted = tuple(AuthorizedCredential(issuer=BOB, credential_type=name) for name in (b"a", b"b"))
    return ledger.apply(PermissionedDomainSet, "alice", accepted_credentials=accepted)


def accept_none(application: Application) -> None:
    domains = [one for one in application.view.entries.values() if isinstance(one, PermissionedDomain)]
    if domains:
        domains[0].accepted_credentials = ()
    else:
        application.view.insert(PermissionedDomain(KEY, owner=ALICE))


def pools(**options: Any) -> Pools:
    ledger = Pools(**options)
    assert ledger.create() is tesSUCCESS
    return ledger


def deposit(ledger: SmallLedger) -> Result:
    fields: dict[str, Any] = {"flags": tfSingleAsset, "amount": 10 * XRP, **PAIR}
    return ledger.apply(AMMDeposit, "bob", **fields)


def give_too_many_shares(application: Application) -> None:
    pool = changed(application.view, AMM)
    pool.lp_token_balance = replace(pool.lp_token_balance, exponent=pool.lp_token_balance.exponent + 1)


def watched_pools(**options: Any) -> Pools:
    """A pool made before pseudo-accounts were watched."""
    ledger = pools(**options)
    ledger.draft.info = replace(ledger.draft.info, rules=rules(amendments.SingleAssetVault))
    return ledger


def give_the_pool_a_key(application: Application) -> None:
    view: ApplyView = application.view
    pool = view.read(keylets.amm(PAIR["asset"], PAIR["asset2"]))
    assert pool is not None
    root(application, pool.account).regular_key = ALICE


CASES: dict[str, Case] = {
    "TransactionFeeCheck": Case(people, set_nothing, take_more_than_is_offered, undone=False),
    "AccountRootsNotDeleted": Case(people, set_nothing, delete_carol),
    "AccountRootsDeletedClean": Case(
        old_enough, delete_alice, leave_a_signer_list, in_claim=False, gate=amendments.fixCleanup3_2_0
    ),
    "LedgerEntryTypesMatch": Case(with_a_check, set_nothing, make_a_ticket_of_the_check),
    "XRPBalanceChecks": Case(people, set_nothing, leave_bob_in_debt),
    "XRPNotCreated": Case(people, set_nothing, make_drops),
    "NoZeroEscrow": Case(people, put_in_escrow, empty_the_escrow),
    "ValidNewAccountRoot": Case(people, pay_a_newcomer, begin_early),
    "ValidPseudoAccounts": Case(watched_pools, deposit, give_the_pool_a_key),
    "ValidAmounts": Case(people, set_nothing, make_an_amount_that_cannot_be, gate=amendments.fixCleanup3_2_0),
    "ValidBookDirectory": Case(people, offer, say_another_quality, gate=amendments.fixCleanup3_2_0),
    "ValidPermissionedDomain": Case(people, set_a_domain, accept_none),
    "ValidPermissionedDEX": Case(people, offer, stand_in_no_second_book, in_claim=False),
    "NoXRPTrustLines": Case(market, one_token, call_it_xrp),
    "NoDeepFreezeTrustLinesWithoutFreeze": Case(market, set_nothing, freeze_only_deeply),
    "TransfersNotFrozen": Case(market, one_token, freeze_alice, in_claim=False),
    "ValidClawback": Case(clawing, claw_back, touch_bob_too),
    "ValidMPTIssuance": Case(people, set_nothing, give_a_place_to_hold_tokens),
    "ValidNFTokenPage": Case(people, mint, empty_the_page),
    "NFTokenCountTracking": Case(people, set_nothing, count_a_token),
    "NoBadOffers": Case(people, set_nothing, ask_for_less_than_nothing),
    "ValidAMM": Case(pools, deposit, give_too_many_shares, in_claim=False, gate=amendments.fixAMMv1_3),
    "NoModifiedUnmodifiableFields": Case(with_a_loan, set_nothing, ask_for_more),
}
"""How each invariant is broken, by the name that the established server gives it."""


def test_every_invariant_is_broken_here() -> None:
    assert CASES.keys() == {one.name for one in INVARIANTS}


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.undone])
def test_the_transaction_only_costs_its_fee(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[name]
    assert case.act(case.scene()) is tesSUCCESS
    breaker, ledger = Breaker(monkeypatch), case.scene()
    before = entries(ledger)
    breaker.rules(case.breaks)
    breaker.seen.clear()
    assert case.act(ledger) is tecINVARIANT_FAILED
    assert breaker.seen == [[name], []]
    assert ledger.last is not None
    assert ledger.last.metadata is not None
    touched = {node.type for node in ledger.last.metadata.nodes}
    assert touched == {AccountRoot}
    assert len(entries(ledger).items() - before.items()) == 1


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.in_claim])
def test_nothing_happens_where_even_the_fee_breaks_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[name]
    breaker, ledger = Breaker(monkeypatch), case.scene()
    before = entries(ledger)
    breaker.rules(case.breaks)
    breaker.claims(case.breaks)
    breaker.seen.clear()
    assert case.act(ledger) is tefINVARIANT_FAILED
    assert breaker.seen == [[name], [name]]
    assert ledger.last is not None
    assert not ledger.last.applied
    assert entries(ledger) == before


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.gate])
def test_nobody_minds_before_the_invariant_is_in_force(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[name]
    breaker, ledger = Breaker(monkeypatch), case.scene(without=(case.gate,), lawful=False)
    breaker.rules(case.breaks)
    assert case.act(ledger) is tesSUCCESS
    assert breaker.seen[-1] == []


def entries(ledger: SmallLedger) -> dict[bytes, bytes]:
    """The bytes of every entry."""
    found: list[Entry] = [entry for _, _, _, entry in ledger.draft.changed()]
    return {entry.key: entry.encode() for entry in found}
