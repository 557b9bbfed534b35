"""What a delegate may be allowed to do: to send a type of transaction, or one thing that a type can do.

Leave to send a type is the number of the type and one; what is finer has numbers above 65536.

Source: permissions.macro, Permissions.cpp (3.1.1), DelegateSet.cpp (3.3.0-b0).
"""

from __future__ import annotations

from spec import accounts, directories
from spec.entries import Delegate
from spec.keylets import Keylet
from spec.removal import removes
from spec.results import tecINTERNAL
from spec.transaction import TRANSACTION_TYPES, Transaction
from spec.views import Layer

GRANULAR: dict[str, tuple[int, str]] = {
    "TrustlineAuthorize": (65537, "TrustSet"),
    "TrustlineFreeze": (65538, "TrustSet"),
    "TrustlineUnfreeze": (65539, "TrustSet"),
    "AccountDomainSet": (65540, "AccountSet"),
    "AccountEmailHashSet": (65541, "AccountSet"),
    "AccountMessageKeySet": (65542, "AccountSet"),
    "AccountTransferRateSet": (65543, "AccountSet"),
    "AccountTickSizeSet": (65544, "AccountSet"),
    "PaymentMint": (65545, "Payment"),
    "PaymentBurn": (65546, "Payment"),
    "MPTokenIssuanceLock": (65547, "MPTokenIssuanceSet"),
    "MPTokenIssuanceUnlock": (65548, "MPTokenIssuanceSet"),
}
"""The finer permissions: the number of each, and the type of transaction that it is a part of."""

IN_PART = frozenset(kind for _, kind in GRANULAR.values())
"""The types of which a delegate may be allowed a part."""

_NAMES = {value: name for name, (value, _) in GRANULAR.items()}


def to_send(kind: type[Transaction]) -> int:
    """The number of the permission to send any transaction of this type."""
    return kind.code + 1


def permission_name(value: int) -> str | None:
    """How JSON calls a permission; None when it is for nothing that exists."""
    if value in _NAMES:
        return _NAMES[value]
    found = TRANSACTION_TYPES.get(value - 1 & 0xFFFF)
    return found.type_name if found else None


def permission_value(name: str) -> int | None:
    """The number of the permission that JSON calls so; None when there is none."""
    if name in GRANULAR:
        return GRANULAR[name][0]
    codes = (code for code, found in TRANSACTION_TYPES.items() if found.type_name == name)
    return next((code + 1 for code in codes), None)


@removes(Delegate)
def delete(view: Layer, keylet: Keylet[Delegate]) -> None:
    """Take from a delegate all that it may do. Raises Failure with tecINTERNAL or tefBAD_LEDGER."""
    entry = view.need(keylet, tecINTERNAL)
    directories.remove_owned(view, entry.account, entry.owner_node, keylet.key, keep_root=False)
    if entry.destination_node is not None:
        directories.remove_owned(view, entry.authorize, entry.destination_node, keylet.key, keep_root=False)
    accounts.adjust_owner_count(view, entry.account, -1)
    view.erase(keylet)
