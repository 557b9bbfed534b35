"""TrustSet: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional
from spec.transaction import Transaction
from spec.values import Amount


class TrustSet(Transaction, code=20):
    """The format of TrustSet."""

    limit_amount: Amount | None = optional("LimitAmount")
    quality_in: int | None = optional("QualityIn")
    quality_out: int | None = optional("QualityOut")
