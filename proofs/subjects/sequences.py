"""Sequence numbers and tickets, for every type of transaction: what was used up is never accepted again.

A ticket is known by its number, which rules use to find it and to compare; here it is any one.
"""

from __future__ import annotations

import spec.transactions  # noqa: F401  (makes every transaction type known)
from proofs.registry import proof
from proofs.replacing import Seed
from proofs.symbolic import Truth, every
from proofs.unknown_state import SOME_BYTE, UnknownState, ledger_info, view_of
from proofs.unknowns import assume, integer, note, truth
from spec import engine, keylets
from spec.entries import AccountRoot
from spec.results import Failure
from spec.transaction import TRANSACTION_TYPES, Transaction
from spec.transactions import account_delete
from spec.transactions.account_delete import SEQUENCE_GAP
from spec.views import ApplyView

ACCOUNT = b"\x01" * 20
TICKET = 1_000
MAX_SEQUENCE = 2**32 - 2
"""The number after this one fits its field."""


SENTENCE = "A {} whose number was used up is not accepted again, and the sender's number never falls."


def _sender() -> ApplyView:
    """A ledger with the sender, who may have the ticket."""
    directory = keylets.owner_directory(ACCOUNT)
    ticket = keylets.ticket(ACCOUNT, TICKET)
    state = UnknownState()
    state.expect(
        keylets.account(ACCOUNT),
        "sender",
        exists=True,
        account=ACCOUNT,
        sequence=lambda name: integer(name, 1, MAX_SEQUENCE),
        owner_count=lambda name: integer(name, 1, 2**32 - 1),
        ticket_count=lambda name: integer(name, 1, 250),
    )
    state.expect(ticket, "ticket", account=ACCOUNT, ticket_sequence=TICKET, owner_node=0)
    state.expect(
        directory,
        "directory",
        exists=True,
        indexes=(ticket.key, b"\x02" * 32),
        index_next=0,
        index_previous=0,
    )
    return ApplyView(view_of(state, ledger_info()), SOME_BYTE * 32)


def _is_accepted(tx: Transaction, view: ApplyView) -> bool:
    try:
        engine.check_sequence(tx, view)
    except Failure as failure:
        note(failure.result.name)
        return False
    return True


def _twice(kind: type[Transaction]) -> Truth:
    view = _sender()
    tx = kind(account=ACCOUNT, fee=integer("tx.fee", 0, 10**17))
    if truth("it uses a ticket"):
        tx.sequence, tx.ticket_sequence = 0, TICKET
    else:
        tx.sequence = integer("tx.sequence", 1, 2**32 - 1)
    if not _is_accepted(tx, view):
        return True
    note("accepted")
    root = view.edit(keylets.account(ACCOUNT))
    assert isinstance(root, AccountRoot)
    before = root.sequence
    engine.use_number(tx, view, root)
    return every(not _is_accepted(tx, view), root.sequence >= before)


def _declare(kind: type[Transaction]) -> None:
    def applies_at_most_once() -> Truth:
        return _twice(kind)

    applies_at_most_once.__name__ = f"{kind.__name__}_applies_at_most_once"
    applies_at_most_once.__doc__ = SENTENCE.format(kind.__name__)
    proof(
        "sequences",
        engine.check_sequence,
        engine.use_number,
        "transactions-apply-once",
        twins=[
            Seed(engine.check_sequence, "tx.sequence >= root.sequence", "tx.sequence >= 0"),
            Seed(engine.use_number, "tx.sequence + 1", "tx.sequence"),
        ],
        covers=("accepted tefPAST_SEQ", "accepted tefNO_TICKET"),
    )(applies_at_most_once)


for _kind in TRANSACTION_TYPES.values():
    if not _kind.pseudo and engine.rules_of(_kind) is not None:
        _declare(_kind)


@proof(
    "sequences",
    account_delete.is_old_enough,
    "accounts-never-see-a-number-again",
    twins=[
        Seed(account_delete.is_old_enough, "number + SEQUENCE_GAP <= sequence", "number <= sequence + 1_000")
    ],
)
def who_comes_again_begins_above_all_numbers_it_used() -> Truth:
    """An account that was deleted and comes again begins with the number of that ledger, and every number
    that it used before lies at least 255 below: whatever it signed then is refused as past."""
    number, ledger = integer("number", 1, MAX_SEQUENCE), integer("ledger", 1, MAX_SEQUENCE)
    assume(account_delete.is_old_enough(number, ledger))
    later, used = integer("later", 1, MAX_SEQUENCE), integer("used", 1, MAX_SEQUENCE)
    assume(later >= ledger)
    assume(used < number)
    return used + SEQUENCE_GAP < later
