"""CheckCash: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional, required
from spec.transaction import Privilege, Transaction
from spec.values import Amount, Hash256


class CheckCash(Transaction, code=17, privileges=Privilege.MAY_CREATE_MPT):
    """The format of CheckCash."""

    check_id: Hash256 = required("CheckID")
    amount: Amount | None = optional("Amount", mpt=True)
    deliver_min: Amount | None = optional("DeliverMin", mpt=True)
