"""Values as JSON shows them, and read from JSON.

The server reads more than it writes: an amount may also be an array, or one text with slashes; an account
may be 40 hexadecimal digits, and ``0`` is all zeros. Each function below takes exactly what the server
takes.

Source: STAmount.cpp, Issue.cpp, MPTIssue.cpp, Asset.cpp, UintTypes.cpp, STPathSet.cpp, STNumber.cpp,
STXChainBridge.cpp, STParsedJSON.cpp (3.1.1).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from spec import arithmetic, types
from spec.addresses import decode_account, encode_account, parse_account, parse_hex
from spec.amount_text import InvalidAmountText, from_text, to_text
from spec.base58 import AddressError
from spec.lengths import MAX_LENGTH
from spec.values import (
    ACCOUNT_ZERO,
    BAD_CURRENCY,
    XRP,
    XRP_CURRENCY,
    Account,
    Amount,
    Asset,
    Currency,
    Issue,
    MPTAmount,
    MPTIssue,
    NumberValue,
    Path,
    PathElement,
    PathSet,
    XChainBridge,
)

INVALID = "has invalid data."
BAD_TYPE = "has bad type."
OUT_OF_RANGE = "is out of range."
NOT_AN_ARRAY = "must be a JSON array."
NOT_AN_OBJECT = "is not a JSON object."
NOT_A_STRING = "must be a string."

MIN_INT32 = -(2**31)
MAX_INT32 = 2**31 - 1
MAX_UINT32 = 2**32 - 1

CURRENCY_LETTERS = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<>(){}[]|?!@#$%^&*"
)
"""What a currency code of three letters may be made of."""
NO_CURRENCY: Currency = bytes(19) + b"\x01"
"""The currency that stands for no currency."""
_REMEMBERED = 1 << 16
"""So many addresses and currencies are kept in mind: writing an address takes three microseconds."""
_AMOUNT_SEPARATORS = re.compile(r"[\t\n\r ,/]")
_DECIMAL = re.compile(r"([-+]?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([-+]?[0-9]+))?", re.ASCII)
_MAX_DECIMAL = 256
"""Longer texts are not read as numbers."""


class InvalidValue(ValueError):
    """JSON does not have the form of a value.

    ``fault`` says why in the server's words, ``place`` where inside the field: nothing, or such as
    ``[0][1].issuer``.
    """

    def __init__(self, fault: str = INVALID, place: str = "") -> None:
        super().__init__(f"{place} {fault}".lstrip())
        self.fault = fault
        self.place = place


# --- blobs


def read_blob(value: Any) -> bytes:
    """The bytes of hexadecimal digits; of an odd number, the first stands for a byte. Raises InvalidValue."""
    if not isinstance(value, str):
        raise InvalidValue(BAD_TYPE)
    found = parse_hex(value if len(value) % 2 == 0 else "0" + value, (len(value) + 1) // 2)
    if found is None or len(found) > MAX_LENGTH:
        raise InvalidValue
    return found


# --- accounts and currencies


@lru_cache(_REMEMBERED)
def account_to_json(account: Account) -> str:
    """The address, or an empty text for a field without an account."""
    return encode_account(account) if account else ""


@lru_cache(_REMEMBERED)
def currency_to_json(currency: Currency) -> str:
    """``XRP``, a code of three letters, ``1`` for no currency, or 40 hexadecimal digits."""
    if currency == XRP_CURRENCY:
        return "XRP"
    if currency == NO_CURRENCY:
        return "1"
    if not any(currency[:12]) and not any(currency[15:]) and currency != BAD_CURRENCY:
        code = currency[12:15].decode("latin-1")
        if CURRENCY_LETTERS.issuperset(code):
            return code
    return currency.hex().upper()


def parse_currency(code: str) -> Currency:
    """The currency of a code: ``XRP`` or nothing, three letters, or 40 digits. Raises InvalidValue."""
    if code in ("", "XRP"):
        return XRP_CURRENCY
    if len(code) == 3:
        if not CURRENCY_LETTERS.issuperset(code):
            raise InvalidValue
        return bytes(12) + code.encode("ascii") + bytes(5)
    currency = parse_hex(code, 20)
    if currency is None:
        raise InvalidValue
    return currency


def currency_from_json(value: Any) -> Currency:
    """A field's currency, which must be one that can be held. Raises InvalidValue."""
    if not isinstance(value, str):
        raise InvalidValue
    currency = parse_currency(value)
    if currency in (BAD_CURRENCY, NO_CURRENCY):
        raise InvalidValue
    return currency


