"""AMMCreate: each refusal has its result, and the pool begins as it should."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, amounts, keylets
from spec.flags import (
    lsfAllowTrustLineClawback,
    lsfAMMNode,
    lsfDefaultRipple,
    lsfDepositAuth,
    lsfDisableMaster,
    lsfGlobalFreeze,
    lsfRequireAuth,
    tfSetDeepFreeze,
    tfSetFreeze,
)
from spec.results import (
    Result,
    tecAMM_INVALID_TOKENS,
    tecDUPLICATE,
    tecFROZEN,
    tecINSUF_RESERVE_LINE,
    tecNO_AUTH,
    tecNO_LINE,
    tecNO_PERMISSION,
    tecUNFUNDED_AMM,
    telINSUF_FEE_P,
    temBAD_AMM_TOKENS,
    temBAD_AMOUNT,
    temBAD_CURRENCY,
    temBAD_FEE,
    temBAD_ISSUER,
    temDISABLED,
    terNO_RIPPLE,
    tesSUCCESS,
)
from spec.values import BAD_CURRENCY, XRP_CURRENCY, IssuedAmount
from tests.spec.ledgers import XRP, account, mpt
from tests.spec.market import value_of
from tests.spec.pools import EUR, FEE, SHARES, USD, Pools, with_pool

BAD = IssuedAmount(10**15, 0, BAD_CURRENCY, account("gw"))
ISSUED_XRP = IssuedAmount(10**15, 0, XRP_CURRENCY, account("gw"))


# Without a ledger


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"amount": USD(1), "amount2": USD(1)}, temBAD_AMM_TOKENS),
        ({"amount": BAD}, temBAD_CURRENCY),
        ({"amount2": ISSUED_XRP}, temBAD_ISSUER),
        ({"amount": 0}, temBAD_AMOUNT),
        ({"amount2": USD(-1)}, temBAD_AMOUNT),
        ({"trading_fee": 1_001}, temBAD_FEE),
        ({"trading_fee": 1_000}, tesSUCCESS),
        ({"amount2": mpt(5, bytes(23) + b"\1")}, temDISABLED),
    ],
)
def test_what_a_pool_cannot_begin_with(fields: dict[str, Any], result: Result) -> None:
    assert Pools().create(**fields) is result


def test_without_the_amendment_there_are_no_pools() -> None:
    assert Pools(without=[amendments.AMM]).create() is temDISABLED


def test_it_costs_the_reserve_of_an_object() -> None:
    pools = Pools(is_open=True)
    increment = pools.draft.info.fees.increment
    assert pools.create(fee=increment - 1) is telINSUF_FEE_P
    assert pools.create(fee=increment) is tesSUCCESS


# Against the ledger


def test_there_is_one_pool_of_a_pair_in_whatever_order() -> None:
    assert with_pool().create("bob", amount=USD(5), amount2=XRP) is tecDUPLICATE


def test_the_account_may_hold_both_assets() -> None:
    pools = Pools()
    pools.change("gw", flags=lsfDefaultRipple | lsfRequireAuth)
    assert pools.create() is tecNO_AUTH
    assert pools.create(amount2=EUR(1)) is tecNO_LINE


@pytest.mark.parametrize("whole", [True, False])
def test_nothing_that_is_frozen(whole: bool) -> None:
    pools = Pools()
    if whole:
        pools.change("gw", flags=lsfDefaultRipple | lsfGlobalFreeze)
    else:
        pools.freeze_line(account("alice"))
    assert pools.create() is tecFROZEN


def test_nothing_that_it_froze_itself_and_cannot_move() -> None:
    pools = Pools()
    pools.trust("alice", USD(10_000_000), flags=tfSetFreeze | tfSetDeepFreeze)
    assert pools.create() is tecUNFUNDED_AMM


def test_what_is_issued_must_ripple() -> None:
    pools = Pools()
    pools.change("gw", flags=0)
    assert pools.create() is terNO_RIPPLE


@pytest.mark.parametrize(
    ("spare", "result"),
    [
        (0, tecINSUF_RESERVE_LINE),
        (2 * XRP, tecINSUF_RESERVE_LINE),
        (2 * XRP + 1, tecUNFUNDED_AMM),
        (102 * XRP - 1, tecUNFUNDED_AMM),
        (102 * XRP, tesSUCCESS),
    ],
)
def test_xrp_beyond_the_reserve_with_one_more_object(spare: int, result: Result) -> None:
    pools = Pools()
    pools.spare("alice", spare)
    assert pools.create(fee=0) is result


@pytest.mark.parametrize(
    ("amount2", "result"), [(USD(10_000_000), tesSUCCESS), (USD("10000000.00000001"), tecUNFUNDED_AMM)]
)
def test_as_many_tokens_as_it_has(amount2: IssuedAmount, result: Result) -> None:
    assert Pools().create(amount2=amount2) is result


def test_an_issuer_has_as_much_as_it_likes() -> None:
    assert Pools().create("gw", amount2=USD(10**15)) is tesSUCCESS


def test_no_pool_of_shares_of_a_pool() -> None:
    pools = with_pool()
    assert pools.create(amount2=pools.shares(5)) is tecAMM_INVALID_TOKENS


@pytest.mark.parametrize(
    ("without", "result"), [([], tesSUCCESS), ([amendments.AMMClawback], tecNO_PERMISSION)]
)
def test_what_can_be_clawed_back_needs_amm_clawback(
    without: list[amendments.Amendment], result: Result
) -> None:
    pools = Pools(without=without)
    pools.change("gw", flags=lsfDefaultRipple | lsfAllowTrustLineClawback)
    assert pools.create() is result


# Effects


def test_what_is_there_afterwards() -> None:
    pools = Pools()
    xrp = pools.xrp("alice")
    assert pools.create() is tesSUCCESS
    assert pools.pool_holds() == (100 * XRP, USD(1_000_000))
    assert value_of(pools.owned_shares("alice")) == SHARES == value_of(pools.pool.lp_token_balance)
    assert xrp - pools.xrp("alice") == 100 * XRP + pools.draft.info.fees.increment
    assert pools.balance("alice", USD) == 9_000_000
    root = pools.pool_root
    assert root.flags == lsfDisableMaster | lsfDefaultRipple | lsfDepositAuth
    assert (root.amm_id, root.sequence) == (pools.keylet.key, pools.draft.info.sequence)
    line = pools.draft.read(keylets.line(root.account, USD.issuer, USD.currency))
    assert line is not None
    assert line.flags & lsfAMMNode


def test_its_maker_has_the_vote_and_the_slot() -> None:
    pools = with_pool()
    entry, now = pools.pool, pools.draft.info.parent_close_time
    assert entry.trading_fee == FEE
    (vote,) = entry.vote_slots or ()
    assert (vote.account, vote.trading_fee, vote.vote_weight) == (account("alice"), FEE, 100_000)
    slot = entry.auction_slot
    assert slot is not None
    assert (slot.account, slot.expiration, slot.discounted_fee) == (account("alice"), now + 86_400, FEE // 10)
    assert amounts.is_zero(slot.price)


def test_no_transfer_fee_is_taken() -> None:
    pools = Pools()
    pools.change("gw", transfer_rate=1_500_000_000)
    assert pools.create() is tesSUCCESS
    assert pools.balance("alice", USD) == 9_000_000


def test_the_fields_say_what_is_put_in_whatever_their_order() -> None:
    pools = Pools()
    assert pools.create(amount=USD(1_000_000), amount2=100 * XRP) is tesSUCCESS
    assert pools.pool_holds() == (100 * XRP, USD(1_000_000))
