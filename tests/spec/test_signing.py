"""What is signed, and the rules of a set of signatures."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec import signing
from spec.addresses import Token, decode_account, decode_token, encode_account
from spec.keys import KeyPair, KeyType, account_id, account_keys, sign, verify
from spec.signing import MAX_SIGNERS, SignatureFailure, Signer
from spec.values import ACCOUNT_ZERO
from tests.shared import shared

BODY = bytes.fromhex("12000324000000016840000000000000" + "1E7300")
SINGLE, SEVERAL = signing.transaction(BODY), signing.multisigned(BODY)
OWNER = b"\x80" + bytes(19)


def flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8 % len(data)] ^= 1 << bit % 8
    return bytes(changed)


# --- what is signed


def test_each_kind_of_signed_data_begins_with_its_own_four_bytes() -> None:
    ledger, position = b"\1" * 32, b"\2" * 32
    messages = {
        "STX": signing.transaction(BODY),
        "SMT": signing.multisigned(BODY),
        "BCH": signing.batch(0, [ledger]),
        "CLM": signing.claim(ledger, 1),
        "VAL": signing.validation(BODY),
        "PRP": signing.proposal(0, 1, ledger, position),
        "MAN": signing.manifest(BODY),
    }
    assert {message[:4].decode() for message in messages.values()} == {f"{name}\0" for name in messages}
    assert all(message[:4] == f"{name}\0".encode() for name, message in messages.items())


def test_the_layout_of_what_is_signed() -> None:
    first, second, account, signer = b"\1" * 32, b"\2" * 32, b"\3" * 20, b"\4" * 20
    assert signing.claim(first, 1_000_000) == b"CLM\0" + first + bytes.fromhex("00000000000F4240")
    head = bytes.fromhex("0000000700000008")
    assert signing.proposal(7, 8, first, second) == b"PRP\0" + head + first + second
    assert (
        signing.batch(0x10000, [first, second])
        == b"BCH\0" + bytes.fromhex("0001000000000002") + first + second
    )
    assert signing.batch_v1_1(account, 5, 0x10000, [first], signer) == (
        b"BCH\0" + account + bytes.fromhex("000000050001000000000001") + first + signer
    )
    assert signing.for_signer(signing.multisigned(BODY), signer) == b"SMT\0" + BODY + signer


def test_the_signing_data_of_the_client_library() -> None:
    vectors = json.loads(shared("protocol/vectors.json").read_text())["transactions"]
    for one in vectors:
        key, signature = one["tx"]["SigningPubKey"], one["tx"].get("TxnSignature")
        if "signing" in one:
            body = bytes.fromhex(one["signing"])[4:]
            assert signing.transaction(body).hex().upper() == one["signing"]
            signing.check(
                signing.transaction(body),
                signing.multisigned(body),
                bytes.fromhex(key),
                bytes.fromhex(signature),
                None,
                owner=None,
            )


def test_the_multisigned_transaction_of_the_client_library() -> None:
    vectors = json.loads(shared("protocol/vectors.json").read_text())["transactions"]
    one = next(one for one in vectors if "signing_for_last_signer" in one)
    fields = [signer["Signer"] for signer in one["tx"]["Signers"]]
    signers = [
        (
            decode_account(signer["Account"]),
            bytes.fromhex(signer["SigningPubKey"]),
            bytes.fromhex(signer["TxnSignature"]),
        )
        for signer in fields
    ]
    last = signers[-1][0]
    message = bytes.fromhex(one["signing_for_last_signer"])
    start = message[:-20]
    assert signing.for_signer(signing.multisigned(start[4:]), last) == message
    owner = decode_account(one["tx"]["Account"])
    signing.check_several(start, None, signers, owner)
    with pytest.raises(
        SignatureFailure, match="Invalid signature on account rG31cLyErnqeVj2eomEjBZtq7PYaupGYzL"
    ):
        signing.check_several(flip(start, 99), None, signers, owner)


def test_recorded_validations_verify_and_one_changed_bit_does_not() -> None:
    cases = json.loads(shared("data/consensus/validations.json").read_text())
    assert len(cases) == 28
    for bit, case in enumerate(cases):
        key = decode_token(Token.NODE_PUBLIC, case["validation_public_key"])
        body = b"".join(
            (
                b"\x22" + case["flags"].to_bytes(4, "big"),
                b"\x26" + int(case["ledger_index"]).to_bytes(4, "big"),
                b"\x29" + case["signing_time"].to_bytes(4, "big"),
                b"\x20\x18" + case["load_fee"].to_bytes(4, "big"),
                b"\x51" + bytes.fromhex(case["ledger_hash"]),
                b"\x73\x21" + key,
            )
        )
        signature = bytes.fromhex(case["signature"])
        assert verify(key, signing.validation(body), signature)
        assert not verify(key, signing.validation(flip(body, 37 * bit)), signature)
        assert not verify(key, signing.validation(body), flip(signature, 41 * bit))
        assert not verify(key, signing.transaction(body), signature)


def test_a_validation_of_a_server_with_a_version() -> None:
    body = bytes.fromhex(
        "228000000126034BEA97292647311A51531F1A4EBB43196916F83EEA5C779408190B4B408CDEB87939F39D667B12CA97"
        "5017210BABBC8CB7FB4549ED1E07B4FBC5F2FB672D18A6433528EBD9063EB38BC2E07321029D19FB0940E5C0D85873FA"
        "711999944A687D129DA5C33E928C2751FC1B31EB32"
    )
    signature = bytes.fromhex(
        "3045022100DD29DCAC825EF9E22D260395C2113A2A83EEA02B9F2A51BD6BF783CE4A7C522902205245B90757EFB26C69"
        "C547CAE27600FC35465D1964CECA88A12A20CF3CF9CECF"
    )
    assert verify(body[-33:], signing.validation(body), signature)


def test_recorded_manifests_verify_and_one_changed_bit_does_not() -> None:
    for bit, (manifest, master) in enumerate(recorded_manifests()):
        fields = dict(manifest_fields(manifest))
        master_signature, signature = fields.pop("7012"), fields.pop("76")
        message = signing.manifest(b"".join(raw for _, raw in fields.values()))
        assert fields["71"][0] == master
        for key, one in ((master, master_signature[0]), (fields["73"][0], signature[0])):
            assert verify(key, message, one)
            assert not verify(key, flip(message, 13 * bit), one)
            assert not verify(key, message, flip(one, 17 * bit))


def recorded_manifests() -> Iterator[tuple[bytes, bytes]]:
    """The manifests of a published validator list, the publisher's first, each with its master key."""
    published: dict[str, Any] = json.loads(shared("data/consensus/vl_ripple_com.json").read_text())
    yield base64.b64decode(published["manifest"]), bytes.fromhex(published["public_key"])
    validators = json.loads(base64.b64decode(published["blob"]))["validators"]
    assert len(validators) == 35
    for one in validators:
        yield base64.b64decode(one["manifest"]), bytes.fromhex(one["validation_public_key"])