def account_from_json(value: Any) -> Account:
    """An account by its address or 40 hexadecimal digits. Raises InvalidValue."""
    if not isinstance(value, str):
        raise InvalidValue(BAD_TYPE)
    try:
        return parse_account(value)
    except AddressError:
        raise InvalidValue from None


def _address(value: Any) -> Account:
    """An account that may only be given by its address. Raises InvalidValue."""
    if not isinstance(value, str):
        raise InvalidValue
    try:
        return decode_account(value)
    except AddressError:
        raise InvalidValue from None


# --- amounts and assets


def amount_to_json(amount: Amount) -> Any:
    """Drops as text; another amount as an object."""
    if isinstance(amount, int):
        return str(amount)
    if isinstance(amount, MPTAmount):
        return {"mpt_issuance_id": amount.issuance_id.hex().upper(), "value": str(amount.value)}
    return {
        "currency": currency_to_json(amount.currency),
        "issuer": account_to_json(amount.issuer),
        "value": to_text(amount),
    }


def amount_from_json(value: Any) -> Amount:
    """An amount: drops as a text or number, or an object, array or text that also names what it is an
    amount of.

    Raises:
        InvalidValue: it is none of these, or does not fit.

    """
    number, asset = _amount_parts(value)
    if is_integer(number):
        number = str(number)
    if not isinstance(number, str):
        raise InvalidValue
    try:
        return from_text(asset, number)
    except InvalidAmountText:
        raise InvalidValue from None


def _amount_parts(value: Any) -> tuple[Any, Asset]:
    """What says how much, and what it is an amount of. Raises InvalidValue."""
    if isinstance(value, dict):
        if "mpt_issuance_id" in value:
            return value.get("value"), asset_from_json({k: v for k, v in value.items() if k != "value"})
        if not isinstance(value.get("currency"), str) or value["currency"] in ("", "XRP"):
            raise InvalidValue
        parts = [value.get("value"), value["currency"], value.get("issuer")]
        if is_integer(parts[0]) and parts[0] > MAX_INT32:
            raise InvalidValue
    elif isinstance(value, str):
        parts = list(_AMOUNT_SEPARATORS.split(value))
        if len(parts) > 3:
            raise InvalidValue
    elif isinstance(value, list):
        parts = value[:3] or [0]
    else:
        parts = [value]
    number, code, issuer = parts + [None] * (3 - len(parts))
    if not isinstance(code, str) or code in ("", "XRP"):
        return number, XRP
    asset = Issue(parse_currency(code), account_from_json(issuer))
    if XRP_CURRENCY in (asset.currency, asset.issuer):
        raise InvalidValue
    return number, asset


def asset_to_json(asset: Asset) -> dict[str, str]:
    """An object that names what an amount would be of."""
    if isinstance(asset, MPTIssue):
        return {"mpt_issuance_id": asset.issuance_id.hex().upper()}
    if asset.currency == XRP_CURRENCY:
        return {"currency": "XRP"}
    return {"currency": currency_to_json(asset.currency), "issuer": account_to_json(asset.issuer)}


def asset_from_json(value: Any) -> Asset:
    """What an object names: XRP, a currency of an issuer, or a multi-purpose token. Raises InvalidValue."""
    if isinstance(value, dict) and "currency" not in value and "issuer" not in value:
        token = value.get("mpt_issuance_id")
        issuance_id = parse_hex(token, 24) if isinstance(token, str) else None
        if issuance_id is None:
            raise InvalidValue
        return MPTIssue(issuance_id)
    return issue_from_json(value)


def issue_from_json(value: Any) -> Issue:
    """What an object names: XRP or a currency of an issuer. Raises InvalidValue."""
    if not isinstance(value, dict) or "mpt_issuance_id" in value:
        raise InvalidValue
    currency, issuer = currency_from_json(value.get("currency")), value.get("issuer")
    if currency == XRP_CURRENCY:
        if issuer is not None:
            raise InvalidValue
        return XRP
    account = _address(issuer)
    if account == ACCOUNT_ZERO:
        raise InvalidValue
    return Issue(currency, account)


# --- paths


def paths_to_json(paths: PathSet) -> list[list[dict[str, Any]]]:
    """Each step with its parts, and a number that says which parts it has."""
    return [[_step_to_json(step) for step in path] for path in paths]


def _step_to_json(step: PathElement) -> dict[str, Any]:
    shown: dict[str, Any] = {"type": types.kind_of_step(step)}
    if step.account is not None:
        shown["account"] = account_to_json(step.account)
    if step.issuance_id is not None:
        shown["mpt_issuance_id"] = step.issuance_id.hex().upper()
    if step.currency is not None:
        shown["currency"] = currency_to_json(step.currency)
    if step.issuer is not None:
        shown["issuer"] = account_to_json(step.issuer)
    return shown


