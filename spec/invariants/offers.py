"""Invariants of offers.

Source: InvariantCheck.cpp (3.1.1).
"""

from __future__ import annotations

from spec import amounts
from spec.entries import Offer
from spec.invariants.frame import Step, invariant


@invariant("NoBadOffers", Offer)
def offers_make_sense(step: Step) -> bool:
    """No offer gives or takes less than nothing, or exchanges XRP for XRP."""
    return all(
        amounts.signum(offer.taker_pays) >= 0
        and amounts.signum(offer.taker_gets) >= 0
        and not (isinstance(offer.taker_pays, int) and isinstance(offer.taker_gets, int))
        for _, before, after in step.changed(Offer)
        for offer in (before, after)
        if offer is not None
    )
