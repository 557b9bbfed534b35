"""AMMWithdraw: each refusal has its result, and each mode gives what it says.

The pool holds 100,000,000 drops and 1,000,000 USD, for 10,000,000 tokens: a token is 10 drops and 0.1 USD.
"""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, keylets, trust_lines
from spec.flags import (
    lsfDefaultRipple,
    lsfRequireAuth,
    tfLimitLPToken,
    tfLPToken,
    tfOneAssetLPToken,
    tfOneAssetWithdrawAll,
    tfSingleAsset,
    tfTwoAsset,
    tfWithdrawAll,
)
from spec.results import (
    Result,
    tecAMM_BALANCE,
    tecAMM_EMPTY,
    tecAMM_FAILED,
    tecAMM_INVALID_TOKENS,
    tecFROZEN,
    tecINSUFFICIENT_RESERVE,
    tecNO_AUTH,
    temBAD_AMM_TOKENS,
    temBAD_AMOUNT,
    temDISABLED,
    temINVALID_FLAG,
    temMALFORMED,
    terNO_AMM,
    tesSUCCESS,
)
from spec.transactions.amm_withdraw import MODES, AMMWithdraw
from tests.spec.ledgers import XRP, account
from tests.spec.market import Token, value_of
from tests.spec.pools import EUR, NO_POOL, SHARES, USD, Pools, with_pool


def withdraw(pools: Pools, flags: int, name: str = "alice", **fields: Any) -> Result:
    return pools.to_pool(AMMWithdraw, name, flags=flags, **fields)


def value_for(pools: Pools, field: str) -> Any:
    """A value that the field could have."""
    return {
        "amount": 10 * XRP,
        "amount2": USD(100_000),
        "e_price": pools.shares(1),
        "lp_token_in": pools.shares(5),
    }[field]


# Without a ledger


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_has_its_fields(mode: int) -> None:
    pools = with_pool()
    for field in ("amount", "amount2", "e_price", "lp_token_in"):
        needed = MODES[mode]
        names = needed - {field} if field in needed else needed | {field}
        given: dict[str, Any] = {name: value_for(pools, name) for name in names}
        assert withdraw(pools, mode, **given) is temMALFORMED


def test_one_mode_at_a_time() -> None:
    pools = with_pool()
    for flags in (0, tfSingleAsset | tfOneAssetWithdrawAll):
        assert withdraw(pools, flags, amount=XRP) is temMALFORMED
    assert withdraw(pools, tfSingleAsset | 0x00800000, amount=XRP) is temINVALID_FLAG


@pytest.mark.parametrize(
    ("mode", "fields", "result"),
    [
        (tfSingleAsset, {"amount": XRP, "asset": USD.issue}, temBAD_AMM_TOKENS),
        (tfTwoAsset, {"amount": XRP, "amount2": 2 * XRP}, temBAD_AMM_TOKENS),
        (tfSingleAsset, {"amount": EUR(1)}, temBAD_AMM_TOKENS),
        (tfTwoAsset, {"amount": XRP, "amount2": EUR(1)}, temBAD_AMM_TOKENS),
        (tfSingleAsset, {"amount": 0}, temBAD_AMOUNT),
        (tfSingleAsset, {"amount": -1}, temBAD_AMOUNT),
        (tfOneAssetWithdrawAll, {"amount": -1}, temBAD_AMOUNT),
        (tfTwoAsset, {"amount": XRP, "amount2": USD(0)}, temBAD_AMOUNT),
        (tfLPToken, {"lp_token_in": USD(0)}, temBAD_AMM_TOKENS),
        (tfLPToken, {"lp_token_in": USD(1)}, temBAD_AMM_TOKENS),
        (tfWithdrawAll, {"asset": USD.issue}, temBAD_AMM_TOKENS),
        (tfLimitLPToken, {"amount": XRP, "e_price": USD(0)}, temBAD_AMOUNT),
        (tfLimitLPToken, {"amount": XRP, "e_price": USD(1)}, temBAD_AMM_TOKENS),
        (tfSingleAsset, {"amount": XRP, **NO_POOL}, terNO_AMM),
        (tfSingleAsset, {"amount": 100 * XRP + 1}, tecAMM_BALANCE),
        (tfTwoAsset, {"amount": XRP, "amount2": USD(1_000_001)}, tecAMM_BALANCE),
    ],
)
def test_what_cannot_be_taken_out(mode: int, fields: dict[str, Any], result: Result) -> None:
    assert withdraw(with_pool(), mode, **fields) is result


