"""What invariants overlooked before fixCleanup3_1_3 and fixCleanup3_2_0, and what they minded in vain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from spec import keylets
from spec.amendments import Amendment, fixCleanup3_1_3, fixCleanup3_2_0
from spec.entries import Escrow, MPTokenIssuance, Offer, PermissionedDomain, RippleState
from spec.flags import lsfHybrid, lsfLowDeepFreeze
from spec.inner import AuthorizedCredential
from spec.keylets import Keylet
from spec.results import Result, tecINVARIANT_FAILED, tesSUCCESS
from spec.transactions.offer_create import OfferCreate
from spec.values import XRP_CURRENCY, IssuedAmount
from tests.spec.laws.breaking import Application, Breaker
from tests.spec.laws.tampering import changed
from tests.spec.laws.test_invariants import (
    ALICE,
    BOB,
    KEY,
    USD,
    accept_none,
    market,
    people,
    set_a_domain,
    set_nothing,
)
from tests.spec.ledgers import XRP, SmallLedger, account, issued

LATER = b"\xff" * 32
"""A key after all others."""


def lines_in_order(application: Application) -> list[RippleState]:
    """The lines of alice and bob, in the order of their keys."""
    keys = [keylets.line(who, account("gw"), USD.currency) for who in (ALICE, BOB)]
    return [application.view.edit(key) for key in sorted(keys, key=lambda one: one.key)]


def call_the_first_line_xrp(application: Application) -> None:
    line, _ = lines_in_order(application)
    limit = line.low_limit
    line.low_limit = IssuedAmount(limit.mantissa, limit.exponent, XRP_CURRENCY, limit.issuer)


def freeze_the_first_line_only_deeply(application: Application) -> None:
    lines_in_order(application)[0].flags |= lsfLowDeepFreeze


def with_an_issuance(**options: Any) -> SmallLedger:
    """All of the tokens that are locked are covered."""
    ledger = people(**options)
    ledger.draft.insert(MPTokenIssuance(LATER, issuer=ALICE, outstanding_amount=5, locked_amount=5))
    return ledger


def hide_an_empty_escrow(application: Application) -> None:
    """The issuance comes later."""
    application.view.insert(Escrow(KEY, account=ALICE, amount=0))
    application.view.edit(Keylet(LATER, MPTokenIssuance))


def with_a_domain(**options: Any) -> SmallLedger:
    """Alice and bob are in it."""
    ledger = people(**options)
    ledger.draft.insert(PermissionedDomain(KEY, owner=ALICE, accepted_credentials=(credential(),)))
    return ledger


def credential() -> AuthorizedCredential:
    return AuthorizedCredential(issuer=BOB, credential_type=b"K")


def touch_the_domain(application: Application) -> None:
    domain = application.view.edit(Keylet(KEY, PermissionedDomain))
    domain.flags |= 1


def offer_in_the_domain(ledger: SmallLedger) -> Result:
    """The owner of a domain is in it."""
    return ledger.apply(OfferCreate, "alice", taker_pays=XRP, taker_gets=issued(1, "alice"), domain_id=KEY)


def stand_in_no_second_book(application: Application) -> None:
    made = changed(application.view, Offer)
    made.flags |= lsfHybrid
    made.additional_books = ()


def with_an_open_offer(**options: Any) -> SmallLedger:
    """One that stands in no domain."""
    ledger = with_a_domain(**options)
    ledger.draft.insert(Offer(LATER, account=BOB, taker_pays=XRP, taker_gets=issued(1, "bob")))
    return ledger


def take_the_open_offer_out(application: Application) -> None:
    application.view.erase(Keylet(LATER, Offer))


def market_of_two(**options: Any) -> SmallLedger:
    ledger = market(**options)
    ledger.hold("bob", USD(5))
    return ledger


Overlooked = tuple[Amendment, Callable[..., SmallLedger], Callable[[SmallLedger], Result], Any]

OVERLOOKED: dict[str, Overlooked] = {
    "NoXRPTrustLines": (fixCleanup3_1_3, market_of_two, set_nothing, call_the_first_line_xrp),
    "NoDeepFreezeTrustLinesWithoutFreeze": (
        fixCleanup3_1_3,
        market_of_two,
        set_nothing,
        freeze_the_first_line_only_deeply,
    ),
    "NoZeroEscrow": (fixCleanup3_1_3, with_an_issuance, set_nothing, hide_an_empty_escrow),
    "ValidPermissionedDomain": (fixCleanup3_1_3, with_a_domain, set_nothing, touch_the_domain),
    "ValidPermissionedDEX": (fixCleanup3_1_3, with_a_domain, offer_in_the_domain, stand_in_no_second_book),
}
"""By invariant: since when it sees this, where, and what."""


def outcome(
    monkeypatch: pytest.MonkeyPatch,
    scene: Callable[..., SmallLedger],
    act: Callable[[SmallLedger], Result],
    breaks: Any,
    without: tuple[Amendment, ...],
) -> tuple[Result, list[str]]:
    """The result, and the invariants that were broken."""
    breaker, ledger = Breaker(monkeypatch), scene(without=without, lawful=False)
    breaker.rules(breaks)
    breaker.seen.clear()
    return act(ledger), breaker.seen[0]


@pytest.mark.parametrize("name", OVERLOOKED)
@pytest.mark.parametrize("fixed", [True, False])
def test_what_was_overlooked_before_the_fix(name: str, fixed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    fix, scene, act, breaks = OVERLOOKED[name]
    found = outcome(monkeypatch, scene, act, breaks, () if fixed else (fix,))
    assert found == ((tecINVARIANT_FAILED, [name]) if fixed else (tesSUCCESS, []))


@pytest.mark.parametrize("fixed", [True, False])
def test_a_domain_that_accepts_nobody_was_noticed_always(
    fixed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = () if fixed else (fixCleanup3_1_3,)
    found = outcome(monkeypatch, people, set_a_domain, accept_none, without)
    assert found == (tecINVARIANT_FAILED, ["ValidPermissionedDomain"])


@pytest.mark.parametrize("fixed", [True, False])
def test_an_open_offer_that_goes_was_minded_before_the_fix(
    fixed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dead offers may be taken out by whoever meets them."""
    without = () if fixed else (fixCleanup3_2_0,)
    act, breaks = offer_in_the_domain, take_the_open_offer_out
    found = outcome(monkeypatch, with_an_open_offer, act, breaks, without)
    assert found == ((tesSUCCESS, []) if fixed else (tecINVARIANT_FAILED, ["ValidPermissionedDEX"]))
