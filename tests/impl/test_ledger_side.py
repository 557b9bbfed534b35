"""The ledger side: what becomes of what is submitted, how ledgers close, and what is found afterwards."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from conformance import vectors
from conformance.replay import replay
from conformance.subjects import NodeSubject
from impl.boundary import AccountPage
from impl.building import CloseTime, closing_time, set_hash
from impl.genesis import Genesis, master_account, take_over
from impl.ledger_side import LedgerNode
from impl.node_store import MemoryDisk, NodeStore
from spec import engine, keylets, validity
from spec.addresses import encode_account
from spec.entries import AccountRoot, LedgerHashes
from spec.header import NO_CONSENSUS_TIME, ledger_hash
from spec.objects import FreeForm, element
from spec.results import (
    tecNO_DST_INSUF_XRP,
    tefMAX_LEDGER,
    tefPAST_SEQ,
    temBAD_SIGNATURE,
    temINVALID,
    temREDUNDANT,
    terPRE_SEQ,
    tesSUCCESS,
)
from spec.shamap import transaction_set_hash
from spec.transaction import Transaction
from spec.values import Account
from spec.views import Fees
from tests.impl.traffic import MASTER, START, XRP, sequence_of, start, start_funded, wallet
from tests.shared import shared

ONE, TWO, THREE = wallet(0), wallet(1), wallet(2)
NOBODY: Account = b"\7" * 20


def balance(node: LedgerNode, account: Account, *, closed: bool = False) -> int | None:
    """The drops of an account in the open or the last closed ledger."""
    ledger = node.closed_ledger() if closed else node.open_ledger()
    root = ledger.get(keylets.account(account).key)
    return root.balance if isinstance(root, AccountRoot) else None


def _count(monkeypatch: pytest.MonkeyPatch, where: ModuleType, name: str) -> list[Transaction]:
    """The transactions for which a function is called from now on."""
    calls: list[Transaction] = []
    function = getattr(where, name)

    def counting(tx: Transaction, *args: Any, **options: Any) -> Any:
        calls.append(tx)
        return function(tx, *args, **options)

    monkeypatch.setattr(where, name, counting)
    return calls


class TestBeginning:
    @pytest.mark.parametrize(
        ("fees", "expected"),
        [
            (
                Fees(10, 200_000_000, 50_000_000),
                "3020EB9E7BE24EF7D7A060CB051583EC117384636D1781AFB5B87F3E348DA489",
            ),
            (
                Fees(10, 10_000_000, 2_000_000),
                "B06F8E90DF67B6A383E692A12963425B0E5FA6FBF0704370C137FCE71D88A2D8",
            ),
        ],
    )
    def test_the_first_ledger_is_the_servers(self, fees: Fees, expected: str) -> None:
        node = start(begin=Genesis(amendments=(), fees=fees))
        first = node.ledger_by_sequence(1)
        assert first is not None
        assert first.hash.hex().upper() == expected
        assert node.closed_ledger().header.parent_hash == first.hash

    def test_the_second_ledger_closes_now_and_knows_the_first(self) -> None:
        node = start()
        ledger = node.closed_ledger()
        first = node.ledger_by_sequence(1)
        assert first is not None
        assert (ledger.header.sequence, ledger.header.close_time) == (2, START)
        assert ledger.header.close_time_resolution == 10
        hashes = ledger.get(keylets.recent_hashes().key)
        assert isinstance(hashes, LedgerHashes)
        assert hashes.hashes == (first.hash,)
        assert node.complete_ledgers() == (2, 2)

    def test_everything_belongs_to_the_well_known_account(self) -> None:
        assert encode_account(master_account()) == "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"
        assert balance(start(), MASTER.account) == 10**17

    def test_amendments_and_fees_are_the_ones_asked_for(self) -> None:
        begin = Genesis(fees=Fees(7, 3, 2))
        info = start(begin=begin).open_ledger().info
        assert info.fees == begin.fees
        assert info.rules.ids == frozenset(begin.amendments)
        assert info.is_open


class TestSubmitting:
    def test_what_succeeds_stands_in_the_open_ledger(self) -> None:
        node = start()
        tx = MASTER.pay(ONE.account, 100 * XRP, 1)
        answer = node.submit(tx)
        assert (answer.result, answer.applied, answer.kept, answer.broadcast) == (
            tesSUCCESS,
            True,
            True,
            True,
        )
        assert balance(node, ONE.account) == 100 * XRP
        assert balance(node, ONE.account, closed=True) is None
        stored = node.open_ledger().transaction(tx.id)
        assert stored is not None
        assert (stored.metadata, stored.result) == (b"", tesSUCCESS)

    def test_an_open_ledger_threads_nothing(self) -> None:
        node = start_funded(1)
        before = node.open_ledger().get(keylets.account(ONE.account).key)
        assert isinstance(before, AccountRoot)
        node.submit(ONE.pay(MASTER.account, XRP, before.sequence))
        after = node.open_ledger().get(keylets.account(ONE.account).key)
        assert isinstance(after, AccountRoot)
        assert after.balance < before.balance
        assert after.previous_txn_id == before.previous_txn_id

    def test_a_failure_that_claims_its_fee_is_applied(self) -> None:
        node = start()
        answer = node.submit(MASTER.pay(ONE.account, 5, 1))
        assert (answer.result, answer.applied) == (tecNO_DST_INSUF_XRP, True)

    def test_a_signature_that_does_not_hold_is_refused_and_stays_so(self) -> None:
        node = start()
        tx = MASTER.pay(ONE.account, 100 * XRP, 1)
        forged = tx.replace(fee=11)
        for _ in range(2):
            answer = node.submit(forged)
            assert (answer.result, answer.applied, answer.kept) == (temBAD_SIGNATURE, False, False)
        assert node.submit(tx).applied

    def test_what_is_malformed_is_not_looked_at_again(self) -> None:
        node = start()
        tx = MASTER.pay(MASTER.account, 100 * XRP, 1)
        answer = node.submit(tx)
        assert (answer.result, answer.applied, answer.kept) == (temREDUNDANT, False, True)
        assert node.submit(tx).result is temBAD_SIGNATURE

    def test_refusing_costs_little(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A bad signature is verified once. What is malformed is looked at once, and no ledger is. What was
        good when it was submitted is not verified again when the ledger closes."""
        node = start()
        good = MASTER.pay(ONE.account, 100 * XRP, 1)
        forged, malformed = good.replace(fee=11), MASTER.pay(MASTER.account, XRP, 1)
        counts = {
            name: _count(monkeypatch, where, name)
            for where, name in ((validity, "signature_fault"), (engine, "preflight"), (engine, "preclaim"))
        }

        def counted() -> list[int]:
            return [len(calls) for calls in counts.values()]

        for _ in range(5):
            assert node.submit(forged).result is temBAD_SIGNATURE
        assert counted() == [1, 0, 0]
        for _ in range(5):
            assert not node.submit(malformed).applied
        assert counted() == [2, 1, 0]
        assert node.submit(good).applied
        assert node.submit(good).result is tefPAST_SEQ
        assert [one.tx.id for one in node.close().transactions] == [good.id]
        assert [counts[name].count(good) for name in ("signature_fault", "preflight")] == [1, 1]

    def test_its_own_form_is_looked_at_before_its_signature(self, monkeypatch: pytest.MonkeyPatch) -> None:
        node = start()
        asked = _count(monkeypatch, validity, "signature_fault")
        memo = element("Memo", FreeForm(memo_data=bytes(2_000)))
        large = MASTER.note(1).replace(memos=(memo,))
        assert node.submit(large).result is temINVALID
        assert asked == []

    def test_fail_hard_leaves_nothing_behind(self) -> None:
        node = start()
        answer = node.submit(MASTER.pay(ONE.account, 5, 1), fail_hard=True)
        assert (answer.result, answer.applied, answer.kept) == (tecNO_DST_INSUF_XRP, False, False)
        early = node.submit(MASTER.pay(ONE.account, 100 * XRP, 2), fail_hard=True)
        assert (early.result, early.kept) == (terPRE_SEQ, False)
        node.submit(MASTER.pay(TWO.account, 100 * XRP, 1))
        assert balance(node, ONE.account) is None

    def test_a_transaction_that_came_too_early_follows_its_predecessor(self) -> None:
        node = start()
        for sequence in (3, 2):
            answer = node.submit(MASTER.note(sequence))
            assert (answer.result, answer.applied, answer.kept) == (terPRE_SEQ, False, True)
        assert node.submit(MASTER.note(1)).applied
        assert sequence_of(node, MASTER) == 4
        assert len(node.close().transactions) == 3

    def test_a_used_sequence_number_is_not_held(self) -> None:
        node = start_funded(1)
        assert node.submit(MASTER.note(1)).result is tefPAST_SEQ
        assert len(node.held) == 0


