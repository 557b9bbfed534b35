"""Vectors from generated traffic."""

from __future__ import annotations

from random import Random

from msgspec.structs import replace

from canon import VERSION
from conformance.recording import Recording
from conformance.traffic import Traffic, actors, funded, seeded
from conformance.vectors import Vector
from reference.node import ClosedLedger, ReferenceNode
from reference.state import DictState

FILLED = 60
"""So many transactions are submitted for a vector."""
IN_A_LEDGER = 6


def filled(family: str, seed: int) -> Vector:
    """What the reference does with some traffic of a family, always the same for the same seed."""
    people = actors(11)
    begin = funded(people)
    node = ReferenceNode(ClosedLedger(begin.header, begin.hash, DictState.of(begin.entries)))
    recording = Recording(node)
    traffic = Traffic(seeded(Random(seed)), people, family)
    time = begin.header.close_time
    for number in range(1, FILLED + 1):
        recording.submit(traffic.next(recording.node.open).blob)
        if number % IN_A_LEDGER == 0:
            time += traffic.pause()
            recording.close(time)
    return replace(recording.vector(f"{family}-{500 + seed:03}", family), server=f"canon {VERSION}")
