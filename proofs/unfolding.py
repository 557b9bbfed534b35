"""Records whose fields come into being when they are looked at.

What a rule does not ask for stays out of the way: an optional field that nobody reads makes no path.
"""

from __future__ import annotations

from types import new_class
from typing import Any

from spec.entries import ENTRY_TYPES, Entry
from spec.objects import Record
from spec.transaction import TRANSACTION_TYPES, Transaction

_MADE: dict[type[Record], Any] = {}


def unfolding(kind: type[Record]) -> Any:
    """A class of such records of a type of entry or of transaction. Each of them has a function ``unfold``,
    which gives the value of a field from its slot; it is asked once for each field that was not set."""
    if kind not in _MADE:
        _MADE[kind] = _make(kind)
    return _MADE[kind]


def _make(kind: type[Record]) -> Any:
    def look(self: Any, attribute: str) -> Any:
        slot = kind.slots.get(attribute)
        if slot is not None:
            values = object.__getattribute__(self, "__dict__")
            if attribute not in values:
                values[attribute] = object.__getattribute__(self, "unfold")(slot)
        return object.__getattribute__(self, attribute)

    def copy(self: Any) -> Any:
        twin = kind.copy(self)
        twin.unfold = self.unfold
        return twin

    def amounts(self: Any) -> list[Any]:
        for attribute, _ in kind._with_amounts:
            getattr(self, attribute)
        return kind.amounts(self)

    members = {"__slots__": ("unfold",), "__getattribute__": look, "copy": copy, "amounts": amounts}
    declared: dict[str, Any] = {}
    if issubclass(kind, Entry):
        declared = {"code": kind.code, "rpc_name": kind.rpc_name}
    elif issubclass(kind, Transaction):
        declared = {
            "code": kind.code,
            "amendment": kind.gate,
            "privileges": kind.privileges,
            "delegable": kind.delegable,
            "pseudo": kind.pseudo,
        }
    made = new_class(kind.__name__, (kind,), declared, lambda body: body.update(members))
    made.__module__ = kind.__module__  # where the rules of a transaction's type are found
    # The type itself stays the one that is known by its code.
    if issubclass(kind, Entry):
        ENTRY_TYPES[kind.code] = kind
    elif issubclass(kind, Transaction):
        TRANSACTION_TYPES[kind.code] = kind
    return made
