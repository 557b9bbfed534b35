"""OracleSet: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.inner import PriceData
from spec.objects import optional, required
from spec.transaction import Transaction


class OracleSet(Transaction, code=51, amendment=amendments.PriceOracle):
    """The format of OracleSet."""

    oracle_document_id: int = required("OracleDocumentID")
    provider: bytes | None = optional("Provider")
    uri: bytes | None = optional("URI")
    asset_class: bytes | None = optional("AssetClass")
    last_update_time: int = required("LastUpdateTime")
    price_data_series: tuple[PriceData, ...] = required("PriceDataSeries")
