"""Double spends, overflow and invalid input, forced on the node: once, at the figure, and as it falls over.

The figures are met by `make long`; otherwise a few thousand do.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from random import Random

import pytest

from conformance.traffic import Traffic, actors, funded, seeded
from conformance.traffic.actors import Actor
from impl import genesis, metrics
from impl.edge import envelope
from impl.edge.envelope import Malformed
from impl.edge.service import Role
from impl.ledger_side import LedgerNode
from impl.node_store import MemoryDisk, NodeStore
from impl.ports import VirtualClock
from spec import keylets
from spec.engine import Outcome
from spec.entries import AccountRoot, decode_entry
from spec.flags import tfPartialPayment
from spec.invariants.accounts import drops_of
from spec.lengths import DecodeError
from spec.results import tecINVARIANT_FAILED, tefEXCEPTION, tefPAST_SEQ, tesSUCCESS
from spec.rounding import MAX_INT64
from spec.transaction import Transaction, decode_transaction
from spec.transactions.payment import Payment
from spec.transactions.trust_set import TrustSet
from spec.values import Hash256, IssuedAmount
from spec.views import StateView
from tests.conftest import PROFILE, SEED
from tests.impl.standing import ask, pay, standing_service

LONG = PROFILE == "long"
OPERATIONS = 1_000_000 if LONG else 1_000
MUTANTS = 1_000_000 if LONG else 5_000
PEOPLE = actors(8, "spender")
CHARGE = 10


def start(disk: MemoryDisk) -> LedgerNode:
    """A node over the disk; in an empty one its actors have XRP."""
    store = NodeStore(lambda: disk)
    if store.last_closed() is None:
        beginning = funded(PEOPLE)
        genesis.take_over(store, beginning.header, beginning.entries)
    return LedgerNode(store, clock=VirtualClock())


def sequence_of(node: LedgerNode, who: Actor) -> int:
    root = node.closed_ledger().get(keylets.account(who.account).key)
    assert isinstance(root, AccountRoot)
    return root.sequence


def held(node: LedgerNode) -> int:
    """All drops that the last ledger's entries hold."""
    return sum(drops_of(decode_entry(leaf.key, leaf.data)) for leaf in node.closed_ledger().state.tree)


def payment(sender: Actor, receiver: Actor, sequence: int, drops: int = 1_000) -> Transaction:
    tx = Payment(
        account=sender.account, destination=receiver.account, amount=drops, fee=CHARGE, sequence=sequence
    )
    return sender.sign(tx)


class Once:
    """Watches that nothing is executed twice and that no XRP comes or goes but for fees."""

    def __init__(self, node: LedgerNode) -> None:
        self.executed: Counter[Hash256] = Counter()
        self.drops = node.closed_ledger().header.drops
        assert held(node) <= self.drops
        self.unheld = self.drops - held(node)

    def close(self, node: LedgerNode) -> None:
        closed = node.close()
        self.executed.update(one.tx.id for one in closed.transactions)
        self.drops -= sum(one.tx.fee for one in closed.transactions)
        assert closed.view.header.drops == self.drops

    def check(self, node: LedgerNode) -> None:
        assert max(self.executed.values()) == 1
        assert held(node) + self.unheld == self.drops


# 83: double spend


@pytest.mark.failure_mode(83, "integration")
def test_what_was_applied_is_not_applied_again() -> None:
    node = start(MemoryDisk())
    tx = payment(PEOPLE[0], PEOPLE[1], sequence_of(node, PEOPLE[0]))
    before = metrics.DUPLICATES._value.get()
    assert node.submit(tx).result is tesSUCCESS
    assert node.submit(tx).result is tefPAST_SEQ
    assert metrics.DUPLICATES._value.get() == before + 1
    assert [one.tx.id for one in node.close().transactions] == [tx.id]
    assert node.submit(tx).result is tefPAST_SEQ
    assert node.close().transactions == ()


# 84: overflow


GRID = (
    0,
    1,
    10**17,
    MAX_INT64,
    *(
        IssuedAmount(mantissa, exponent, bytes(12) + b"USD" + bytes(5), PEOPLE[1].account)
        for mantissa in (10**15, 10**16 - 1)
        for exponent in (-96, -15, 0, 80)
    ),
)


@pytest.mark.failure_mode(84, "integration")
def test_amounts_at_their_bounds_leave_the_node_whole() -> None:
    node = start(MemoryDisk())
    once = Once(node)
    sender, issuer = PEOPLE[0], PEOPLE[1]
    sequence = sequence_of(node, sender)
    for amount in GRID:
        if isinstance(amount, IssuedAmount):
            node.submit(
                sender.sign(
                    TrustSet(account=sender.account, limit_amount=amount, fee=CHARGE, sequence=sequence)
                )
            )
        for limit in GRID:
            tx = Payment(
                account=sender.account,
                destination=issuer.account,
                amount=amount,
                send_max=limit,
                flags=tfPartialPayment,
                fee=CHARGE,
                sequence=sequence,
            )
            try:
                sequence += node.submit(sender.sign(tx)).applied
            except DecodeError:
                continue  # no transaction can say it
    once.close(node)
    assert held(node) + once.unheld == once.drops


