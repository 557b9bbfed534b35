"""Trying a payment without making it.

Source: RippleCalc.cpp, PathfinderUtils.h (3.1.1).
"""

from __future__ import annotations

from msgspec import Struct

from spec.amounts import signum
from spec.flow.flow import FlowResult, flow
from spec.flow.sandbox import EstimateSandbox
from spec.flow.strand import Request
from spec.results import Failure
from spec.rounding import MAX_ISSUED_EXPONENT, MAX_MANTISSA
from spec.values import XRP, Account, Amount, Hash256, Issue, IssuedAmount, PathSet, asset_of

ALL_XRP = 100_000_000_000 * 1_000_000
"""All drops that there have ever been."""


class Payment(Struct, frozen=True):
    """What stays the same in all that is tried for one source asset."""

    source: Account
    destination: Account
    spend: Amount
    """What may be spent; a negative amount stands for any."""
    domain: Hash256 | None = None


def issue_of(amount: Amount) -> Issue:
    """What an amount that flows is of."""
    asset = asset_of(amount)
    assert isinstance(asset, Issue)
    return asset


def largest(issue: Issue) -> Amount:
    """The largest amount of an asset."""
    if issue == XRP:
        return ALL_XRP
    return IssuedAmount(MAX_MANTISSA, MAX_ISSUED_EXPONENT, issue.currency, issue.issuer)


def any_amount(issue: Issue) -> Amount:
    """The amount that stands for as much as it takes: minus one."""
    return -1 if issue == XRP else IssuedAmount(-(10**15), -15, issue.currency, issue.issuer)


def attempt(
    sandbox: EstimateSandbox,
    payment: Payment,
    deliver: Amount,
    paths: PathSet,
    *,
    default_path: bool = True,
    partial: bool = False,
) -> FlowResult | None:
    """What a payment would come to, whose effects stay in the sandbox; None where it comes to nothing that
    can be computed."""
    request = Request(
        source=payment.source,
        destination=payment.destination,
        deliver=deliver,
        send_max=_send_max(payment, deliver),
        paths=paths,
        default_path=default_path,
        partial=partial,
        domain=payment.domain,
    )
    try:
        return flow(sandbox, request)
    except (ArithmeticError, Failure, ValueError):
        return None


def _send_max(payment: Payment, deliver: Amount) -> Amount | None:
    spent = issue_of(payment.spend)
    if signum(payment.spend) >= 0:
        return payment.spend
    if spent.currency == issue_of(deliver).currency and spent.issuer == payment.source:
        return None
    return largest(spent)
