"""Recorded vectors: what a real server did, read from files.

A file is gzip'd JSON and stands on its own: the ledger that it starts from with its whole state, each
following ledger with its transactions in the order of execution, what was refused, and the state at the end.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from spec.entries import Entry, decode_entry
from spec.header import LedgerHeader
from spec.lengths import DecodeError
from spec.values import Hash256

INVALID = "invalidTransaction"
"""The result of what was refused before the engine saw it."""


CARRIED = Path(__file__).parent / "vectors"
"""The vectors that the repository carries."""
SHARED = Path(os.environ.get("CANON_SHARED", CARRIED.parent.parent.parent / "shared"))
"""The folder with the whole recorded set, beside the checkout; ``CANON_SHARED`` names another place."""


class VectorError(ValueError):
    """A file is not a vector; the message names the file and what is wrong with it."""


class RecordedTransaction(Struct, frozen=True):
    """A transaction that reached a ledger."""

    blob: bytes
    metadata: bytes
    result: str
    preliminary: str
    """What the server said when it was submitted."""


class RecordedLedger(Struct, frozen=True):
    """A closed ledger."""

    header: LedgerHeader
    hash: Hash256
    transactions: tuple[RecordedTransaction, ...]
    """In the order of execution."""


class Refusal(Struct, frozen=True):
    """A submission that never reached a ledger."""

    blob: bytes
    result: str


class Vector(Struct, frozen=True):
    """One recorded scenario."""

    name: str
    family: str
    parent: RecordedLedger
    state: dict[Hash256, bytes]
    ledgers: tuple[RecordedLedger, ...]
    refused: tuple[Refusal, ...]
    """In the order in which they were submitted."""
    final_state: dict[Hash256, bytes]
    server: str = ""
    """The version of the server that was recorded."""
    network_id: int = 0

    def entries(self) -> list[Entry]:
        """The entries of the state that the scenario starts from."""
        return [decode_entry(key, data) for key, data in self.state.items()]


def _header(data: dict[str, Any]) -> LedgerHeader:
    return LedgerHeader(
        sequence=data["ledger_index"],
        drops=int(data["total_coins"]),
        parent_hash=bytes.fromhex(data["parent_hash"]),
        transaction_hash=bytes.fromhex(data["transaction_hash"]),
        account_hash=bytes.fromhex(data["account_hash"]),
        parent_close_time=data["parent_close_time"],
        close_time=data["close_time"],
        close_time_resolution=data["close_time_resolution"],
        close_flags=data["close_flags"],
    )


def _ledger(data: dict[str, Any]) -> RecordedLedger:
    transactions = tuple(
        RecordedTransaction(
            bytes.fromhex(one["blob"]), bytes.fromhex(one["meta"]), one["result"], one["preliminary"]
        )
        for one in data.get("transactions", ())
    )
    return RecordedLedger(_header(data), bytes.fromhex(data["ledger_hash"]), transactions)


def _state(pairs: list[list[str]]) -> dict[Hash256, bytes]:
    return {bytes.fromhex(key): bytes.fromhex(data) for key, data in pairs}


def name_of(path: Path) -> str:
    """What a vector is called: its file's name without what says how it is written."""
    return path.name.removesuffix(".gz").removesuffix(".json")


def load(path: Path) -> Vector:
    """The vector in a file.

    Raises:
        VectorError: the file cannot be read, or is no vector.

    """
    try:
        raw = path.read_bytes()
        data = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
        return Vector(
            name=name_of(path),
            family=data["family"],
            parent=_ledger(data["parent"]),
            state=_state(data["state"]),
            ledgers=tuple(_ledger(one) for one in data["ledgers"]),
            refused=tuple(Refusal(bytes.fromhex(one["blob"]), one["result"]) for one in data["refused"]),
            final_state=_state(data["final_state"]),
            server=str(data["server"]),
            network_id=data.get("network_id", 0),
        )
    except (OSError, EOFError, KeyError, TypeError, ValueError, DecodeError) as error:
        raise VectorError(f"{path} is not a recorded vector: {type(error).__name__}: {error}") from error


def save(path: Path, vector: Vector, **more: Any) -> None:
    """Write a vector in the recorded format, the same bytes for the same vector; ``more`` are other members.

    Raises OSError.
    """
    data: dict[str, Any] = {
        "family": vector.family,
        "server": vector.server,
        "parent": _plain_header(vector.parent),
        "state": _plain_state(vector.state),
        "ledgers": [plain_ledger(one) for one in vector.ledgers],
        "refused": [{"blob": _hex(one.blob), "result": one.result} for one in vector.refused],
        "final_state": _plain_state(vector.final_state),
    }
    if vector.network_id:
        data["network_id"] = vector.network_id
    text = json.dumps(data | more, separators=(",", ":")).encode()
    path.write_bytes(gzip.compress(text, mtime=0))


def plain_ledger(recorded: RecordedLedger) -> dict[str, Any]:
    """A closed ledger as a vector has it."""
    transactions = [
        {
            "blob": _hex(one.blob),
            "meta": _hex(one.metadata),
            "result": one.result,
            "preliminary": one.preliminary,
        }
        for one in recorded.transactions
    ]
    return {**_plain_header(recorded), "transactions": transactions}


def _plain_header(recorded: RecordedLedger) -> dict[str, Any]:
    header = recorded.header
    return {
        "ledger_index": header.sequence,
        "ledger_hash": _hex(recorded.hash),
        "total_coins": str(header.drops),
        "parent_hash": _hex(header.parent_hash),
        "transaction_hash": _hex(header.transaction_hash),
        "account_hash": _hex(header.account_hash),
        "parent_close_time": header.parent_close_time,
        "close_time": header.close_time,
        "close_time_resolution": header.close_time_resolution,
        "close_flags": header.close_flags,
    }


def _plain_state(state: dict[Hash256, bytes]) -> list[list[str]]:
    return [[_hex(key), _hex(data)] for key, data in sorted(state.items())]


def _hex(data: bytes) -> str:
    return data.hex().upper()


def find(paths: Iterator[Path] | list[Path]) -> list[Path]:
    """The vector files that the paths name: each file itself, and the files directly in each folder.

    Raises:
        VectorError: a path does not exist, or a folder has no vectors.

    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.glob("*.json.gz"))
            if not inside:
                raise VectorError(f"{path} has no vectors in it: expected files named *.json.gz")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise VectorError(f"{path} does not exist")
    return found


def recorded_set(*folders: str) -> list[Path]:
    """These folders of the whole recorded set.

    Raises:
        VectorError: it is not at hand.

    """
    whole = SHARED / "vectors"
    if not whole.is_dir():
        raise VectorError(f"{whole} is not there: name vectors, or say with CANON_SHARED where the set is")
    return [whole / folder for folder in folders]