class TestTryingAgain:
    def test_what_came_too_early_is_tried_until_five_ledgers_after_its_own_have_closed(self) -> None:
        node = start_funded(1)
        late = ONE.note(sequence_of(node, ONE) + 1)
        assert node.submit(late).result is terPRE_SEQ
        for _ in range(6):
            node.close()
            assert len(node.local) == 1
        node.close()
        assert len(node.local) == 0

    def test_what_was_held_is_tried_before_the_ledger_closes(self) -> None:
        """The receiver's first transaction arrives before the payment that creates it."""
        node = start()
        first = ONE.note(node.open_ledger().info.sequence + 1)
        assert not node.submit(first).applied
        node.close()
        node.submit(MASTER.pay(ONE.account, 100 * XRP, 1))
        assert first.id in [one.tx.id for one in node.close().transactions]

    def test_a_local_transaction_gets_into_the_next_open_ledger(self) -> None:
        """Held in one ledger and again in the next, it would not be held a third time; it is still tried."""
        node = start()
        first = ONE.note(node.open_ledger().info.sequence + 3)
        assert not node.submit(first).applied
        for _ in range(3):
            node.close()
        assert len(node.held) == 0
        node.submit(MASTER.pay(ONE.account, 100 * XRP, 1))
        node.close()
        assert node.open_ledger().transaction(first.id) is not None
        assert [one.tx.id for one in node.close().transactions] == [first.id]

    def test_its_last_ledger_is_the_last_in_which_it_is_tried(self) -> None:
        node = start_funded(1)
        sequence = node.open_ledger().info.sequence
        gone = ONE.note(sequence_of(node, ONE), last_ledger_sequence=sequence - 1)
        assert node.submit(gone).result is tefMAX_LEDGER
        for _ in range(3):
            assert node.close().transactions == ()

    def test_what_does_not_survive_the_order_of_the_closed_ledger_goes_to_the_next(self) -> None:
        """The receiver spends what it got in the same ledger. If it comes first in the closed ledger, it has
        to wait for the second pass; whatever the salt, nobody loses anything."""
        node = start_funded(3)
        total = sum(balance(node, one.account) or 0 for one in (ONE, TWO, THREE))
        sequences = {one: sequence_of(node, one) for one in (ONE, TWO, THREE)}
        for one, to in ((ONE, TWO), (TWO, THREE), (THREE, ONE)):
            assert node.submit(one.pay(to.account, 980 * XRP, sequences[one])).applied
            assert node.submit(one.pay(to.account, 5 * XRP, sequences[one] + 1)).applied
        count = 0
        for _ in range(4):
            count += len(node.close().transactions)
        assert count == 6
        assert sum(balance(node, one.account) or 0 for one in (ONE, TWO, THREE)) == total - 60


