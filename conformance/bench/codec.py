"""The codec against xrpl-py's, on the same transactions in the same run.

xrpl-py has an environment of its own, which ``make clients`` makes; where it is missing, this is said and
nothing is compared.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from conformance.bench.figures import Figure, best
from conformance.bench.pieces import carried
from spec.json_format import to_json, transaction_from_json
from spec.transaction import decode_transaction

PART = "codec"
ROOT = Path(__file__).resolve().parents[2]
THEIR_PYTHON = ROOT / ".venv-clients" / "bin" / "python"
FAMILY = "everything"
"""Whose carried vectors give the transactions: all types occur there."""
THEIR_PROGRAM = """
import json, sys, time
from xrpl.core.binarycodec import decode, encode
blobs = json.load(sys.stdin)
values = [decode(blob) for blob in blobs]
def best(work):
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)
decoding = best(lambda: [decode(one) for one in blobs])
encoding = best(lambda: [encode(one) for one in values])
print(json.dumps([decoding, encoding]))
"""


def measure(*, quick: bool = False) -> Iterator[Figure]:
    """What a transaction costs from bytes to JSON and back, here and there."""
    vector = carried(FAMILY)
    blobs = [one.blob for ledger in vector.ledgers for one in ledger.transactions][: 20 if quick else None]
    values = [to_json(decode_transaction(blob)) for blob in blobs]
    ours = (
        best(lambda: [to_json(decode_transaction(blob)) for blob in blobs]),
        best(lambda: [transaction_from_json(value).encode() for value in values]),
    )
    for name, here, there in zip(("bytes to JSON", "JSON to bytes"), ours, _theirs(blobs), strict=True):
        yield Figure(PART, name, here / len(blobs) * 1e6, "µs")
        if there is not None:
            each = there / len(blobs) * 1e6
            yield Figure(PART, f"{name}, xrpl-py", each, "µs", there / here, "ours")


def _theirs(blobs: list[bytes]) -> tuple[float | None, float | None]:
    """Seconds that xrpl-py takes to decode and to encode all, or nothing where it is not there."""
    if not THEIR_PYTHON.exists():
        print(f"no comparison: {THEIR_PYTHON} is not there; `make clients` makes it", file=sys.stderr)
        return None, None
    done = subprocess.run(
        [THEIR_PYTHON, "-c", THEIR_PROGRAM],
        input=json.dumps([blob.hex().upper() for blob in blobs]),
        capture_output=True,
        text=True,
        check=True,
    )
    decoding, encoding = json.loads(done.stdout)
    return decoding, encoding
