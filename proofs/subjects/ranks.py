"""Loops end: each has a rank that is not negative where a round begins, and smaller where one may follow.

`spec.laws.loops` says in words what the rank of each loop is; here it is a number. A loop that counts its
rounds, or tells a Variant how far it is, is held to that while it runs.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from proofs.registry import proof
from proofs.replacing import Seed, full_name, plain
from proofs.rounds import State, one_round
from proofs.symbolic import Truth
from proofs.unknowns import assume, integer, note, one_of, truth
from spec import amount_text, amounts, arithmetic, base58, json_values, large_scale, objects, rounding, types
from spec.amm import liquidity
from spec.arithmetic import NumberOverflow
from spec.flow import book_step, offer_stream
from spec.flow.offer_stream import MAX_OFFERS_CONSIDERED_BY_STEP as MOST_OFFERS
from spec.laws.loops import RANKS
from spec.lengths import DecodeError

WIDE = 2**132
NOT_HERE = {
    "flow.sandbox.balance_hook": "a sandbox is made on one that was there before it",
    "flow.sandbox.owner_count_hook": "a sandbox is made on one that was there before it",
    "views.successor": "a state has so many keys, and each comes after the one before",
}
"""Loops over what is finite by the way it is made: nothing is there to compute."""
SHOWN: list[tuple[str, int]] = []
"""The loops whose ranks are shown here: the name in ``RANKS``, and which loop of the function."""


def ends(
    function: Callable[[], Callable[..., Any]],
    state: Callable[[], State],
    rank: Callable[[State], int],
    right: str,
    wrong: str,
    *,
    loop: int = 0,
) -> None:
    """Declare that a loop comes nearer to its end with every round, by this rank.

    ``function`` gives the function that has its name now: a twin puts another in its place.
    """
    name = full_name(plain(function())).removeprefix("spec.")

    def claim() -> Truth:
        given = state()
        before = rank(given)
        try:
            after = one_round(function(), loop, given)
        except (DecodeError, NumberOverflow):
            after = None
        if after is None:
            note("left")
            return True
        note("goes on")
        return (before >= 0) & (rank({**given, **after}) < before)

    parts = name.split(".")
    known = name if name in RANKS else ".".join((*parts[:-2], parts[-1]))  # methods go without their class
    claim.__name__ = known.replace("._", ".").replace(".", "_") + "_ends" + (f"_{loop}" if loop else "")
    SHOWN.append((known, loop))
    claim.__doc__ = f"Every round leaves less of its rank: {RANKS[known]}."
    twins = [Seed(function(), right, wrong)]
    proof("ranks", function(), "ranks-decrease", twins=twins, covers=("left", "goes on"))(claim)


# Arithmetic.


def _nonzero(name: str) -> int:
    value = integer(name, -WIDE, WIDE)
    assume(value != 0)
    return value


for normalize in (lambda: arithmetic.normalize, lambda: large_scale.normalize):
    ends(
        normalize,
        lambda: {"magnitude": integer("magnitude", 1, WIDE), "exponent": integer("exponent")},
        lambda now: now["exponent"] - rounding.MIN_EXPONENT,
        "magnitude * 10\n        exponent = exponent - 1",
        "magnitude * 10\n        exponent = exponent",
    )
    ends(
        normalize,
        lambda: {
            "magnitude": integer("magnitude", 1, WIDE),
            "exponent": integer("exponent"),
            "unit": integer("unit", 1, WIDE),
        },
        lambda now: now["magnitude"] - now["unit"],
        "MANTISSA * unit:\n        unit = unit * 10",
        "MANTISSA * unit:\n        unit = unit * 1",
        loop=1,
    )
ends(
    lambda: arithmetic._scale_up,
    lambda: {"mantissa": _nonzero("mantissa"), "exponent": integer("exponent")},
    lambda now: rounding.MIN_MANTISSA - abs(now["mantissa"]),
    "mantissa = mantissa * 10",
    "mantissa = mantissa * 1",
)
ends(
    lambda: arithmetic._round_difference,
    lambda: {
        "magnitude": integer("magnitude", 0, WIDE),
        "exponent": integer("exponent"),
        "unit": integer("unit", 1, WIDE),
    },
    lambda now: now["unit"],
    "unit = unit // 10",
    "unit = unit // 1",
)
ends(
    lambda: large_scale._round_difference,
    lambda: {
        "magnitude": integer("magnitude", 0, WIDE),
        "exponent": integer("exponent"),
        "unit": 10 * integer("tens", 1, WIDE),
        "whole": integer("whole", 0, WIDE),
    },
    lambda now: now["unit"],
    "unit = unit // 10",
    "unit = unit // 1",
)
ends(
    lambda: arithmetic.to_integer,
    lambda: {"mantissa": _nonzero("mantissa"), "exponent": integer("exponent")},
    lambda now: now["exponent"],
    "exponent = exponent - 1",
    "exponent = exponent + 1",
)
ends(
    lambda: arithmetic.to_text,
    lambda: {"mantissa": _nonzero("mantissa"), "exponent": integer("exponent")},
    lambda now: abs(now["mantissa"]),
    "mantissa // 10, exponent + 1",
    "mantissa // 1, exponent + 1",
)
for difference in (lambda: rounding.is_difference, lambda: rounding.is_large_difference):
    ends(
        difference,
        lambda: {
            "value": _nonzero("value"),
            "unit": integer("unit", 1, WIDE),
            "unit_exponent": integer("unit exponent"),
            "highest": integer("highest"),
        },
        lambda now: now["highest"] - now["unit_exponent"],
        "unit_exponent = unit_exponent + 1",
        "unit_exponent = unit_exponent",
    )
ends(
    lambda: amounts._sixteen_digits,
    lambda: {"m": integer("m", 1, WIDE), "e": integer("e")},
    lambda now: rounding.MIN_MANTISSA - now["m"],
    "m * 10, e - 1",
    "m // 10, e - 1",
)
ends(
    lambda: amounts._digits_away,
    lambda: {"m": integer("m", 1, WIDE), "e": integer("e")},
    lambda now: now["m"],
    "m // 10, e + 1",
    "m * 10, e + 1",
)
ends(
    lambda: types.number_value,
    lambda: {"digits": integer("digits", 1, WIDE), "exponent": integer("exponent")},
    lambda now: types.MIN_NUMBER - now["digits"],
    "digits * 10, exponent - 1",
    "digits, exponent - 1",
)


# Text.

ends(
    lambda: json_values.number_to_json,
    lambda: {"mantissa": _nonzero("mantissa"), "exponent": integer("exponent")},
    lambda now: abs(now["mantissa"]),
    "mantissa // 10, exponent + 1",
    "mantissa, exponent + 1 - 1",
)
ends(
    lambda: amount_text.from_text,
    lambda: {"mantissa": integer("mantissa", 0), "exponent": integer("exponent")},
    lambda now: now["mantissa"],
    "mantissa // 10, exponent + 1",
    "mantissa * 10, exponent + 1",
)
ends(
    lambda: amount_text._holds,
    lambda: {"mantissa": integer("mantissa", 1), "exponent": integer("exponent")},
    lambda now: now["mantissa"],
    "mantissa // 10, exponent + 1",
    "mantissa * 10, exponent + 1",
)


class _AnyDigits:
    """Whatever stands for a pair of digits."""

    def __getitem__(self, value: int) -> str:
        return ""


ends(
    lambda: base58.encode,
    lambda: {"number": integer("number", 0), "pairs": [], "_PAIRS": _AnyDigits()},
    lambda now: now["number"],
    "divmod(number, _PAIR_BASE)",
    "divmod(number, 1)",
)


# Bytes. What is decoded ends after it begins: that is what is asked of every type's decoder.


class _AnyBytes:
    """Data that are not known, so many of them."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __getitem__(self, place: int | slice) -> Any:
        return b"\x01" * 20 if isinstance(place, slice) else integer("byte", 0, 255)


