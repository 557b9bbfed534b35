"""How many offers a payment looks at: 1,000 in one execution of a step, and no further pass after 1,500."""

from __future__ import annotations

from spec.results import tesSUCCESS
from tests.spec.ledgers import XRP
from tests.spec.market import Market, Token

USD = Token("USD", "gw")
EUR = Token("EUR", "gw")


def test_a_step_ends_after_a_thousand_offers_dead_ones_included() -> None:
    market = Market("gw", "alice", "bob", "carol", "dan")
    market.hold("bob", USD(1))
    market.hold("dan", USD(1))
    market.place("bob", XRP, USD(1), count=2_000)
    market.place("dan", XRP, USD(1))
    # Bob can pay for one of his offers. The 999 that follow are taken out, then the limit is reached.
    assert market.offer("alice", USD(1_000), 1_000 * XRP) is tesSUCCESS
    assert market.balance("alice", USD) == 1
    assert (market.owned("alice"), market.owned("bob"), market.owned("dan")) == (2, 1_001, 2)
    # Carol comes no further than the other thousand.
    assert market.offer("carol", USD(1_000), 1_000 * XRP) is tesSUCCESS
    assert market.balance("carol", USD) is None
    assert (market.owned("carol"), market.owned("bob"), market.owned("dan")) == (1, 1, 2)


def test_a_step_that_reached_its_limit_is_not_used_again() -> None:
    market = Market("gw", "alice", "bob", "carol")
    market.hold("bob", USD(1_150))
    market.place("bob", XRP, USD(1), count=1_150)
    assert market.offer("alice", USD(1_150), 1_150 * XRP) is tesSUCCESS
    assert market.balance("alice", USD) == 1_000
    assert market.balance("bob", USD) == 150
    assert market.owned("bob") == 151
    assert market.offer("carol", USD(1_000), 1_000 * XRP) is tesSUCCESS
    assert market.balance("carol", USD) == 150
    assert market.owned("bob") == 1


def test_dead_offers_and_live_ones_count_alike() -> None:
    market = Market("gw", "alice", "bob", "carol", "dan", "evita")
    market.hold("alice", USD(1_000))
    market.hold("carol", USD(1), limit=USD(1_000))
    market.hold("evita", USD(1_050))
    market.place("alice", XRP, USD(1), count=400)
    market.place("carol", XRP, USD(1), count=700)
    market.place("evita", XRP, USD(1), count=1_049)
    # 400 of alice's, one of carol's, and 599 of carol's that are dead.
    assert market.offer("bob", USD(1_000), 1_000 * XRP) is tesSUCCESS
    assert market.balance("bob", USD) == 401
    assert market.balance("alice", USD) == 600
    assert (market.owned("alice"), market.owned("carol")) == (1, 101)
    # The last 100 dead ones of carol's, and 900 of evita's.
    assert market.offer("dan", USD(1_050), 1_050 * XRP) is tesSUCCESS
    assert market.balance("dan", USD) == 900
    assert (market.owned("dan"), market.owned("carol"), market.owned("evita")) == (2, 1, 150)
    assert market.balance("evita", USD) == 150


def test_no_pass_follows_after_fifteen_hundred_offers() -> None:
    market = Market("gw", "alice", "bob")
    market.hold("alice", USD(8_000))
    market.trust("bob", USD(8_000))
    for price in (1_000_000, 990_000, 980_000, 970_000):
        market.place("alice", price, USD(1), count=998)
    # Each quality is one pass: the first looks at 998 offers, the second brings it to 1,996.
    assert market.offer("bob", USD(8_000), 8_000 * XRP) is tesSUCCESS
    assert market.balance("bob", USD) == 1_996


def test_only_the_strand_with_the_full_step_is_left_out() -> None:
    """By way of XRP 2 EUR buy 4 USD, then 3; of the second kind carol's offers are dead but for one, and fill
    the step. What follows is one offer without XRP."""
    market = Market("gw", "alice", "bob", "carol")
    market.hold("alice", USD(4_000))
    market.hold("carol", USD(3), limit=USD(1_000))
    market.place("alice", EUR(2), XRP, count=2_000)
    market.place("alice", XRP, USD(4), count=100)
    market.place("carol", XRP, USD(3), count=801)
    market.place("alice", XRP, USD(3), count=1_000)
    market.place("alice", EUR(500), USD(500))
    market.hold("bob", EUR(2_000), limit=EUR(10_000))
    assert market.offer("bob", USD(4_000), EUR(4_000)) is tesSUCCESS
    # In passes: 400 USD for 200 EUR; 600 for 400, with 200 live offers and 800 dead ones; 500 for 500.
    assert market.balance("bob", USD) == 1_500
    assert market.balance("bob", EUR) == 900
    assert (len(market.offers("bob")), market.owned("bob")) == (1, 3)
    assert market.balance("alice", USD) == 2_503
    assert market.balance("alice", EUR) == 1_100
    assert len(market.offers("alice")) == 3_101 - 2 * 100 - 2 * 199 - 2
    assert not market.offers("carol")


def test_a_strand_that_is_not_the_best_at_first_is_left_out_all_the_same() -> None:
    market = Market("gw", "alice", "bob", "carol")
    market.hold("alice", USD(4_000))
    market.hold("carol", USD(3), limit=USD(1_000))
    market.place("alice", EUR(1), USD(10))
    market.place("alice", EUR(2), XRP, count=2_000)
    market.place("alice", XRP, USD(4), count=100)
    market.place("carol", XRP, USD(3), count=801)
    market.place("alice", XRP, USD(3), count=1_000)
    market.place("alice", EUR(499), USD(499))
    market.hold("bob", EUR(2_000), limit=EUR(10_000))
    assert market.offer("bob", USD(4_000), EUR(4_000)) is tesSUCCESS
    assert market.balance("bob", USD) == 1_509
    assert market.balance("bob", EUR) == 900
    assert market.balance("alice", USD) == 2_494
    assert len(market.offers("alice")) == 3_102 - 1 - 2 * 100 - 2 * 199 - 2
    assert not market.offers("carol")
