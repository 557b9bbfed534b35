"""Laws of reserves: what accounts own is paid for.

Source: View.cpp, the rules of all types (3.1.1); vectors: all families.
"""

from __future__ import annotations

from collections import Counter

from spec import accounts
from spec.entries import AccountRoot, MPToken, RippleState
from spec.laws.frame import Faults, law, show
from spec.laws.ownership import COUNTED, Owner, owner
from spec.laws.steps import TransactionStep
from spec.transactions.offer_create import OfferCreate
from spec.views import Change


@law("reserves-are-kept")
def reserves_are_kept(step: TransactionStep) -> Faults:
    """No account's XRP falls below the reserve for what it owns but by the fee of what it sends.

    An offer that takes the place of another may sell the XRP that was the reserve of that one, before it
    makes a line for what it brings.
    """
    fees = step.view.info.fees
    lines = _lines_made(step) if isinstance(step.tx, OfferCreate) else Counter()
    for change, before, root in step.changed(AccountRoot):
        if before is None or change is Change.ERASED or accounts.is_pseudo(root):
            continue
        left = root.balance + (step.fee if root.account == step.tx.fee_payer else 0)
        new = lines[owner(root.account)] if root.account == step.tx.account else 0
        reserve = fees.account_reserve(min(before.owner_count, root.owner_count - new))
        if left < before.balance and left < reserve:
            yield f"{show(root.account)} has {left} drops left, and its reserve is {reserve}"


def _lines_made(step: TransactionStep) -> Counter[Owner]:
    """How many of the trust lines that came into being each account owns."""
    made: Counter[Owner] = Counter()
    for change, _, after in step.differences:
        if change is Change.INSERTED and isinstance(after, RippleState):
            for who, number in COUNTED[RippleState](after):
                made[who] += number
    return made


@law("what-is-owned-is-paid-for")
def what_is_owned_is_paid_for(step: TransactionStep) -> Faults:
    """Who comes to own more, other than places to hold tokens, has or had the reserve for all it owns."""
    more: Counter[Owner] = Counter()
    for change, before, after in step.differences:
        if type(after) not in COUNTED or isinstance(after, RippleState | MPToken):
            continue
        count = COUNTED[type(after)]
        for sign, entry in ((-1, before), (1, None if change is Change.ERASED else after)):
            for who, number in count(entry) if entry is not None else ():
                more[who] += sign * number
    for change, before, root in step.changed(AccountRoot):
        if change is Change.ERASED or accounts.is_pseudo(root) or more[owner(root.account)] <= 0:
            continue
        had = max(root.balance, before.balance if before is not None else 0)
        reserve = step.view.info.fees.account_reserve(root.owner_count)
        if had < reserve:
            yield f"{show(root.account)} had {had} drops, and its reserve is {reserve} now"
