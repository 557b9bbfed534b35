"""The types of ledger entry, as filters name them.

Source: RPCHelpers.cpp (chooseLedgerEntryType), ledger_entries.macro (3.1.1).
"""

from __future__ import annotations

from impl.edge import errors
from impl.edge.service import Request
from spec.entries import (
    ENTRY_TYPES,
    Amendments,
    DirectoryNode,
    Entry,
    FeeSettings,
    LedgerHashes,
    NegativeUNL,
)

BY_RPC_NAME: dict[str, type[Entry]] = {each.rpc_name: each for each in ENTRY_TYPES.values()}
_BY_NAME: dict[str, type[Entry]] = {each.__name__.lower(): each for each in ENTRY_TYPES.values()}

UNOWNED = (Amendments, DirectoryNode, FeeSettings, LedgerHashes, NegativeUNL)
"""Types of which no account owns an entry."""


def choose(request: Request) -> type[Entry] | None:
    """The type that the parameter ``type`` names: by its canonical name in any case, or by its short name.

    None where the parameter is absent. Raises Refusal.
    """
    if "type" not in request:
        return None
    name = request.get("type")
    if not isinstance(name, str):
        raise errors.invalid_field("type", "string")
    found = _BY_NAME.get(name.lower()) or BY_RPC_NAME.get(name)
    if found is None:
        raise errors.invalid_field("type")
    return found
