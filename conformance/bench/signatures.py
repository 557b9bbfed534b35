"""Signatures, made and verified: by the specification, and by the bare library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from conformance.bench.clock import best, verification
from conformance.bench.figures import VERIFICATION, Figure, Section
from conformance.bench.sizes import Size
from conformance.traffic.actors import Actor, actor
from spec import validity
from spec.keys import KeyType
from spec.transaction import Transaction
from spec.transactions.payment import Payment

NAMES = {KeyType.SECP256K1: "secp256k1", KeyType.ED25519: "Ed25519"}


def measure(size: Size) -> Iterator[Section]:
    """What it costs to sign a transaction, and to see whether its signature holds."""
    bare = verification()
    figures = [Figure("bare secp256k1 verification", bare, each=True, ratio=1.0, to=VERIFICATION)]
    for kind, curve in NAMES.items():
        who = actor("signer", kind)
        payments = [
            Payment(account=who.account, destination=bytes(20), amount=number, sequence=number, fee=10)
            for number in range(1, size.signatures + 1)
        ]

        for action, work in (
            ("signed", partial(_sign, who, payments)),
            ("verified", partial(_verify, payments)),
        ):
            each = best(work, size.rounds) / len(payments)
            name = f"transaction {action}, {curve}"
            figures.append(Figure(name, each, each=True, ratio=each / bare, to=VERIFICATION))
    yield Section("signatures", "signatures", figures)


def _sign(who: Actor, payments: Sequence[Transaction]) -> None:
    for tx in payments:
        who.sign(tx)


def _verify(payments: Sequence[Transaction]) -> None:
    for tx in payments:
        if validity.signature_fault(tx) is not None:
            raise RuntimeError("a signature that was just made does not hold")
