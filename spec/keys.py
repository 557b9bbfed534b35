"""Keys and signatures.

Two kinds of key sign in this protocol: ECDSA on secp256k1 and Ed25519. A public key is always 33 bytes and
its first byte says which kind it is. A secret is 32 bytes; people keep a seed of 16 bytes instead, and
everything else follows from it.

A signature must have one form only, because the identifier of a transaction covers the signature: if anyone
could turn a valid signature into another valid one, the same payment could travel under two names. Hence the
rules for canonical signatures, which are checked before any arithmetic.

Nothing here makes randomness: where a new key is wanted, the caller brings the 16 bytes.

Source: PublicKey.cpp, SecretKey.cpp, Seed.cpp, AccountID.cpp (3.1.1).
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

import coincurve
from cryptography.exceptions import InvalidSignature as _WrongEd25519
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from spec.hashing import ripesha, sha512_half
from spec.values import Account

SECP256K1_ORDER = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
"""How many points the curve's group has; a secret and both parts of a signature lie below it."""
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
"""The order of the subgroup that Ed25519 works in."""

RECENT_KEYS = 1 << 16
"""Of so many public keys the accounts are kept: every transaction asks for its signer's again."""

SEED_SIZE = 16
SECRET_SIZE = 32
PUBLIC_KEY_SIZE = 33
ED25519_PREFIX = 0xED
"""The first byte of an Ed25519 public key; it stands before the 32 bytes that the algorithm knows."""

MAX_ATTEMPTS = 128
"""How many counters a derivation tries before it gives up; a second one is needed once in 2**128 times."""


class InvalidKey(ValueError):
    """A seed, a secret or a public key is not one; the message never shows it."""


class KeyType(Enum):
    """The two kinds of key, by their names in the API."""

    SECP256K1 = "secp256k1"
    ED25519 = "ed25519"


class Canonicality(Enum):
    """What remains to be said of a well-formed ECDSA signature."""

    CANONICAL = "canonical"
    """Well-formed, but its S has a smaller twin that is just as valid."""
    FULLY_CANONICAL = "fully canonical"
    """The one form."""


class KeyPair(Struct, frozen=True):
    """A public key of 33 bytes and its secret of 32, which printing does not show."""

    public_key: bytes
    secret: bytes

    def __repr__(self) -> str:
        return f"KeyPair(public_key={self.public_key.hex().upper()})"


_TYPE_BY_FIRST_BYTE = {0x02: KeyType.SECP256K1, 0x03: KeyType.SECP256K1, ED25519_PREFIX: KeyType.ED25519}


def key_type(public_key: bytes) -> KeyType | None:
    """Which kind of key these bytes are, by length and first byte; None when they are neither.

    That a secp256k1 key is a point of the curve is not checked here, but only when a signature is.
    """
    if len(public_key) != PUBLIC_KEY_SIZE:
        return None
    return _TYPE_BY_FIRST_BYTE.get(public_key[0])


@lru_cache(RECENT_KEYS)
def account_id(public_key: bytes) -> Account:
    """The account that a public key controls from birth, 20 bytes."""
    return ripesha(public_key)


def node_id(public_key: bytes) -> bytes:
    """The short name of a node's or validator's public key, 20 bytes."""
    return ripesha(public_key)


# --- from a seed to keys


def seed_from_passphrase(passphrase: str | bytes) -> bytes:
    """The seed that a passphrase stands for; text counts as UTF-8.

    Raises:
        InvalidKey: the text has a lone surrogate, so that it has no UTF-8 form.
    """
    if isinstance(passphrase, str):
        try:
            passphrase = passphrase.encode()
        except UnicodeEncodeError:
            raise InvalidKey("passphrase: the text cannot be written as UTF-8") from None
    return sha512_half(passphrase)[:SEED_SIZE]


