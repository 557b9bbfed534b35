"""TicketCreate: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import required
from spec.transaction import Transaction


class TicketCreate(Transaction, code=10):
    """The format of TicketCreate."""

    ticket_count: int = required("TicketCount")
