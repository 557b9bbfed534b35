"""AMMDeposit puts assets into a pool, in exchange for liquidity tokens.

A flag says how: both assets in the proportion in which the pool holds them, by number of tokens or by limits;
one asset alone, by amount, by number of tokens, or up to a price; or the first assets of an empty pool.

Source: AMMDeposit.cpp (3.1.1); vectors: amm.
"""

from __future__ import annotations

from typing import NamedTuple

from spec import accounts, amendments, amounts, keylets, tokens
from spec.amendments import Rules
from spec.amm import formulas, pool
from spec.amm.formulas import number
from spec.amm.pool import Holdings
from spec.entries import AMM
from spec.flags import (
    tfLimitLPToken,
    tfLPToken,
    tfOneAssetLPToken,
    tfSingleAsset,
    tfTwoAsset,
    tfTwoAssetIfEmpty,
)
from spec.number import DOWNWARD, Arithmetic, Number
from spec.objects import optional, required
from spec.results import (
    Failure,
    require,
    tecAMM_FAILED,
    tecAMM_INVALID_TOKENS,
    tecAMM_NOT_EMPTY,
    tecFROZEN,
    tecINSUF_RESERVE_LINE,
    tecINTERNAL,
    tecUNFUNDED_AMM,
    temBAD_AMM_TOKENS,
    temBAD_AMOUNT,
    temBAD_FEE,
    temMALFORMED,
)
from spec.transaction import Transaction
from spec.values import Account, Amount, Asset, asset_of
from spec.views import ApplyView, ReadView

MODES: dict[int, tuple[frozenset[str], frozenset[str]]] = {
    tfLPToken: (frozenset({"lp_token_out"}), frozenset({"amount", "amount2"})),
    tfSingleAsset: (frozenset({"amount"}), frozenset({"lp_token_out"})),
    tfTwoAsset: (frozenset({"amount", "amount2"}), frozenset({"lp_token_out"})),
    tfOneAssetLPToken: (frozenset({"amount", "lp_token_out"}), frozenset()),
    tfLimitLPToken: (frozenset({"amount", "e_price"}), frozenset()),
    tfTwoAssetIfEmpty: (frozenset({"amount", "amount2"}), frozenset({"trading_fee"})),
}
"""The flag of each mode, the fields that it needs, and those that it allows besides."""
_ALL_MODES = sum(MODES)


class AMMDeposit(Transaction, code=36, amendment=amendments.AMM):
    """Which pool, and how much; see ``MODES`` for which fields go together."""

    asset: Asset = required("Asset", mpt=True)
    asset2: Asset = required("Asset2", mpt=True)
    amount: Amount | None = optional("Amount", mpt=True)
    amount2: Amount | None = optional("Amount2", mpt=True)
    e_price: Amount | None = optional("EPrice")  #: how much of the asset a token may cost
    lp_token_out: Amount | None = optional("LPTokenOut")  #: how many tokens to get, or to get at least
    trading_fee: int | None = optional("TradingFee")  #: of a pool that was empty


def _mode(tx: AMMDeposit | Transaction, all_modes: int) -> int:
    return (tx.flags or 0) & all_modes


def enabled(tx: AMMDeposit, rules: Rules) -> bool:
    """There are pools, and of these assets."""
    return pool.enabled(rules, tx.asset, tx.asset2, tx.amount, tx.amount2)


