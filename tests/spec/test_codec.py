"""The codec, over everything that the declarations allow and much that they do not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conformance import strategies
from spec import types
from spec.entries import ENTRY_TYPES, Entry, decode_entry
from spec.fields import BY_ATTRIBUTE, FIELDS, encode_header
from spec.inner import Signer
from spec.lengths import MAX_LENGTH, DecodeError, prefixed
from spec.objects import (
    INNER_TYPES,
    MAX_DEPTH,
    FreeForm,
    Record,
    TemplateError,
    decode_fields,
    decode_free_form,
    element,
)
from spec.transaction import MAX_SIZE, MIN_SIZE, TRANSACTION_TYPES, Transaction, decode_transaction
from spec.transactions.payment import Payment
from spec.values import IssuedAmount, MPTAmount, NumberValue, PathElement

FEW = settings(max_examples=settings().max_examples // 4)  # for each of many types
ACCOUNT, OTHER = b"\x11" * 20, b"\x22" * 20
PAYMENT = Payment(
    account=ACCOUNT, destination=OTHER, amount=1_000_000, fee=10, sequence=1, signing_pub_key=b"\x02" * 33
)


def by_name(value: Any) -> str:
    return value.__name__ if isinstance(value, type) else value.name


# --------------------------------------------------------------------------------- what is written is read


@pytest.mark.parametrize("record_type", TRANSACTION_TYPES.values(), ids=by_name)
@FEW
@given(data=st.data())
def test_every_type_of_transaction(record_type: type[Transaction], data: st.DataObject) -> None:
    tx = data.draw(strategies.records(record_type, wild=True))
    assume(len(tx.blob) >= MIN_SIZE)
    again = decode_transaction(tx.blob)
    assert type(again) is record_type
    assert again == tx
    assert again.encode() == tx.blob
    assert again.id == tx.id


@pytest.mark.parametrize("record_type", ENTRY_TYPES.values(), ids=by_name)
@FEW
@given(data=st.data())
def test_every_type_of_ledger_entry(record_type: type[Entry], data: st.DataObject) -> None:
    entry = data.draw(strategies.records(record_type, wild=True))
    again = decode_entry(entry.key, entry.encode())
    assert type(again) is record_type
    assert again == entry
    assert again.key == entry.key
    assert again.encode() == entry.encode()


@pytest.mark.parametrize("record_type", INNER_TYPES.values(), ids=by_name)
@FEW
@given(data=st.data())
def test_every_object_inside_others(record_type: type[Record], data: st.DataObject) -> None:
    record = data.draw(strategies.records(record_type, wild=True))
    assert record_type.from_fields(decode_fields(record.encode())[0]) == record


@given(st.data())
def test_every_field(data: st.DataObject) -> None:
    for field in data.draw(st.lists(st.sampled_from(list(FIELDS.values())), max_size=20, unique=True)):
        record = FreeForm(**{field.attribute: data.draw(strategies.field_values(field, wild=True))})
        assert record.encode().startswith(field.header)
        assert decode_free_form(record.encode()) == record


@given(strategies.free_forms(wild=True), st.randoms(use_true_random=False))
def test_fields_may_come_in_any_order(record: FreeForm, random: Any) -> None:
    parts = [FreeForm(**{field.attribute: value}).encode() for field, value in record.present()]
    assert b"".join(parts) == record.encode()
    random.shuffle(parts)
    assert decode_free_form(b"".join(parts)) == record


@given(strategies.transactions())
def test_signing_leaves_the_signatures_out(tx: Transaction) -> None:
    assert not {"txn_signature", "signers"} & decode_fields(tx.encode_for_signing())[0].keys()
    signed = decode_fields(tx.encode_for_signing())[0]
    assert signed == {
        attribute: value
        for attribute, value in decode_fields(tx.encode())[0].items()
        if BY_ATTRIBUTE[attribute].signing
    }


# ----------------------------------------------------------------------------------- what is not canonical


@pytest.mark.failure_mode(98, "unit")
@given(strategies.transactions(wild=True), st.data())
def test_changed_bytes_are_a_canonical_transaction_or_refused(tx: Transaction, data: st.DataObject) -> None:
    blob = data.draw(changed(tx.blob))
    try:
        again = decode_transaction(blob)
    except DecodeError:
        return
    assert again.encode() == blob


@given(strategies.transactions(wild=True), st.data())
def test_what_is_taken_has_one_canonical_form(tx: Transaction, data: st.DataObject) -> None:
    blob = data.draw(changed(tx.blob))
    try:
        taken = decode_transaction(blob, canonical=False)
        again = decode_transaction(taken.encode())
    except DecodeError:
        return
    assert again == taken


@pytest.mark.failure_mode(98, "unit")
@given(strategies.entries(wild=True), st.data())
def test_changed_bytes_are_an_entry_or_refused(entry: Entry, data: st.DataObject) -> None:
    try:
        again = decode_entry(entry.key, data.draw(changed(entry.encode())))
    except DecodeError:
        return
    again.encode()


@given(st.binary(max_size=400))
def test_any_bytes_are_an_object_or_refused(data: bytes) -> None:
    try:
        record = decode_free_form(data)
    except DecodeError:
        return
    record.encode()


@st.composite
def changed(draw: st.DrawFn, data: bytes) -> bytes:
    """The data with a few bytes put in, taken out or put in the place of others."""
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.integers(0, 4)))
        piece = draw(st.binary(max_size=4) | st.sampled_from(_PIECES))
        data = data[:at] + piece + data[end:]
    return data


_PIECES = [b"\xe1", b"\xf1", b"\x00", b"\xff", *(field.header for field in FIELDS.values())]


# ------------------------------------------------------------------------------------------ rule by rule


def field(name: str, value: bytes) -> bytes:
    return FIELDS[name].header + value


@pytest.mark.parametrize(
    ("type_code", "field_code", "header"),
    [(1, 2, "12"), (1, 16, "1010"), (16, 1, "0110"), (17, 17, "001111")],
)
def test_a_header_takes_one_to_three_bytes(type_code: int, field_code: int, header: str) -> None:
    assert encode_header(type_code, field_code).hex() == header


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (field("Flags", bytes(4)) * 2, "stands twice"),
        (b"\x02\x0f" + bytes(4), "more bytes than it needs"),
        (b"\x10\x0f" + bytes(4), "more bytes than it needs"),
        (b"\x10", "cut off"),
        (b"\x1f\x01", "unknown field"),
        (b"\xe1", "where no object ends"),
        (b"\xf1", "where no object ends"),
        (field("Memo", b"\xf1"), "where no object ends"),
        (field("Memos", b"\xe1"), "not an object"),
        (field("Memos", field("Flags", bytes(4))), "not an object"),
        (field("Flags", bytes(3)), "needs 4 bytes"),
        (field("Account", b"\x13" + bytes(19)), "expected 20"),
        (field("Indexes", b"\x1f" + bytes(31)), "multiple of 32"),
        (field("Fee", bytes(8)), "negative zero"),
        (field("Fee", b"\x20" + bytes(32)), "negative zero"),
        (field("Asset", b"\x01" * 20 + bytes(20)), "no issuer"),
        (field("Paths", b"\x00"), "empty path"),
        (field("Paths", b"\x01" + ACCOUNT + b"\xff\x00"), "empty path"),
        (field("Paths", b"\x01" + ACCOUNT), "end marker"),
        (field("Paths", b"\x02" + ACCOUNT + b"\x00"), "unknown kind"),
        (field("Paths", b"\x50" + bytes(44) + b"\x00"), "unknown kind"),
    ],
)
def test_a_malformed_object_is_refused(data: bytes, fault: str) -> None:
    with pytest.raises(DecodeError, match=fault):
        decode_free_form(data)


USD = bytes(12) + b"USD" + bytes(5)


@pytest.mark.parametrize(
    ("number", "currency", "issuer"),
    [
        (0x8000000000000001, USD, ACCOUNT),
        (0xC000000000000000, USD, ACCOUNT),
        (0xD4838D7EA4C67FFF, USD, ACCOUNT),
        (0xD4838D7EA4C68000 + 9 * 10**15, USD, ACCOUNT),
        (0xC0038D7EA4C68000, USD, ACCOUNT),
        (0xEC838D7EA4C68000, USD, ACCOUNT),
        (0xD4838D7EA4C68000, bytes(20), ACCOUNT),
        (0xD4838D7EA4C68000, USD, bytes(20)),
    ],
)
def test_an_issued_amount_that_is_not_canonical_is_refused(
    number: int, currency: bytes, issuer: bytes
) -> None:
    with pytest.raises(DecodeError):
        types.decode_amount(number.to_bytes(8, "big") + currency + issuer, 0)


def test_the_first_byte_of_a_token_amount_may_have_anything_in_its_low_bits() -> None:
    for low in range(32):
        data = bytes((0x60 | low,)) + (7).to_bytes(8, "big") + bytes(24)
        assert types.decode_amount(data, 0) == (MPTAmount(7, bytes(24)), 33)
    assert types.encode_amount(MPTAmount(7, bytes(24)))[0] == 0x60


def test_a_step_loses_an_account_and_an_issuer_of_zero() -> None:
    data = b"\x31" + bytes(60) + b"\x00"
    assert types.decode_path_set(data, 0)[0] == ((PathElement(currency=bytes(20)),),)


@pytest.mark.parametrize(
    ("mantissa", "exponent", "held"),
    [
        (0, 5, NumberValue(0, -(2**31))),
        (1, 0, NumberValue(10**18, -18)),
        (-5, 3, NumberValue(-5 * 10**18, -15)),
        (2**63 - 1, 0, NumberValue(2**63 - 1, 0)),
        (-(2**63), 0, NumberValue(-922337203685477581, 1)),
        (10, -32768, NumberValue(0, -(2**31))),
        (10**18, -32768, NumberValue(10**18, -32768)),
    ],
)
def test_a_number_has_one_form(mantissa: int, exponent: int, held: NumberValue) -> None:
    assert types.decode_number(types.encode_number(NumberValue(mantissa, exponent)), 0) == (held, 12)
    assert types.number_value(held.mantissa, held.exponent) == held


def test_a_number_that_is_too_large_is_refused() -> None:
    with pytest.raises(DecodeError, match="too large"):
        types.decode_number(types.encode_number(NumberValue(10**18, 32769)), 0)


def test_markers_may_be_missing_at_the_end_of_a_transaction_and_are_written_again() -> None:
    memo = element("Memo", FreeForm(memo_data=b"\xab"))
    tx = PAYMENT.replace(memos=(memo,))
    for cut in (1, 2):
        assert decode_transaction(tx.encode()[:-cut], canonical=False).id == tx.copy().id
        with pytest.raises(DecodeError, match="canonical"):
            decode_transaction(tx.encode()[:-cut])


@pytest.mark.parametrize(("depth", "taken"), [(MAX_DEPTH, True), (MAX_DEPTH + 1, False)])
def test_objects_nest_so_deep_and_no_deeper(depth: int, taken: bool) -> None:
    flags = field("Flags", bytes(4))
    for data in (field("Memo", b"") * depth, field("Memo", b"") * (depth - 1) + flags):
        if taken:
            decode_free_form(data)
        else:
            with pytest.raises(DecodeError, match="deeper"):
                decode_free_form(data)


def test_arrays_count_as_depth() -> None:
    nested = field("Memos", field("Memo", b"")) * (MAX_DEPTH // 2)
    decode_free_form(nested)
    with pytest.raises(DecodeError, match="deeper"):
        decode_free_form(nested + field("Flags", bytes(4)))
    with pytest.raises(DecodeError, match="deeper"):
        decode_free_form(field("Memo", b"") + nested)


def test_a_blob_that_could_not_be_written_again_is_refused() -> None:
    longest = prefixed(bytes(MAX_LENGTH))
    assert types.decode_blob(longest, 0)[0] == bytes(MAX_LENGTH)
    with pytest.raises(DecodeError, match="at most"):
        types.decode_blob(b"\xfe\xff\xff" + bytes(12_481 + 13 * 65_536 + 65_535), 0)


def test_the_size_of_a_transaction_is_limited() -> None:
    for size in (MIN_SIZE - 1, MAX_SIZE + 1):
        with pytest.raises(DecodeError, match="expected 32 to 1048576"):
            decode_transaction(bytes(size))


# ----------------------------------------------------------------------------------------------- templates


@pytest.mark.parametrize(
    ("given_fields", "fault"),
    [
        ({"signing_pub_key": None}, "Field 'SigningPubKey' is required but missing."),
        ({"destination": None, "fee": None}, "Field 'Destination' is required but missing."),
        ({"paths": ()}, "Field 'Paths' may not be explicitly set to default."),
        ({"owner_count": 3}, "Field 'OwnerCount' found in disallowed location."),
    ],
)
def test_the_fields_must_be_those_of_the_type(given_fields: dict[str, Any], fault: str) -> None:
    fields = dict(decode_fields(PAYMENT.encode())[0]) | given_fields
    del fields["transaction_type"]
    with pytest.raises(TemplateError) as refused:
        Payment.from_fields({name: value for name, value in fields.items() if value is not None})
    assert str(refused.value) == fault


def test_objects_in_arrays_must_have_the_fields_of_their_type() -> None:
    good = PAYMENT.replace(signers=(Signer(account=OTHER, signing_pub_key=b"", txn_signature=b""),))
    assert decode_transaction(good.encode()) == good
    bad = good.encode().replace(FIELDS["TxnSignature"].header + b"\x00", b"")
    with pytest.raises(TemplateError, match="'TxnSignature' is required"):
        decode_transaction(bad)


def test_a_default_of_another_kind_of_amount_is_none() -> None:
    zero = IssuedAmount(0, -100, USD, ACCOUNT)
    assert PAYMENT.replace(amount=zero).encode() != PAYMENT.replace(amount=0).encode()


def test_unknown_types_are_refused() -> None:
    for decode in (decode_transaction, lambda data: decode_entry(bytes(32), data)):
        with pytest.raises(DecodeError, match="of unknown type None"):
            decode(field("PreviousTxnID", bytes(32)))
    with pytest.raises(DecodeError, match="of unknown type 4660"):
        decode_transaction(b"\x12\x12\x34" + field("PreviousTxnID", bytes(32)))


# --------------------------------------------------------------------------------------------- what is inside


@given(data=st.data())
def test_every_amount_is_found_however_deep(data: st.DataObject) -> None:
    """What is found is what a walk through the serialised fields meets."""
    kinds = [*TRANSACTION_TYPES.values(), *ENTRY_TYPES.values()]
    record: Record = data.draw(strategies.records(data.draw(st.sampled_from(kinds)), wild=True))
    set_fields = {field.attribute for field, _ in record.present()}
    record.__dict__ = {name: value for name, value in record.__dict__.items() if name in set_fields}
    assert sorted(map(repr, record.amounts())) == sorted(map(repr, amounts_met(record)))


def amounts_met(record: Record) -> list[Any]:
    met: list[Any] = []
    for field, value in record.present():
        if field.attribute not in record.__dict__:
            continue
        if field.type is types.AMOUNT:
            met.append(value)
        elif field.type is types.OBJECT:
            met += amounts_met(value)
        elif field.type is types.ARRAY:
            for item in value:
                met += amounts_met(getattr(item, "record", item))
    return met


def test_amounts_are_found_in_memos_too() -> None:
    memo = element("Memo", FreeForm(amount=7, memo_data=b"x"))
    assert PAYMENT.replace(memos=(memo,)).amounts() == [1_000_000, 10, 7]
