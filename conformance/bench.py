"""How fast the pieces are, on the recordings that the repository carries: ``make bench``.

A figure is the best of several rounds, since every disturbance only ever makes a round slower. Figures of one
machine compare with each other, not with those of another.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from conformance import vectors
from conformance.replay import SUBJECTS, replay
from conformance.vectors import Vector
from spec.entries import decode_entry
from spec.hashing import HashPrefix, sha512_half
from spec.shamap import LeafKind, root_hash
from spec.transaction import decode_transaction

CARRIED = Path(__file__).parent / "vectors"
DEFAULT = "xrp"
"""The family that is measured when none is named."""
ROUNDS = 5


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds that the work took in its best round."""
    times = []
    for _ in range(rounds):
        begin = perf_counter()
        work()
        times.append(perf_counter() - begin)
    return min(times)


def pieces(vector: Vector) -> dict[str, tuple[int, Callable[[], object]]]:
    """What is measured: how many things one round does, and the round."""
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


def measure(family: str) -> None:
    """Print the figures of one family."""
    files = sorted(CARRIED.glob(f"{family}-*.json.gz"))
    if not files:
        known = sorted({path.name.rsplit("-", 1)[0] for path in CARRIED.glob("*.json.gz")})
        raise SystemExit(f"{CARRIED} has no vectors of the family {family}: it has {', '.join(known)}")
    vector = vectors.load(files[0])
    print(f"{vector.name}: {sum(len(ledger.transactions) for ledger in vector.ledgers)} transactions")
    for name, (count, work) in pieces(vector).items():
        print(f"  {name:36} {best(work) / count * 1e6:10.1f} µs")
    for subject in SUBJECTS:
        begin = perf_counter()
        report = replay(vector, subject)
        seconds = perf_counter() - begin
        exact = "exact" if report.exact else "NOT exact"
        print(f"  {'replay on ' + subject:36} {report.transactions / seconds:10.0f} tx/s, {exact}")


if __name__ == "__main__":
    for name in sys.argv[1:] or [DEFAULT]:
        measure(name)
