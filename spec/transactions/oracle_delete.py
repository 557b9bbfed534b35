"""OracleDelete: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import required
from spec.transaction import Transaction


class OracleDelete(Transaction, code=52, amendment=amendments.PriceOracle):
    """The format of OracleDelete."""

    oracle_document_id: int = required("OracleDocumentID")
