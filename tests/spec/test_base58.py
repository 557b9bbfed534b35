"""Base58Check: one text for each byte string, and nothing else is read."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.base58 import ALPHABET, MAX_TEXT, AddressError, decode, decode_check, encode, encode_check

PREFIX = st.binary(min_size=1, max_size=3)
DATA = st.binary(min_size=1, max_size=31)


def slow_encode(data: bytes) -> str:
    """Digit by digit, as the definition says."""
    number = int.from_bytes(data, "big")
    text = ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "r" * (len(data) - len(data.lstrip(b"\0"))) + text


def test_the_alphabet_has_58_different_characters_without_those_that_look_alike() -> None:
    assert len(set(ALPHABET)) == 58
    assert not set("0OIl") & set(ALPHABET)


@given(st.binary(max_size=38))
def test_encode_is_the_number_in_base_58(data: bytes) -> None:
    assert encode(data) == slow_encode(data)
    assert decode(encode(data)) == data


@given(st.text(alphabet=ALPHABET, max_size=MAX_TEXT))
def test_each_text_stands_for_one_byte_string(text: str) -> None:
    assert encode(decode(text)) == text


@given(PREFIX, DATA)
def test_decode_check_undoes_encode_check(prefix: bytes, data: bytes) -> None:
    assert decode_check(prefix, encode_check(prefix, data)) == data


def test_the_checksum_is_the_head_of_a_double_sha_256() -> None:
    payload = b"\0" + bytes(range(20))
    guard = sha256(sha256(payload).digest()).digest()[:4]
    assert encode_check(b"\0", payload[1:]) == slow_encode(payload + guard)


@given(PREFIX, DATA, st.data())
def test_one_wrong_character_is_found(prefix: bytes, data: bytes, draw: st.DataObject) -> None:
    text = encode_check(prefix, data)
    at = draw.draw(st.integers(0, len(text) - 1))
    other = draw.draw(st.sampled_from(ALPHABET.replace(text[at], "")))
    with pytest.raises(AddressError):
        decode_check(prefix, text[:at] + other + text[at + 1 :])


def test_another_prefix_is_refused() -> None:
    text = encode_check(b"\x21", bytes(16))
    with pytest.raises(AddressError, match="the prefix is 21, expected 20"):
        decode_check(b"\x20", text)


@pytest.mark.parametrize(
    "text", ["0", "r0", "0r", " r", "r ", "r\n", "rO", "rI", "rl", "ré", "r\0", "rr_", "\u2170"]
)
def test_characters_outside_the_alphabet_are_refused_by_position_alone(text: str) -> None:
    with pytest.raises(AddressError, match=r"^base58: character \d+ is not of the alphabet$"):
        decode(text)


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_the_position_counts_from_one(at: int) -> None:
    with pytest.raises(AddressError, match=f"character {at} is"):
        decode(("r" * (at - 1) + "0").ljust(4, "r"))


def test_a_text_is_at_most_52_characters() -> None:
    assert decode("r" * 52) == bytes(52)
    with pytest.raises(AddressError, match="53 characters"):
        decode("r" * 53)


def test_a_text_without_data_is_refused() -> None:
    payload = b"\0"
    bare = encode(payload + sha256(sha256(payload).digest()).digest()[:4])
    with pytest.raises(AddressError, match="5 bytes, expected more than 5"):
        decode_check(b"\0", bare)
    with pytest.raises(AddressError, match="0 bytes of data"):
        encode_check(b"\0", b"")
    with pytest.raises(AddressError, match="34 bytes of data, expected 1 to 33"):
        encode_check(b"\0", bytes(34))


@given(st.text(max_size=60), PREFIX)
def test_any_other_text_raises_the_declared_error(text: str, prefix: bytes) -> None:
    with pytest.raises(AddressError):
        decode_check(prefix, text)
