"""SetFee changes the base fee and the reserves to what the validators voted for.

Source: Change.cpp (3.1.1); data: mainnet-trees.
"""

from __future__ import annotations

from spec import amendments, keylets
from spec.entries import FeeSettings
from spec.objects import optional
from spec.results import require, temDISABLED, temINVALID, temMALFORMED
from spec.transaction import Transaction
from spec.values import Drops
from spec.views import ApplyView, ReadView


class SetFee(Transaction, code=101, delegable=False, pseudo=True):
    """The fees: in drops since XRPFees, in units of fees before."""

    ledger_sequence: int | None = optional("LedgerSequence")
    base_fee: int | None = optional("BaseFee")
    reference_fee_units: int | None = optional("ReferenceFeeUnits")
    reserve_base: int | None = optional("ReserveBase")
    reserve_increment: int | None = optional("ReserveIncrement")
    base_fee_drops: Drops | None = optional("BaseFeeDrops")
    reserve_base_drops: Drops | None = optional("ReserveBaseDrops")
    reserve_increment_drops: Drops | None = optional("ReserveIncrementDrops")


_IN_UNITS = ("base_fee", "reference_fee_units", "reserve_base", "reserve_increment")
_IN_DROPS = ("base_fee_drops", "reserve_base_drops", "reserve_increment_drops")


def preclaim(tx: SetFee, view: ReadView) -> None:
    """All the fields of the form in force, and none of the other.

    1. Only consensus makes it, so an open ledger never has one: temINVALID.
    2. All fields of the form in force are there: temMALFORMED.
    3. None of the other form is: temMALFORMED, and before XRPFees temDISABLED.
    """
    require(not view.info.is_open, temINVALID)
    in_drops = view.info.rules.enabled(amendments.XRPFees)
    demanded, refused = (_IN_DROPS, _IN_UNITS) if in_drops else (_IN_UNITS, _IN_DROPS)
    require(all(getattr(tx, name) is not None for name in demanded), temMALFORMED)
    require(all(getattr(tx, name) is None for name in refused), temMALFORMED if in_drops else temDISABLED)


def apply(tx: SetFee, view: ApplyView) -> None:
    """Store the new fees, and drop those in the old form when there are new ones."""
    keylet = keylets.fee_settings()
    entry = view.edit(keylet)
    if entry is None:
        entry = FeeSettings(keylet.key)
        view.insert(entry)
    in_drops = view.info.rules.enabled(amendments.XRPFees)
    for name in _IN_DROPS if in_drops else _IN_UNITS:
        setattr(entry, name, getattr(tx, name))
    for name in _IN_UNITS if in_drops else ():
        setattr(entry, name, None)
