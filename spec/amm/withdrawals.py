"""How owners of a pool take assets out, whether they want to or the issuer takes them back.

Source: AMMWithdraw.cpp (3.1.1); vectors: amm.
"""

from __future__ import annotations

from typing import NamedTuple

from spec import accounts, amounts, keylets, tokens, trust_lines
from spec.amm import formulas, pool
from spec.amm.formulas import number
from spec.amm.pool import Holdings
from spec.entries import AMM
from spec.results import (
    Failure,
    require,
    tecAMM_BALANCE,
    tecAMM_FAILED,
    tecAMM_INVALID_TOKENS,
    tecINCOMPLETE,
    tecINSUFFICIENT_RESERVE,
    tecINTERNAL,
    tesSUCCESS,
)
from spec.values import Account, Amount, IssuedAmount
from spec.views import ApplyView


class Withdrawal(NamedTuple):
    """What comes out, and how many tokens it costs."""

    amount: Amount
    amount2: Amount | None
    tokens: Amount


def by_share(held: Holdings, wanted: Amount, *, everything: bool) -> Withdrawal:
    """Both assets, for so many tokens; with ``everything`` for exactly as many.

    Raises Failure with tecAMM_INVALID_TOKENS, or tecAMM_FAILED where nothing of an asset would come out.
    """
    if amounts.equal(wanted, held.tokens):
        return Withdrawal(held.one, held.other, wanted)
    adjusted = wanted if everything else formulas.adjust_tokens(held.tokens, wanted, deposit=False)
    require(not amounts.is_zero(adjusted), tecAMM_INVALID_TOKENS)
    part = number(amounts.divide(adjusted, held.tokens, amounts.NO_ISSUE))
    amount = formulas.rounded_asset(held.one, part, deposit=False)
    amount2 = formulas.rounded_asset(held.other, part, deposit=False)
    require(not amounts.is_zero(amount) and not amounts.is_zero(amount2), tecAMM_FAILED)
    return Withdrawal(amount, amount2, adjusted)


def carry_out(
    view: ApplyView,
    entry: AMM,
    owner: Account,
    withdrawal: Withdrawal,
    total: Amount,
    *,
    zero_if_frozen: bool,
) -> None:
    """Give the assets to the owner without a transfer fee, and destroy the tokens.

    Neither asset is taken out wholly without the other and all tokens. An owner that needs a new trust line
    must be able to hold it.

    Raises Failure with tecAMM_INVALID_TOKENS, tecAMM_BALANCE, tecINSUFFICIENT_RESERVE, tecINTERNAL, and as
    sending does.
    """
    owned = pool.tokens_of(view, entry, owner)
    held = pool.holdings(view, entry, withdrawal.amount, zero_if_frozen=zero_if_frozen)
    taken = withdrawal.tokens
    require(amounts.signum(taken) > 0 and amounts.compare(taken, owned) <= 0, tecAMM_INVALID_TOKENS)
    require(amounts.compare(taken, total) <= 0, tecINTERNAL)
    all_one = amounts.equal(withdrawal.amount, held.one)
    all_other = withdrawal.amount2 is not None and amounts.equal(withdrawal.amount2, held.other)
    require(all_one == all_other, tecAMM_BALANCE)
    require(all_one or not amounts.equal(taken, total), tecAMM_BALANCE)
    for amount, most in ((withdrawal.amount, held.one), (withdrawal.amount2, held.other)):
        require(amount is None or amounts.compare(amount, most) <= 0, tecAMM_BALANCE)
    for amount in (withdrawal.amount, withdrawal.amount2):
        if amount is not None:
            _check_reserve(view, owner, amount)
            tokens.account_send(view, entry.account, owner, amount, waive_fee=True)
    trust_lines.redeem(view, owner, formulas.as_issued(taken))


def _check_reserve(view: ApplyView, owner: Account, amount: Amount) -> None:
    """An owner with more than two objects must have the reserve for the trust line that it needs."""
    if not isinstance(amount, IssuedAmount) or view.exists(
        keylets.line(owner, amount.issuer, amount.currency)
    ):
        return
    root = view.need(keylets.account(owner), tecINTERNAL)
    balance = max(view.prior_balance, root.balance)
    require(balance >= accounts.holding_reserve(view, root), tecINSUFFICIENT_RESERVE)


def settle(view: ApplyView, entry: AMM, total: Amount) -> None:
    """Note how many tokens are left; take an empty pool out, as far as one transaction may.

    Raises Failure with tecINTERNAL.
    """
    if amounts.is_zero(total):
        result = pool.delete(view, keylets.amm(entry.asset, entry.asset2))
        if result is tesSUCCESS:
            return
        if result is not tecINCOMPLETE:
            raise Failure(result)
    entry.lp_token_balance = formulas.as_issued(total)
