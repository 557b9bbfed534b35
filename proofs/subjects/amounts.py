"""Amounts: how each kind is made, compared and added."""

from __future__ import annotations

from proofs.contracts import unknown
from proofs.registry import contract, proof
from proofs.replacing import Seed
from proofs.symbolic import Truth, every, same
from proofs.unknowns import integer, note, one_of, outcome_of
from proofs.values import ISSUE, TOKEN, amount_of, issued_amount, number
from spec import amounts, canonical
from spec.arithmetic import NumberOverflow
from spec.number import Number
from spec.rounding import UINT64
from spec.values import XRP, Amount, Asset, Issue, IssuedAmount, MPTAmount

OVERFLOW = (NumberOverflow,)
BOTH = ("returns", "NumberOverflow")


def _mantissa(name: str) -> int:
    """Whatever fits in 64 bits, with either sign."""
    return integer(name, 1 - UINT64, UINT64 - 1)


def _any_of(asset: Asset) -> Amount:
    """A fresh amount of an asset, whatever it comes to."""
    if not isinstance(asset, Issue):
        return MPTAmount(unknown(int), asset.issuance_id)
    return (
        unknown(int)
        if asset == XRP
        else IssuedAmount(unknown(int), unknown(int), asset.currency, asset.issuer)
    )


def _of_one_asset(name: str) -> Amount:
    """An amount of the same kind of asset as the others in the proof."""
    asset: Asset = one_of("asset is of kind", XRP, ISSUE, TOKEN)
    return integer(f"{name}.drops") if asset == XRP else amount_of(name, asset)


contract(
    "amounts",
    canonical.issued,
    raises=OVERFLOW,
    covers=BOTH,
    makers={
        "mantissa": lambda name: integer(name, 1 - 2**128, 2**128 - 1),
        "currency": lambda _: b"",
        "issuer": lambda _: b"",
    },
    twins=[Seed(canonical.issued, "exponent, mode", "exponent + 1, mode")],
    slow=True,
)
contract(
    "amounts",
    canonical.amount_of,
    raises=OVERFLOW,
    covers=BOTH,
    makers={"mantissa": _mantissa},
    gives=lambda asset, **_: _any_of(asset),
    slow=True,
    twins=[Seed(canonical._whole, "exponent = exponent + 1", "exponent = exponent + 2")],
)
contract(
    "amounts",
    canonical.from_number,
    raises=OVERFLOW,
    covers=BOTH,
    makers={"number": lambda name: Number(*number(name))},
    twins=[Seed(canonical.from_number, "-whole if", "whole if")],
)
contract(
    "amounts",
    amounts.compare,
    makers={"a": _of_one_asset, "b": _of_one_asset},
    twins=[Seed(amounts.compare, "(am < 0) == (bm < 0)", "am > 0")],
)
contract(
    "amounts",
    amounts.add,
    raises=OVERFLOW,
    covers=BOTH,
    makers={"a": _of_one_asset, "b": _of_one_asset},
    twins=[Seed(amounts.add, "e < MIN_ISSUED_EXPONENT", "e < MIN_ISSUED_EXPONENT - 1")],
    slow=True,
)


@proof(
    "amounts",
    amounts.subtract,
    twins=[Seed(amounts.negate, "IssuedAmount(-amount.mantissa", "IssuedAmount(amount.mantissa")],
)
def an_amount_less_itself_is_nothing() -> Truth:
    """An amount of anything less itself is nothing, in every rounding mode."""
    amount = _of_one_asset("amount")
    return amounts.is_zero(amounts.subtract(amount, amount, integer("mode", 0, 3)))  # type: ignore[arg-type]


@proof(
    "amounts",
    amounts.add,
    twins=[Seed(amounts.add, "b.exponent, mode", "b.exponent + 1, mode")],
    covers=BOTH,
    slow=True,
)
def sums_do_not_depend_on_their_order() -> Truth:
    """The sum of two issued amounts is the same in either order, where it is refused too."""
    a, b = issued_amount("a"), issued_amount("b")
    mode = integer("mode", 0, 3)
    one = outcome_of(amounts.add, a, b, mode, refusals=OVERFLOW)
    other = outcome_of(amounts.add, b, a, mode, refusals=OVERFLOW)
    if NumberOverflow in (one, other):
        note("NumberOverflow")
        return one is other
    note("returns")
    return same((one.mantissa, one.exponent), (other.mantissa, other.exponent))


@proof(
    "amounts",
    amounts.compare,
    twins=[Seed(amounts.compare, " and (am < 0) == (bm < 0)", "")],
)
def the_order_of_amounts_is_one() -> Truth:
    """Of three amounts of one asset, the order of the first two and of the last two is that of all three;
    and it is the opposite of the order of the second and the first."""
    a, b, c = map(_of_one_asset, "abc")
    if amounts.compare(a, b) <= 0 and amounts.compare(b, c) <= 0:
        note("in order")
        return amounts.compare(a, c) <= 0
    return amounts.compare(a, b) == -amounts.compare(b, a)


@proof(
    "amounts",
    amounts.minimum,
    amounts.maximum,
    twins=[Seed(amounts.maximum, "compare(a, b) < 0", "compare(a, b) > 0")],
)
def the_lesser_is_no_more_than_the_greater() -> Truth:
    """The lesser of two amounts and the greater are the two, and in order."""
    a, b = _of_one_asset("a"), _of_one_asset("b")
    low, high = amounts.minimum(a, b), amounts.maximum(a, b)
    return every(
        amounts.compare(low, high) <= 0, (low is a and high is b) or (low is b and high is a) or a == b
    )


@proof(
    "amounts",
    amounts.can_subtract,
    twins=[Seed(amounts.can_subtract, "x >= y if y > 0", "True if y > 0")],
)
def what_can_be_subtracted_leaves_no_debt() -> Truth:
    """Where something of a whole amount may be taken away, what remains is not negative."""
    asset: Asset = one_of("asset is of kind", XRP, TOKEN)
    a, b = amount_of("a", asset), amount_of("b", asset)
    if not amounts.can_subtract(a, b) or amounts.mantissa_of(b) < 0 or amounts.mantissa_of(a) < 0:
        return True
    note("subtracted")
    return amounts.mantissa_of(amounts.subtract(a, b)) >= 0
