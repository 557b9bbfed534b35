"""Accounts with keys, and what they send, for tests of the ledger side."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from impl.genesis import MASTER_PASSPHRASE, Genesis
from impl.ledger_side import LedgerNode
from impl.node_store import Disk, MemoryDisk, NodeStore
from impl.ports import VirtualClock
from spec import keys, signing
from spec.keys import KeyPair, KeyType
from spec.transaction import Transaction
from spec.transactions.account_set import AccountSet
from spec.transactions.payment import Payment
from spec.values import Account

XRP = 1_000_000
START = 800_000_000
"""Ledger time at which tests begin."""


class Wallet(Struct, frozen=True):
    """An account and its key."""

    pair: KeyPair

    @property
    def account(self) -> Account:
        """The account."""
        return keys.account_id(self.pair.public_key)

    def sign(self, tx: Transaction) -> Transaction:
        """The transaction with this account's signature."""
        tx.signing_pub_key = self.pair.public_key
        message = signing.transaction(tx.encode_for_signing())
        tx.txn_signature = keys.sign(message, self.pair.secret, KeyType.SECP256K1)
        return tx

    def pay(self, to: Account, drops: int, sequence: int, fee: int = 10, **fields: Any) -> Transaction:
        """A signed payment of XRP."""
        tx = Payment(account=self.account, destination=to, amount=drops, sequence=sequence, fee=fee, **fields)
        return self.sign(tx)

    def note(self, sequence: int, fee: int = 10, **fields: Any) -> Transaction:
        """A signed transaction that does nothing."""
        return self.sign(AccountSet(account=self.account, sequence=sequence, fee=fee, **fields))


def wallet(number: int) -> Wallet:
    """One of many accounts."""
    return Wallet(keys.account_keys(keys.seed_from_passphrase(f"wallet {number}")))


MASTER = Wallet(keys.account_keys(keys.seed_from_passphrase(MASTER_PASSPHRASE)))
"""Who holds everything in a new ledger."""


def start(disk: Disk | None = None, *, network_id: int = 0, begin: Genesis | None = None) -> LedgerNode:
    """A node on a disk in memory; one that has ledgers goes on from the last."""
    place = disk if disk is not None else MemoryDisk()
    return LedgerNode(NodeStore(lambda: place), clock=VirtualClock(), network_id=network_id, begin=begin)


def start_funded(count: int, disk: Disk | None = None) -> LedgerNode:
    """A node with wallets 0 to ``count`` that have 1,000 XRP each."""
    node = start(disk)
    for number in range(count):
        answer = node.submit(MASTER.pay(wallet(number).account, 1_000 * XRP, number + 1))
        assert answer.applied, answer
    node.close()
    return node


def sequence_of(node: LedgerNode, one: Wallet) -> int:
    """The next sequence number of an account in the open ledger."""
    from spec import keylets
    from spec.entries import AccountRoot

    root = node.open_ledger().get(keylets.account(one.account).key)
    assert isinstance(root, AccountRoot)
    return root.sequence
