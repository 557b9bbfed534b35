"""From paths to strands: what is filled in, and what is refused."""

from __future__ import annotations

import pytest

from spec import keylets
from spec.flags import (
    lsfDefaultRipple,
    lsfGlobalFreeze,
    lsfRequireAuth,
    tfSetFreeze,
)
from spec.flow.book_step import BookStep
from spec.flow.direct_step import DirectStep
from spec.flow.liquidity import AMMContext
from spec.flow.offer_stream import Book
from spec.flow.strand import Request, Route, strand_of, strands_of
from spec.flow.xrp_endpoint import XRPEndpointStep
from spec.results import (
    Failure,
    Result,
    tecNO_ISSUER,
    tecPATH_DRY,
    temBAD_PATH,
    temBAD_PATH_LOOP,
    temRIPPLE_EMPTY,
    terNO_ACCOUNT,
    terNO_AUTH,
    terNO_LINE,
    terNO_RIPPLE,
    tesSUCCESS,
)
from spec.transactions.trust_set import TrustSet
from spec.values import ACCOUNT_ONE, ACCOUNT_ZERO, XRP, Account, Issue, PathElement
from tests.spec.ledgers import account
from tests.spec.market import TO_XRP, Market, Token, through

USD, EUR = Token("USD", "gw"), Token("EUR", "gw")
Steps = list[tuple[object, ...]]


def route(
    market: Market,
    deliver: Issue,
    send: Issue | None = None,
    *,
    source: Account | None = None,
    destination: Account | None = None,
    paths: tuple[tuple[PathElement, ...], ...] = (),
    default_path: bool = True,
) -> Route:
    """From alice to bob, unless it is said otherwise."""
    sender = account("alice") if source is None else source
    receiver = account("bob") if destination is None else destination
    request = Request(sender, receiver, 0, paths=paths, default_path=default_path)
    return Route(request, market.draft, AMMContext(sender), deliver, send)


def steps(of: Route, *path: PathElement) -> Steps:
    return [step.identity for step in strand_of(of, path)]


def refusal(of: Route, *path: PathElement) -> Result:
    with pytest.raises(Failure) as raised:
        strand_of(of, path)
    return raised.value.result


def direct(source: str, destination: str, token: Token = USD) -> tuple[object, ...]:
    return DirectStep, account(source), account(destination), token.currency


def book(into: Issue, out: Issue) -> tuple[object, ...]:
    return BookStep, Book(into, out)


def endpoint(name: str, *, last: bool = False) -> tuple[object, ...]:
    return XRPEndpointStep, account(name), last


def scene() -> Market:
    """Alice has USD; all trust the gateway."""
    market = Market("gw", "alice", "bob", "carol")
    market.hold("alice", USD(100), limit=USD(1_000))
    market.hold("carol", USD(100), limit=USD(1_000))
    market.trust("bob", USD(1_000))
    for name in ("alice", "bob"):
        market.trust(name, EUR(1_000))
    return market


# What goes without saying.


def test_the_issuer_is_passed_through() -> None:
    assert steps(route(scene(), USD.issue)) == [direct("alice", "gw"), direct("gw", "bob")]


def test_to_and_from_the_issuer_it_is_one_step() -> None:
    market = scene()
    assert steps(route(market, USD.issue, destination=account("gw"))) == [direct("alice", "gw")]
    assert steps(route(market, USD.issue, source=account("gw"))) == [direct("gw", "bob")]


def test_another_currency_is_changed_into() -> None:
    expected = [direct("alice", "gw"), book(USD.issue, EUR.issue), direct("gw", "bob", EUR)]
    assert steps(route(scene(), EUR.issue, USD.issue)) == expected
    assert steps(route(scene(), EUR.issue, USD.issue), EUR.book) == expected


def test_an_element_may_name_the_issuer_alone_or_the_currency_alone() -> None:
    market = scene()
    other = Token("USD", "carol")
    market.trust("bob", other(1_000))
    path = PathElement(issuer=account("carol"))
    expected = [direct("alice", "gw"), book(USD.issue, other.issue), direct("carol", "bob")]
    assert steps(route(market, other.issue, USD.issue), path) == expected
    path = PathElement(currency=EUR.currency)
    expected = [direct("alice", "gw"), book(USD.issue, EUR.issue), direct("gw", "bob", EUR)]
    assert steps(route(market, EUR.issue, USD.issue), path) == expected


