"""What becomes of a transaction that passed all that was said before, and what a failure costs; see
``engine.apply``.

1. The sequence number or the ticket is used up and the fee is taken; then the rules of the type do their
   work.
2. More than 5,200 entries touched: tecOVERSIZE.
3. A tec undoes everything but the fee and the number. Where the sender wants that (``fail_hard``), or the
   transaction can be tried again (``retry``), it leaves no trace at all.
4. What a transaction found dead stays removed when it ends with tecOVERSIZE, tecKILLED, tecINCOMPLETE or
   tecEXPIRED, even where it could be tried again.
5. A broken invariant undoes everything but the fee: tecINVARIANT_FAILED. If even the fee breaks one, nothing
   happens: tefINVARIANT_FAILED.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from spec import amounts, directories, engine, keylets, removal
from spec.engine import (
    FINAL,
    MAX_AFFECTED,
    REMOVED_LINES_LIMIT,
    REMOVED_NFTOKEN_OFFERS_LIMIT,
    REMOVED_OFFERS_LIMIT,
    RETRY,
    Mode,
)
from spec.entries import AccountRoot, Credential, Entry, NFTokenOffer, Offer, RippleState
from spec.flags import lsfSellNFToken
from spec.keylets import Keylet
from spec.results import (
    Failure,
    Result,
    tecEXPIRED,
    tecINCOMPLETE,
    tecINVARIANT_FAILED,
    tecKILLED,
    tecNO_DST,
    tecOVERSIZE,
    tefBAD_LEDGER,
    tefFAILURE,
    tefINTERNAL,
    tefINVARIANT_FAILED,
    temMALFORMED,
    terRETRY,
    tesSUCCESS,
)
from spec.transaction import Transaction
from spec.transactions.account_set import AccountSet
from spec.transactions.credential_create import CredentialCreate
from spec.transactions.ticket_create import TicketCreate
from spec.views import ApplyView
from tests.spec.ledgers import XRP, SmallLedger, account, currency
from tests.spec.market import Market, Token

NEXT = 10
ALICE = account("alice")
FAIL_HARD = Mode(fail_hard=True, signature_checked=True)
DRY_RUN = Mode(dry_run=True)
Work = Callable[[ApplyView], None]


@pytest.fixture
def do(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], None]:
    """Gives AccountSet another rule to do its work by."""

    def put(work: Work) -> None:
        own = engine.rules_of(AccountSet)
        assert own is not None
        changed = replace(own, apply=lambda tx, view: work(view))
        monkeypatch.setitem(engine._RULES, AccountSet.code, changed)

    return put


Do = Callable[[Work], None]


def ending(result: Result, work: Work = lambda view: None) -> Work:
    """Do some work, and fail."""

    def fail_after(view: ApplyView) -> None:
        work(view)
        raise Failure(result)

    return fail_after


def note(ledger: SmallLedger, mode: Mode = FINAL, **fields: Any) -> Result:
    return ledger.apply(AccountSet, "alice", mode=mode, **fields)


def standing(ledger: SmallLedger) -> tuple[int, int]:
    """Alice's next number, and what she has paid."""
    root = ledger.root("alice")
    return root.sequence - NEXT, 1_000 * XRP - root.balance


# What is used up


def test_a_number_and_a_fee_are_used_up() -> None:
    ledger = SmallLedger("alice")
    assert note(ledger, fee=25) is tesSUCCESS
    assert standing(ledger) == (1, 25)
    assert ledger.draft.burned == 25


def test_a_ticket_is_used_up_instead_of_a_number() -> None:
    ledger = SmallLedger("alice")
    ledger.apply(TicketCreate, "alice", ticket_count=2)
    first, second = NEXT + 1, NEXT + 2
    for ticket, left in ((second, 1), (first, None)):
        root = ledger.root("alice")
        assert note(ledger, ticket_sequence=ticket) is tesSUCCESS
        after = ledger.root("alice")
        assert not ledger.draft.exists(keylets.ticket(account("alice"), ticket))
        assert (after.sequence, after.ticket_count) == (root.sequence, left)
        assert after.owner_count == root.owner_count - 1
    assert list(directories.keys(ledger.draft, keylets.owner_directory(account("alice")))) == []


