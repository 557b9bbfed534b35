"""The node store: where trees and headers stay, each node under its hash.

What is stored under a hash never changes, and hashes to it, so every read is checked by hashing what was
read: a flipped bit is an error with a name and never a wrong answer. A ledger is saved in one synced batch,
together with the record that points to it: after a crash the pointer leads to a whole ledger, the new one
or the one before.

The disk comes in by a port. LevelDB is the one for production; a dictionary stands for it in tests and
simulations.

The store never repairs itself. When a write fails, the disk being full for instance, it refuses every
further write until it is opened again; what was acknowledged before is still there. A repair while there is
still no space loses acknowledged writes, so it is left to the operator.
"""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from os import PathLike, fspath
from types import TracebackType
from typing import Protocol, Self

import plyvel
from msgspec import Struct

from spec.hashing import sha512_half
from spec.header import LedgerHeader
from spec.header import from_stored as header_from_stored
from spec.header import stored as stored_header
from spec.lengths import DecodeError
from spec.values import Hash256

FORMAT = b"1"
"""The way in which nodes and records are laid out; a store of another format is not opened."""

_NODE = b"n"
_RECORD = b"r"
_SEAL_SIZE = 8
_FORMAT_RECORD = b"format"
_LAST_CLOSED_RECORD = b"last-closed"
_CACHE_BYTES = 64 << 20
_WRITE_BUFFER_BYTES = 16 << 20
_BLOOM_BITS = 10


# ---------------------------------------------------------------------------------------- what can go wrong


class NodeStoreError(Exception):
    """The store cannot do what was asked. The message says what, where, and what was expected."""


class StoreUnavailable(NodeStoreError):
    """The store cannot be opened: held by another process, not readable, or of another format."""


class StoreClosed(NodeStoreError):
    """The store was used after it was closed."""


class MissingNode(NodeStoreError):
    """No node with this hash is stored."""


class CorruptNode(NodeStoreError):
    """What is stored under a hash or a name is damaged."""


class ReadFailed(NodeStoreError):
    """The disk refused to read."""


class WriteFailed(NodeStoreError):
    """The disk refused to write, now or earlier: nothing more is written until the store is opened again."""


# ------------------------------------------------------------------------------------------------- the port


class DiskDamaged(Exception):
    """The disk knows that what it read is not what was written."""


