"""SetFee: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional
from spec.transaction import Transaction
from spec.values import Drops


class SetFee(Transaction, code=101, delegable=False, pseudo=True):
    """The format of SetFee."""

    ledger_sequence: int | None = optional("LedgerSequence")
    base_fee: int | None = optional("BaseFee")
    reference_fee_units: int | None = optional("ReferenceFeeUnits")
    reserve_base: int | None = optional("ReserveBase")
    reserve_increment: int | None = optional("ReserveIncrement")
    base_fee_drops: Drops | None = optional("BaseFeeDrops")
    reserve_base_drops: Drops | None = optional("ReserveBaseDrops")
    reserve_increment_drops: Drops | None = optional("ReserveIncrementDrops")
