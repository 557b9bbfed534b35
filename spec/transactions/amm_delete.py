"""AMMDelete takes an empty pool out of the ledger, when there were too many trust lines to do so at once.

A pool goes with its last liquidity token. If more than 512 accounts had trust lines to it, some are left, and
this takes the next 512; it may be sent by anyone, again and again.

Source: AMMDelete.cpp (3.1.1); vectors: amm.
"""

from __future__ import annotations

from spec import amendments, keylets
from spec.amendments import Rules
from spec.amm import pool
from spec.objects import required
from spec.results import fail, require, tecAMM_NOT_EMPTY, tesSUCCESS
from spec.transaction import Privilege, Transaction
from spec.values import Asset
from spec.views import ApplyView, ReadView


class AMMDelete(
    Transaction,
    code=40,
    amendment=amendments.AMM,
    privileges=Privilege.MUST_DELETE_ACCOUNT | Privilege.MAY_DELETE_MPT,
):
    """Which pool."""

    asset: Asset = required("Asset", mpt=True)
    asset2: Asset = required("Asset2", mpt=True)


def enabled(tx: AMMDelete, rules: Rules) -> bool:
    """There are pools, and of these assets."""
    return pool.enabled(rules, tx.asset, tx.asset2)


def preclaim(tx: AMMDelete, view: ReadView) -> None:
    """There is such a pool (see ``pool.need``), and nobody owns a share of it (tecAMM_NOT_EMPTY)."""
    entry = pool.need(view, tx.asset, tx.asset2)
    require(entry.lp_token_balance.mantissa == 0, tecAMM_NOT_EMPTY)


def apply(tx: AMMDelete, view: ApplyView) -> None:
    """Take out what one transaction may; tecINCOMPLETE says that there is more, and keeps what was done."""
    result = pool.delete(view, keylets.amm(tx.asset, tx.asset2))
    if result is not tesSUCCESS:
        fail(result)
