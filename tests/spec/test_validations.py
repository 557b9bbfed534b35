"""Validations, manifests and validator lists: each is signed, and no bit of it may change."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec import keys, signing
from spec.addresses import Token, decode_token
from spec.entries import Amendments, decode_entry
from spec.lengths import DecodeError
from spec.manifests import REVOKED, Manifest, decode_manifest, verify_manifest
from spec.validations import (
    Validation,
    decode_validation,
    verify_validation,
    vfFullValidation,
    vfFullyCanonicalSig,
)
from spec.validator_lists import InvalidList, ValidatorList, decode_base64, open_list
from tests.shared import shared

MASTER = keys.node_keys(bytes(16), keys.KeyType.ED25519)
EPHEMERAL = keys.node_keys(bytes(16))


def consensus(name: str) -> Any:
    return json.loads(shared(f"data/consensus/{name}.json").read_text())


def node(text: str) -> bytes:
    return decode_token(Token.NODE_PUBLIC, text)


def each_bit(data: bytes) -> list[bytes]:
    """The data with one bit changed, for one bit of each byte."""
    return [data[:at] + bytes((data[at] ^ 1 << at % 8,)) + data[at + 1 :] for at in range(len(data))]


# --------------------------------------------------------------------------------------------- validations


def validations() -> list[Validation]:
    return [
        Validation(
            flags=one["flags"],
            ledger_hash=bytes.fromhex(one["ledger_hash"]),
            ledger_sequence=int(one["ledger_index"]),
            load_fee=one.get("load_fee"),
            signing_time=one["signing_time"],
            signing_pub_key=node(one["validation_public_key"]),
            signature=bytes.fromhex(one["signature"]),
        )
        for one in consensus("validations")
    ]


def test_recorded_validations_are_signed() -> None:
    recorded = consensus("validations")
    found = validations()
    for validation, one in zip(found, recorded, strict=True):
        assert decode_validation(validation.encode()) == validation
        assert verify_validation(validation)
        assert validation.is_full == one["full"] == bool(one["flags"] & vfFullValidation)
    assert len(found) == 28


def test_a_changed_validation_is_not_signed() -> None:
    for data in each_bit(validations()[0].encode()):
        try:
            changed = decode_validation(data)
        except DecodeError:
            continue
        assert not verify_validation(changed)


def a_validation(**fields: Any) -> Validation:
    given_fields: dict[str, Any] = {
        "flags": vfFullValidation | vfFullyCanonicalSig,
        "ledger_hash": b"\x01" * 32,
        "ledger_sequence": 5,
        "signing_time": 100,
        "signing_pub_key": EPHEMERAL.public_key,
        "signature": b"",
    }
    unsigned = Validation(**given_fields | fields)
    message = signing.validation(unsigned.encode_for_signing())
    return unsigned.replace(signature=keys.sign(message, EPHEMERAL.secret, keys.KeyType.SECP256K1))


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "amendments": st.lists(st.binary(min_size=32, max_size=32), max_size=3).map(tuple),
            "cookie": st.integers(1, 2**64 - 1),
            "server_version": st.integers(0, 2**64 - 1),
            "base_fee_drops": st.integers(0, 10**17),
            "reserve_base": st.integers(0, 2**32 - 1),
            "validated_hash": st.binary(min_size=32, max_size=32),
        },
    )
)
def test_a_validation_with_votes(fields: dict[str, Any]) -> None:
    validation = a_validation(**fields)
    assert decode_validation(validation.encode()) == validation
    assert verify_validation(validation)


def test_a_validation_may_allow_the_twin_of_its_signature() -> None:
    for flags in (vfFullValidation, vfFullValidation | vfFullyCanonicalSig):
        validation = a_validation(flags=flags)
        twin = validation.replace(signature=with_high_s(validation.signature))
        assert verify_validation(validation)
        assert verify_validation(twin) == (not flags & vfFullyCanonicalSig)


def with_high_s(signature: bytes) -> bytes:
    """The other ECDSA signature that the curve takes for the same."""
    end_of_r = 4 + signature[3]
    s = keys.SECP256K1_ORDER - int.from_bytes(signature[end_of_r + 2 :], "big")
    digits = s.to_bytes(33, "big")
    body = signature[2:end_of_r] + bytes((2, 33)) + digits
    return bytes((0x30, len(body))) + body


def test_the_validations_of_recorded_rounds() -> None:
    recorded = json.loads(gzip.decompress(shared("wire/consensus-rounds.json.gz").read_bytes()))
    blobs = [bytes.fromhex(one["blob"]) for round_ in recorded["rounds"] for one in round_["validations"]]
    for blob in blobs:
        validation = decode_validation(blob)
        assert validation.encode() == blob
        assert verify_validation(validation)
        assert not verify_validation(validation.replace(ledger_sequence=validation.ledger_sequence + 1))
    assert len(blobs) > 50


def test_a_validation_needs_a_secp256k1_key() -> None:
    with pytest.raises(DecodeError, match="secp256k1"):
        decode_validation(a_validation(signing_pub_key=MASTER.public_key).encode())


def test_a_validation_needs_its_ledger() -> None:
    data = a_validation().encode().replace(b"\x51" + b"\x01" * 32, b"")
    with pytest.raises(DecodeError, match="LedgerHash"):
        decode_validation(data)


# ----------------------------------------------------------------------------------------------- manifests


def manifests() -> list[Manifest]:
    return [
        Manifest(
            public_key=node(one["master_key"]),
            master_signature=bytes.fromhex(one["master_signature"]),
            sequence=one["seq"],
            signing_pub_key=node(one["signing_key"]) if "signing_key" in one else None,
            signature=bytes.fromhex(one["signature"]) if "signature" in one else None,
        )
        for one in consensus("manifests")
    ]


def test_recorded_manifests_are_signed_twice() -> None:
    for manifest in manifests():
        assert decode_manifest(manifest.encode()) == manifest
        assert verify_manifest(manifest)
        assert not verify_manifest(manifest.replace(master_signature=bytes(64)))
        assert manifest.revoked or not verify_manifest(manifest.replace(signature=bytes(64)))


def test_a_changed_manifest_is_not_signed() -> None:
    for data in each_bit(manifests()[0].encode()):
        try:
            changed = decode_manifest(data)
        except DecodeError:
            continue
        assert not verify_manifest(changed)


def a_manifest(**fields: Any) -> Manifest:
    given_fields: dict[str, Any] = {
        "public_key": MASTER.public_key,
        "sequence": 1,
        "signing_pub_key": EPHEMERAL.public_key,
    } | fields
    message = signing.manifest(Manifest(**given_fields).encode_for_signing().replace(b"\x70\x12\x00", b""))
    if given_fields["signing_pub_key"] is not None:
        given_fields.setdefault("signature", keys.sign(message, EPHEMERAL.secret, keys.KeyType.SECP256K1))
    given_fields["master_signature"] = keys.sign(message, MASTER.secret, keys.KeyType.ED25519)
    return Manifest(**given_fields)


@pytest.mark.parametrize(
    "fields",
    [{}, {"domain": b"example.com"}, {"domain": b"a.bc"}, {"sequence": REVOKED, "signing_pub_key": None}],
)
def test_a_manifest(fields: dict[str, Any]) -> None:
    manifest = a_manifest(**fields)
    assert decode_manifest(manifest.encode()) == manifest
    assert verify_manifest(manifest)
    assert manifest.revoked == (manifest.sequence == REVOKED)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"version": 1}, "version 1"),
        ({"public_key": b"\x04" * 33}, "master key"),
        ({"signing_pub_key": MASTER.public_key}, "ephemeral"),
        ({"signing_pub_key": b"\x02"}, "ephemeral"),
        ({"signing_pub_key": None}, "ephemeral"),
        ({"signature": None}, "signature"),
        ({"sequence": REVOKED}, "revokes"),
        ({"sequence": REVOKED, "signing_pub_key": None, "signature": b"\x01"}, "revokes"),
        ({"domain": b"a.b"}, "domain"),
        ({"domain": b"-a.com"}, "domain"),
        ({"domain": b"a-.com"}, "domain"),
        ({"domain": b"example.com\n"}, "domain"),
        ({"domain": b"x" * 64 + b".com"}, "domain"),
        ({"domain": b"abc." * 32 + b"com"}, "domain"),
    ],
)
def test_what_is_no_manifest(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(DecodeError, match=fault):
        decode_manifest(a_manifest(**fields).encode())


def test_version_zero_is_not_written() -> None:
    with pytest.raises(DecodeError, match="'Version' may not be explicitly set to default"):
        decode_manifest(b"\x10\x10\x00\x00" + a_manifest().encode())


# ------------------------------------------------------------------------------------------ validator lists


def publisher_and_list() -> tuple[Manifest, Any]:
    site = consensus("vl_ripple_com")
    return decode_manifest(decode_base64(site["manifest"])), site


def test_a_publishers_list() -> None:
    publisher, site = publisher_and_list()
    assert publisher.public_key.hex().upper() == site["public_key"]
    assert verify_manifest(publisher)
    found = open_list(publisher, site["blob"], site["signature"])
    assert len(found.validators) == 35
    assert (found.sequence, found.effective, found.expiration) == (85, 0, 860349094)
    for validator in found.validators:
        assert validator.manifest is not None
        manifest = decode_manifest(validator.manifest)
        assert manifest.public_key == validator.public_key
        assert verify_manifest(manifest)


def test_a_changed_list_is_not_signed() -> None:
    publisher, site = publisher_and_list()
    data = decode_base64(site["blob"])
    for at in range(0, len(data), 997):
        changed = data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]
        with pytest.raises(InvalidList, match="not signed"):
            open_list(publisher, base64.b64encode(changed).decode(), site["signature"])
    for signature in each_bit(bytes.fromhex(site["signature"])):
        with pytest.raises(InvalidList, match="not signed"):
            open_list(publisher, site["blob"], signature.hex())


def signed_list(content: bytes) -> ValidatorList:
    signature = keys.sign(content, EPHEMERAL.secret, keys.KeyType.SECP256K1)
    return open_list(a_manifest(), base64.b64encode(content).decode(), signature.hex())


def test_entries_without_a_key_are_passed_over() -> None:
    key = MASTER.public_key.hex()
    entries = [
        {"validation_public_key": key, "manifest": "AAEC"},
        {"validation_public_key": key, "manifest": 5},
        {"validation_public_key": "05" * 33},
        {"validation_public_key": key[:-1]},
        {"validation_public_key": 1},
        {},
        "x",
    ]
    content = {"sequence": 1, "effective": 4, "expiration": 5, "validators": entries}
    found = signed_list(json.dumps(content).encode())
    assert [each.manifest for each in found.validators] == [b"\x00\x01\x02", None]
    assert found.effective == 4


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"{", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "no validators"),
        (b'{"sequence": 1, "expiration": 1}', "no validators"),
        (b'{"sequence": "1", "expiration": 1, "validators": []}', "sequence"),
        (b'{"sequence": true, "expiration": 1, "validators": []}', "sequence"),
        (b'{"sequence": 1, "validators": []}', "expiration"),
        (b'{"sequence": 1, "expiration": 2147483648, "validators": []}', "expiration"),
        (b'{"sequence": 1, "expiration": 9, "effective": null, "validators": []}', "effective"),
        (b'{"sequence": 1, "expiration": 9, "effective": 9, "validators": []}', "expires at 9"),
    ],
)
def test_what_is_no_list(content: bytes, fault: str) -> None:
    with pytest.raises(InvalidList, match=fault):
        signed_list(content)


def test_a_revoked_publisher_signs_nothing() -> None:
    revoked = a_manifest(sequence=REVOKED, signing_pub_key=None)
    with pytest.raises(InvalidList, match="not signed"):
        open_list(revoked, "e30=", "00")
    with pytest.raises(InvalidList, match="hexadecimal"):
        open_list(a_manifest(), "e30=", "0x")


@given(st.binary(max_size=50), st.text(max_size=5))
def test_base64_ends_at_the_first_strange_character(data: bytes, rest: str) -> None:
    assert decode_base64(base64.b64encode(data).decode() + "=" + rest) == data


def test_a_lone_base64_letter_is_nothing() -> None:
    assert decode_base64("AAECA") == b"\x00\x01\x02"
    assert decode_base64("AAECAw") == b"\x00\x01\x02\x03"


# --------------------------------------------------------------------------------------- the main network's


def test_the_amendments_of_the_main_network() -> None:
    data = bytes.fromhex(shared("data/consensus/amendments_sle_104193793.hex").read_text())
    entry = decode_entry(bytes(32), data)
    assert isinstance(entry, Amendments)
    assert entry.encode() == data
