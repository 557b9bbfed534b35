"""Payments along trust lines: how much moves, and what fees and line qualities make of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec import amounts, trust_lines
from spec.flags import (
    lsfDefaultRipple,
    lsfGlobalFreeze,
    lsfRequireAuth,
    tfLimitQuality,
    tfNoRippleDirect,
    tfPartialPayment,
    tfSetDeepFreeze,
    tfSetFreeze,
)
from spec.flow.step import composed, quality_of_rates
from spec.flow.xrp_endpoint import PARITY_QUALITY
from spec.quality import Quality, composed_quality, get_rate
from spec.results import Result, tecPATH_DRY, tecPATH_PARTIAL, tesSUCCESS
from spec.transactions.trust_set import TrustSet
from spec.trust_lines import NO_RIPPLE
from tests.spec.ledgers import account
from tests.spec.market import Market, Token, through

USD = Token("USD", "gw")
USDA, USDB, USDC, USDD = (Token("USD", name) for name in ("alice", "bob", "carol", "dan"))


def test_holders_pay_each_other_through_the_issuer() -> None:
    market = Market("gw", "alice", "bob")
    market.hold("alice", USD(100), limit=USD(1_000))
    market.trust("bob", USD(1_000))
    assert market.pay("alice", "bob", USD(10)) is tesSUCCESS
    assert (market.balance("alice", USD), market.balance("bob", USD)) == (90, 10)


def test_all_arrives_or_nothing_unless_less_may() -> None:
    market = Market("gw", "alice", "bob")
    market.hold("alice", USD(100), limit=USD(1_000))
    market.trust("bob", USD(1_000))
    assert market.pay("alice", "bob", USD(110)) is tecPATH_PARTIAL
    assert market.balance("bob", USD) == 0
    assert market.pay("alice", "bob", USD(110), flags=tfPartialPayment) is tesSUCCESS
    assert market.balance("bob", USD) == 100
    assert market.pay("alice", "bob", USD(1), flags=tfPartialPayment) is tecPATH_DRY


def test_a_receiver_s_limit_holds_unless_the_issuer_is_paid() -> None:
    market = Market("gw", "alice", "bob")
    market.hold("alice", USD(100))
    market.trust("bob", USD(30))
    assert market.pay("alice", "bob", USD(50), flags=tfPartialPayment) is tesSUCCESS
    assert market.balance("bob", USD) == 30
    assert market.pay("alice", "bob", USD(1)) is tecPATH_DRY
    assert market.pay("alice", "gw", USD(70)) is tesSUCCESS


def test_debt_ripples_through_accounts_that_trust_each_other() -> None:
    market = Market("alice", "bob", "carol", "dan")
    market.trust("bob", USDA(10))
    market.trust("carol", USDB(10))
    market.trust("dan", USDC(10))
    paths = [[through("bob"), through("carol")]]
    assert market.pay("alice", "dan", USDC(10), paths=paths, send_max=USDA(10)) is tesSUCCESS
    assert market.balance("bob", USDA) == market.balance("carol", USDB) == market.balance("dan", USDC) == 10


@pytest.mark.parametrize("redeems", [True, False])
def test_a_transfer_fee_is_due_when_what_is_redeemed_is_issued_again(redeems: bool) -> None:
    """Alice pays dan through bob, who takes ten per cent. It costs her 5.5 where she gives back what bob
    issued, and 5 where bob comes to hold what she issues."""
    market = Market("alice", "bob", "carol", "dan")
    market.trust("bob", USDA(10))
    market.trust("alice", USDB(10))
    market.trust("carol", USDB(10))
    market.trust("dan", USDC(10))
    market.change("bob", transfer_rate=1_100_000_000)
    if redeems:
        assert market.pay("bob", "alice", USDB(6)) is tesSUCCESS
    paths = [[through("bob"), through("carol")]]
    sent = market.pay("alice", "dan", USDC(5), paths=paths, send_max=USDA(6), flags=tfNoRippleDirect)
    assert sent is tesSUCCESS
    assert market.balance("dan", USDC) == 5
    assert market.balance("alice", USDB) == (Decimal("0.5") if redeems else -5)


def test_the_cheaper_path_is_taken() -> None:
    market = Market("alice", "bob", "carol", "dan", "erin")
    for truster in ("bob", "carol"):
        market.trust(truster, USDA(10))
    market.trust("dan", USDB(10))
    for truster in ("alice", "dan"):
        market.trust(truster, USDC(10))
    market.trust("erin", USDD(20))
    market.change("carol", transfer_rate=1_100_000_000)
    assert market.pay("carol", "alice", USDC(10)) is tesSUCCESS
    paths = [[through("carol"), through("dan")], [through("bob"), through("dan")]]
    assert market.pay("alice", "erin", USDD(5), paths=paths, flags=tfNoRippleDirect) is tesSUCCESS
    assert market.balance("erin", USDD) == 5
    assert (market.balance("dan", USDB), market.balance("dan", USDC)) == (5, 0)


def test_a_limit_quality_refuses_what_is_dearer_than_the_two_amounts_say() -> None:
    market = Market("alice", "bob", "carol")
    market.trust("bob", USDA(10))
    market.trust("carol", USDB(10))
    flags = tfLimitQuality | tfPartialPayment
    assert market.pay("alice", "carol", USDB(5), send_max=USDA(4), flags=flags) is tecPATH_DRY
    assert market.pay("alice", "carol", USDB(5), send_max=USDA(4), flags=tfPartialPayment) is tesSUCCESS
    assert market.balance("carol", USDB) == 4


PERCENT = 10_000_000


@pytest.mark.parametrize("quality_in", [80, 100, 120])
@pytest.mark.parametrize("quality_out", [80, 100, 120])
def test_an_account_on_the_way_gets_what_its_lines_say(quality_in: int, quality_out: int) -> None:
    """Dan pays carol 10 of alice's by way of bob, who holds alice's. Bob asks for his quality out, but never
    for less than he credits for what comes in."""
    market = Market("alice", "bob", "carol", "dan")
    market.trust("bob", USDD(100), quality_in=quality_in * PERCENT)
    market.trust("bob", USDA(100), quality_out=quality_out * PERCENT)
    market.trust("carol", USDA(100))
    assert market.pay("alice", "bob", USDA(100)) is tesSUCCESS
    sent = market.pay(
        "dan", "carol", USDA(10), paths=[[through("bob")]], send_max=USDD(100), flags=tfNoRippleDirect
    )
    assert sent is tesSUCCESS
    assert (market.balance("bob", USDA), market.balance("carol", USDA)) == (90, 10)
    dearer = Fraction(max(quality_out, quality_in), quality_in)
    assert market.balance("bob", USDD) == (10 * dearer.numerator) / Decimal(dearer.denominator)


@pytest.mark.parametrize(
    ("quality_in", "cost"), [(80, Decimal("6.25")), (100, Decimal(5)), (120, Decimal(5))]
)
def test_a_receiver_s_quality_in_can_make_it_dearer_but_not_cheaper(quality_in: int, cost: Decimal) -> None:
    """At 80 per cent a unit counts for 0.8: so many more move that they count for what was to be paid."""
    market = Market("alice", "bob", "carol")
    market.hold("bob", USDA(10))
    market.trust("carol", USDA(10), quality_in=quality_in * PERCENT)
    assert market.pay("bob", "carol", USDA(5), send_max=USDA(10)) is tesSUCCESS
    assert market.balance("carol", USDA) == cost
    assert market.balance("bob", USDA) == 10 - cost


@pytest.mark.parametrize("quality_out", [80, 100, 120])
def test_a_sender_s_quality_out_means_nothing_to_itself(quality_out: int) -> None:
    market = Market("alice", "bob", "carol")
    market.trust("bob", USDA(10), quality_out=quality_out * PERCENT)
    market.trust("carol", USDA(10))
    assert market.pay("alice", "bob", USDA(10)) is tesSUCCESS
    assert market.pay("bob", "carol", USDA(5), send_max=USDA(5)) is tesSUCCESS
    assert (market.balance("bob", USDA), market.balance("carol", USDA)) == (5, 5)


# What keeps a line from being used. In the end all of it is tecPATH_DRY.


def _three(**fields: int) -> Market:
    market = Market("gw", "alice", "bob")
    market.hold("alice", USD(100))
    market.trust("bob", USD(100))
    for name, flags in fields.items():
        market.change(name, flags=flags)
    return market


def test_without_a_line_nothing_moves() -> None:
    market = Market("gw", "alice", "bob")
    market.hold("alice", USD(100))
    assert market.pay("alice", "bob", USD(1)) is tecPATH_DRY
    assert _three().pay("alice", "bob", USD(1)) is tesSUCCESS


@pytest.mark.parametrize("holder", ["alice", "bob"])
@pytest.mark.parametrize(
    ("flags", "result"), [(tfSetFreeze, None), (tfSetFreeze | tfSetDeepFreeze, tecPATH_DRY)]
)
def test_frozen_lines_let_nothing_out_and_deeply_frozen_ones_nothing_in(
    holder: str, flags: int, result: Result | None
) -> None:
    market = _three()
    token = Token("USD", holder)
    assert market.apply(TrustSet, "gw", limit_amount=token(0), flags=flags) is tesSUCCESS
    expected = result or (tecPATH_DRY if holder == "alice" else tesSUCCESS)
    assert market.pay("alice", "bob", USD(1)) is expected
    assert market.pay("alice", "gw", USD(1)) is tesSUCCESS  # what is merely redeemed is never frozen


def test_a_global_freeze_lets_holders_only_redeem() -> None:
    market = _three(gw=lsfDefaultRipple | lsfGlobalFreeze)
    assert market.pay("alice", "bob", USD(1)) is tecPATH_DRY
    assert market.pay("alice", "gw", USD(1)) is tesSUCCESS
    assert market.pay("gw", "bob", USD(1)) is tesSUCCESS


def test_an_issuer_that_asks_for_authorisation_sends_nothing_to_an_empty_line_without() -> None:
    market = _three(gw=lsfDefaultRipple | lsfRequireAuth)
    assert market.pay("alice", "bob", USD(1)) is tecPATH_DRY
    assert market.pay("alice", "gw", USD(1)) is tesSUCCESS
    # What she holds already shows that she was authorised.
    assert market.pay("gw", "alice", USD(1)) is tesSUCCESS


def test_value_ripples_between_two_lines_unless_neither_lets_it() -> None:
    market = _three()
    for name in ("alice", "bob"):
        assert market.pay("alice", "bob", USD(1)) is tesSUCCESS
        line = trust_lines.edit(market.draft, account("gw"), account(name), USD.currency)
        assert line is not None
        line.set(NO_RIPPLE)
    assert market.pay("alice", "bob", USD(1)) is tecPATH_DRY


def test_an_account_may_owe_and_be_owed_on_one_line() -> None:
    """First what is held is given back; only another pass issues. One payment does both."""
    market = Market("alice", "bob")
    market.trust("alice", USDB(50))
    market.trust("bob", USDA(50))
    assert market.pay("bob", "alice", USDB(20)) is tesSUCCESS
    assert market.balance("alice", USDB) == 20
    assert market.pay("alice", "bob", USDA(60)) is tesSUCCESS
    assert market.balance("bob", USDA) == 40
    assert market.pay("alice", "bob", USDA(11)) is tecPATH_PARTIAL
    assert market.root("alice").account == account("alice")


RATES = st.integers(1, 2**32 - 1) | st.sampled_from((10**9, 10**9 + 1, 2 * 10**9))


@given(out=RATES, into=RATES, more=RATES)
def test_rates_have_the_quality_of_amounts_in_their_proportion(out: int, into: int, more: int) -> None:
    """The protocol makes amounts of the step's own currency of them; what they are of does not matter."""
    quality = quality_of_rates(out, into)
    gives, takes = (amounts.issued(rate, 0, USD.currency, USD.issuer) for rate in (out, into))
    assert quality == Quality(get_rate(gives, takes))
    assert composed(PARITY_QUALITY, quality) == quality
    assert composed(quality, quality_of_rates(more, into)) == composed_quality(
        quality, quality_of_rates(more, into)
    )