class TestOpenViews:
    def test_a_view_stays_as_it_was(self) -> None:
        node = start()
        before = node.open_ledger()
        node.submit(MASTER.pay(ONE.account, 100 * XRP, 1))
        between = node.open_ledger()
        node.submit(MASTER.pay(TWO.account, 100 * XRP, 2))
        after = node.open_ledger()
        node.close()
        key_one, key_two = (keylets.account(one.account).key for one in (ONE, TWO))
        assert before.get(key_one) is None
        assert between.get(key_one) is not None
        assert between.get(key_two) is None
        assert after.get(key_two) is not None
        assert [len(list(view.transactions())) for view in (before, between, after)] == [0, 1, 2]
        keys_in = [key for key in (key_one, key_two) if between.successor(_below(key)) == key]
        assert keys_in == [key_one]

    def test_asking_twice_costs_nothing(self) -> None:
        node = start()
        assert node.open_ledger() is node.open_ledger()


def _below(key: bytes) -> bytes:
    return (int.from_bytes(key, "big") - 1).to_bytes(32, "big")


class TestClosing:
    def test_the_clock_is_rounded_and_never_goes_back(self) -> None:
        node = start()
        times = [node.close(time).view.header.close_time for time in (START + 14, START + 15, START, None)]
        assert times == [START + 10, START + 20, START + 21, START + 22]

    def test_no_time_agreed_on(self) -> None:
        parent = start().closed_ledger().header
        assert closing_time(0, parent) == CloseTime(START + 1, NO_CONSENSUS_TIME)

    def test_the_header_is_what_the_hash_says(self) -> None:
        node = start()
        parent = node.closed_ledger()
        node.submit(MASTER.note(1, fee=123))
        closed = node.close()
        header = closed.view.header
        assert ledger_hash(header) == closed.view.hash
        assert header.parent_hash == parent.hash
        assert header.drops == parent.header.drops - 123
        assert node.open_ledger().info.parent_hash == closed.view.hash

    def test_a_view_of_an_earlier_ledger_stays_as_it_was(self) -> None:
        node = start_funded(1)
        earlier = node.closed_ledger()
        node.submit(ONE.pay(MASTER.account, XRP, sequence_of(node, ONE)))
        later = node.close().view
        root, other = (view.get(keylets.account(ONE.account).key) for view in (earlier, later))
        assert isinstance(root, AccountRoot)
        assert isinstance(other, AccountRoot)
        assert root.balance - other.balance == XRP + 10

    def test_the_network_id_is_asked_of_transactions(self) -> None:
        node = start(network_id=2000)
        assert not node.submit(MASTER.note(1)).applied
        assert node.submit(MASTER.note(1, network_id=2000)).applied

    def test_the_hash_of_a_set_is_the_specifications(self) -> None:
        for count in (0, 1, 2, 17, 300):
            transactions = [wallet(7).note(number) for number in range(count)]
            expected = transaction_set_hash(tx.blob for tx in transactions)
            assert set_hash(tx.id for tx in transactions) == expected


