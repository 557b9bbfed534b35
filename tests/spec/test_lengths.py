"""Length prefixes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.lengths import MAX_LENGTH, DecodeError, decode_length, encode_length, prefixed, split_prefixed

EDGES = {
    0: "00",
    192: "c0",
    193: "c100",
    448: "c1ff",
    449: "c200",
    12_480: "f0ff",
    12_481: "f10000",
    78_016: "f1ffff",
    78_017: "f20000",
    MAX_LENGTH: "fed417",
}


@pytest.mark.parametrize(("length", "prefix"), EDGES.items())
def test_a_length_at_the_edge_of_a_range(length: int, prefix: str) -> None:
    assert encode_length(length).hex() == prefix
    assert decode_length(bytes.fromhex(prefix)) == (length, len(prefix) // 2)


@given(st.integers(0, MAX_LENGTH), st.binary(max_size=4), st.binary(max_size=4))
def test_every_length_reads_as_it_was_written(length: int, before: bytes, after: bytes) -> None:
    prefix = encode_length(length)
    assert decode_length(before + prefix + after, len(before)) == (length, len(before + prefix))


@pytest.mark.parametrize("length", [-1, MAX_LENGTH + 1])
def test_what_cannot_be_written(length: int) -> None:
    with pytest.raises(ValueError, match=f"{length} bytes"):
        encode_length(length)


@pytest.mark.parametrize("data", ["", "ff", "ff0000", "c1", "f0", "f1", "f100", "fed4"])
def test_what_is_no_prefix(data: str) -> None:
    with pytest.raises(DecodeError):
        decode_length(bytes.fromhex(data))


@given(st.binary(max_size=400))
def test_any_bytes_are_a_prefix_or_a_declared_error(data: bytes) -> None:
    try:
        length, end = decode_length(data)
    except DecodeError:
        return
    assert data[:end] == encode_length(length) or length > MAX_LENGTH


@given(st.binary(max_size=400))
def test_a_field_behind_its_length(data: bytes) -> None:
    assert split_prefixed(prefixed(data)) == (data, len(prefixed(data)))
    if data:
        with pytest.raises(DecodeError, match=f"only {len(data) - 1} follow"):
            split_prefixed(prefixed(data)[:-1])
