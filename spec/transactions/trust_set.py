"""TrustSet says how much of an issuer's tokens an account is willing to hold, and on which terms.

It makes the trust line between the two, changes it, or takes it out when neither side needs it any more.
Each account sets its own side: its limit, the qualities at which it takes tokens in and lets them out,
whether payments may ripple through, and, as an issuer, whether the other is authorised to hold its tokens
and whether what it holds is frozen.

The first two objects that an account owns need no reserve here, so that an issuer can win customers who have
little XRP.

Source: SetTrust.cpp (3.1.1); vectors: trust.
"""

from __future__ import annotations

from spec import accounts, amendments, amounts, keylets, trust_lines
from spec.amendments import Rules
from spec.entries import AMM, AccountRoot
from spec.flags import (
    lsfDisallowIncomingTrustline,
    lsfNoFreeze,
    lsfRequireAuth,
    tfClearDeepFreeze,
    tfClearFreeze,
    tfClearNoRipple,
    tfSetDeepFreeze,
    tfSetfAuth,
    tfSetFreeze,
    tfSetNoRipple,
)
from spec.keylets import Keylet
from spec.objects import optional
from spec.rates import PARITY
from spec.results import (
    fail,
    require,
    tecAMM_EMPTY,
    tecINSUF_RESERVE_LINE,
    tecINTERNAL,
    tecNO_DST,
    tecNO_LINE_INSUF_RESERVE,
    tecNO_LINE_REDUNDANT,
    tecNO_PERMISSION,
    tefINTERNAL,
    tefNO_AUTH_REQUIRED,
    temBAD_AMOUNT,
    temBAD_CURRENCY,
    temBAD_LIMIT,
    temDST_IS_SRC,
    temDST_NEEDED,
    temINVALID_FLAG,
    terNO_ACCOUNT,
)
from spec.transaction import Transaction
from spec.trust_lines import AUTHORIZED, DEEP_FREEZE, FREEZE, NO_RIPPLE, RESERVE, Line
from spec.values import ACCOUNT_ONE, ACCOUNT_ZERO, BAD_CURRENCY, Amount, IssuedAmount
from spec.views import ApplyView, Layer, ReadView


class TrustSet(Transaction, code=20):
    """What to set on the sender's side of a line; what is absent stays as it is."""

    limit_amount: Amount | None = optional(
        "LimitAmount"
    )  #: the most to hold; its issuer is the other account
    quality_in: int | None = optional("QualityIn")  #: billionths credited for each unit; 0 takes it away
    quality_out: int | None = optional(
        "QualityOut"
    )  #: billionths asked for each unit; 0 or parity takes it away


def _limit(tx: TrustSet) -> IssuedAmount:
    """The limit, which is of an issued currency once preflight has passed."""
    if not isinstance(tx.limit_amount, IssuedAmount):
        fail(temBAD_LIMIT)
    return tx.limit_amount


def preflight(tx: TrustSet, rules: Rules) -> None:
    """The limit is an amount of an issued currency, and names the other account.

    1. Nobody freezes deeply before DeepFreeze: temINVALID_FLAG.
    2. The limit can exist (temBAD_AMOUNT), is of an issued currency (temBAD_LIMIT) and not of the one that
       stands for none (temBAD_CURRENCY), and not less than nothing (temBAD_LIMIT).
    3. There is another account: temDST_NEEDED.
    """
    if not rules.enabled(amendments.DeepFreeze):
        require(not tx.has_flag(tfSetDeepFreeze | tfClearDeepFreeze), temINVALID_FLAG)
    require(amounts.is_legal_net(tx.limit_amount or 0), temBAD_AMOUNT)
    limit = _limit(tx)
    require(limit.currency != BAD_CURRENCY, temBAD_CURRENCY)
    require(limit.mantissa >= 0, temBAD_LIMIT)
    require(limit.issuer not in (ACCOUNT_ZERO, ACCOUNT_ONE), temDST_NEEDED)


def preclaim(tx: TrustSet, view: ReadView) -> None:
    """The other account is there and lets the line be, and the freezes fit together.

    1. The account exists: terNO_ACCOUNT.
    2. It authorises only if it asks for authorisation: tefNO_AUTH_REQUIRED.
    3. The limit is of an issued currency (temBAD_LIMIT), of another account (temDST_IS_SRC) that exists
       (tecNO_DST).
    4. For a new line: the other account takes lines (tecNO_PERMISSION). A pool does for its own shares
       (tecNO_PERMISSION), while there are any (tecAMM_EMPTY); a vault or a broker does not
       (tecNO_PERMISSION). The shares are asked for before the currency.
    5. Since DeepFreeze: who gave up freezing does not freeze, nobody freezes and unfreezes at once, and no
       line is frozen deeply and not frozen: tecNO_PERMISSION.
    """
    root = view.need(keylets.account(tx.account), terNO_ACCOUNT)
    require(not tx.has_flag(tfSetfAuth) or root.flags & lsfRequireAuth, tefNO_AUTH_REQUIRED)
    limit = _limit(tx)
    require(limit.issuer != tx.account, temDST_IS_SRC)
    peer = view.need(keylets.account(limit.issuer), tecNO_DST)
    line = trust_lines.read(view, tx.account, limit.issuer, limit.currency)
    if line is None:
        require(not peer.flags & lsfDisallowIncomingTrustline, tecNO_PERMISSION)
        _check_pseudo(limit, view, peer)
    if view.info.rules.enabled(amendments.DeepFreeze):
        _check_freezes(tx, root, line)