def derive_secret(seed: bytes, kind: KeyType) -> bytes:
    """The secret that comes straight from a seed.

    For Ed25519 it is every key's secret. For secp256k1 it is the root of the seed's family: validators and
    nodes sign with it, accounts with the keys that `account_keys` derives from it.

    Raises:
        InvalidKey: the seed does not have 16 bytes.
    """
    if len(seed) != SEED_SIZE:
        raise InvalidKey(f"seed: {len(seed)} bytes, expected {SEED_SIZE}")
    if kind is KeyType.ED25519:
        return sha512_half(seed)
    return _first_scalar(seed)


def derive_public_key(secret: bytes, kind: KeyType) -> bytes:
    """The public key of a secret, 33 bytes.

    Raises:
        InvalidKey: the secret does not have 32 bytes, or, for secp256k1, is zero or not below the group's
        order.
    """
    _check_secret(secret, kind)
    if kind is KeyType.ED25519:
        return bytes((ED25519_PREFIX,)) + _ed25519_key(secret).public_key().public_bytes_raw()
    return coincurve.PublicKey.from_valid_secret(secret).format()


def node_keys(seed: bytes, kind: KeyType = KeyType.SECP256K1) -> KeyPair:
    """The keys of the node or validator that a seed stands for.

    Raises:
        InvalidKey: the seed does not have 16 bytes.
    """
    secret = derive_secret(seed, kind)
    return KeyPair(derive_public_key(secret, kind), secret)


def account_keys(seed: bytes, kind: KeyType = KeyType.SECP256K1, index: int = 0) -> KeyPair:
    """The keys of the account that a seed stands for.

    A secp256k1 seed has a family of accounts, of which everyone uses the first: to the root secret is added a
    scalar made of the root public key and the ``index``, a 32-bit number. An Ed25519 seed has one account,
    and the index is not used.

    Raises:
        InvalidKey: the seed does not have 16 bytes.
    """
    root = node_keys(seed, kind)
    if kind is KeyType.ED25519:
        return root
    tweak = _first_scalar(root.public_key + index.to_bytes(4, "big"))
    scalar = (int.from_bytes(root.secret, "big") + int.from_bytes(tweak, "big")) % SECP256K1_ORDER
    secret = scalar.to_bytes(SECRET_SIZE, "big")
    return KeyPair(derive_public_key(secret, kind), secret)


def _first_scalar(data: bytes) -> bytes:
    """The first hash of data and a counter that is a secp256k1 secret."""
    for counter in range(MAX_ATTEMPTS):
        candidate = sha512_half(data, counter.to_bytes(4, "big"))
        if 0 < int.from_bytes(candidate, "big") < SECP256K1_ORDER:
            return candidate
    raise InvalidKey(f"seed: no key found in {MAX_ATTEMPTS} attempts")


def _check_secret(secret: bytes, kind: KeyType) -> None:
    if len(secret) != SECRET_SIZE:
        raise InvalidKey(f"secret: {len(secret)} bytes, expected {SECRET_SIZE}")
    if kind is KeyType.SECP256K1 and not 0 < int.from_bytes(secret, "big") < SECP256K1_ORDER:
        raise InvalidKey("secret: zero or not below the order of secp256k1")


