"""UNLModify: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import required
from spec.transaction import Transaction


class UNLModify(Transaction, code=102, delegable=False, pseudo=True):
    """The format of UNLModify."""

    unl_modify_disabling: int = required("UNLModifyDisabling")
    ledger_sequence: int = required("LedgerSequence")
    unl_modify_validator: bytes = required("UNLModifyValidator")
