"""The codec against xrpl-py's, on the same transactions in the same run.

xrpl-py has an environment of its own, which ``make bench`` makes. Where it cannot be run this is said, and
nothing is compared.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from conformance import vectors
from conformance.bench.clock import best, verification
from conformance.bench.figures import VERIFICATION, Figure, Section
from conformance.bench.sizes import Size
from spec.entries import decode_entry
from spec.hashing import HashPrefix, sha512_half
from spec.json_format import to_json, transaction_from_json
from spec.shamap import LeafKind, root_hash
from spec.transaction import decode_transaction

THEIR_PYTHON = Path(__file__).resolve().parents[2] / ".venv-clients" / "bin" / "python"
FAMILY = "everything"
"""Whose carried vector gives the transactions: all types occur there."""
THEIRS = "xrpl-py"
THEIR_PROGRAM = """
import json, sys, time
from xrpl.core.binarycodec import decode, encode
given = json.load(sys.stdin)
blobs = given["blobs"]
values = [decode(blob) for blob in blobs]
def best(work):
    times = []
    for _ in range(given["rounds"]):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)
decoding = best(lambda: [decode(one) for one in blobs])
encoding = best(lambda: [encode(one) for one in values])
print(json.dumps([decoding, encoding]))
"""


def measure(size: Size) -> Iterator[Section]:
    """What a transaction costs from bytes to JSON and back, here and there, and what entries cost."""
    file = min(vectors.CARRIED.glob(f"{FAMILY}-*.json.gz"))
    vector = vectors.load(file)
    blobs = [one.blob for ledger in vector.ledgers for one in ledger.transactions]
    decoded = [decode_transaction(blob) for blob in blobs]
    values = [to_json(tx) for tx in decoded]
    state = vector.final_state
    entries = [decode_entry(key, data) for key, data in state.items()]
    both_ways = (
        ("bytes to JSON", lambda: [to_json(decode_transaction(blob)) for blob in blobs]),
        ("JSON to bytes", lambda: [transaction_from_json(value).encode() for value in values]),
    )
    theirs, missing = _theirs(blobs, size.rounds)
    figures = []
    for place, (name, work) in enumerate(both_ways):
        ours = best(work, size.rounds)
        ratio = ours / theirs[place] if theirs else None
        figures.append(Figure(name, ours / len(blobs), each=True, ratio=ratio, to=THEIRS if theirs else ""))
    bare = verification()
    for name, count, inner in (
        ("a transaction hashed", len(blobs), lambda: [sha512_half(HashPrefix.TXN, one) for one in blobs]),
        ("a transaction decoded", len(blobs), lambda: [decode_transaction(blob) for blob in blobs]),
        ("a transaction encoded", len(blobs), lambda: [one.encode() for one in decoded]),
        ("an entry decoded", len(state), lambda: [decode_entry(key, data) for key, data in state.items()]),
        ("an entry encoded", len(state), lambda: [one.encode() for one in entries]),
        ("a state's root, for each entry", len(state), lambda: root_hash(LeafKind.STATE, state)),
    ):
        each = best(inner, size.rounds) / count
        figures.append(Figure(name, each, each=True, ratio=each / bare, to=VERIFICATION))
    title = f"codec: {len(blobs)} transactions and {len(state)} entries of {vector.name}"
    yield Section("codec", title, figures, [missing] if missing else [])


def _theirs(blobs: list[bytes], rounds: int) -> tuple[list[float], str]:
    """Seconds that xrpl-py takes to decode and to encode all; or nothing, and why."""
    if not THEIR_PYTHON.exists():
        return [], f"no comparison with {THEIRS}: {THEIR_PYTHON} is not there; `make clients` makes it"
    given = {"blobs": [blob.hex().upper() for blob in blobs], "rounds": rounds}
    command = [str(THEIR_PYTHON), "-c", THEIR_PROGRAM]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=False)
    if done.returncode:
        return [], f"no comparison with {THEIRS}: {(done.stderr.strip().splitlines() or ['it failed'])[-1]}"
    found: list[float] = json.loads(done.stdout)
    return found, ""
