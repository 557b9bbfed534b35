"""DIDSet says where the document of the account's decentralised identifier is, or what it says.

An account has one identifier. Each of its three parts is set when it is given, and taken away when it is
given empty; something has to remain.

Source: DID.cpp (3.1.1); vectors: identity.
"""

from __future__ import annotations

from spec import accounts, amendments, directories, keylets
from spec.amendments import DID as DIDAmendment
from spec.amendments import Rules
from spec.entries import DID
from spec.objects import optional
from spec.results import (
    require,
    tecEMPTY_DID,
    tecINSUFFICIENT_RESERVE,
    tefINTERNAL,
    temEMPTY_DID,
    temMALFORMED,
)
from spec.transaction import Transaction
from spec.views import ApplyView

MAX_LENGTH = 256
"""Bytes of each part."""
_PARTS = ("uri", "did_document", "data")


class DIDSet(Transaction, code=49, amendment=DIDAmendment):
    """The parts to set; an empty one is taken away."""

    did_document: bytes | None = optional("DIDDocument")
    uri: bytes | None = optional("URI")
    data: bytes | None = optional("Data")


def preflight(tx: DIDSet, rules: Rules) -> None:
    """Something is given, not everything is taken away, and nothing is too long.

    1. At least one part is given, and if all three are, not all of them empty: temEMPTY_DID.
    2. None has more than 256 bytes: temMALFORMED.
    """
    given = [value for part in _PARTS if (value := getattr(tx, part)) is not None]
    require(given, temEMPTY_DID)
    require(len(given) < len(_PARTS) or any(given), temEMPTY_DID)
    require(all(len(value) <= MAX_LENGTH for value in given), temMALFORMED)


def apply(tx: DIDSet, view: ApplyView) -> None:
    """Change the identifier, or make it.

    1. Something remains: tecEMPTY_DID. Before fixEmptyDID a new one could be empty.
    2. To make it, the account has enough for the reserve of one more object after the fee:
       tecINSUFFICIENT_RESERVE.
    """
    keylet = keylets.did(tx.account)
    entry = view.edit(keylet)
    is_new = entry is None
    if entry is None:
        entry = DID(keylet.key, account=tx.account)
    for part in _PARTS:
        value = getattr(tx, part)
        if value is not None:
            setattr(entry, part, value or None)
    empty = all(getattr(entry, part) is None for part in _PARTS)
    if not is_new:
        require(not empty, tecEMPTY_DID)
        return
    if view.info.rules.enabled(amendments.fixEmptyDID):
        require(not empty, tecEMPTY_DID)
    root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    require(root.balance >= accounts.reserve(view, root, 1), tecINSUFFICIENT_RESERVE)
    entry.owner_node = directories.add_owned(view, tx.account, keylet.key)
    view.insert(entry)
    accounts.adjust_owner_count(view, tx.account, 1)