@pytest.mark.parametrize("tokens", [0, -1])
def test_tokens_are_more_than_none(tokens: int) -> None:
    pools = with_pool()
    assert withdraw(pools, tfLPToken, lp_token_in=pools.shares(tokens)) is temBAD_AMM_TOKENS


def test_without_the_amendment_there_are_no_pools() -> None:
    assert withdraw(Pools(without=[amendments.AMM]), tfWithdrawAll) is temDISABLED


# Against the ledger


def test_nothing_comes_out_of_an_empty_pool() -> None:
    pools = with_pool()
    pools.empty()
    assert withdraw(pools, tfWithdrawAll) is tecAMM_EMPTY


def test_only_owners_take_out() -> None:
    assert withdraw(with_pool(), tfWithdrawAll, "bob") is tecAMM_BALANCE


def test_no_more_tokens_than_it_owns() -> None:
    pools = with_pool()
    pools.deposit("bob", 1_000)
    given = pools.shares("1000.0001")
    assert withdraw(pools, tfLPToken, "bob", lp_token_in=given) is tecAMM_INVALID_TOKENS
    assert withdraw(pools, tfLPToken, "bob", lp_token_in=pools.shares(1_000)) is tesSUCCESS


def test_that_is_looked_at_before_what_is_frozen() -> None:
    pools = with_pool()
    pools.deposit("bob", 1_000)
    pools.freeze_line(account("bob"))
    assert withdraw(pools, tfLPToken, "bob", lp_token_in=pools.shares(1_001)) is tecAMM_INVALID_TOKENS
    assert withdraw(pools, tfLPToken, "bob", lp_token_in=pools.shares(1_000)) is tecFROZEN


def test_the_account_may_hold_what_it_takes() -> None:
    pools = with_pool()
    pools.change("gw", flags=lsfDefaultRipple | lsfRequireAuth)
    assert withdraw(pools, tfSingleAsset, amount=USD(1)) is tecNO_AUTH
    assert withdraw(pools, tfWithdrawAll) is tecNO_AUTH
    assert withdraw(pools, tfSingleAsset, amount=XRP) is tesSUCCESS


@pytest.mark.parametrize("of_pool", [True, False])
def test_nothing_that_is_frozen_for_it_or_the_pool(of_pool: bool) -> None:
    pools = with_pool()
    pools.freeze_line(pools.pool.account if of_pool else account("alice"))
    assert withdraw(pools, tfSingleAsset, amount=USD(1)) is tecFROZEN
    assert withdraw(pools, tfLPToken, lp_token_in=pools.shares(5)) is tecFROZEN


def test_xrp_comes_out_while_the_token_is_frozen_for_the_account() -> None:
    pools = with_pool()
    pools.deposit("bob", 1_000)
    pools.freeze_line(account("bob"))
    assert withdraw(pools, tfSingleAsset, "bob", amount=100) is tesSUCCESS


def without_line(pools: Pools, name: str) -> None:
    """Have the account lose its line of USD, and everything on it."""
    line = trust_lines.edit(pools.draft, account(name), USD.issuer, USD.currency)
    assert line is not None
    trust_lines.direct_send(pools.draft, account(name), USD.issuer, line.balance)
    pools.trust(name, USD(0))
    assert pools.balance(name, USD) is None


@pytest.mark.parametrize(
    ("others", "spare", "result"),
    [([], 0, tesSUCCESS), ([EUR], 2 * XRP - 1, tecINSUFFICIENT_RESERVE), ([EUR], 2 * XRP, tesSUCCESS)],
)
def test_who_needs_a_line_needs_its_reserve(others: list[Token], spare: int, result: Result) -> None:
    pools = with_pool()
    pools.deposit("bob", 1_000)
    without_line(pools, "bob")
    for token in others:
        pools.trust("bob", token(5))
    pools.spare("bob", spare)
    assert withdraw(pools, tfSingleAsset, "bob", amount=USD(1), fee=0) is result


