"""AMMWithdraw takes assets out of a pool, in exchange for liquidity tokens.

A flag says how, as with AMMDeposit. Who takes the last share takes everything, and the pool goes with it.

Source: AMMWithdraw.cpp (3.1.1); vectors: amm.
"""

from __future__ import annotations

from spec import amendments, amounts, keylets, tokens
from spec.amendments import Rules
from spec.amm import formulas, pool, withdrawals
from spec.amm.formulas import number
from spec.amm.pool import Holdings
from spec.amm.withdrawals import Withdrawal
from spec.entries import AMM
from spec.flags import (
    tfLimitLPToken,
    tfLPToken,
    tfOneAssetLPToken,
    tfOneAssetWithdrawAll,
    tfSingleAsset,
    tfTwoAsset,
    tfWithdrawAll,
)
from spec.number import DOWNWARD, Arithmetic, Number
from spec.objects import optional, required
from spec.results import (
    Failure,
    require,
    tecAMM_BALANCE,
    tecAMM_FAILED,
    tecAMM_INVALID_TOKENS,
    tecFROZEN,
    tecINTERNAL,
    temBAD_AMM_TOKENS,
    temMALFORMED,
)
from spec.transaction import Privilege, Transaction
from spec.values import Amount, Asset, IssuedAmount, asset_of
from spec.views import ApplyView, ReadView

MODES: dict[int, frozenset[str]] = {
    tfLPToken: frozenset({"lp_token_in"}),
    tfWithdrawAll: frozenset(),
    tfOneAssetWithdrawAll: frozenset({"amount"}),
    tfSingleAsset: frozenset({"amount"}),
    tfTwoAsset: frozenset({"amount", "amount2"}),
    tfOneAssetLPToken: frozenset({"amount", "lp_token_in"}),
    tfLimitLPToken: frozenset({"amount", "e_price"}),
}
"""The flag of each mode, and the fields that it has."""
_ALL_MODES = sum(MODES)


class AMMWithdraw(
    Transaction,
    code=37,
    amendment=amendments.AMM,
    privileges=Privilege.MAY_DELETE_ACCOUNT | Privilege.MAY_AUTHORIZE_MPT,
):
    """Which pool, and how much; see ``MODES`` for which fields go together."""

    asset: Asset = required("Asset", mpt=True)
    asset2: Asset = required("Asset2", mpt=True)
    amount: Amount | None = optional("Amount", mpt=True)
    amount2: Amount | None = optional("Amount2", mpt=True)
    e_price: Amount | None = optional("EPrice")  #: how many tokens a unit of the asset may cost
    lp_token_in: Amount | None = optional("LPTokenIn")  #: how many tokens to give


def _mode(tx: AMMWithdraw) -> int:
    return (tx.flags or 0) & _ALL_MODES


def enabled(tx: AMMWithdraw, rules: Rules) -> bool:
    """There are pools, and of these assets."""
    return pool.enabled(rules, tx.asset, tx.asset2, tx.amount, tx.amount2)


def preflight(tx: AMMWithdraw, rules: Rules) -> None:
    """One mode, with the fields that belong to it, and amounts of the pool's own assets.

    1. There is one mode, and just the fields that it has: temMALFORMED.
    2. The assets are two (see ``pool.check_pair``), and so are those of the amounts; tokens are more than
       none: temBAD_AMM_TOKENS.
    3. Amounts and price can exist, and are of the pool's assets; see ``pool.check_amount``.
    """
    needed = MODES.get(_mode(tx))
    names = ("amount", "amount2", "e_price", "lp_token_in")
    require(needed == frozenset(name for name in names if getattr(tx, name) is not None), temMALFORMED)
    pool.check_pair(tx.asset, tx.asset2)
    if tx.amount is not None and tx.amount2 is not None:
        require(asset_of(tx.amount) != asset_of(tx.amount2), temBAD_AMM_TOKENS)
    require(tx.lp_token_in is None or amounts.signum(tx.lp_token_in) > 0, temBAD_AMM_TOKENS)
    pair = tx.asset, tx.asset2
    zero_allowed = _mode(tx) in (tfOneAssetWithdrawAll, tfOneAssetLPToken) or tx.e_price is not None
    pool.check_amount(tx.amount, pair, zero_allowed=zero_allowed)
    pool.check_amount(tx.amount2, pair)
    pool.check_amount(tx.e_price)


