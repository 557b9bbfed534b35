"""Methods that make keys: wallet_propose, validation_create.

Source: WalletPropose.cpp, ValidationCreate.cpp (3.1.1).
"""

from __future__ import annotations

from collections import Counter
from math import floor, log2

from impl.edge import errors, loose
from impl.edge.dispatch import method
from impl.edge.errors import Json, Refusal
from impl.edge.secrets import ed25519_seed, key_type_named, seed_of
from impl.edge.service import Request, Role
from spec.addresses import Token, encode_account, encode_seed, encode_seed_words, encode_token, parse_seed
from spec.base58 import AddressError
from spec.keys import SEED_SIZE, KeyType, account_id, account_keys, node_keys

ENOUGH_ENTROPY = 80
"""Bits of a passphrase below which the answer warns of it."""

_WEAK = (
    "This wallet was generated using a user-supplied passphrase that has low entropy and is vulnerable "
    "to brute-force attacks."
)
_SUPPLIED = (
    "This wallet was generated using a user-supplied passphrase. It may be vulnerable to brute-force attacks."
)


@method("wallet_propose", "key_type", "passphrase", "seed", "seed_hex", role=Role.ADMIN)
def wallet_propose(request: Request) -> Json:
    """Keys for a new account: from a given seed, or at random."""
    kind = _asked_key_type(request)
    source = "passphrase" if "passphrase" in request else "seed"
    seed = ed25519_seed(request.get(source))
    told_by_text = seed is not None
    if told_by_text:
        if kind is KeyType.SECP256K1:
            raise Refusal(errors.badSeed)
        kind = KeyType.ED25519
    elif any(name in request for name in ("passphrase", "seed", "seed_hex")):
        seed = seed_of(request)
    if seed is None:
        seed = request.service.randomness.bytes(SEED_SIZE)
    kind = kind or KeyType.SECP256K1
    public_key = account_keys(seed, kind).public_key
    answer: Json = {
        "master_seed": encode_seed(seed),
        "master_seed_hex": seed.hex().upper(),
        "master_key": encode_seed_words(seed),
        "account_id": encode_account(account_id(public_key)),
        "public_key": encode_token(Token.ACCOUNT_PUBLIC, public_key),
        "public_key_hex": public_key.hex().upper(),
        "key_type": kind.value,
    }
    if "passphrase" in request and not told_by_text:
        passphrase = loose.text(request.get("passphrase"))
        if passphrase not in (answer["master_key"], answer["master_seed"], answer["master_seed_hex"]):
            answer["warning"] = _WEAK if entropy(passphrase) < ENOUGH_ENTROPY else _SUPPLIED
    return answer


def _asked_key_type(request: Request) -> KeyType | None:
    if "key_type" not in request:
        return None
    name = request.get("key_type")
    if not isinstance(name, str):
        raise errors.invalid_field("key_type", "string")
    kind = key_type_named(name)
    if kind is None:
        raise Refusal(errors.invalidParams)
    return kind


def entropy(passphrase: str) -> int:
    """An estimate of how many bits of chance are in a passphrase, from how often each byte stands in it."""
    encoded = passphrase.encode(errors="replace")
    total = len(encoded)
    return floor(-sum(count * log2(count / total) for count in Counter(encoded).values()))


@method("validation_create", "secret", role=Role.ADMIN)
def validation_create(request: Request) -> Json:
    """Keys for a validator: from a given seed, or at random."""
    if "secret" in request:
        try:
            seed = parse_seed(loose.text(request.get("secret")))
        except AddressError:
            raise Refusal(errors.badSeed) from None
    else:
        seed = request.service.randomness.bytes(SEED_SIZE)
    public_key = node_keys(seed).public_key
    return {
        "validation_public_key": encode_token(Token.NODE_PUBLIC, public_key),
        "validation_seed": encode_seed(seed),
        "validation_key": encode_seed_words(seed),
    }
