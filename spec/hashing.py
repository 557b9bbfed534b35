"""Hash functions of the protocol.

Everything that is signed, identified or linked in the ledger goes through one of two digests: SHA-512Half for
objects, and RIPESHA for the short identifiers of keys. A four-byte prefix keeps the kinds of hashed data
apart, so that bytes made for one purpose can never be taken for another.

Source: digest.h, HashPrefix.h (3.1.1).
"""

from __future__ import annotations

from hashlib import new as _new_hash
from hashlib import sha256, sha512

ZERO_HASH = bytes(32)
"""The hash of nothing: an empty tree, an absent child, no parent."""


class HashPrefix:
    """The four bytes, three ASCII letters and a zero, that begin each kind of hashed or signed data."""

    TXN = b"TXN\0"
    """Identifies a transaction; also a transaction leaf without metadata."""
    SND = b"SND\0"
    """A transaction leaf with metadata."""
    MLN = b"MLN\0"
    """A leaf of the state tree."""
    MIN = b"MIN\0"
    """An inner node of any tree."""
    LWR = b"LWR\0"
    """A ledger header."""
    STX = b"STX\0"
    """What a single signer of a transaction signs."""
    SMT = b"SMT\0"
    """What each of several signers of a transaction signs."""
    VAL = b"VAL\0"
    """A validation."""
    PRP = b"PRP\0"
    """A consensus proposal."""
    MAN = b"MAN\0"
    """A manifest."""
    CLM = b"CLM\0"
    """A payment-channel claim."""
    BCH = b"BCH\0"
    """What a signer of a batch signs."""


def sha512_half(*parts: bytes) -> bytes:
    """The first 32 bytes of the SHA-512 of the parts, joined."""
    return sha512(b"".join(parts)).digest()[:32]


def ripesha(data: bytes) -> bytes:
    """RIPEMD-160 of SHA-256: the 20 bytes that stand for a public key."""
    return _new_hash("ripemd160", sha256(data).digest()).digest()