def _check_pseudo(limit: IssuedAmount, view: ReadView, peer: AccountRoot) -> None:
    """A pool takes new lines for its own shares only, while there are any; a vault or broker takes none."""
    if peer.amm_id is not None:
        pool = view.need(Keylet(peer.amm_id, AMM), tecINTERNAL)
        require(pool.lp_token_balance.mantissa != 0, tecAMM_EMPTY)
        require(pool.lp_token_balance.currency == limit.currency, tecNO_PERMISSION)
    require(peer.vault_id is None and peer.loan_broker_id is None, tecNO_PERMISSION)


def _check_freezes(tx: TrustSet, root: AccountRoot, line: Line | None) -> None:
    """Nobody freezes who promised not to, freezes and unfreezes at once, or freezes deeply and not at all."""
    sets = tx.has_flag(tfSetFreeze | tfSetDeepFreeze)
    require(not (sets and root.flags & lsfNoFreeze), tecNO_PERMISSION)
    require(not (sets and tx.has_flag(tfClearFreeze | tfClearDeepFreeze)), tecNO_PERMISSION)
    frozen, deep_frozen = _freezes(tx, root, line)
    require(frozen or not deep_frozen, tecNO_PERMISSION)


def _freezes(tx: TrustSet, root: AccountRoot, line: Line | None) -> tuple[bool, bool]:
    """Whether the sender's side is frozen, and deeply frozen, once the transaction is done."""
    no_freeze = bool(root.flags & lsfNoFreeze)

    def after(before: bool, sets: int, clears: int) -> bool:
        if tx.has_flag(sets) == tx.has_flag(clears):
            return before
        return before or not no_freeze if tx.has_flag(sets) else False

    return (
        after(line is not None and line.has(FREEZE), tfSetFreeze, tfClearFreeze),
        after(line is not None and line.has(DEEP_FREEZE), tfSetDeepFreeze, tfClearDeepFreeze),
    )


def apply(tx: TrustSet, view: ApplyView) -> None:
    """Make the line, or change it, with a limit of an issued currency: temBAD_LIMIT."""
    root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    limit = _limit(tx)
    can_pay = view.prior_balance >= accounts.holding_reserve(view, root)
    line = trust_lines.edit(view, tx.account, limit.issuer, limit.currency)
    if line is None:
        _create(tx, view, limit, can_pay)
    else:
        _change(tx, view, root, line, can_pay)


def _quality_out(tx: TrustSet) -> int | None:
    return 0 if tx.quality_out == PARITY else tx.quality_out


def _create(tx: TrustSet, view: ApplyView, limit: IssuedAmount, can_pay: bool) -> None:
    """Make the line, if it would be one that the sender needs.

    1. A limit, a quality or an authorisation is asked for: tecNO_LINE_REDUNDANT.
    2. What the sender held before the fee is enough for the reserve of a place for tokens:
       tecNO_LINE_INSUF_RESERVE.
    """
    asks_for_something = limit.mantissa != 0 or tx.quality_in or _quality_out(tx) or tx.has_flag(tfSetfAuth)
    require(asks_for_something, tecNO_LINE_REDUNDANT)
    require(can_pay, tecNO_LINE_INSUF_RESERVE)
    trust_lines.create(
        view,
        tx.account,
        limit.issuer,
        limit,
        authorized=tx.has_flag(tfSetfAuth),
        no_ripple=tx.has_flag(tfSetNoRipple) and not tx.has_flag(tfClearNoRipple),
        freeze=tx.has_flag(tfSetFreeze) and not tx.has_flag(tfClearFreeze),
        deep_freeze=tx.has_flag(tfSetDeepFreeze),
        quality_in=tx.quality_in or 0,
        quality_out=_quality_out(tx) or 0,
    )


def _change(tx: TrustSet, view: ApplyView, root: AccountRoot, line: Line, can_pay: bool) -> None:
    """Set the sender's side, see who needs the line now, and take it out when nobody does.

    1. Nothing ripples through no more only where the sender owes nothing: tecNO_PERMISSION.
    2. A line that the sender needs and did not before costs the reserve of a place for tokens:
       tecINSUF_RESERVE_LINE.
    """
    line.limit = _limit(tx)
    if tx.quality_in is not None:
        line.quality_in = tx.quality_in
    quality_out = _quality_out(tx)
    if quality_out is not None:
        line.quality_out = quality_out
    if tx.has_flag(tfSetNoRipple) and not tx.has_flag(tfClearNoRipple):
        require(line.balance.mantissa >= 0, tecNO_PERMISSION)
        line.set(NO_RIPPLE)
    elif tx.has_flag(tfClearNoRipple) and not tx.has_flag(tfSetNoRipple):
        line.set(NO_RIPPLE, False)
    frozen, deep_frozen = _freezes(tx, root, line)
    line.set(FREEZE, frozen)
    line.set(DEEP_FREEZE, deep_frozen)
    if tx.has_flag(tfSetfAuth):
        line.set(AUTHORIZED)
    owned_before = line.has(RESERVE)
    needed = _settle_reserve(view, line)
    needed_by_peer = _settle_reserve(view, line.from_peer())
    if not needed and not needed_by_peer:
        trust_lines.delete(view, line)
    else:
        require(owned_before or not needed or can_pay, tecINSUF_RESERVE_LINE)


def _settle_reserve(view: Layer, line: Line) -> bool:
    """Let the account own the line just when it needs it. Gives whether it does."""
    needed = line.balance.mantissa > 0 or trust_lines.is_needed(view, line, no_quality=(0, PARITY))
    if needed != line.has(RESERVE):
        accounts.adjust_owner_count(view, line.account, 1 if needed else -1)
        line.set(RESERVE, needed)
    return needed