def test_xrp_leaves_and_reaches_accounts_at_the_ends() -> None:
    market = scene()
    expected = [endpoint("alice"), book(XRP, USD.issue), direct("gw", "bob")]
    assert steps(route(market, USD.issue, XRP)) == expected
    assert steps(route(market, USD.issue, XRP), USD.book) == expected
    expected = [direct("alice", "gw"), book(USD.issue, XRP), endpoint("bob", last=True)]
    assert steps(route(market, XRP, USD.issue)) == expected
    assert steps(route(market, XRP, USD.issue), TO_XRP) == expected


def test_xrp_may_lie_in_between() -> None:
    expected = [
        direct("alice", "gw"),
        book(USD.issue, XRP),
        book(XRP, EUR.issue),
        direct("gw", "bob", EUR),
    ]
    assert steps(route(scene(), EUR.issue, USD.issue), TO_XRP) == expected


def test_strands_that_are_the_same_are_one() -> None:
    market = scene()
    strands = strands_of(route(market, EUR.issue, USD.issue, paths=((EUR.book,), (TO_XRP,))))
    assert [len(strand) for strand in strands] == [3, 4]


# What is refused.


@pytest.mark.parametrize("end", [ACCOUNT_ZERO, ACCOUNT_ONE])
def test_the_ends_are_accounts(end: Account) -> None:
    market = scene()
    assert refusal(route(market, USD.issue, source=end)) is temBAD_PATH
    assert refusal(route(market, USD.issue, destination=end)) is temBAD_PATH


@pytest.mark.parametrize(
    "asset",
    [Issue(USD.currency, ACCOUNT_ONE), Issue(USD.currency, ACCOUNT_ZERO), Issue(bytes(20), USD.issuer)],
)
def test_what_is_sent_and_what_is_delivered_is_somebody_s(asset: Issue) -> None:
    market = scene()
    assert refusal(route(market, asset)) is temBAD_PATH
    assert refusal(route(market, USD.issue, asset)) is temBAD_PATH


@pytest.mark.parametrize(
    "element",
    [
        PathElement(),
        PathElement(account=ACCOUNT_ZERO),
        PathElement(account=ACCOUNT_ONE),
        PathElement(issuer=ACCOUNT_ONE),
        PathElement(account=account("carol"), currency=USD.currency),
        PathElement(account=account("carol"), issuer=account("carol")),
        PathElement(currency=bytes(20), issuer=account("gw")),
        PathElement(issuance_id=bytes(24)),
    ],
)
def test_an_element_names_an_account_or_an_asset(element: PathElement) -> None:
    assert refusal(route(scene(), USD.issue), element) is temBAD_PATH


def test_an_issuer_of_zero_is_as_none() -> None:
    element = PathElement(currency=EUR.currency, issuer=ACCOUNT_ZERO)
    expected = [direct("alice", "gw"), book(USD.issue, EUR.issue), direct("gw", "bob", EUR)]
    assert steps(route(scene(), EUR.issue, USD.issue), element) == expected


def test_a_book_changes_something() -> None:
    assert refusal(route(scene(), EUR.issue, USD.issue), USD.book, EUR.book) is temBAD_PATH
    assert refusal(route(scene(), USD.issue, XRP), TO_XRP) is temBAD_PATH
    assert refusal(route(scene(), USD.issue, XRP), PathElement(currency=EUR.currency)) is temBAD_PATH


def test_no_account_is_passed_twice() -> None:
    assert refusal(route(scene(), USD.issue), through("gw"), through("carol")) is temBAD_PATH_LOOP


