"""Crypto-conditions: escrows that open to whoever knows a secret.

A condition is the SHA-256 of a secret, the preimage, together with its length; a fulfilment is the preimage
itself. Both are written in the encoding of an Internet draft that knows five kinds of condition. The ledger
supports one, PREIMAGE-SHA-256, and refuses the others.

The encoding is DER in appearance only. A length may be written longer than needed, and so may the integer;
because a fulfilment's bytes stand in signed transactions, exactly what the server reads must be read, no more
and no less. (The server also limits the whole, a condition to 128 bytes and a fulfilment to 256; the limits
of the parts are tighter, so that these never decide.)

Source: Condition.cpp, Fulfillment.cpp, PreimageSha256.h, utils.h in xrpld/conditions (3.1.1).
"""

from __future__ import annotations

from hashlib import sha256

from msgspec import Struct

MAX_PREIMAGE = 128
"""Bytes of the longest preimage."""
FINGERPRINT_SIZE = 32

_CONSTRUCTED = 0xA0
"""Type byte, without the tag, of a value that holds others."""
_PRIMITIVE = 0x80
"""Type byte, without the tag, of a value that holds bytes."""
_MAX_LENGTH_BYTES = 8
_MAX_COST_BYTES = 5


class ConditionError(ValueError):
    """Bytes are not a condition or a fulfilment that the ledger supports."""


class Condition(Struct, frozen=True):
    """What must be shown: bytes with this SHA-256 and this many of them."""

    fingerprint: bytes
    cost: int


def condition_of(preimage: bytes) -> Condition:
    """The condition that a preimage fulfils."""
    return Condition(sha256(preimage).digest(), len(preimage))


def fulfills(fulfillment: bytes, condition: bytes) -> bool:
    """Whether both are well-formed and the one fulfils the other."""
    try:
        return condition_of(parse_fulfillment(fulfillment)) == parse_condition(condition)
    except ConditionError:
        return False


def parse_condition(data: bytes) -> Condition:
    """The condition in these bytes.

    Raises:
        ConditionError: they are malformed, of an unsupported kind, too long, or followed by anything.
    """
    body = _outer_body(data, "condition")
    length, at = _preamble(body, 0, _PRIMITIVE, "fingerprint")
    end = at + length
    if length != FINGERPRINT_SIZE:
        raise ConditionError(f"fingerprint: {length} bytes, expected {FINGERPRINT_SIZE}")
    cost = _unsigned_integer(body[end:])
    if cost > MAX_PREIMAGE:
        raise ConditionError(f"cost: {cost}, expected at most {MAX_PREIMAGE}")
    return Condition(body[at:end], cost)


def parse_fulfillment(data: bytes) -> bytes:
    """The preimage in a fulfilment.

    Raises:
        ConditionError: the bytes are malformed, of an unsupported kind, too long, or followed by anything.
    """
    body = _outer_body(data, "fulfillment")
    length, at = _preamble(body, 0, _PRIMITIVE, "preimage")
    if length != len(body) - at:
        raise ConditionError(f"preimage: its length is {length}, but {len(body) - at} bytes follow")
    if length > MAX_PREIMAGE:
        raise ConditionError(f"preimage: {length} bytes, expected at most {MAX_PREIMAGE}")
    return body[at:]


def encode_condition(condition: Condition) -> bytes:
    """The shortest form of a condition.

    Raises:
        ConditionError: the fingerprint does not have 32 bytes, or the cost is not 0 to 128.
    """
    if len(condition.fingerprint) != FINGERPRINT_SIZE:
        raise ConditionError(f"fingerprint: {len(condition.fingerprint)} bytes, expected {FINGERPRINT_SIZE}")
    if not 0 <= condition.cost <= MAX_PREIMAGE:
        raise ConditionError(f"cost: {condition.cost}, expected 0 to {MAX_PREIMAGE}")
    cost = condition.cost.to_bytes(condition.cost.bit_length() // 8 + 1, "big")
    return _encode(_CONSTRUCTED, _encode(_PRIMITIVE, condition.fingerprint) + _encode(_PRIMITIVE | 1, cost))


def encode_fulfillment(preimage: bytes) -> bytes:
    """The shortest form of a fulfilment.

    Raises:
        ConditionError: the preimage has more than 128 bytes.
    """
    if len(preimage) > MAX_PREIMAGE:
        raise ConditionError(f"preimage: {len(preimage)} bytes, expected at most {MAX_PREIMAGE}")
    return _encode(_CONSTRUCTED, _encode(_PRIMITIVE, preimage))


def _encode(kind: int, value: bytes) -> bytes:
    size = len(value)
    if size < 0x80:
        return bytes((kind, size)) + value
    return bytes((kind, 0x81, size)) + value


def _outer_body(data: bytes, what: str) -> bytes:
    """The inside of the one value that the bytes are."""
    length, at = _preamble(data, 0, _CONSTRUCTED, what)
    if length != len(data) - at:
        raise ConditionError(f"{what}: its length is {length}, but {len(data) - at} bytes follow")
    return data[at:]


def _preamble(data: bytes, tag: int, form: int, what: str) -> tuple[int, int]:
    """The length of the value that begins the bytes, and where the value itself begins."""
    if len(data) < 2:
        raise ConditionError(f"{what}: {len(data)} bytes, expected a type and a length")
    kind, length, at = data[0], data[1], 2
    if kind != form | tag:
        raise ConditionError(f"{what}: the type is {kind:02X}, expected {form | tag:02X}")
    if length & 0x80:
        count = length & 0x7F
        at += count
        if not 1 <= count <= _MAX_LENGTH_BYTES or at > len(data):
            raise ConditionError(f"{what}: a length of {count} bytes, expected 1 to {_MAX_LENGTH_BYTES}")
        length = int.from_bytes(data[2:at], "big")
        if length == 0:
            raise ConditionError(f"{what}: zero is written as a long length")
    return length, at


def _unsigned_integer(data: bytes) -> int:
    """The cost of a condition: an integer of one to five bytes.

    A longer form than needed is read; a first byte with its high bit set would mean a negative number.
    """
    length, at = _preamble(data, 1, _PRIMITIVE, "cost")
    value = data[at:]
    if not 1 <= length <= _MAX_COST_BYTES or length != len(value):
        raise ConditionError(f"cost: {length} of {len(value)} bytes, expected 1 to {_MAX_COST_BYTES}")
    if value[0] & 0x80:
        raise ConditionError("cost: negative")
    return int.from_bytes(value, "big")
