"""Records as JSON shows them, and read from JSON.

Numbers up to 32 bits stand as numbers; those of 64 bits as text, in hexadecimal except where they count
units of a token; hashes and blobs in upper-case hexadecimal; values of other kinds as ``spec.json_values``
says. Types, results and permissions go by their names. Whoever shows an entry or a transaction adds its
index or hash.

What cannot be read raises `JsonError`, whose text is what the API answers. Members are looked at in the
order of their names, so that of several faults every server finds the same one first.

Source: the getJson functions of STObject.cpp and the files of each type; STParsedJSON.cpp, STTx.cpp (3.1.1).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import spec.transactions  # noqa: F401  the names of all types must be known
from spec import types
from spec.addresses import parse_hex
from spec.entries import ENTRY_TYPES, Entry
from spec.fields import BY_ATTRIBUTE, FIELDS, Field
from spec.json_values import (
    BAD_TYPE,
    INVALID,
    MAX_INT32,
    NOT_AN_ARRAY,
    NOT_AN_OBJECT,
    OUT_OF_RANGE,
    InvalidValue,
    account_from_json,
    account_to_json,
    amount_from_json,
    amount_to_json,
    asset_from_json,
    asset_to_json,
    bridge_from_json,
    bridge_to_json,
    currency_from_json,
    currency_to_json,
    is_integer,
    number_from_json,
    number_to_json,
    paths_from_json,
    paths_to_json,
    read_blob,
)
from spec.objects import INNER_TYPES, Element, FreeForm, InnerObject, Record, TemplateError, element
from spec.permissions import permission_name, permission_value
from spec.results import RESULTS
from spec.transaction import TRANSACTION_TYPES, Transaction
from spec.values import Hash256

MAX_DEPTH = 64
"""Objects and arrays of JSON nest at most so deep."""

R = TypeVar("R", bound=Record)
Show = Callable[[Any], Any]
"""Gives the JSON form of a field's value."""
Read = Callable[[Any], Any]
"""Gives the value of a field that JSON shows so. Raises InvalidValue."""


Plan = tuple[dict[str, str], tuple[tuple[str, Any, Any, str, Show], ...]]
"""What every record of a class shows; and for each field its attribute, how it reads when absent, which value
is left out, its name, and how it is shown."""
_PLANS: dict[type[Record], Plan] = {}


class JsonError(ValueError):
    """JSON is not the form of a record.

    The text is what the API answers. ``fits`` is False when every field could be read, and only the fields
    together are not those that the type demands; the API reports that in another way.
    """

    def __init__(self, message: str, *, fits: bool = True) -> None:
        super().__init__(message)
        self.fits = fits


# --- from records to JSON


def to_json(record: Record) -> dict[str, Any]:
    """A record's fields by name, its type among them where it is a transaction or a ledger entry."""
    if record.__class__ is FreeForm:
        return metadata_to_json(record)
    head, plan = _PLANS.get(record.__class__) or _plan(record.__class__)
    get = record.__dict__.get
    shown: dict[str, Any] = dict(head)
    for attribute, absent, skip, name, show in plan:
        value = get(attribute, absent)
        if value is not None and value != skip:
            shown[name] = show(value)
    return shown


def metadata_to_json(metadata: Record) -> dict[str, Any]:
    """The fields of metadata, or of any other free-form object, by name."""
    shown = {}
    for attribute, value in metadata.__dict__.items():
        name, show = _FREE[attribute]
        shown[name] = show(value)
    return shown


def field_to_json(field: Field, value: Any) -> Any:
    """The value of a field."""
    return _SHOWS[field](value)


def _hex(value: bytes) -> str:
    return value.hex().upper()


def _hashes(value: tuple[bytes, ...]) -> list[str]:
    return [item.hex().upper() for item in value]


def _hex_number(value: int) -> str:
    return f"{value:x}"


def _itself(value: int) -> int:
    return value


def _array(value: tuple[InnerObject | Element, ...]) -> list[dict[str, Any]]:
    return [{item.field.name: to_json(item.record if isinstance(item, Element) else item)} for item in value]


_RESULT_NAMES = {result.code: name for name, result in RESULTS.items()}
_TYPE_NAMES = {code: found.type_name for code, found in TRANSACTION_TYPES.items()}
_ENTRY_NAMES = {code: found.__name__ for code, found in ENTRY_TYPES.items()}


