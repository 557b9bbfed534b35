"""AMMVote: each refusal has its result, and the fee is the mean of the votes."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments
from spec.results import (
    Result,
    tecAMM_EMPTY,
    tecAMM_INVALID_TOKENS,
    temBAD_AMM_TOKENS,
    temBAD_CURRENCY,
    temBAD_FEE,
    temDISABLED,
    terNO_AMM,
    tesSUCCESS,
)
from spec.transactions.amm_vote import AMMVote
from spec.values import BAD_CURRENCY, Issue
from tests.spec.ledgers import XRP, account
from tests.spec.market import value_of
from tests.spec.pools import FEE, NO_POOL, SHARES, USD, Pools, with_pool

OTHERS = [f"voter {number}" for number in range(8)]


def vote(pools: Pools, name: str, fee: int, **fields: Any) -> Result:
    return pools.to_pool(AMMVote, name, trading_fee=fee, **fields)


def votes(pools: Pools) -> dict[bytes, tuple[int, int]]:
    return {slot.account: (slot.trading_fee or 0, slot.vote_weight) for slot in pools.pool.vote_slots or ()}


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"asset": USD.issue}, temBAD_AMM_TOKENS),
        ({"asset2": Issue(BAD_CURRENCY, account("gw"))}, temBAD_CURRENCY),
        ({"trading_fee": 1_001}, temBAD_FEE),
        ({"trading_fee": 1_000}, tesSUCCESS),
        (NO_POOL, terNO_AMM),
    ],
)
def test_what_cannot_be_voted_for(fields: dict[str, Any], result: Result) -> None:
    assert with_pool().to_pool(AMMVote, "alice", **({"trading_fee": 5} | fields)) is result


def test_without_the_amendment_there_are_no_pools() -> None:
    assert vote(Pools(without=[amendments.AMM]), "alice", 5) is temDISABLED


def test_an_empty_pool_has_no_votes() -> None:
    pools = with_pool()
    pools.empty()
    assert vote(pools, "alice", 5) is tecAMM_EMPTY


def test_only_owners_vote() -> None:
    assert vote(with_pool(), "bob", 5) is tecAMM_INVALID_TOKENS


def test_an_owner_changes_its_mind() -> None:
    pools = with_pool()
    assert vote(pools, "alice", 600) is tesSUCCESS
    assert (pools.pool.trading_fee, votes(pools)) == (600, {account("alice"): (600, 100_000)})
    slot = pools.pool.auction_slot
    assert slot is not None
    assert slot.discounted_fee == 60


def test_votes_weigh_as_much_as_the_tokens_behind_them() -> None:
    pools = with_pool()
    pools.deposit("bob", SHARES // 4)
    assert vote(pools, "bob", 601) is tesSUCCESS
    # (4 x 100 + 1 x 601) / 5 is 200.2
    assert pools.pool.trading_fee == 200
    assert votes(pools) == {account("alice"): (FEE, 80_000), account("bob"): (601, 20_000)}


def test_half_is_rounded_to_even() -> None:
    pools = with_pool()
    pools.deposit("bob", SHARES)
    assert vote(pools, "bob", 101) is tesSUCCESS
    assert pools.pool.trading_fee == 100
    assert vote(pools, "bob", 103) is tesSUCCESS
    assert pools.pool.trading_fee == 102


def test_a_fee_of_zero_is_no_field() -> None:
    pools = with_pool()
    assert vote(pools, "alice", 0) is tesSUCCESS
    assert not pools.pool.trading_fee


def test_who_has_no_tokens_left_has_no_vote_left() -> None:
    pools = with_pool()
    pools.deposit("bob", SHARES)
    assert vote(pools, "bob", 300) is tesSUCCESS
    assert pools.pay("alice", "bob", pools.shares(0)) is not tesSUCCESS
    pools.trust("bob", pools.shares(10 * SHARES))
    assert pools.pay("alice", "bob", pools.owned_shares("alice")) is tesSUCCESS
    assert vote(pools, "bob", 300) is tesSUCCESS
    assert votes(pools) == {account("bob"): (300, 100_000)}
    assert pools.pool.trading_fee == 300


def crowd(tokens: int) -> Pools:
    """Alice and seven others, who own this and a little more each, have voted."""
    pools = with_pool()
    for number, name in enumerate(OTHERS):
        pools.fund(name, 10**14)
        pools.hold(name, USD(10_000_000))
        pools.deposit(name, tokens + number)
    for name in OTHERS[:7]:
        assert vote(pools, name, 500) is tesSUCCESS
    assert len(votes(pools)) == 8
    return pools


def test_a_ninth_with_more_tokens_takes_the_place_of_the_least() -> None:
    pools = crowd(1_000_000)
    assert vote(pools, OTHERS[7], 700) is tesSUCCESS
    assert account(OTHERS[0]) not in votes(pools)
    assert votes(pools)[account(OTHERS[7])][0] == 700
    assert list(votes(pools)).index(account(OTHERS[7])) == 1
    tokens = [value_of(pools.owned_shares(name)) for name in OTHERS]
    weighted = FEE * SHARES + 500 * sum(tokens[1:7]) + 700 * tokens[7]
    assert pools.pool.trading_fee == round(weighted / (SHARES + sum(tokens[1:])))


@pytest.mark.parametrize(("fee", "taken"), [(499, False), (500, False), (501, True)])
def test_a_ninth_with_as_many_needs_a_higher_fee(fee: int, taken: bool) -> None:
    pools = crowd(1_000_000)
    pools.fund("late", 10**14)
    pools.hold("late", USD(10_000_000))
    pools.deposit("late", 1_000_000)
    before = votes(pools).keys()
    assert vote(pools, "late", fee) is tesSUCCESS
    assert (account("late") in votes(pools)) is taken
    assert (votes(pools).keys() == before) is not taken


def test_a_ninth_with_less_is_counted_for_nothing() -> None:
    pools = crowd(1_000_000)
    pools.fund("late", 10**14)
    pools.hold("late", USD(10_000_000))
    pools.deposit("late", 999_999)
    fee = pools.pool.trading_fee
    assert vote(pools, "late", 1_000) is tesSUCCESS
    assert account("late") not in votes(pools)
    assert pools.pool.trading_fee == fee


def test_of_the_least_the_lower_fee_gives_way_and_then_the_lower_account() -> None:
    pools = with_pool()
    for name in (*OTHERS, "late"):
        pools.fund(name, 10**14)
        pools.hold(name, USD(10_000_000))
        pools.deposit(name, 2_000_000 if name == "late" else 1_000_000)
    for name in OTHERS[:7]:
        assert vote(pools, name, 400 if name == OTHERS[3] else 500) is tesSUCCESS
    assert vote(pools, "late", 500) is tesSUCCESS
    assert account(OTHERS[3]) not in votes(pools)
    pools.fund("later", 10**14)
    pools.hold("later", USD(10_000_000))
    pools.deposit("later", 2_000_000)
    assert vote(pools, "later", 500) is tesSUCCESS
    lowest = min(account(name) for name in OTHERS[:7] if name != OTHERS[3])
    assert lowest not in votes(pools)


def test_the_first_may_be_the_least() -> None:
    pools = with_pool()
    for name in OTHERS:
        pools.fund(name, 10**14)
        pools.hold(name, USD(10_000_000))
        pools.deposit(name, SHARES + 1)
    for name in OTHERS:
        assert vote(pools, name, 500) is tesSUCCESS
    assert votes(pools).keys() == {account(name) for name in OTHERS}


def test_the_pool_is_not_touched_otherwise() -> None:
    pools = with_pool()
    before = pools.pool_holds()
    assert vote(pools, "alice", 5) is tesSUCCESS
    assert pools.pool_holds() == before == (100 * XRP, USD(1_000_000))
