"""Every type: generated traffic through submit and close, what each type costs, and where the time goes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from random import Random
from time import perf_counter

from conformance.bench.figures import Figure, timed
from conformance.bench.pieces import carried
from conformance.bench.stopwatch import Stopwatch
from conformance.replay import replay
from conformance.traffic import Traffic, actors, funded, seeded
from impl import genesis
from impl.ledger_side import LedgerNode
from impl.node_store import MemoryDisk, NodeStore
from spec.transaction import Transaction
from spec.views import StateView

PART = "types"
SEED = 7
LEDGERS = 40
IN_A_LEDGER = 100
MIXED = 500
"""Transactions of the one ledger of all types."""
BASE = "Payment"


def start() -> tuple[LedgerNode, Traffic]:
    """A node over a funded ledger, and the traffic for it."""
    people = actors(12)
    beginning = funded(people)
    disk = MemoryDisk()
    store = NodeStore(lambda: disk)
    genesis.take_over(store, beginning.header, beginning.entries)
    return LedgerNode(store), Traffic(seeded(Random(SEED)), people)


def measure(*, quick: bool = False) -> Iterator[Figure]:
    """What a submission of each type costs, then one ledger of mixed traffic against the recorded one."""
    node, traffic = start()
    seconds: defaultdict[str, float] = defaultdict(float)
    counts: Counter[str] = Counter()
    for _ in range(2 if quick else LEDGERS):
        for _ in range(20 if quick else IN_A_LEDGER):
            tx = _next(node, traffic)
            seconds[tx.type_name] += timed(node.submit, tx)
            counts[tx.type_name] += 1
        _close(node, traffic)
    base = seconds[BASE] / max(counts[BASE], 1)
    for name in sorted(counts):
        each = seconds[name] / counts[name]
        yield Figure(PART, f"{name}, submitted", 1 / each, "per second", each / base if base else None, BASE)
    yield from _mixed(node, traffic, 20 if quick else MIXED)


def _mixed(node: LedgerNode, traffic: Traffic, count: int) -> Iterator[Figure]:
    with Stopwatch() as watch:
        total = sum(timed(node.submit, tx) for tx in _transactions(node, traffic, count))
        begin = perf_counter()
        executed = len(node.close().transactions)
        closing = perf_counter() - begin
    vector = carried("everything")
    recorded = timed(lambda: replay(vector, "node"))
    rate = sum(len(ledger.transactions) for ledger in vector.ledgers) / recorded
    yield Figure(PART, f"close of {executed} mixed transactions", closing * 1e3, "ms")
    ours = count / (total + closing)
    yield Figure(
        PART, "mixed, through submit and close", ours, "tx/s", ours / rate, "replay of recorded traffic"
    )
    yield from watch.shares(PART, count, total + closing)


def _transactions(node: LedgerNode, traffic: Traffic, count: int) -> Iterator[Transaction]:
    return (_next(node, traffic) for _ in range(count))


def _next(node: LedgerNode, traffic: Traffic) -> Transaction:
    view = node.open_ledger()
    return traffic.next(StateView(view, view.info))


def _close(node: LedgerNode, traffic: Traffic) -> None:
    node.close(node.closed_ledger().header.close_time + traffic.pause())
