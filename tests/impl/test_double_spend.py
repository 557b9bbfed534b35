"""Everything that was ever signed is submitted again and again, in any order, to a node that closes ledgers
and starts again in between; an account is deleted and comes back. Each transaction is applied once at most,
each number of an account is used once at most, and no drop is made or lost but as a fee."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from impl.ledger_side import LedgerNode
from impl.node_store import Disk, LevelDBDisk, MemoryDisk, NodeStore
from spec import keylets, laws
from spec.entries import AccountRoot, decode_entry
from spec.laws import Whole
from spec.ledger import GENESIS_DROPS
from spec.transaction import Transaction
from spec.transactions.account_delete import SEQUENCE_GAP, AccountDelete
from spec.transactions.payment import Payment
from spec.transactions.ticket_create import TicketCreate
from spec.values import Account
from tests.conftest import SEED
from tests.impl.traffic import MASTER, XRP, Wallet, wallet

WALLETS = [wallet(number) for number in range(12)]
PHOENIX = wallet(99)
"""Who is deleted and comes back."""
EVERYONE = [one.account for one in WALLETS]
AHEAD = 3
"""So many numbers in advance are signed for."""
RECENT = 40
"""So many of the transactions signed before are still submitted often."""
DELETION_FEE = 2 * XRP


class Campaign:
    """A node on a disk, and everything that was ever signed for it."""

    def __init__(self, open_disk: Callable[[], Disk]) -> None:
        self.random = Random(SEED)
        self.open_disk = open_disk
        self.node = LedgerNode(NodeStore(open_disk))
        self.signed: list[Transaction] = []
        self.recent: list[Transaction] = []
        self.applied: set[bytes] = set()
        self.numbers: set[tuple[Account, int]] = set()
        self.fees = 0
        self.said: Counter[str] = Counter()
        """How often each result was given."""
        self.restarts = self.returns = 0
        for number, one in enumerate((*WALLETS, PHOENIX)):
            self.submit(self.sign(MASTER, MASTER.pay(one.account, 10_000 * XRP, number + 1)))
        self.close()

    @property
    def submissions(self) -> int:
        return self.said.total()

    # What is signed

    def sign(self, sender: Wallet, tx: Transaction) -> Transaction:
        signed = sender.sign(tx)
        self.signed.append(signed)
        self.recent.append(signed)
        return signed

    def root(self, account: Account) -> AccountRoot | None:
        found = self.node.closed_ledger().get(keylets.account(account).key)
        return found if isinstance(found, AccountRoot) else None

    def sign_more(self) -> None:
        """For some accounts the next numbers, many of them twice, and two for each of some tickets."""
        self.recent = self.recent[-RECENT:]
        senders = self.random.sample(WALLETS, 2)
        if self.random.random() < 0.02:
            senders.append(PHOENIX)  # seldom: its numbers must fall behind the ledger's
        for sender in senders:
            root = self.root(sender.account)
            if root is None:
                continue
            for number in range(root.sequence, root.sequence + AHEAD):
                for _ in range(self.random.choice((1, 2))):
                    self.sign(sender, self.payment(sender, number))
            if self.random.random() < 0.2 and (root.ticket_count or 0) < 200:
                count = self.random.randint(1, 3)
                tickets = TicketCreate(
                    account=sender.account, ticket_count=count, sequence=root.sequence, fee=10
                )
                self.sign(sender, tickets)
                for number in range(root.sequence + 1, root.sequence + 1 + count):
                    for _ in range(2):
                        self.sign(sender, self.payment(sender, 0, ticket_sequence=number))

    def payment(self, sender: Wallet, sequence: int, ticket_sequence: int | None = None) -> Payment:
        """Of a little, or of more than there is: which claims the fee and the number."""
        drops = 10**15 if self.random.random() < 0.1 else self.random.randint(1, 1_000)
        return Payment(
            account=sender.account,
            destination=self.random.choice([one for one in EVERYONE if one != sender.account]),
            amount=drops,
            sequence=sequence,
            ticket_sequence=ticket_sequence,
            fee=self.random.randint(10, 30),
        )

    def send_the_phoenix_on(self) -> None:
        """Delete it as soon as it may be, and pay it again when it is gone."""
        root = self.root(PHOENIX.account)
        if root is None:
            master = self.root(MASTER.account)
            assert master is not None
            self.submit(self.sign(MASTER, MASTER.pay(PHOENIX.account, 1_000 * XRP, master.sequence)))
            self.returns += 1
        elif root.sequence + SEQUENCE_GAP <= self.node.closed_ledger().header.sequence:
            tx = AccountDelete(
                account=PHOENIX.account, destination=MASTER.account, sequence=root.sequence, fee=DELETION_FEE
            )
            self.submit(self.sign(PHOENIX, tx))

    # What is done with it

    def submit(self, tx: Transaction) -> None:
        self.said[self.node.submit(tx).result.name] += 1

    def submit_some(self, count: int) -> None:
        """Mostly what was signed of late, but also anything else."""
        for _ in range(count):
            source = self.recent if self.random.random() < 0.7 else self.signed
            self.submit(self.random.choice(source))

    def close(self) -> None:
        closed = self.node.close()
        for one in closed.transactions:
            tx = one.tx
            assert tx.id not in self.applied, f"{tx} is applied twice"
            assert (tx.account, tx.sequence_or_ticket) not in self.numbers, f"{tx} uses a number again"
            self.applied.add(tx.id)
            self.numbers.add((tx.account, tx.sequence_or_ticket))
            self.fees += tx.fee
        assert closed.view.header.drops == GENESIS_DROPS - self.fees

    def restart(self) -> None:
        """What is in the open ledger is lost."""
        self.node.stop()
        self.node = LedgerNode(NodeStore(self.open_disk))
        self.restarts += 1

    def run(self, submissions: int, per_ledger: int) -> None:
        while self.submissions < submissions:
            self.sign_more()
            self.submit_some(per_ledger)
            self.send_the_phoenix_on()
            if self.random.random() < 0.05:
                self.restart()
            self.close()

    def check_all(self) -> None:
        """The laws of whole states, of the ledger that came of it."""
        closed = self.node.closed_ledger()
        entries = [decode_entry(leaf.key, leaf.data) for leaf in closed.state.tree]
        assert laws.broken(Whole(closed.header, entries)) == []
        self.node.stop()


@pytest.mark.failure_mode(83, "chaos")
def test_nothing_is_applied_twice() -> None:
    disk = MemoryDisk()
    campaign = Campaign(lambda: disk)
    campaign.run(submissions=8_000, per_ledger=25)
    expect_all_of_it(campaign)


@pytest.mark.failure_mode(83, "stress")
@pytest.mark.long
def test_of_a_million_submissions_nothing_is_applied_twice(tmp_path: Path) -> None:
    campaign = Campaign(lambda: LevelDBDisk(tmp_path))
    campaign.run(submissions=1_000_000, per_ledger=300)
    expect_all_of_it(campaign)


def expect_all_of_it(campaign: Campaign) -> None:
    """Much was applied and more was refused, in every way in which what comes twice is refused."""
    campaign.check_all()
    assert len(campaign.applied) > campaign.submissions / 100
    assert campaign.submissions > 2 * len(campaign.signed)
    assert campaign.said.keys() >= {
        "tesSUCCESS",
        "tecUNFUNDED_PAYMENT",
        "tefPAST_SEQ",
        "tefNO_TICKET",
        "terPRE_SEQ",
        "terPRE_TICKET",
    }
    assert campaign.restarts > 0
    assert campaign.returns > 0
