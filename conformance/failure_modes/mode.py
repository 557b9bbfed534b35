"""How a failure mode is declared."""

from __future__ import annotations

from msgspec import Struct

KINDS = ("unit", "integration", "stress", "chaos")
"""The check alone; through the running node; at the figure; with faults injected while it runs."""


class Detection(Struct, frozen=True):
    """How it shows that the mode occurs."""

    condition: str
    metric: str
    """The name of a series that ``GET /metrics`` gives."""
    event: str
    """The name of an event in the log."""


class Alert(Struct, frozen=True):
    """When an operator is to be told."""

    level: str
    """``warning`` or ``critical``."""
    rule: str
    """An expression over the metrics, as Prometheus reads them."""


class FailureMode(Struct, frozen=True):
    """One way in which a node can fail."""

    number: int
    name: str
    bar: str
    """The figures that a node must stand, and what counts as standing them."""
    prevention: str | None = None
    """What the code does so that it does not happen, or does no harm."""
    detection: Detection | None = None
    alert: Alert | None = None
    recovery: str | None = None
    """What the node does by itself."""
    manual: str | None = None
    """What is left to an operator."""

    def missing_parts(self) -> list[str]:
        """The parts that are not declared."""
        names = ("prevention", "detection", "alert", "recovery", "manual")
        return [name for name in names if getattr(self, name) is None]
