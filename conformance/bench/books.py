"""Offers crossed, by the depth of the book.

As many offers are crossed for each depth: many takers empty a shallow book each, one a deep one. And then the
same number of takers take one offer each from the top of one deep book, so that what lies below is all that
differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from string import ascii_uppercase

from conformance.bench.clock import elapsed
from conformance.bench.figures import Figure, Section
from conformance.bench.sizes import Size
from conformance.bench.small_ledgers import NotAsMeant, SmallLedger
from spec.transactions.offer_create import OfferCreate
from spec.transactions.payment import Payment
from spec.transactions.trust_set import TrustSet

UNITS = 10
"""Of the token, in each offer."""
PRICE = 1_000_000
"""Drops for one unit in the best offer of a book."""
AT_ONE_PRICE = 10
"""So many offers of a book ask the same price; those behind them ask a little more."""
MUCH = 10**9


def measure(size: Size) -> Iterator[Section]:
    """What it costs to cross an offer."""
    figures: list[Figure] = []
    for depth in size.depths:
        seconds = _empty_books(max(1, size.offers // depth), depth)
        figures.append(_figure(f"all of a book of {depth:,}", seconds, figures))
    deepest = size.depths[-1]
    takers = min(deepest, size.offers) // 2
    for depth in (takers, deepest):
        seconds = _take_the_best(takers, depth)
        figures.append(_figure(f"the best of a book of {depth:,}", seconds, figures))
    title = "books: one offer crossed, through submit and close"
    yield Section("books", title, figures)


def _figure(name: str, seconds: float, before: list[Figure]) -> Figure:
    first = before[0] if before else None
    ratio = seconds / first.value if first else 1.0
    return Figure(name, seconds, each=True, ratio=ratio, to=first.name if first else name)


def _empty_books(books: int, depth: int) -> float:
    codes = ["".join(letters) for letters in product(ascii_uppercase, repeat=3)][:books]
    market = _market(codes, depth)
    takers = [
        market.make(
            OfferCreate,
            "taker",
            taker_pays=market.token(code, "gateway", UNITS * depth),
            taker_gets=UNITS * depth * PRICE * 2,
        )
        for code in codes
    ]
    return _take(market, takers, books * depth)


def _take_the_best(takers: int, depth: int) -> float:
    market = _market(["USD"], depth)
    offers = [
        market.make(
            OfferCreate,
            "taker",
            taker_pays=market.token("USD", "gateway", UNITS),
            taker_gets=UNITS * PRICE * 2,
        )
        for _ in range(takers)
    ]
    return _take(market, offers, takers)


def _take(market: SmallLedger, takers: list[OfferCreate], offers: int) -> float:
    """Seconds for each offer, while takers take so many together."""
    standing = market.root("maker").owner_count
    with elapsed() as took:
        market.submit(takers)
        market.close(len(takers))
    crossed = standing - market.root("maker").owner_count
    if crossed != offers:
        raise NotAsMeant(f"{crossed} offers were crossed: expected {offers}")
    return took.processor / offers


def _market(codes: list[str], depth: int) -> SmallLedger:
    """A ledger in which a maker sells tokens of each of the currencies, in so many offers."""
    market = SmallLedger("gateway", "maker", "taker")
    for code in codes:
        for name in ("maker", "taker"):
            market.do(TrustSet, name, limit_amount=market.token(code, "gateway", MUCH))
    market.close()
    for code in codes:
        much = market.token(code, "gateway", MUCH)
        market.do(Payment, "gateway", destination=market.account("maker"), amount=much)
    market.close()
    for code in codes:
        some = market.token(code, "gateway", UNITS)
        for number in range(depth):
            price = PRICE + number // AT_ONE_PRICE
            market.do(OfferCreate, "maker", taker_pays=UNITS * price, taker_gets=some)
    market.close()
    return market
