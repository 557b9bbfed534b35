"""Payments of XRP, from the bytes of a submission to the ledger on disk.

Each is decoded, its signature verified, tried on the open ledger, and executed again when the ledger closes.
The whole is measured first; then the same is done once more with a stopwatch around the functions of each
stage, to see which part of it goes where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from conformance.bench.clock import Elapsed, Functions, Stopwatch, elapsed, shares, verification
from conformance.bench.figures import VERIFICATION, Figure, Section
from conformance.bench.sizes import Size
from conformance.bench.small_ledgers import FEE, NotAsMeant, funded
from conformance.traffic.actors import Actor, actors
from conformance.traffic.beginnings import Beginning, of_entries
from impl import building, genesis, quick_metadata
from impl.ledger_side import LedgerNode
from impl.node_store import NodeStore
from impl.open_ledger import Checks, OpenLedger
from impl.shamap import SHAMap
from spec.results import tesSUCCESS
from spec.transaction import Transaction, decode_transaction
from spec.transactions.payment import Payment

DECODE = "decode"
STAGES: Functions = {
    DECODE: (),
    "verify": ((Checks, "signatures_hold"),),
    "apply open": ((OpenLedger, "apply"),),
    "apply closed": ((building, "apply_set"),),
    "metadata": ((quick_metadata, "describe"), (quick_metadata.WrittenMetadata, "encode")),
    "tree": ((building, "changed_state"), (SHAMap, "set")),
    "hash": ((SHAMap, "root_hash"),),
    "store": ((building, "save"),),
}
"""The functions of each stage, by who has them."""
Decode = Callable[[bytes], Transaction]


def measure(size: Size) -> Iterator[Section]:
    """How many payments a second get through one ledger, and where the time goes."""
    payers = actors(size.payers, "payer")
    beginning = of_entries(funded([one.account for one in payers]))
    bare = verification()
    figures: list[Figure] = []
    for count in size.payments:
        blobs = _blobs(payers, count)
        whole, closing = _run(beginning, blobs, decode_transaction)
        with Stopwatch(STAGES) as watch:
            again, _ = _run(beginning, blobs, watch.time(DECODE, decode_transaction))
            parts = shares(watch.take(), again.clock)
        figures += _figures(count, whole, closing, bare, figures[0] if figures else None, parts)
    notes = [f"{size.payers:,} accounts pay in turn, each the next"]
    yield Section("payments", "payments of XRP through submit and close, in one ledger", figures, notes)


def _figures(
    count: int, whole: Elapsed, closing: Elapsed, bare: float, first: Figure | None, parts: dict[str, float]
) -> Iterator[Figure]:
    each = whole.processor / count
    yield Figure(f"{count:,} payments", each, each=True, ratio=each / bare, to=VERIFICATION, shares=parts)
    if first is not None:
        yield Figure(f"  against {first.name}", each, each=True, ratio=each / first.value, to=first.name)
    yield Figure("  by the clock", whole.clock / count, each=True)
    closed = closing.processor
    yield Figure("  closing the ledger", closed, ratio=closed / whole.processor, to="all of it")


def _run(beginning: Beginning, blobs: list[bytes], decode: Decode) -> tuple[Elapsed, Elapsed]:
    """What submitting all and closing the ledger took, and what closing alone did."""
    with TemporaryDirectory() as folder:
        store = NodeStore.at(Path(folder))
        genesis.take_over(store, beginning.header, beginning.entries)
        node = LedgerNode(store)
        with elapsed() as whole:
            for blob in blobs:
                result = node.submit(decode(blob)).result
                if result is not tesSUCCESS:
                    raise NotAsMeant(f"a payment ended with {result.name}: expected tesSUCCESS")
            with elapsed() as closing:
                executed = len(node.close().transactions)
        node.stop()
    if executed != len(blobs):
        raise NotAsMeant(f"{executed} of {len(blobs)} payments were executed")
    return whole, closing


def _blobs(payers: list[Actor], count: int) -> list[bytes]:
    blobs = []
    for number in range(count):
        turn, place = divmod(number, len(payers))
        fields: dict[str, Any] = {"account": payers[place].account, "sequence": turn + 1, "fee": FEE}
        receiver = payers[(place + 1) % len(payers)].account
        blobs.append(payers[place].sign(Payment(destination=receiver, amount=1_000 + number, **fields)).blob)
    return blobs
