"""fee: what a transaction costs now.

The open ledger takes whatever pays the base fee: levels stay at the reference.

Source: Fee1.cpp, TxQ.cpp (doRPC) (3.1.1).
"""

from __future__ import annotations

from impl.edge.dispatch import Condition, method
from impl.edge.errors import Json
from impl.edge.service import Request
from spec.fee_escalation import BASE_LEVEL, MIN_MULTIPLIER, Policy

EXPECTED_SIZE = 1_000
"""How many transactions a ledger of a server that stands alone takes at the base fee."""


@method("fee", condition=Condition.CURRENT)
def fee(request: Request) -> Json:
    """The cost of a transaction, in drops and in fee levels."""
    view = request.service.ledger.open_ledger()
    base = view.info.fees.base
    return {
        "ledger_current_index": view.info.sequence,
        "expected_ledger_size": str(EXPECTED_SIZE),
        "current_ledger_size": str(sum(1 for _ in view.transactions())),
        "current_queue_size": "0",
        "max_queue_size": str(EXPECTED_SIZE * Policy().ledgers_in_queue),
        "levels": {
            "reference_level": str(BASE_LEVEL),
            "minimum_level": str(BASE_LEVEL),
            "median_level": str(MIN_MULTIPLIER),
            "open_ledger_level": str(BASE_LEVEL),
        },
        "drops": {
            "base_fee": str(base),
            "minimum_fee": str(base),
            "median_fee": str(base * MIN_MULTIPLIER // BASE_LEVEL),
            "open_ledger_fee": str(base),
        },
    }