def manifest_fields(manifest: bytes) -> Iterator[tuple[str, tuple[bytes, bytes]]]:
    """Each field's header, its value, and the bytes of both."""
    at = 0
    while at < len(manifest):
        start, size = at, 1 + (manifest[at] & 15 == 0)
        header = manifest[at : at + size].hex()
        at += size
        if header.startswith("7"):
            size, at = manifest[at], at + 1
        else:
            size = {"24": 4, "1010": 2}[header]
        value = manifest[at : at + size]
        at += size
        yield header, (value, manifest[start:at])


def test_the_recorded_validator_list_is_signed_by_the_publishers_ephemeral_key() -> None:
    published = json.loads(shared("data/consensus/vl_ripple_com.json").read_text())
    ephemeral = dict(manifest_fields(base64.b64decode(published["manifest"])))["73"][0]
    blob, signature = base64.b64decode(published["blob"]), bytes.fromhex(published["signature"])
    assert verify(ephemeral, blob, signature)
    assert not verify(ephemeral, published["blob"].encode(), signature)
    assert not verify(ephemeral, flip(blob, 1000), signature)


# --- the rules of a set of signatures


def pair_of(number: int) -> KeyPair:
    """A key pair for each number, of both kinds."""
    kind = KeyType.ED25519 if number % 2 else KeyType.SECP256K1
    return account_keys(number.to_bytes(16, "big"), kind)


def kind_of(number: int) -> KeyType:
    return KeyType.ED25519 if number % 2 else KeyType.SECP256K1


PAIRS = [pair_of(number) for number in range(MAX_SIGNERS + 1)]


def signer(number: int, account: bytes | None = None) -> Signer:
    """A signer of the body, by its own account or as another's."""
    pair = PAIRS[number]
    account = account_id(pair.public_key) if account is None else account
    message = signing.for_signer(SEVERAL, account)
    return account, pair.public_key, sign(message, pair.secret, kind_of(number))


SIGNERS = sorted(signer(number) for number in range(MAX_SIGNERS + 1))


@given(st.sets(st.sampled_from(SIGNERS), min_size=1, max_size=MAX_SIGNERS))
def test_any_1_to_32_signers_in_order_are_enough(signers: set[Signer]) -> None:
    signing.check_several(SEVERAL, None, sorted(signers), OWNER)
    signing.check(SINGLE, SEVERAL, b"", None, sorted(signers), owner=OWNER)