@pytest.fixture(scope="module")
def node() -> LedgerNode:
    """A node whose ledgers 4 to 7 have three payments each."""
    node = start_funded(2)
    for _ in range(4):
        first = sequence_of(node, ONE)
        for sequence in range(first, first + 3):
            node.submit(ONE.pay(TWO.account, XRP, sequence))
        node.close()
    return node


class TestLookingBack:
    def pages(self, node: LedgerNode, limit: int, *, forward: bool) -> list[AccountPage]:
        found: list[AccountPage] = []
        marker = None
        while not found or marker is not None:
            page = node.account_transactions(
                TWO.account, first=2, last=100, forward=forward, limit=limit, marker=marker
            )
            found.append(page)
            marker = page.marker
        return found

    @pytest.mark.parametrize("forward", [True, False])
    @pytest.mark.parametrize("limit", [1, 2, 5, 13, 100])
    def test_pages_put_together_are_the_whole(self, node: LedgerNode, limit: int, forward: bool) -> None:
        pages = self.pages(node, limit, forward=forward)
        places = [(one.ledger_sequence, one.index) for page in pages for one in page.transactions]
        assert len(places) == 13
        assert places == sorted(places, reverse=not forward)
        assert all(len(page.transactions) <= limit for page in pages)

    def test_only_the_ledgers_asked_for(self, node: LedgerNode) -> None:
        page = node.account_transactions(TWO.account, first=4, last=5, forward=True, limit=100)
        assert {one.ledger_sequence for one in page.transactions} == {4, 5}

    def test_a_transaction_is_found_with_its_ledger(self, node: LedgerNode) -> None:
        page = node.account_transactions(TWO.account, first=2, last=100, forward=True, limit=100)
        for one in page.transactions:
            assert node.transaction(one.tx.id) == one
            ledger = node.ledger_by_hash(one.ledger_hash)
            assert ledger is not None
            assert ledger.transaction(one.tx.id) == one
            assert ledger.header.sequence == one.ledger_sequence

    def test_the_transactions_of_a_ledger_come_in_the_order_of_their_identifiers(
        self, node: LedgerNode
    ) -> None:
        found = [one.tx.id for one in node.closed_ledger().transactions()]
        assert len(found) == 3
        assert found == sorted(found)

    def test_what_is_not_there_is_not_found(self, node: LedgerNode) -> None:
        assert node.transaction(bytes(32)) is None
        assert node.closed_ledger().transaction(bytes(32)) is None
        assert node.ledger_by_sequence(0) is None
        assert node.ledger_by_sequence(1000) is None
        assert node.ledger_by_sequence(2**40) is None
        assert node.ledger_by_hash(b"\1" * 32) is None
        page = node.account_transactions(NOBODY, first=2, last=100, forward=True, limit=10)
        assert page == AccountPage((), None)

    def test_the_hash_of_a_node_is_no_ledgers(self, node: LedgerNode) -> None:
        assert node.ledger_by_hash(node.closed_ledger().header.account_hash) is None

    def test_old_ledgers_are_opened_when_they_are_asked_for(self) -> None:
        node = start()
        hashes = [node.close().view.hash for _ in range(40)]
        for sequence, expected in enumerate(hashes, 3):
            ledger = node.ledger_by_sequence(sequence)
            assert ledger is not None
            assert ledger.hash == expected
        assert node.complete_ledgers() == (2, 42)


CARRIED = Path(vectors.__file__).parent / "vectors"


@pytest.mark.parametrize("path", sorted(CARRIED.glob("xrp-*.json.gz")), ids=lambda path: path.name)
def test_carried_payments_come_out_to_the_last_byte(path: Path) -> None:
    report = replay(vectors.load(path), "node")
    assert report.exact, report.difference


@pytest.mark.parametrize("number", range(1, 21, 4))
def test_recorded_payments_come_out_to_the_last_byte(number: int) -> None:
    report = replay(vectors.load(shared(f"vectors/xrp-{number:03}.json.gz")), "node")
    assert report.exact, report.difference


def test_a_state_from_elsewhere_must_be_the_one_that_its_header_names() -> None:
    vector = vectors.load(next(CARRIED.glob("xrp-*.json.gz")))
    store = NodeStore(MemoryDisk)
    with pytest.raises(ValueError, match=r"expected .* as its header says"):
        take_over(store, vector.parent.header, vector.entries()[1:])
    assert store.last_closed() is None
    assert NodeSubject(vector).node.complete_ledgers() == (vector.parent.header.sequence,) * 2
