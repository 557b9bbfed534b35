"""CheckCancel takes an uncashed check out of the ledger.

Its writer or its addressee may do so at any time, anyone once it has expired, so that dead checks do not hold
a reserve for ever.

Source: CancelCheck.cpp (3.1.1); vectors: check.
"""

from __future__ import annotations

from spec import accounts, amendments, directories
from spec.amendments import Rules
from spec.entries import Check
from spec.keylets import Keylet
from spec.objects import required
from spec.results import require, tecNO_ENTRY, tecNO_PERMISSION, temMALFORMED
from spec.transaction import Transaction
from spec.values import Hash256
from spec.views import ApplyView, Layer, ReadView


class CheckCancel(Transaction, code=18):
    """Which check."""

    check_id: Hash256 = required("CheckID")  #: the check to remove


def preflight(tx: CheckCancel, rules: Rules) -> None:
    """Since fixCleanup3_3_0 the check is one that can exist: temMALFORMED."""
    if rules.enabled(amendments.fixCleanup3_3_0):
        require(any(tx.check_id), temMALFORMED)


def preclaim(tx: CheckCancel, view: ReadView) -> None:
    """It exists (tecNO_ENTRY), and is the account's to remove, or has expired (tecNO_PERMISSION)."""
    check = view.need(Keylet(tx.check_id, Check), tecNO_ENTRY)
    concerned = tx.account in (check.account, check.destination)
    require(concerned or accounts.expired(view, check.expiration), tecNO_PERMISSION)


def apply(tx: CheckCancel, view: ApplyView) -> None:
    """Take it out."""
    remove(view, Keylet(tx.check_id, Check))


def remove(view: Layer, keylet: Keylet[Check]) -> None:
    """Take a check from both lists and out of the ledger. Raises Failure with tecNO_ENTRY or
    tefBAD_LEDGER."""
    check = view.need(keylet, tecNO_ENTRY)
    if check.destination != check.account:
        directories.remove_owned(view, check.destination, check.destination_node, keylet.key, keep_root=True)
    directories.remove_owned(view, check.account, check.owner_node, keylet.key, keep_root=True)
    accounts.adjust_owner_count(view, check.account, -1)
    view.erase(keylet)
