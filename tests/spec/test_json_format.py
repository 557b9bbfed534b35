"""JSON: shown as the server shows it, read as the server reads it, refused in the server's words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import strategies
from spec.addresses import encode_account
from spec.entries import ENTRY_TYPES, Entry
from spec.fields import FIELDS
from spec.json_format import (
    JsonError,
    entry_from_json,
    field_to_json,
    fields_from_json,
    metadata_from_json,
    metadata_to_json,
    to_json,
    transaction_from_json,
)
from spec.json_values import (
    InvalidValue,
    amount_from_json,
    amount_to_json,
    asset_from_json,
    currency_from_json,
    currency_to_json,
    number_from_json,
    number_to_json,
    paths_from_json,
    paths_to_json,
)
from spec.objects import FreeForm
from spec.transaction import TRANSACTION_TYPES, Transaction
from spec.values import XRP, Issue, IssuedAmount, MPTAmount, NumberValue, PathElement

FEW = settings(max_examples=settings().max_examples // 4)  # for each of many types
ACCOUNT, OTHER = b"\x11" * 20, b"\x22" * 20
ADDRESS, OTHER_ADDRESS = encode_account(ACCOUNT), encode_account(OTHER)
USD = bytes(12) + b"USD" + bytes(5)
ISSUED = {"currency": "USD", "issuer": ADDRESS}
TOKEN = bytes.fromhex("00000005") + ACCOUNT


def amount(mantissa: int, exponent: int) -> IssuedAmount:
    return IssuedAmount(mantissa, exponent, USD, ACCOUNT)


def by_name(value: Any) -> str:
    return value.__name__ if isinstance(value, type) else value.name


# --------------------------------------------------------------------------------- what is shown is read


@pytest.mark.parametrize("record_type", TRANSACTION_TYPES.values(), ids=by_name)
@FEW
@given(data=st.data())
def test_every_type_of_transaction(record_type: type[Transaction], data: st.DataObject) -> None:
    tx = data.draw(strategies.records(record_type))
    shown = json.loads(json.dumps(to_json(tx)))
    assert shown["TransactionType"] == record_type.type_name
    assert transaction_from_json(shown) == tx


@pytest.mark.parametrize("record_type", ENTRY_TYPES.values(), ids=by_name)
@FEW
@given(data=st.data())
def test_every_type_of_ledger_entry(record_type: type[Entry], data: st.DataObject) -> None:
    entry = data.draw(strategies.records(record_type))
    shown = json.loads(json.dumps(to_json(entry)))
    assert shown["LedgerEntryType"] == record_type.__name__
    assert entry_from_json(shown | {"index": entry.key.hex()}, entry.key) == entry


@given(strategies.free_forms())
def test_metadata_and_other_free_form_objects(record: FreeForm) -> None:
    assert metadata_from_json(json.loads(json.dumps(metadata_to_json(record)))) == record


@given(strategies.free_forms(wild=True))
def test_whatever_can_be_decoded_can_be_shown(record: FreeForm) -> None:
    json.dumps(metadata_to_json(record))


# -------------------------------------------------------------------------------------- how values are shown


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Flags", 2**32 - 1, 2**32 - 1),
        ("TransactionType", 0, "Payment"),
        ("TransactionType", 9999, 9999),
        ("LedgerEntryType", 0x61, "AccountRoot"),
        ("TransactionResult", 0, "tesSUCCESS"),
        ("TransactionResult", 104, "tecUNFUNDED_PAYMENT"),
        ("PermissionValue", 1, "Payment"),
        ("PermissionValue", 65537, "TrustlineAuthorize"),
        ("PermissionValue", 60000, 60000),
        ("OwnerNode", 0, "0"),
        ("OwnerNode", 2**64 - 1, "ffffffffffffffff"),
        ("MaximumAmount", 2**63 - 1, "9223372036854775807"),
        ("EmailHash", bytes(16), "0" * 32),
        ("MemoData", b"", ""),
        ("MemoData", b"\xab\xcd", "ABCD"),
        ("Account", ACCOUNT, ADDRESS),
        ("Account", b"", ""),
        ("Fee", -5, "-5"),
        ("Amendments", (b"\xab" * 32,), ["AB" * 32]),
        ("LoanScale", -7, -7),
        ("BaseAsset", USD, "USD"),
        ("Asset", XRP, {"currency": "XRP"}),
        ("Asset", Issue(USD, ACCOUNT), {"currency": "USD", "issuer": ADDRESS}),
    ],
)
def test_a_field(name: str, value: Any, shown: Any) -> None:
    assert field_to_json(FIELDS[name], value) == shown
    if shown != "" or name != "Account":
        assert fields_from_json({name: shown}, "x") == {FIELDS[name].attribute: value}


@pytest.mark.parametrize(
    ("mantissa", "exponent", "text"),
    [
        (0, -100, "0"),
        (10**15, -15, "1"),
        (-125 * 10**13, -13, "-125"),
        (10**15, -16, "0.1"),
        (1234567890123456, -10, "123456.7890123456"),
        (10**15, -25, "0.0000000001"),
        (10**15, -26, "1000000000000000e-26"),
        (10**15, -5, "10000000000"),
        (10**15, -4, "1000000000000000e-4"),
        (10**15, 0, "1000000000000000"),
        (9999999999999999, 80, "9999999999999999e80"),
    ],
)
def test_the_value_of_an_issued_amount(mantissa: int, exponent: int, text: str) -> None:
    shown = amount_to_json(amount(mantissa, exponent))
    assert shown == ISSUED | {"value": text}
    assert amount_from_json(shown) == amount(mantissa, exponent)


@pytest.mark.parametrize(
    ("currency", "shown"),
    [
        (bytes(20), "XRP"),
        (bytes(19) + b"\x01", "1"),
        (bytes(12) + b"XRP" + bytes(5), "0" * 24 + "585250" + "0" * 10),
        (bytes(12) + b"xrp" + bytes(5), "xrp"),
        (bytes(12) + b"a b" + bytes(5), "0" * 24 + "612062" + "0" * 10),
        (bytes(12) + b"$<|" + bytes(5), "$<|"),
        (b"\x01" + USD[1:], "01" + USD[1:].hex().upper()),
    ],
)
def test_a_currency(currency: bytes, shown: str) -> None:
    assert currency_to_json(currency) == shown


@pytest.mark.parametrize(
    ("mantissa", "exponent", "text"),
    [
        (0, -(2**31), "0"),
        (10**18, -18, "1"),
        (-(15 * 10**17), -18, "-1.5"),
        (10**18, 0, "1000000000000000000"),
        (10**18, -8, "10000000000"),
        (10**18, -7, "1e11"),
        (10**18, -28, "0.0000000001"),
        (10**18, -29, "1e-11"),
        (922337203685477581, 1, "9223372036854775810"),
    ],
)
def test_a_number(mantissa: int, exponent: int, text: str) -> None:
    assert number_to_json(NumberValue(mantissa, exponent)) == text
    assert number_from_json(text) == NumberValue(mantissa, exponent)


def test_a_path() -> None:
    paths = (
        (PathElement(account=ACCOUNT), PathElement(currency=USD, issuer=OTHER)),
        (PathElement(currency=bytes(20)),),
    )
    shown = paths_to_json(paths)
    assert shown == [
        [{"type": 1, "account": ADDRESS}, {"type": 48, "currency": "USD", "issuer": OTHER_ADDRESS}],
        [{"type": 16, "currency": "XRP"}],
    ]
    assert paths_from_json(shown) == paths


# ------------------------------------------------------------------------------------- what else can be read


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        (5, 5),
        (-5, -5),
        ("+5", 5),
        ("-0", 0),
        ("5e3", 5000),
        ("100000000000000000", 10**17),
        (["5"], 5),
        ([], 0),
        (["5", "XRP", "x"], 5),
        (f"5/USD/{ADDRESS}", amount(5 * 10**15, -15)),
        (f"5 USD\t{ADDRESS}", amount(5 * 10**15, -15)),
        ([5, "USD", ADDRESS], amount(5 * 10**15, -15)),
        (
            {"currency": USD.hex(), "issuer": ACCOUNT.hex(), "value": 5},
            IssuedAmount(5 * 10**15, -15, USD, ACCOUNT),
        ),
        (
            ISSUED | {"value": "0.50"},
            IssuedAmount(5 * 10**15, -16, USD, ACCOUNT),
        ),
        (
            ISSUED | {"value": "1.00000000000000005"},
            amount(10**15, -15),
        ),
        (
            ISSUED | {"value": "1.00000000000000015"},
            amount(10**15, -15),
        ),
        (ISSUED | {"value": "1e-82"}, amount(0, -100)),
        ({"mpt_issuance_id": TOKEN.hex(), "value": "7"}, MPTAmount(7, TOKEN)),
    ],
)
def test_amounts_that_are_read(shown: Any, read: Any) -> None:
    assert amount_from_json(shown) == read


@pytest.mark.parametrize(
    "shown",
    [
        None,
        True,
        1.5,
        "",
        "1.5",
        "0x5",
        "05",
        "1e1000000000000",
        "1e18",
        "100000000000000001",
        "9" * 400,
        " 5",
        "a/b/c/d",
        {},
        {"value": "1"},
        {"currency": "XRP", "value": "1"},
        {"currency": "", "value": "1", "issuer": ADDRESS},
        {"currency": "USD", "value": "1"},
        {"currency": "US", "value": "1", "issuer": ADDRESS},
        {"currency": "US ", "value": "1", "issuer": ADDRESS},
        {"currency": "USD", "value": "1", "issuer": "r"},
        {"currency": "USD", "value": None, "issuer": ADDRESS},
        {"currency": "USD", "value": 2**31, "issuer": ADDRESS},
        {"currency": "USD", "value": "1e97", "issuer": ADDRESS},
        {"currency": "USD", "issuer": ADDRESS},
        {"mpt_issuance_id": TOKEN.hex(), "value": "1", "issuer": ADDRESS},
        {"mpt_issuance_id": TOKEN.hex()[2:], "value": "1"},
        {"mpt_issuance_id": TOKEN.hex(), "value": "1.5"},
        {"mpt_issuance_id": TOKEN.hex(), "value": "9223372036854775808"},
    ],
)
def test_amounts_that_are_refused(shown: Any) -> None:
    with pytest.raises(InvalidValue):
        amount_from_json(shown)


@pytest.mark.parametrize(
    "shown",
    [
        None,
        "XRP",
        {},
        {"currency": "XRP", "issuer": ADDRESS},
        {"currency": "USD"},
        {"currency": "USD", "issuer": ACCOUNT.hex()},
        {"currency": "USD", "issuer": "rrrrrrrrrrrrrrrrrrrrrhoLvTp"},
        {"currency": 5, "issuer": ADDRESS},
        {"mpt_issuance_id": TOKEN.hex(), "currency": "USD"},
        {"mpt_issuance_id": 0},
    ],
)
def test_assets_that_are_refused(shown: Any) -> None:
    with pytest.raises(InvalidValue):
        asset_from_json(shown)


@pytest.mark.parametrize("shown", [None, 5, "1", "US", "€€€", "0" * 24 + "585250" + "0" * 10, "0" * 39 + "1"])
def test_currencies_that_are_refused(shown: Any) -> None:
    with pytest.raises(InvalidValue):
        currency_from_json(shown)


@pytest.mark.parametrize(
    "shown", [None, True, "", "1e", "1.", ".5", "01", "18446744073709551616", "1e40000", 2**33]
)
def test_numbers_that_are_refused(shown: Any) -> None:
    with pytest.raises(InvalidValue):
        number_from_json(shown)


@pytest.mark.parametrize(
    ("name", "shown", "value"),
    [
        ("Flags", "5", 5),
        ("Flags", "+5", 5),
        ("Flags", None, JsonError),
        ("Sequence", 2**32 - 1, 2**32 - 1),
        ("TransactionType", "0", 0),
        ("TransactionType", 0, 0),
        ("OwnerNode", 7, 7),
        ("OwnerNode", "00FF", 255),
        ("MaximumAmount", "10", 10),
        ("LoanScale", "-3", -3),
        ("LoanScale", "+-3", -3),
        ("InvoiceID", "", bytes(32)),
        ("InvoiceID", "0", bytes(32)),
        ("MemoData", "abc", b"\x0a\xbc"),
        ("Account", ACCOUNT.hex(), ACCOUNT),
        ("Account", "0", bytes(20)),
        ("Amendments", None, ()),
        ("Amendments", [0], (bytes(32),)),
        ("Paths", None, ()),
        ("Memos", None, ()),
        ("PermissionValue", "TrustSet", 21),
        ("PermissionValue", 5, 5),
    ],
)
def test_other_forms_of_fields(name: str, shown: Any, value: Any) -> None:
    if value is JsonError:
        with pytest.raises(JsonError, match="has bad type"):
            fields_from_json({name: shown}, "tx_json")
    else:
        assert fields_from_json({name: shown}, "tx_json") == {FIELDS[name].attribute: value}


def test_what_is_no_field_of_a_record_is_checked_and_forgotten() -> None:
    given_members = {"hash": "AB" * 32, "index": "", "Transaction": {"Flags": 1}, "Flags": 2}
    assert fields_from_json(given_members, "tx_json") == {"flags": 2}


# ------------------------------------------------------------------------------------------ what is refused


MISFIT = "Object '{}' contents did not meet requirements for that type."
ONLY_OBJECTS = (
    "Item 'tx_json.Memos.[0].FlagsField type: 2 ' at index 0 is not an object.  "
    "Arrays may only contain objects."
)
ACCOUNT_SET = {
    "TransactionType": "AccountSet",
    "Account": ADDRESS,
    "Sequence": 1,
    "Fee": "1",
    "SigningPubKey": "",
}


def fault(shown: Any) -> str:
    with pytest.raises(JsonError) as refused:
        fields_from_json(shown, "tx_json")
    return str(refused.value)


@pytest.mark.parametrize(
    ("shown", "message"),
    [
        (5, "Field 'tx_json' is not a JSON object."),
        ({"Foo": 1}, "Field 'tx_json.Foo' is unknown."),
        ({"Generic": 1}, "Field 'tx_json.Generic' has bad type."),
        ({"hash": "x"}, "Field 'tx_json.hash' has invalid data."),
        ({"Transaction": 1}, "Field 'tx_json.Transaction' is not a JSON object."),
        ({"Zoo": 1, "Flags": "x", "Fee": "x"}, "Field 'tx_json.Fee' has invalid data."),
        ({"Flags": -1}, "Field 'tx_json.Flags' has invalid data."),
        ({"Flags": ""}, "Field 'tx_json.Flags' has invalid data."),
        ({"Flags": True}, "Field 'tx_json.Flags' has bad type."),
        ({"Flags": 1.0}, "Field 'tx_json.Flags' has bad type."),
        ({"Flags": "4294967296"}, "Field 'tx_json.Flags' has invalid data."),
        ({"Flags": "9" * 10_000}, "Field 'tx_json.Flags' has invalid data."),
        ({"TickSize": 256}, "Field 'tx_json.TickSize' is out of range."),
        ({"TickSize": "256"}, "Field 'tx_json.TickSize' has invalid data."),
        ({"TickSize": "x"}, "Field 'tx_json.TickSize' has bad type."),
        ({"TickSize": "+5"}, "Field 'tx_json.TickSize' has bad type."),
        ({"TransferFee": "x"}, "Field 'tx_json.TransferFee' has invalid data."),
        ({"TransferFee": 65536}, "Field 'tx_json.TransferFee' has invalid data."),
        ({"TransactionType": "Foo"}, "Field 'tx_json.TransactionType' has invalid data."),
        ({"TransactionResult": "tecFOO"}, "Field 'tx_json.TransactionResult' is out of range."),
        ({"TransactionResult": "temMALFORMED"}, "Field 'tx_json.TransactionResult' is out of range."),
        ({"PermissionValue": "Foo"}, "Field 'tx_json.PermissionValue' has invalid data."),
        ({"OwnerNode": "xyz"}, "Field 'tx_json.OwnerNode' has invalid data."),
        ({"OwnerNode": "0" * 65}, "Field 'tx_json.OwnerNode' has invalid data."),
        ({"OwnerNode": "1" * 17}, "Field 'tx_json.OwnerNode' has invalid data."),
        ({"OwnerNode": []}, "Field 'tx_json.OwnerNode' has bad type."),
        ({"MaximumAmount": "ff"}, "Field 'tx_json.MaximumAmount' has invalid data."),
        ({"LoanScale": 2**31}, "Field 'tx_json.LoanScale' is out of range."),
        ({"LoanScale": str(2**31)}, "Field 'tx_json.LoanScale' has invalid data."),
        ({"LoanScale": None}, "Field 'tx_json.LoanScale' has bad type."),
        ({"InvoiceID": "AB"}, "Field 'tx_json.InvoiceID' has invalid data."),
        ({"InvoiceID": 0}, "Field 'tx_json.InvoiceID' has bad type."),
        ({"MemoData": "xx"}, "Field 'tx_json.MemoData' has invalid data."),
        ({"MemoData": "a a "}, "Field 'tx_json.MemoData' has invalid data."),
        ({"MemoData": 5}, "Field 'tx_json.MemoData' has bad type."),
        ({"Account": 5}, "Field 'tx_json.Account' has bad type."),
        ({"Account": "r"}, "Field 'tx_json.Account' has invalid data."),
        ({"Fee": None}, "Field 'tx_json.Fee' has invalid data."),
        (
            {"Amount": {"currency": "USD", "issuer": 5, "value": "1"}},
            "Field 'tx_json.Amount' has invalid data.",
        ),
        ({"AssetsMaximum": "x"}, "Field 'tx_json.AssetsMaximum' has invalid data."),
        ({"Asset": "XRP"}, "Field 'tx_json.Asset' has invalid data."),
        ({"BaseAsset": 5}, "Field 'tx_json.BaseAsset' has invalid data."),
        ({"XChainBridge": {"x": 1}}, "Field 'tx_json.XChainBridge' has invalid data."),
        ({"Amendments": 5}, "Field 'tx_json.Amendments' must be a JSON array."),
        ({"Amendments": ["x"]}, "Field 'tx_json.Amendments' has invalid data."),
        ({"Paths": {}}, "Field 'tx_json.Paths' must be a JSON array."),
        ({"Paths": [5]}, "Field 'tx_json.Paths[0]' must be a JSON array."),
        ({"Paths": [[{"account": ADDRESS}, 5]]}, "Field 'tx_json.Paths[0][1]' is not a JSON object."),
        ({"Paths": [[{}]]}, "Field 'tx_json.Paths[0][0]' has invalid data."),
        ({"Paths": [[{"account": ""}]]}, "Field 'tx_json.Paths[0][0]' has invalid data."),
        ({"Paths": [[{"account": 5}]]}, "Field 'tx_json.Paths[0][0].account' must be a string."),
        ({"Paths": [[{"issuer": "x"}]]}, "Field 'tx_json.Paths[0][0].issuer' has invalid data."),
        ({"Paths": [[{"currency": "x"}]]}, "Field 'tx_json.Paths[0][0].currency' has invalid data."),
        ({"Memo": []}, "Field 'tx_json.Memo' is not a JSON object."),
        ({"Memo": {"Flags": "x"}}, "Field 'tx_json.Memo.Flags' has invalid data."),
        ({"Memos": {}}, "Field 'tx_json.Memos' is not a JSON array."),
        ({"Memos": [5]}, "Field 'tx_json.Memos[0]' must be an object with a single key/object value."),
        ({"Memos": [{}]}, "Field 'tx_json.Memos[0]' must be an object with a single key/object value."),
        ({"Memos": [{"Foo": {}}]}, "Field 'tx_json.Memos.Foo' is unknown."),
        (
            {"Memos": [{"Memo": {"Foo": 1}}]},
            "Error at 'tx_json.Memos.[0].Memo'. Field 'tx_json.Memos.[0].Memo.Foo' is unknown.",
        ),
        (
            {"Memos": [{"Flags": {}}]},
            ONLY_OBJECTS,
        ),
        (
            {"Signers": [{"Signer": {}}]},
            f"Error at 'tx_json.Signers.[0].Signer'. {MISFIT.format('Signer')}",
        ),
        (
            {"AuctionSlot": {"Flags": 1}},
            MISFIT.format("AuctionSlot"),
        ),
    ],
)
def test_the_message_says_what_is_wrong_and_where(shown: Any, message: str) -> None:
    assert fault(shown) == message


def test_json_nests_so_deep_and_no_deeper() -> None:
    shown: Any = {}
    for _ in range(64):
        shown = {"Memo": shown}
    fields_from_json(shown, "tx_json")
    assert fault({"Memo": shown}) == f"Field 'tx_json{'.Memo' * 65}' exceeds nesting depth limit."


@pytest.mark.parametrize(
    ("shown", "message"),
    [
        ({}, "Field not found: TransactionType"),
        ({"TransactionType": 9999}, "Invalid transaction type 9999"),
        ({"TransactionType": "AccountSet"}, "Field 'Account' is required but missing."),
        (
            ACCOUNT_SET | {"Paths": []},
            "Field 'Paths' found in disallowed location.",
        ),
    ],
)
def test_fields_that_are_not_those_of_the_type(shown: Any, message: str) -> None:
    with pytest.raises(JsonError) as refused:
        transaction_from_json(shown)
    assert str(refused.value) == message
    assert not refused.value.fits


MEMBERS = st.sampled_from([*FIELDS, "account", "currency", "issuer", "value"])
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["0", "+-3", ADDRESS, "USD"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner, max_size=3),
    max_leaves=8,
)
FAULTS = ("Field 'tx_json", "Error at 'tx_json", "Item 'tx_json", "Object '")


@given(ANYTHING)
def test_in_any_field_anything_is_read_or_refused(shown: Any) -> None:
    for name in FIELDS:
        try:
            record = FreeForm.from_fields(fields_from_json({name: shown}, "tx_json"))
        except JsonError as refused:
            message = str(refused)
        else:
            message = FAULTS[0]
            record.encode()
            json.dumps(metadata_to_json(record))
        assert message.startswith(FAULTS)
