"""The definitions that a server hands to its clients, so that they can read and write what is serialised.

They are made from the declarations of fields, types and results. A client that names the hash of the
definitions that it has is told only that they are still the same.

The order of fields means nothing; here they ascend by type and number.

Source: ServerInfo.cpp, SField.cpp (3.1.1).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

import spec.transactions  # noqa: F401  all types must be known
from spec import types
from spec.entries import ENTRY_TYPES
from spec.fields import FIELDS, Field
from spec.hashing import sha512_half
from spec.results import RESULTS
from spec.transaction import TRANSACTION_TYPES

_MORE_TYPES = {
    "Done": -1,
    "Unknown": -2,
    "NotPresent": 0,
    "UInt96": 20,
    "Hash384": 22,
    "Hash512": 23,
    "Int64": 11,
    "Transaction": 10001,
    "LedgerEntry": 10002,
    "Validation": 10003,
    "Metadata": 10004,
}
"""Types that no field has, or that stand for something else."""
_WITH_LENGTH = frozenset({types.BLOB, types.ACCOUNT, types.VECTOR256})


def _described(number: int, type_name: str, *, serialised: bool = False) -> dict[str, Any]:
    return {
        "nth": number,
        "isVLEncoded": False,
        "isSerialized": serialised,
        "isSigningField": serialised,
        "type": type_name,
    }


_MORE_FIELDS = {
    "Generic": _described(0, "Unknown"),
    "Invalid": _described(-1, "Unknown"),
    "ObjectEndMarker": _described(1, "STObject", serialised=True),
    "ArrayEndMarker": _described(1, "STArray", serialised=True),
    "taker_gets_funded": _described(258, "Amount"),
    "taker_pays_funded": _described(259, "Amount"),
    "hash": _described(257, "Hash256"),
    "index": _described(258, "Hash256"),
    "Transaction": _described(257, "Transaction"),
    "LedgerEntry": _described(257, "LedgerEntry"),
    "Validation": _described(257, "Validation"),
    "Metadata": _described(257, "Metadata"),
}
"""Names that stand in JSON or end something, and are no fields of a record."""


def _field(field: Field) -> dict[str, Any]:
    return {
        "nth": field.code,
        "isVLEncoded": field.type in _WITH_LENGTH,
        "isSerialized": True,
        "isSigningField": field.signing,
        "type": field.type.name,
    }


@cache
def definitions() -> dict[str, Any]:
    """What the API's method ``server_definitions`` answers, its hash included; not to be changed."""
    fields = sorted(FIELDS.values(), key=lambda field: field.sort_key)
    answer: dict[str, Any] = {
        "TYPES": _MORE_TYPES | {field.type.name: field.type.code for field in fields},
        "LEDGER_ENTRY_TYPES": {"Invalid": -1} | {found.__name__: code for code, found in ENTRY_TYPES.items()},
        "FIELDS": [list(item) for item in _MORE_FIELDS.items()]
        + [[field.name, _field(field)] for field in fields],
        "TRANSACTION_RESULTS": {name: result.code for name, result in RESULTS.items()},
        "TRANSACTION_TYPES": {"Invalid": -1}
        | {found.type_name: code for code, found in TRANSACTION_TYPES.items()},
    }
    digest = sha512_half(msgspec.json.encode(answer, order="sorted"))
    return answer | {"hash": digest.hex().upper()}
