"""Crypto-conditions: exactly what the server reads."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.conditions import (
    Condition,
    ConditionError,
    condition_of,
    encode_condition,
    encode_fulfillment,
    fulfills,
    parse_condition,
    parse_fulfillment,
)

PREIMAGES = st.binary(max_size=128)
FINGERPRINT = bytes(range(32))
SHA = FINGERPRINT.hex()

# Fulfilment, condition: from the draft's own examples.
EMPTY = ("A0028000", "A0258020E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855810100")
AAA = ("A0058003616161", "A02580209834876DCFB05CB167A5C24953EBA58C4AC89B1ADF57F28F2F9D09AF107EE8F0810103")


def condition(text: str) -> Condition:
    return parse_condition(bytes.fromhex(text.format(sha=SHA)))


@pytest.mark.parametrize(("fulfillment", "text", "preimage"), [(*EMPTY, b""), (*AAA, b"aaa")])
def test_examples(fulfillment: str, text: str, preimage: bytes) -> None:
    assert parse_fulfillment(bytes.fromhex(fulfillment)) == preimage
    assert condition(text) == condition_of(preimage) == Condition(sha256(preimage).digest(), len(preimage))
    assert encode_fulfillment(preimage) == bytes.fromhex(fulfillment)
    assert encode_condition(condition_of(preimage)) == bytes.fromhex(text)


def test_a_fulfilment_fulfils_its_own_condition_only() -> None:
    pairs = [tuple(bytes.fromhex(text) for text in pair) for pair in (EMPTY, AAA)]
    for one, (fulfillment, _) in enumerate(pairs):
        for other, (_, wanted) in enumerate(pairs):
            assert fulfills(fulfillment, wanted) == (one == other)


def test_a_wrong_cost_is_not_fulfilled() -> None:
    wanted = bytes.fromhex(AAA[1])
    assert fulfills(bytes.fromhex(AAA[0]), wanted)
    assert not fulfills(bytes.fromhex(AAA[0]), wanted[:-1] + b"\4")


@given(PREIMAGES)
def test_parsing_undoes_encoding(preimage: bytes) -> None:
    assert parse_fulfillment(encode_fulfillment(preimage)) == preimage
    assert parse_condition(encode_condition(condition_of(preimage))) == condition_of(preimage)
    assert fulfills(encode_fulfillment(preimage), encode_condition(condition_of(preimage)))


@given(PREIMAGES, st.data())
def test_one_changed_bit_of_either_fails(preimage: bytes, draw: st.DataObject) -> None:
    parts = [encode_fulfillment(preimage), encode_condition(condition_of(preimage))]
    which = draw.draw(st.integers(0, 1))
    bit = draw.draw(st.integers(0, 8 * len(parts[which]) - 1))
    changed = bytearray(parts[which])
    changed[bit // 8] ^= 1 << bit % 8
    parts[which] = bytes(changed)
    assert not fulfills(*parts)


def test_a_preimage_has_at_most_128_bytes() -> None:
    longest = bytes(128)
    assert encode_fulfillment(longest) == bytes.fromhex("A08183808180") + longest
    assert parse_fulfillment(encode_fulfillment(longest)) == longest
    with pytest.raises(ConditionError, match="129 bytes, expected at most 128"):
        parse_fulfillment(bytes.fromhex("A08184808181") + bytes(129))
    with pytest.raises(ConditionError, match="129 bytes"):
        encode_fulfillment(bytes(129))
    assert condition("A0268020{sha}81020080").cost == 128
    assert encode_condition(Condition(FINGERPRINT, 128)).endswith(bytes.fromhex("81020080"))
    assert encode_condition(Condition(FINGERPRINT, 127)).endswith(bytes.fromhex("81017F"))
    with pytest.raises(ConditionError, match="cost: 129"):
        condition("A0268020{sha}81020081")


@pytest.mark.parametrize(
    "text",
    [
        "A0268020{sha}81020005",  # the cost with a needless zero
        "A0278020{sha}8103000005",
        "A0288020{sha}810400000005",
        "A0298020{sha}81050000000005",
        "A026808120{sha}810105",  # a length with a needless byte
        "A081258020{sha}810105",
        "A08800000000000000258020{sha}810105",
        "A0268020{sha}81810105",
        "A02F80880000000000000020{sha}8182000105",
    ],
)
def test_longer_forms_of_a_condition_are_read(text: str) -> None:
    assert condition(text) == Condition(FINGERPRINT, 5)


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("empty", ""),
        ("a type alone", "A0"),
        ("nothing inside", "A000"),
        ("primitive", "80258020{sha}810105"),
        ("universal", "20258020{sha}810105"),
        ("application", "60258020{sha}810105"),
        ("private", "E0258020{sha}810105"),
        ("PREFIX", "A1258020{sha}810105"),
        ("THRESHOLD", "A2258020{sha}810105"),
        ("RSA", "A3258020{sha}810105"),
        ("ED25519", "A4258020{sha}810105"),
        ("unknown kind", "A5258020{sha}810105"),
        ("long tag", "BF258020{sha}810105"),
        ("a byte behind", "A0258020{sha}81010500"),
        ("a byte behind, inside", "A0268020{sha}81010500"),
        ("length says more", "A0268020{sha}810105"),
        ("length says less", "A0248020{sha}810105"),
        ("indefinite length", "A0808020{sha}810105"),
        ("length of nine bytes", "A0890000000000000000258020{sha}810105"),
        ("length cut off", "A082"),
        ("length zero in the long form", "A08100"),
        ("fingerprint of 31 bytes", "A024801F" + SHA[2:] + "810105"),
        ("fingerprint of 33 bytes", "A0268021{sha}FF810105"),
        ("fingerprint cut off", "A0128020" + SHA[:32]),
        ("fingerprint constructed", "A025A020{sha}810105"),
        ("fingerprint of another tag", "A0258120{sha}810105"),
        ("no cost", "A0228020{sha}"),
        ("cost of another tag", "A0258020{sha}800105"),
        ("cost constructed", "A0258020{sha}A10105"),
        ("cost empty", "A0248020{sha}8100"),
        ("cost empty, byte behind", "A0258020{sha}810005"),
        ("cost negative", "A0258020{sha}810180"),
        ("cost of six bytes", "A02A8020{sha}8106000000000005"),
        ("cost of five, first not zero", "A0298020{sha}81050100000005"),
        ("cost cut off", "A0258020{sha}810205"),
        ("cost of 129", "A0268020{sha}81020081"),
        ("cost of 2**32 - 1", "A0298020{sha}810500FFFFFFFF"),
    ],
)
def test_malformed_conditions(why: str, text: str) -> None:
    with pytest.raises(ConditionError):
        pytest.fail(f"{why}: {condition(text)}")


@pytest.mark.parametrize(
    ("text", "preimage"),
    [
        ("A006808103616263", b"abc"),
        ("A081058003616263", b"abc"),
        ("A08800000000000000058003616263", b"abc"),
    ],
)
def test_longer_forms_of_a_fulfilment_are_read(text: str, preimage: bytes) -> None:
    assert parse_fulfillment(bytes.fromhex(text)) == preimage


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("empty", ""),
        ("a type alone", "A0"),
        ("nothing inside", "A000"),
        ("a type alone inside", "A00180"),
        ("primitive", "80028000"),
        ("universal", "20028000"),
        ("PREFIX", "A10B8000810100A204A0028000"),
        ("THRESHOLD", "A208A004A0028000A100"),
        ("RSA", "A3028000"),
        ("ED25519", "A4028000"),
        ("unknown kind", "A5028000"),
        ("a byte behind", "A002800000"),
        ("a byte behind, inside", "A003800000"),
        ("length says more", "A0038000"),
        ("length says less", "A0018000"),
        ("preimage says more", "A0028001"),
        ("preimage constructed", "A002A000"),
        ("preimage of another tag", "A0028100"),
        ("preimage empty in the long form", "A003808100"),
        ("indefinite length", "A0808000"),
    ],
)
def test_malformed_fulfilments(why: str, text: str) -> None:
    with pytest.raises(ConditionError):
        pytest.fail(f"{why}: {parse_fulfillment(bytes.fromhex(text))!r}")


@given(st.binary(max_size=140))
def test_any_bytes_raise_at_most_the_declared_error(data: bytes) -> None:
    for parse in (parse_condition, parse_fulfillment):
        with suppress(ConditionError):
            parse(data)
    assert not fulfills(data, data)


@pytest.mark.parametrize(
    "bad", [Condition(bytes(31), 0), Condition(bytes(32), 129), Condition(bytes(32), -1)]
)
def test_what_is_no_condition_is_not_written(bad: Condition) -> None:
    with pytest.raises(ConditionError, match="expected"):
        encode_condition(bad)
