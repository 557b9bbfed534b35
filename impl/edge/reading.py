"""A ledger of the other side of the boundary, as the specification's rules see it."""

from __future__ import annotations

from impl.boundary import LedgerView
from spec.views import StateView


def reading(view: LedgerView) -> StateView:
    """The ledger as a view that rules can read."""
    return StateView(view, view.info)
