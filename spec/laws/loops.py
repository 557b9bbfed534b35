"""The law of loops: each comes nearer to its end with every round.

The loops that need it state their rank, or the limit on their rounds, through `spec.termination`, which holds
them to this law while they run.

Source: the limits of StrandFlow.h, BookStep.cpp, Pathfinder.cpp (3.1.1).
"""

from __future__ import annotations

from spec import termination
from spec.laws.frame import Faults, law
from spec.laws.steps import Round


@law("ranks-decrease", failure_mode=85)
def ranks_decrease(step: Round) -> Faults:
    """Every loop has a rank, a whole number that is not negative and gets smaller with each round."""
    if not termination.decreases(step.before, step.after):
        yield f"the rank of {step.loop} is {step.after} after {step.before}"


RANKS: dict[str, str] = {
    "amm.liquidity._fibonacci": "how many numbers are missing",
    "amount_text._holds": "the digits of the mantissa",
    "amount_text.from_text": "the digits of the mantissa",
    "amounts._digits_away": "the mantissa",
    "amounts._sixteen_digits": "how far the mantissa, which is not zero, is from sixteen digits",
    "arithmetic._round_difference": "the unit",
    "arithmetic._scale_up": "how far the mantissa, which is not zero, is from sixteen digits",
    "arithmetic.normalize": "digits that are missing, then digits that are too many",
    "arithmetic.to_integer": "the exponent",
    "arithmetic.to_text": "the digits of the mantissa",
    "base58.encode": "the number that is left",
    "flow.book_step._take_offers": "offers that may still be considered",
    "flow.offer_stream.step": "offers that may still be considered",
    "flow.sandbox.balance_hook": "sandboxes below",
    "flow.sandbox.owner_count_hook": "sandboxes below",
    "json_values.number_to_json": "the digits of the mantissa",
    "large_scale._round_difference": "the unit",
    "large_scale.normalize": "digits that are missing, then digits that are too many",
    "objects._decode_array": "bytes that are left",
    "objects.decode_fields": "bytes that are left",
    "rounding.is_difference": "how far the place of the last digit is from the highest",
    "rounding.is_large_difference": "how far the place of the last digit is from the highest",
    "types.decode_path_set": "bytes that are left",
    "types.number_value": "how far the mantissa, which is not zero, is from its least",
    "views.successor": "keys that come after this one",
}
"""The rank of each loop that is not checked while it runs, since it is proved that every round lessens it."""
