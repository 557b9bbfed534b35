"""Base58Check with the ledger's own alphabet.

Keys, seeds and accounts are shown to people in base 58: digits and letters without the four that look alike.
In front of the data stands a prefix that says what it is, behind it four bytes of a double SHA-256, so that a
mistyped character is found. The alphabet is the ledger's own (its zero is ``r``), so that no text of another
network is ever taken for one of ours.

Each byte string has exactly one text and each text at most one byte string. What cannot be a text of the
protocol is refused with `AddressError`, and the message never repeats the text, which may be a secret.

Source: tokens.cpp, tokens.h (3.1.1).
"""

from __future__ import annotations

from hashlib import sha256

ALPHABET = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
"""The 58 digits, from zero upwards."""

MAX_TEXT = 52
"""Characters of the longest text that is read."""
MAX_BYTES = 38
"""Bytes of the longest string that is written: prefix, a public key of 33 bytes, checksum."""
CHECKSUM = 4
"""Bytes of the checksum."""

_ZERO = ALPHABET[0]
# Two digits at a time: half the steps of the long division, and the table still fits in a cache.
_PAIR_BASE = 58 * 58
_PAIRS = tuple(high + low for high in ALPHABET for low in ALPHABET)
_VALUES = {digits: value for table in (_PAIRS, ALPHABET) for value, digits in enumerate(table)}


class AddressError(ValueError):
    """A text is not an encoding of what was asked for, or bytes have no such encoding."""


def checksum(payload: bytes) -> bytes:
    """The four bytes that guard a payload: the head of its double SHA-256."""
    return sha256(sha256(payload).digest()).digest()[:CHECKSUM]


def encode(data: bytes) -> str:
    """The bytes as a number in base 58, each leading zero byte as one leading zero digit."""
    significant = data.lstrip(b"\0")
    number = int.from_bytes(significant, "big")
    pairs = []
    while number:
        number, value = divmod(number, _PAIR_BASE)
        pairs.append(_PAIRS[value])
    pairs.reverse()
    return _ZERO * (len(data) - len(significant)) + "".join(pairs).lstrip(_ZERO)


def decode(text: str) -> bytes:
    """The bytes that `encode` writes as this text.

    Raises:
        AddressError: a character is not of the alphabet, or there are more than `MAX_TEXT`.
    """
    length = len(text)
    if length > MAX_TEXT:
        raise AddressError(f"base58: {length} characters, expected at most {MAX_TEXT}")
    odd = length & 1
    try:
        number = _VALUES[text[0]] if odd else 0
        for at in range(odd, length, 2):
            number = number * _PAIR_BASE + _VALUES[text[at : at + 2]]
    except KeyError:
        at = next(at for at, character in enumerate(text) if character not in ALPHABET)
        raise AddressError(f"base58: character {at + 1} is not of the alphabet") from None
    zeros = length - len(text.lstrip(_ZERO))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_check(prefix: bytes, data: bytes) -> str:
    """Prefix, data and checksum in base 58.

    Raises:
        AddressError: there are no data, or more than a text may carry.
    """
    payload = prefix + data
    if not data or len(payload) > MAX_BYTES - CHECKSUM:
        raise AddressError(
            f"base58: {len(data)} bytes of data, expected 1 to {MAX_BYTES - CHECKSUM - len(prefix)}"
        )
    return encode(payload + checksum(payload))


def decode_check(prefix: bytes, text: str) -> bytes:
    """The data of a text that carries this prefix and a good checksum.

    Raises:
        AddressError: the text is not base 58, too short, of another prefix, or mistyped.
    """
    raw = decode(text)
    if len(raw) <= len(prefix) + CHECKSUM:
        raise AddressError(f"base58: {len(raw)} bytes, expected more than {len(prefix) + CHECKSUM}")
    if not raw.startswith(prefix):
        found = raw[: len(prefix)].hex().upper()
        raise AddressError(f"base58: the prefix is {found}, expected {prefix.hex().upper()}")
    payload = raw[:-CHECKSUM]
    if checksum(payload) != raw[-CHECKSUM:]:
        raise AddressError("base58: the checksum does not match")
    return payload[len(prefix) :]
