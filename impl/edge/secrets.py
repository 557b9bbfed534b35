"""The key pair that a request to sign means.

A secret comes in one of four parameters: ``secret`` alone, in whatever form people write seeds, or ``seed``,
``seed_hex`` or ``passphrase`` together with ``key_type``. Where clients write an Ed25519 seed as ``sEd...``,
the text itself tells the kind of key.

Source: RPCHelpers.cpp (keypairForSignature, getSeedFromRPC) (3.1.1).
"""

from __future__ import annotations

from impl.edge import errors
from impl.edge.errors import Refusal
from impl.edge.service import Request
from spec.addresses import Token, decode_seed, decode_token, parse_hex, parse_seed
from spec.base58 import AddressError
from spec.keys import SEED_SIZE, KeyPair, KeyType, account_keys

SECRETS = ("secret", "seed", "seed_hex", "passphrase", "key_type")
"""The parameters that carry a secret, or say how it is meant."""
MASKED = ("passphrase", "secret", "seed", "seed_hex")
"""Those that no answer repeats."""

_FORMS = ("passphrase", "secret", "seed", "seed_hex")
_TYPED_FORMS = ("passphrase", "seed", "seed_hex")


def ed25519_seed(value: object) -> bytes | None:
    """The seed in a text ``sEd...``; None for whatever else."""
    if not isinstance(value, str):
        return None
    try:
        return decode_token(Token.ED25519_SEED, value)
    except AddressError:
        return None


def seed_of(request: Request) -> bytes:
    """The seed in the one of ``passphrase``, ``seed`` and ``seed_hex`` that is there. Raises Refusal."""
    given = [name for name in _TYPED_FORMS if name in request]
    if len(given) != 1:
        raise errors.invalid_parameters(
            "Exactly one of the following must be specified: passphrase, seed or seed_hex"
        )
    value = request.get(given[0])
    if not isinstance(value, str):
        raise errors.invalid_field(given[0], "string")
    seed = _parse(given[0], value)
    if seed is None:
        raise Refusal(errors.badSeed)
    return seed


def _parse(form: str, value: str) -> bytes | None:
    if form == "seed_hex":
        return parse_hex(value, SEED_SIZE)
    try:
        return decode_seed(value) if form == "seed" else parse_seed(value)
    except AddressError:
        return None


def key_pair(request: Request) -> tuple[KeyPair, KeyType]:
    """The keys that the request means. Raises Refusal."""
    given = [name for name in _FORMS if name in request]
    if not given:
        raise errors.missing_field("secret")
    if len(given) > 1:
        raise errors.invalid_parameters(
            "Exactly one of the following must be specified: passphrase, secret, seed or seed_hex"
        )
    form = given[0]
    kind = _key_type(request, form)
    seed = ed25519_seed(request.get(form)) if form != "seed_hex" else None
    if seed is not None:
        if kind is KeyType.SECP256K1:
            raise Refusal(errors.badSeed, "Specified seed is for an Ed25519 wallet.")
        kind = KeyType.ED25519
    elif "key_type" in request:
        seed = seed_of(request)
    else:
        secret = request.get("secret")
        if not isinstance(secret, str):
            raise errors.invalid_field("secret", "string")
        seed = _parse("secret", secret)
        if seed is None:
            raise Refusal(errors.badSeed, f"Invalid field '{form}'.")
    kind = kind or KeyType.SECP256K1
    return account_keys(seed, kind), kind


def _key_type(request: Request, form: str) -> KeyType | None:
    if "key_type" not in request:
        return None
    name = request.get("key_type")
    if not isinstance(name, str):
        raise errors.invalid_field("key_type", "string")
    kind = key_type_named(name)
    if kind is None:
        raise Refusal(errors.badKeyType) if request.version > 1 else errors.invalid_field("key_type")
    if form == "secret":
        raise errors.invalid_parameters("The secret field is not allowed if key_type is used.")
    return kind


def key_type_named(name: str) -> KeyType | None:
    """The kind of key of this name."""
    return next((kind for kind in KeyType if kind.value == name), None)
