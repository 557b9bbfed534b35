"""Searching for paths on small ledgers: what is found, and that it ends."""

from __future__ import annotations

import pytest

from impl.path_finding.alternatives import Alternative, Finder, Question
from impl.path_finding.effort import LIMIT, Abandoned, Effort
from impl.path_finding.lines import Lines
from impl.path_finding.order_books import OrderBooks
from impl.path_finding.table_order import in_table_order
from spec.entries import Offer
from spec.flags import lsfDefaultRipple
from spec.values import XRP as XRP_ASSET
from spec.values import Amount, Issue, PathElement, asset_of
from tests.spec.ledgers import XRP, account
from tests.spec.market import TO_XRP, Market, Token, through, value_of

USD, EUR = Token("USD", "gw"), Token("EUR", "gw")
MOST = 3
"""The highest level that the API searches at."""


def books_of(market: Market) -> OrderBooks:
    """The books of a market: those of its offers."""
    books = OrderBooks()
    for entry in market.draft.entries.values():
        if isinstance(entry, Offer):
            pays, gets = asset_of(entry.taker_pays), asset_of(entry.taker_gets)
            assert isinstance(pays, Issue)
            assert isinstance(gets, Issue)
            books.add(pays, gets, None)
    return books


def find(
    market: Market,
    source: str,
    destination: str,
    deliver: Amount,
    effort: Effort | None = None,
    *spend: Issue,
    level: int = MOST,
) -> list[Alternative]:
    effort = effort or Effort()
    question = Question(account(source), account(destination), deliver, sources=frozenset(spend))
    return Finder(question).find(Lines(market.draft, effort), books_of(market), effort, level)


def paths(found: list[Alternative]) -> list[list[list[PathElement]]]:
    return [[list(path) for path in one.paths] for one in found]


def test_who_has_what_is_to_arrive_needs_no_path() -> None:
    market = Market("gw", "alice", "bob")
    market.hold("alice", USD(100))
    market.trust("bob", USD(50))
    (one,) = find(market, "alice", "bob", USD(10), None, Issue(USD.currency, account("alice")))
    assert value_of(one.cost) == 10
    assert paths([one]) == [[]]


def test_through_a_book() -> None:
    market = Market("gw", "alice", "bob", "maker")
    market.hold("maker", USD(100))
    market.trust("bob", USD(50))
    market.place("maker", 20 * XRP, USD(10))
    (one,) = find(market, "alice", "bob", USD(5), None, XRP_ASSET)
    assert one.cost == 10 * XRP
    assert paths([one]) == [[[USD.book]]]


def test_through_xrp_where_nobody_trades_directly() -> None:
    market = Market("gw", "alice", "bob", "maker")
    for token in (USD, EUR):
        market.hold("maker", token(100))
    market.hold("alice", EUR(100))
    market.trust("bob", USD(50))
    market.place("maker", EUR(10), 10 * XRP)
    market.place("maker", 10 * XRP, USD(10))
    spend = Issue(EUR.currency, account("alice"))
    (one,) = find(market, "alice", "bob", USD(5), None, spend, level=5)
    assert value_of(one.cost) == 5
    assert paths([one]) == [[[through("gw"), TO_XRP, USD.book]]]
    assert find(market, "alice", "bob", USD(5), None, spend) == []


def test_the_cheapest_path_comes_first_and_no_more_than_four() -> None:
    makers = [f"maker {n}" for n in range(7)]
    issuers = [f"gw {n}" for n in range(7)]
    market = Market("alice", "bob", "gw", *makers, *issuers)
    market.trust("bob", USD(500))
    for n, (maker, issuer) in enumerate(zip(makers, issuers, strict=True)):
        middle = Token("EUR", issuer)
        market.hold(maker, middle(100))
        market.hold(maker, USD(100))
        market.place(maker, (10 + n) * XRP, middle(10))
        market.place(maker, middle(10), USD(10))
    found = find(market, "alice", "bob", USD(5), None, XRP_ASSET)
    assert all(len(one.paths) <= 4 for one in found)


def test_nothing_where_there_is_no_way() -> None:
    market = Market("gw", "alice", "bob")
    market.trust("bob", USD(50))
    assert find(market, "alice", "bob", USD(5), None, XRP_ASSET) == []
    assert find(market, "alice", "nobody", USD(5), None, XRP_ASSET) == []


