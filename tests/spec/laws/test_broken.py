"""Each law, broken: something goes wrong that breaks this one and no other, and this one is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from spec import accounts, amounts, directories, keylets, trust_lines
from spec.entries import (
    AMM,
    AccountRoot,
    DirectoryNode,
    MPToken,
    MPTokenIssuance,
    Offer,
    RippleState,
    Ticket,
)
from spec.flags import tfMPTCanEscrow, tfMPTCanTransfer, tfSingleAsset
from spec.laws import LawBroken
from spec.results import Result, tecUNFUNDED_PAYMENT, tesSUCCESS
from spec.transactions.account_set import AccountSet
from spec.transactions.amm_deposit import AMMDeposit
from spec.transactions.check_create import CheckCreate
from spec.transactions.escrow_create import EscrowCreate
from spec.transactions.offer_create import OfferCreate
from spec.transactions.payment import Payment
from spec.transactions.ticket_create import TicketCreate
from spec.transactions.trust_set import TrustSet
from spec.values import IssuedAmount
from spec.views import ApplyView
from tests.spec import mptoken_ledgers as mpts
from tests.spec.laws.tampering import Tamper, changed, tampered
from tests.spec.ledgers import NOW, XRP, SmallLedger, account, issued, mpt
from tests.spec.market import Market, Token
from tests.spec.pools import PAIR, Pools

ALICE, BOB, CAROL = (account(name) for name in ("alice", "bob", "carol"))
USD = Token("USD", "gw")


def people() -> SmallLedger:
    return SmallLedger("alice", "bob", "carol")


def set_nothing(ledger: SmallLedger) -> Result:
    return ledger.apply(AccountSet, "alice")


def pay(ledger: SmallLedger) -> Result:
    return ledger.apply(Payment, "alice", destination=BOB, amount=XRP)


def pay_a_newcomer(ledger: SmallLedger) -> Result:
    return ledger.apply(Payment, "alice", destination=account("dave"), amount=100 * XRP)


def fail_to_pay(ledger: SmallLedger) -> Result:
    return ledger.apply(Payment, "alice", destination=BOB, amount=10**12)


def write_a_check(ledger: SmallLedger) -> Result:
    return ledger.apply(CheckCreate, "alice", destination=BOB, send_max=XRP)


def make_a_ticket(ledger: SmallLedger) -> Result:
    return ledger.apply(TicketCreate, "alice", ticket_count=1)


def root(view: ApplyView, who: bytes) -> AccountRoot:
    found = view.edit(keylets.account(who))
    assert found is not None
    return found


def count_one_too_many(view: ApplyView) -> None:
    root(view, ALICE).owner_count += 1


def count_a_ticket(view: ApplyView) -> None:
    root(view, ALICE).ticket_count = 1


def leave_out_of_a_list(view: ApplyView) -> None:
    changed(view, DirectoryNode, lambda page: page.owner == BOB).indexes = ()


def lead_nowhere(view: ApplyView) -> None:
    changed(view, DirectoryNode, lambda page: page.owner == BOB).index_next = 7


def keep_the_number(view: ApplyView) -> None:
    root(view, ALICE).sequence -= 1


def turn_back(view: ApplyView) -> None:
    root(view, BOB).sequence -= 1


def begin_early(view: ApplyView) -> None:
    root(view, account("dave")).sequence = 5


def steal(view: ApplyView) -> None:
    root(view, CAROL).balance -= 5
    root(view, BOB).balance += 5


def spend_the_reserve(view: ApplyView) -> None:
    given = root(view, ALICE).balance - 5
    root(view, ALICE).balance -= given
    root(view, BOB).balance += given


def set_a_domain(view: ApplyView) -> None:
    root(view, ALICE).domain = b"alice"


def count_a_token(view: ApplyView) -> None:
    root(view, ALICE).minted_nftokens += 1


def make_a_ticket_of_a_later_number(view: ApplyView) -> None:
    owner = root(view, ALICE)
    number = owner.sequence + 5
    ticket = Ticket(keylets.ticket(ALICE, number).key, account=ALICE, ticket_sequence=number)
    ticket.owner_node = directories.add_owned(view, ALICE, ticket.key)
    view.insert(ticket)
    owner.ticket_count = (owner.ticket_count or 0) + 1
    accounts.adjust_owner_count(view, ALICE, 1)


def confuse_a_line(view: ApplyView) -> None:
    line = changed(view, RippleState)
    line.low_limit = IssuedAmount(-(10**15), 0, line.low_limit.currency, line.low_limit.issuer)


def pay_tokens() -> SmallLedger:
    market = Market("gw", "alice", "bob")
    market.trust("bob", USD(100))
    market.hold("alice", USD(50))
    return market


def one_token(ledger: SmallLedger) -> Result:
    return ledger.apply(Payment, "alice", destination=BOB, amount=USD(1))


def with_mpt() -> SmallLedger:
    ledger = mpts.scene()
    mpts.hold(ledger, mpts.define(ledger, tfMPTCanTransfer | tfMPTCanEscrow), "alice", "bob")
    return ledger


def the_token(ledger: SmallLedger) -> bytes:
    return keylets.issuance_id(ledger.root("issuer").sequence - 1, mpts.ISSUER)


def one_mpt(ledger: SmallLedger) -> Result:
    return mpts.pay(ledger, "alice", "bob", mpt(1, the_token(ledger)))


def one_mpt_in_escrow(ledger: SmallLedger) -> Result:
    amount = mpt(1, the_token(ledger))
    fields: dict[str, Any] = {
        "destination": BOB,
        "amount": amount,
        "finish_after": NOW + 5,
        "cancel_after": NOW + 10,
    }
    return ledger.apply(EscrowCreate, "alice", **fields)


def find_one(view: ApplyView) -> None:
    changed(view, MPToken, lambda token: token.account == BOB).mpt_amount += 1


def lock_one_more(view: ApplyView) -> None:
    changed(view, MPTokenIssuance).locked_amount = 2


def with_a_pool() -> SmallLedger:
    pools = Pools()
    assert pools.create() is tesSUCCESS
    return pools


def add_to_the_pool(ledger: SmallLedger) -> Result:
    fields: dict[str, Any] = {"flags": tfSingleAsset, "amount": 10 * XRP, **PAIR}
    return ledger.apply(AMMDeposit, "bob", **fields)


def give_shares_away(view: ApplyView) -> None:
    pool = changed(view, AMM)
    shares = pool.lp_token_balance
    pool.lp_token_balance = IssuedAmount(
        shares.mantissa + 1_000, shares.exponent, shares.currency, shares.issuer
    )


def an_offer(ledger: SmallLedger) -> Result:
    return ledger.apply(OfferCreate, "alice", taker_pays=XRP, taker_gets=issued(1, "alice"))


def write_it_otherwise(view: ApplyView) -> None:
    """The same amount in another form."""
    offer = changed(view, Offer)
    gets = offer.taker_gets
    assert isinstance(gets, IssuedAmount)
    offer.taker_gets = IssuedAmount(1, 0, gets.currency, gets.issuer)


DEEDS: dict[str, tuple[Callable[[], SmallLedger], Callable[[SmallLedger], Result], Result, Tamper]] = {
    "owner-counts-agree": (people, write_a_check, tesSUCCESS, count_one_too_many),
    "ticket-counts-agree": (people, pay, tesSUCCESS, count_a_ticket),
    "directories-list-what-there-is": (people, write_a_check, tesSUCCESS, leave_out_of_a_list),
    "directories-can-be-walked": (people, write_a_check, tesSUCCESS, lead_nowhere),
    "numbers-are-used-up": (people, set_nothing, tesSUCCESS, keep_the_number),
    "sequences-never-fall": (people, pay, tesSUCCESS, turn_back),
    "tickets-are-passed-numbers": (people, make_a_ticket, tesSUCCESS, make_a_ticket_of_a_later_number),
    "accounts-never-see-a-number-again": (people, pay_a_newcomer, tesSUCCESS, begin_early),
    "bystanders-lose-nothing": (people, pay, tesSUCCESS, steal),
    "reserves-are-kept": (people, pay, tesSUCCESS, spend_the_reserve),
    "failing-only-costs": (people, fail_to_pay, tecUNFUNDED_PAYMENT, set_a_domain),
    "nftokens-are-minted-and-burned": (people, pay, tesSUCCESS, count_a_token),
    "issued-balances-sum-to-zero": (pay_tokens, one_token, tesSUCCESS, confuse_a_line),
    "pool-shares-are-held": (with_a_pool, add_to_the_pool, tesSUCCESS, give_shares_away),
    "mpt-outstanding-is-held": (with_mpt, one_mpt, tesSUCCESS, find_one),
    "mpt-locked-is-in-escrow": (with_mpt, one_mpt_in_escrow, tesSUCCESS, lock_one_more),
    "numbers-are-in-range": (people, an_offer, tesSUCCESS, write_it_otherwise),
}
"""For each law: a ledger, a transaction, its result, and what somebody does besides."""


@pytest.mark.parametrize("name", DEEDS)
def test_what_breaks_a_law_is_noticed_and_named(name: str) -> None:
    scene, act, result, tamper = DEEDS[name]
    assert act(scene()) is result
    with pytest.raises(LawBroken) as caught:
        act(tampered(scene(), deeds=tamper))
    assert caught.value.laws == [name]


def test_who_loses_tokens_by_what_others_do_is_noticed() -> None:
    def steal_tokens(view: ApplyView) -> None:
        for who, value in (("carol", USD(-5)), ("bob", USD(5))):
            trust_lines.direct_send(view, account("gw"), account(who), value)

    def scene() -> SmallLedger:
        market = Market("gw", "alice", "bob", "carol")
        market.trust("bob", USD(100))
        market.hold("alice", USD(50))
        market.hold("carol", USD(50))
        return market

    assert one_token(scene()) is tesSUCCESS
    with pytest.raises(LawBroken) as caught:
        one_token(tampered(scene(), deeds=steal_tokens))
    assert caught.value.laws == ["bystanders-lose-nothing"]


def test_metadata_that_say_too_little_are_noticed() -> None:
    ledger = tampered(people(), metadata=lambda metadata: metadata.nodes.pop())
    with pytest.raises(LawBroken) as caught:
        pay(ledger)
    assert caught.value.laws == ["metadata-tell-what-was-done"]


def test_what_is_not_paid_for_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = people()
    ledger.spare("alice", 0)
    monkeypatch.setattr(accounts, "reserve", lambda view, root, more=0: 0)
    with pytest.raises(LawBroken) as caught:
        write_a_check(ledger)
    assert caught.value.laws == ["what-is-owned-is-paid-for"]


def test_a_pool_knows_nothing_of_what_others_issue_in_the_currency_of_its_shares() -> None:
    pools = Pools()
    assert pools.create() is tesSUCCESS
    some = amounts.issued(1_000, 0, pools.pool.lp_token_balance.currency, account("gw"))
    assert pools.apply(TrustSet, "bob", limit_amount=some) is tesSUCCESS
    assert (
        tampered(pools, deeds=lambda view: None).apply(Payment, "gw", destination=BOB, amount=some)
        is tesSUCCESS
    )


def test_an_offer_may_sell_the_reserve_of_the_one_whose_place_it_takes() -> None:
    market = Market("gw", "alice", "bob")
    market.hold("bob", USD(50))
    assert market.apply(OfferCreate, "bob", taker_pays=XRP, taker_gets=USD(1)) is tesSUCCESS
    before = market.draft.read(keylets.account(ALICE))
    assert before is not None
    number = before.sequence
    assert market.apply(OfferCreate, "alice", taker_pays=USD(50), taker_gets=XRP) is tesSUCCESS
    free = accounts.liquid(market.draft, ALICE) - 100
    assert market.apply(Payment, "alice", destination=BOB, amount=free) is tesSUCCESS
    fields: dict[str, Any] = {"taker_pays": USD(1), "taker_gets": XRP, "offer_sequence": number}
    assert market.apply(OfferCreate, "alice", **fields) is tesSUCCESS
    root = market.draft.read(keylets.account(ALICE))
    assert root is not None
    assert root.balance < accounts.reserve(market.draft, root)
