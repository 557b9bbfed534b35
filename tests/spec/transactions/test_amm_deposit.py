"""AMMDeposit: each refusal has its result, and each mode takes what it says.

The pool holds 100,000,000 drops and 1,000,000 USD, for 10,000,000 tokens: a token is 10 drops and 0.1 USD.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from spec import amendments, keylets
from spec.flags import (
    lsfDefaultRipple,
    lsfGlobalFreeze,
    lsfRequireAuth,
    tfLimitLPToken,
    tfLPToken,
    tfOneAssetLPToken,
    tfSetDeepFreeze,
    tfSetFreeze,
    tfSingleAsset,
    tfTwoAsset,
    tfTwoAssetIfEmpty,
)
from spec.results import (
    Result,
    tecAMM_EMPTY,
    tecAMM_FAILED,
    tecAMM_INVALID_TOKENS,
    tecAMM_NOT_EMPTY,
    tecFROZEN,
    tecINSUF_RESERVE_LINE,
    tecNO_AUTH,
    tecUNFUNDED_AMM,
    temBAD_AMM_TOKENS,
    temBAD_AMOUNT,
    temBAD_CURRENCY,
    temBAD_FEE,
    temBAD_ISSUER,
    temDISABLED,
    temINVALID_FLAG,
    temMALFORMED,
    terNO_AMM,
    tesSUCCESS,
)
from spec.transactions.amm_deposit import MODES, AMMDeposit
from spec.values import BAD_CURRENCY, Issue
from tests.spec.ledgers import XRP, account
from tests.spec.market import value_of
from tests.spec.pools import EUR, FEE, NO_POOL, SHARES, USD, Pools, with_pool


def deposit(pools: Pools, flags: int, name: str = "bob", **fields: Any) -> Result:
    return pools.to_pool(AMMDeposit, name, flags=flags, **fields)


def value_for(pools: Pools, field: str) -> Any:
    """A value that the field could have."""
    return {
        "amount": 10 * XRP,
        "amount2": USD(100_000),
        "e_price": 1_000,
        "lp_token_out": pools.shares(5),
        "trading_fee": 5,
    }[field]


# Without a ledger


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_has_its_fields(mode: int) -> None:
    pools = with_pool()
    needed, allowed = MODES[mode]
    for field in ("amount", "amount2", "e_price", "lp_token_out", "trading_fee"):
        given: dict[str, Any] = {name: value_for(pools, name) for name in needed if name != field}
        if field not in needed:
            given[field] = value_for(pools, field)
        if field in allowed and mode != tfLPToken:
            assert deposit(pools, mode, **given) is not temMALFORMED
        else:
            assert deposit(pools, mode, **given) is temMALFORMED


def test_one_mode_at_a_time() -> None:
    pools = with_pool()
    for flags in (0, tfSingleAsset | tfTwoAsset):
        assert deposit(pools, flags, amount=XRP) is temMALFORMED
    assert deposit(pools, tfSingleAsset | 0x00020000, amount=XRP) is temINVALID_FLAG


@pytest.mark.parametrize(
    ("mode", "fields", "result"),
    [
        (tfSingleAsset, {"amount": XRP, "asset": USD.issue}, temBAD_AMM_TOKENS),
        (tfSingleAsset, {"amount": XRP, "asset2": Issue(BAD_CURRENCY, account("gw"))}, temBAD_CURRENCY),
        (tfSingleAsset, {"amount": XRP, "asset": Issue(bytes(20), account("gw"))}, temBAD_ISSUER),
        (tfTwoAsset, {"amount": XRP, "amount2": 2 * XRP}, temBAD_AMM_TOKENS),
        (tfSingleAsset, {"amount": EUR(1)}, temBAD_AMM_TOKENS),
        (tfTwoAsset, {"amount": XRP, "amount2": EUR(1)}, temBAD_AMM_TOKENS),
        (tfSingleAsset, {"amount": 0}, temBAD_AMOUNT),
        (tfSingleAsset, {"amount": -1}, temBAD_AMOUNT),
        (tfTwoAsset, {"amount": XRP, "amount2": USD(0)}, temBAD_AMOUNT),
        (tfLPToken, {"lp_token_out": USD(0)}, temBAD_AMM_TOKENS),
        (tfLPToken, {"lp_token_out": USD(-1)}, temBAD_AMM_TOKENS),
        (tfLPToken, {"lp_token_out": USD(1)}, temBAD_AMM_TOKENS),
        (tfLimitLPToken, {"amount": USD("0.0000000001"), "e_price": USD(1)}, tecAMM_INVALID_TOKENS),
        (tfLimitLPToken, {"amount": XRP, "e_price": 0}, temBAD_AMOUNT),
        (tfLimitLPToken, {"amount": XRP, "e_price": USD(1)}, temBAD_AMM_TOKENS),
        (tfTwoAssetIfEmpty, {"amount": XRP, "amount2": USD(1), "trading_fee": 1_001}, temBAD_FEE),
        (tfTwoAssetIfEmpty, {"amount": XRP, "amount2": USD(1), "trading_fee": 1_000}, tecAMM_NOT_EMPTY),
        (tfSingleAsset, {"amount": XRP, **NO_POOL}, terNO_AMM),
    ],
)
def test_what_cannot_be_put_in(mode: int, fields: dict[str, Any], result: Result) -> None:
    assert deposit(with_pool(), mode, **fields) is result


@pytest.mark.parametrize("tokens", [0, -1])
def test_tokens_are_more_than_none(tokens: int) -> None:
    pools = with_pool()
    assert deposit(pools, tfLPToken, lp_token_out=pools.shares(tokens)) is temBAD_AMM_TOKENS


def test_without_the_amendment_there_are_no_pools() -> None:
    assert deposit(Pools(without=[amendments.AMM]), tfSingleAsset, amount=XRP) is temDISABLED


# Against the ledger


def test_only_the_first_assets_go_into_an_empty_pool() -> None:
    pools = with_pool()
    pools.empty()
    assert deposit(pools, tfSingleAsset, amount=XRP) is tecAMM_EMPTY


@pytest.mark.parametrize("of_clawback", [True, False])
def test_the_account_may_hold_the_assets(of_clawback: bool) -> None:
    """With AMMClawback both of them, without it those that it puts in."""
    without = [] if of_clawback else [amendments.AMMClawback]
    pools = with_pool(without=without)
    pools.change("gw", flags=lsfDefaultRipple | lsfRequireAuth)
    assert deposit(pools, tfSingleAsset, amount=USD(1)) is tecNO_AUTH
    assert deposit(pools, tfLPToken, lp_token_out=pools.shares(5)) is tecNO_AUTH
    expected = tecNO_AUTH if of_clawback else tesSUCCESS
    assert deposit(pools, tfSingleAsset, amount=XRP) is expected


@pytest.mark.parametrize("of_clawback", [True, False])
def test_nothing_goes_in_from_a_frozen_line(of_clawback: bool) -> None:
    without = [] if of_clawback else [amendments.AMMClawback]
    pools = with_pool(without=without)
    pools.freeze_line(account("bob"))
    assert deposit(pools, tfSingleAsset, amount=USD(1)) is tecFROZEN
    assert deposit(pools, tfLPToken, lp_token_out=pools.shares(5)) is tecFROZEN
    expected = tecFROZEN if of_clawback else tesSUCCESS
    assert deposit(pools, tfSingleAsset, amount=XRP) is expected


def test_nothing_goes_in_while_the_issuer_freezes_all() -> None:
    pools = with_pool()
    pools.change("gw", flags=lsfDefaultRipple | lsfGlobalFreeze)
    assert deposit(pools, tfSingleAsset, amount=XRP) is tecFROZEN


def test_nothing_goes_into_a_frozen_pool() -> None:
    pools = with_pool()
    pools.freeze_line(pools.pool.account)
    assert deposit(pools, tfSingleAsset, amount=USD(1)) is tecFROZEN
    assert deposit(pools, tfLPToken, lp_token_out=pools.shares(5)) is tecFROZEN
    assert deposit(pools, tfSingleAsset, amount=XRP) is tesSUCCESS


@pytest.mark.parametrize(
    ("spare", "result"),
    [
        (2 * XRP, tecINSUF_RESERVE_LINE),
        (12 * XRP - 1, tecINSUF_RESERVE_LINE),
        (12 * XRP, tesSUCCESS),
    ],
)
def test_who_has_no_shares_yet_needs_the_reserve_of_a_line(spare: int, result: Result) -> None:
    pools = with_pool()
    pools.spare("bob", spare)
    assert deposit(pools, tfSingleAsset, amount=10 * XRP, fee=0) is result


@pytest.mark.parametrize(("spare", "result"), [(2 * XRP, tecINSUF_RESERVE_LINE), (2 * XRP + 1, tesSUCCESS)])
def test_even_when_it_puts_in_no_xrp(spare: int, result: Result) -> None:
    pools = with_pool()
    pools.spare("bob", spare)
    assert deposit(pools, tfSingleAsset, amount=USD(5), fee=0) is result


@pytest.mark.parametrize(("spare", "result"), [(10 * XRP - 1, tecUNFUNDED_AMM), (10 * XRP, tesSUCCESS)])
def test_who_has_shares_needs_the_xrp(spare: int, result: Result) -> None:
    pools = with_pool()
    pools.deposit("bob", 5)
    pools.spare("bob", spare)
    assert deposit(pools, tfSingleAsset, amount=10 * XRP, fee=0) is result


def test_who_puts_in_tokens_has_them_or_issues_them() -> None:
    pools = with_pool()
    assert deposit(pools, tfSingleAsset, amount=USD("10000000.00000001")) is tecUNFUNDED_AMM
    assert deposit(pools, tfSingleAsset, amount=USD(10_000_000)) is tesSUCCESS
    assert deposit(pools, tfSingleAsset, "gw", amount=USD(20_000_000)) is tesSUCCESS


def test_tokens_that_it_froze_itself_go_in() -> None:
    pools = with_pool()
    pools.trust("bob", USD(10_000_000), flags=tfSetFreeze | tfSetDeepFreeze)
    assert deposit(pools, tfSingleAsset, amount=USD(5)) is tesSUCCESS


def test_what_the_mode_computes_must_be_there_too() -> None:
    """By number of tokens: 1,000,000 of them are 10 XRP and 100,000 USD."""
    pools = with_pool()
    pools.spare("bob", 12 * XRP - 1)
    assert deposit(pools, tfLPToken, lp_token_out=pools.shares(1_000_000), fee=0) is tecUNFUNDED_AMM
    pools.hold("carol", USD(0), USD(10**9))
    assert deposit(pools, tfLPToken, "carol", lp_token_out=pools.shares(100_000_001)) is tecUNFUNDED_AMM


# The modes


def moved(pools: Pools, name: str = "bob") -> tuple[int, Any, Any]:
    """What the pool has gained, and the tokens that the account owns."""
    xrp, usd = pools.pool_holds()
    return xrp - 100 * XRP, value_of(usd) - 1_000_000, value_of(pools.owned_shares(name))


def test_so_many_tokens() -> None:
    pools = with_pool()
    assert deposit(pools, tfLPToken, lp_token_out=pools.shares(1_000)) is tesSUCCESS
    assert moved(pools) == (10_000, 100, 1_000)
    assert value_of(pools.pool.lp_token_balance) == SHARES + 1_000
    assert pools.balance("bob", USD) == 9_999_900


@pytest.mark.parametrize(
    ("xrp", "usd", "result"),
    [(10_000, 100, tesSUCCESS), (10_001, 100, tecAMM_FAILED), (10_000, "100.0001", tecAMM_FAILED)],
)
def test_so_many_tokens_for_at_least_that(xrp: int, usd: int | str, result: Result) -> None:
    pools = with_pool()
    given: dict[str, Any] = {"lp_token_out": pools.shares(1_000), "amount": xrp, "amount2": USD(usd)}
    assert deposit(pools, tfLPToken, **given) is result


def test_fewer_tokens_than_the_total_has_digits_for() -> None:
    pools = with_pool()
    assert deposit(pools, tfLPToken, lp_token_out=pools.shares("0.000000001")) is tecAMM_INVALID_TOKENS


def test_what_goes_in_is_rounded_up() -> None:
    pools = with_pool()
    assert deposit(pools, tfLPToken, lp_token_out=pools.shares("0.01")) is tesSUCCESS
    assert moved(pools)[0] == 1


@pytest.mark.parametrize(
    ("xrp", "usd", "expected"),
    [
        (10_000, 100, (10_000, 100, 1_000)),
        (10_000, 101, (10_000, 100, 1_000)),
        (10_001, 100, (10_000, 100, 1_000)),
    ],
)
def test_both_within_limits(xrp: int, usd: int, expected: tuple[int, int, int]) -> None:
    pools = with_pool()
    assert deposit(pools, tfTwoAsset, amount=xrp, amount2=USD(usd)) is tesSUCCESS
    assert moved(pools) == expected


@pytest.mark.parametrize(
    ("xrp", "usd", "result"),
    [
        (10_000, "99.999", tesSUCCESS),  # 9,999.9 drops are rounded up to just what is offered
        (1, "0.01", tecAMM_FAILED),  # for one drop 0.01000000000000001 USD, and for 0.01 USD two drops
        (1, "0.01000000000000001", tesSUCCESS),
    ],
)
def test_rounding_may_need_more_than_is_offered(xrp: int, usd: str, result: Result) -> None:
    pools = with_pool()
    if xrp == 1:
        pools.deposit("carol", 1_234_567)
    assert deposit(pools, tfTwoAsset, amount=xrp, amount2=USD(usd)) is result


@pytest.mark.parametrize(("least", "result"), [(1_000, tesSUCCESS), ("1000.001", tecAMM_FAILED)])
def test_both_for_at_least_so_many_tokens(least: int | str, result: Result) -> None:
    pools = with_pool()
    given: dict[str, Any] = {"amount": 10_000, "amount2": USD(100), "lp_token_out": pools.shares(least)}
    assert deposit(pools, tfTwoAsset, **given) is result


def test_both_the_other_way_round() -> None:
    pools = with_pool()
    assert deposit(pools, tfTwoAsset, amount=USD(100), amount2=10_000) is tesSUCCESS
    assert moved(pools) == (10_000, 100, 1_000)


def test_one_alone_brings_fewer_tokens_by_half_of_the_fee() -> None:
    """A fifth more of one asset without a fee would be the root of 1.2; the fee is taken from half of it."""
    pools = with_pool()
    assert deposit(pools, tfSingleAsset, amount=20 * XRP) is tesSUCCESS
    gained, usd, tokens = moved(pools)
    assert (gained, usd) == (20 * XRP, 0)
    assert SHARES * 0.0953 < tokens < SHARES * 0.09545


@pytest.mark.parametrize(("least", "result"), [(953_000, tesSUCCESS), (955_000, tecAMM_FAILED)])
def test_one_alone_for_at_least_so_many_tokens(least: int, result: Result) -> None:
    pools = with_pool()
    given: dict[str, Any] = {"amount": 20 * XRP, "lp_token_out": pools.shares(least)}
    assert deposit(pools, tfSingleAsset, **given) is result


def test_one_alone_that_is_worth_no_token() -> None:
    pools = with_pool()
    assert deposit(pools, tfSingleAsset, amount=USD("0.0000000001")) is tecAMM_INVALID_TOKENS


@pytest.mark.parametrize(("most", "result"), [(20_100_000, tesSUCCESS), (20_000_000, tecAMM_FAILED)])
def test_one_alone_for_so_many_tokens(most: int, result: Result) -> None:
    pools = with_pool()
    given: dict[str, Any] = {"amount": most, "lp_token_out": pools.shares(954_451)}
    assert deposit(pools, tfOneAssetLPToken, **given) is result
    if result is tesSUCCESS:
        gained, usd, tokens = moved(pools)
        assert tokens == 954_451
        assert usd == 0
        assert 20_000_000 < gained < 20_011_000


def test_one_alone_for_just_what_it_costs() -> None:
    tokens = 954_451
    pools = with_pool()
    assert deposit(pools, tfOneAssetLPToken, amount=30 * XRP, lp_token_out=pools.shares(tokens)) is tesSUCCESS
    cost = moved(pools)[0]
    for most, result in ((cost, tesSUCCESS), (cost - 1, tecAMM_FAILED)):
        pools = with_pool()
        assert deposit(pools, tfOneAssetLPToken, amount=most, lp_token_out=pools.shares(tokens)) is result


def test_a_token_that_costs_nothing_of_one_alone() -> None:
    pools = nearly_a_digit_more()
    given: dict[str, Any] = {"amount": XRP, "lp_token_out": pools.shares("0.00000001")}
    assert deposit(pools, tfOneAssetLPToken, **given) is temBAD_AMOUNT


def test_one_alone_for_no_token() -> None:
    pools = with_pool()
    given: dict[str, Any] = {"amount": XRP, "lp_token_out": pools.shares("0.000000001")}
    assert deposit(pools, tfOneAssetLPToken, **given) is tecAMM_INVALID_TOKENS


def test_up_to_a_price_the_whole_amount_where_that_is_cheap() -> None:
    pools = with_pool()
    assert deposit(pools, tfLimitLPToken, amount=20 * XRP, e_price=21) is tesSUCCESS
    assert moved(pools)[:2] == (20 * XRP, 0)


@pytest.mark.parametrize("amount", [0, 60 * XRP])
def test_up_to_a_price_as_much_as_makes_it_cost_that(amount: int) -> None:
    """At 21 drops a token of 20 drops and their share of the fee."""
    pools = with_pool()
    assert deposit(pools, tfLimitLPToken, amount=amount, e_price=21) is tesSUCCESS
    gained, usd, tokens = moved(pools)
    assert usd == 0
    assert abs(gained / float(tokens) - 21) < 1e-5
    assert 20 * XRP < gained < 60 * XRP


def test_up_to_the_price_that_it_has() -> None:
    pools = with_pool()
    assert deposit(pools, tfSingleAsset, amount=USD(1_000)) is tesSUCCESS
    found = moved(pools)
    assert found == (0, 1_000, Decimal("4996.2499993"))
    pools = with_pool()
    fields: dict[str, Any] = {"amount": USD(1_000), "e_price": USD("0.2001501126124804")}
    assert deposit(pools, tfLimitLPToken, **fields) is tesSUCCESS
    assert moved(pools) == found


def test_what_makes_it_cost_the_price_is_rounded_up() -> None:
    """Without a fee, 21 drops a token are its price after 23,592,590.7 drops. Of that many, rounded up, the
    tokens come, and what they cost."""
    pools = Pools()
    assert pools.create(trading_fee=0) is tesSUCCESS
    pools.deposit("carol", 1_234_567)
    assert deposit(pools, tfLimitLPToken, amount=0, e_price=21) is tesSUCCESS
    assert value_of(pools.owned_shares("bob")) == Decimal("1123456.66818181")


def test_no_price_is_low_enough() -> None:
    assert deposit(with_pool(), tfLimitLPToken, amount=0, e_price=20) is tecAMM_FAILED
    pools = Pools()
    assert pools.create(trading_fee=0) is tesSUCCESS
    assert deposit(pools, tfLimitLPToken, amount=0, e_price=20) is tecAMM_FAILED


# Rounding


def nearly_a_digit_more() -> Pools:
    """There are 99,999,900 tokens: of 100,000,000 and more, sums have a decimal less."""
    pools = with_pool()
    pools.deposit("alice", 89_999_900)
    return pools


DEPOSITS: list[tuple[int, dict[str, Any]]] = [
    (tfLPToken, {"lp_token_out": "1000.12345678"}),
    (tfTwoAsset, {"amount": 11_000, "amount2": USD("100.012345678")}),
    (tfTwoAsset, {"amount": USD("100.012345678"), "amount2": 11_000}),
    (tfSingleAsset, {"amount": USD("100.012345678")}),
    (tfOneAssetLPToken, {"amount": USD(1_000), "lp_token_out": "1000.12345678"}),
    (tfLimitLPToken, {"amount": USD("100.012345678"), "e_price": USD(1)}),
    (tfLimitLPToken, {"amount": USD(0), "e_price": USD("0.20020000123")}),
]


def put_in(pools: Pools, mode: int, fields: dict[str, Any]) -> Result:
    tokens = {name: pools.shares(value) for name, value in fields.items() if isinstance(value, str)}
    return deposit(pools, mode, **(fields | tokens))


@pytest.mark.parametrize(("mode", "fields"), DEPOSITS)
def test_the_account_gets_what_the_total_grows_by(mode: int, fields: dict[str, Any]) -> None:
    pools = nearly_a_digit_more()
    before = value_of(pools.pool.lp_token_balance)
    assert put_in(pools, mode, fields) is tesSUCCESS
    after = value_of(pools.pool.lp_token_balance)
    assert after > 100_000_000
    assert value_of(pools.owned_shares("bob")) == after - before


@pytest.mark.parametrize("tokens", ["7777.7", "8888.8", "12222.1", "15555.4"])
def test_rounding_leaves_the_pool_no_poorer(tokens: str) -> None:
    pools = Pools()
    assert pools.create(amount2=USD("2.9"), trading_fee=0) is tesSUCCESS
    before = pools.per_share()
    assert put_in(pools, tfLPToken, {"lp_token_out": tokens}) is tesSUCCESS
    assert all(after >= earlier for after, earlier in zip(pools.per_share(), before, strict=True))


# An empty pool


def test_the_first_assets_of_an_empty_pool() -> None:
    pools = with_pool()
    pools.empty()
    given: dict[str, Any] = {"amount": 4 * XRP, "amount2": USD(400), "trading_fee": 30}
    assert deposit(pools, tfTwoAssetIfEmpty, **given) is tesSUCCESS
    entry = pools.pool
    assert value_of(entry.lp_token_balance) == 40_000
    assert entry.trading_fee == 30
    assert [vote.account for vote in entry.vote_slots or ()] == [account("bob")]
    assert entry.auction_slot is not None
    assert entry.auction_slot.account == account("bob")


def test_without_a_fee_it_is_zero() -> None:
    pools = with_pool()
    pools.empty()
    assert deposit(pools, tfTwoAssetIfEmpty, amount=4 * XRP, amount2=USD(400)) is tesSUCCESS
    assert not pools.pool.trading_fee


# Besides


def test_no_transfer_fee_is_taken() -> None:
    pools = with_pool()
    pools.change("gw", transfer_rate=1_500_000_000)
    assert deposit(pools, tfLPToken, lp_token_out=pools.shares(1_000)) is tesSUCCESS
    assert pools.balance("bob", USD) == 9_999_900


def test_who_holds_the_slot_pays_a_tenth_of_the_fee() -> None:
    found = []
    for name in ("alice", "bob"):
        pools = with_pool()
        before = value_of(pools.owned_shares(name))
        assert deposit(pools, tfSingleAsset, name, amount=50 * XRP) is tesSUCCESS
        found.append(value_of(pools.owned_shares(name)) - before)
    assert found[0] > found[1]
    assert pools.pool.trading_fee == FEE


def test_the_first_share_makes_a_line() -> None:
    pools = with_pool()
    owned = pools.owned("bob")
    assert deposit(pools, tfSingleAsset, amount=XRP) is tesSUCCESS
    token = pools.pool.lp_token_balance
    assert pools.draft.exists(keylets.line(account("bob"), token.issuer, token.currency))
    assert pools.owned("bob") == owned + 1
