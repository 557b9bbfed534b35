"""What can go wrong with a node, and what there is against it: 32 modes, numbered 71 to 102.

Each is declared once: what the code does to prevent it, how it shows, what alerts an operator, how the node
recovers by itself, and what is left to a person. The tests that force it carry its number. The documentation
and ``canon failure-modes`` are made of these declarations; a part that is not there yet says so by being
``None``.
"""

from __future__ import annotations

from conformance.failure_modes import api, consensus, database, network, operation, transactions
from conformance.failure_modes.mode import KINDS, Alert, Detection, FailureMode

__all__ = ["KINDS", "MODES", "Alert", "Detection", "FailureMode"]

MODES: dict[int, FailureMode] = {
    mode.number: mode
    for group in (consensus, network, database, transactions, api, operation)
    for mode in group.MODES
}
"""Every mode, by its number."""
