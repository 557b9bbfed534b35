"""Concise transaction identifiers."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.ctid import CTID, CTIDError, decode, decode_int, encode
from tests.shared import shared

CTIDS = st.builds(CTID, st.integers(0, 0x0FFFFFFF), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))


@pytest.mark.parametrize(
    ("text", "ctid"),
    [
        ("CFFFFFFFFFFFFFFF", CTID(0x0FFFFFFF, 0xFFFF, 0xFFFF)),
        ("C000000000000000", CTID(0, 0, 0)),
        ("C000000100020003", CTID(1, 2, 3)),
        ("C0CA2AA7326FFFFF", CTID(13249191, 12911, 65535)),
        ("C0CA2AA7326FC045", CTID(13249191, 12911, 49221)),
    ],
)
def test_examples(text: str, ctid: CTID) -> None:
    assert encode(ctid) == text
    assert decode(text) == decode(text.lower()) == decode_int(int(text, 16)) == ctid


@given(CTIDS)
def test_decode_undoes_encode(ctid: CTID) -> None:
    assert decode(encode(ctid)) == ctid


@pytest.mark.parametrize(
    "ctid", [CTID(0x10000000, 0, 0), CTID(0, 0x10000, 0), CTID(0, 0, 0x10000), CTID(-1, 0, 0)]
)
def test_numbers_too_large_have_no_ctid(ctid: CTID) -> None:
    with pytest.raises(CTIDError, match="expected 0 to"):
        encode(ctid)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "C003FFFFFFFFFFFG",
        "C003FFFFFFFFFFF",
        "CFFFFFFFFFFFFFFFF",
        "FFFFFFFFFFFFFFFF",
        "0000000000000000",
        "C00000010002000\n",
        "C0000001000 2003",
        "C0_0000100020003",
        "+C00000100020003",
        "C00000010002000\u0663",
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(CTIDError):
        decode(text)


@pytest.mark.parametrize("number", [0, 0xCFF, 0xC003FFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 0xC << 64, -1])
def test_other_numbers_are_refused(number: int) -> None:
    with pytest.raises(CTIDError):
        decode_int(number)


def test_the_recorded_server_names_transactions_so() -> None:
    seen = 0
    for path in sorted(shared("vectors").glob("xrp-*.json.gz"))[:4]:
        for call in json.loads(gzip.decompress(path.read_bytes())).get("rpc", []):
            for found in _with_ctid(call):
                ctid = decode(found["ctid"])
                assert encode(ctid) == found["ctid"]
                assert ctid.ledger == found.get("ledger_index", ctid.ledger)
                seen += 1
    assert seen


def _with_ctid(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [found for one in value for found in _with_ctid(one)]
    if isinstance(value, dict):
        inner = [found for one in value.values() for found in _with_ctid(one)]
        return [value, *inner] if isinstance(value.get("ctid"), str) else inner
    return []
