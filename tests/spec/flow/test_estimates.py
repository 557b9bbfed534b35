"""What a payment would come to is computed as no transaction computes it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from spec import amendments, amounts
from spec.flow.flow import FlowResult, flow
from spec.flow.sandbox import EstimateSandbox, PaymentSandbox
from spec.flow.strand import Request
from spec.number import LargeNumber, Number
from spec.results import tecPATH_DRY, tesSUCCESS
from spec.values import Amount, PathSet
from tests.spec.ledgers import XRP, account, rules
from tests.spec.market import TO_XRP, Market, Token, value_of
from tests.spec.pools import FEE, USD, Pools

EUR = Token("EUR", "gw")
PUT_IN = Fraction("999999.9999999997")
"""The USD in the pool, beside a hundred XRP."""


def test_rules_outside_of_transactions() -> None:
    """They are those of the ledger, but for what a server takes from the transaction in progress."""
    inside = rules()
    outside = inside.outside_of_transactions()
    for amendment in (amendments.fixAMMv1_1, amendments.fixReducedOffersV1, amendments.fixReducedOffersV2):
        assert inside.enabled(amendment)
        assert outside.enabled(amendment)
        assert inside.in_transaction(amendment)
        assert not outside.in_transaction(amendment)
    assert not inside.in_transaction(amendments.LendingProtocol)
    assert (inside.numbers, outside.numbers) == (Number, LargeNumber)
    assert outside != inside
    assert outside == rules().outside_of_transactions()


def pay(
    sandbox: PaymentSandbox, deliver: Amount, send_max: Amount, paths: PathSet = (), *, partial: bool = False
) -> FlowResult:
    """Have bob pay carol."""
    ends = account("bob"), account("carol")
    request = Request(*ends, deliver, send_max, paths, default_path=not paths, partial=partial)
    return flow(sandbox, request)


def to_nearest(exact: Fraction) -> Decimal:
    """An exact number of USD with sixteen digits."""
    return value_of(amounts.issued(int(exact * 10**25), -25, USD.currency, USD.issuer))


def a_pool() -> Pools:
    market = Pools()
    assert market.create(amount=100 * XRP, amount2=USD("999999.9999999997")) is tesSUCCESS
    return market


def test_what_a_pool_costs_is_estimated_to_the_last_digit() -> None:
    """One XRP of a hundred. In a transaction the difference of what the pool held and holds loses two of
    sixteen digits, and each step is rounded up."""
    market = a_pool()
    exact = to_nearest((PUT_IN * 100 / 99 - PUT_IN) / (1 - Fraction(FEE, 100_000)))
    estimated = pay(EstimateSandbox(market.draft), 1 * XRP, USD(20_000)).actual_in
    made = pay(PaymentSandbox(market.draft), 1 * XRP, USD(20_000)).actual_in
    assert value_of(estimated) == exact
    assert exact < value_of(made) < exact + Decimal("1e-8")


def test_what_a_pool_gives_is_estimated_to_the_last_digit() -> None:
    """For one XRP. In a transaction each step is rounded down."""
    market = a_pool()
    market.trust("carol", USD(20_000_000))
    kept = 1 - Fraction(FEE, 100_000)
    exact = to_nearest(PUT_IN - PUT_IN * 100 / (100 + kept))
    estimated = pay(EstimateSandbox(market.draft), USD(20_000), 1 * XRP, partial=True).actual_out
    made = pay(PaymentSandbox(market.draft), USD(20_000), 1 * XRP, partial=True).actual_out
    assert value_of(estimated) == exact
    assert exact - Decimal("1e-8") < value_of(made) < exact


def test_a_pool_is_estimated_beside_an_order_book() -> None:
    """It gives what leaves its price as good as the book's, and the book the rest, at one for 10,100."""
    market = a_pool()
    market.place("alice", USD(101_000), 10 * XRP)
    estimated = pay(EstimateSandbox(market.draft), 1 * XRP, USD(20_000))
    made = pay(PaymentSandbox(market.draft), 1 * XRP, USD(20_000))
    assert estimated.result is made.result is tesSUCCESS
    assert value_of(estimated.actual_in) != value_of(made.actual_in)
    assert abs(value_of(estimated.actual_in) - value_of(made.actual_in)) < Decimal("1e-5")
    assert value_of(made.actual_in) < 10_100


def test_offers_are_estimated_in_the_way_of_old() -> None:
    """0.5 USD buy one drop, and one drop 1,000 EUR. For 0.4 USD, since fixReducedOffersV2, a transaction buys
    no drop; the estimate says that one EUR is bought."""
    market = Market("gw", "alice", "bob", "carol")
    for name in ("alice", "bob", "carol"):
        for token in (USD, EUR):
            market.trust(name, token(1_000))
    market.hold("bob", USD(1_000))
    market.hold("alice", EUR(1_000))
    market.place("alice", USD(1), 2)
    market.place("alice", 1, EUR(1_000))
    paths: PathSet = ((TO_XRP, EUR.book),)
    made = pay(PaymentSandbox(market.draft), EUR(1), USD("0.4"), paths, partial=True)
    estimated = pay(EstimateSandbox(market.draft), EUR(1), USD("0.4"), paths, partial=True)
    assert made.result is tecPATH_DRY
    assert estimated.result is tesSUCCESS
    assert (value_of(estimated.actual_in), value_of(estimated.actual_out)) == (Decimal("0.4"), Decimal(1))
