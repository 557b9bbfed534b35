"""Clawback: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Account, Amount


class Clawback(Transaction, code=30):
    """The format of Clawback."""

    amount: Amount = required("Amount", mpt=True)
    holder: Account | None = optional("Holder")
