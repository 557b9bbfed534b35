"""CheckCancel: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import required
from spec.transaction import Transaction
from spec.values import Hash256


class CheckCancel(Transaction, code=18):
    """The format of CheckCancel."""

    check_id: Hash256 = required("CheckID")
