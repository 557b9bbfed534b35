"""DIDDelete takes the account's decentralised identifier out of the ledger.

Source: DID.cpp (3.1.1); vectors: identity.
"""

from __future__ import annotations

from spec import accounts, directories, keylets
from spec.amendments import DID as DIDAmendment
from spec.entries import DID
from spec.keylets import Keylet
from spec.removal import removes
from spec.results import tecNO_ENTRY
from spec.transaction import Transaction
from spec.views import ApplyView, Layer


class DIDDelete(Transaction, code=50, amendment=DIDAmendment):
    """Nothing more to say: an account has only one."""


def apply(tx: DIDDelete, view: ApplyView) -> None:
    """Take it out, if there is one: tecNO_ENTRY."""
    delete(view, keylets.did(tx.account))


@removes(DID)
def delete(view: Layer, keylet: Keylet[DID]) -> None:
    """Take an identifier out of the ledger. Raises Failure with tecNO_ENTRY or tefBAD_LEDGER."""
    entry = view.need(keylet, tecNO_ENTRY)
    directories.remove_owned(view, entry.account, entry.owner_node, keylet.key, keep_root=True)
    accounts.adjust_owner_count(view, entry.account, -1)
    view.erase(keylet)