class Disk(Protocol):
    """What the store needs of a disk. Every method may raise OSError."""

    def get(self, key: bytes) -> bytes | None:
        """What is under the key. Raises DiskDamaged when it notices damage; need not notice."""

    def write(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        """Writes all pairs or none, and returns once they would survive a loss of power."""

    def items(self) -> Iterator[tuple[bytes, bytes]]:
        """Everything, in the order of the keys."""

    def between(self, first: bytes, last: bytes, reverse: bool) -> Iterator[tuple[bytes, bytes]]:
        """What is under the keys from ``first`` to ``last``, both included, in their order or against it."""

    def close(self) -> None:
        """Lets go of the files."""


class LevelDBDisk:
    """A LevelDB database, which belongs to one process."""

    def __init__(self, path: str | PathLike[str]) -> None:
        try:
            self._db = plyvel.DB(
                fspath(path),
                create_if_missing=True,
                paranoid_checks=True,
                lru_cache_size=_CACHE_BYTES,
                write_buffer_size=_WRITE_BUFFER_BYTES,
                bloom_filter_bits=_BLOOM_BITS,
            )
        except plyvel.CorruptionError as reason:
            raise DiskDamaged(_words(reason)) from None
        except plyvel.Error as reason:
            raise OSError(_words(reason)) from None

    def get(self, key: bytes) -> bytes | None:
        """What is under the key. The checksums are for keys: a damaged one would look missing."""
        try:
            found: bytes | None = self._db.get(key, verify_checksums=True)
        except plyvel.CorruptionError as reason:
            raise DiskDamaged(_words(reason)) from None
        except plyvel.Error as reason:
            raise OSError(_words(reason)) from None
        return found

    def write(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        """Writes all pairs in one synced batch."""
        try:
            with self._db.write_batch(transaction=True, sync=True) as batch:
                for key, value in pairs:
                    batch.put(key, value)
        except plyvel.Error as reason:
            raise OSError(_words(reason)) from None

    def items(self) -> Iterator[tuple[bytes, bytes]]:
        """Everything, checked against LevelDB's own checksums."""
        try:
            yield from self._db.iterator(verify_checksums=True, fill_cache=False)
        except plyvel.CorruptionError as reason:
            raise DiskDamaged(_words(reason)) from None
        except plyvel.Error as reason:
            raise OSError(_words(reason)) from None

    def between(self, first: bytes, last: bytes, reverse: bool) -> Iterator[tuple[bytes, bytes]]:
        """What is under the keys from ``first`` to ``last``, both included, in their order or against it."""
        try:
            yield from self._db.iterator(start=first, stop=last, include_stop=True, reverse=reverse)
        except plyvel.CorruptionError as reason:
            raise DiskDamaged(_words(reason)) from None
        except plyvel.Error as reason:
            raise OSError(_words(reason)) from None

    def close(self) -> None:
        """Lets go of the files. No other call may be under way: that would end the process."""
        self._db.close()


class MemoryDisk:
    """A disk that is a dictionary. What it holds outlives ``close``, as on a real disk."""

    def __init__(self, capacity: int | None = None) -> None:
        self.data: dict[bytes, bytes] = {}
        self.capacity = capacity
        """How many bytes fit; without limit when None."""

    def get(self, key: bytes) -> bytes | None:
        """What is under the key."""
        return self.data.get(key)

    def write(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        """Writes all pairs, or none when they do not fit."""
        after = self.data | dict(pairs)
        if self.capacity is not None and sum(len(key) + len(after[key]) for key in after) > self.capacity:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.data = after

    def items(self) -> Iterator[tuple[bytes, bytes]]:
        """Everything, in the order of the keys."""
        return iter(sorted(self.data.items()))

    def between(self, first: bytes, last: bytes, reverse: bool) -> Iterator[tuple[bytes, bytes]]:
        """What is under the keys from ``first`` to ``last``, both included, in their order or against it."""
        found = sorted(item for item in self.data.items() if first <= item[0] <= last)
        return reversed(found) if reverse else iter(found)

    def close(self) -> None:
        """Nothing to let go of."""


def _words(reason: Exception) -> str:
    """What LevelDB says, which arrives as bytes."""
    said = reason.args[0] if reason.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)


# ------------------------------------------------------------------------------------------------ the store


class LastClosed(Struct, frozen=True):
    """Which ledger was saved last."""

    sequence: int
    ledger_hash: Hash256


class NodeStore:
    """Nodes under their hashes, and a few named records.

    Calls from several threads wait for each other, so that none is under way when the store is closed.
    """

    def __init__(self, open_disk: Callable[[], Disk], place: str = "memory") -> None:
        """Opens the store.

        Args:
            open_disk: opens the disk; called again by ``reopen``.
            place: where the disk is, for messages.

        Raises:
            StoreUnavailable: it cannot be opened, or is not a store of this format.
            CorruptNode: the disk is damaged where it has to be read first.
            ReadFailed, WriteFailed: the disk refused the first read, or the first write to a new store.

        """
        self.place = place
        self._open_disk = open_disk
        self._lock = threading.Lock()
        self._disk: Disk | None = None
        self._refusal: str | None = None
        self.reopen()

    @classmethod
    def at(cls, path: str | PathLike[str]) -> Self:
        """Opens the LevelDB store in a folder, made if it is not there. Raises as the constructor does."""
        return cls(lambda: LevelDBDisk(path), fspath(path))

    def reopen(self) -> None:
        """Opens the disk again, after a failed write for instance. Raises as the constructor does."""
        self.close()
        with self._lock:
            try:
                self._disk = self._open_disk()
            except OSError as reason:
                raise StoreUnavailable(f"{self} cannot be opened: {reason}") from None
            except DiskDamaged as reason:
                raise CorruptNode(f"{self} is damaged: {reason}") from None
            self._refusal = None
        try:
            self._check_format()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Lets go of the disk, once no other call is under way. May be called again."""
        with self._lock:
            disk, self._disk = self._disk, None
            if disk is not None:
                disk.close()

    def __str__(self) -> str:
        return f"the node store at {self.place}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------------------------------------------ reading

    def get(self, node_hash: Hash256) -> bytes:
        """The stored form of the node or header with this hash; it has been checked against the hash.

        Raises:
            MissingNode: there is none.
            CorruptNode: it is damaged.
            ReadFailed: the disk refused.
            StoreClosed: the store is closed.

        """
        data = self._read(_NODE + node_hash, f"node {node_hash.hex()}")
        if data is None:
            raise MissingNode(f"node {node_hash.hex()} is not in {self}")
        self._check_node(node_hash, data)
        return data

    def __contains__(self, node_hash: Hash256) -> bool:
        """Whether a node is stored under this hash, unchecked. Raises as ``get`` does, not MissingNode."""
        return self._read(_NODE + node_hash, f"node {node_hash.hex()}") is not None

    def record(self, name: bytes) -> bytes | None:
        """The record with this name, or None. Raises as ``get`` does, but for MissingNode."""
        sealed = self._read(_RECORD + name, f"record {name!r}")
        if sealed is None:
            return None
        return self._unsealed(name, sealed)

    def _unsealed(self, name: bytes, sealed: bytes) -> bytes:
        data = sealed[_SEAL_SIZE:]
        if _seal(name, data) != sealed:
            raise CorruptNode(f"record {name!r} in {self} is damaged: {sealed.hex()}")
        return data

    def records_between(
        self, first: bytes, last: bytes, *, reverse: bool = False
    ) -> Iterator[tuple[bytes, bytes]]:
        """The records with names from ``first`` to ``last``, both included, in that order or against it.

        Raises as ``get`` does, but for MissingNode; also when the store is closed before the last was taken.
        """
        with self._lock:
            items = self._open().between(_RECORD + first, _RECORD + last, reverse)
        while True:
            with self._lock:
                self._open()
                try:
                    pair = next(items, None)
                except DiskDamaged as reason:
                    raise CorruptNode(f"records from {first!r} in {self} are damaged: {reason}") from None
                except OSError as reason:
                    raise ReadFailed(f"records cannot be read from {self}: {reason}") from None
            if pair is None:
                return
            yield pair[0][len(_RECORD) :], self._unsealed(pair[0][len(_RECORD) :], pair[1])

    def last_closed(self) -> LastClosed | None:
        """Which ledger was saved last, None in a new store. Raises as ``get`` does, but for MissingNode."""
        data = self.record(_LAST_CLOSED_RECORD)
        return None if data is None else LastClosed(int.from_bytes(data[:4], "big"), data[4:])

    def header(self, ledger_hash: Hash256) -> LedgerHeader:
        """The header of a saved ledger. Raises as ``get`` does, and CorruptNode for the hash of a node."""
        try:
            return header_from_stored(self.get(ledger_hash))
        except DecodeError as reason:
            raise CorruptNode(f"{ledger_hash.hex()} in {self} is no header: {reason}") from None

    # ------------------------------------------------------------------------------------------------ writing

    def write(
        self, nodes: Iterable[tuple[Hash256, bytes]], records: Mapping[bytes, bytes] | None = None
    ) -> None:
        """Writes nodes and records in one synced batch: all of them or none.

        Args:
            nodes: hash and stored form of each.
            records: what is to be under each name from now on.

        Raises:
            WriteFailed: the disk refused, now or earlier. Whether this batch is there is known after
            ``reopen``. StoreClosed: the store is closed.

        """
        pairs = [(_NODE + node_hash, data) for node_hash, data in nodes]
        pairs += [(_RECORD + name, _seal(name, data)) for name, data in (records or {}).items()]
        with self._lock:
            disk = self._open()
            if self._refusal is not None:
                raise WriteFailed(
                    f"{self} takes no writes until it is opened again: one failed, {self._refusal}"
                )
            try:
                disk.write(pairs)
            except OSError as reason:
                self._refusal = str(reason)
                raise WriteFailed(
                    f"{len(pairs)} values could not be written to {self}: {reason}; expected "
                    "a disk with space that can be written: make room and open the store again"
                ) from None

    def save_ledger(
        self,
        header: LedgerHeader,
        nodes: Iterable[tuple[Hash256, bytes]],
        records: Mapping[bytes, bytes] | None = None,
    ) -> Hash256:
        """Writes a closed ledger's header and new nodes and makes it the last closed one, all in one batch.

        Returns:
            The ledger's hash.

        Raises:
            WriteFailed, StoreClosed: as ``write`` does.

        """
        data = stored_header(header)
        ledger_hash = sha512_half(data)
        pointer = {_LAST_CLOSED_RECORD: header.sequence.to_bytes(4, "big") + ledger_hash}
        self.write([*nodes, (ledger_hash, data)], {**(records or {}), **pointer})
        return ledger_hash

    # ----------------------------------------------------------------------------------------------- checking

    def verify(self) -> Iterator[NodeStoreError | None]:
        """Reads everything, and says of each value in turn what is wrong with it, or None.

        Raises:
            StoreClosed: the store is closed, also while the check goes on.

        """
        with self._lock:
            items = self._open().items()
        while True:
            with self._lock:
                self._open()
                try:
                    pair, failure = next(items, None), None
                except (DiskDamaged, OSError) as reason:
                    pair, failure = None, CorruptNode(f"{self} cannot be read further: {reason}")
            if pair is None:
                if failure is not None:
                    yield failure
                return
            yield self._wrong(*pair)

    def _wrong(self, key: bytes, value: bytes) -> NodeStoreError | None:
        kind, name = key[:1], key[1:]
        try:
            if kind == _NODE:
                self._check_node(name, value)
            elif kind != _RECORD or _seal(name, value[_SEAL_SIZE:]) != value:
                raise CorruptNode(f"the value under {key!r} in {self} is damaged")
        except NodeStoreError as wrong:
            return wrong
        return None

    def _check_node(self, node_hash: Hash256, data: bytes) -> None:
        found = sha512_half(data)
        if found != node_hash:
            raise CorruptNode(
                f"node {node_hash.hex()} in {self} is damaged: its {len(data)} bytes hash to {found.hex()}"
            )

    def _check_format(self) -> None:
        found = self.record(_FORMAT_RECORD)
        if found is None:
            with self._lock:
                empty = next(self._open().items(), None) is None
            if not empty:
                raise StoreUnavailable(
                    f"the database at {self.place} is not a node store: it has no format record"
                )
            self.write((), {_FORMAT_RECORD: FORMAT})
        elif found != FORMAT:
            raise StoreUnavailable(f"{self} has format {found!r}: this program reads format {FORMAT!r}")

    def _read(self, key: bytes, what: str) -> bytes | None:
        with self._lock:
            disk = self._open()
            try:
                return disk.get(key)
            except DiskDamaged as reason:
                raise CorruptNode(f"{what} in {self} is damaged: {reason}") from None
            except OSError as reason:
                raise ReadFailed(f"{what} cannot be read from {self}: {reason}") from None

    def _open(self) -> Disk:
        if self._disk is None:
            raise StoreClosed(f"{self} is closed: expected it to be open")
        return self._disk


def _seal(name: bytes, data: bytes) -> bytes:
    """A record as it is stored: no hash names it, so it carries the beginning of one."""
    return sha512_half(name, data)[:_SEAL_SIZE] + data
