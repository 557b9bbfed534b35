"""The law of bystanders: only who takes part in a transaction can lose by it.

Source: follows from the rules of all types; vectors: all families.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from spec import accounts, keylets
from spec.entries import (
    AMM,
    AccountRoot,
    Check,
    Entry,
    Escrow,
    MPToken,
    NFTokenOffer,
    NFTokenPage,
    Offer,
    PayChannel,
    RippleState,
)
from spec.laws.frame import Faults, law, show
from spec.laws.steps import TransactionStep
from spec.laws.tokens import rounding, units
from spec.values import Account, IssuedAmount
from spec.views import Change


def parties(step: TransactionStep) -> set[Account]:
    """Who takes part: the sender, who agreed beforehand by an entry that the transaction used, as who set a
    rate of exchange on its trust line did, and whoever an issuer may take from."""
    tx: Any = step.tx
    found = {tx.account, tx.fee_payer}
    for _, _, entry in step.differences:
        if isinstance(entry, NFTokenOffer):
            found.add(entry.owner)
        elif isinstance(entry, AMM | Check | Escrow | Offer | PayChannel):
            found.add(entry.account)
        elif isinstance(entry, RippleState):
            if entry.low_quality_in or entry.low_quality_out:
                found.add(entry.low_limit.issuer)
            if entry.high_quality_in or entry.high_quality_out:
                found.add(entry.high_limit.issuer)
    if tx.type_name in {"Clawback", "AMMClawback"}:
        holder = getattr(tx, "holder", None)
        found.add(holder if holder is not None else tx.amount.issuer)
    if tx.type_name == "NFTokenBurn" and tx.owner is not None:
        found.add(tx.owner)
    return found


def possessions(entry: Entry) -> Iterator[tuple[Account, Any, int]]:
    """What an entry says that accounts have."""
    if isinstance(entry, AccountRoot):
        yield entry.account, "XRP", entry.balance
    elif isinstance(entry, RippleState):
        value = units(entry.balance)
        yield entry.low_limit.issuer, entry.balance.currency, value
        yield entry.high_limit.issuer, entry.balance.currency, -value
    elif isinstance(entry, MPToken):
        yield entry.account, entry.mptoken_issuance_id, entry.mpt_amount + (entry.locked_amount or 0)
    elif isinstance(entry, Escrow) and isinstance(entry.amount, IssuedAmount):
        yield entry.amount.issuer, entry.amount.currency, -units(entry.amount)
    elif isinstance(entry, NFTokenPage):
        for token in entry.nftokens:
            yield entry.key[:20], token.nftoken_id, 1


@law("bystanders-lose-nothing", failure_mode=83)
def bystanders_lose_nothing(step: TransactionStep) -> Faults:
    """Nobody has less of anything after a transaction but who sent it, who had offered what it used, and
    whoever an issuer may take from.

    The last digits of a balance may be lost in rounding.
    """
    changes: Counter[tuple[Account, Any]] = Counter()
    for change, before, after in step.differences:
        for entry, sign in ((before, -1), (None if change is Change.ERASED else after, 1)):
            if entry is not None:
                for account, what, value in possessions(entry):
                    changes[account, what] += sign * value
    lost = {key: value for key, value in changes.items() if value < 0}
    if not lost:
        return
    taking_part = parties(step)
    for (account, what), value in lost.items():
        if account in taking_part or _is_pool(step, account):
            continue
        if not isinstance(what, bytes) or -value > rounding(step, what):
            yield f"{show(account)} has {value:+} of {show(what)}"


def _is_pool(step: TransactionStep, account: Account) -> bool:
    """Whether the account is a pool's, which trades with everybody."""
    return accounts.is_pseudo(step.view.base.read(keylets.account(account)))
