"""How the length of a field with variable length is written before it.

One byte reaches to 192, two to 12480, three to 918744. The three ranges do not overlap, so every length has
exactly one encoding. The largest first bytes could express a little more than the protocol ever writes;
such a prefix reads as its number, and is refused where that many bytes do not follow or the object has to
be encoded again.

Source: Serializer.cpp (3.1.1).
"""

from __future__ import annotations

LAST_OF_ONE_BYTE = 192
LAST_OF_TWO_BYTES = 12_480
MAX_LENGTH = 918_744
"""The longest field that can be written."""

_FIRST_OF_TWO_BYTES = LAST_OF_ONE_BYTE + 1
_FIRST_OF_THREE_BYTES = LAST_OF_TWO_BYTES + 1
_LEAD_OF_TWO = 193
_LEAD_OF_THREE = 241
_LEAD_LAST = 254


class DecodeError(ValueError):
    """Bytes do not have the form that the protocol demands. The message says which, and where."""


def encode_length(length: int) -> bytes:
    """The prefix of a field of ``length`` bytes: one to three bytes.

    Raises:
        ValueError: the length is negative or above ``MAX_LENGTH``.

    """
    if 0 <= length <= LAST_OF_ONE_BYTE:
        return bytes((length,))
    if 0 <= length <= LAST_OF_TWO_BYTES:
        rest = length - _FIRST_OF_TWO_BYTES
        return bytes((_LEAD_OF_TWO + (rest >> 8), rest & 0xFF))
    if 0 <= length <= MAX_LENGTH:
        rest = length - _FIRST_OF_THREE_BYTES
        return bytes((_LEAD_OF_THREE + (rest >> 16), rest >> 8 & 0xFF, rest & 0xFF))
    raise ValueError(f"a field of {length} bytes cannot be written: expected 0 to {MAX_LENGTH}")


def decode_length(data: bytes, offset: int = 0) -> tuple[int, int]:
    """The length that the prefix at ``offset`` states, and the offset of the byte after the prefix.

    Whether so many bytes follow is for the caller to check.

    Raises:
        DecodeError: the data end inside the prefix, or its first byte is 255.

    """
    if offset >= len(data):
        raise DecodeError(f"no length prefix at byte {offset}: the data end at {len(data)}")
    lead = data[offset]
    if lead <= LAST_OF_ONE_BYTE:
        return lead, offset + 1
    if lead > _LEAD_LAST:
        raise DecodeError(f"length prefix at byte {offset} begins with {lead}: expected at most {_LEAD_LAST}")
    end = offset + (2 if lead < _LEAD_OF_THREE else 3)
    if end > len(data):
        raise DecodeError(
            f"length prefix at byte {offset} has {end - offset} bytes: the data end at {len(data)}"
        )
    if lead < _LEAD_OF_THREE:
        return _FIRST_OF_TWO_BYTES + ((lead - _LEAD_OF_TWO) << 8) + data[offset + 1], end
    rest = (lead - _LEAD_OF_THREE) << 16 | data[offset + 1] << 8 | data[offset + 2]
    return _FIRST_OF_THREE_BYTES + rest, end


def prefixed(data: bytes) -> bytes:
    """The data behind their length prefix."""
    return encode_length(len(data)) + data


def split_prefixed(data: bytes, offset: int = 0) -> tuple[bytes, int]:
    """The field whose length prefix is at ``offset``, and the offset of the byte after it.

    Raises:
        DecodeError: the prefix is wrong, or fewer bytes follow than it states.

    """
    length, start = decode_length(data, offset)
    if start + length > len(data):
        raise DecodeError(f"field at byte {start} is {length} bytes long: only {len(data) - start} follow")
    return data[start : start + length], start + length