def preflight(tx: AMMDeposit, rules: Rules) -> None:
    """One mode, with the fields that belong to it, and amounts of the pool's own assets.

    1. There is one mode, the fields that it needs, and no others than it knows: temMALFORMED.
    2. The assets are two (see ``pool.check_pair``), and so are those of the amounts; tokens are more than
       none: temBAD_AMM_TOKENS.
    3. Amounts and price can exist, and are of the pool's assets; see ``pool.check_amount``.
    4. The fee is no more than 1 %: temBAD_FEE.
    """
    modes = MODES.get(_mode(tx, _ALL_MODES))
    if modes is None:
        raise Failure(temMALFORMED)
    needed, allowed = modes
    names = ("amount", "amount2", "e_price", "lp_token_out", "trading_fee")
    given = {name for name in names if getattr(tx, name) is not None}
    require(needed <= given <= needed | allowed, temMALFORMED)
    if tx.has_flag(tfLPToken):
        require((tx.amount is None) == (tx.amount2 is None), temMALFORMED)
    pool.check_pair(tx.asset, tx.asset2)
    if tx.amount is not None and tx.amount2 is not None:
        require(asset_of(tx.amount) != asset_of(tx.amount2), temBAD_AMM_TOKENS)
    require(tx.lp_token_out is None or amounts.signum(tx.lp_token_out) > 0, temBAD_AMM_TOKENS)
    pair = tx.asset, tx.asset2
    pool.check_amount(tx.amount, pair, zero_allowed=tx.e_price is not None)
    pool.check_amount(tx.amount2, pair)
    if tx.amount is not None and tx.e_price is not None:
        pool.check_amount(tx.e_price, (asset_of(tx.amount), asset_of(tx.amount)))
    require((tx.trading_fee or 0) <= pool.MAX_TRADING_FEE, temBAD_FEE)


def preclaim(tx: AMMDeposit, view: ReadView) -> None:
    """The pool is in the state that the mode needs, and the account has the assets and may give them away.

    1. There is such a pool (see ``pool.need``), and it is empty (tecAMM_NOT_EMPTY) or is not (see
       ``pool.need_filled``).
    2. Since AMMClawback the account may hold both assets (see ``tokens.require_auth``), and neither is frozen
       for it (tecFROZEN).
    3. The account may give what it puts in (tecFROZEN), and has it (tecUNFUNDED_AMM; without a line for the
       pool's tokens, of XRP, tecINSUF_RESERVE_LINE).
    4. The tokens are the pool's: temBAD_AMM_TOKENS.
    5. Who has none yet can pay the reserve for the line to them: tecINSUF_RESERVE_LINE.
    """
    entry = pool.need(view, tx.asset, tx.asset2)
    held = pool.holdings(view, entry, zero_if_frozen=False)
    if tx.has_flag(tfTwoAssetIfEmpty):
        require(held.tokens.mantissa == 0, tecAMM_NOT_EMPTY)
    else:
        pool.need_filled(view, tx.asset, tx.asset2)
        full = amounts.signum(held.one) > 0 and amounts.signum(held.other) > 0
        require(full and held.tokens.mantissa > 0, tecINTERNAL)
    if view.info.rules.enabled(amendments.AMMClawback):
        for asset in (tx.asset, tx.asset2):
            tokens.require_auth(view, tx.account, asset)
            require(not tokens.is_frozen(view, tx.account, asset), tecFROZEN)
    if tx.has_flag(tfLPToken):
        for amount in (held.one, held.other):
            _check_movable(tx, view, entry, amount)
    else:
        for given in (tx.amount, tx.amount2):
            if given is not None:
                _check_movable(tx, view, entry, given)
                _check_available(tx, view, entry, given)
    if tx.lp_token_out is not None:
        require(asset_of(tx.lp_token_out) == asset_of(held.tokens), temBAD_AMM_TOKENS)
    if pool.tokens_of(view, entry, tx.account).mantissa == 0:
        require(accounts.liquid(view, tx.account, 1) > 0, tecINSUF_RESERVE_LINE)


def _check_movable(tx: AMMDeposit, view: ReadView, entry: AMM, amount: Amount) -> None:
    asset = asset_of(amount)
    tokens.require_auth(view, tx.account, asset)
    require(not tokens.is_frozen(view, entry.account, asset), tecFROZEN)
    require(not tokens.is_individually_frozen(view, tx.account, asset), tecFROZEN)


def _has_line(view: ReadView, entry: AMM, account: Account) -> bool:
    token = entry.lp_token_balance
    return view.exists(keylets.line(account, token.issuer, token.currency))


def _check_available(tx: AMMDeposit, view: ReadView, entry: AMM, amount: Amount) -> None:
    if isinstance(amount, int):
        has_line = _has_line(view, entry, tx.account)
        enough = accounts.liquid(view, tx.account, 0 if has_line else 1) >= amount
        require(enough, tecUNFUNDED_AMM if has_line else tecINSUF_RESERVE_LINE)
    else:
        require(_has_tokens(view, tx.account, amount), tecUNFUNDED_AMM)