def _ed25519_key(secret: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(secret)


# --- canonical signatures


def ecdsa_canonicality(signature: bytes) -> Canonicality | None:
    """How canonical the form of an ECDSA signature is; None when it is not well-formed.

    Well-formed is ``30 n 02 a R 02 b S``, 8 to 72 bytes in all, where R and S are positive, below the group's
    order, and written without a needless leading zero. Fully canonical is one whose S is not above half the
    order.
    """
    parts = _ecdsa_parts(signature)
    if parts is None:
        return None
    return Canonicality.CANONICAL if _is_high(parts[1]) else Canonicality.FULLY_CANONICAL


def is_canonical_ed25519(signature: bytes) -> bool:
    """Whether an Ed25519 signature has 64 bytes and S, its second half, lies below the subgroup's order."""
    return len(signature) == 64 and int.from_bytes(signature[32:], "little") < ED25519_ORDER


def _is_high(s: int) -> bool:
    return s > SECP256K1_ORDER - s


def _ecdsa_parts(signature: bytes) -> tuple[int, int] | None:
    """R and S of a well-formed signature."""
    size = len(signature)
    if not 8 <= size <= 72 or signature[0] != 0x30 or signature[1] != size - 2:
        return None
    r, end_of_r = _der_integer(signature, 2)
    s, end_of_s = _der_integer(signature, end_of_r)
    if end_of_s != size or not 0 < r < SECP256K1_ORDER or not 0 < s < SECP256K1_ORDER:
        return None
    return r, s


def _der_integer(signature: bytes, at: int) -> tuple[int, int]:
    """The positive integer that begins there, and its end; zero when there is none in the shortest form."""
    size = len(signature)
    if size - at < 3 or signature[at] != 0x02:
        return 0, size
    length, start = signature[at + 1], at + 2
    end = start + length
    if length == 0 or end > size:
        return 0, size
    first = signature[start]
    if first >= 0x80 or (first == 0 and (length == 1 or signature[start + 1] < 0x80)):
        return 0, size
    return int.from_bytes(signature[start:end], "big"), end


def _encode_ecdsa(r: int, s: int) -> bytes:
    """The canonical form of a signature with these parts."""
    body = b""
    for number in (r, s):
        digits = number.to_bytes(number.bit_length() // 8 + 1, "big")
        body += bytes((0x02, len(digits))) + digits
    return bytes((0x30, len(body))) + body


# --- signing and verifying


def sign(message: bytes, secret: bytes, kind: KeyType) -> bytes:
    """The signature of a message.

    ECDSA signs the SHA-512Half of the message, with the nonce of RFC 6979 and the low S, in DER; Ed25519
    signs the message itself, in 64 bytes. Both always give the same signature for the same message.

    Raises:
        InvalidKey: the secret is none of this kind.
    """
    if kind is KeyType.SECP256K1:
        return sign_digest(sha512_half(message), secret)
    _check_secret(secret, kind)
    return _ed25519_key(secret).sign(message)


def sign_digest(digest: bytes, secret: bytes) -> bytes:
    """The ECDSA signature of a digest of 32 bytes; peers sign the secret that their TLS session shares this
    way.

    Raises:
        InvalidKey: the secret is none of secp256k1, or the digest does not have 32 bytes.
    """
    _check_secret(secret, KeyType.SECP256K1)
    if len(digest) != 32:
        raise InvalidKey(f"digest: {len(digest)} bytes, expected 32")
    return coincurve.PrivateKey(secret).sign(digest, hasher=None)


def verify(public_key: bytes, message: bytes, signature: bytes, fully_canonical: bool = True) -> bool:
    """Whether the key's owner signed the message; False for whatever is no key or no signature.

    ``fully_canonical`` is False only for ledgers from before the amendment RequireFullyCanonicalSig, where an
    ECDSA signature with a high S still counts unless the transaction itself asks otherwise.
    """
    kind = key_type(public_key)
    if kind is KeyType.SECP256K1:
        return verify_digest(public_key, sha512_half(message), signature, fully_canonical)
    if kind is None or not is_canonical_ed25519(signature):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key[1:]).verify(signature, message)
    except (_WrongEd25519, ValueError):
        return False
    return True


_point = lru_cache(RECENT_KEYS)(coincurve.PublicKey)


def verify_digest(public_key: bytes, digest: bytes, signature: bytes, fully_canonical: bool = True) -> bool:
    """Whether the owner of a secp256k1 key signed a digest of 32 bytes; False for whatever is not such a key.

    See `verify` for ``fully_canonical``.
    """
    parts = _ecdsa_parts(signature)
    if parts is None or len(digest) != 32 or key_type(public_key) is not KeyType.SECP256K1:
        return False
    r, s = parts
    if _is_high(s):
        if fully_canonical:
            return False
        # The library knows low S only; the twin is valid exactly when this one is.
        signature = _encode_ecdsa(r, SECP256K1_ORDER - s)
    try:
        return _point(public_key).verify(signature, digest, hasher=None)
    except ValueError:  # not a point of the curve
        return False
