"""How a field can be wrong, by its type: at and beyond its bounds, of the wrong kind, absent, or too much.

Derived from the declarations, so that every field of every transaction is broken in every way that its type
knows. What comes out can be serialised; whether it can be read again is another matter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.traffic.scene import CURRENCIES, Scene
from spec import amounts, types
from spec.entries import AMM, AccountRoot
from spec.objects import Slot, Style
from spec.transaction import Transaction
from spec.values import (
    ACCOUNT_ONE,
    ACCOUNT_ZERO,
    BAD_CURRENCY,
    XRP,
    Amount,
    Asset,
    Issue,
    IssuedAmount,
    MPTAmount,
    MPTIssue,
    PathElement,
)

_COMMON = frozenset(Transaction.slots) - {"flags"}


def break_field(scene: Scene, tx: Transaction) -> Transaction:
    """Make one field of the transaction wrong, or at least different."""
    choose = scene.choose
    slots = [slot for name, slot in tx.slots.items() if name not in _COMMON]
    slot = choose.pick(slots)
    value = getattr(tx, slot.attribute)
    if slot.attribute == "flags":
        tx.flags = _flags(scene, tx)
    elif slot.style is Style.OPTIONAL and value is not None and choose.chance(35):
        setattr(tx, slot.attribute, None)
    else:
        setattr(tx, slot.attribute, _value(scene, tx, slot, value))
    return tx


def _flags(scene: Scene, tx: Transaction) -> int:
    known = [1 << bit for bit in range(30) if tx.known_flags & 1 << bit]
    bits = known or [1]
    return sum(scene.choose.some(bits, 0, 3)) if scene.choose.chance(80) else 1 << scene.choose.integer(0, 31)


def _value(scene: Scene, tx: Transaction, slot: Slot, value: Any) -> Any:
    kind = slot.field.type
    if kind in _INTEGERS:
        most = 2 ** _INTEGERS[kind] - 1
        marks = (0, 1, most, scene.now, most // 2) + ((value + 1, value - 1) if value else ())
        return min(max(scene.choose.pick(marks), 0), most)
    return _WRONG[kind](scene, tx, value) if kind in _WRONG else value


_INTEGERS = {types.UINT8: 8, types.UINT16: 16, types.UINT32: 32, types.UINT64: 64}


def _account(scene: Scene, tx: Transaction, _: Any) -> bytes:
    pools = [one.account for one in scene.live(AMM)]
    return scene.choose.pick(
        [tx.account, *scene.strangers[:2], ACCOUNT_ZERO, ACCOUNT_ONE, *pools, *scene.people]
    )


def _amount(scene: Scene, tx: Transaction, value: Amount | None) -> Amount:
    choose = scene.choose
    token = scene.issue()
    others: list[Amount] = [
        0,
        -1,
        amounts.MAX_DROPS,
        amounts.MAX_DROPS + 1,
        1_000_000,
        IssuedAmount(0, -100, token.currency, token.issuer),
        amounts.issued(-5, 0, token.currency, token.issuer),
        amounts.issued(5, 0, BAD_CURRENCY, token.issuer),
        amounts.issued(5, 0, token.currency, tx.account),
        amounts.issued(5, 0, token.currency, (scene.strangers or scene.people)[0]),
        amounts.issued(5, 0, token.currency, ACCOUNT_ONE),
        scene.units(token),
        scene.mpt(scene.issuance_id(None)),
        MPTAmount(0, scene.issuance_id(scene.any_of(scene.issuances))),
        MPTAmount(-1, scene.issuance_id(scene.any_of(scene.issuances))),
        scene.mpt(scene.issuance_id(scene.any_of(scene.issuances))),
    ]
    if isinstance(value, IssuedAmount):
        others += [
            IssuedAmount(-value.mantissa, value.exponent, value.currency, value.issuer),
            IssuedAmount(value.mantissa, value.exponent, value.currency, scene.account()),
        ]
    if isinstance(value, int):
        others += [-value, value + 1]
    return choose.pick(others)


def _asset(scene: Scene, tx: Transaction, _: Any) -> Asset:
    possible: tuple[Asset, ...] = (
        XRP,
        scene.issue(),
        Issue(CURRENCIES[0], tx.account),
        Issue(BAD_CURRENCY, scene.account()),
        Issue(CURRENCIES[0], (scene.strangers or scene.people)[0]),
        MPTIssue(scene.issuance_id(scene.any_of(scene.issuances))),
    )
    return scene.choose.pick(possible)


def _hash(scene: Scene, tx: Transaction, _: Any) -> bytes:
    entry = scene.choose.pick(scene.everything)
    return scene.choose.pick((bytes(32), b"\x11" * 32, entry.key, scene.live(AccountRoot)[0].key))


def _blob(scene: Scene, tx: Transaction, value: bytes | None) -> bytes:
    value = value or b""
    return scene.choose.pick(
        (b"", value + b"\0", value[:-1], b"x" * 256, b"x" * 257, b"x" * 1_025, b"\x02" * 33)
    )


def _array(scene: Scene, tx: Transaction, value: tuple[Any, ...] | None) -> tuple[Any, ...]:
    value = value or ()
    return scene.choose.pick(((), value + value, value * 40, value[:-1], tuple(reversed(value))))


def _hashes(scene: Scene, tx: Transaction, value: tuple[bytes, ...] | None) -> tuple[bytes, ...]:
    one = _hash(scene, tx, None)
    many = tuple(bytes((number,)) * 32 for number in range(1, 10))
    return scene.choose.pick(((), (one,), (one, one), many, (*(value or ()), one), many * 60))


def _issuance(scene: Scene, tx: Transaction, _: Any) -> bytes:
    return scene.choose.pick(
        (bytes(24), scene.issuance_id(None), scene.issuance_id(scene.any_of(scene.issuances)))
    )


def _paths(scene: Scene, tx: Transaction, value: Any) -> Any:
    here = scene.account()
    token = scene.issue()
    step = PathElement(account=here)
    book = PathElement(currency=token.currency, issuer=token.issuer)
    return scene.choose.pick(
        (
            ((step,),) * 7,
            ((step, book) * 5,),
            ((PathElement(account=here, currency=token.currency),),),
            ((PathElement(issuer=ACCOUNT_ZERO),),),
            ((step, step),),
            ((book, book),),
            ((PathElement(currency=bytes(20)), PathElement(currency=bytes(20))),),
            ((PathElement(account=ACCOUNT_ZERO),),),
            (*(value or ()), (step,)),
        )
    )


_WRONG: dict[Any, Callable[[Scene, Transaction, Any], Any]] = {
    types.ACCOUNT: _account,
    types.AMOUNT: _amount,
    types.ISSUE: _asset,
    types.HASH256: _hash,
    types.BLOB: _blob,
    types.ARRAY: _array,
    types.VECTOR256: _hashes,
    types.HASH192: _issuance,
    types.PATH_SET: _paths,
    types.HASH128: lambda scene, tx, value: scene.choose.pick((bytes(16), b"\x01" * 16)),
}
