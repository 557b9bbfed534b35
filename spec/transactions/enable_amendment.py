"""EnableAmendment: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import required
from spec.transaction import Transaction
from spec.values import Hash256


class EnableAmendment(Transaction, code=100, delegable=False, pseudo=True):
    """The format of EnableAmendment."""

    ledger_sequence: int = required("LedgerSequence")
    amendment: Hash256 = required("Amendment")
