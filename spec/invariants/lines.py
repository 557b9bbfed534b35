"""Invariants of trust lines.

Source: InvariantCheck.cpp (3.1.1), FreezeInvariant.cpp (3.3.0-b0).
"""

from __future__ import annotations

from collections.abc import Iterator

from spec import amendments, amounts, keylets
from spec.entries import AccountRoot, MPToken, RippleState
from spec.flags import (
    lsfAMMNode,
    lsfGlobalFreeze,
    lsfHighDeepFreeze,
    lsfHighFreeze,
    lsfLowDeepFreeze,
    lsfLowFreeze,
)
from spec.invariants.frame import Step, invariant
from spec.transaction import Privilege
from spec.values import XRP_CURRENCY, Account, Currency, IssuedAmount
from spec.views import Change


def _any_or_last(step: Step, faults: Iterator[bool]) -> bool:
    """Whether a fault was found; before fixCleanup3_1_3 only the last line that was looked at counted."""
    found = list(faults)
    return any(found) if step.enabled(amendments.fixCleanup3_1_3) else bool(found) and found[-1]


@invariant("NoXRPTrustLines", RippleState)
def no_lines_of_xrp(step: Step) -> bool:
    """There are no trust lines of XRP."""
    faults = (
        XRP_CURRENCY in (line.low_limit.currency, line.high_limit.currency)
        for _, _, line in step.changed(RippleState)
    )
    return not _any_or_last(step, faults)


@invariant("NoDeepFreezeTrustLinesWithoutFreeze", RippleState)
def deep_freeze_is_a_freeze(step: Step) -> bool:
    """Who deep freezes a line freezes it too."""
    sides = ((lsfLowDeepFreeze, lsfLowFreeze), (lsfHighDeepFreeze, lsfHighFreeze))
    faults = (
        any(line.flags & deep and not line.flags & plain for deep, plain in sides)
        for _, _, line in step.changed(RippleState)
    )
    return not _any_or_last(step, faults)


@invariant("TransfersNotFrozen", RippleState, since=(amendments.DeepFreeze,))
def frozen_tokens_stay(step: Step) -> bool:
    """What is frozen does not move from one holder to another. In force since DeepFreeze."""
    moved: dict[tuple[Account, Currency], list[tuple[RippleState, int]]] = {}
    for change, before, line in step.changed(RippleState):
        way = _way(change, before, line)
        if way == 0:
            continue
        low, high = line.low_limit.issuer, line.high_limit.issuer
        moved.setdefault((high, line.balance.currency), []).append((line, way))
        moved.setdefault((low, line.balance.currency), []).append((line, -way))
    return all(_may_move(step, issuer, lines) for (issuer, _), lines in moved.items())


def _way(change: Change, before: RippleState | None, line: RippleState) -> int:
    """In which way the balance went, from the low account's view: up is 1. A line that went away had
    nothing left."""
    start = before.balance if before is not None else _nothing(line.balance)
    end = _nothing(line.balance) if change is Change.ERASED else line.balance
    return amounts.compare(end, start)


def _nothing(balance: IssuedAmount) -> IssuedAmount:
    return IssuedAmount(0, -100, balance.currency, balance.issuer)


def _may_move(step: Step, issuer: Account, lines: list[tuple[RippleState, int]]) -> bool:
    """Whether the holders of one issuer's token may have moved it between each other as they did."""
    root = step.view.read(keylets.account(issuer)) or _deleted(step, issuer)
    if root is None:
        return False
    ways = {way for _, way in lines}
    if len(ways) == 1:
        return True
    all_frozen = bool(root.flags & lsfGlobalFreeze)
    for line, way in lines:
        is_low = line.low_limit.issuer == issuer
        frozen = way < 0 and line.flags & (lsfLowFreeze if is_low else lsfHighFreeze)
        deep = line.flags & (lsfLowDeepFreeze if is_low else lsfHighDeepFreeze)
        if not (all_frozen or frozen or deep):
            continue
        of_pool = line.flags & lsfAMMNode
        if (of_pool and not all_frozen) or not step.may(Privilege.OVERRIDE_FREEZE):
            return False
    return True


def _deleted(step: Step, account: Account) -> AccountRoot | None:
    return next((root for _, _, root in step.changed(AccountRoot) if root.account == account), None)


@invariant("ValidClawback", RippleState, MPToken, types=("Clawback",))
def clawback_takes_from_one(step: Step) -> bool:
    """Clawback changes one holding, which is not less than nothing afterwards; a failed one changes none."""
    lines = [line for _, before, line in step.changed(RippleState) if before is not None]
    tokens = [token for _, before, token in step.changed(MPToken) if before is not None]
    if not step.succeeded:
        return not lines and not tokens
    if len(lines) > 1 or len(tokens) > 1:
        return False
    for line in lines:
        left = line.balance.mantissa if line.low_limit.issuer != step.tx.account else -line.balance.mantissa
        if step.view.exists(keylets.unchecked(line.key)) and left < 0:
            return False
    return True
