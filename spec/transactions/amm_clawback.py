"""AMMClawback takes an issuer's tokens back out of a pool, from the share of a holder.

The holder's share, or as much of it as holds the amount, is taken out of the pool in both assets. The
issuer's tokens go back to the issuer; the other asset stays with the holder, unless the issuer issues both
and takes both.

Source: AMMClawback.cpp (3.1.1); vectors: amm.
"""

from __future__ import annotations

from spec import amendments, amounts, keylets, tokens
from spec.amendments import Rules
from spec.amm import formulas, pool, withdrawals
from spec.amm.formulas import number
from spec.amm.pool import Holdings
from spec.amm.withdrawals import Withdrawal
from spec.flags import lsfAllowTrustLineClawback, lsfNoFreeze, tfClawTwoAssets
from spec.objects import optional, required
from spec.results import (
    require,
    tecAMM_BALANCE,
    tecAMM_INVALID_TOKENS,
    tecINTERNAL,
    tecNO_PERMISSION,
    temBAD_AMOUNT,
    temINVALID_FLAG,
    temMALFORMED,
    terNO_ACCOUNT,
    terNO_AMM,
)
from spec.transaction import Privilege, Transaction
from spec.values import XRP, Account, Amount, Asset, IssuedAmount, MPTAmount, asset_of
from spec.views import ApplyView, ReadView


class AMMClawback(
    Transaction,
    code=31,
    amendment=amendments.AMMClawback,
    privileges=Privilege.MAY_DELETE_ACCOUNT | Privilege.OVERRIDE_FREEZE | Privilege.MAY_AUTHORIZE_MPT,
):
    """From whom, out of which pool, and how much; without an amount, the holder's whole share."""

    holder: Account = required("Holder")
    asset: Asset = required("Asset", mpt=True)  #: what the account issues
    asset2: Asset = required("Asset2", mpt=True)
    amount: Amount | None = optional("Amount", mpt=True)


def enabled(tx: AMMClawback, rules: Rules) -> bool:
    """There are pools, and of these assets."""
    return pool.enabled(rules, tx.asset, tx.asset2, tx.amount)


def preflight(tx: AMMClawback, rules: Rules) -> None:
    """From someone else, of what the account issues.

    1. The holder is another account, and the asset is not XRP: temMALFORMED.
    2. To take both assets, they have one issuer: temINVALID_FLAG.
    3. That is the account: temMALFORMED.
    4. The amount is of the asset, and more than nothing: temBAD_AMOUNT.
    """
    require(tx.account != tx.holder, temMALFORMED)
    require(tx.asset != XRP, temMALFORMED)
    issuer = tokens.issuer_of(tx.asset)
    same_issuer = issuer == tokens.issuer_of(tx.asset2)
    require(not tx.has_flag(tfClawTwoAssets) or same_issuer, temINVALID_FLAG)
    require(issuer == tx.account, temMALFORMED)
    if tx.amount is not None:
        require(asset_of(tx.amount) == tx.asset and amounts.signum(tx.amount) > 0, temBAD_AMOUNT)


def preclaim(tx: AMMClawback, view: ReadView) -> None:
    """Issuer and then holder exist (terNO_ACCOUNT), and so does the pool (terNO_AMM), and the issuer has
    reserved the right and not given up freezing (tecNO_PERMISSION)."""
    issuer = view.need(keylets.account(tx.account), terNO_ACCOUNT)
    require(view.exists(keylets.account(tx.holder)), terNO_ACCOUNT)
    require(view.exists(keylets.amm(tx.asset, tx.asset2)), terNO_AMM)
    allowed = issuer.flags & lsfAllowTrustLineClawback and not issuer.flags & lsfNoFreeze
    require(allowed, tecNO_PERMISSION)


def apply(tx: AMMClawback, view: ApplyView) -> None:
    """Take the share out for the holder, then the tokens from the holder. Freezes do not stand in the way.

    1. The holder owns a share: tecAMM_BALANCE.
    2. It can be taken out; see ``withdrawals.carry_out``.
    """
    entry = view.edit_needed(keylets.amm(tx.asset, tx.asset2), tecINTERNAL)
    if view.info.rules.enabled(amendments.fixAMMClawbackRounding):
        owned = pool.tokens_of(view, entry, tx.holder)
        require(owned.mantissa != 0, tecAMM_BALANCE)
        pool.settle_last_share(view, entry, tx.holder, owned)
    held = pool.holdings(view, entry, tx.asset, zero_if_frozen=False)
    owned = pool.tokens_of(view, entry, tx.holder)
    require(owned.mantissa != 0, tecAMM_BALANCE)
    withdrawal = _share(tx, view, held, owned)
    withdrawals.carry_out(view, entry, tx.holder, withdrawal, held.tokens, zero_if_frozen=False)
    withdrawals.settle(view, entry, amounts.subtract(held.tokens, withdrawal.tokens))
    _take(view, tx.holder, tx.account, withdrawal.amount)
    if tx.has_flag(tfClawTwoAssets) and withdrawal.amount2 is not None:
        _take(view, tx.holder, tx.account, withdrawal.amount2)


def _take(view: ApplyView, holder: Account, issuer: Account, amount: Amount) -> None:
    if isinstance(amount, IssuedAmount | MPTAmount):
        tokens.direct_send(view, holder, issuer, amount)


def _share(tx: AMMClawback, view: ApplyView, held: Holdings, owned: IssuedAmount) -> Withdrawal:
    """The part of the pool that holds the amount, but no more than the holder owns.

    Since fixAMMClawbackRounding it is worth a token at least: tecAMM_INVALID_TOKENS.
    """
    if tx.amount is None:
        return withdrawals.by_share(held, owned, everything=True)
    part = formulas.part_of(tx.amount, held.one)
    wanted = (number(held.tokens) * part).to_amount(asset_of(held.tokens))
    if amounts.compare(wanted, owned) > 0:
        return withdrawals.by_share(held, owned, everything=True)
    if not view.info.rules.enabled(amendments.fixAMMClawbackRounding):
        other = (number(held.other) * part).to_amount(asset_of(held.other))
        return Withdrawal(tx.amount, other, wanted)
    adjusted = formulas.rounded_tokens(held.tokens, part, deposit=False)
    require(not amounts.is_zero(adjusted), tecAMM_INVALID_TOKENS)
    part = formulas.part_of(adjusted, held.tokens)
    amount = formulas.rounded_asset(held.one, part, deposit=False)
    return Withdrawal(amount, formulas.rounded_asset(held.other, part, deposit=False), adjusted)