# The modes


def moved(pools: Pools) -> tuple[int, Any, Any]:
    """What the pool has lost: drops, USD and tokens."""
    xrp, usd = pools.pool_holds()
    tokens = SHARES - value_of(pools.pool.lp_token_balance)
    return 100 * XRP - xrp, 1_000_000 - value_of(usd), tokens


def test_for_so_many_tokens() -> None:
    pools = with_pool()
    assert withdraw(pools, tfLPToken, lp_token_in=pools.shares(1_000)) is tesSUCCESS
    assert moved(pools) == (10_000, 100, 1_000)
    assert pools.balance("alice", USD) == 9_000_100


def test_what_comes_out_is_rounded_down() -> None:
    pools = with_pool()
    assert withdraw(pools, tfLPToken, lp_token_in=pools.shares("1.05")) is tesSUCCESS
    assert moved(pools)[0] == 10


def test_tokens_that_are_worth_nothing() -> None:
    pools = with_pool()
    assert withdraw(pools, tfLPToken, lp_token_in=pools.shares("0.01")) is tecAMM_FAILED
    assert withdraw(pools, tfLPToken, lp_token_in=pools.shares("0.000000001")) is tecAMM_INVALID_TOKENS


def test_everything_of_one_of_several() -> None:
    pools = with_pool()
    pools.deposit("bob", SHARES // 4)
    assert withdraw(pools, tfWithdrawAll, "bob") is tesSUCCESS
    assert moved(pools) == (0, 0, 0)
    assert value_of(pools.owned_shares("bob")) == 0


def test_everything_of_the_last_takes_the_pool_with_it() -> None:
    pools = with_pool()
    keylet, owner, xrp = pools.keylet, pools.pool.account, pools.xrp("alice")
    assert withdraw(pools, tfWithdrawAll, fee=0) is tesSUCCESS
    assert not pools.draft.exists(keylet)
    assert not pools.draft.exists(keylets.account(owner))
    assert pools.xrp("alice") - xrp == 100 * XRP
    assert pools.balance("alice", USD) == 10_000_000


def test_a_pool_with_too_many_lines_stays_empty() -> None:
    pools = with_pool()
    for number in range(513):
        pools.fund(f"stranger {number}", 10**9)
        pools.trust(f"stranger {number}", pools.shares(5))
    assert withdraw(pools, tfWithdrawAll) is tesSUCCESS
    assert value_of(pools.pool.lp_token_balance) == 0


@pytest.mark.parametrize(("xrp", "usd"), [(10_000, 100), (10_000, 101), (10_001, 100)])
def test_both_within_limits(xrp: int, usd: int) -> None:
    pools = with_pool()
    assert withdraw(pools, tfTwoAsset, amount=xrp, amount2=USD(usd)) is tesSUCCESS
    assert moved(pools) == (10_000, 100, 1_000)


@pytest.mark.parametrize(
    ("held", "usd", "eur", "result"),
    [
        ((1_207_814, 2_329_130), 932_889, "1798968.845012561", tesSUCCESS),
        ((1_207_814, 2_329_130), 932_889, "1798968.84501256", tecAMM_FAILED),
        ((3_637_122, 6_848_638), 1_172_235, "2207298.288572667", tesSUCCESS),
    ],
)
def test_both_where_rounding_leaves_no_way(held: tuple[int, int], usd: int, eur: str, result: Result) -> None:
    """For 932,889 USD there are 1,798,968.845012561 EUR, and for a hair less than that 932,889.0000000006
    USD. For a hair less than what there is for 1,172,235 USD there are just as many."""
    pools = Pools()
    pools.hold("alice", EUR(10_000_000))
    amount, amount2 = USD(held[0]), EUR(held[1])
    assert pools.create(amount=amount, amount2=amount2, trading_fee=0) is tesSUCCESS
    pair: dict[str, Any] = {"asset": USD.issue, "asset2": EUR.issue}
    assert withdraw(pools, tfTwoAsset, amount=USD(usd), amount2=EUR(eur), **pair) is result


def test_both_of_which_one_is_worth_no_token() -> None:
    pools = with_pool()
    tiny = USD("0.0000000001")
    assert withdraw(pools, tfTwoAsset, amount=tiny, amount2=10) is not tesSUCCESS


def test_one_alone_costs_more_tokens_by_half_of_the_fee() -> None:
    """A fifth less of one asset without a fee would be 1 less the root of 0.8."""
    pools = with_pool()
    assert withdraw(pools, tfSingleAsset, amount=20 * XRP) is tesSUCCESS
    lost, usd, tokens = moved(pools)
    # Rounding keeps a drop in the pool.
    assert (lost, usd) == (20 * XRP - 1, 0)
    assert SHARES * 0.105573 < tokens < SHARES * 0.1058


def test_all_of_one_asset_does_not_come_out_without_the_other() -> None:
    assert withdraw(with_pool(), tfSingleAsset, amount=100 * XRP) is tecAMM_BALANCE
    pools = with_pool()
    assert withdraw(pools, tfOneAssetWithdrawAll, amount=0) is tecAMM_BALANCE


def test_more_of_one_asset_than_the_tokens_are_worth() -> None:
    pools = with_pool()
    pools.deposit("bob", 1_000)
    assert withdraw(pools, tfSingleAsset, "bob", amount=XRP) is tecAMM_INVALID_TOKENS


def test_one_alone_that_is_worth_no_token() -> None:
    assert withdraw(with_pool(), tfSingleAsset, amount=USD("0.0000000000001")) is tecAMM_INVALID_TOKENS


@pytest.mark.parametrize(
    ("least", "result"), [(0, tesSUCCESS), (19_950_000, tesSUCCESS), (20_050_000, tecAMM_FAILED)]
)
def test_one_alone_for_so_many_tokens(least: int, result: Result) -> None:
    pools = with_pool()
    given: dict[str, Any] = {"amount": least, "lp_token_in": pools.shares(1_056_000)}
    assert withdraw(pools, tfOneAssetLPToken, **given) is result
    if result is tesSUCCESS:
        lost, usd, tokens = moved(pools)
        assert (usd, tokens) == (0, 1_056_000)
        assert 19_950_000 < lost < 20_050_000


@pytest.mark.parametrize("least", [0, 1])
def test_one_alone_for_no_token(least: int) -> None:
    pools = with_pool()
    given: dict[str, Any] = {"amount": least, "lp_token_in": pools.shares("0.000000001")}
    assert withdraw(pools, tfOneAssetLPToken, **given) is tecAMM_INVALID_TOKENS


@pytest.mark.parametrize(
    ("mode", "fields"),
    [(tfOneAssetLPToken, {"lp_token_in": "1056000"}), (tfLimitLPToken, {"e_price": "0.06"})],
)
def test_one_alone_for_at_least_what_it_brings(mode: int, fields: dict[str, str]) -> None:
    def take_out(least: int) -> tuple[Result, int]:
        pools = with_pool()
        given: dict[str, Any] = {name: pools.shares(value) for name, value in fields.items()}
        return withdraw(pools, mode, amount=least, **given), moved(pools)[0]

    result, brought = take_out(0)
    assert result is tesSUCCESS
    assert take_out(brought) == (tesSUCCESS, brought)
    assert take_out(brought + 1) == (tecAMM_FAILED, 0)


@pytest.mark.parametrize(("least", "result"), [(0, tesSUCCESS), (21_000_000, tecAMM_FAILED)])
def test_one_alone_for_all_tokens(least: int, result: Result) -> None:
    pools = with_pool()
    pools.deposit("bob", 1_000_000)
    assert withdraw(pools, tfOneAssetWithdrawAll, "bob", amount=least) is result
    if result is tesSUCCESS:
        assert value_of(pools.owned_shares("bob")) == 0
        assert pools.pool_holds()[1] == USD(1_100_000)


@pytest.mark.parametrize("least", [0, 1])
def test_down_to_a_price(least: int) -> None:
    """A drop costs a twentieth of a token and the fee at first; down to 0.06 of a token."""
    pools = with_pool()
    assert withdraw(pools, tfLimitLPToken, amount=least, e_price=pools.shares("0.06")) is tesSUCCESS
    lost, usd, tokens = moved(pools)
    assert usd == 0
    assert abs(float(tokens) / lost - 0.06) < 1e-7


def test_down_to_a_price_for_at_least_that() -> None:
    pools = with_pool()
    given: dict[str, Any] = {"amount": 99 * XRP, "e_price": pools.shares("0.06")}
    assert withdraw(pools, tfLimitLPToken, **given) is tecAMM_FAILED


def test_no_price_is_low_enough() -> None:
    pools = with_pool()
    assert withdraw(pools, tfLimitLPToken, amount=0, e_price=pools.shares("0.05")) is tecAMM_INVALID_TOKENS


# Rounding


@pytest.mark.parametrize(
    ("xrp", "usd"), [(10_001, "100.01"), (777, "7.77"), (1_234_567, "12345.67"), (33, "0.33"), (9, "0.08")]
)
def test_rounding_leaves_the_pool_no_poorer(xrp: int, usd: str) -> None:
    both: list[Any] = [xrp, USD(usd)]
    for amount, amount2 in (both, reversed(both)):
        pools = with_pool()
        pools.deposit("carol", 1_234_567)
        before = pools.per_share()
        assert withdraw(pools, tfTwoAsset, amount=amount, amount2=amount2) is tesSUCCESS
        assert all(after >= earlier for after, earlier in zip(pools.per_share(), before, strict=True))


ALONE: list[tuple[int, dict[str, Any]]] = [
    (tfSingleAsset, {"amount": USD("100.012345678")}),
    (tfOneAssetLPToken, {"amount": USD(0), "lp_token_in": "1000.12345678"}),
    (tfLimitLPToken, {"amount": USD(0), "e_price": "5.01"}),
]


@pytest.mark.parametrize(("mode", "fields"), ALONE)
def test_the_total_shrinks_by_all_its_digits(mode: int, fields: dict[str, Any]) -> None:
    """Of less than 100,000,000 tokens there are eight decimals, though there were seven before."""
    pools = with_pool()
    pools.deposit("bob", 45_000_000)
    pools.deposit("carol", "45000000.1234567")
    before, owned = value_of(pools.pool.lp_token_balance), value_of(pools.owned_shares("alice"))
    tokens = {name: pools.shares(value) for name, value in fields.items() if isinstance(value, str)}
    assert withdraw(pools, mode, **(fields | tokens)) is tesSUCCESS
    shrunk = before - value_of(pools.pool.lp_token_balance)
    assert shrunk == owned - value_of(pools.owned_shares("alice"))
    assert shrunk != round(shrunk, 7)


# Besides


def test_the_last_owner_has_what_there_is_though_rounding_lost_a_little() -> None:
    pools = with_pool()
    entry = pools.draft.edit(pools.keylet)
    assert entry is not None
    entry.lp_token_balance = pools.shares("10000000.00001")
    keylet = pools.keylet
    assert withdraw(pools, tfWithdrawAll) is tesSUCCESS
    assert not pools.draft.exists(keylet)


def test_but_not_when_it_is_more_than_a_thousandth() -> None:
    pools = with_pool()
    entry = pools.draft.edit(pools.keylet)
    assert entry is not None
    entry.lp_token_balance = pools.shares(10_020_000)
    assert withdraw(pools, tfWithdrawAll) is tecAMM_INVALID_TOKENS


def test_no_transfer_fee_is_taken() -> None:
    pools = with_pool()
    pools.change("gw", transfer_rate=1_500_000_000)
    assert withdraw(pools, tfLPToken, lp_token_in=pools.shares(1_000)) is tesSUCCESS
    assert pools.balance("alice", USD) == 9_000_100
