"""Payments through one to six paths, each of which gives a part.

XRP becomes a token through one of several intermediate tokens; each way holds just enough at the best price,
so that a payment needs all of its paths.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.bench.clock import elapsed
from conformance.bench.figures import Figure, Section
from conformance.bench.sizes import Size
from conformance.bench.small_ledgers import SmallLedger
from spec import amounts
from spec.flags import tfNoRippleDirect
from spec.transactions.offer_create import OfferCreate
from spec.transactions.payment import MAX_PATHS, Payment
from spec.transactions.trust_set import TrustSet
from spec.values import IssuedAmount, PathElement

UNITS = 10
"""What each path gives to each payment."""
PRICE = 1_000_000
MUCH = 10**6


def measure(size: Size) -> Iterator[Section]:
    """What a payment through so many paths costs."""
    figures: list[Figure] = []
    for count in range(1, MAX_PATHS + 1):
        seconds = _pay(count, size.path_payments)
        ratio = seconds / figures[0].value if figures else 1.0
        name = f"through {count} path{'s' if count > 1 else ''}"
        figures.append(Figure(name, seconds, each=True, ratio=ratio, to="one path"))
    title = "paths: one payment through two books on each path, through submit and close"
    yield Section("paths", title, figures)


def _pay(paths: int, payments: int) -> float:
    """Seconds for each payment through so many paths."""
    market = SmallLedger("gateway", "maker", "payer", "payee")
    usd = market.token("USD", "gateway", MUCH)
    between = [market.token(f"W{number:02}", "gateway", MUCH) for number in range(paths)]
    market.do(TrustSet, "payee", limit_amount=usd)
    for token in (usd, *between):
        market.do(TrustSet, "maker", limit_amount=token)
    market.close()
    for token in (usd, *between):
        market.do(Payment, "gateway", destination=market.account("maker"), amount=token)
    market.close()
    for token in between:
        _make_way(market, token, usd, payments)
    market.close()
    ways = tuple(tuple(PathElement(None, one.currency, one.issuer) for one in (way, usd)) for way in between)
    transactions = [
        market.make(
            Payment,
            "payer",
            destination=market.account("payee"),
            amount=market.token("USD", "gateway", UNITS * paths),
            send_max=UNITS * paths * PRICE * 2,
            paths=ways,
            flags=tfNoRippleDirect,
        )
        for _ in range(payments)
    ]
    with elapsed() as took:
        market.submit(transactions)
        market.close(payments)
    return took.processor / payments


def _make_way(market: SmallLedger, token: IssuedAmount, usd: IssuedAmount, payments: int) -> None:
    """Offers from XRP to a token, a part for each payment at a price of its own, and one from there to
    dollars."""
    part = amounts.issued(UNITS, 0, token.currency, token.issuer)
    for level in range(payments):
        market.do(OfferCreate, "maker", taker_pays=UNITS * (PRICE + level), taker_gets=part)
    much, dollars = (amounts.issued(MUCH // 10, 0, one.currency, one.issuer) for one in (token, usd))
    market.do(OfferCreate, "maker", taker_pays=much, taker_gets=dollars)
