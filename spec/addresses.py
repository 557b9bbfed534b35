"""Accounts, keys and seeds as text.

Every kind of text is a row of one table, `Token`: its prefix and how many bytes it carries. The prefix
decides the first letter, so that people see what they hold: ``r`` an account, ``n`` a node, ``s`` a seed.

An X-address is an account and a destination tag in one text. Client libraries pack and unpack them; a server
neither writes nor reads them.

Source: tokens.h, AccountID.cpp, Seed.cpp, RPCHelpers.cpp (3.1.1); XLS-5 for X-addresses.
"""

from __future__ import annotations

from enum import Enum
from string import hexdigits

from msgspec import Struct

from spec import rfc1751
from spec.base58 import AddressError, decode_check, encode_check
from spec.keys import PUBLIC_KEY_SIZE, SECRET_SIZE, SEED_SIZE, KeyType, key_type, seed_from_passphrase
from spec.values import Account

ACCOUNT_SIZE = 20


class Token(Enum):
    """The kinds of text, each with its prefix and the number of bytes that it carries."""

    ACCOUNT = (b"\x00", ACCOUNT_SIZE)
    NODE_PUBLIC = (b"\x1c", PUBLIC_KEY_SIZE)
    NODE_PRIVATE = (b"\x20", SECRET_SIZE)
    ACCOUNT_PUBLIC = (b"\x23", PUBLIC_KEY_SIZE)
    ACCOUNT_SECRET = (b"\x22", SECRET_SIZE)
    SEED = (b"\x21", SEED_SIZE)
    ED25519_SEED = (b"\x01\xe1\x4b", SEED_SIZE)
    """How client libraries write a seed that is meant for Ed25519, so that the text begins with ``sEd``."""

    @property
    def prefix(self) -> bytes:
        """The bytes before the data."""
        return self.value[0]

    @property
    def size(self) -> int:
        """How many bytes of data there are."""
        return self.value[1]


_NOT_SEEDS = (
    Token.ACCOUNT,
    Token.NODE_PUBLIC,
    Token.ACCOUNT_PUBLIC,
    Token.NODE_PRIVATE,
    Token.ACCOUNT_SECRET,
)
"""What nobody means as a passphrase."""


def encode_token(token: Token, data: bytes) -> str:
    """The text of this kind for the data.

    Raises:
        AddressError: the data do not have the kind's size, or are not a public key where one is expected.
    """
    _check(token, data)
    return encode_check(token.prefix, data)


def decode_token(token: Token, text: str) -> bytes:
    """The data of a text of this kind.

    Raises:
        AddressError: the text is none of this kind.
    """
    data = decode_check(token.prefix, text)
    _check(token, data)
    return data


def _check(token: Token, data: bytes) -> None:
    if len(data) != token.size:
        raise AddressError(f"{token.name}: {len(data)} bytes, expected {token.size}")
    if token.size == PUBLIC_KEY_SIZE and key_type(data) is None:
        raise AddressError(f"{token.name}: the first byte is {data[0]:02X}, expected 02, 03 or ED")


# --- accounts


def encode_account(account: Account) -> str:
    """The address of an account, ``r...``.

    Raises:
        AddressError: there are not 20 bytes.
    """
    if len(account) != ACCOUNT_SIZE:
        raise AddressError(f"account: {len(account)} bytes, expected {ACCOUNT_SIZE}")
    return encode_check(b"\0", account)


def decode_account(address: str) -> Account:
    """The account of an address ``r...``.

    Raises:
        AddressError: the text is no address of an account.
    """
    account = decode_check(b"\0", address)
    if len(account) != ACCOUNT_SIZE:
        raise AddressError(f"account: {len(account)} bytes, expected {ACCOUNT_SIZE}")
    return account


def parse_account(text: str) -> Account:
    """The account that a field of a JSON transaction names: an address, 40 hexadecimal digits, or ``0``.

    Raises:
        AddressError: the text is none of these.
    """
    account = parse_hex(text, ACCOUNT_SIZE)
    return decode_account(text) if account is None else account


def parse_hex(text: str, size: int) -> bytes | None:
    """The bytes that hexadecimal digits of either case stand for; None when the text is not exactly that.

    A lone ``0`` stands for all zeros, whatever the size. Source: base_uint.h (3.1.1).
    """
    if text == "0":
        return bytes(size)
    if len(text) != 2 * size or not all(character in hexdigits for character in text):
        return None
    return bytes.fromhex(text)


# --- seeds