class _AnyField:
    """A field whose value is an object, an array, or something else."""

    attribute = name = "anything"

    def __init__(self) -> None:
        self.type = one_of("type", types.OBJECT, types.ARRAY, SimpleNamespace(decode=_some_value))


def _some_value(data: object, offset: int, *_: Any, **__: Any) -> tuple[Any, int]:
    """Something that was decoded, and where it ends."""
    return {}, offset + integer("bytes of the value", 0)


def _some_field() -> Any:
    return one_of("field", objects._End.OBJECT, objects._End.ARRAY, _AnyField())


def _bytes() -> dict[str, Any]:
    size = integer("size", 0)
    data = _AnyBytes(size)
    return {"data": data, "size": size, "offset": integer("offset", 0), "len": lambda _: size}


def _objects() -> dict[str, Any]:
    return {
        **_bytes(),
        "_ONE_BYTE": SimpleNamespace(get=lambda _: None if truth("a longer header") else _some_field()),
        "_decode_longer_header": lambda _, offset: (_some_field(), offset + integer("header", 2, 3)),
        "decode_fields": _some_value,
        "_decode_array": _some_value,
        "INNER_TYPES": {},
        "FreeForm": SimpleNamespace(from_fields=lambda _: None),
        "_in_array": lambda *_: None,
        "values": {},
        "items": [],
        "depth": 1,
        "inner": truth("inner"),
    }


