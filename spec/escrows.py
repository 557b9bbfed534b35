"""What escrows of any asset have in common: how value is locked and given back.

XRP leaves the sender's balance and stays in the escrow. Tokens of an issuer go back to the issuer, who owes
them to the escrow instead. Multi-purpose tokens stay outstanding, marked as locked with the holder and with
the issuance.

The transfer fee of a token is fixed when the escrow is made, and may only fall. Unlike in a payment it is
taken from the amount and not added to it.

Source: Escrow.cpp (3.1.1), EscrowCancel.cpp (3.3.0-b0); vectors: escrow, tokenescrow.
"""

from __future__ import annotations

from spec import accounts, amendments, amounts, directories, keylets, mptokens, rates, tokens, trust_lines
from spec.entries import AccountRoot, Entry, Escrow, MPToken, MPTokenIssuance
from spec.flags import lsfDefaultRipple
from spec.keylets import Keylet
from spec.rates import Rate
from spec.results import (
    require,
    tecINSUFFICIENT_RESERVE,
    tecLIMIT_EXCEEDED,
    tecNO_LINE,
    tecNO_LINE_INSUF_RESERVE,
    tecNO_PERMISSION,
    tefINTERNAL,
)
from spec.values import Account, Amount, IssuedAmount, MPTAmount, asset_of
from spec.views import ApplyView, Layer


def lock(view: Layer, sender: AccountRoot, amount: Amount) -> None:
    """Take the amount from the sender. Raises Failure as the token's own rules do."""
    if isinstance(amount, int):
        sender.balance -= amount
    elif isinstance(amount, IssuedAmount):
        trust_lines.direct_send(view, sender.account, amount.issuer, amount)
    else:
        mptokens.lock(view, sender.account, amount)


def release(
    view: ApplyView, keylet: Keylet[Escrow], receiver: AccountRoot, locked_rate: Rate, *, by_receiver: bool
) -> None:
    """Take the escrow out of the ledger and give its amount, less the transfer fee, to the receiver.

    A receiver that acts for itself gets a place to hold the tokens if it has none, and may go beyond its
    limit.

    1. The escrow leaves the lists of its sender and its destination, so that there is room for what is made
       next.
    2. A line that the receiver does not have is made where it acts for itself, if what it held before the
       fee is enough for the reserve of one more object: tecNO_LINE_INSUF_RESERVE. Otherwise it is there:
       tecNO_LINE. The same of a multi-purpose token: tecINSUFFICIENT_RESERVE, tecNO_PERMISSION.
    3. Where it does not act for itself, the receiver does not come to hold more than its limit:
       tecLIMIT_EXCEEDED.

    Raises Failure with these, with tefINTERNAL or tefBAD_LEDGER.
    """
    escrow = view.need(keylet, tefINTERNAL)
    directories.remove_owned(view, escrow.account, escrow.owner_node, keylet.key, keep_root=True)
    _leave(view, escrow.destination, escrow.destination_node, keylet)
    _unlock(view, escrow, receiver, locked_rate, by_receiver=by_receiver)
    if isinstance(escrow.amount, IssuedAmount):
        _leave(view, escrow.amount.issuer, escrow.issuer_node, keylet)
    accounts.adjust_owner_count(view, escrow.account, -1)
    view.erase(keylet)


def _leave(view: Layer, account: Account, page: int | None, keylet: Keylet[Escrow]) -> None:
    if page is not None:
        directories.remove_owned(view, account, page, keylet.key, keep_root=True)


def _unlock(
    view: ApplyView, escrow: Escrow, receiver: AccountRoot, locked_rate: Rate, *, by_receiver: bool
) -> None:
    amount = escrow.amount
    if isinstance(amount, int):
        receiver.balance += amount
    elif isinstance(amount, IssuedAmount):
        if receiver.account != amount.issuer:
            _unlock_issued(view, amount, receiver, locked_rate, by_receiver=by_receiver)
    else:
        _unlock_mpt(view, amount, escrow.account, receiver, locked_rate, by_receiver=by_receiver)