def encode_seed(seed: bytes) -> str:
    """A seed as ``s...``.

    Raises:
        AddressError: there are not 16 bytes.
    """
    return encode_token(Token.SEED, seed)


def decode_seed(text: str) -> bytes:
    """The seed of a text ``s...``, 16 bytes.

    Raises:
        AddressError: the text is no such seed.
    """
    return decode_token(Token.SEED, text)


def encode_seed_words(seed: bytes) -> str:
    """A seed as the twelve words of RFC 1751; the words carry the bytes in reverse order.

    Raises:
        WordsError: there are not 16 bytes.
    """
    return rfc1751.encode(seed[::-1])


def parse_seed(text: str) -> bytes:
    """The seed that a person means, in any of the forms that people use.

    Tried in this order: 32 hexadecimal digits (or a lone ``0``), ``s...``, twelve words, and at last the text
    is a passphrase, whatever it says. Only what is clearly another thing is refused: an address, a public
    key, a secret.

    Raises:
        AddressError: the text is empty, is another kind of text, or cannot be written as UTF-8.
    """
    if not text:
        raise AddressError("seed: the text is empty")
    for token in _NOT_SEEDS:
        if _try_decode(token, text) is not None:
            raise AddressError(f"seed: the text is of the kind {token.name}")
    seed = parse_hex(text, SEED_SIZE)
    if seed is None:
        seed = _try_decode(Token.SEED, text)
    if seed is None:
        seed = _try_words(text)
    if seed is None:
        try:
            seed = seed_from_passphrase(text)
        except ValueError as error:
            raise AddressError(f"seed: {error}") from None
    return seed


def parse_secret(text: str) -> tuple[bytes, KeyType | None]:
    """The seed that a person means, and the kind of key if the text itself says it: ``sEd...`` is Ed25519.

    Raises:
        AddressError: as `parse_seed`.
    """
    seed = _try_decode(Token.ED25519_SEED, text)
    if seed is not None:
        return seed, KeyType.ED25519
    return parse_seed(text), None


def _try_decode(token: Token, text: str) -> bytes | None:
    try:
        return decode_token(token, text)
    except AddressError:
        return None


def _try_words(text: str) -> bytes | None:
    try:
        return rfc1751.decode(text)[::-1]
    except rfc1751.WordsError:
        return None


# --- X-addresses

_X_PREFIX = {False: b"\x05\x44", True: b"\x04\x93"}
_X_NO_TAG = bytes(9)
_X_TAG = b"\x01"
_X_RESERVED = bytes(4)


class XAddress(Struct, frozen=True):
    """An account, the tag that a payment to it must carry, if any, and whether it is of a test network."""

    account: Account
    tag: int | None
    test: bool


def encode_x_address(address: XAddress) -> str:
    """The text ``X...``, or ``T...`` for a test network.

    After the account stand a byte that says whether there is a tag, the tag in 32 bits, lowest byte first,
    and four zero bytes that wait for longer tags.

    Raises:
        AddressError: the account does not have 20 bytes, or the tag is not 0 to 4294967295.
    """
    if len(address.account) != ACCOUNT_SIZE:
        raise AddressError(f"account: {len(address.account)} bytes, expected {ACCOUNT_SIZE}")
    if address.tag is None:
        tail = _X_NO_TAG
    elif 0 <= address.tag < 2**32:
        tail = _X_TAG + address.tag.to_bytes(4, "little") + _X_RESERVED
    else:
        raise AddressError(f"X-address: the tag is {address.tag}, expected 0 to {2**32 - 1}")
    return encode_check(_X_PREFIX[address.test], address.account + tail)


def decode_x_address(text: str) -> XAddress:
    """What a text ``X...`` or ``T...`` says.

    Raises:
        AddressError: the text is no X-address, or has a tag of a form that is not defined.
    """
    test = text.startswith("T")
    data = decode_check(_X_PREFIX[test], text)
    account, tail = data[:ACCOUNT_SIZE], data[ACCOUNT_SIZE:]
    if len(tail) != len(_X_NO_TAG):
        raise AddressError(f"X-address: {len(data)} bytes, expected {ACCOUNT_SIZE + len(_X_NO_TAG)}")
    if tail == _X_NO_TAG:
        return XAddress(account, None, test)
    if tail[:1] != _X_TAG or tail[5:] != _X_RESERVED:
        raise AddressError("X-address: the tag is neither absent nor of 32 bits")
    return XAddress(account, int.from_bytes(tail[1:5], "little"), test)
