"""Payments of XRP, from the bytes of a submission to the ledger on disk.

Each is decoded, its signature verified, tried on the open ledger, and executed again when the ledger closes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from conformance.bench.figures import Figure
from conformance.bench.stopwatch import Stopwatch
from conformance.traffic.actors import Actor, actor
from impl.genesis import MASTER_PASSPHRASE
from impl.ledger_side import LedgerNode
from impl.node_store import NodeStore
from spec.results import tesSUCCESS
from spec.transaction import Transaction, decode_transaction
from spec.transactions.payment import Payment

PART = "payments"
COUNTS = (5_000, 50_000)
"""How many payments go into one ledger."""
PAYERS = 1_000
"""Who pays: each in turn to the one that follows."""
FUNDS = 1_000_000_000
FEE = 10


def measure(*, quick: bool = False) -> Iterator[Figure]:
    """Payments a second through submit and close, and where the time goes."""
    first = 0.0
    for count in (100,) if quick else COUNTS:
        for figure in _ledger(count, 20 if quick else PAYERS):
            if figure.unit == "tx/s":
                first = first or figure.value
                yield Figure(
                    PART, figure.name, figure.value, figure.unit, figure.value / first, "the first ledger"
                )
            else:
                yield figure


def _ledger(count: int, payers: int) -> Iterator[Figure]:
    people = [actor(f"payer {number}") for number in range(payers)]
    with TemporaryDirectory() as folder:
        node = LedgerNode(NodeStore.at(Path(folder)))
        blobs = _blobs(people, _fund(node, people), count)
        with Stopwatch() as watch:
            begin = perf_counter()
            decode = watch.time("decode", decode_transaction)
            for blob in blobs:
                submit(node, decode(blob))
            executed = len(node.close().transactions)
            total = perf_counter() - begin
        node.stop()
    if executed != count:
        raise RuntimeError(f"{executed} of {count} payments were executed")
    yield Figure(PART, f"{count} payments in one ledger", count / total, "tx/s")
    yield from watch.shares(PART, count, total)


def _fund(node: LedgerNode, people: list[Actor]) -> int:
    """Give each account its funds. Gives the sequence number with which they begin."""
    master = actor(MASTER_PASSPHRASE)
    for sequence, one in enumerate(people, 1):
        submit(node, _payment(master, one, FUNDS, sequence))
    first = node.closed_ledger().header.sequence + 1
    node.close()
    return first


def _payment(sender: Actor, receiver: Actor, drops: int, sequence: int) -> Transaction:
    tx = Payment(
        account=sender.account, destination=receiver.account, amount=drops, fee=FEE, sequence=sequence
    )
    return sender.sign(tx)


def submit(node: LedgerNode, tx: Transaction) -> None:
    """Submit what must succeed."""
    result = node.submit(tx).result
    if result is not tesSUCCESS:
        raise RuntimeError(f"a {tx.type_name} to measure with ended with {result.name}: expected tesSUCCESS")


def _blobs(people: list[Actor], first: int, count: int) -> list[bytes]:
    blobs = []
    for number in range(count):
        turn, place = divmod(number, len(people))
        receiver = people[(place + 1) % len(people)]
        blobs.append(_payment(people[place], receiver, 1_000 + number, first + turn).encode())
    return blobs
