"""Key derivation and the canonical signature."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.addresses import encode_account
from spec.hashing import sha512_half
from spec.keys import (
    ED25519_ORDER,
    SECP256K1_ORDER,
    Canonicality,
    InvalidKey,
    KeyPair,
    KeyType,
    account_id,
    account_keys,
    derive_public_key,
    derive_secret,
    ecdsa_canonicality,
    is_canonical_ed25519,
    key_type,
    node_id,
    node_keys,
    seed_from_passphrase,
    sign,
    sign_digest,
    verify,
    verify_digest,
)
from tests.shared import shared

SEEDS = st.binary(min_size=16, max_size=16)
KINDS = st.sampled_from(KeyType)
MASTER = seed_from_passphrase("masterpassphrase")
N = SECP256K1_ORDER


def test_the_orders_of_both_groups() -> None:
    assert f"{SECP256K1_ORDER:X}" == "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141"
    assert f"{ED25519_ORDER:X}" == "1000000000000000000000000000000014DEF9DEA2F79CD65812631A5CF5D3ED"


# --- derivation

# seed, account's public key, account's secret, address
FAMILIES = [
    (
        "F75C48FEC46D4D64928B795F3FBABBA0",
        "03AF53E8011E85B36664F1710890501C3E86FC2C6658C2EE83CA580DC9972541B1",
        "5B8AB0E7CDAF48874D5D9934BF3E7B2CB06BC4C7EAAAF762682ED8D0A31E3C70",
        "r9ZERztesFu3ZBs7zsWTeCvBg14GQ9zWF7",
    ),
    (
        "7AEA88C148A8C4A89069F98A3733167B",
        "037AD930B31B0F81036D65A62D4E1131EF605F738E7D7F95465BBECBCBFFA7076E",
        "3DDC5FE16378AE8503E974233017791CC07C1077653AB723C8F65B17B9980DA1",
        "rfmZ1iAuSzB2gxjoJgBub6iJPCk92D7YfC",
    ),
    (
        "E4249BFF02B7669199A23FAF488C179E",
        "02EF888E93B9A850FC93CF00F6A93C3CDEF2860DBF3A4F11CD0AE8E6454D2095E3",
        "84BFD92268CA02019CE6D935EFA9944BAEC33E234134DEF4F2A8E77519F342BE",
        "rwm4pKGoRDHez72gumG7VZw5Fb9ah7o6K2",
    ),
]


@pytest.mark.parametrize(("seed", "public_key", "secret", "address"), FAMILIES)
def test_a_secp256k1_seed_has_a_family_of_accounts(
    seed: str, public_key: str, secret: str, address: str
) -> None:
    pair = account_keys(bytes.fromhex(seed))
    assert pair == KeyPair(bytes.fromhex(public_key), bytes.fromhex(secret))
    assert encode_account(account_id(pair.public_key)) == address


def test_the_keys_of_the_genesis_account() -> None:
    vectors = json.loads(shared("protocol/vectors.json").read_text())["keys"]
    pair = account_keys(MASTER)
    assert pair.public_key.hex().upper() == vectors["public"]
    assert "00" + pair.secret.hex().upper() == vectors["private"]
    assert encode_account(account_id(pair.public_key)) == vectors["address"]


def test_an_ed25519_seed_has_one_account() -> None:
    pair = account_keys(MASTER, KeyType.ED25519)
    assert encode_account(account_id(pair.public_key)) == "rGWrZyQqhTp9Xu7G5Pkayo7bXjH4k4QYpf"
    assert pair == account_keys(MASTER, KeyType.ED25519, 7) == node_keys(MASTER, KeyType.ED25519)


def test_a_node_signs_with_the_root_of_the_family() -> None:
    assert node_id(node_keys(MASTER).public_key).hex().upper() == "7E59C17D50F5959C7B158FEC95C8F815BF653DC8"
    ed25519 = node_keys(MASTER, KeyType.ED25519)
    assert node_id(ed25519.public_key).hex().upper() == "AA066C988C712815CC37AF71472B7CBBBD4E2A0A"


@given(SEEDS, st.integers(0, 2**32 - 1))
def test_each_account_of_a_family_is_the_root_moved_by_a_public_scalar(seed: bytes, index: int) -> None:
    root, account = node_keys(seed), account_keys(seed, index=index)
    tweak = sha512_half(root.public_key, index.to_bytes(4, "big"), bytes(4))
    moved = (int.from_bytes(root.secret, "big") + int.from_bytes(tweak, "big")) % N
    assert int.from_bytes(account.secret, "big") == moved
    assert account_keys(seed, index=(index + 1) % 2**32) != account


@pytest.mark.parametrize("kind", KeyType)
@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_a_seed_has_16_bytes(size: int, kind: KeyType) -> None:
    with pytest.raises(InvalidKey, match=f"seed: {size} bytes, expected 16"):
        derive_secret(bytes(size), kind)


@pytest.mark.parametrize("secret", [0, N, N + 1, 2**256 - 1])
def test_a_secp256k1_secret_is_positive_and_below_the_order(secret: int) -> None:
    raw = secret.to_bytes(32, "big")
    with pytest.raises(InvalidKey, match="zero or not below the order"):
        derive_public_key(raw, KeyType.SECP256K1)
    with pytest.raises(InvalidKey, match="zero or not below the order"):
        sign_digest(bytes(32), raw)
    assert key_type(derive_public_key(raw, KeyType.ED25519)) is KeyType.ED25519


@pytest.mark.parametrize("kind", KeyType)
def test_a_secret_has_32_bytes(kind: KeyType) -> None:
    with pytest.raises(InvalidKey, match="31 bytes, expected 32"):
        derive_public_key(bytes(31), kind)
    with pytest.raises(InvalidKey, match="33 bytes, expected 32"):
        sign(b"", b"\1" * 33, kind)


def test_a_digest_has_32_bytes() -> None:
    with pytest.raises(InvalidKey, match="digest: 31 bytes, expected 32"):
        sign_digest(bytes(31), account_keys(MASTER).secret)
    assert not verify_digest(account_keys(MASTER).public_key, bytes(31), bytes.fromhex(LOW))


def test_a_passphrase_is_utf_8() -> None:
    assert seed_from_passphrase("é") == seed_from_passphrase(b"\xc3\xa9") == sha512_half(b"\xc3\xa9")[:16]
    with pytest.raises(InvalidKey, match="UTF-8"):
        seed_from_passphrase("\ud800")


def test_printing_a_key_pair_does_not_show_the_secret() -> None:
    pair = account_keys(MASTER)
    assert pair.secret.hex().upper() not in f"{pair!r} {pair}".upper()
    assert repr(pair.secret) not in f"{pair!r}"


def test_the_first_byte_of_33_says_the_kind_of_key() -> None:
    kinds = {first: key_type(bytes((first,)) + bytes(32)) for first in range(256)}
    known = {0x02: KeyType.SECP256K1, 0x03: KeyType.SECP256K1, 0xED: KeyType.ED25519}
    assert {first: kind for first, kind in kinds.items() if kind} == known
    assert not any(key_type(b"\xed" * size) for size in (0, 1, 32, 34, 65))


# --- signing and verifying


@given(SEEDS, KINDS, st.binary(max_size=200))
def test_a_signature_verifies_is_canonical_and_always_the_same(
    seed: bytes, kind: KeyType, message: bytes
) -> None:
    pair = account_keys(seed, kind)
    signature = sign(message, pair.secret, kind)
    assert signature == sign(message, pair.secret, kind)
    assert verify(pair.public_key, message, signature)
    if kind is KeyType.SECP256K1:
        assert ecdsa_canonicality(signature) is Canonicality.FULLY_CANONICAL
        assert signature == sign_digest(sha512_half(message), pair.secret)
        assert verify_digest(pair.public_key, sha512_half(message), signature)
    else:
        assert is_canonical_ed25519(signature)


@given(SEEDS, KINDS, st.binary(min_size=1, max_size=100), st.data())
def test_one_changed_bit_of_anything_fails(
    seed: bytes, kind: KeyType, message: bytes, draw: st.DataObject
) -> None:
    pair = account_keys(seed, kind)
    parts = [pair.public_key, message, sign(message, pair.secret, kind)]
    which = draw.draw(st.integers(0, 2))
    bit = draw.draw(st.integers(0, 8 * len(parts[which]) - 1))
    changed = bytearray(parts[which])
    changed[bit // 8] ^= 1 << bit % 8
    parts[which] = bytes(changed)
    public_key, message, signature = parts
    assert not verify(public_key, message, signature)


@given(st.binary(max_size=80), st.binary(max_size=80), st.binary(max_size=80))
def test_any_other_bytes_are_no_signature(public_key: bytes, message: bytes, signature: bytes) -> None:
    assert not verify(public_key, message, signature)
    assert not verify_digest(public_key, message, signature)


def test_the_transactions_of_the_client_library() -> None:
    """Single-signed by known keys: every signature is the very one that the library made."""
    vectors = json.loads(shared("protocol/vectors.json").read_text())
    secrets = {
        vectors["keys"][f"{kind}public"]: vectors["keys"][f"{kind}private"][-64:] for kind in ("", "ed_")
    }
    singles = [one for one in vectors["transactions"] if "signing" in one]
    assert len(singles) == 42
    for one in singles:
        public_key, signature = one["tx"]["SigningPubKey"], bytes.fromhex(one["tx"]["TxnSignature"])
        message, key = bytes.fromhex(one["signing"]), bytes.fromhex(public_key)
        assert verify(key, message, signature)
        kind = key_type(key)
        assert kind
        assert sign(message, bytes.fromhex(secrets[public_key]), kind) == signature


# --- canonical form of ECDSA

R = "02205990E0584B2B238E1DFAAD8D6ED69ECC1A4A13AC85FC0B31D0DF395EB1BA6105"
S = "02202D5876262C288BEB511D061691BF26777344B702B00F8FE28621FE4E566695ED"


def der(*integers: int) -> bytes:
    """The integers, each in its shortest form, as a signature would hold them."""
    body = b""
    for number in integers:
        digits = number.to_bytes(number.bit_length() // 8 + 1, "big")
        body += bytes((2, len(digits))) + digits
    return bytes((0x30, len(body))) + body


@pytest.mark.parametrize(
    "signature",
    [
        (
            "3045022100FF478110D1D4294471EC76E0157540C2181F47DEBD25D7F9E7DDCCCD47EEE905"
            "0220078F07CDAE6C240855D084AD91D1479609533C147C93B0AEF19BC9724D003F28"
        ),
        (
            "304402206A9E43775F73B6D1EC420E4DDD222A80D4C6DF5D1BEECC431A91B63C928B7581"
            "022023E9CC2D61DDA6F73EAA6BCB12688BEB0F434769276B3127E4044ED895C9D96B"
        ),
        (
            "304402203932C892E2E550F3AF8EE4CE9C215A87F9BB831DCAC87B2838E2C2EAA891DF0C"
            "022030B61DD36543125D56B9F9F3A1F53189E5AF33CDDA8D77A5209AEC03978FA001"
        ),
        "3006020101020102",
        "3044" + R + S,
    ],
)
def test_fully_canonical_forms(signature: str) -> None:
    assert ecdsa_canonicality(bytes.fromhex(signature)) is Canonicality.FULLY_CANONICAL


@pytest.mark.parametrize(
    "signature",
    [
        (
            "3046022100F477B3FA6F31C7CB3A0D1AD94A231FDD24B8D78862EE334CEA7CD08F6CBC0A1B"
            "022100928E6BCF1ED2684679730C5414AEC48FD62282B090041C41453C1D064AF597A1"
        ),
        (
            "3045022063E7C7CA93CB2400E413A342C027D00665F8BAB9C22EF0A7B8AE3AAF092230B6"
            "0221008F2E8BB7D09521ABBC277717B14B93170AE6465C5A1B36561099319C4BEB254C"
        ),
        (
            "304502200855DE366E4E323AA2CE2A25674401A7D11F72EC432770D07F7B57DF7387AEC0"
            "022100DA4C6ADDEA14888858DE2AC5B91ED9050D6972BB388DEF582628CEE32869AE35"
        ),
    ],
)
def test_canonical_forms_with_a_high_s(signature: str) -> None:
    assert ecdsa_canonicality(bytes.fromhex(signature)) is Canonicality.CANONICAL


@pytest.mark.parametrize(
    ("why", "signature"),
    [
        ("empty", ""),
        ("seven bytes", "30050201010201"),
        ("R negative, S empty", "30050201FF0200"),
        ("S longer than it is", "3006020101020202"),
        ("R longer than all", "3006020701020102"),
        ("R swallows the start of S", "3006020201020102"),
        ("R swallows S whole", "3006020401020102"),
        ("R ends where S cannot begin", "3006020301020202"),
        ("S cut off after a zero", "3006020101020500"),
        ("R just negative", "3006020180020102"),
        ("R is zero", "3006020100020102"),
        ("S is zero", "3006020101020100"),
        ("R padded", "300702020001020102"),
        ("S padded", "300702010102020001"),
        ("R of 34 bytes", "3027022200" + "FF" * 33 + "020101"),
        ("S of 34 bytes", "3047022100" + "D9" + R[6:] + "022200002D" + S[6:]),
        ("not a sequence", "3144" + R + S),
        ("length says more", "3045" + R + S),
        ("length says less", "3043" + R + S),
        ("only one integer", "3022" + R),
        ("a byte behind", "3045" + R + S + "00"),
        ("R is not an integer", "304401" + R[2:] + S),
        ("S is not an integer", "3044" + R + "03" + S[2:]),
        ("R empty", "30240200" + S),
        ("S empty", "3024" + R + "0200"),
        ("R negative", "30440220" + "89" + R[6:] + S),
        ("S negative", "3044" + R + "0220FD" + S[6:]),
        ("R padded, 33 bytes", "3045022100" + R[4:] + S),
        ("S padded, 33 bytes", "3045" + R + "022100" + S[4:]),
        ("length in the long form", "308144" + R + S),
    ],
)
def test_malformed_signatures(why: str, signature: str) -> None:
    assert ecdsa_canonicality(bytes.fromhex(signature)) is None, why


def test_r_and_s_lie_below_the_order_and_s_in_its_lower_half() -> None:
    half = N // 2  # the order is odd: half is the largest low S, half + 1 its twin
    full, high = Canonicality.FULLY_CANONICAL, Canonicality.CANONICAL
    assert ecdsa_canonicality(der(128, 127)) is full
    assert ecdsa_canonicality(der(1, half)) is full
    assert ecdsa_canonicality(der(1, half + 1)) is high
    assert ecdsa_canonicality(der(1, N - 1)) is high
    assert ecdsa_canonicality(der(1, N)) is None
    assert ecdsa_canonicality(der(N - 1, 1)) is full
    assert ecdsa_canonicality(der(N, 1)) is None


@given(st.integers(1, N - 1), st.integers(1, N - 1))
def test_each_pair_of_parts_has_one_well_formed_signature(r: int, s: int) -> None:
    expected = Canonicality.FULLY_CANONICAL if s <= N - s else Canonicality.CANONICAL
    assert ecdsa_canonicality(der(r, s)) is expected


# One digest, its key, its signature and the twin with the high S.
DIGEST = "34C19028C80D21F3F48C9354895F8D5BF0D5EE7FF457647CF655F5530A3022A7"
PUBLIC_KEY = "025096EB12D3E924234E7162369C11D8BF877EDA238778E7A31FF0AAC5D0DBCF37"
SECRET = "AA921417E7E5C299DA4EEC16D1CAA92F19B19F2A68511F68EC73BBB2F5236F3D"
LOW = (
    "3045022100B49D07F0E934BA468C0EFC78117791408D1FB8B63A6492AD395AC2F360F24660"
    "0220508739DB0A2EF81676E39F459C8BBB07A09C3E9F9BEB696294D524D479D62740"
)
HIGH = (
    "3046022100B49D07F0E934BA468C0EFC78117791408D1FB8B63A6492AD395AC2F360F24660"
    "022100AF78C624F5D107E9891C60BA637444F71A129E47135D36D92AFD39B856601A01"
)


def test_a_high_s_is_valid_only_where_full_canonicality_is_not_asked_for() -> None:
    digest, public_key = bytes.fromhex(DIGEST), bytes.fromhex(PUBLIC_KEY)
    low, high = bytes.fromhex(LOW), bytes.fromhex(HIGH)
    assert sign_digest(digest, bytes.fromhex(SECRET)) == low
    assert verify_digest(public_key, digest, low)
    assert verify_digest(public_key, digest, low, fully_canonical=False)
    assert verify_digest(public_key, digest, high, fully_canonical=False)
    assert not verify_digest(public_key, digest, high)
    assert not verify_digest(public_key, digest[::-1], high, fully_canonical=False)


@given(SEEDS, st.binary(max_size=50))
def test_the_twin_of_a_signature_is_refused(seed: bytes, message: bytes) -> None:
    pair = account_keys(seed)
    low = sign(message, pair.secret, KeyType.SECP256K1)
    end_of_r = 4 + low[3]
    r = int.from_bytes(low[4:end_of_r], "big")
    s = int.from_bytes(low[end_of_r + 2 :], "big")
    assert der(r, s) == low
    assert verify(pair.public_key, message, der(r, N - s), fully_canonical=False)
    assert not verify(pair.public_key, message, der(r, N - s))


def test_a_key_off_the_curve_verifies_nothing() -> None:
    # 5 is not the first coordinate of any point: 5**3 + 7 is no square.
    assert not verify_digest(b"\2" + (5).to_bytes(32, "big"), bytes.fromhex(DIGEST), bytes.fromhex(LOW))
    ed25519 = account_keys(MASTER, KeyType.ED25519)
    assert not verify_digest(ed25519.public_key, bytes.fromhex(DIGEST), bytes.fromhex(LOW))


# --- canonical form of Ed25519


@pytest.mark.parametrize("size", [0, 63, 65])
def test_an_ed25519_signature_has_64_bytes(size: int) -> None:
    assert not is_canonical_ed25519(bytes(size))


def test_the_s_of_ed25519_lies_below_the_order() -> None:
    assert is_canonical_ed25519(bytes(32) + (ED25519_ORDER - 1).to_bytes(32, "little"))
    assert not is_canonical_ed25519(bytes(32) + ED25519_ORDER.to_bytes(32, "little"))


@given(SEEDS, st.binary(max_size=50), st.integers(1, 7))
def test_an_ed25519_signature_moved_by_the_order_is_refused(seed: bytes, message: bytes, times: int) -> None:
    pair = account_keys(seed, KeyType.ED25519)
    signature = sign(message, pair.secret, KeyType.ED25519)
    s = int.from_bytes(signature[32:], "little") + times * ED25519_ORDER
    moved = signature[:32] + s.to_bytes(32, "little")
    assert not verify(pair.public_key, message, moved)
    assert not verify(pair.public_key, message, moved, fully_canonical=False)
