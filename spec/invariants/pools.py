"""Invariants of automated market makers.

Source: InvariantCheck.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spec import amendments, amounts, tokens
from spec.amm import formulas
from spec.entries import AMM, AccountRoot, RippleState
from spec.flags import lsfAMMNode
from spec.invariants.frame import Step, invariant
from spec.number import Number
from spec.results import tecINCOMPLETE, tesSUCCESS
from spec.transaction import Transaction
from spec.values import Amount, asset_of

WORTH_DISTANCE = Number.of(1, -11)
"""By how much of it the tokens may be more than the mean of what the pool holds, which is rounded."""


class _Pools:
    """What a transaction did to pools."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.before = [before for _, before, _ in step.changed(AMM) if before is not None]
        self.after = step.kept(AMM)

    @property
    def assets_moved(self) -> bool:
        """Whether something went to or from what a pool holds."""
        return any(line.flags & lsfAMMNode for line in self.step.kept(RippleState)) or any(
            root.amm_id is not None for root in self.step.kept(AccountRoot)
        )

    def holdings(self, pool: AMM) -> tuple[Amount, Amount, Amount]:
        """What the pool holds, and how many liquidity tokens there are."""
        tx: Any = self.step.tx
        assets = (asset_of(tx.amount), asset_of(tx.amount2)) if _creates(tx) else (tx.asset, tx.asset2)
        view, account = self.step.view, pool.account
        one, other = (tokens.account_holds(view, account, asset, zero_if_frozen=False) for asset in assets)
        return one, other, pool.lp_token_balance


def _creates(tx: Transaction) -> bool:
    return tx.type_name == "AMMCreate"


def _are_positive(*held: Amount) -> bool:
    return all(amounts.signum(one) > 0 for one in held)


def _after_create(pools: _Pools) -> bool:
    if not pools.after:
        return False
    one, other, shares = pools.holdings(pools.after[-1])
    first = formulas.initial_tokens(one, other, asset_of(shares))
    return _are_positive(one, other, shares) and amounts.equal(first, shares)


def _keeps_its_worth(pools: _Pools, *, may_be_empty: bool) -> bool:
    one, other, shares = pools.holdings(pools.after[-1])
    worth = (formulas.number(one) * formulas.number(other)).root2()
    empty = may_be_empty and all(map(amounts.is_zero, (one, other, shares)))
    total = formulas.number(shares)
    enough = worth >= total or formulas.is_near(worth, total, WORTH_DISTANCE)
    return enough and (empty or _are_positive(one, other, shares))


def _after_deposit(pools: _Pools) -> bool:
    return bool(pools.after) and _keeps_its_worth(pools, may_be_empty=False)


def _after_withdrawal(pools: _Pools) -> bool:
    return not pools.after or _keeps_its_worth(pools, may_be_empty=True)


def _after_bid(pools: _Pools) -> bool:
    if pools.assets_moved:
        return False
    if not pools.before or not pools.after:
        return True
    before, after = pools.before[-1].lp_token_balance, pools.after[-1].lp_token_balance
    return amounts.signum(after) > 0 and amounts.compare(after, before) <= 0


def _after_vote(pools: _Pools) -> bool:
    shares = [[pool.lp_token_balance for pool in those[-1:]] for those in (pools.before, pools.after)]
    return not pools.assets_moved and shares[0] == shares[1]


def _untouched(pools: _Pools) -> bool:
    return not pools.after


_AFTER: dict[str, Callable[[_Pools], bool]] = {
    "AMMCreate": _after_create,
    "AMMDeposit": _after_deposit,
    "AMMWithdraw": _after_withdrawal,
    "AMMClawback": _after_withdrawal,
    "AMMBid": _after_bid,
    "AMMVote": _after_vote,
    "AMMDelete": _untouched,
    "CheckCash": _untouched,
    "OfferCreate": _untouched,
    "Payment": _untouched,
}
"""What may be found after the transactions that have to do with pools."""


@invariant("ValidAMM", since=(amendments.fixAMMv1_3,), types=_AFTER)
def pools_keep_their_worth(step: Step) -> bool:
    """A pool has no more liquidity tokens than the mean of what it holds; trading leaves their number alone,
    a vote everything, and a bid burns some and moves nothing else.

    In force since fixAMMv1_3.
    """
    return step.result not in (tesSUCCESS, tecINCOMPLETE) or _AFTER[step.tx.type_name](_Pools(step))