def _tokens_in(tx: AMMWithdraw, owned: Amount) -> Amount | None:
    """How many tokens are to be given, where that is known beforehand."""
    return owned if _mode(tx) in (tfWithdrawAll, tfOneAssetWithdrawAll) else tx.lp_token_in


def preclaim(tx: AMMWithdraw, view: ReadView) -> None:
    """The pool has that much, and the account may have it and owns the tokens.

    1. There is a pool that is not empty; see ``pool.need_filled``.
    2. It has what is wanted (tecAMM_BALANCE), and the account may have it (see ``tokens.require_auth``), and
       it is not frozen (tecFROZEN).
    3. The account owns a share: tecAMM_BALANCE.
    4. The tokens that are given are the pool's (temBAD_AMM_TOKENS) and the account's (tecAMM_INVALID_TOKENS),
       and a price is in them (temBAD_AMM_TOKENS).
    """
    entry = pool.need(view, tx.asset, tx.asset2)
    held = pool.holdings(view, entry, tx.amount, zero_if_frozen=False)
    pool.need_filled(view, tx.asset, tx.asset2)
    full = amounts.signum(held.one) > 0 and amounts.signum(held.other) > 0
    require(full and held.tokens.mantissa > 0, tecINTERNAL)
    for wanted, most in ((tx.amount, held.one), (tx.amount2, held.other)):
        if wanted is not None:
            _check_movable(tx, view, entry, wanted, most)
    owned = pool.tokens_of(view, entry, tx.account)
    require(owned.mantissa > 0, tecAMM_BALANCE)
    given = _tokens_in(tx, owned)
    if given is not None:
        require(asset_of(given) == asset_of(owned), temBAD_AMM_TOKENS)
        require(amounts.compare(given, owned) <= 0, tecAMM_INVALID_TOKENS)
    require(tx.e_price is None or asset_of(tx.e_price) == asset_of(owned), temBAD_AMM_TOKENS)
    if _mode(tx) in (tfLPToken, tfWithdrawAll):
        for amount in (held.one, held.other):
            _check_movable(tx, view, entry, amount, amount)


def _check_movable(tx: AMMWithdraw, view: ReadView, entry: AMM, amount: Amount, most: Amount) -> None:
    asset = asset_of(amount)
    require(amounts.compare(amount, most) <= 0, tecAMM_BALANCE)
    tokens.require_auth(view, tx.account, asset)
    require(not tokens.is_frozen(view, entry.account, asset), tecFROZEN)
    require(not tokens.is_individually_frozen(view, tx.account, asset), tecFROZEN)


def apply(tx: AMMWithdraw, view: ApplyView) -> None:
    """Compute both sides in the way of the mode, and carry it out.

    1. Some tokens are given (tecAMM_INVALID_TOKENS), and what the mode limits stays within it
       (tecAMM_FAILED).
    2. It can be carried out; see ``withdrawals.carry_out``.
    """
    entry = view.edit_needed(keylets.amm(tx.asset, tx.asset2), tecINTERNAL)
    owned = pool.tokens_of(view, entry, tx.account)
    pool.settle_last_share(view, entry, tx.account, owned)
    fee = pool.trading_fee(view, entry, tx.account)
    held = pool.holdings(view, entry, tx.amount, zero_if_frozen=True)
    withdrawal = _COMPUTE[_mode(tx)](tx, held, owned, fee)
    withdrawals.carry_out(view, entry, tx.account, withdrawal, held.tokens, zero_if_frozen=True)
    withdrawals.settle(view, entry, amounts.subtract(held.tokens, withdrawal.tokens))


# The modes


def _given(amount: Amount | None) -> Amount:
    if amount is None:
        raise Failure(tecINTERNAL)
    return amount


