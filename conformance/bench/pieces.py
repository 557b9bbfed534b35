"""The pieces, on a recording that the repository carries: the best of several rounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from conformance import vectors
from conformance.bench.figures import Figure, best, timed
from conformance.replay import SUBJECTS, replay
from conformance.traffic.actors import actor
from conformance.vectors import Vector
from spec import keys
from spec.entries import decode_entry
from spec.hashing import HashPrefix, sha512_half
from spec.keys import KeyType
from spec.shamap import LeafKind, root_hash
from spec.transaction import decode_transaction

PART = "pieces"
CARRIED = Path(__file__).resolve().parents[1] / "vectors"
FAMILY = "xrp"
SIGNATURES = 500


def carried(family: str) -> Vector:
    """The first recording of a family that the repository carries."""
    return vectors.load(min(CARRIED.glob(f"{family}-*.json.gz")))


def measure(*, quick: bool = False) -> Iterator[Figure]:
    """Microseconds of each piece, against hashing a transaction; then signatures and replays."""
    vector = carried(FAMILY)
    rounds = 1 if quick else 5
    unit = 0.0
    for name, (count, work) in _pieces(vector).items():
        each = best(work, rounds) / count * 1e6
        unit = unit or each
        yield Figure(PART, name, each, "µs", each / unit, "hashing a transaction")
    yield from _signatures(50 if quick else SIGNATURES)
    for subject in SUBJECTS:
        seconds = timed(_replay, vector, subject)
        count = sum(len(ledger.transactions) for ledger in vector.ledgers)
        yield Figure(PART, f"replay of {vector.name} on the {subject}", count / seconds, "tx/s")


def _replay(vector: Vector, subject: str) -> None:
    if not replay(vector, subject).exact:
        raise RuntimeError(f"{vector.name} is not exact on the {subject}")


def _pieces(vector: Vector) -> dict[str, tuple[int, Callable[[], object]]]:
    """How many things one round does, and the round."""
    blobs = [one.blob for ledger in vector.ledgers for one in ledger.transactions]
    transactions = [decode_transaction(blob) for blob in blobs]
    state = vector.final_state
    entries = [decode_entry(key, data) for key, data in state.items()]
    return {
        "hash a transaction": (len(blobs), lambda: [sha512_half(HashPrefix.TXN, blob) for blob in blobs]),
        "decode a transaction": (len(blobs), lambda: [decode_transaction(blob) for blob in blobs]),
        "encode a transaction": (len(blobs), lambda: [one.encode() for one in transactions]),
        "decode an entry": (len(state), lambda: [decode_entry(key, data) for key, data in state.items()]),
        "encode an entry": (len(state), lambda: [one.encode() for one in entries]),
        "state root, for each entry": (len(state), lambda: root_hash(LeafKind.STATE, state)),
    }


def _signatures(count: int) -> Iterator[Figure]:
    messages = [number.to_bytes(200, "big") for number in range(count)]
    for kind in KeyType:
        pair = actor("signer", kind).pair
        signatures = [keys.sign(message, pair.secret, kind) for message in messages]
        making = timed(list, map(keys.sign, messages, [pair.secret] * count, [kind] * count))
        checking = timed(_verify, pair.public_key, messages, signatures)
        yield Figure(PART, f"signatures made, {kind.value}", count / making, "per second")
        yield Figure(PART, f"signatures verified, {kind.value}", count / checking, "per second")


def _verify(public_key: bytes, messages: list[bytes], signatures: list[bytes]) -> None:
    if not all(map(keys.verify, [public_key] * len(messages), messages, signatures)):
        raise RuntimeError("a signature that was made does not hold")
