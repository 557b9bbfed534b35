"""Who sends the transactions: accounts whose keys are known."""

from __future__ import annotations

from msgspec import Struct

from spec import keys, signing
from spec.inner import Signer
from spec.keys import KeyPair, KeyType
from spec.transaction import Transaction
from spec.values import Account


class Actor(Struct, frozen=True):
    """An account and its master key."""

    pair: KeyPair
    kind: KeyType
    account: Account

    def sign(self, tx: Transaction) -> Transaction:
        """Sign the transaction alone, whoever it is of."""
        tx.signing_pub_key = self.pair.public_key
        message = signing.transaction(tx.encode_for_signing())
        tx.txn_signature = keys.sign(message, self.pair.secret, self.kind)
        return tx

    def sign_for(self, tx: Transaction, signer: Account) -> Signer:
        """One of several signatures, with this key and in the name of that account."""
        message = signing.for_signer(signing.multisigned(tx.encode_for_signing()), signer)
        signature = keys.sign(message, self.pair.secret, self.kind)
        return Signer(account=signer, signing_pub_key=self.pair.public_key, txn_signature=signature)


def actor(passphrase: str, kind: KeyType = KeyType.SECP256K1) -> Actor:
    """The account that a passphrase stands for."""
    pair = keys.account_keys(keys.seed_from_passphrase(passphrase), kind)
    return Actor(pair, kind, keys.account_id(pair.public_key))


def actors(count: int, name: str = "actor") -> list[Actor]:
    """So many accounts, always the same ones for a name. Every third has an Ed25519 key."""
    return [
        actor(f"{name} {number}", KeyType.ED25519 if number % 3 == 2 else KeyType.SECP256K1)
        for number in range(count)
    ]
