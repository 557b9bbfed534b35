"""The node's drafts of ledgers: the specification's, with its fast twins where they serve."""

from __future__ import annotations

from impl import quick_metadata, quick_payments
from spec.engine import Mode, Outcome
from spec.ledger import Draft
from spec.metadata import Metadata
from spec.results import Result
from spec.transaction import Transaction
from spec.transactions.payment import Payment
from spec.views import ApplyView


class QuickDraft(Draft):
    """A draft that does quickly what most transactions do, and says quickly what they did."""

    def apply(self, tx: Transaction, mode: Mode) -> Outcome:
        """Put a transaction to this ledger, after ``preflight`` found nothing against it."""
        if isinstance(tx, Payment) and not mode.dry_run:
            outcome = quick_payments.apply(tx, self)
            if outcome is not None:
                return outcome
        return super().apply(tx, mode)

    def describe(self, view: ApplyView, result: Result) -> Metadata:
        """What the transaction that is at work in ``view`` did."""
        if self.info.is_open or not quick_metadata.is_plain(view):
            return super().describe(view, result)
        return quick_metadata.describe(view, result, len(self.transactions))
