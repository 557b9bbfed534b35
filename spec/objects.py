"""Serialised objects: what ledger entries, transactions and the objects inside them have in common.

A class lists its fields once, each with a style:

- ``required``: always there;
- ``optional``: there or not, and ``None`` when it is not;
- ``default``: not there when it has the default value of its type, which must not be written out.

Everything else follows from this list: the bytes and back, the check that an object has the fields it must
and none that it must not, and what metadata and JSON show. Values are immutable (see ``spec.values``), so
``copy`` is shallow.

Source: STObject.cpp, SOTemplate.cpp, InnerObjectFormats.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, ClassVar, NamedTuple, Self

from spec.fields import ARRAY_END, BY_ATTRIBUTE, BY_SORT_KEY, FIELDS, OBJECT_END, Field
from spec.lengths import DecodeError
from spec.types import (
    ACCOUNT,
    AMOUNT,
    ARRAY,
    BLOB,
    CURRENCY,
    HASH128,
    HASH160,
    HASH192,
    HASH256,
    INT32,
    INT64,
    ISSUE,
    NUMBER,
    OBJECT,
    PATH_SET,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
    VECTOR256,
    Encode,
    SerialType,
)
from spec.values import XRP, NumberValue

MAX_DEPTH = 10
"""Objects and arrays nest at most so deep."""

DEFAULTS: dict[SerialType, Any] = {
    UINT8: 0,
    UINT16: 0,
    UINT32: 0,
    UINT64: 0,
    INT32: 0,
    INT64: 0,
    HASH128: bytes(16),
    HASH160: bytes(20),
    HASH192: bytes(24),
    HASH256: bytes(32),
    CURRENCY: bytes(20),
    AMOUNT: 0,
    BLOB: b"",
    ACCOUNT: b"",
    NUMBER: NumberValue(0, -(2**31)),
    PATH_SET: (),
    VECTOR256: (),
    ARRAY: (),
    ISSUE: XRP,
}
"""The value that a field of each type has when nothing else was said; an object has none."""


class TemplateError(DecodeError):
    """The fields of an object are not those that its class demands; the API passes the sentence on."""


class Style(Enum):
    """How a field belongs to its object."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    DEFAULT = "default"


class _Declaration(NamedTuple):
    field: Field
    style: Style
    mpt: bool


def required(name: str, *, mpt: bool = False) -> Any:
    """Declare a field that is always there; a new object has its type's default value until another is set.

    With ``mpt`` the field of a transaction may speak of a multi-purpose token.
    """
    return _Declaration(FIELDS[name], Style.REQUIRED, mpt)


def optional(name: str, *, mpt: bool = False) -> Any:
    """Declare a field that may be absent: ``None`` when it is. For ``mpt`` see ``required``."""
    return _Declaration(FIELDS[name], Style.OPTIONAL, mpt)


def default(name: str) -> Any:
    """Declare a field that is not written when it has its type's default value."""
    return _Declaration(FIELDS[name], Style.DEFAULT, mpt=False)


class Slot(NamedTuple):
    """A field's place in the layout of one class."""

    attribute: str
    absent: Any
    """What the attribute reads as when nothing was set."""
    skip: Any
    """A value that is not written, besides ``None``."""
    header: bytes
    encode: Encode
    """Gives what follows the header."""
    field: Field
    style: Style
    mpt: bool
    """Whether, in a transaction, it may speak of a multi-purpose token."""


_FILLED: dict[tuple[Any, ...], tuple[Slot, ...]] = {}
"""By class and names of the fields that were set; most objects of a class are alike in this."""
_WITH_AMOUNTS = (AMOUNT, OBJECT, ARRAY)
"""What may be an amount, or have some in it."""
SHAPES_LIMIT = 1 << 14
"""So many kinds of object are remembered, so that nobody can fill the memory with strange ones."""


