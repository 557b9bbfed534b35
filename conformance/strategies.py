"""What can be drawn from the declarations: any value, field, object, ledger entry and transaction.

A record is drawn field by field, each as the class declares it: required fields always, optional ones or not,
default ones with another value than their default or not. The type that a field is annotated with narrows it
down: a field of ``Drops`` holds XRP, an array of signers holds signers. Numbers and lengths are drawn at
their boundaries as often as between them.

Everything is canonical and can be shown as JSON and read back. With ``wild`` there is also what the codec
carries but no ledger accepts: amounts beyond their limits, the empty account, the currency that stands for
none.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import spec.transactions  # noqa: F401  all types must be known
from spec import types
from spec.entries import ENTRY_TYPES, Entry
from spec.fields import FIELDS, Field
from spec.json_values import CURRENCY_LETTERS, NO_CURRENCY
from spec.objects import INNER_TYPES, FreeForm, InnerObject, Record, Slot, Style, element
from spec.permissions import GRANULAR
from spec.transaction import TRANSACTION_TYPES, Transaction
from spec.values import (
    ACCOUNT_ONE,
    ACCOUNT_ZERO,
    BAD_CURRENCY,
    XRP,
    XRP_CURRENCY,
    Account,
    Amount,
    Asset,
    Currency,
    Hash256,
    Issue,
    IssuedAmount,
    MPTAmount,
    MPTIssue,
    NumberValue,
    PathElement,
    PathSet,
    XChainBridge,
)

R = TypeVar("R", bound=Record)

MAX_DROPS = 10**17
MAX_UNITS = 2**63 - 1
_NEST = 2
"""How deep free-form objects nest; classes nest as they are declared."""


# --- values


def integers(low: int, high: int) -> SearchStrategy[int]:
    """Integers between two bounds, which are drawn often themselves."""
    return st.sampled_from((low, high)) | st.integers(low, high)


def unsigned(bits: int) -> SearchStrategy[int]:
    """Integers without a sign."""
    return integers(0, (1 << bits) - 1)


def binary(size: int) -> SearchStrategy[bytes]:
    """So many bytes; all zero or all one now and then."""
    return st.binary(min_size=size, max_size=size) | st.sampled_from((bytes(size), b"\xff" * size))


def accounts(*, wild: bool = False) -> SearchStrategy[Account]:
    """Accounts, a few of them again and again."""
    few = [ACCOUNT_ONE, *(bytes((n,)) * 20 for n in range(1, 9))]
    found = st.sampled_from(few) | st.binary(min_size=20, max_size=20).filter(any)
    return found | st.sampled_from((b"", ACCOUNT_ZERO)) if wild else found


def hashes() -> SearchStrategy[Hash256]:
    """Hashes."""
    return binary(32)


def blobs(max_size: int = 300) -> SearchStrategy[bytes]:
    """Bytes of any length, also at the bounds where their length takes another byte."""
    sizes = [size for size in (0, 1, 192, 193, 12_480, 12_481) if size <= max_size]
    return st.binary(max_size=min(max_size, 64)) | st.sampled_from(sizes).map(lambda size: b"\xab" * size)


def currencies(*, wild: bool = False) -> SearchStrategy[Currency]:
    """Currencies that can be issued: three letters, or any other bytes."""
    letters = st.text(sorted(CURRENCY_LETTERS), min_size=3, max_size=3).filter(lambda code: code != "XRP")
    codes = letters.map(lambda code: bytes(12) + code.encode("ascii") + bytes(5))
    reserved = (XRP_CURRENCY, NO_CURRENCY, BAD_CURRENCY)
    other = st.binary(min_size=20, max_size=20).filter(lambda currency: currency not in reserved)
    few = st.sampled_from([bytes(12) + code + bytes(5) for code in (b"USD", b"EUR", b"BTC")])
    found = few | codes | other
    return found | st.sampled_from((NO_CURRENCY, BAD_CURRENCY)) if wild else found


def drops(*, wild: bool = False) -> SearchStrategy[int]:
    """Drops of XRP of either sign."""
    limit = (1 << 61) - 1 if wild else MAX_DROPS
    return integers(0, limit) | integers(-limit, -1)


def issued_amounts(*, wild: bool = False) -> SearchStrategy[IssuedAmount]:
    """Amounts of an issued currency of either sign, and zero."""
    round_ones = st.integers(1000, 9999).map(lambda n: n * 10**12)
    mantissas = integers(10**15, 10**16 - 1) | round_ones
    signed = st.builds(int.__mul__, mantissas, st.sampled_from((1, -1)))
    numbers = st.tuples(signed, integers(-96, 80) | st.integers(-20, 0))
    return st.builds(
        lambda number, currency, issuer: IssuedAmount(number[0], number[1], currency, issuer),
        numbers | st.just((0, -100)),
        currencies(wild=wild),
        accounts(),
    )


def issuance_ids() -> SearchStrategy[bytes]:
    """The names of multi-purpose tokens."""
    return st.builds(lambda sequence, issuer: sequence.to_bytes(4, "big") + issuer, unsigned(32), accounts())


def mpt_amounts(*, wild: bool = False) -> SearchStrategy[MPTAmount]:
    """Amounts of multi-purpose tokens of either sign."""
    limit = (1 << 64) - 1 if wild else MAX_UNITS
    return st.builds(MPTAmount, integers(0, limit) | integers(-limit, -1), issuance_ids())


def amounts(*, wild: bool = False) -> SearchStrategy[Amount]:
    """Amounts of any kind."""
    return drops(wild=wild) | issued_amounts(wild=wild) | mpt_amounts(wild=wild)


def issues(*, wild: bool = False) -> SearchStrategy[Issue]:
    """XRP and issued currencies."""
    # An issuer of one would be read as the mark of a multi-purpose token.
    issuers = accounts().filter(lambda account: account != ACCOUNT_ONE)
    return st.just(XRP) | st.builds(Issue, currencies(wild=wild), issuers)


def assets(*, wild: bool = False) -> SearchStrategy[Asset]:
    """Assets of any kind."""
    return issues(wild=wild) | st.builds(MPTIssue, issuance_ids())


def steps(*, wild: bool = False) -> SearchStrategy[PathElement]:
    """Steps of payment paths, with at least one part."""
    parts = st.fixed_dictionaries(
        {},
        optional={
            "account": accounts(),
            "currency": currencies(wild=wild) | st.just(XRP_CURRENCY),
            "issuer": accounts(),
        },
    )
    found = parts.filter(bool).map(lambda given: PathElement(**given))
    return found | st.builds(lambda token: PathElement(issuance_id=token), issuance_ids()) if wild else found


def path_sets(*, wild: bool = False) -> SearchStrategy[PathSet]:
    """At least one path of at least one step."""
    path = st.lists(steps(wild=wild), min_size=1, max_size=8).map(tuple)
    return st.lists(path, min_size=1, max_size=6).map(tuple)


def numbers() -> SearchStrategy[NumberValue]:
    """Numbers in the form in which fields hold them."""
    return st.builds(types.number_value, integers(-(2**63) + 1, 2**63 - 1), st.integers(-32_700, 32_700))


def bridges() -> SearchStrategy[XChainBridge]:
    """Bridges."""
    return st.builds(XChainBridge, accounts(), issues(), accounts(), issues())


# --- fields


def _by_type(serial_type: types.SerialType, wild: bool) -> SearchStrategy[Any]:
    found: dict[types.SerialType, SearchStrategy[Any]] = {
        types.UINT8: unsigned(8),
        types.UINT16: unsigned(16),
        types.UINT32: unsigned(32),
        types.UINT64: unsigned(64),
        types.INT32: integers(-(2**31), 2**31 - 1),
        types.HASH128: binary(16),
        types.HASH160: binary(20),
        types.HASH192: binary(24),
        types.HASH256: hashes(),
        types.AMOUNT: amounts(wild=wild),
        types.BLOB: blobs(),
        types.ACCOUNT: accounts(wild=wild),
        types.NUMBER: numbers(),
        types.PATH_SET: path_sets(wild=wild),
        types.VECTOR256: st.lists(hashes(), max_size=8).map(tuple),
        types.ISSUE: assets(wild=wild),
        types.XCHAIN_BRIDGE: bridges(),
        types.CURRENCY: currencies() | st.just(XRP_CURRENCY),
    }
    return found[serial_type]


_PERMISSIONS = st.integers(0, 0xFFFF) | st.sampled_from([value for value, _ in GRANULAR.values()])


@cache
def field_values(field: Field, *, wild: bool = False, nest: int = _NEST) -> SearchStrategy[Any]:
    """Values that a field can hold, whatever record it stands in."""
    if field.name == "PermissionValue" and not wild:
        return _PERMISSIONS
    if field.type is types.OBJECT:
        return _inner(field, wild, nest)
    if field.type is types.ARRAY:
        return st.lists(st.deferred(lambda: elements(wild=wild, nest=nest - 1)), max_size=3).map(tuple)
    return _by_type(field.type, wild)


def _inner(field: Field, wild: bool, nest: int) -> SearchStrategy[Record]:
    inner_type = INNER_TYPES.get(field)
    if inner_type is None:
        return st.deferred(lambda: free_forms(wild=wild, nest=nest - 1))
    return records(inner_type, wild=wild)


_INNER = [field for field in FIELDS.values() if field.type is types.OBJECT]
_FREE = [field for field in _INNER if field not in INNER_TYPES]


@cache
def elements(*, wild: bool = False, nest: int = _NEST) -> SearchStrategy[Any]:
    """Objects as they stand in arrays."""
    known: SearchStrategy[Any] = st.sampled_from(list(INNER_TYPES.values())).flatmap(
        lambda inner_type: records(inner_type, wild=wild)
    )
    names = st.sampled_from([field.name for field in _FREE])
    free = st.builds(element, names, free_forms(wild=wild, nest=nest))
    return known | free


def memos() -> SearchStrategy[Any]:
    """Memos, as they stand in an array."""
    parts = {name: blobs(60) for name in ("memo_type", "memo_data", "memo_format")}
    return st.fixed_dictionaries({}, optional=parts).map(lambda given: element("Memo", FreeForm(**given)))


@cache
def free_forms(*, wild: bool = False, nest: int = _NEST) -> SearchStrategy[FreeForm]:
    """Objects of any fields."""
    fields = [field for field in FIELDS.values() if nest > 0 or field.type not in (types.OBJECT, types.ARRAY)]
    chosen = st.lists(st.sampled_from(fields), max_size=6, unique=True)
    return chosen.flatmap(
        lambda fields: st.fixed_dictionaries(
            {field.attribute: field_values(field, wild=wild, nest=nest) for field in fields}
        )
    ).map(FreeForm.from_fields)


# --- records


_DRAWN: dict[tuple[type[Record], bool], SearchStrategy[Any]] = {}


def records(record_type: type[R], *, wild: bool = False) -> SearchStrategy[R]:
    """Records of a class, each field as it is declared."""
    found = _DRAWN.get((record_type, wild))
    if found is None:
        found = _DRAWN[record_type, wild] = _records(record_type, wild)
    return found


def _records(record_type: type[Any], wild: bool) -> SearchStrategy[Any]:
    hints = get_type_hints(record_type)
    needed: dict[Any, SearchStrategy[Any]] = {}
    possible: dict[Any, SearchStrategy[Any]] = {}
    for slot in record_type.layout:
        values = _slot_values(slot, hints.get(slot.attribute), wild)
        (needed if slot.style is Style.REQUIRED else possible)[slot.attribute] = values
    fields = st.fixed_dictionaries(needed, optional=possible)
    if issubclass(record_type, Entry):
        return st.builds(lambda key, given: record_type(key, **given), hashes(), fields)
    return fields.map(lambda given: record_type(**given))


def _slot_values(slot: Slot, hint: Any, wild: bool) -> SearchStrategy[Any]:
    """Values of a field that are of the type that it is annotated with, and not its default."""
    values = _hinted(slot.field, hint, wild)
    skip = slot.skip
    return values if skip is None else values.filter(lambda value: value != skip)


def _hinted(field: Field, hint: Any, wild: bool) -> SearchStrategy[Any]:
    named = _parts(hint)
    if field.type is types.ARRAY:
        classes = [part for part in named if isinstance(part, type) and issubclass(part, InnerObject)]
        inner = classes[0] if classes else None
        each = memos() if inner is None else records(inner, wild=wild)
        return st.lists(each, max_size=3).map(tuple)
    if field.type is types.AMOUNT:
        by_class: dict[Any, SearchStrategy[Any]] = {
            int: drops(wild=wild),
            IssuedAmount: issued_amounts(wild=wild),
            MPTAmount: mpt_amounts(wild=wild),
        }
        return st.one_of([by_class[part] for part in named if part in by_class])
    return field_values(field, wild=wild)


def _parts(hint: Any) -> list[Any]:
    """The classes that an annotation is made of."""
    inside = get_args(hint)
    return [part for arg in inside for part in _parts(arg)] if inside else [hint]


def inner_objects(*, wild: bool = False) -> SearchStrategy[Record]:
    """Objects of every class that stands inside others."""
    return st.sampled_from(list(INNER_TYPES.values())).flatmap(lambda found: records(found, wild=wild))


def entries(*, wild: bool = False) -> SearchStrategy[Entry]:
    """Ledger entries of every type."""
    return st.sampled_from(list(ENTRY_TYPES.values())).flatmap(lambda found: records(found, wild=wild))


def transactions(*, wild: bool = False) -> SearchStrategy[Transaction]:
    """Transactions of every type. They make no sense, and their signatures do not hold."""
    return st.sampled_from(list(TRANSACTION_TYPES.values())).flatmap(lambda found: records(found, wild=wild))
