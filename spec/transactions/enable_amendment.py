"""EnableAmendment records a majority for an amendment, the loss of one, or that the amendment is now in
force.

Validators put it into the ledger after a flag ledger; nobody sends it.

Source: Change.cpp (3.1.1); data: mainnet-trees.
"""

from __future__ import annotations

from spec import keylets
from spec.entries import Amendments
from spec.flags import tfGotMajority, tfLostMajority
from spec.inner import Majority
from spec.objects import required
from spec.results import require, tefALREADY, temINVALID, temINVALID_FLAG
from spec.transaction import Transaction
from spec.values import Hash256
from spec.views import ApplyView, ReadView


class EnableAmendment(Transaction, code=100, delegable=False, pseudo=True):
    """With tfGotMajority or tfLostMajority it speaks of a majority, without either of the amendment
    itself."""

    ledger_sequence: int = required("LedgerSequence")
    amendment: Hash256 = required("Amendment")


def preclaim(tx: EnableAmendment, view: ReadView) -> None:
    """Only consensus makes it, so an open ledger never has one: temINVALID."""
    require(not view.info.is_open, temINVALID)


def apply(tx: EnableAmendment, view: ApplyView) -> None:
    """Change the list of amendments or of majorities.

    1. The amendment is not in force already: tefALREADY.
    2. It did not both get a majority and lose it: temINVALID_FLAG.
    3. It gets one only if it had none, and loses one only if it had: tefALREADY.
    """
    keylet = keylets.amendments()
    entry = view.edit(keylet)
    if entry is None:
        entry = Amendments(keylet.key)
        view.insert(entry)
    enabled = entry.amendments or ()
    require(tx.amendment not in enabled, tefALREADY)
    got, lost = tx.has_flag(tfGotMajority), tx.has_flag(tfLostMajority)
    require(not (got and lost), temINVALID_FLAG)
    known = entry.majorities or ()
    majorities = tuple(majority for majority in known if majority.amendment != tx.amendment)
    had_majority = len(majorities) < len(known)
    require(not (got and had_majority), tefALREADY)
    require(not lost or had_majority, tefALREADY)
    if got:
        majorities += (Majority(amendment=tx.amendment, close_time=view.info.parent_close_time),)
    elif not lost:
        entry.amendments = (*enabled, tx.amendment)
    entry.majorities = majorities or None
