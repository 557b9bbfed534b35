"""AMMClawback: each refusal has its result, and the issuer gets what the holder's share holds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from spec import amendments, keylets
from spec.amendments import Amendment
from spec.amm import pool
from spec.flags import (
    lsfAllowTrustLineClawback,
    lsfDefaultRipple,
    lsfGlobalFreeze,
    lsfNoFreeze,
    tfClawTwoAssets,
)
from spec.results import (
    Result,
    tecAMM_BALANCE,
    tecAMM_INVALID_TOKENS,
    tecNO_PERMISSION,
    temBAD_AMOUNT,
    temDISABLED,
    temINVALID_FLAG,
    temMALFORMED,
    terNO_ACCOUNT,
    terNO_AMM,
    tesSUCCESS,
)
from spec.transactions.amm_clawback import AMMClawback
from spec.transactions.amm_create import AMMCreate
from spec.values import XRP as XRP_ASSET
from tests.spec.ledgers import XRP, account
from tests.spec.market import value_of
from tests.spec.pools import EUR, SHARES, USD, Pools, with_pool

BEFORE: list[Amendment] = [amendments.fixAMMClawbackRounding]


def scene(**options: Any) -> Pools:
    """Bob owns a fifth of the pool, and gw may claw back."""
    pools = with_pool(**options)
    pools.change("gw", flags=lsfDefaultRipple | lsfAllowTrustLineClawback)
    pools.deposit("bob", SHARES // 4)
    return pools


def claw(pools: Pools, sender: str = "gw", holder: str = "bob", **fields: Any) -> Result:
    given: dict[str, Any] = {"asset": USD.issue, "asset2": XRP_ASSET, "holder": account(holder)} | fields
    return pools.apply(AMMClawback, sender, **given)


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"holder": "gw"}, temMALFORMED),
        ({"asset": XRP_ASSET, "asset2": USD.issue}, temMALFORMED),
        ({"asset": XRP_ASSET, "asset2": USD.issue, "flags": tfClawTwoAssets}, temMALFORMED),
        ({"flags": tfClawTwoAssets}, temINVALID_FLAG),
        ({"amount": EUR(1)}, temBAD_AMOUNT),
        ({"amount": USD(0)}, temBAD_AMOUNT),
        ({"amount": USD(-1)}, temBAD_AMOUNT),
        ({"holder": "nobody"}, terNO_ACCOUNT),
        ({"asset": EUR.issue}, terNO_AMM),
        ({"holder": "carol"}, tecAMM_BALANCE),
    ],
)
@pytest.mark.parametrize("without", [[], BEFORE])
def test_what_cannot_be_clawed_back(fields: dict[str, Any], result: Result, without: list[Amendment]) -> None:
    assert claw(scene(without=without), **fields) is result


def test_nobody_claws_back_what_another_issues() -> None:
    assert claw(scene(), sender="alice") is temMALFORMED


def test_without_the_amendment_there_is_no_such_thing() -> None:
    assert claw(scene(without=[amendments.AMMClawback])) is temDISABLED


@pytest.mark.parametrize(
    ("flags", "result"),
    [
        (0, tecNO_PERMISSION),
        (lsfAllowTrustLineClawback | lsfNoFreeze, tecNO_PERMISSION),
        (lsfAllowTrustLineClawback | lsfGlobalFreeze, tesSUCCESS),
    ],
)
def test_the_issuer_has_reserved_the_right(flags: int, result: Result) -> None:
    pools = scene()
    pools.change("gw", flags=lsfDefaultRipple | flags)
    assert claw(pools) is result


def test_without_an_amount_the_whole_share_goes() -> None:
    pools = scene()
    xrp, usd = pools.xrp("bob"), pools.balance("bob", USD)
    assert claw(pools) is tesSUCCESS
    assert value_of(pools.owned_shares("bob")) == 0
    assert pools.xrp("bob") - xrp == 25 * XRP
    assert pools.balance("bob", USD) == usd
    assert pools.pool_holds() == (100 * XRP, USD(1_000_000))
    assert value_of(pools.pool.lp_token_balance) == SHARES


@pytest.mark.parametrize("without", [[], BEFORE])
def test_with_an_amount_the_share_that_holds_it(without: list[Amendment]) -> None:
    pools = scene(without=without)
    xrp, usd = pools.xrp("bob"), pools.balance("bob", USD)
    assert claw(pools, amount=USD(100_000)) is tesSUCCESS
    assert value_of(pools.owned_shares("bob")) == SHARES * Decimal("0.15")
    assert pools.xrp("bob") - xrp == 10 * XRP
    assert pools.balance("bob", USD) == usd
    assert pools.pool_holds() == (115 * XRP, USD(1_150_000))


@pytest.mark.parametrize("without", [[], BEFORE])
def test_no_more_than_the_share_holds(without: list[Amendment]) -> None:
    pools = scene(without=without)
    assert claw(pools, amount=USD(250_001)) is tesSUCCESS
    assert value_of(pools.owned_shares("bob")) == 0
    assert pools.pool_holds() == (100 * XRP, USD(1_000_000))


def test_an_amount_too_small_for_a_token() -> None:
    # 1e-10 USD is 1e-9 tokens, and the total has no digit there.
    assert claw(scene(), amount=USD("0.0000000001")) is tecAMM_INVALID_TOKENS
    assert claw(scene(without=BEFORE), amount=USD("0.0000000001")) is not tecAMM_INVALID_TOKENS


@pytest.mark.parametrize("fields", [{}, {"amount": USD(400_000)}])
def test_the_whole_share_has_digits_that_the_total_has_not(fields: dict[str, Any]) -> None:
    pools = with_pool()
    pools.change("gw", flags=lsfDefaultRipple | lsfAllowTrustLineClawback)
    pools.deposit("bob", "2500000.12345678")
    pools.deposit("alice", 90_000_000)
    assert value_of(pools.pool.lp_token_balance) == Decimal("102500000.1234567")
    assert claw(pools, **fields) is tesSUCCESS
    assert value_of(pools.owned_shares("bob")) == 0


@pytest.mark.parametrize("usd", ["1", "1.1", "1.0000001", "1.3", "0.7"])
def test_rounding_leaves_the_pool_no_poorer(usd: str) -> None:
    pools = Pools()
    assert pools.create(amount2=USD("2.9"), trading_fee=0) is tesSUCCESS
    pools.change("gw", flags=lsfDefaultRipple | lsfAllowTrustLineClawback)
    pools.deposit("bob", 20_000)
    before = pools.per_share()
    assert claw(pools, amount=USD(usd)) is tesSUCCESS
    assert all(after >= earlier for after, earlier in zip(pools.per_share(), before, strict=True))


def test_the_tokens_that_are_taken_are_rounded_up() -> None:
    pools = with_pool()
    pools.change("gw", flags=lsfDefaultRipple | lsfAllowTrustLineClawback)
    pools.deposit("bob", 2_100_000)
    # 1 of 1,210,000 USD is 8.264462809917355|37e-7, and so much of the tokens a little less than 10.
    assert claw(pools, amount=USD(1)) is tesSUCCESS
    assert value_of(pools.owned_shares("bob")) == 2_099_990


def test_an_amount_that_the_share_just_holds_is_rounded_as_an_amount() -> None:
    pools = with_pool()
    pools.change("gw", flags=lsfDefaultRipple | lsfAllowTrustLineClawback)
    pools.deposit("bob", 1_020_000)
    # As a share, 1,020,000 of 11,020,000 tokens, the part is rounded up by a hair, and brings a drop more.
    assert claw(pools, amount=USD(102_000)) is tesSUCCESS
    assert pools.pool_holds() == (100 * XRP + 1, USD(1_000_000))


def test_an_empty_pool_without_a_line_to_its_assets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "MAX_LINES_DELETED", 0)
    pools = with_pool()
    pools.change("gw", flags=lsfDefaultRipple | lsfAllowTrustLineClawback)
    pools.trust("carol", pools.shares(5))
    assert claw(pools, holder="alice") is tesSUCCESS
    assert value_of(pools.pool.lp_token_balance) == 0
    assert claw(pools, holder="carol") is tecAMM_BALANCE


def test_the_last_owner_has_what_there_is_though_rounding_lost_a_little() -> None:
    pools = with_pool()
    pools.change("gw", flags=lsfDefaultRipple | lsfAllowTrustLineClawback)
    entry = pools.draft.edit(pools.keylet)
    assert entry is not None
    entry.lp_token_balance = pools.shares("10000000.00001")
    keylet = pools.keylet
    assert claw(pools, holder="alice") is tesSUCCESS
    assert not pools.draft.exists(keylet)


def test_the_last_share_takes_the_pool_with_it() -> None:
    pools = with_pool()
    pools.change("gw", flags=lsfDefaultRipple | lsfAllowTrustLineClawback)
    keylet = pools.keylet
    xrp = pools.xrp("alice")
    assert claw(pools, holder="alice") is tesSUCCESS
    assert not pools.draft.exists(keylet)
    assert pools.xrp("alice") - xrp == 100 * XRP


def test_an_issuer_of_both_takes_one_or_both() -> None:
    for flags, kept in ((0, 50), (tfClawTwoAssets, 0)):
        pools = Pools()
        pools.change("gw", flags=lsfDefaultRipple | lsfAllowTrustLineClawback)
        pools.hold("alice", EUR(50))
        created = pools.apply(AMMCreate, "alice", amount=USD(200), amount2=EUR(50), trading_fee=0)
        assert created is tesSUCCESS
        claimed = claw(pools, holder="alice", asset2=EUR.issue, flags=flags)
        assert claimed is tesSUCCESS
        assert (pools.balance("alice", EUR) or 0) == kept
        assert pools.balance("alice", USD) == 9_999_800
        assert not pools.draft.exists(keylets.amm(USD.issue, EUR.issue))


def test_a_frozen_share_is_taken_too() -> None:
    pools = scene()
    pools.freeze_line(pools.pool.account)
    pools.freeze_line(account("bob"))
    assert claw(pools) is tesSUCCESS
    assert pools.pool_holds() == (100 * XRP, USD(1_000_000))