def _named(names: dict[int, str], value: int) -> str | int:
    return names.get(value, value)


def _permission(value: int) -> str | int:
    name = permission_name(value)
    return value if name is None else name


_SHOW_BY_NAME: dict[str, Show] = {
    "TransactionType": partial(_named, _TYPE_NAMES),
    "LedgerEntryType": partial(_named, _ENTRY_NAMES),
    "TransactionResult": partial(_named, _RESULT_NAMES),
    "PermissionValue": _permission,
}
_SHOW_BY_TYPE: dict[types.SerialType, Show] = {
    types.UINT8: _itself,
    types.UINT16: _itself,
    types.UINT32: _itself,
    types.UINT64: _hex_number,
    types.INT32: _itself,
    types.HASH128: _hex,
    types.HASH160: _hex,
    types.HASH192: _hex,
    types.HASH256: _hex,
    types.BLOB: _hex,
    types.VECTOR256: _hashes,
    types.ACCOUNT: account_to_json,
    types.AMOUNT: amount_to_json,
    types.CURRENCY: currency_to_json,
    types.ISSUE: asset_to_json,
    types.NUMBER: number_to_json,
    types.PATH_SET: paths_to_json,
    types.XCHAIN_BRIDGE: bridge_to_json,
    types.OBJECT: to_json,
    types.ARRAY: _array,
}
_SHOWS: dict[Field, Show] = {
    field: str if field.decimal else _SHOW_BY_NAME.get(name, _SHOW_BY_TYPE[field.type])
    for name, field in FIELDS.items()
}
_FREE = {attribute: (field.name, _SHOWS[field]) for attribute, field in BY_ATTRIBUTE.items()}


def _plan(record_type: type[Record]) -> Plan:
    head = {}
    if issubclass(record_type, Transaction):
        head = {"TransactionType": record_type.type_name}
    elif issubclass(record_type, Entry):
        head = {"LedgerEntryType": record_type.__name__}
    plan = tuple(
        (slot.attribute, slot.absent, slot.skip, slot.field.name, _SHOWS[slot.field])
        for slot in record_type.layout
    )
    _PLANS[record_type] = head, plan
    return head, plan


# --- from JSON to the values of fields

_INTEGER = re.compile(r"\+?-?[0-9]+", re.ASCII)
_DIGITS = {10: re.compile(r"[0-9]+"), 16: re.compile(r"[0-9A-Fa-f]+")}
_MAX_DIGITS = 64
"""Texts with more digits are not read as integers; leading zeros count."""


def _integer(low: int, high: int, text: str) -> int:
    value = int(text.removeprefix("+")) if len(text) <= _MAX_DIGITS and _INTEGER.fullmatch(text) else low - 1
    if not low <= value <= high:
        raise InvalidValue
    return value


def _read_small(high: int, value: Any) -> int:
    """An unsigned integer, as a number or text."""
    if isinstance(value, str):
        return _integer(0, high, value)
    if type(value) is not int:
        raise InvalidValue(BAD_TYPE)
    if not 0 <= value <= high:
        raise InvalidValue
    return value


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and value != "" and not "0" <= value[0] <= "9"


def _read_uint8(value: Any) -> int:
    if _is_word(value):
        raise InvalidValue(BAD_TYPE)
    if type(value) is int and not 0 <= value <= 0xFF:
        raise InvalidValue(OUT_OF_RANGE)
    return _read_small(0xFF, value)


def _read_uint16(value: Any) -> int:
    if _is_word(value):
        raise InvalidValue
    return _read_small(0xFFFF, value)


def _read_named(values: dict[str, int], read: Read, fault: str, value: Any) -> Any:
    """A name that stands for an integer, or the integer."""
    if not _is_word(value):
        return read(value)
    if value not in values:
        raise InvalidValue(fault)
    return values[value]


def _read_permission(value: Any) -> int:
    if not isinstance(value, str):
        return _read_small(0xFFFF_FFFF, value)
    number = permission_value(value)
    if number is None:
        raise InvalidValue
    return number


