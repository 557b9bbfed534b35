"""fee: what a transaction costs now.

The open ledger takes whatever pays the base fee: levels stay at the reference.

Source: Fee1.cpp, TxQ.cpp (doRPC) (3.1.1).
"""

from __future__ import annotations

from impl.edge.dispatch import Condition, method
from impl.edge.errors import Json
from impl.edge.service import Request

REFERENCE_LEVEL = 256
"""The fee level of a transaction that pays just the base fee."""
MEDIAN_LEVEL = 128_000
"""What is taken for the median while too few transactions are known."""
EXPECTED_SIZE = 1_000
"""How many transactions a ledger of a server that stands alone takes at the base fee."""
LEDGERS_IN_QUEUE = 20


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
        "max_queue_size": str(EXPECTED_SIZE * LEDGERS_IN_QUEUE),
        "levels": {
            "reference_level": str(REFERENCE_LEVEL),
            "minimum_level": str(REFERENCE_LEVEL),
            "median_level": str(MEDIAN_LEVEL),
            "open_ledger_level": str(REFERENCE_LEVEL),
        },
        "drops": {
            "base_fee": str(base),
            "minimum_fee": str(base),
            "median_fee": str(base * MEDIAN_LEVEL // REFERENCE_LEVEL),
            "open_ledger_fee": str(base),
        },
    }
