"""OracleDelete takes an oracle of the account out of the ledger.

Source: DeleteOracle.cpp (3.1.1); vectors: identity.
"""

from __future__ import annotations

from spec import accounts, amendments, directories, keylets
from spec.entries import Oracle
from spec.keylets import Keylet
from spec.objects import required
from spec.removal import removes
from spec.results import require, tecNO_ENTRY
from spec.transaction import Transaction
from spec.transactions.oracle_set import object_count
from spec.views import ApplyView, Layer, ReadView


class OracleDelete(Transaction, code=52, amendment=amendments.PriceOracle):
    """Which of the account's oracles."""

    oracle_document_id: int = required("OracleDocumentID")


def preclaim(tx: OracleDelete, view: ReadView) -> None:
    """It exists: tecNO_ENTRY."""
    require(view.exists(keylets.oracle(tx.account, tx.oracle_document_id)), tecNO_ENTRY)


def apply(tx: OracleDelete, view: ApplyView) -> None:
    """Take it out."""
    delete(view, keylets.oracle(tx.account, tx.oracle_document_id))


@removes(Oracle)
def delete(view: Layer, keylet: Keylet[Oracle]) -> None:
    """Take an oracle out of the ledger. Raises Failure with tecNO_ENTRY or tefBAD_LEDGER."""
    oracle = view.need(keylet, tecNO_ENTRY)
    directories.remove_owned(view, oracle.owner, oracle.owner_node, keylet.key, keep_root=True)
    accounts.adjust_owner_count(view, oracle.owner, -object_count(len(oracle.price_data_series)))
    view.erase(keylet)