def paths_from_json(value: Any) -> PathSet:
    """A list of paths, each a list of steps. Raises InvalidValue."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise InvalidValue(NOT_AN_ARRAY)
    return tuple(_path_from_json(path, f"[{at}]") for at, path in enumerate(value))


def _path_from_json(value: Any, place: str) -> Path:
    if value is None:
        raise InvalidValue
    if not isinstance(value, list):
        raise InvalidValue(NOT_AN_ARRAY, place)
    if not value:
        raise InvalidValue
    return tuple(_step_from_json(step, f"{place}[{at}]") for at, step in enumerate(value))


def _step_from_json(value: Any, place: str) -> PathElement:
    if not isinstance(value, dict):
        raise InvalidValue(NOT_AN_OBJECT, place)
    # An empty text counts as absent where all three are.
    if not any(value.get(part) not in (None, "", [], {}) for part in ("account", "currency", "issuer")):
        raise InvalidValue(INVALID, place)
    found: dict[str, bytes] = {}
    for part, parse in (("account", parse_account), ("currency", _path_currency), ("issuer", parse_account)):
        text = value.get(part)
        if text in (None, "", [], {}):
            continue
        if not isinstance(text, str):
            raise InvalidValue(NOT_A_STRING, f"{place}.{part}")
        try:
            found[part] = parse(text)
        except (AddressError, InvalidValue):
            raise InvalidValue(INVALID, f"{place}.{part}") from None
    # Zero stands for no account.
    return PathElement(**{k: v for k, v in found.items() if k == "currency" or v != ACCOUNT_ZERO})


def _path_currency(text: str) -> Currency:
    return parse_hex(text, 20) or parse_currency(text)


# --- numbers and bridges


def is_integer(value: Any) -> bool:
    """Whether it is an integer as the server's JSON knows them: signed or unsigned, of 32 bits."""
    return type(value) is int and MIN_INT32 <= value <= MAX_UINT32


def number_to_json(number: NumberValue) -> str:
    """The number in decimal, with an exponent where it is very large or very small."""
    mantissa, exponent = number.mantissa, number.exponent
    if mantissa == 0:
        return "0"
    if abs(mantissa) < types.MIN_NUMBER:
        mantissa, exponent = mantissa * 10, exponent - 1
    if exponent == 0 or -28 <= exponent <= -8:
        return arithmetic.plain_text(mantissa, exponent)
    while mantissa % 10 == 0 and exponent < types.MAX_NUMBER_EXPONENT:
        mantissa, exponent = mantissa // 10, exponent + 1
    return f"{mantissa}e{exponent}"


def number_from_json(value: Any) -> NumberValue:
    """A number, given as one or in decimal. Raises InvalidValue."""
    if is_integer(value):
        return types.number_value(value, 0)
    match = _DECIMAL.fullmatch(value) if isinstance(value, str) and len(value) <= _MAX_DECIMAL else None
    if match is None:
        raise InvalidValue
    sign, whole, fraction, power = match[1], match[2], match[3] or "", match[4] or "0"
    mantissa, exponent = int(whole + fraction), int(power) - len(fraction)
    if mantissa >= 1 << 64:
        raise InvalidValue
    try:
        return types.number_value(-mantissa if sign == "-" else mantissa, exponent)
    except ValueError:
        raise InvalidValue from None


def bridge_to_json(bridge: XChainBridge) -> dict[str, Any]:
    """The two doors and what passes through each."""
    return {
        "LockingChainDoor": account_to_json(bridge.locking_chain_door),
        "LockingChainIssue": asset_to_json(bridge.locking_chain_issue),
        "IssuingChainDoor": account_to_json(bridge.issuing_chain_door),
        "IssuingChainIssue": asset_to_json(bridge.issuing_chain_issue),
    }


_BRIDGE_PARTS = {"LockingChainDoor", "LockingChainIssue", "IssuingChainDoor", "IssuingChainIssue"}


def bridge_from_json(value: Any) -> XChainBridge:
    """A bridge. Raises InvalidValue."""
    if not isinstance(value, dict) or not value.keys() <= _BRIDGE_PARTS:
        raise InvalidValue
    return XChainBridge(
        _address(value.get("LockingChainDoor")),
        issue_from_json(value.get("LockingChainIssue")),
        _address(value.get("IssuingChainDoor")),
        issue_from_json(value.get("IssuingChainIssue")),
    )