def _read_uint64(base: int, value: Any) -> int:
    if isinstance(value, str):
        number = int(value, base) if len(value) <= _MAX_DIGITS and _DIGITS[base].fullmatch(value) else -1
    elif type(value) is int:
        number = value if is_integer(value) else -1
    else:
        raise InvalidValue(BAD_TYPE)
    if not 0 <= number < 1 << 64:
        raise InvalidValue
    return number


def _read_int32(value: Any) -> int:
    if isinstance(value, str):
        return _integer(-MAX_INT32 - 1, MAX_INT32, value)
    if type(value) is not int:
        raise InvalidValue(BAD_TYPE)
    if not -MAX_INT32 - 1 <= value <= MAX_INT32:
        raise InvalidValue(OUT_OF_RANGE)
    return value


def _read_hash(size: int, value: Any) -> bytes:
    if not isinstance(value, str):
        raise InvalidValue(BAD_TYPE)
    found = parse_hex(value, size) if value else bytes(size)
    if found is None:
        raise InvalidValue
    return found


def _read_hashes(value: Any) -> tuple[bytes, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise InvalidValue(NOT_AN_ARRAY)
    hashes = [parse_hex(str(item), 32) if isinstance(item, (str, int)) else None for item in value]
    if None in hashes:
        raise InvalidValue
    return tuple(item for item in hashes if item is not None)


def _plain(read: Read) -> Read:
    """Reads a value of which the server never says more than that it is invalid."""

    def wrapped(value: Any) -> Any:
        try:
            return read(value)
        except InvalidValue:
            raise InvalidValue from None

    return wrapped


_READ_BY_TYPE: dict[types.SerialType, Read] = {
    types.UINT8: _read_uint8,
    types.UINT16: _read_uint16,
    types.UINT32: partial(_read_small, 0xFFFF_FFFF),
    types.UINT64: partial(_read_uint64, 16),
    types.INT32: _read_int32,
    types.HASH128: partial(_read_hash, 16),
    types.HASH160: partial(_read_hash, 20),
    types.HASH192: partial(_read_hash, 24),
    types.HASH256: partial(_read_hash, 32),
    types.BLOB: read_blob,
    types.VECTOR256: _read_hashes,
    types.ACCOUNT: account_from_json,
    types.AMOUNT: _plain(amount_from_json),
    types.CURRENCY: _plain(currency_from_json),
    types.ISSUE: _plain(asset_from_json),
    types.NUMBER: _plain(number_from_json),
    types.PATH_SET: paths_from_json,
    types.XCHAIN_BRIDGE: _plain(bridge_from_json),
}
_READ_BY_NAME: dict[str, Read] = {
    "TransactionType": partial(
        _read_named, {name: code for code, name in _TYPE_NAMES.items()}, _read_uint16, INVALID
    ),
    "LedgerEntryType": partial(
        _read_named, {name: code for code, name in _ENTRY_NAMES.items()}, _read_uint16, INVALID
    ),
    "TransactionResult": partial(
        _read_named,
        {name: code for code, name in _RESULT_NAMES.items() if 0 <= code <= 0xFF},
        _read_uint8,
        OUT_OF_RANGE,
    ),
    "PermissionValue": _read_permission,
}
_READS: dict[str, Read] = {
    name: partial(_read_uint64, 10) if field.decimal else _READ_BY_NAME.get(name) or _READ_BY_TYPE[field.type]
    for name, field in FIELDS.items()
    if field.type not in (types.OBJECT, types.ARRAY)
}

_DISCARDED_HASHES = frozenset({"hash", "index"})
"""Hashes that are read, and then forgotten: they are no part of a record's bytes."""
_DISCARDED_OBJECTS = frozenset({"Transaction", "LedgerEntry", "Validation"})
_UNREADABLE = frozenset({"Generic", "Metadata"})


# --- from JSON to records


def fields_from_json(value: Any, path: str, depth: int = 0) -> dict[str, Any]:
    """The fields of an object, which messages call ``path``, by attribute name. Raises JsonError."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise JsonError(f"Field '{path}' {NOT_AN_OBJECT}")
    if depth > MAX_DEPTH:
        raise JsonError(f"Field '{path}' exceeds nesting depth limit.")
    found: dict[str, Any] = {}
    for name in sorted(value):
        field = FIELDS.get(name)
        if field is None:
            _discard(name, value[name], path, depth)
        elif field.type is types.OBJECT:
            found[field.attribute] = _inner_from_json(field, value[name], f"{path}.{name}", depth + 1)
        elif field.type is types.ARRAY:
            found[field.attribute] = _array_from_json(value[name], f"{path}.{name}", depth + 1)
        else:
            found[field.attribute] = _leaf(_READS[name], value[name], f"{path}.{name}")
    return found


def _leaf(read: Read, value: Any, path: str) -> Any:
    try:
        return read(value)
    except InvalidValue as reason:
        raise JsonError(f"Field '{path}{reason.place}' {reason.fault}") from None


def _discard(name: str, value: Any, path: str, depth: int) -> None:
    """Check a member that is no field of a record but may stand in JSON."""
    if name in _DISCARDED_HASHES:
        _leaf(partial(_read_hash, 32), value, f"{path}.{name}")
    elif name in _DISCARDED_OBJECTS:
        if not isinstance(value, dict):
            raise JsonError(f"Field '{path}.{name}' {NOT_AN_OBJECT}")
        fields_from_json(value, f"{path}.{name}", depth + 1)
    else:
        fault = BAD_TYPE if name in _UNREADABLE else "is unknown."
        raise JsonError(f"Field '{path}.{name}' {fault}")


def _inner_from_json(field: Field, value: Any, path: str, depth: int) -> Record:
    if not isinstance(value, dict):
        raise JsonError(f"Field '{path}' {NOT_AN_OBJECT}")
    return _fit(field, fields_from_json(value, path, depth))


def _fit(field: Field, content: dict[str, Any]) -> Record:
    try:
        return INNER_TYPES.get(field, FreeForm).from_fields(content)
    except TemplateError:
        raise JsonError(f"Object '{field.name}' contents did not meet requirements for that type.") from None


def _array_from_json(value: Any, path: str, depth: int) -> tuple[Any, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise JsonError(f"Field '{path}' is not a JSON array.")
    if depth > MAX_DEPTH:
        raise JsonError(f"Field '{path}' exceeds nesting depth limit.")
    return tuple(_element_from_json(item, path, at, depth + 1) for at, item in enumerate(value))


def _element_from_json(value: Any, path: str, at: int, depth: int) -> Any:
    if not isinstance(value, dict) or len(value) != 1:
        raise JsonError(f"Field '{path}[{at}]' must be an object with a single key/object value.")
    (name, content), *_ = value.items()
    field = FIELDS.get(name)
    place = f"{path}.[{at}].{name}"
    if field is None:
        raise JsonError(f"Field '{path}.{name}' is unknown.")
    try:
        record = _fit(field, fields_from_json(content, place, depth))
    except JsonError as reason:
        raise JsonError(f"Error at '{place}'. {reason}") from None
    if field.type is not types.OBJECT:
        raise JsonError(
            f"Item '{place}Field type: {field.type.code} ' at index {at} is not an object.  "
            "Arrays may only contain objects."
        )
    return element(name, record) if isinstance(record, FreeForm) else record


def transaction_from_json(value: Any, path: str = "tx_json") -> Transaction:
    """The transaction that JSON shows. Raises JsonError."""
    found = fields_from_json(value, path)
    if "transaction_type" not in found:
        raise JsonError("Field not found: TransactionType", fits=False)
    code = found.pop("transaction_type")
    if code not in TRANSACTION_TYPES:
        raise JsonError(f"Invalid transaction type {code}", fits=False)
    return _record(TRANSACTION_TYPES[code], found)


def entry_from_json(value: Any, key: Hash256, path: str = "sle") -> Entry:
    """The ledger entry that JSON shows; its index is not looked at. Raises JsonError."""
    found = fields_from_json(value, path)
    code = found.pop("ledger_entry_type", None)
    if code not in ENTRY_TYPES:
        raise JsonError(f"Invalid ledger entry type {code}", fits=False)
    entry = _record(ENTRY_TYPES[code], found)
    entry.key = key
    return entry


def metadata_from_json(value: Any, path: str = "meta") -> FreeForm:
    """The metadata, or other free-form object, that JSON shows. Raises JsonError."""
    return FreeForm.from_fields(fields_from_json(value, path))


def _record(record_type: type[R], found: dict[str, Any]) -> R:
    try:
        return record_type.from_fields(found)
    except TemplateError as reason:
        raise JsonError(str(reason), fits=False) from None
