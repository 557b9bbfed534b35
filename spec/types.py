"""The serialised types: how the value of each kind of field is written as bytes and read back.

A field's bytes are its header (see ``spec.fields``) followed by its value in the form given here. All
integers are big-endian. Types without a length of their own (Blob, AccountID, Vector256) carry a length
prefix.

Objects and arrays are built from fields and so are defined with them, in ``spec.objects``.

Source: Serializer.cpp, STAmount.cpp, STAccount.cpp, STPathSet.cpp, STIssue.cpp, STXChainBridge.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from spec.lengths import MAX_LENGTH, DecodeError, decode_length, encode_length
from spec.values import (
    ACCOUNT_ONE,
    ACCOUNT_ZERO,
    XRP,
    Amount,
    Asset,
    Issue,
    IssuedAmount,
    MPTAmount,
    MPTIssue,
    NumberValue,
    Path,
    PathElement,
    PathSet,
    XChainBridge,
)

Encode = Callable[[Any], bytes]
Decode = Callable[[bytes, int], tuple[Any, int]]
"""Takes the data and the offset of the value; gives the value and the offset after it. Raises DecodeError."""


class SerialType(NamedTuple):
    """One kind of field value."""

    name: str
    """As the definitions that clients read name it."""
    code: int
    encode: Encode
    decode: Decode


def _short(what: str, offset: int, data: bytes, size: int) -> DecodeError:
    return DecodeError(f"{what} at byte {offset} needs {size} bytes: {len(data) - offset} are left")


def _unsigned(size: int) -> tuple[Encode, Decode]:
    def encode(value: int) -> bytes:
        return value.to_bytes(size, "big")

    def decode(data: bytes, offset: int) -> tuple[int, int]:
        end = offset + size
        if end > len(data):
            raise _short("integer", offset, data, size)
        return int.from_bytes(data[offset:end], "big"), end

    return encode, decode


def _signed(size: int) -> tuple[Encode, Decode]:
    def encode(value: int) -> bytes:
        return value.to_bytes(size, "big", signed=True)

    def decode(data: bytes, offset: int) -> tuple[int, int]:
        end = offset + size
        if end > len(data):
            raise _short("integer", offset, data, size)
        return int.from_bytes(data[offset:end], "big", signed=True), end

    return encode, decode


def _fixed(size: int) -> tuple[Encode, Decode]:
    def encode(value: bytes) -> bytes:
        if len(value) != size:
            raise ValueError(f"a value of {len(value)} bytes: expected {size}")
        return value

    def decode(data: bytes, offset: int) -> tuple[bytes, int]:
        end = offset + size
        if end > len(data):
            raise _short("value", offset, data, size)
        return data[offset:end], end

    return encode, decode


def encode_blob(value: bytes) -> bytes:
    """The bytes behind their length."""
    size = len(value)
    return (bytes((size,)) if size <= 192 else encode_length(size)) + value


def decode_blob(data: bytes, offset: int) -> tuple[bytes, int]:
    """Bytes behind their length. Raises DecodeError when they end too soon or are too many."""
    size, start = decode_length(data, offset)
    end = start + size
    if end > len(data):
        raise _short("blob", start, data, size)
    if size > MAX_LENGTH:
        raise DecodeError(f"blob at byte {start} has {size} bytes: expected at most {MAX_LENGTH}")
    return data[start:end], end


def encode_account(value: bytes) -> bytes:
    """An account: 20 bytes behind their length, or length zero for a field without an account."""
    if len(value) not in (0, 20):
        raise ValueError(f"an account of {len(value)} bytes: expected 20")
    return bytes((len(value),)) + value


def decode_account(data: bytes, offset: int) -> tuple[bytes, int]:
    """An account of 20 bytes, or the empty account. Raises DecodeError."""
    value, end = decode_blob(data, offset)
    if len(value) not in (0, 20):
        raise DecodeError(f"account at byte {offset} has {len(value)} bytes: expected 20")
    return value, end


_NOT_XRP = 1 << 63
_POSITIVE = 1 << 62
_MPT = 1 << 61
_DROPS_MASK = _MPT - 1
_MANTISSA_BITS = 54
_EXPONENT_BIAS = 97
_MIN_MANTISSA = 10**15
_MAX_MANTISSA = 10**16 - 1
_MIN_EXPONENT = -96
_MAX_EXPONENT = 80
_ISSUED_ZERO = _NOT_XRP.to_bytes(8, "big")
_SIZE_OF_XRP = 8
_SIZE_OF_MPT = 33
_SIZE_OF_ISSUED = 48


def encode_amount(value: Amount) -> bytes:
    """An amount: 8 bytes of XRP, 33 of a multi-purpose token, 48 of an issued currency.

    The first bit says that the amount is of an issued currency, the second that it is not negative, the
    third, where the first is clear, that it is of a multi-purpose token.
    """
    if isinstance(value, int):
        return (_POSITIVE | value if value >= 0 else -value).to_bytes(8, "big")
    if isinstance(value, IssuedAmount):
        mantissa = value.mantissa
        if mantissa == 0:
            number = _ISSUED_ZERO
        else:
            sign = _NOT_XRP | _POSITIVE if mantissa > 0 else _NOT_XRP
            bits = sign | (value.exponent + _EXPONENT_BIAS) << _MANTISSA_BITS | abs(mantissa)
            number = bits.to_bytes(8, "big")
        return number + value.currency + value.issuer
    sign_byte = b"\x60" if value.value >= 0 else b"\x20"
    return sign_byte + abs(value.value).to_bytes(8, "big") + value.issuance_id


def decode_amount(data: bytes, offset: int) -> tuple[Amount, int]:
    """An amount of any kind.

    Raises:
        DecodeError: the data end too soon; an amount of XRP or of a token is a negative zero; an issued
            amount is not in its canonical form, or its currency or issuer is zero.

    """
    end = offset + _SIZE_OF_XRP
    if end > len(data):
        raise _short("amount", offset, data, _SIZE_OF_XRP)
    bits = int.from_bytes(data[offset:end], "big")
    if bits & _NOT_XRP:
        return _decode_issued(bits, data, offset)
    if bits & _MPT:
        end = offset + _SIZE_OF_MPT
        if end > len(data):
            raise _short("amount of a token", offset, data, _SIZE_OF_MPT)
        # The rest of the first byte is not looked at, and not kept.
        units = int.from_bytes(data[offset + 1 : offset + 9], "big")
        if bits & _POSITIVE:
            return MPTAmount(units, data[offset + 9 : end]), end
        if units == 0:
            raise DecodeError(f"amount at byte {offset} is a negative zero")
        return MPTAmount(-units, data[offset + 9 : end]), end
    drops = bits & _DROPS_MASK
    if bits & _POSITIVE:
        return drops, end
    if drops == 0:
        raise DecodeError(f"amount at byte {offset} is a negative zero")
    return -drops, end


def _decode_issued(bits: int, data: bytes, offset: int) -> tuple[IssuedAmount, int]:
    end = offset + _SIZE_OF_ISSUED
    if end > len(data):
        raise _short("issued amount", offset, data, _SIZE_OF_ISSUED)
    currency, issuer = data[offset + 8 : offset + 28], data[offset + 28 : end]
    if not any(currency):
        raise DecodeError(f"issued amount at byte {offset} is of XRP")
    if not any(issuer):
        raise DecodeError(f"issued amount at byte {offset} has no issuer")
    mantissa = bits & (1 << _MANTISSA_BITS) - 1
    if mantissa == 0:
        if bits != _NOT_XRP:
            raise DecodeError(f"issued amount at byte {offset} is a zero that is not written as one")
        return IssuedAmount(0, -100, currency, issuer), end
    exponent = (bits >> _MANTISSA_BITS & 0xFF) - _EXPONENT_BIAS
    if not (_MIN_MANTISSA <= mantissa <= _MAX_MANTISSA and _MIN_EXPONENT <= exponent <= _MAX_EXPONENT):
        raise DecodeError(f"issued amount at byte {offset} is {mantissa}e{exponent}: not canonical")
    return IssuedAmount(mantissa if bits & _POSITIVE else -mantissa, exponent, currency, issuer), end


_HAS_ACCOUNT = 0x01
_HAS_CURRENCY = 0x10
_HAS_ISSUER = 0x20
_HAS_MPT = 0x40
_PATH_END = 0xFF
_PATH_SET_END = 0x00


def kind_of_step(step: PathElement) -> int:
    """The number that says which parts a step has."""
    return (
        (_HAS_ACCOUNT if step.account is not None else 0)
        | (_HAS_MPT if step.issuance_id is not None else 0)
        | (_HAS_CURRENCY if step.currency is not None else 0)
        | (_HAS_ISSUER if step.issuer is not None else 0)
    )


def encode_path_set(value: PathSet) -> bytes:
    """Paths, separated by FF and ended by 00; each step begins with a byte that says which parts follow."""
    paths = []
    for path in value:
        steps = []
        for step in path:
            parts = (step.account, step.issuance_id, step.currency, step.issuer)
            steps.append(bytes((kind_of_step(step),)) + b"".join(part for part in parts if part is not None))
        paths.append(b"".join(steps))
    return b"\xff".join(paths) + b"\x00"


def decode_path_set(data: bytes, offset: int) -> tuple[PathSet, int]:
    """A set of at least one path of at least one step.

    A step whose account or issuer is zero is taken as one without it, and is written so again.

    Raises:
        DecodeError: the data end inside it, a path is empty, or a step says that it has unknown parts, or
            both a currency and a multi-purpose token.

    """
    paths: list[Path] = []
    steps: list[PathElement] = []
    size = len(data)
    while offset < size:
        kind = data[offset]
        offset += 1
        if kind in (_PATH_END, _PATH_SET_END):
            if not steps:
                raise DecodeError(f"empty path at byte {offset - 1}")
            paths.append(tuple(steps))
            if kind == _PATH_SET_END:
                return tuple(paths), offset
            steps = []
            continue
        if kind & ~(_HAS_ACCOUNT | _HAS_CURRENCY | _HAS_ISSUER | _HAS_MPT) or (
            kind & _HAS_CURRENCY and kind & _HAS_MPT
        ):
            raise DecodeError(f"path step at byte {offset - 1} is of the unknown kind {kind:#04x}")
        account = currency = issuer = issuance_id = None
        if kind & _HAS_ACCOUNT:
            account, offset = data[offset : offset + 20], offset + 20
        if kind & _HAS_MPT:
            issuance_id, offset = data[offset : offset + 24], offset + 24
        if kind & _HAS_CURRENCY:
            currency, offset = data[offset : offset + 20], offset + 20
        if kind & _HAS_ISSUER:
            issuer, offset = data[offset : offset + 20], offset + 20
        if offset > size:
            break
        if account == ACCOUNT_ZERO:
            account = None
        if issuer == ACCOUNT_ZERO:
            issuer = None
        steps.append(PathElement(account, currency, issuer, issuance_id))
    raise DecodeError(f"path set ends at byte {size} without its end marker")


def encode_vector(value: tuple[bytes, ...]) -> bytes:
    """A list of hashes behind the length of all of them."""
    return encode_blob(b"".join(value))


def decode_vector(data: bytes, offset: int) -> tuple[tuple[bytes, ...], int]:
    """A list of hashes. Raises DecodeError when its length is not a multiple of 32."""
    joined, end = decode_blob(data, offset)
    if len(joined) % 32:
        raise DecodeError(f"list of hashes at byte {offset} has {len(joined)} bytes: not a multiple of 32")
    return tuple(joined[i : i + 32] for i in range(0, len(joined), 32)), end


def encode_issue(value: Asset) -> bytes:
    """An asset without an amount: 20 bytes of XRP, 40 of an issued currency, 44 of a multi-purpose token.

    A token is written as its issuer, the account that stands for no account, and its sequence number in
    little-endian order, unlike every other integer.
    """
    if isinstance(value, MPTIssue):
        return value.issuance_id[4:] + ACCOUNT_ONE + value.issuance_id[3::-1]
    if value == XRP:
        return value.currency
    return value.currency + value.issuer


def decode_issue(data: bytes, offset: int) -> tuple[Asset, int]:
    """An asset. Raises DecodeError when the data end too soon or an issued currency has no issuer."""
    if offset + 20 > len(data):
        raise _short("asset", offset, data, 20)
    first = data[offset : offset + 20]
    if not any(first):
        return XRP, offset + 20
    if offset + 40 > len(data):
        raise _short("asset", offset, data, 40)
    second = data[offset + 20 : offset + 40]
    if second == ACCOUNT_ONE:
        if offset + 44 > len(data):
            raise _short("asset", offset, data, 44)
        return MPTIssue(data[offset + 43 : offset + 39 : -1] + first), offset + 44
    if not any(second):
        raise DecodeError(f"asset at byte {offset} has a currency and no issuer")
    return Issue(first, second), offset + 40


def encode_number(value: NumberValue) -> bytes:
    """A number: eight bytes of mantissa and four of exponent, both signed."""
    return value.mantissa.to_bytes(8, "big", signed=True) + value.exponent.to_bytes(4, "big", signed=True)


MIN_NUMBER = 10**18
MAX_NUMBER = 2**63 - 1
MIN_NUMBER_EXPONENT = -32768
MAX_NUMBER_EXPONENT = 32768
NUMBER_ZERO = NumberValue(0, -(2**31))


def number_value(mantissa: int, exponent: int) -> NumberValue:
    """``mantissa * 10**exponent`` in the form in which fields hold it, for a mantissa below 2**64.

    The mantissa has nineteen digits, or eighteen where nineteen would not fit in 63 bits; what is too small
    is zero.

    Raises:
        ValueError: the number is too large.

    """
    digits, dropped = abs(mantissa), 0
    if digits == 0:
        return NUMBER_ZERO
    while digits < MIN_NUMBER and exponent > MIN_NUMBER_EXPONENT:
        digits, exponent = digits * 10, exponent - 1
    if digits < MIN_NUMBER or exponent < MIN_NUMBER_EXPONENT:
        return NUMBER_ZERO
    if digits > MAX_NUMBER:
        digits, dropped = divmod(digits, 10)
        exponent += 1
        digits += dropped > 5 or (dropped == 5 and digits % 2)
    if exponent > MAX_NUMBER_EXPONENT:
        raise ValueError(f"{mantissa}e{exponent} is too large for a number")
    return NumberValue(digits if mantissa > 0 else -digits, exponent)


def decode_number(data: bytes, offset: int) -> tuple[NumberValue, int]:
    """A number, brought to its one form. Raises DecodeError when the data end too soon or it is too large."""
    end = offset + 12
    if end > len(data):
        raise _short("number", offset, data, 12)
    mantissa = int.from_bytes(data[offset : offset + 8], "big", signed=True)
    exponent = int.from_bytes(data[offset + 8 : end], "big", signed=True)
    try:
        return number_value(mantissa, exponent), end
    except ValueError as reason:
        raise DecodeError(f"number at byte {offset}: {reason}") from None


def encode_bridge(value: XChainBridge) -> bytes:
    """The two sides of a bridge, each as its door and its asset."""
    return (
        encode_account(value.locking_chain_door)
        + encode_issue(value.locking_chain_issue)
        + encode_account(value.issuing_chain_door)
        + encode_issue(value.issuing_chain_issue)
    )


def decode_bridge(data: bytes, offset: int) -> tuple[XChainBridge, int]:
    """A bridge. Raises DecodeError when a door is empty or an asset is a multi-purpose token."""
    sides: list[Any] = []
    for _ in range(2):
        door, offset = decode_account(data, offset)
        issue, offset = decode_issue(data, offset)
        if not door or not isinstance(issue, Issue):
            raise DecodeError(f"bridge before byte {offset} has no door or an asset that cannot cross it")
        sides += (door, issue)
    return XChainBridge(*sides), offset


UINT16 = SerialType("UInt16", 1, *_unsigned(2))
UINT32 = SerialType("UInt32", 2, *_unsigned(4))
UINT64 = SerialType("UInt64", 3, *_unsigned(8))
HASH128 = SerialType("Hash128", 4, *_fixed(16))
HASH256 = SerialType("Hash256", 5, *_fixed(32))
AMOUNT = SerialType("Amount", 6, encode_amount, decode_amount)
BLOB = SerialType("Blob", 7, encode_blob, decode_blob)
ACCOUNT = SerialType("AccountID", 8, encode_account, decode_account)
NUMBER = SerialType("Number", 9, encode_number, decode_number)
INT32 = SerialType("Int32", 10, *_signed(4))
INT64 = SerialType("Int64", 11, *_signed(8))
UINT8 = SerialType("UInt8", 16, *_unsigned(1))
HASH160 = SerialType("Hash160", 17, *_fixed(20))
PATH_SET = SerialType("PathSet", 18, encode_path_set, decode_path_set)
VECTOR256 = SerialType("Vector256", 19, encode_vector, decode_vector)
HASH192 = SerialType("Hash192", 21, *_fixed(24))
ISSUE = SerialType("Issue", 24, encode_issue, decode_issue)
XCHAIN_BRIDGE = SerialType("XChainBridge", 25, encode_bridge, decode_bridge)
CURRENCY = SerialType("Currency", 26, *_fixed(20))


def _composed(*_: Any) -> Any:
    raise TypeError("objects and arrays are written by spec.objects")


OBJECT = SerialType("STObject", 14, _composed, _composed)
ARRAY = SerialType("STArray", 15, _composed, _composed)

UNSIGNED = frozenset({UINT8, UINT16, UINT32, UINT64})
"""The types whose values are unsigned integers."""