@pytest.mark.parametrize("result", [tesSUCCESS, tecNO_DST])
def test_a_failure_uses_a_ticket_up_too(do: Do, result: Result) -> None:
    ledger = SmallLedger("alice")
    ledger.apply(TicketCreate, "alice", ticket_count=1)
    do(ending(result) if result is not tesSUCCESS else lambda view: None)
    assert note(ledger, ticket_sequence=NEXT + 1) is result
    assert ledger.root("alice").ticket_count is None


def test_the_last_transaction_is_noted_where_that_is_wanted() -> None:
    ledger = SmallLedger("alice")
    ledger.change("alice", account_txn_id=bytes(32))
    tx = ledger.make(AccountSet, "alice")
    assert engine.apply(tx, ledger.draft).result is tesSUCCESS
    assert ledger.root("alice").account_txn_id == tx.id


def test_a_failure_is_not_noted(do: Do) -> None:
    ledger = SmallLedger("alice")
    ledger.change("alice", account_txn_id=bytes(32))
    do(ending(tecNO_DST))
    assert note(ledger) is tecNO_DST
    assert ledger.root("alice").account_txn_id == bytes(32)


# What a failure costs


def set_domain(view: ApplyView) -> None:
    root = view.edit(keylets.account(ALICE))
    assert root is not None
    root.domain = b"x"


@pytest.mark.parametrize("result", [tefFAILURE, terRETRY, temMALFORMED, tefINTERNAL])
def test_only_a_tec_leaves_a_trace(do: Do, result: Result) -> None:
    ledger = SmallLedger("alice")
    do(ending(result, set_domain))
    assert note(ledger) is result
    assert ledger.last is not None
    assert not ledger.last.applied
    assert standing(ledger) == (0, 0)
    assert ledger.root("alice").domain is None


@pytest.mark.parametrize(("mode", "claims"), [(FINAL, True), (RETRY, False), (FAIL_HARD, False)])
def test_a_tec_costs_the_fee_and_the_number(do: Do, mode: Mode, claims: bool) -> None:
    ledger = SmallLedger("alice")
    do(ending(tecNO_DST, set_domain))
    assert note(ledger, mode) is tecNO_DST
    assert standing(ledger) == ((1, 10) if claims else (0, 0))
    assert ledger.last is not None
    assert ledger.last.applied is claims
    assert ledger.root("alice").domain is None
    assert len(ledger.draft.transactions) == claims


@pytest.mark.parametrize(("mode", "claims"), [(FINAL, True), (RETRY, False), (FAIL_HARD, False)])
@pytest.mark.parametrize("result", [tecNO_DST, tecEXPIRED])
def test_a_tec_that_the_ledger_said_before_costs_as_much(
    monkeypatch: pytest.MonkeyPatch, mode: Mode, claims: bool, result: Result
) -> None:
    own = engine.rules_of(AccountSet)
    assert own is not None

    def refuse(tx: Transaction, view: Any) -> None:
        raise Failure(result)

    monkeypatch.setitem(engine._RULES, AccountSet.code, replace(own, preclaim=refuse))
    ledger = SmallLedger("alice")
    assert note(ledger, mode) is result
    assert standing(ledger) == ((1, 10) if claims else (0, 0))


@pytest.mark.parametrize("result", [tesSUCCESS, tecNO_DST])
def test_a_simulation_tells_and_changes_nothing(do: Do, result: Result) -> None:
    ledger = SmallLedger("alice")
    do(ending(result) if result is not tesSUCCESS else set_domain)
    assert note(ledger, DRY_RUN, signing_pub_key=b"") is result
    assert ledger.last is not None
    assert (ledger.last.applied, ledger.last.fee) == (False, 10)
    assert ledger.last.metadata is not None
    assert ledger.last.metadata.result is result
    assert standing(ledger) == (0, 0)
    assert ledger.draft.transactions == {}


# Too much at once


def insert_accounts(view: ApplyView, count: int) -> None:
    for number in range(count):
        view.insert(AccountRoot(number.to_bytes(32, "big"), account=number.to_bytes(20, "big")))


