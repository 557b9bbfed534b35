"""Ledgers of recorded transactions of all kinds, many at once: does one cost more in a large ledger?

The recorded ledgers are small, since the server was asked to close often. Here the transactions of many of
them are put to one ledger, and compared with the same transactions in the ledgers in which they were
recorded. Some come too early or too late then and are refused, as some always are.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance import vectors
from conformance.bench.clock import Elapsed, Stopwatch, elapsed, shares
from conformance.bench.figures import Figure, Section
from conformance.bench.payments import DECODE, STAGES
from conformance.bench.sizes import Size
from conformance.bench.small_ledgers import node_of
from conformance.traffic.beginnings import Beginning
from conformance.vectors import Vector
from impl.building import CloseTime
from spec.transaction import decode_transaction

LONG = "everything-103"
"""The recording with the most transactions; where it is not at hand, a carried one does."""
CARRIED = "everything-020"


Ledger = tuple[CloseTime, list[bytes]]
"""When a ledger closes, and what is submitted before."""


def measure(size: Size) -> Iterator[Section]:
    """What the transactions cost, in so many ledgers as were recorded, and in one."""
    vector = _vector()
    everything = _as_recorded(vector)
    at = everything[0][0]
    blobs = [blob for _, some in everything for blob in some]
    figures: list[Figure] = []
    notes = []
    for count in sorted({min(count, len(blobs)) for count in size.mixed}):
        recorded = _first(everything, count)
        apart = min(_run(vector, recorded)[0].processor for _ in range(size.rounds))
        together = [_run(vector, [(at, blobs[:count])]) for _ in range(size.rounds)]
        whole, closing, good = min(together, key=lambda run: run[0].processor)
        with Stopwatch(STAGES) as watch:
            again, _, _ = _run(vector, [(at, blobs[:count])], watch)
            parts = shares(watch.take(), again.clock)
        each = whole.processor / count
        ratio = whole.processor / apart
        base = f"in the {len(recorded)} ledgers that were recorded"
        name = f"{count} transactions in one ledger"
        figures.append(Figure(name, each, each=True, ratio=ratio, to=base, shares=parts))
        part = closing.processor / whole.processor
        figures.append(Figure("  closing it", closing.processor, ratio=part, to="all of it"))
        notes.append(f"of {count} in one ledger, {good} were in it when it closed")
    title = f"mixed: the first transactions of {vector.name}, through submit and close"
    yield Section("mixed", title, figures, notes)


def _vector() -> Vector:
    long = vectors.SHARED / "vectors" / f"{LONG}.json.gz"
    return vectors.load(long if long.exists() else vectors.CARRIED / f"{CARRIED}.json.gz")


def _as_recorded(vector: Vector) -> list[Ledger]:
    return [
        (
            CloseTime(recorded.header.close_time, recorded.header.close_flags),
            [one.blob for one in recorded.transactions],
        )
        for recorded in vector.ledgers
    ]


def _first(ledgers: list[Ledger], count: int) -> list[Ledger]:
    """The first so many transactions, in their ledgers."""
    found: list[Ledger] = []
    for at, blobs in ledgers:
        if count <= 0:
            break
        found.append((at, blobs[:count]))
        count -= len(blobs)
    return found


def _run(
    vector: Vector, ledgers: list[Ledger], watch: Stopwatch | None = None
) -> tuple[Elapsed, Elapsed, int]:
    """What submitting and closing took, what closing alone did, and how many transactions were executed."""
    node = node_of(Beginning(vector.parent.header, vector.parent.hash, vector.entries()))
    decode = decode_transaction if watch is None else watch.time(DECODE, decode_transaction)
    closing, executed = Elapsed(), 0
    with elapsed() as whole:
        for at, blobs in ledgers:
            for blob in blobs:
                node.submit(decode(blob))
            with elapsed() as one:
                executed += len(node.close_at(at).transactions)
            closing.processor += one.processor
    node.stop()
    return whole, closing, executed