class Record:
    """A serialised object. Its fields are attributes, and stand in its dictionary when they were set."""

    layout: ClassVar[tuple[Slot, ...]] = ()
    """The fields in canonical order."""
    signing_layout: ClassVar[tuple[Slot, ...]] = ()
    """Those that signatures cover."""
    slots: ClassVar[dict[str, Slot]] = {}
    """The fields by attribute, those of the class itself before those that it has in common with others."""
    prefix: ClassVar[bytes] = b""
    """The bytes of the field that tells the class, for entries and transactions."""
    _required: ClassVar[frozenset[str]] = frozenset()
    _defaults: ClassVar[tuple[tuple[str, Any], ...]] = ()
    _with_amounts: ClassVar[tuple[tuple[str, SerialType], ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        declared: dict[str, Slot] = {}
        for attribute, value in list(vars(cls).items()):
            if isinstance(value, _Declaration):
                if attribute != value.field.attribute:
                    raise TypeError(
                        f"{cls.__name__}.{attribute} is {value.field.name}: call it {value.field.attribute}"
                    )
                slot = _slot(*value)
                declared[attribute] = slot
                setattr(cls, attribute, slot.absent)
        cls.slots = declared | {name: slot for name, slot in cls.slots.items() if name not in declared}
        cls.layout = tuple(sorted(cls.slots.values(), key=lambda slot: slot.field.sort_key))
        cls.signing_layout = tuple(slot for slot in cls.layout if slot.field.signing)
        cls._required = frozenset(slot.attribute for slot in cls.layout if slot.style is Style.REQUIRED)
        cls._defaults = tuple(
            (slot.attribute, slot.skip) for slot in cls.layout if slot.style is Style.DEFAULT
        )
        cls._with_amounts = tuple(
            (slot.attribute, slot.field.type) for slot in cls.layout if slot.field.type in _WITH_AMOUNTS
        )

    def __init__(self, **values: Any) -> None:
        for attribute in values:
            if attribute not in self.slots:
                raise TypeError(f"{type(self).__name__} has no field {attribute}")
        self.__dict__.update(values)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__ or dict(self.present()) == dict(other.present())

    def __hash__(self) -> int:
        return hash(self.encode())

    def __repr__(self) -> str:
        shown = ", ".join(f"{field.attribute}={value!r}" for field, value in self.present())
        return f"{type(self).__name__}({shown})"

    def present(self) -> Iterator[tuple[Field, Any]]:
        """The fields that are there, with their values, in canonical order."""
        values = self.__dict__
        for attribute, absent, skip, _, _, field, _, _ in self.filled_slots():
            value = values.get(attribute, absent)
            if value is not None and value != skip:
                yield field, value

    def filled_slots(self, *, signing: bool = False) -> tuple[Slot, ...]:
        """The slots that may have a value: those that were set, and those that have one by default."""
        values = self.__dict__
        shape = (type(self), signing, *values)
        found = _FILLED.get(shape)
        if found is None:
            layout = self.signing_layout if signing else self.layout
            found = tuple(
                slot
                for slot in layout
                if slot.attribute in values or (slot.absent is not None and slot.absent != slot.skip)
            )
            if len(_FILLED) >= SHAPES_LIMIT:
                _FILLED.clear()
            _FILLED[shape] = found
        return found

    def amounts(self) -> list[Any]:
        """Every amount that was set in the object, however deep."""
        found: list[Any] = []
        get = self.__dict__.get
        for attribute, kind in self._with_amounts:
            value = get(attribute)
            if value is None:
                continue
            if kind is AMOUNT:
                found.append(value)
            elif kind is OBJECT:
                found += value.amounts()
            else:
                for item in value:
                    found += (item.record if isinstance(item, Element) else item).amounts()
        return found

    def copy(self) -> Self:
        """Another object with the same fields."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        return twin

    def replace(self, **values: Any) -> Self:
        """Another object that differs in the given fields; ``None`` takes an optional field away."""
        twin = self.copy()
        twin.__dict__.update(values)
        return twin

    def encode(self) -> bytes:
        """The canonical bytes: the fields in order, without an end marker."""
        return self._encode(signing=False)

    def encode_for_signing(self) -> bytes:
        """The bytes that signatures cover: signatures themselves are left out."""
        return self._encode(signing=True)

    def _encode(self, *, signing: bool) -> bytes:
        get = self.__dict__.get
        parts = [self.prefix]
        for attribute, absent, skip, header, encode, _, _, _ in self.filled_slots(signing=signing):
            value = get(attribute, absent)
            if value is not None and value != skip:
                parts += (header, encode(value))
        return b"".join(parts)

    @classmethod
    def from_fields(cls, values: dict[str, Any]) -> Self:
        """An object of this class with these fields, by attribute name; takes the dictionary over.

        Raises:
            TemplateError: a required field is missing, a field does not belong here, or a default is
                written out.

        """
        if not cls._required <= values.keys() <= cls.slots.keys() or any(
            values.get(attribute) == zero for attribute, zero in cls._defaults
        ):
            raise cls._misfit(values)
        record = object.__new__(cls)
        record.__dict__ = values
        return record

    @classmethod
    def _misfit(cls, values: dict[str, Any]) -> TemplateError:
        for attribute, slot in cls.slots.items():
            if slot.style is Style.REQUIRED and attribute not in values:
                return TemplateError(f"Field '{slot.field.name}' is required but missing.")
            if slot.style is Style.DEFAULT and values.get(attribute) == slot.skip:
                return TemplateError(f"Field '{slot.field.name}' may not be explicitly set to default.")
        stranger = next(attribute for attribute in values if attribute not in cls.slots)
        return TemplateError(f"Field '{BY_ATTRIBUTE[stranger].name}' found in disallowed location.")


def _slot(field: Field, style: Style, mpt: bool) -> Slot:
    zero = DEFAULTS.get(field.type)
    absent = None if style is Style.OPTIONAL else zero
    skip = zero if style is Style.DEFAULT else None
    return Slot(field.attribute, absent, skip, field.header, _value_encoder(field), field, style, mpt)


class FreeForm(Record):
    """An object in which any field may stand: a memo, or a part of metadata."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def present(self) -> Iterator[tuple[Field, Any]]:
        """The fields that are there, with their values, in canonical order."""
        found = [(BY_ATTRIBUTE[attribute], value) for attribute, value in self.__dict__.items()]
        yield from sorted(found, key=lambda item: item[0].sort_key)

    def _encode(self, *, signing: bool) -> bytes:
        return b"".join(ENCODERS[field](value) for field, value in self.present())

    @classmethod
    def from_fields(cls, values: dict[str, Any]) -> Self:
        """An object with these fields, by attribute name; takes the dictionary over."""
        record = object.__new__(cls)
        record.__dict__.update(values)
        return record


FreeForm._with_amounts = tuple(
    (field.attribute, field.type) for field in FIELDS.values() if field.type in _WITH_AMOUNTS
)


class InnerObject(Record):
    """An object with a format of its own that stands inside another object or in an array."""

    field: ClassVar[Field]

    def __init_subclass__(cls, *, field: str) -> None:
        super().__init_subclass__()
        cls.field = FIELDS[field]
        INNER_TYPES[cls.field] = cls


INNER_TYPES: dict[Field, type[Record]] = {}
"""The class of the objects that stand under a field; free-form where there is none."""


class Element(NamedTuple):
    """An object in an array together with the field that it stands under, where its class does not tell."""

    field: Field
    record: FreeForm


def element(name: str, record: FreeForm) -> Element:
    """A free-form object under a named field, as an element of an array: ``element("Memo", memo)``."""
    return Element(FIELDS[name], record)


def _encode_object(value: Record) -> bytes:
    return value.encode() + OBJECT_END


def _encode_array(value: tuple[InnerObject | Element, ...]) -> bytes:
    parts: list[bytes] = []
    for item in value:
        record = item.record if isinstance(item, Element) else item
        parts += (item.field.header, record.encode(), OBJECT_END)
    return b"".join(parts) + ARRAY_END


_COMPOSED: dict[SerialType, Encode] = {OBJECT: _encode_object, ARRAY: _encode_array}


def _value_encoder(field: Field) -> Encode:
    return _COMPOSED.get(field.type, field.type.encode)


def _encoder(field: Field) -> Encode:
    header, encode = field.header, _value_encoder(field)
    return lambda value: header + encode(value)


ENCODERS: dict[Field, Encode] = {field: _encoder(field) for field in FIELDS.values()}
"""For each field, the function that gives header and value."""


class _End(Enum):
    OBJECT = OBJECT_END
    ARRAY = ARRAY_END


_ENDS = {OBJECT.code << 16 | 1: _End.OBJECT, ARRAY.code << 16 | 1: _End.ARRAY}
_ONE_BYTE: dict[int, Field | _End] = {
    header: found
    for header in range(256)
    if (
        found := BY_SORT_KEY.get(header >> 4 << 16 | header & 15)
        or _ENDS.get(header >> 4 << 16 | header & 15)
    )
}


def _decode_longer_header(data: bytes, offset: int) -> tuple[Field | _End, int]:
    start = offset
    type_code, field_code = data[offset] >> 4, data[offset] & 15
    offset += 1
    for part in ("type", "field"):
        code = type_code if part == "type" else field_code
        if code == 0:
            if offset >= len(data):
                raise DecodeError(f"field header at byte {start} is cut off")
            code = data[offset]
            offset += 1
            if code < 16:
                raise DecodeError(
                    f"field header at byte {start} gives the {part} code {code} more bytes than it needs"
                )
            type_code, field_code = (code, field_code) if part == "type" else (type_code, code)
    field = BY_SORT_KEY.get(type_code << 16 | field_code)
    if field is None:
        raise DecodeError(f"unknown field at byte {start}: type {type_code}, field {field_code}")
    return field, offset


def decode_fields(
    data: bytes, offset: int = 0, depth: int = 0, *, inner: bool = False
) -> tuple[dict[str, Any], int]:
    """The fields of an object by attribute name, and the offset after it.

    An ``inner`` object ends with its marker, an outer one with the data. Fields may come in any order.
    Where the data end, markers may be missing; they are written again.

    Raises:
        DecodeError: an unknown field, the same field twice, objects too deep, a wrong marker, a value that
            is not in the form of its type, or an inner object whose fields are not those of its class.

    """
    values: dict[str, Any] = {}
    size = len(data)
    while offset < size:
        start = offset
        field = _ONE_BYTE.get(data[offset])
        if field is None:
            field, offset = _decode_longer_header(data, offset)
        else:
            offset += 1
        if isinstance(field, _End):
            if inner and field is _End.OBJECT:
                break
            raise DecodeError(f"end marker at byte {start} where no object ends")
        attribute = field.attribute
        if attribute in values:
            raise DecodeError(f"{field.name} stands twice, the second time at byte {start}")
        if depth >= MAX_DEPTH:
            raise DecodeError(f"objects nest deeper than {MAX_DEPTH} at byte {start}")
        if field.type is OBJECT:
            content, offset = decode_fields(data, offset, depth + 1, inner=True)
            values[attribute] = INNER_TYPES.get(field, FreeForm).from_fields(content)
        elif field.type is ARRAY:
            values[attribute], offset = _decode_array(data, offset, depth + 1)
        else:
            values[attribute], offset = field.type.decode(data, offset)
    return values, offset


def _decode_array(data: bytes, offset: int, depth: int) -> tuple[tuple[Any, ...], int]:
    items: list[Any] = []
    while offset < len(data):
        start = offset
        field = _ONE_BYTE.get(data[offset])
        if field is None:
            field, offset = _decode_longer_header(data, offset)
        else:
            offset += 1
        if field is _End.ARRAY:
            break
        if isinstance(field, _End) or field.type is not OBJECT:
            raise DecodeError(f"array has something at byte {start} that is not an object")
        if depth >= MAX_DEPTH:
            raise DecodeError(f"objects nest deeper than {MAX_DEPTH} at byte {start}")
        content, offset = decode_fields(data, offset, depth + 1, inner=True)
        items.append(_in_array(field, content))
    return tuple(items), offset


def _in_array(field: Field, content: dict[str, Any]) -> Any:
    inner_type = INNER_TYPES.get(field)
    if inner_type is None:
        return Element(field, FreeForm.from_fields(content))
    return inner_type.from_fields(content)


def decode_free_form(data: bytes) -> FreeForm:
    """An object without a format of its own, such as metadata. Raises DecodeError."""
    return FreeForm.from_fields(decode_fields(data)[0])