def test_a_transaction_touches_so_much_and_no_more(do: Do) -> None:
    """Alice's own entry is one of them. What is counted is what was done, not whether it is allowed: two new
    accounts break an invariant."""
    for count, result in ((MAX_AFFECTED - 1, tecINVARIANT_FAILED), (MAX_AFFECTED, tecOVERSIZE)):
        ledger = SmallLedger("alice")

        def insert(view: ApplyView, count: int = count) -> None:
            insert_accounts(view, count)

        do(insert)
        assert note(ledger) is result
        assert standing(ledger) == (1, 10)


# What stays removed


def some_offers(count: int) -> tuple[Market, list[Keylet[Any]]]:
    market = Market("alice", "gate")
    keys = market.place("alice", Token("USD", "gate")(1), 1, count=count)
    return market, [Keylet(key, Offer) for key in keys]


def some_nftoken_offers(count: int) -> tuple[Market, list[Keylet[Any]]]:
    market = Market("alice")
    made: list[Keylet[Any]] = []
    for number in range(count):
        made.append(keylets.nftoken_offer(ALICE, number))
        offer = NFTokenOffer(made[-1].key, owner=ALICE, amount=0, flags=lsfSellNFToken)
        offer.nftoken_id = number.to_bytes(32, "big")
        offer.owner_node = directories.add_owned(market.draft, ALICE, offer.key)
        sells = keylets.nftoken_sell_offers(offer.nftoken_id)
        offer.nftoken_offer_node = directories.insert(market.draft, sells, offer.key, lambda page: None)
        market.draft.insert(offer)
    market.change("alice", owner_count=count)
    return market, made


def some_credentials(count: int) -> tuple[Market, list[Keylet[Any]]]:
    market = Market("alice")
    kinds = [number.to_bytes(2, "big") for number in range(count)]
    for kind in kinds:
        assert market.apply(CredentialCreate, "alice", subject=ALICE, credential_type=kind) is tesSUCCESS
    return market, [keylets.credential(ALICE, ALICE, kind) for kind in kinds]


def some_lines(count: int) -> tuple[Market, list[Keylet[Any]]]:
    """Trust lines between alice and a pool, which nobody needs any more."""
    market = Market("alice", "gate")
    codes = [f"{number:03}" for number in range(count)]
    for code in codes:
        market.trust("alice", Token(code, "gate")(1))
    market.change("gate", amm_id=bytes(32))
    return market, [keylets.line(ALICE, account("gate"), currency(code)) for code in codes]


DEAD = {
    Offer: some_offers,
    NFTokenOffer: some_nftoken_offers,
    Credential: some_credentials,
    RippleState: some_lines,
}


def taking_out(found: list[Keylet[Any]]) -> Work:
    """Take entries out, and change something else besides."""

    def take_out(view: ApplyView) -> None:
        for keylet in found:
            removal.remove(view, keylet)
        set_domain(view)

    return take_out


@pytest.mark.parametrize("mode", [FINAL, RETRY])
@pytest.mark.parametrize(
    ("kind", "result", "stays_removed"),
    [
        (Offer, tecKILLED, True),
        (Offer, tecNO_DST, False),
        (Offer, tecEXPIRED, False),
        (NFTokenOffer, tecEXPIRED, True),
        (NFTokenOffer, tecKILLED, False),
        (Credential, tecEXPIRED, True),
        (Credential, tecINCOMPLETE, False),
        (RippleState, tecINCOMPLETE, True),
        (RippleState, tecKILLED, False),
    ],
)
def test_what_was_found_dead_stays_removed(
    do: Do, mode: Mode, kind: type[Entry], result: Result, stays_removed: bool
) -> None:
    market, found = DEAD[kind](3)
    do(ending(result, taking_out(found[1:])))
    owned = market.owned("alice")
    assert note(market, mode) is result
    gone = [not market.draft.exists(keylet) for keylet in found]
    assert gone == [False, stays_removed, stays_removed]
    assert market.owned("alice") == owned - sum(gone)
    assert market.root("alice").domain is None
    assert market.last is not None
    assert market.last.applied == (result is not tecNO_DST or mode is FINAL)


def test_an_offer_that_was_partly_taken_was_not_dead(do: Do) -> None:
    market, found = some_offers(2)

    def take(view: ApplyView) -> None:
        offer = view.edit(found[0])
        assert offer is not None
        offer.taker_pays = Token("USD", "gate")("0.5")
        taking_out(found)(view)

    do(ending(tecKILLED, take))
    assert note(market) is tecKILLED
    assert [market.draft.exists(keylet) for keylet in found] == [True, False]


