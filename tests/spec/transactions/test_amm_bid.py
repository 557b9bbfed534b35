"""AMMBid: each refusal has its result, and the slot costs what the time makes it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from spec import amendments
from spec.inner import AuthAccount
from spec.results import (
    Result,
    tecAMM_EMPTY,
    tecAMM_FAILED,
    tecAMM_INVALID_TOKENS,
    temBAD_AMM_TOKENS,
    temBAD_AMOUNT,
    temDISABLED,
    temMALFORMED,
    terNO_ACCOUNT,
    terNO_AMM,
    tesSUCCESS,
)
from spec.transactions.amm_bid import AMMBid
from tests.spec.ledgers import account
from tests.spec.market import value_of
from tests.spec.pools import FEE, NO_POOL, PAIR, SHARES, USD, Pools, with_pool

LEAST = Decimal(SHARES) * FEE / 100_000 / 25
"""What a free slot costs: 400 tokens."""
DAY = 86_400
INTERVAL = DAY // 20


def named(*names: str) -> tuple[AuthAccount, ...]:
    return tuple(AuthAccount(account=account(name)) for name in names)


def bid(pools: Pools, name: str = "bob", **fields: Any) -> Result:
    return pools.to_pool(AMMBid, name, **fields)


def shared() -> Pools:
    """Bob and carol own shares, too, and nobody holds the slot any more."""
    pools = with_pool()
    pools.deposit("bob", 100_000)
    pools.deposit("carol", 100_000)
    pools.wait(DAY)
    return pools


def least(pools: Pools) -> Decimal:
    return Decimal(value_of(pools.pool.lp_token_balance)) * FEE / 100_000 / 25


def price(pools: Pools) -> Decimal:
    slot = pools.pool.auction_slot
    assert slot is not None
    return value_of(slot.price)


def owned(pools: Pools, name: str) -> Decimal:
    return value_of(pools.owned_shares(name))


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"asset": USD.issue}, temBAD_AMM_TOKENS),
        ({"bid_min": USD(0)}, temBAD_AMOUNT),
        ({"bid_max": USD(-1)}, temBAD_AMOUNT),
        ({"auth_accounts": named("a", "b", "c", "d", "e")}, temMALFORMED),
        ({"auth_accounts": named("a", "b", "c", "d")}, terNO_ACCOUNT),
        ({"auth_accounts": named("alice", "alice")}, temMALFORMED),
        ({"auth_accounts": named("bob")}, temMALFORMED),
        ({"auth_accounts": named("nobody")}, terNO_ACCOUNT),
        (NO_POOL, terNO_AMM),
        ({"bid_min": USD(1)}, temBAD_AMM_TOKENS),
        ({"bid_max": USD(1)}, temBAD_AMM_TOKENS),
        ({"auth_accounts": named("alice", "carol", "gw")}, tesSUCCESS),
    ],
)
def test_what_cannot_be_bid(fields: dict[str, Any], result: Result) -> None:
    assert bid(shared(), **(PAIR | fields)) is result


def test_before_the_third_fix_an_account_may_be_named_twice() -> None:
    pools = with_pool(without=[amendments.fixAMMv1_3])
    pools.wait(DAY)
    assert bid(pools, "alice", auth_accounts=named("alice", "bob", "bob")) is tesSUCCESS


def test_without_the_amendment_there_are_no_pools() -> None:
    assert bid(Pools(without=[amendments.AMM])) is temDISABLED


def test_an_empty_pool_has_no_slot() -> None:
    pools = with_pool()
    pools.empty()
    assert bid(pools, "alice") is tecAMM_EMPTY


@pytest.mark.parametrize("fields", [{}, {"bid_max": USD(1)}])
def test_only_owners_bid(fields: dict[str, Any]) -> None:
    assert bid(with_pool(), **fields) is tecAMM_INVALID_TOKENS


@pytest.mark.parametrize("field", ["bid_min", "bid_max"])
@pytest.mark.parametrize(
    ("value", "result"), [(100_000, tesSUCCESS), ("100000.0000001", tecAMM_INVALID_TOKENS)]
)
def test_no_more_than_it_owns(field: str, value: int | str, result: Result) -> None:
    pools = shared()
    fields: dict[str, Any] = {field: pools.shares(value)}
    assert bid(pools, **fields) is result


@pytest.mark.parametrize("field", ["bid_min", "bid_max"])
def test_less_than_all_tokens(field: str) -> None:
    pools = with_pool()
    pools.wait(DAY)
    fields: dict[str, Any] = {field: pools.owned_shares("alice")}
    assert bid(pools, "alice", **fields) is tecAMM_INVALID_TOKENS


@pytest.mark.parametrize(("most", "result"), [(499, tecAMM_INVALID_TOKENS), (500, tesSUCCESS)])
def test_the_least_is_no_more_than_the_most(most: int, result: Result) -> None:
    pools = shared()
    assert bid(pools, bid_min=pools.shares(500), bid_max=pools.shares(most)) is result


def test_a_free_slot_costs_what_the_fee_makes_it_and_the_price_is_burned() -> None:
    pools = shared()
    total, expected = value_of(pools.pool.lp_token_balance), least(pools)
    assert bid(pools, auth_accounts=named("carol")) is tesSUCCESS
    assert price(pools) == expected == Decimal(408)
    assert owned(pools, "bob") == 100_000 - expected
    assert value_of(pools.pool.lp_token_balance) == total - expected
    slot = pools.pool.auction_slot
    assert slot is not None
    now = pools.draft.info.parent_close_time
    assert (slot.account, slot.expiration, slot.discounted_fee) == (account("bob"), now + DAY, FEE // 10)
    assert slot.auth_accounts == named("carol")


def test_who_offers_more_than_that_pays_more() -> None:
    pools = shared()
    assert bid(pools, bid_min=pools.shares(1_000)) is tesSUCCESS
    assert price(pools) == 1_000
    assert owned(pools, "bob") == 99_000


def test_what_is_burned_has_as_many_digits_as_what_is_left() -> None:
    pools = shared()
    pools.deposit("alice", 89_799_900)
    assert value_of(pools.pool.lp_token_balance) == 99_999_900
    assert bid(pools, bid_min=pools.shares("5000.12345678")) is tesSUCCESS
    assert value_of(pools.pool.lp_token_balance) == 99_999_900 - Decimal("5000.12345678")


def test_a_slot_that_cost_nothing_costs_the_next_nothing() -> None:
    pools = Pools()
    assert pools.create(trading_fee=0) is tesSUCCESS
    pools.deposit("bob", 100_000)
    assert bid(pools) is tesSUCCESS
    assert price(pools) == 0
    assert owned(pools, "bob") == 100_000


@pytest.mark.parametrize(("most", "result"), [("407.99999", tecAMM_FAILED), (408, tesSUCCESS)])
def test_who_offers_less_gets_nothing(most: int | str, result: Result) -> None:
    pools = shared()
    assert bid(pools, bid_max=pools.shares(most)) is result


def test_who_cannot_pay_gets_nothing() -> None:
    pools = with_pool()
    pools.deposit("bob", 300)
    pools.wait(DAY)
    assert bid(pools) is tecAMM_INVALID_TOKENS


@pytest.mark.parametrize(
    ("seconds", "interval"),
    [(0, 0), (INTERVAL - 1, 0), (INTERVAL, 1), (10 * INTERVAL, 10), (19 * INTERVAL - 1, 18)],
)
def test_to_outbid_costs_more_the_sooner_it_is(seconds: int, interval: int) -> None:
    pools = shared()
    assert bid(pools, bid_min=pools.shares(1_000)) is tesSUCCESS
    pools.wait(seconds)
    before, lowest = owned(pools, "bob"), least(pools)
    assert bid(pools, "carol") is tesSUCCESS
    used = Decimal(interval + 1) / 20
    outbid = 1_050 * (1 - used**60) if interval else Decimal(1_050)
    assert abs(price(pools) - outbid - lowest) < Decimal("1e-9")
    refund = (1 - used) * 1_000
    assert abs(owned(pools, "bob") - before - refund) < Decimal("1e-9")
    # What is burned has no more digits than the total has.
    assert abs(100_000 - owned(pools, "carol") - price(pools)) < Decimal("1e-8")


@pytest.mark.parametrize("seconds", [19 * INTERVAL, DAY - 1, DAY])
def test_in_the_last_interval_it_is_free_again(seconds: int) -> None:
    pools = shared()
    assert bid(pools, bid_min=pools.shares(1_000)) is tesSUCCESS
    pools.wait(seconds)
    before, lowest = owned(pools, "bob"), least(pools)
    assert bid(pools, "carol") is tesSUCCESS
    assert abs(price(pools) - lowest) < Decimal("1e-9")
    assert owned(pools, "bob") == before


def test_the_slot_of_an_account_that_is_gone_is_free() -> None:
    pools = shared()
    entry = pools.draft.edit(pools.keylet)
    assert entry is not None
    assert entry.auction_slot is not None
    assert bid(pools, bid_min=pools.shares(1_000)) is tesSUCCESS
    entry = pools.draft.edit(pools.keylet)
    assert entry is not None
    assert entry.auction_slot is not None
    entry.auction_slot = entry.auction_slot.replace(account=account("gone"))
    lowest = least(pools)
    assert bid(pools, "carol") is tesSUCCESS
    assert abs(price(pools) - lowest) < Decimal("1e-9")


def test_the_least_price_holds_against_the_price_of_the_day() -> None:
    pools = shared()
    assert bid(pools, bid_min=pools.shares(1_000)) is tesSUCCESS
    assert bid(pools, "carol", bid_max=pools.shares(1_400)) is tecAMM_FAILED
    assert bid(pools, "carol", bid_min=pools.shares(2_000)) is tesSUCCESS
    assert price(pools) == 2_000
