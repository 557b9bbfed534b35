"""LedgerStateFix repairs what a mistake in older rules left in the ledger.

Anyone may send it, for the price of an object's reserve. It mends one thing at a time:

- type 1: the links between the pages of an owner's non-fungible tokens, and a last page that is lost;
- type 2, since fixCleanup3_2_0: the exchange rate that a page of an order book states, where it is not that
  of its key.

Source: LedgerStateFix.cpp (3.1.1, 3.3.0-b0).
"""

from __future__ import annotations

from spec import amendments, keylets, nftokens
from spec.amendments import Rules
from spec.entries import DirectoryNode
from spec.keylets import Keylet
from spec.objects import optional, required
from spec.results import (
    fail,
    require,
    tecFAILED_PROCESSING,
    tecINTERNAL,
    tecNO_PERMISSION,
    tecOBJECT_NOT_FOUND,
    tefINVALID_LEDGER_FIX_TYPE,
    temDISABLED,
    temINVALID,
)
from spec.transaction import Transaction
from spec.values import Account, Drops, Hash256
from spec.views import ApplyView, ReadView

NFTOKEN_PAGE_LINKS = 1
BOOK_EXCHANGE_RATE = 2


class LedgerStateFix(Transaction, code=53, amendment=amendments.fixNFTokenPageLinks):
    """What to repair, and where: one place, of the kind that the repair is for."""

    ledger_fix_type: int = required("LedgerFixType")
    owner: Account | None = optional("Owner")  #: whose tokens
    book_directory: Hash256 | None = optional("BookDirectory")  #: the first page of a quality


def base_fee(tx: LedgerStateFix, view: ReadView) -> Drops:
    """As much as the reserve of an object."""
    return view.info.fees.increment


def preflight(tx: LedgerStateFix, rules: Rules) -> None:
    """A repair that there is, and the one place that it needs.

    1. Type 2 exists since fixCleanup3_2_0 (temDISABLED), and there are no others
       (tefINVALID_LEDGER_FIX_TYPE).
    2. Its own place is named and the other's is not: temINVALID.
    """
    if tx.ledger_fix_type == NFTOKEN_PAGE_LINKS:
        needed, other = tx.owner, tx.book_directory
    elif tx.ledger_fix_type == BOOK_EXCHANGE_RATE:
        require(rules.enabled(amendments.fixCleanup3_2_0), temDISABLED)
        needed, other = tx.book_directory, tx.owner
    else:
        fail(tefINVALID_LEDGER_FIX_TYPE)
    require(needed is not None and other is None, temINVALID)


def _directory(tx: LedgerStateFix) -> Keylet[DirectoryNode]:
    return Keylet(tx.book_directory or b"", DirectoryNode)


def preclaim(tx: LedgerStateFix, view: ReadView) -> None:
    """The place is there (tecOBJECT_NOT_FOUND). A rate can be repaired where there is one and it is wrong
    (tecNO_PERMISSION)."""
    if tx.owner is not None:
        require(view.exists(keylets.account(tx.owner)), tecOBJECT_NOT_FOUND)
        return
    directory = view.need(_directory(tx), tecOBJECT_NOT_FOUND)
    require(directory.exchange_rate is not None, tecNO_PERMISSION)
    require(directory.exchange_rate != keylets.quality_of(directory.key), tecNO_PERMISSION)


def apply(tx: LedgerStateFix, view: ApplyView) -> None:
    """Repair it; a walk over pages that finds nothing wrong has failed: tecFAILED_PROCESSING."""
    if tx.owner is not None:
        require(nftokens.repair_links(view, tx.owner), tecFAILED_PROCESSING)
        return
    directory = view.edit_needed(_directory(tx), tecINTERNAL)
    directory.exchange_rate = keylets.quality_of(directory.key)