def _after_fee(view: ApplyView, amount: Amount, locked_rate: Rate) -> Amount:
    """What arrives: the amount less the fee, at the lower of the two rates."""
    rate = min(locked_rate, tokens.transfer_rate(view, asset_of(amount)))
    if rate == rates.PARITY:
        return amount
    fee = amounts.subtract(amount, rates.divide_round(amount, rate, round_up=True))
    return amounts.subtract(amount, fee)


def _unlock_issued(
    view: ApplyView, amount: IssuedAmount, receiver: AccountRoot, locked_rate: Rate, *, by_receiver: bool
) -> None:
    account, issuer, currency = receiver.account, amount.issuer, amount.currency
    keylet = keylets.line(account, issuer, currency)
    if by_receiver and not view.exists(keylet):
        require(view.prior_balance >= accounts.reserve(view, receiver, 1), tecNO_LINE_INSUF_RESERVE)
        no_ripple = not receiver.flags & lsfDefaultRipple
        trust_lines.create(
            view, account, issuer, IssuedAmount(0, -100, currency, account), no_ripple=no_ripple
        )
    line = trust_lines.read(view, account, issuer, currency)
    if line is None:
        require(line is not None, tecNO_LINE)
        return
    arriving = _after_fee(view, amount, locked_rate)
    if not by_receiver:
        within = amounts.compare(line.limit, amounts.add(line.balance, arriving)) >= 0
        require(within, tecLIMIT_EXCEEDED)
    tokens.direct_send(view, issuer, account, _as_token(arriving))


def _unlock_mpt(
    view: ApplyView,
    amount: MPTAmount,
    sender: Account,
    receiver: AccountRoot,
    locked_rate: Rate,
    *,
    by_receiver: bool,
) -> None:
    account, issuance_id = receiver.account, amount.issuance_id
    is_issuer = account == mptokens.issuer_of(issuance_id)
    keylet = keylets.mptoken(issuance_id, account)
    if by_receiver and not is_issuer and not view.exists(keylet):
        require(view.prior_balance >= accounts.reserve(view, receiver, 1), tecINSUFFICIENT_RESERVE)
        mptokens.create_holding(view, account, issuance_id, view.prior_balance)
    require(is_issuer or view.exists(keylet), tecNO_PERMISSION)
    arriving = amount if is_issuer else _as_token(_after_fee(view, amount, locked_rate))
    if not isinstance(arriving, MPTAmount):
        raise TypeError(f"{arriving!r} came of {amount!r}")
    gross = amount if view.info.rules.enabled(amendments.fixTokenEscrowV1) else arriving
    mptokens.unlock(view, sender, account, gross, gross.value - arriving.value)


def _as_token(amount: Amount) -> IssuedAmount | MPTAmount:
    if isinstance(amount, int):
        raise TypeError(f"{amount} drops where a token was expected")
    return amount


HOLDERS: tuple[type[Entry], ...] = (Escrow, MPTokenIssuance, MPToken)
"""The entries in which value is locked."""


def holding_verdict(entry: Entry) -> tuple[bool, bool | None] | None:
    """Of a token's issuance or holding, whether its numbers are in range, and whether what is locked is
    covered.

    ``None`` for any other entry; the second part is ``None`` where it is not asked for.
    """
    if isinstance(entry, MPTokenIssuance):
        numbers = [entry.outstanding_amount]
        covered = None
        if entry.locked_amount is not None:
            numbers.append(entry.locked_amount)
            covered = entry.locked_amount <= entry.outstanding_amount
        return all(number <= amounts.MAX_MPT for number in numbers), covered
    if isinstance(entry, MPToken):
        return max(entry.mpt_amount, entry.locked_amount or 0) <= amounts.MAX_MPT, None
    return None
