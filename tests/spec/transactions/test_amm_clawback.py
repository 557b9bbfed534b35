"""AMMClawback: each refusal has its result, and the issuer gets what the holder's share holds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from spec import amendments, keylets
from spec.amendments import Amendment
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
