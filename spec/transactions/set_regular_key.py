"""SetRegularKey: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional
from spec.transaction import Transaction
from spec.values import Account


class SetRegularKey(Transaction, code=5, delegable=False):
    """The format of SetRegularKey."""

    regular_key: Account | None = optional("RegularKey")