@given(st.permutations(SIGNERS[:4]))
def test_signers_stand_in_ascending_order(signers: list[Signer]) -> None:
    if signers == SIGNERS[:4]:
        return
    with pytest.raises(SignatureFailure, match=r"^Unsorted Signers array.$"):
        signing.check_several(SEVERAL, None, signers, OWNER)


@pytest.mark.parametrize(
    ("why", "signers", "signature", "owner"),
    [
        ("Empty SigningPubKey.", None, None, OWNER),
        ("Empty SigningPubKey.", None, b"x", OWNER),
        ("Cannot both single- and multi-sign.", SIGNERS[:2], b"", OWNER),
        ("Cannot both single- and multi-sign.", SIGNERS[:2], b"x", OWNER),
        ("Invalid Signers array size.", [], None, OWNER),
        ("Invalid Signers array size.", SIGNERS, None, OWNER),
        ("Invalid multisigner.", SIGNERS[:2], None, SIGNERS[0][0]),
        ("Invalid multisigner.", SIGNERS[:2], None, SIGNERS[1][0]),
        ("Duplicate Signers not allowed.", [SIGNERS[0], SIGNERS[0]], None, OWNER),
        ("Duplicate Signers not allowed.", [signer(0, ACCOUNT_ZERO)], None, OWNER),
        ("Unsorted Signers array.", [SIGNERS[1], SIGNERS[0]], None, OWNER),
    ],
)
def test_sets_of_signatures_that_are_refused(
    why: str, signers: list[Signer] | None, signature: bytes | None, owner: bytes
) -> None:
    with pytest.raises(SignatureFailure) as failure:
        signing.check(SINGLE, SEVERAL, b"", signature, signers, owner=owner)
    assert str(failure.value) == why


def test_a_counterparty_may_be_among_its_own_signers() -> None:
    signing.check(SINGLE, SEVERAL, b"", None, SIGNERS[:2], owner=None)


def test_a_signature_is_bound_to_the_account_that_signs() -> None:
    """Otherwise one key that several accounts share could stand for all of them."""
    account, public_key, signature = SIGNERS[0]
    other = b"\x01" + bytes(19)
    with pytest.raises(SignatureFailure, match=f"Invalid signature on account {encode_account(other)}."):
        signing.check_several(SEVERAL, None, [(other, public_key, signature)], OWNER)
    signing.check_several(SEVERAL, None, [(account, public_key, signature)], OWNER)
    signing.check_several(SEVERAL, None, [signer(0, other)], OWNER)


def test_as_many_may_sign_as_the_rules_say() -> None:
    assert MAX_SIGNERS == 32
    eight, nine = SIGNERS[:8], SIGNERS[:9]
    before = signing.MAX_SIGNERS_BEFORE_EXPANSION
    signing.check_several(SEVERAL, None, eight, OWNER, before)
    with pytest.raises(SignatureFailure, match="Invalid Signers array size"):
        signing.check_several(SEVERAL, None, nine, OWNER, before)


@pytest.mark.parametrize("number", [0, 1])
def test_a_single_signer(number: int) -> None:
    pair = PAIRS[number]
    signature = sign(SINGLE, pair.secret, kind_of(number))
    signing.check(SINGLE, SEVERAL, pair.public_key, signature, None, owner=OWNER)
    for why, bad, signers in (
        ("Invalid signature.", None, None),
        ("Invalid signature.", b"", None),
        ("Invalid signature.", flip(signature, 100), None),
        ("Cannot both single- and multi-sign.", signature, []),
        ("Cannot both single- and multi-sign.", signature, SIGNERS[:1]),
    ):
        with pytest.raises(SignatureFailure) as failure:
            signing.check(SINGLE, SEVERAL, pair.public_key, bad, signers, owner=OWNER)
        assert str(failure.value) == why


@pytest.mark.parametrize("public_key", [b"\0", b"\2" * 32, b"\4" + bytes(64), b"\1" + bytes(32)])
def test_an_unknown_kind_of_key_signs_nothing(public_key: bytes) -> None:
    with pytest.raises(SignatureFailure, match=r"^Invalid signature.$"):
        signing.check(SINGLE, SEVERAL, public_key, bytes(64), None, owner=OWNER)


def test_full_canonicality_reaches_every_signature() -> None:
    asked: list[bool] = []

    def remember(public_key: bytes, message: bytes, signature: bytes, fully_canonical: bool) -> bool:
        asked.append(fully_canonical)
        return True

    for canonical in (True, False):
        for key in (b"", PAIRS[0].public_key):
            signing.check(
                SINGLE,
                SEVERAL,
                key,
                b"x" if key else None,
                None if key else SIGNERS[:2],
                owner=None,
                fully_canonical=canonical,
                verify=remember,
            )
    assert asked == [True] * 3 + [False] * 3
