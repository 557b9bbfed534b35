"""Accounts, keys and seeds as text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spec import rfc1751
from spec.addresses import (
    Token,
    XAddress,
    decode_account,
    decode_seed,
    decode_token,
    decode_x_address,
    encode_account,
    encode_seed,
    encode_seed_words,
    encode_token,
    encode_x_address,
    parse_account,
    parse_hex,
    parse_secret,
    parse_seed,
)
from spec.base58 import AddressError, encode_check
from spec.keys import KeyType, account_id, account_keys, node_keys, seed_from_passphrase
from spec.values import ACCOUNT_ONE, ACCOUNT_ZERO
from tests.shared import shared

MASTER = seed_from_passphrase("masterpassphrase")
ROOT = "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"
ROOT_ID = bytes.fromhex("B5F762798A53D543A014CAF8B297CFF8F2F937E8")

ACCOUNTS = st.binary(min_size=20, max_size=20)
SEEDS = st.binary(min_size=16, max_size=16)


@st.composite
def tokens(draw: st.DrawFn) -> tuple[Token, bytes]:
    """A kind of text and data that it may carry."""
    token = draw(st.sampled_from(Token))
    if token not in (Token.NODE_PUBLIC, Token.ACCOUNT_PUBLIC):
        return token, draw(st.binary(min_size=token.size, max_size=token.size))
    return token, draw(st.sampled_from([b"\2", b"\3", b"\xed"])) + draw(st.binary(min_size=32, max_size=32))


# --- every kind of text

SECP, ED = KeyType.SECP256K1, KeyType.ED25519


@pytest.mark.parametrize(
    ("token", "data", "text"),
    [
        (Token.SEED, MASTER, "snoPBrXtMeMyMHUVTgbuqAfg1SUTb"),
        (Token.ACCOUNT, account_id(account_keys(MASTER).public_key), ROOT),
        (
            Token.ACCOUNT_PUBLIC,
            account_keys(MASTER).public_key,
            "aBQG8RQAzjs1eTKFEAQXr2gS4utcDiEC9wmi7pfUPTi27VCahwgw",
        ),
        (
            Token.ACCOUNT_SECRET,
            account_keys(MASTER).secret,
            "p9JfM6HHi64m6mvB6v5k7G2b1cXzGmYiCNJf6GHPKvFTWdeRVjh",
        ),
        (
            Token.NODE_PUBLIC,
            node_keys(MASTER).public_key,
            "n94a1u4jAz288pZLtw6yFWVbi89YamiC6JBXPVUj5zmExe5fTVg9",
        ),
        (
            Token.NODE_PRIVATE,
            node_keys(MASTER).secret,
            "pnen77YEeUd4fFKG7iycBWcwKpTaeFRkW2WFostaATy1DSupwXe",
        ),
        (
            Token.ACCOUNT_PUBLIC,
            account_keys(MASTER, ED).public_key,
            "aKGheSBjmCsKJVuLNKRAKpZXT6wpk2FCuEZAXJupXgdAxX5THCqR",
        ),
        (
            Token.ACCOUNT_SECRET,
            account_keys(MASTER, ED).secret,
            "pwDQjwEhbUBmPuEjFpEG75bFhv2obkCB7NxQsfFxM7xGHBMVPu9",
        ),
        (
            Token.NODE_PUBLIC,
            node_keys(MASTER, ED).public_key,
            "nHUeeJCSY2dM71oxM8Cgjouf5ekTuev2mwDpc374aLMxzDLXNmjf",
        ),
        (
            Token.NODE_PRIVATE,
            node_keys(MASTER, ED).secret,
            "paKv46LztLqK3GaKz1rG2nQGN6M4JLyRtxFBYFTw4wAVHtGys36",
        ),
        (Token.ACCOUNT, ACCOUNT_ZERO, "rrrrrrrrrrrrrrrrrrrrrhoLvTp"),
        (Token.ACCOUNT, ACCOUNT_ONE, "rrrrrrrrrrrrrrrrrrrrBZbvji"),
    ],
)
def test_the_texts_of_the_server(token: Token, data: bytes, text: str) -> None:
    assert encode_token(token, data) == text
    assert decode_token(token, text) == data


@given(tokens())
def test_decoding_undoes_encoding_and_no_text_is_of_two_kinds(case: tuple[Token, bytes]) -> None:
    token, data = case
    text = encode_token(token, data)
    assert decode_token(token, text) == data
    for other in set(Token) - {token}:
        with pytest.raises(AddressError):
            decode_token(other, text)


@given(tokens())
def test_the_first_letters_say_the_kind(case: tuple[Token, bytes]) -> None:
    token, data = case
    letters = {
        Token.ACCOUNT: "r",
        Token.NODE_PUBLIC: "n",
        Token.NODE_PRIVATE: "p",
        Token.ACCOUNT_PUBLIC: "a",
        Token.ACCOUNT_SECRET: "p",
        Token.SEED: "s",
        Token.ED25519_SEED: "sEd",
    }
    assert encode_token(token, data).startswith(letters[token])


@pytest.mark.parametrize("token", Token)
@pytest.mark.parametrize("step", [-1, 1])
def test_a_kind_carries_so_many_bytes_and_no_others(token: Token, step: int) -> None:
    data = b"\2" * (token.size + step)
    with pytest.raises(AddressError, match="expected"):
        encode_token(token, data)
    if len(token.prefix + data) <= 34:
        with pytest.raises(AddressError, match=f"{len(data)} bytes, expected {token.size}"):
            decode_token(token, encode_check(token.prefix, data))


@pytest.mark.parametrize("token", [Token.NODE_PUBLIC, Token.ACCOUNT_PUBLIC])
@pytest.mark.parametrize("first", [0x00, 0x01, 0x04, 0xEC, 0xEE])
def test_a_public_key_is_of_a_known_kind(token: Token, first: int) -> None:
    data = bytes((first,)) + bytes(32)
    with pytest.raises(AddressError, match="expected 02, 03 or ED"):
        encode_token(token, data)
    with pytest.raises(AddressError, match="expected 02, 03 or ED"):
        decode_token(token, encode_check(token.prefix, data))


# --- accounts


@given(ACCOUNTS)
def test_an_account_has_one_address(account: bytes) -> None:
    address = encode_account(account)
    assert address.startswith("r")
    assert 25 <= len(address) <= 35
    assert decode_account(address) == parse_account(address) == account


@pytest.mark.parametrize(
    "address",
    [
        "",
        "r",
        ROOT[:-1],
        ROOT + "r",
        "r" + ROOT,
        ROOT.lower(),
        " " + ROOT,
        ROOT + "\n",
        "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTj",
        "1HLoD9E4SDFFPDiYfNYnkBLQ85Y51J3Zb1",  # another network's
        "snoPBrXtMeMyMHUVTgbuqAfg1SUTb",
        "XVPcpSm47b1CZkf5AkKM9a84dQHe3m4sBhsrA4XtnBECTAc",
        "B5F762798A53D543A014CAF8B297CFF8F2F937E8",
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(AddressError):
        decode_account(address)


def test_an_account_has_20_bytes() -> None:
    for size in (0, 19, 21):
        with pytest.raises(AddressError, match=f"account: {size} bytes, expected 20"):
            encode_account(bytes(size))
    with pytest.raises(AddressError, match="account: 19 bytes, expected 20"):
        decode_account(encode_check(b"\0", bytes(19)))


def test_a_field_may_name_an_account_in_hexadecimal() -> None:
    assert (
        parse_account(ROOT_ID.hex()) == parse_account(ROOT_ID.hex().upper()) == parse_account(ROOT) == ROOT_ID
    )
    assert parse_account("0") == ACCOUNT_ZERO
    for text in ("00", "", ROOT_ID.hex()[:-1], ROOT_ID.hex() + "0", "0x" + ROOT_ID.hex()[2:]):
        with pytest.raises(AddressError):
            parse_account(text)


@pytest.mark.parametrize("text", ["0_", "00 ", " 00", "0G", "g0", "0:", "0@", "0`", "\u0660\u0661", "0\n"])
def test_hexadecimal_digits_are_ascii_letters_and_digits_only(text: str) -> None:
    assert parse_hex(text, 1) is None
    assert parse_hex("aF", 1) == b"\xaf"


def test_the_accounts_of_the_recorded_ledgers() -> None:
    fixtures = json.loads(shared("data/codec/codec-fixtures.json").read_text())
    seen = set()
    for case in fixtures["accountState"]:
        for name in ("Account", "Owner", "Destination", "RegularKey"):
            address = case["json"].get(name)
            if address is not None:
                assert b"\x14" + decode_account(address) in bytes.fromhex(case["binary"])
                assert encode_account(decode_account(address)) == address
                seen.add(address)
    assert len(seen) > 40


# --- seeds

# The same seed in each of its forms.
SEED_HEX = "BE6A670A19B209E112146D0A7ED2AAD7"
SEED_WORDS = "SCAT BERN ISLE FOR ROIL BUS SOAK AQUA FREE FOR DRAM BRIG"
SEED_TEXT = "snMwVWs2hZzfDUF3p2tHZ3EgmyhFs"


def test_a_seed_has_several_forms() -> None:
    seed = bytes.fromhex(SEED_HEX)
    assert encode_seed(seed) == SEED_TEXT
    assert encode_seed_words(seed) == SEED_WORDS
    assert decode_seed(SEED_TEXT) == seed
    assert seed_from_passphrase("REINDEER FLOTILLA") == seed
    for form in (SEED_HEX, SEED_HEX.lower(), SEED_TEXT, SEED_WORDS, f" {SEED_WORDS.lower()}\n"):
        assert parse_seed(form) == seed


@pytest.mark.parametrize(
    ("passphrase", "text"),
    [
        ("masterpassphrase", "snoPBrXtMeMyMHUVTgbuqAfg1SUTb"),
        ("Non-Random Passphrase", "snMKnVku798EnBwUfxeSD8953sLYA"),
        ("cookies excitement hand public", "sspUXGrmjQhq6mgc24jiRuevZiwKT"),
    ],
)
def test_any_other_text_is_a_passphrase(passphrase: str, text: str) -> None:
    assert encode_seed(parse_seed(passphrase)) == text


@given(SEEDS)
def test_the_words_of_a_seed_are_read_unless_the_server_is_blind_to_one(seed: bytes) -> None:
    words = encode_seed_words(seed)
    blind = rfc1751.SERVER_BLIND_SPOT in words.split()
    assert parse_seed(words) == (seed_from_passphrase(words) if blind else seed)
    assert parse_seed(encode_seed(seed)) == seed


def test_words_that_the_server_cannot_read_are_a_passphrase() -> None:
    words = "YOU A A A A A A A A A A A"
    assert parse_seed(words) == seed_from_passphrase(words)


@pytest.mark.parametrize("text", ["1", "00", SEED_HEX[:-1], SEED_HEX + "0", SEED_TEXT[:-1], SEED_TEXT + "r"])
def test_nearly_a_form_is_a_passphrase(text: str) -> None:
    assert parse_seed(text) == seed_from_passphrase(text)


def test_a_lone_zero_is_the_zero_seed() -> None:
    assert parse_seed("0") == bytes(16)


@given(tokens())
def test_addresses_keys_and_secrets_are_never_taken_for_a_passphrase(case: tuple[Token, bytes]) -> None:
    token, data = case
    text = encode_token(token, data)
    if token is Token.SEED:
        assert parse_secret(text) == (data, None)
    elif token is Token.ED25519_SEED:
        assert parse_secret(text) == (data, ED)
        assert parse_seed(text) == seed_from_passphrase(text)
    else:
        with pytest.raises(AddressError, match=f"of the kind {token.name}"):
            parse_secret(text)


@pytest.mark.parametrize(("text", "why"), [("", "empty"), ("\ud800", "UTF-8")])
def test_what_is_no_seed(text: str, why: str) -> None:
    with pytest.raises(AddressError, match=why):
        parse_secret(text)


def test_the_ed25519_seed_of_the_client_library() -> None:
    vectors = json.loads(shared("protocol/vectors.json").read_text())["keys"]
    seed, kind = parse_secret(vectors["ed_seed"])
    assert kind is ED
    pair = account_keys(seed, kind)
    assert pair.public_key.hex().upper() == vectors["ed_public"]
    assert "ED" + pair.secret.hex().upper() == vectors["ed_private"]
    assert encode_account(account_id(pair.public_key)) == vectors["ed_address"]


# --- X-addresses


@given(st.builds(XAddress, ACCOUNTS, st.none() | st.integers(0, 2**32 - 1), st.booleans()))
@example(XAddress(ROOT_ID, 0, False))
def test_an_x_address_holds_account_tag_and_network(address: XAddress) -> None:
    text = encode_x_address(address)
    assert text[0] == ("T" if address.test else "X")
    assert decode_x_address(text) == address


@pytest.mark.parametrize(
    ("tag", "test", "text"),
    [
        (None, False, "XVPcpSm47b1CZkf5AkKM9a84dQHe3m4sBhsrA4XtnBECTAc"),
        (1, False, "XVPcpSm47b1CZkf5AkKM9a84dQHe3mStTFRCftmx38NkCG9"),
        (2**32 - 1, True, "TVK3SYvMLZR6rEtLDZh3saYHaqFSeMBjW8ug1RnakxGZHTW"),
    ],
)
def test_x_addresses_of_the_genesis_account(tag: int | None, test: bool, text: str) -> None:
    assert encode_x_address(XAddress(ROOT_ID, tag, test)) == text
    assert decode_x_address(text) == XAddress(ROOT_ID, tag, test)


def test_the_x_addresses_of_the_client_library() -> None:
    fixtures = json.loads(shared("data/codec/x-codec-fixtures.json").read_text())
    seen = 0
    for case in fixtures["transactions"]:
        plain: dict[str, Any] = case["rjson"]
        for name, tag in (("Account", "SourceTag"), ("Destination", "DestinationTag")):
            text = case["xjson"].get(name, "")
            if text.startswith(("X", "T")):
                address = decode_x_address(text)
                assert encode_account(address.account) == plain[name]
                assert address.tag == plain.get(tag)
                assert encode_x_address(address) == text
                seen += 1
    assert seen >= 7


@pytest.mark.parametrize(
    ("why", "tail"),
    [
        ("no flag, but a tag", "000100000000000000"),
        ("no flag, but a reserved byte", "000000000000000001"),
        ("a tag of 64 bits", "020100000000000000"),
        ("a reserved byte", "010100000001000000"),
        ("too short", "0000000000000000"),
        ("too long", "00000000000000000000"),
    ],
)
@pytest.mark.parametrize("prefix", [b"\x05\x44", b"\x04\x93"])
def test_x_addresses_of_no_defined_form(why: str, tail: str, prefix: bytes) -> None:
    with pytest.raises(AddressError):
        pytest.fail(f"{why}: {decode_x_address(encode_check(prefix, ROOT_ID + bytes.fromhex(tail)))}")


@pytest.mark.parametrize("text", ["", "X", "T", ROOT, "XVPcpSm47b1CZkf5AkKM9a84dQHe3m4sBhsrA4XtnBECTAd"])
def test_what_is_no_x_address(text: str) -> None:
    with pytest.raises(AddressError):
        decode_x_address(text)


@pytest.mark.parametrize("address", [XAddress(ROOT_ID, 2**32, False), XAddress(ROOT_ID, -1, False)])
def test_a_tag_has_32_bits(address: XAddress) -> None:
    with pytest.raises(AddressError, match="tag"):
        encode_x_address(address)
    with pytest.raises(AddressError, match="19 bytes"):
        encode_x_address(XAddress(bytes(19), None, False))