@pytest.mark.parametrize(
    ("kind", "result", "limit", "beyond"),
    [
        (Offer, tecKILLED, REMOVED_OFFERS_LIMIT, REMOVED_OFFERS_LIMIT),
        (NFTokenOffer, tecEXPIRED, REMOVED_NFTOKEN_OFFERS_LIMIT, REMOVED_NFTOKEN_OFFERS_LIMIT),
        (RippleState, tecINCOMPLETE, REMOVED_LINES_LIMIT, 0),
    ],
)
def test_so_many_are_removed_and_no_more(
    do: Do, kind: type[Entry], result: Result, limit: int, beyond: int
) -> None:
    """Of lines, where there are too many, none is."""
    for count, removed in ((limit, limit), (limit + 1, beyond)):
        market, found = DEAD[kind](count)
        do(ending(result, taking_out(found)))
        assert note(market) is result
        assert sum(not market.draft.exists(keylet) for keylet in found) == removed


def test_offers_stay_removed_when_it_is_too_much(do: Do) -> None:
    market, found = some_offers(3)

    def too_much(view: ApplyView) -> None:
        insert_accounts(view, MAX_AFFECTED)
        taking_out(found)(view)

    do(too_much)
    assert note(market) is tecOVERSIZE
    assert not any(market.draft.exists(keylet) for keylet in found)
    do(ending(tefFAILURE, lambda view: insert_accounts(view, MAX_AFFECTED)))
    assert note(market) is tecOVERSIZE


# Invariants


def coin(view: ApplyView) -> None:
    """A rule that is wrong."""
    root = view.edit(keylets.account(ALICE))
    assert root is not None
    root.balance += 1


def test_a_rule_that_breaks_an_invariant_changes_nothing(do: Do) -> None:
    ledger = SmallLedger("alice")
    do(coin)
    assert note(ledger) is tecINVARIANT_FAILED
    assert standing(ledger) == (1, 10)


def test_it_costs_the_fee_even_where_it_could_be_tried_again(do: Do) -> None:
    ledger = SmallLedger("alice")
    do(coin)
    assert note(ledger, RETRY) is tecINVARIANT_FAILED
    assert standing(ledger) == (1, 10)


def test_a_ledger_in_which_even_a_fee_breaks_one_is_left_alone() -> None:
    """An account with more XRP than there ever was."""
    ledger = SmallLedger("alice")
    ledger.change("alice", balance=amounts.MAX_DROPS + 100)
    assert note(ledger) is tefINVARIANT_FAILED
    assert ledger.root("alice").balance == amounts.MAX_DROPS + 100
    assert ledger.root("alice").sequence == NEXT


def test_a_simulation_meets_the_invariants_too(do: Do) -> None:
    ledger = SmallLedger("alice")
    do(coin)
    assert note(ledger, DRY_RUN, signing_pub_key=b"") is tecINVARIANT_FAILED
    assert standing(ledger) == (0, 0)


# Ledgers that cannot be


def lose_count(ledger: SmallLedger) -> None:
    ledger.change("alice", ticket_count=None)


def lose_listing(ledger: SmallLedger) -> None:
    ledger.draft.erase(keylets.owner_directory(ALICE))


@pytest.mark.parametrize("lose", [lose_count, lose_listing])
def test_a_ticket_that_is_only_half_there(lose: Callable[[SmallLedger], None]) -> None:
    ledger = SmallLedger("alice")
    ledger.apply(TicketCreate, "alice", ticket_count=1)
    lose(ledger)
    assert note(ledger, ticket_sequence=NEXT + 1) is tefBAD_LEDGER


def test_a_ticket_is_needed_to_claim_a_fee_too(do: Do) -> None:
    ledger = SmallLedger("alice")
    ledger.apply(TicketCreate, "alice", ticket_count=1)
    tx = ledger.make(AccountSet, "alice", ticket_sequence=NEXT + 1)
    lose_count(ledger)
    do(ending(tecNO_DST))
    ledger.change("alice", balance=5)
    assert engine.apply(tx, ledger.draft).result is tefBAD_LEDGER
    assert ledger.root("alice").balance == 5
