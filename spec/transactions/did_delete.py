"""DIDDelete: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.transaction import Transaction


class DIDDelete(Transaction, code=50, amendment=amendments.DID):
    """The format of DIDDelete."""