def _some(token_amount: Amount) -> Amount:
    require(amounts.signum(token_amount) > 0, tecAMM_INVALID_TOKENS)
    return token_amount


def _by_tokens(tx: AMMWithdraw, held: Holdings, owned: IssuedAmount, fee: int) -> Withdrawal:
    """Both assets, for so many tokens or all."""
    everything = tx.has_flag(tfWithdrawAll)
    return withdrawals.by_share(held, _given(_tokens_in(tx, owned)), everything=everything)


def _by_limits(tx: AMMWithdraw, held: Holdings, owned: IssuedAmount, fee: int) -> Withdrawal:
    """Both assets, all that is wanted of one and no more than is wanted of the other."""
    amount, amount2 = _given(tx.amount), _given(tx.amount2)
    adjusted, coming = _match(held.one, held.other, amount, held.tokens)
    if amounts.compare(coming, amount2) <= 0:
        return Withdrawal(amount, coming, adjusted)
    adjusted, coming = _match(held.other, held.one, amount2, held.tokens)
    require(amounts.compare(coming, amount) <= 0, tecAMM_FAILED)
    return Withdrawal(coming, amount2, adjusted)


def _match(held: Amount, held_other: Amount, amount: Amount, total: Amount) -> tuple[Amount, Amount]:
    """The tokens for so much of one asset, and what comes out of the other with it."""
    adjusted = _some(formulas.rounded_tokens(total, formulas.part_of(amount, held), deposit=False))
    return adjusted, formulas.rounded_asset(held_other, formulas.part_of(adjusted, total), deposit=False)


def _by_amount(tx: AMMWithdraw, held: Holdings, owned: IssuedAmount, fee: int) -> Withdrawal:
    """One asset, so much of it."""
    amount = _given(tx.amount)
    wanted = formulas.tokens_for_withdrawal(held.one, amount, held.tokens, fee)
    adjusted = _some(formulas.adjust_tokens(held.tokens, wanted, deposit=False))
    fitted, brought = formulas.fit_withdrawal(held.one, amount, held.tokens, adjusted, fee)
    return Withdrawal(brought, None, _some(fitted))


def _one_by_tokens(tx: AMMWithdraw, held: Holdings, owned: IssuedAmount, fee: int) -> Withdrawal:
    """One asset, for so many tokens or all, and at least the amount unless that is zero."""
    amount, given = _given(tx.amount), _given(_tokens_in(tx, owned))
    if not tx.has_flag(tfOneAssetWithdrawAll):
        given = formulas.adjust_tokens(held.tokens, given, deposit=False)
    brought = formulas.withdrawal_for_tokens(held.one, held.tokens, _some(given), fee)
    require(amounts.is_zero(amount) or amounts.compare(brought, amount) >= 0, tecAMM_FAILED)
    return Withdrawal(brought, None, given)


def _by_price(tx: AMMWithdraw, held: Holdings, owned: IssuedAmount, fee: int) -> Withdrawal:
    """One asset, as much as makes a unit of it cost just the price, and at least the amount unless that is
    zero."""
    amount, price = _given(tx.amount), number(_given(tx.e_price))
    total, rate = number(held.tokens), formulas.fee_rate(fee)
    cost = number(held.one) * price
    part: Number = (total + cost * (rate - 2)) / (total * rate - cost)
    adjusted = _some(formulas.rounded_tokens(held.tokens, part, deposit=False))
    down = Arithmetic(DOWNWARD)
    quotient = down.divide(down.from_amount(adjusted), price)
    brought = formulas.to_amount(asset_of(amount), quotient, DOWNWARD)
    require(amounts.is_zero(amount) or amounts.compare(brought, amount) >= 0, tecAMM_FAILED)
    return Withdrawal(brought, None, adjusted)


_COMPUTE = {
    tfLPToken: _by_tokens,
    tfWithdrawAll: _by_tokens,
    tfTwoAsset: _by_limits,
    tfSingleAsset: _by_amount,
    tfOneAssetLPToken: _one_by_tokens,
    tfOneAssetWithdrawAll: _one_by_tokens,
    tfLimitLPToken: _by_price,
}