def _has_tokens(view: ReadView, account: Account, amount: Amount) -> bool:
    asset = asset_of(amount)
    if tokens.issuer_of(asset) == account:
        return True
    held = tokens.account_holds(view, account, asset, zero_if_frozen=False)
    return amounts.compare(held, amount) >= 0


class _Deposit(NamedTuple):
    """What goes in and how many tokens come out, with the least that the account wants of each."""

    amount: Amount
    amount2: Amount | None
    tokens: Amount
    least: Amount | None = None
    least2: Amount | None = None
    least_tokens: Amount | None = None


def apply(tx: AMMDeposit, view: ApplyView) -> None:
    """Compute both sides as the mode says, move the assets without a transfer fee, and give the tokens.

    1. Some tokens come out (tecAMM_INVALID_TOKENS), and what the mode limits stays within it (tecAMM_FAILED).
    2. Some of each asset goes in (temBAD_AMOUNT), and the account has it (tecUNFUNDED_AMM).
    """
    entry = view.edit_needed(keylets.amm(tx.asset, tx.asset2), tecINTERNAL)
    held = pool.holdings(view, entry, tx.amount, zero_if_frozen=True)
    empty = held.tokens.mantissa == 0
    fee = (tx.trading_fee or 0) if empty else pool.trading_fee(view, entry, tx.account)
    deposit = _COMPUTE[_mode(tx, _ALL_MODES)](tx, held, fee)
    _carry_out(tx, view, entry, deposit)
    total = amounts.add(held.tokens, deposit.tokens)
    entry.lp_token_balance = formulas.as_issued(total)
    if empty:
        pool.begin(view, entry, tx.account, fee)


def _carry_out(tx: AMMDeposit, view: ApplyView, entry: AMM, deposit: _Deposit) -> None:
    require(amounts.signum(deposit.tokens) > 0, tecAMM_INVALID_TOKENS)
    for actual, least in (
        (deposit.amount, deposit.least),
        (deposit.amount2, deposit.least2),
        (deposit.tokens, deposit.least_tokens),
    ):
        if actual is not None and least is not None:
            require(amounts.compare(actual, least) >= 0, tecAMM_FAILED)
    for amount in (deposit.amount, deposit.amount2):
        if amount is not None:
            require(amounts.signum(amount) > 0, temBAD_AMOUNT)
            require(_can_spend(tx, view, entry, amount), tecUNFUNDED_AMM)
            tokens.account_send(view, tx.account, entry.account, amount, waive_fee=True)
    tokens.account_send(view, entry.account, tx.account, deposit.tokens)


def _can_spend(tx: AMMDeposit, view: ReadView, entry: AMM, amount: Amount) -> bool:
    if isinstance(amount, int):
        more = 0 if _has_line(view, entry, tx.account) else 1
        return accounts.liquid(view, tx.account, more) >= amount
    return _has_tokens(view, tx.account, amount)


# The modes


def _given(amount: Amount | None) -> Amount:
    if amount is None:
        raise Failure(tecINTERNAL)
    return amount


def _some(token_amount: Amount) -> Amount:
    require(not amounts.is_zero(token_amount), tecAMM_INVALID_TOKENS)
    return token_amount


def _by_tokens(tx: AMMDeposit, held: Holdings, fee: int) -> _Deposit:
    """Both assets, for so many tokens."""
    adjusted = _some(formulas.adjust_tokens(held.tokens, _given(tx.lp_token_out), deposit=True))
    part = number(amounts.divide(adjusted, held.tokens, asset_of(held.tokens)))
    amount = formulas.rounded_asset(held.one, part, deposit=True)
    amount2 = formulas.rounded_asset(held.other, part, deposit=True)
    return _Deposit(amount, amount2, adjusted, tx.amount, tx.amount2)