@pytest.mark.failure_mode(84, "chaos")
def test_arithmetic_that_fails_is_counted_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    node = start(MemoryDisk())
    once = Once(node)
    tx = payment(PEOPLE[0], PEOPLE[1], sequence_of(node, PEOPLE[0]))
    failed = metrics.ARITHMETIC_FAILURES._value.get()
    apply = node._open.apply
    monkeypatch.setattr(node._open, "apply", lambda *_: Outcome(tefEXCEPTION, applied=False))
    assert node.submit(tx).result is tefEXCEPTION
    assert metrics.ARITHMETIC_FAILURES._value.get() == failed + 1
    broken = metrics.INVARIANT_FAILURES.labels("tecINVARIANT_FAILED")._value
    before = broken.get()
    monkeypatch.setattr(node._open, "apply", lambda *_: Outcome(tecINVARIANT_FAILED, applied=False))
    node.submit(payment(PEOPLE[0], PEOPLE[1], sequence_of(node, PEOPLE[0]), 5))
    assert broken.get() == before + 1
    monkeypatch.setattr(node._open, "apply", apply)
    assert node.submit(tx).applied
    once.close(node)
    once.check(node)


@pytest.mark.failure_mode(84, "stress")
@pytest.mark.timeout(3600)
def test_generated_traffic_never_leaves_its_ranges() -> None:
    node = start(MemoryDisk())
    traffic = Traffic(seeded(Random(SEED)), PEOPLE)
    results: Counter[str] = Counter()
    broken: set[str] = set()
    for place in range(OPERATIONS):
        view = node.open_ledger()
        tx = traffic.next(StateView(view, view.info))
        result = node.submit(tx).result
        results[result.name] += 1
        if result is tecINVARIANT_FAILED:
            broken.add(tx.type_name)
        if place % 50 == 49:
            closed = node.close(node.closed_ledger().header.close_time + traffic.pause())
            results.update(one.result.name for one in closed.transactions)
            broken |= {one.tx.type_name for one in closed.transactions if one.result is tecINVARIANT_FAILED}
    assert results["tesSUCCESS"] > OPERATIONS // 4
    assert not results.keys() & {"tefINVARIANT_FAILED", "tefEXCEPTION"}
    assert broken <= OVERDRAWING


OVERDRAWING = {"PaymentChannelCreate", "PaymentChannelFund"}
"""Types of which the established server's rules ask for what the account has before a fee of more than the
reserve is taken, or count more in a channel than there is; an invariant then undoes all but the fee.

Source: PayChan.cpp, InvariantCheck.cpp (3.1.1)."""


# 98: invalid input


@pytest.mark.failure_mode(98, "integration")
def test_what_is_no_request_is_refused_counted_and_forgotten() -> None:
    service = standing_service()
    for body in (b"", b"[]", b"{", b'{"a":' * 30, b'{"method":"ping","params":[{"x":99999999999999}]}'):
        before = metrics.REFUSED_INPUTS.labels("json")._value.get()
        with pytest.raises(Malformed):
            envelope.parse(body)
        assert metrics.REFUSED_INPUTS.labels("json")._value.get() == before + 1
    before = metrics.REFUSED_INPUTS.labels("unknownCmd")._value.get()
    assert ask(service, "no_such_method")["error"] == "unknownCmd"
    assert metrics.REFUSED_INPUTS.labels("unknownCmd")._value.get() == before + 1
    assert b"canon_refused_inputs_total" in metrics.exposition()


def changed(chance: Random, blob: bytes) -> bytes:
    """The bytes with a few changed, left out or put in."""
    found = bytearray(blob)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(found))
        match chance.randrange(4):
            case 0:
                found[place] ^= 1 << chance.randrange(8)
            case 1:
                found[place] = chance.randrange(256)
            case 2:
                del found[place]
            case _:
                found.insert(place, chance.randrange(256))
    return bytes(found)


@pytest.mark.failure_mode(98, "stress")
@pytest.mark.timeout(3600)
def test_changed_transactions_are_refused_or_are_what_they_say() -> None:
    chance = Random(SEED)
    node = start(MemoryDisk())
    traffic = Traffic(seeded(chance), PEOPLE)
    view = node.open_ledger()
    blobs = [traffic.next(StateView(view, view.info)).encode() for _ in range(60)]
    accepted = 0
    for _ in range(MUTANTS):
        mutant = changed(chance, chance.choice(blobs))
        try:
            tx = decode_transaction(mutant)
        except DecodeError:
            continue
        accepted += 1
        assert tx.encode() == mutant
    assert 0 < accepted < MUTANTS


@pytest.mark.failure_mode(98, "chaos")
def test_garbage_among_requests_disturbs_nobody() -> None:
    """Broken requests and broken transactions while honest ones are made and ledgers close."""
    chance = Random(SEED)
    service = standing_service()
    honest = 0
    request = json.dumps({"method": "account_info", "params": [{"account": "x"}]}).encode()
    for place in range(300):
        with suppress(envelope.HttpError):
            envelope.http_answer(service, envelope.parse_http(changed(chance, request)), Role.GUEST)
        blob = changed(chance, bytes.fromhex("1200002200000000"))
        assert "error" in ask(service, "submit", tx_blob=blob.hex())
        if place % 50 == 0:
            honest += pay(service)["engine_result"] == "tesSUCCESS"
            service.close_ledger()
    assert honest == 6
