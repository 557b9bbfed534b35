"""DIDSet: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import optional
from spec.transaction import Transaction


class DIDSet(Transaction, code=49, amendment=amendments.DID):
    """The format of DIDSet."""

    did_document: bytes | None = optional("DIDDocument")
    uri: bytes | None = optional("URI")
    data: bytes | None = optional("Data")