def test_no_asset_comes_out_twice() -> None:
    market = scene()
    market.hold("alice", EUR(1))
    assert refusal(route(market, EUR.issue, USD.issue), EUR.book, USD.book, EUR.book) is temBAD_PATH_LOOP
    assert refusal(route(market, USD.issue, USD.issue), TO_XRP, USD.book) is temBAD_PATH_LOOP
    assert refusal(route(market, EUR.issue, XRP), USD.book, TO_XRP, EUR.book) is temBAD_PATH_LOOP
    assert refusal(route(market, XRP, EUR.issue), TO_XRP, USD.book, TO_XRP) is temBAD_PATH_LOOP


def test_a_line_is_there_and_has_room() -> None:
    market = Market("gw", "alice", "bob")
    assert refusal(route(market, USD.issue)) is terNO_LINE
    for name in ("alice", "bob"):
        market.trust(name, USD(1_000))
    assert refusal(route(market, USD.issue)) is tecPATH_DRY


def test_accounts_and_issuers_exist() -> None:
    market = scene()
    nobody = Token("USD", "nobody")
    assert refusal(route(market, USD.issue, source=account("nobody"))) is terNO_ACCOUNT
    assert refusal(route(market, XRP, USD.issue, destination=account("nobody"))) is terNO_ACCOUNT
    assert refusal(route(market, nobody.issue, XRP)) is tecNO_ISSUER


def test_an_issuer_that_does_not_ripple_is_no_way() -> None:
    market = Market("gw", "alice", "bob")
    market.change("gw", flags=0)
    market.hold("alice", USD(100))
    market.trust("bob", USD(100))
    assert refusal(route(market, USD.issue)) is terNO_RIPPLE
    # Nor is it from a line into a book, or out of one.
    market.trust("bob", EUR(100))
    assert refusal(route(market, EUR.issue, USD.issue)) is terNO_RIPPLE
    assert refusal(route(market, EUR.issue, XRP)) is terNO_RIPPLE


def test_whoever_froze_what_it_issues_receives_nothing_and_lets_nothing_through() -> None:
    market = scene()
    frozen = lsfDefaultRipple | lsfGlobalFreeze
    for name, result in (("alice", None), ("gw", terNO_LINE), ("bob", terNO_LINE)):
        market.change(name, flags=frozen)
        if result is None:
            assert len(steps(route(market, USD.issue))) == 2
        else:
            assert refusal(route(market, USD.issue)) is result
        market.change(name, flags=lsfDefaultRipple)
    market.change("bob", flags=frozen)
    assert refusal(route(market, XRP, USD.issue)) is terNO_LINE


def test_a_frozen_line_lets_nothing_through() -> None:
    market = scene()
    frozen = Token("USD", "alice")(0)
    assert market.apply(TrustSet, "gw", limit_amount=frozen, flags=tfSetFreeze) is tesSUCCESS
    assert refusal(route(market, USD.issue)) is terNO_LINE
    assert steps(route(market, USD.issue, destination=account("gw"))) == [direct("alice", "gw")]


def test_an_issuer_may_ask_for_authorisation() -> None:
    market = scene()
    market.change("gw", flags=lsfDefaultRipple | lsfRequireAuth)
    assert refusal(route(market, USD.issue)) is terNO_AUTH
    assert steps(route(market, USD.issue, destination=account("gw"))) == [direct("alice", "gw")]


# Several paths.


def of_paths(market: Market, *paths: tuple[PathElement, ...], default_path: bool = True) -> Result | int:
    try:
        return len(strands_of(route(market, USD.issue, paths=paths, default_path=default_path)))
    except Failure as failure:
        return failure.result


def test_without_paths_there_is_the_default_one() -> None:
    assert of_paths(scene(), default_path=False) is temRIPPLE_EMPTY
    assert of_paths(scene()) == 1


def test_a_path_that_leads_nowhere_is_passed_over_unless_there_is_no_other() -> None:
    market = scene()
    nowhere = (through("carol"),)
    assert of_paths(market, nowhere) == 1
    assert of_paths(market, nowhere, default_path=False) is terNO_LINE
    market.draft.erase(keylets.line(account("bob"), account("gw"), USD.currency))
    assert of_paths(market) is terNO_LINE
    assert of_paths(market, nowhere) is terNO_LINE


def test_a_malformed_path_spoils_all() -> None:
    assert of_paths(scene(), (through("gw"), through("carol"))) is temBAD_PATH_LOOP
