"""Which accounts a transaction concerns: those whose entries it touched, and those that it names.

Source: TxMeta.cpp (getAffectedAccounts), STTx.cpp (getMentionedAccounts) (3.1.1).
"""

from __future__ import annotations

from typing import Any

from spec.fields import BY_ATTRIBUTE
from spec.objects import FreeForm, Record
from spec.transaction import Transaction
from spec.types import ACCOUNT, AMOUNT
from spec.values import ACCOUNT_ZERO, Account, Amount, IssuedAmount, MPTAmount

_ACCOUNTS = frozenset(name for name, field in BY_ATTRIBUTE.items() if field.type is ACCOUNT)
_AMOUNTS = frozenset({"low_limit", "high_limit", "taker_pays", "taker_gets"})
_ISSUANCE_SEQUENCE_SIZE = 4


def issuer_of(amount: Amount) -> Account:
    """Who issues what the amount is of; the zero account for XRP."""
    if isinstance(amount, IssuedAmount):
        return amount.issuer
    return amount.issuance_id[_ISSUANCE_SEQUENCE_SIZE:] if isinstance(amount, MPTAmount) else ACCOUNT_ZERO


def affected_accounts(metadata: FreeForm) -> set[Account]:
    """The accounts in the entries that metadata show: owners, holders and issuers."""
    found: set[Account] = set()
    for element in metadata.__dict__.get("affected_nodes", ()):
        node: dict[str, Any] = element.record.__dict__
        fields: Record | None = node.get(
            "new_fields" if element.field.name == "CreatedNode" else "final_fields"
        )
        if fields is not None:
            _collect(fields.__dict__, found)
    found.discard(ACCOUNT_ZERO)
    return found


def _collect(fields: dict[str, Any], found: set[Account]) -> None:
    for attribute, value in fields.items():
        if attribute in _ACCOUNTS:
            if value:
                found.add(value)
        elif attribute in _AMOUNTS:
            found.add(issuer_of(value))
        elif attribute == "mptoken_issuance_id":
            found.add(value[_ISSUANCE_SEQUENCE_SIZE:])


def mentioned_accounts(tx: Transaction) -> set[Account]:
    """The accounts that a transaction names, as accounts or as issuers of its amounts."""
    found: set[Account] = set()
    for field, value in tx.present():
        if field.type is ACCOUNT and value:
            found.add(value)
        elif field.type is AMOUNT and not isinstance(value, int):
            found.add(issuer_of(value))
    return found
