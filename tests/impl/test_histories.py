"""Histories of a node, against the specification: every ledger that it closes is the one that the
specification builds from the same transactions, whatever came before, restarts and full disks included."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from impl.building import CloseTime
from impl.node_store import MemoryDisk, WriteFailed
from reference.node import ClosedLedger, finish
from reference.state import DictState
from spec import ledger
from spec.shamap import transaction_set_hash
from spec.views import StateView
from tests.impl.traffic import MASTER, XRP, Wallet, sequence_of, start, wallet

PEOPLE = [MASTER, *(wallet(number) for number in range(4))]
people = st.sampled_from(PEOPLE)
AMOUNTS = st.one_of(st.integers(1, 50 * XRP), st.sampled_from([1, 10 * XRP, 2_000 * XRP]))


class Histories(RuleBasedStateMachine):
    """People pay each other, too much and too early at times, while ledgers close and the node restarts."""

    @initialize()
    def begin(self) -> None:
        self.disk = MemoryDisk()
        self.node = start(self.disk)
        for number, one in enumerate(PEOPLE[1:], 1):
            assert self.node.submit(MASTER.pay(one.account, 40 * XRP, number)).applied
        state = {leaf.key: leaf for leaf in self.node.closed_ledger().state.tree}
        entries = [self.node.closed_ledger().get(key) for key in state]
        self.model = ClosedLedger(
            self.node.closed_ledger().header,
            self.node.closed_ledger().hash,
            DictState.of(entry for entry in entries if entry is not None),
        )
        self.close()

    def next_sequence(self, one: Wallet) -> int:
        return sequence_of(self.node, one)

    @rule(
        one=people,
        to=people,
        drops=AMOUNTS,
        early=st.integers(0, 3),
        fee=st.sampled_from([9, 10, 11, 5 * XRP]),
    )
    def pay(self, one: Wallet, to: Wallet, drops: int, early: int, fee: int) -> None:
        self.node.submit(one.pay(to.account, drops, self.next_sequence(one) + early, fee))

    @rule(one=people, fail_hard=st.booleans(), last=st.integers(-1, 3))
    def note(self, one: Wallet, fail_hard: bool, last: int) -> None:
        last_ledger = self.node.open_ledger().info.sequence + last
        tx = one.note(self.next_sequence(one), last_ledger_sequence=last_ledger)
        self.node.submit(tx, fail_hard=fail_hard)

    @rule(number=st.integers(10, 13), drops=st.sampled_from([XRP, 10 * XRP, 12 * XRP]), one=people)
    def create(self, number: int, drops: int, one: Wallet) -> None:
        self.node.submit(one.pay(wallet(number).account, drops, self.next_sequence(one)))

    @rule()
    def close(self) -> None:
        self.node.try_held()
        transactions = [one.tx for one in self.node.open_ledger().transactions()]
        salt = transaction_set_hash(tx.blob for tx in transactions)
        parent = self.model
        info = ledger.next_info(parent.header, parent.hash, parent.state)
        built = ledger.build(StateView(parent.state, info), info, transactions, salt)
        time = parent.header.close_time + 1
        self.model = finish(parent, built.draft, time)

        closed = self.node.close_at(CloseTime(time))
        assert [one.tx.id for one in closed.transactions] == [one.tx.id for one in self.model.transactions]
        recorded = [one.metadata.encode() for one in self.model.transactions]
        assert [one.metadata for one in closed.transactions] == recorded
        assert closed.view.header == self.model.header
        assert closed.view.hash == self.model.hash

    @rule()
    def restart(self) -> None:
        self.node = start(self.disk)

    @precondition(lambda self: self.disk.capacity is None)
    @rule()
    def fill_the_disk(self) -> None:
        self.disk.capacity = 0
        try:
            self.node.close()
        except WriteFailed:
            pass
        else:
            raise AssertionError("a ledger was closed on a full disk")
        self.disk.capacity = None

    @invariant()
    def the_last_closed_ledger_is_the_models(self) -> None:
        if hasattr(self, "model"):
            assert self.node.closed_ledger().hash == self.model.hash


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=15 if settings().max_examples <= 50 else 300,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
