"""TicketCreate sets sequence numbers aside, to be used later and in any order.

Each ticket is an object that the account owns, so that whoever wants to send out of order pays a reserve for
it. The tickets take the numbers that follow the account's sequence number, which jumps past them.

Source: CreateTicket.cpp (3.1.1); vectors: account, xrp.
"""

from __future__ import annotations

from spec import accounts, directories, keylets
from spec.amendments import Rules
from spec.entries import Ticket
from spec.objects import required
from spec.results import (
    require,
    tecDIR_FULL,
    tecINSUFFICIENT_RESERVE,
    tefINTERNAL,
    temINVALID_COUNT,
    terNO_ACCOUNT,
)
from spec.transaction import Transaction
from spec.views import ApplyView, ReadView

MAX_TICKETS = 250
"""An account may hold so many tickets at a time, and make so many at once."""


class TicketCreate(Transaction, code=10):
    """How many sequence numbers to set aside."""

    ticket_count: int = required("TicketCount")  #: 1 to 250


def preflight(tx: TicketCreate, rules: Rules) -> None:
    """At least one ticket, and no more than an account may hold: temINVALID_COUNT."""
    require(1 <= tx.ticket_count <= MAX_TICKETS, temINVALID_COUNT)


def preclaim(tx: TicketCreate, view: ReadView) -> None:
    """The account is not to hold too many.

    1. It exists: terNO_ACCOUNT.
    2. With those that it has, less the one that this transaction uses up, they are not more than 250:
       tecDIR_FULL.
    """
    root = view.need(keylets.account(tx.account), terNO_ACCOUNT)
    held = (root.ticket_count or 0) + tx.ticket_count - (1 if tx.uses_ticket else 0)
    require(held <= MAX_TICKETS, tecDIR_FULL)


def apply(tx: TicketCreate, view: ApplyView) -> None:
    """Make the tickets, one after the other, from the account's sequence number on.

    What the account held before the fee is enough for the reserve of all of them: tecINSUFFICIENT_RESERVE.
    """
    root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    require(view.prior_balance >= accounts.reserve(view, root, tx.ticket_count), tecINSUFFICIENT_RESERVE)
    first = root.sequence
    for number in range(first, first + tx.ticket_count):
        ticket = Ticket(keylets.ticket(tx.account, number).key, account=tx.account, ticket_sequence=number)
        ticket.owner_node = directories.add_owned(view, tx.account, ticket.key)
        view.insert(ticket)
    root.ticket_count = (root.ticket_count or 0) + tx.ticket_count
    accounts.adjust_owner_count(view, tx.account, tx.ticket_count)
    root.sequence = first + tx.ticket_count
