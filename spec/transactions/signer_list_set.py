"""SignerListSet: its format; its rules are not written yet."""

from __future__ import annotations

from spec.inner import SignerEntry
from spec.objects import optional, required
from spec.transaction import Transaction


class SignerListSet(Transaction, code=12, delegable=False):
    """The format of SignerListSet."""

    signer_quorum: int = required("SignerQuorum")
    signer_entries: tuple[SignerEntry, ...] | None = optional("SignerEntries")
