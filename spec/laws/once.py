"""Laws against spending twice: a transaction applies at most once, ever.

A transaction names its account and a number, its sequence number or that of a ticket. Whoever shows that each
account uses each number once has shown that no transaction applies twice, whatever is sent again, in whatever
order, to a node that was restarted or that follows other ledgers than before. It follows from what single
steps do:

- a transaction uses its number up: the account's sequence number passes it, or the ticket is gone;
- sequence numbers never fall, and tickets are only made of numbers that are passed over just then;
- an account that is deleted is far behind the ledger with its numbers, and begins with the ledger's when it
  comes back, so that it never sees an old number again.

Source: Transactor.cpp, CreateTicket.cpp, DeleteAccount.cpp (3.1.1).
"""

from __future__ import annotations

from collections import Counter

from spec import accounts, keylets
from spec.entries import AccountRoot, Ticket
from spec.laws.frame import Faults, law, show
from spec.laws.steps import History, TransactionStep
from spec.transactions.account_delete import SEQUENCE_GAP
from spec.values import Account
from spec.views import Change


@law("numbers-are-used-up", failure_mode=83)
def numbers_are_used_up(step: TransactionStep) -> Faults:
    """A transaction that is applied had its account's next number or a ticket, and leaves neither behind."""
    tx = step.tx
    if tx.pseudo:
        return
    number = tx.sequence_or_ticket
    before = step.view.base.read(keylets.account(tx.account))
    after = step.view.read(keylets.account(tx.account))
    if before is None:
        yield f"{show(tx.account)} did not exist"
    elif tx.uses_ticket:
        ticket = keylets.ticket(tx.account, number)
        if not step.view.base.exists(ticket):
            yield f"{show(tx.account)} had no ticket {number}"
        if step.view.exists(ticket):
            yield f"{show(tx.account)} still has the ticket {number}"
    elif number != before.sequence:
        yield f"{show(tx.account)} used the number {number} when its next one was {before.sequence}"
    elif after is not None and after.sequence <= number:
        yield f"the next number of {show(tx.account)} is {after.sequence}, after it used {number}"


@law("sequences-never-fall", failure_mode=83)
def sequences_never_fall(step: TransactionStep) -> Faults:
    """No account's next number falls, and only who sends a transaction gets another one."""
    for _, before, after in step.changed(AccountRoot):
        if before is None or before.sequence == after.sequence:
            continue
        if after.sequence < before.sequence:
            yield f"the next number of {show(after.account)} falls from {before.sequence} to {after.sequence}"
        elif after.account != step.tx.account:
            yield f"{show(after.account)} loses the number {before.sequence} and sent nothing"


@law("tickets-are-passed-numbers", failure_mode=83)
def tickets_are_passed_numbers(step: TransactionStep) -> Faults:
    """A ticket is made of a number that its owner passes over just then and uses for nothing else."""
    for change, before, ticket in step.changed(Ticket):
        if before is not None or change is Change.ERASED:
            continue
        number = ticket.ticket_sequence
        root_before = step.view.base.read(keylets.account(ticket.account))
        root_after = step.view.read(keylets.account(ticket.account))
        passed = (
            root_before is not None
            and root_after is not None
            and root_before.sequence <= number < root_after.sequence
        )
        used = not step.tx.uses_ticket and (step.tx.account, step.tx.sequence) == (ticket.account, number)
        if not passed or used:
            yield f"{show(ticket.account)} has a ticket of {number}, which was not free"


@law("accounts-never-see-a-number-again", failure_mode=83)
def accounts_never_see_a_number_again(step: TransactionStep) -> Faults:
    """An account is only deleted when its numbers are far behind the ledger's, where it would begin again."""
    sequence = step.view.info.sequence
    for change, before, root in step.changed(AccountRoot):
        who = show(root.account)
        if before is None and root.sequence not in (
            (0, sequence) if accounts.is_pseudo(root) else (sequence,)
        ):
            yield f"{who} begins with {root.sequence} in ledger {sequence}"
        gone = change is Change.ERASED and before is not None and not accounts.is_pseudo(root)
        if gone and before is not None and before.sequence + SEQUENCE_GAP > sequence:
            yield f"{who} is deleted in ledger {sequence} when its next number is {before.sequence}"


@law("transactions-apply-once", failure_mode=83)
def transactions_apply_once(history: History) -> Faults:
    """In all of history no transaction is applied twice, and no account uses a number twice."""
    identifiers: Counter[bytes] = Counter()
    numbers: Counter[tuple[Account, int]] = Counter()
    for step in history.steps:
        for applied in step.transactions:
            tx = applied.tx
            identifiers[tx.id] += 1
            if not tx.pseudo:
                numbers[tx.account, tx.sequence_or_ticket] += 1
    yield from (f"{show(one)} is applied {n} times" for one, n in identifiers.items() if n > 1)
    yield from (
        f"{show(account)} uses the number {number} {n} times"
        for (account, number), n in numbers.items()
        if n > 1
    )