ends(
    lambda: types.decode_path_set,
    lambda: {**_bytes(), "paths": [], "steps": [None] if truth("steps") else []},
    lambda now: now["size"] - now["offset"],
    "offset += 1",
    "offset += 0",
)
ends(
    lambda: objects.decode_fields,
    _objects,
    lambda now: now["size"] - now["offset"],
    "offset += 1",
    "offset += 0",
)
ends(
    lambda: objects._decode_array,
    _objects,
    lambda now: now["data"].size - now["offset"],
    "offset += 1",
    "offset += 0",
)


# Payments.


class _AnyStream:
    """The offers of a book: `OfferStream.step` counts each, and finds none beyond the limit."""

    offer = None

    def __init__(self) -> None:
        self.count = integer("offers considered", 0, MOST_OFFERS)

    def step(self) -> bool:
        """Go to the next offer, if there is one."""
        found = self.count < MOST_OFFERS and truth("there is one")
        if found:
            self.count += 1
        return found


def _in_a_book() -> dict[str, Any]:
    """A stream before the next of its offers, which may be gone, dead or alive."""
    stream = SimpleNamespace(
        count=integer("offers considered", 0, MOST_OFFERS),
        _current=None,
        view=SimpleNamespace(
            read=lambda _: None if truth("gone") else object(), info=SimpleNamespace(rules=None)
        ),
        all_funds=None,
        _next_tip=lambda: SimpleNamespace(key=bytes(32), quality=None) if truth("one is left") else None,
        _strike=lambda *_: None,
        _is_live=lambda *_: truth("alive"),
    )
    return {"self": stream, "BookOffer": lambda *_: None, "Keylet": lambda *_: None}


ends(
    lambda: offer_stream.OfferStream.step,
    _in_a_book,
    lambda now: MOST_OFFERS - now["self"].count,
    "self.count += 1",
    "self.count += 0",
)
ends(
    lambda: book_step.BookStep._take_offers,
    lambda: {"stream": _AnyStream(), "take": lambda _: truth("another")},
    lambda now: MOST_OFFERS - now["stream"].count,
    "while take(stream.offer) and stream.step()",
    "while take(stream.offer)",
)
ends(
    lambda: liquidity._fibonacci,
    lambda: {"numbers": [1, 2], "count": integer("count")},
    lambda now: now["count"] - len(now["numbers"]),
    "numbers.append(numbers[-2] + numbers[-1])",
    "numbers[-1] = numbers[-2] + numbers[-1]",
)
