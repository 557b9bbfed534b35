"""LedgerStateFix: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Account, Hash256


class LedgerStateFix(Transaction, code=53, amendment=amendments.fixNFTokenPageLinks):
    """The format of LedgerStateFix."""

    ledger_fix_type: int = required("LedgerFixType")
    owner: Account | None = optional("Owner")
    book_directory: Hash256 | None = optional("BookDirectory")
