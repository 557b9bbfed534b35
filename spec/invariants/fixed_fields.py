"""The invariant of fields that never change.

Source: InvariantCheck.cpp (3.1.1).
"""

from __future__ import annotations

from spec import amendments
from spec.entries import Entry, Loan, LoanBroker
from spec.invariants.frame import Step, invariant
from spec.views import Change

FIXED: dict[type[Entry], tuple[str, ...]] = {
    LoanBroker: (
        "sequence",
        "owner_node",
        "vault_node",
        "vault_id",
        "account",
        "owner",
        "management_fee_rate",
        "cover_rate_minimum",
        "cover_rate_liquidation",
    ),
    Loan: (
        "owner_node",
        "loan_broker_node",
        "loan_broker_id",
        "borrower",
        "loan_origination_fee",
        "loan_service_fee",
        "late_payment_fee",
        "close_payment_fee",
        "overpayment_fee",
        "interest_rate",
        "late_interest_rate",
        "close_interest_rate",
        "overpayment_interest_rate",
        "start_date",
        "payment_interval",
        "grace_period",
        "loan_scale",
    ),
}
"""What is settled once and for all when an entry is made, besides its type and its key."""


@invariant("NoModifiedUnmodifiableFields", since=(amendments.LendingProtocol,))
def what_is_settled_stays(step: Step) -> bool:
    """An entry keeps its type and its key, and the terms of a loan and of its broker stay as they were
    agreed.

    In force since LendingProtocol.
    """
    return all(
        type(before) is type(after)
        and before.key == after.key
        and all(getattr(before, name) == getattr(after, name) for name in FIXED.get(type(after), ()))
        for change, before, after in step.differences
        if change is Change.MODIFIED and before is not None
    )
