"""PaymentChannelFund: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Amount, Hash256


class PaymentChannelFund(Transaction, code=14):
    """The format of PaymentChannelFund."""

    channel: Hash256 = required("Channel")
    amount: Amount = required("Amount")
    expiration: int | None = optional("Expiration")