def test_what_is_spent_is_what_the_sender_has() -> None:
    market = Market("gw", "alice", "bob", "maker")
    market.hold("alice", EUR(100))
    market.hold("maker", USD(100))
    market.trust("maker", EUR(100))
    market.trust("bob", USD(50))
    market.place("maker", 10 * XRP, USD(10))
    market.place("maker", EUR(10), USD(10))
    found = find(market, "alice", "bob", USD(5))
    assert {asset_of(one.cost) for one in found} == {XRP_ASSET, Issue(EUR.currency, account("alice"))}


def test_a_server_lists_currencies_as_its_hash_table_does() -> None:
    names = [bytes(20), *(Token(code, "gw").currency for code in ("BTC", "USD", "EUR"))]
    xrp, btc, usd, eur = names
    assert in_table_order([xrp, usd, eur, btc]) == [eur, usd, btc, xrp]
    assert in_table_order([xrp, eur, btc, usd, eur]) == [usd, eur, btc, xrp]
    many = [number.to_bytes(20, "big") for number in range(100)]
    assert sorted(in_table_order(many)) == many


# It always ends


def ring(size: int, *, rippling: bool = True) -> Market:
    """Accounts of which each trusts the next, the last the first; alice and bob trust the first two."""
    names = [f"node {number}" for number in range(size)]
    market = Market("alice", "bob", *names)
    for one, other in zip(names, [*names[1:], *names[:1]], strict=True):
        market.hold(one, Token("USD", other)(100), Token("USD", other)(1_000))
    market.hold("alice", Token("USD", names[0])(100))
    market.trust("bob", Token("USD", names[size // 2])(100))
    if not rippling:
        for name in names:
            market.change(name, flags=0)
    assert market.root(names[0]).flags == (lsfDefaultRipple if rippling else 0)
    return market


@pytest.mark.failure_mode(85, "unit")
@pytest.mark.parametrize("size", range(2, 21))
def test_cycles_of_trust_lines_are_not_gone_round(size: int) -> None:
    effort = Effort()
    market = ring(size)
    found = find(market, "alice", "bob", Token("USD", f"node {size // 2}")(5), effort)
    assert effort.left > LIMIT - 100_000
    for one in found:
        for path in one.paths:
            accounts = [element.account for element in path]
            assert len(set(accounts)) == len(accounts)


@pytest.mark.failure_mode(85, "unit")
def test_a_dense_graph_is_searched_within_the_limit() -> None:
    names = [f"node {number}" for number in range(24)]
    market = Market("alice", "bob", *names)
    for one in names:
        for other in names:
            if one < other:
                market.hold(one, Token("USD", other)(10), Token("USD", other)(100))
    for name in names[:12]:
        market.hold("alice", Token("USD", name)(10))
    market.trust("bob", Token("USD", names[-1])(100))
    effort = Effort()
    find(market, "alice", "bob", Token("USD", names[-1])(5), effort)
    assert effort.left >= 0


@pytest.mark.failure_mode(85, "unit")
def test_a_search_ends_when_its_work_is_done() -> None:
    """With next to no work allowed it finds less, and does not fail."""
    market = ring(10)
    for limit in (0, 1, 50, 500):
        effort = Effort(limit)
        find(market, "alice", "bob", Token("USD", "node 5")(5), effort)
        assert 0 <= effort.left <= limit


@pytest.mark.failure_mode(85, "unit")
def test_a_search_that_nobody_waits_for_is_abandoned() -> None:
    market = ring(10)
    asked = iter([False] * 3)
    with pytest.raises(Abandoned):
        find(
            market,
            "alice",
            "bob",
            Token("USD", "node 5")(5),
            Effort(abandoned=lambda: next(asked, True)),
        )
    assert next(asked, None) is None


@pytest.mark.failure_mode(85, "stress")
@pytest.mark.parametrize("count", [50, pytest.param(5_000, marks=pytest.mark.long)])
def test_books_of_dust_are_gone_through_within_the_limit(count: int) -> None:
    """Of 5,000 offers of next to nothing a payment looks at 1,000 in a book, and a search tries it a few
    times."""
    market = Market("gw", "alice", "bob", "maker")
    market.hold("maker", USD(100))
    market.trust("bob", USD(50))
    market.place("maker", 1, USD("0.000001"), count=count)
    effort = Effort()
    found = find(market, "alice", "bob", USD("0.00001"), effort, XRP_ASSET)
    assert [one.cost for one in found] == [10]
    assert effort.left > LIMIT - 10_000
    assert market.pay("alice", "bob", USD("0.00001"), send_max=100).name == "tesSUCCESS"