def _by_limits(tx: AMMDeposit, held: Holdings, fee: int) -> _Deposit:
    """Both assets, all of one and no more than is offered of the other."""
    amount, amount2 = _given(tx.amount), _given(tx.amount2)
    adjusted, needed = _match(held.one, held.other, amount, held.tokens)
    if amounts.compare(needed, amount2) <= 0:
        return _Deposit(amount, needed, adjusted, least_tokens=tx.lp_token_out)
    adjusted, needed = _match(held.other, held.one, amount2, held.tokens)
    require(amounts.compare(needed, amount) <= 0, tecAMM_FAILED)
    return _Deposit(needed, amount2, adjusted, least_tokens=tx.lp_token_out)


def _match(held: Amount, held_other: Amount, amount: Amount, total: Amount) -> tuple[Amount, Amount]:
    """The tokens for all of one asset, and what goes in of the other with it."""
    adjusted = _some(formulas.rounded_tokens(total, formulas.part_of(amount, held), deposit=True))
    return adjusted, formulas.rounded_asset(held_other, formulas.part_of(adjusted, total), deposit=True)


def _single(held: Holdings, amount: Amount, fee: int) -> tuple[Amount, Amount]:
    """The tokens for one asset alone, and how much of it they cost."""
    wanted = formulas.tokens_for_deposit(held.one, amount, held.tokens, fee)
    adjusted = _some(formulas.adjust_tokens(held.tokens, wanted, deposit=True))
    fitted, cost = formulas.fit_deposit(held.one, amount, held.tokens, adjusted, fee)
    return _some(fitted), cost


def _by_amount(tx: AMMDeposit, held: Holdings, fee: int) -> _Deposit:
    """One asset, so much of it."""
    adjusted, cost = _single(held, _given(tx.amount), fee)
    return _Deposit(cost, None, adjusted, least_tokens=tx.lp_token_out)


def _one_by_tokens(tx: AMMDeposit, held: Holdings, fee: int) -> _Deposit:
    """One asset, for so many tokens, but no more than is offered."""
    adjusted = _some(formulas.adjust_tokens(held.tokens, _given(tx.lp_token_out), deposit=True))
    cost = formulas.deposit_for_tokens(held.one, held.tokens, adjusted, fee)
    require(amounts.compare(cost, _given(tx.amount)) <= 0, tecAMM_FAILED)
    return _Deposit(cost, None, adjusted)


def _by_price(tx: AMMDeposit, held: Holdings, fee: int) -> _Deposit:
    """One asset, the amount if a token then costs no more than the price, else as much as makes it cost just
    that."""
    amount, price = _given(tx.amount), number(_given(tx.e_price))
    if not amounts.is_zero(amount):
        adjusted, cost = _single(held, amount, fee)
        if formulas.part_of(cost, adjusted) <= price:
            return _Deposit(cost, None, adjusted)
    f1: Number = 1 - formulas.fee_rate(fee)
    f2 = (1 - formulas.fee_rate(fee) / 2) / f1
    c = f1 * number(held.one) / (price * number(held.tokens))
    d = f1 + c * f2 - c
    part = f1 * formulas.solve_quadratic(
        c * c, c * c * f2 * f2 + 2 * c - d * d, 2 * c * f2 * f2 + 1 - 2 * d * f2
    )
    amount = formulas.rounded_asset(held.one, part, deposit=True)
    require(amounts.signum(amount) > 0, tecAMM_FAILED)
    down = Arithmetic(DOWNWARD)
    wanted = down.to_amount(asset_of(held.tokens), down.divide(down.from_amount(amount), price))
    adjusted = formulas.adjust_tokens(held.tokens, wanted, deposit=True)
    fitted, cost = formulas.fit_deposit(held.one, amount, held.tokens, adjusted, fee)
    return _Deposit(cost, None, _some(fitted))


def _first(tx: AMMDeposit, held: Holdings, fee: int) -> _Deposit:
    """Both assets, into an empty pool."""
    amount, amount2 = _given(tx.amount), _given(tx.amount2)
    return _Deposit(amount, amount2, formulas.initial_tokens(amount, amount2, asset_of(held.tokens)))


_COMPUTE = {
    tfLPToken: _by_tokens,
    tfTwoAsset: _by_limits,
    tfSingleAsset: _by_amount,
    tfOneAssetLPToken: _one_by_tokens,
    tfLimitLPToken: _by_price,
    tfTwoAssetIfEmpty: _first,
}
