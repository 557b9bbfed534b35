"""The codec and JSON against vectors of others: the client libraries' and those of the protocol's text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from spec import header, signing, types
from spec.addresses import decode_x_address
from spec.entries import decode_entry
from spec.fields import FIELDS, encode_header
from spec.json_format import (
    JsonError,
    entry_from_json,
    fields_from_json,
    metadata_from_json,
    metadata_to_json,
    to_json,
    transaction_from_json,
)
from spec.json_values import InvalidValue, amount_from_json, amount_to_json
from spec.objects import FreeForm, TemplateError, decode_free_form
from spec.transaction import decode_transaction
from spec.validity import signature_fault
from tests.shared import shared
from tests.spec.older_json import today

KEY = bytes(32)


def codec(name: str) -> Any:
    return json.loads(shared(f"data/codec/{name}.json").read_text())


def test_whole_entries() -> None:
    whole = 0
    for case in codec("codec-fixtures")["accountState"]:
        blob = bytes.fromhex(case["binary"])
        shown = today({name: value for name, value in case["json"].items() if name != "index"})
        assert free(shown).encode() == blob
        assert metadata_to_json(decode_free_form(blob)) == shown
        try:
            entry = decode_entry(KEY, blob)
        except TemplateError:  # some cases show a few fields of an entry only
            continue
        assert entry.encode() == blob
        assert entry_from_json(shown, KEY) == entry
        assert to_json(entry) == shown
        whole += 1
    assert whole > 250


def test_whole_transactions() -> None:
    for case in codec("codec-fixtures")["transactions"]:
        blob = bytes.fromhex(case["binary"])
        assert free(case["json"]).encode() == blob
        assert metadata_to_json(decode_free_form(blob)) == today(case["json"])


def free(shown: Any) -> FreeForm:
    """The fields that JSON shows, whether or not they make a transaction."""
    return metadata_from_json(shown)


def test_headers_of_ledgers() -> None:
    for case in codec("codec-fixtures")["ledgerData"]:
        shown, blob = case["json"], bytes.fromhex(case["binary"])
        parsed = header.parse(blob)
        assert header.serialise(parsed) == blob
        assert parsed.sequence == shown["ledger_index"]
        assert str(parsed.drops) == shown["total_coins"]
        assert parsed.account_hash.hex().upper() == shown["account_hash"]
        assert parsed.close_time_resolution == shown["close_time_resolution"]


def test_types() -> None:
    known = {field.type.name: field.type.code for field in FIELDS.values()}
    for case in codec("data-driven-tests")["types"]:
        if case["ordinal"] < 256:
            assert known[case["name"]] == case["ordinal"]


def test_field_headers() -> None:
    for case in codec("data-driven-tests")["fields_tests"]:
        assert encode_header(case["type"], case["nth_of_type"]).hex().upper() == case["expected_hex"]
        field = FIELDS.get(case["name"])
        if field is not None:  # a few were taken out before anyone used them
            assert field.type.name == case["type_name"]
            assert (field.type.code, field.code) == (case["type"], case["nth_of_type"])


def test_objects_field_by_field() -> None:
    for case in codec("data-driven-tests")["whole_objects"]:
        record = free(case["tx_json"])
        assert record.encode_for_signing().hex().upper() == case["blob_with_no_signing"]
        for name, parts in case["fields"]:
            field = FIELDS[name]
            assert field.header.hex().upper() == parts["field_header"]
            if field.type not in (types.ARRAY, types.OBJECT):
                value = getattr(record, field.attribute)
                length = parts.get("vl_length", "")
                assert field.type.encode(value).hex().upper() == length + "".join(parts["binary"])


_ONLY_LIBRARIES = {
    "0xa": "the libraries read hexadecimal units of tokens; the server does not",
    "0x7FFFFFFFFFFFFFFF": "the same",
}
_ONLY_SERVERS = {
    "Value is negative": "a rule of transactions, not of amounts",
    "value precision of 17 is greater than maximum iou precision of 16": "the server rounds",
}


def test_amounts() -> None:
    cases = [case for case in codec("data-driven-tests")["values_tests"] if case["type"] == "Amount"]
    for case in cases:
        shown = case["test_json"]
        if isinstance(shown, dict) and shown["value"] in _ONLY_LIBRARIES:
            continue
        if "error" not in case:
            amount = amount_from_json(shown)
            assert types.encode_amount(amount).hex().upper() == case["expected_hex"]
            assert amount_from_json(amount_to_json(amount)) == amount
        elif case["error"] in _ONLY_SERVERS:
            amount_from_json(shown)
        else:
            with pytest.raises(InvalidValue):
                amount_from_json(shown)
    assert len(cases) > 40


def test_a_pseudo_transaction_of_no_account() -> None:
    case = codec("negative-unl")
    blob = bytes.fromhex(case["binary"])
    tx = decode_transaction(blob)
    assert tx.encode() == blob
    assert tx.account == b""
    assert to_json(tx) == case["tx"] | {"Account": ""}


def test_transactions_of_tokens_and_their_metadata() -> None:
    for case in codec("nf-token").values():
        blob = bytes.fromhex(case["tx"]["binary"])
        tx = transaction_from_json(case["tx"]["json"])
        assert tx.encode() == blob
        assert decode_transaction(blob) == tx
        assert metadata_from_json(case["meta"]["json"]).encode().hex().upper() == case["meta"]["binary"]


def test_x_addresses_are_for_client_libraries() -> None:
    for case in codec("x-codec-fixtures")["transactions"]:
        plain, packed = case["rjson"], dict(case["xjson"])
        for name, tag in (("Account", "SourceTag"), ("Destination", "DestinationTag")):
            if packed.get(name, "").startswith(("X", "T")):
                with pytest.raises(JsonError, match=f"Field 'tx_json.{name}' has invalid data."):
                    fields_from_json({name: packed[name]}, "tx_json")
                found = decode_x_address(packed[name])
                assert found.account == fields_from_json({name: plain[name]}, "tx_json")[name.lower()]
                assert found.tag == plain.get(tag)


# ------------------------------------------------------------------------------------- the protocol's text


def text_vectors() -> Any:
    return json.loads(shared("protocol/vectors.json").read_text())


def test_transactions_of_the_text() -> None:
    for case in text_vectors()["transactions"]:
        tx = transaction_from_json(case["tx"])
        body = tx.encode_for_signing()
        if "signing" in case:
            message, expected = signing.transaction(body), case["signing"]
        else:
            last = tx.signers[-1].account if tx.signers else b""
            message, expected = (
                signing.for_signer(signing.multisigned(body), last),
                case["signing_for_last_signer"],
            )
        assert message.hex().upper() == expected
        assert tx.blob.hex().upper() == case["blob"]
        assert tx.id.hex().upper() == case["id"]
        assert decode_transaction(tx.blob) == tx
        assert signature_fault(tx) is None


def test_amounts_of_the_text() -> None:
    for name, expected in text_vectors()["amount_first8bytes"].items():
        kind, value = name.split()[0], name.split()[-1]
        issued = {"currency": kind, "issuer": "rrrrrrrrrrrrrrrrrrrrBZbvji", "value": value}
        amount = amount_from_json(value if kind == "XRP" else issued)
        assert types.encode_amount(amount)[:8].hex().upper() == expected, name
