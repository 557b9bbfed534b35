"""Two sides, told apart: the places in which two JSON values differ, with what is encoded in them decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from spec import header
from spec.entries import decode_entry
from spec.header import LedgerHeader
from spec.json_format import metadata_to_json, to_json
from spec.lengths import DecodeError
from spec.objects import decode_free_form
from spec.transaction import decode_transaction

Json = dict[str, Any]

ABSENT = "(nothing)"
"""Shown where one side has no such member."""
UNSIZED_KEY = bytes(32)
"""For an entry whose key is not known; it is not part of its bytes."""


class Place(Struct, frozen=True):
    """One place in which the sides differ."""

    path: str
    """The way to it, through members and items."""
    recorded: Any
    found: Any


def transaction(blob: bytes) -> Json:
    """A serialised transaction, decoded; where it cannot be, its bytes and the reason."""
    try:
        tx = decode_transaction(blob, canonical=False)
    except DecodeError as error:
        return {"blob": blob.hex().upper(), "error": str(error)}
    return {**to_json(tx), "hash": tx.id.hex().upper()}


def metadata(blob: bytes) -> Json:
    """Metadata, decoded; where they cannot be, their bytes and the reason."""
    try:
        return metadata_to_json(decode_free_form(blob))
    except DecodeError as error:
        return {"blob": blob.hex().upper(), "error": str(error)}


def entry(key: bytes, data: bytes) -> Json:
    """A ledger entry, decoded; where it cannot be, its bytes and the reason."""
    try:
        return to_json(decode_entry(key, data))
    except DecodeError as error:
        return {"data": data.hex().upper(), "error": str(error)}


def ledger_header(found: LedgerHeader) -> Json:
    """A header's members."""
    return {
        name: value.hex().upper() if isinstance(value, bytes) else value
        for name in found.__struct_fields__
        for value in (getattr(found, name),)
    }


_DECODERS: dict[str, Callable[[bytes], Json]] = {
    "tx_blob": transaction,
    "tx": transaction,
    "meta": metadata,
    "meta_blob": metadata,
    "data": lambda data: entry(UNSIZED_KEY, data),
    "node_binary": lambda data: entry(UNSIZED_KEY, data),
    "ledger_data": lambda data: ledger_header(header.parse(data)),
}
"""What stands in members of the API's answers that are bytes, by the member's name."""


def places(recorded: Any, found: Any, path: str = "") -> Iterator[Place]:
    """Each place in which two values differ. Bytes whose meaning is known are compared by their meaning."""
    if isinstance(recorded, dict) and isinstance(found, dict):
        for name in sorted(recorded.keys() | found.keys()):
            one, other = recorded.get(name, ABSENT), found.get(name, ABSENT)
            yield from places(one, other, f"{path}.{name}" if path else name)
    elif isinstance(recorded, list) and isinstance(found, list):
        for index in range(max(len(recorded), len(found))):
            one = recorded[index] if index < len(recorded) else ABSENT
            other = found[index] if index < len(found) else ABSENT
            yield from places(one, other, f"{path}[{index}]")
    elif recorded != found or type(recorded) is not type(found):
        inside = _meanings(path.rpartition(".")[2], recorded, found)
        yield from inside or [Place(path, recorded, found)]


def _meanings(name: str, recorded: Any, found: Any) -> list[Place]:
    """The places in which the decoded bytes of a member differ; none where they cannot be decoded."""
    decode = _DECODERS.get(name)
    if decode is None or not isinstance(recorded, str) or not isinstance(found, str):
        return []
    try:
        one, other = decode(bytes.fromhex(recorded)), decode(bytes.fromhex(found))
    except ValueError:
        return []
    return list(places(one, other, f"{name} decoded"))
