"""AMMDelete: an empty pool goes, in as many steps as its trust lines need."""

from __future__ import annotations

import pytest

from spec import amendments, keylets, trust_lines
from spec.amm import pool
from spec.entries import RippleState
from spec.keylets import Keylet
from spec.results import (
    Failure,
    tecAMM_NOT_EMPTY,
    tecINCOMPLETE,
    tecINTERNAL,
    temDISABLED,
    terNO_AMM,
    tesSUCCESS,
)
from spec.transactions.amm_delete import AMMDelete
from spec.values import Issue, asset_of
from tests.spec.ledgers import account
from tests.spec.pools import NO_POOL, USD, Pools, with_pool


def emptied(strangers: int = 0) -> Pools:
    """A pool without shares or assets, with the empty lines of alice and of so many strangers."""
    pools = with_pool()
    for number in range(strangers):
        pools.fund(f"stranger {number}", 10**9)
        pools.trust(f"stranger {number}", pools.shares(5))
    owner = pools.pool.account
    trust_lines.direct_send(pools.draft, owner, account("gw"), pools.pool_holds()[1])
    root = pools.draft.edit(keylets.account(owner))
    assert root is not None
    root.balance = 0
    token = asset_of(pools.pool.lp_token_balance)
    assert isinstance(token, Issue)
    line = trust_lines.edit(pools.draft, account("alice"), owner, token.currency)
    assert line is not None
    line.balance = pools.shares(0)
    pools.empty()
    return pools


def test_there_is_such_a_pool_and_nobody_owns_of_it() -> None:
    pools = with_pool()
    assert pools.to_pool(AMMDelete, "bob", **NO_POOL) is terNO_AMM
    assert pools.to_pool(AMMDelete, "bob") is tecAMM_NOT_EMPTY


def test_without_the_amendment_there_are_no_pools() -> None:
    assert Pools(without=[amendments.AMM]).to_pool(AMMDelete, "bob") is temDISABLED


def test_anyone_takes_out_an_empty_pool_with_its_account_and_lines() -> None:
    pools = emptied(strangers=3)
    keylet, owner, owned = pools.keylet, pools.pool.account, pools.owned("alice")
    assert pools.owned("stranger 1") == 1
    assert pools.to_pool(AMMDelete, "bob") is tesSUCCESS
    assert not pools.draft.exists(keylet)
    assert not pools.draft.exists(keylets.account(owner))
    assert not pools.draft.exists(keylets.owner_directory(owner))
    assert pools.owned("stranger 1") == 0
    assert pools.owned("alice") == owned - 1


@pytest.mark.parametrize(("strangers", "steps"), [(510, 1), (511, 1), (512, 2)])
def test_no_more_than_512_lines_at_a_time(strangers: int, steps: int) -> None:
    # Alice's line is one; gw's went when it became empty.
    pools = emptied(strangers)
    for _ in range(steps - 1):
        assert pools.to_pool(AMMDelete, "bob") is tecINCOMPLETE
        assert pools.draft.exists(pools.keylet)
    assert pools.to_pool(AMMDelete, "bob") is tesSUCCESS
    assert not pools.draft.exists(pools.keylet)
    assert pools.owned("stranger 0") == pools.owned(f"stranger {strangers - 1}") == 0


def test_a_pool_that_is_not_as_empty_as_it_says() -> None:
    pools = with_pool()
    pools.empty()
    assert pools.to_pool(AMMDelete, "bob") is tecINTERNAL


def test_only_lines_between_a_pool_and_an_owner_are_taken_out() -> None:
    pools = with_pool()
    line = keylets.line(account("alice"), USD.issuer, USD.currency)
    with pytest.raises(Failure) as refused:
        pool.delete_line(pools.draft, line)
    assert refused.value.result is terNO_AMM
    with pytest.raises(Failure) as refused:
        pool.delete_line(pools.draft, Keylet(bytes(32), RippleState))
    assert refused.value.result is tecINTERNAL
