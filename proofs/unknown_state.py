"""A ledger of which nothing is known but what its kinds of entries promise.

The state is a function from key to entry that is unknown at the start; what a rule does to it is kept in the
layers that rules always work in (`spec.views.Layer`). An entry comes into being when a rule first looks at
its key, and a field of it when a rule first looks at that: whether it is there at all forks the path. So
accounts are unbounded, and what no rule touches stays as it was.

Keys are bytes and stay known: a proof names the entries that a rule may meet. A rule that looks elsewhere
refutes the proof, since nothing was said about that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from msgspec import Struct

from proofs.unfolding import unfolding
from proofs.unknowns import integer, truth
from spec.amendments import MAINNET, Amendment, Rules
from spec.entries import Entry
from spec.keylets import Keylet
from spec.objects import Slot, Style
from spec.types import (
    ACCOUNT,
    BLOB,
    CURRENCY,
    HASH128,
    HASH160,
    HASH192,
    HASH256,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
)
from spec.values import Hash256
from spec.views import Fees, LedgerInfo, State, StateView

Maker = Callable[[str], Any]

MAX_DROPS = 10**17
BITS = {UINT8: 8, UINT16: 16, UINT32: 32, UINT64: 64}
"""How many bits a whole number of each type has."""
BYTES = {HASH128: 16, HASH160: 20, HASH192: 24, HASH256: 32, ACCOUNT: 20, CURRENCY: 20, BLOB: 4}
"""How many bytes are made of each type."""
SOME_BYTE = b"\x77"
"""Where a field holds bytes that are not named, they are this one again and again."""


MAINNET_RULES = Rules(frozenset(amendment.id for amendment in MAINNET))


class AnyRules(Rules):
    """Rules of which nothing is known but that what is retired is on: each amendment that is asked for may be
    enabled or not."""

    def enabled(self, amendment: Amendment) -> bool:
        """Whether the rule that the amendment brings is in force."""
        return super().enabled(amendment) or truth(f"{amendment.name} is enabled")


ANY_RULES = AnyRules(frozenset())


class Unforeseen(Exception):
    """A rule looks at something that the proof says nothing about."""


class _Known(Struct):
    keylet: Keylet[Any]
    name: str
    exists: bool | None
    fields: dict[str, Any]


class UnknownState:
    """A state of which only some entries are looked at, and those are unknown."""

    def __init__(self) -> None:
        self._known: dict[Hash256, _Known] = {}
        self._met: dict[Hash256, Entry | None] = {}

    def expect(
        self, keylet: Keylet[Any], name: str, *, exists: bool | None = None, **fields: Any
    ) -> UnknownState:
        """Let rules look at an entry.

        Args:
            keylet: where it is, and of which type.
            name: what its fields are called as inputs: ``sender.balance``.
            exists: whether it is there; None where both may be.
            fields: the value of a field, or a function from the input's name to an unknown one. Other fields
                are anything that their types allow, where these can be unknown: whole numbers, and whether an
                optional one is there.

        """
        self._known[keylet.key] = _Known(keylet, name, exists, fields)
        return self

    def get(self, key: Hash256) -> Entry | None:
        """The entry at the key. Raises Unforeseen."""
        if key not in self._met:
            known = self._known.get(key)
            if known is None:
                raise Unforeseen(f"the entry at {key.hex().upper()}")
            there = known.exists if known.exists is not None else bool(truth(f"{known.name} exists"))
            self._met[key] = _unknown_entry(known) if there else None
        return self._met[key]

    def successor(self, key: Hash256, end: Hash256 | None = None) -> Hash256 | None:
        """No rule that is proved may walk over keys. Raises Unforeseen."""
        raise Unforeseen(f"the entry after {key.hex().upper()}")


def view_of(state: State, info: LedgerInfo) -> StateView:
    """The state as rules that only look see it; ``ApplyView`` goes on top of it."""
    return StateView(state, info)


def ledger_info(name: str = "ledger", **known: Any) -> LedgerInfo:
    """What rules may know of a ledger: unknown but for what is given, under the rules of the main network."""
    values: dict[str, Any] = {
        "sequence": integer(f"{name}.sequence", 1, 2**32 - 1),
        "parent_hash": SOME_BYTE * 32,
        "parent_close_time": integer(f"{name}.parent_close_time", 0, 2**32 - 1),
        "rules": MAINNET_RULES,
        "fees": Fees(
            integer(f"{name}.base_fee", 0, MAX_DROPS),
            integer(f"{name}.reserve", 0, MAX_DROPS),
            integer(f"{name}.increment", 0, MAX_DROPS),
        ),
        "is_open": truth(f"{name}.is_open"),
        "close_time": integer(f"{name}.close_time", 0, 2**32 - 1),
        "load_factor": integer(f"{name}.load_factor", 256, 2**32 - 1),
    }
    return LedgerInfo(**(values | known))


def _unknown_entry(known: _Known) -> Entry:
    entry: Any = unfolding(known.keylet.type)(known.keylet.key)
    entry.unfold = lambda slot: _unknown_field(slot, known)
    return cast("Entry", entry)


def _unknown_field(slot: Slot, known: _Known) -> Any:
    name = f"{known.name}.{slot.attribute}"
    if slot.attribute in known.fields:
        given = known.fields[slot.attribute]
        return given(name) if callable(given) else given
    if slot.style is Style.OPTIONAL and not truth(f"{name} is there"):
        return None
    bits, size = BITS.get(slot.field.type), BYTES.get(slot.field.type)
    if bits is not None:
        return integer(name, 0, 2**bits - 1)
    if size is not None:
        return SOME_BYTE * size
    raise Unforeseen(f"{name}, of type {slot.field.type.name}")
