"""In which order the recorded submissions came.

A vector tells in which order transactions were executed and what the server said of each when it was
submitted, but not the order of submission, on which these preliminary results depend. An order that gives
every recorded preliminary result is found by search: whatever can come next according to its recorded result
does, the recorded order of execution first; where that leads nowhere, other orders are tried.

Submissions that never reached a ledger are known in their order among themselves. Each is placed as soon as
it gives its recorded result. Those that succeeded at first, and did not survive into the closed ledger, were
part of the set whose hash decides the order of execution: they are placed where that order comes out as
recorded.
"""

from __future__ import annotations

from random import Random

from msgspec import Struct

from conformance.vectors import INVALID, RecordedLedger, RecordedTransaction, Refusal, Vector
from reference.node import InvalidTransaction, ReferenceNode
from spec.lengths import DecodeError
from spec.transaction import decode_transaction
from spec.values import Account, Hash256

ATTEMPTS = 60
"""How many orders are tried for one ledger."""
WINDOW = 6
"""How many of the coming refusals may change places, since their order is known but not what came between."""
CARRIED_LEDGERS = 8
"""How many ledgers later a transaction may be executed that was in the set of an earlier one."""
TOO_LATE = frozenset({"tefPAST_SEQ", "tefNO_TICKET", "tefMAX_LEDGER"})
"""What is answered from then on to a transaction whose time is over."""


class Submission(Struct, frozen=True):
    """A transaction that is to be submitted, and what is to be answered."""

    blob: bytes
    expected: str | None
    """The name of the result; ``None`` where the server tried again by itself and its answer is not
    recorded."""
    keep: bool = True
    """Whether the server may keep it, to try it again by itself."""


class Schedule(Struct):
    """What is submitted while one ledger is open."""

    submissions: list[Submission]
    refused: list[Refusal] = []
    """The refusals that it has placed."""
    early: list[Hash256] = []
    """Which transactions of this and later ledgers it has submitted before their time."""
    found: bool = True
    """Whether all recorded answers came out."""


def submit(node: ReferenceNode, blob: bytes, *, again: bool = False) -> str:
    """Submit a serialised transaction to the reference; ``again`` when the server tries it by itself.

    Gives the name of the result, or ``invalidTransaction``.
    """
    try:
        return node.submit(decode_transaction(blob, canonical=False), again=again).name
    except (DecodeError, InvalidTransaction):
        return INVALID


def identifier(blob: bytes) -> Hash256:
    """The identifier of a serialised transaction."""
    return decode_transaction(blob, canonical=False).id


def _turn(blob: bytes) -> tuple[Account, int]:
    tx = decode_transaction(blob, canonical=False)
    return tx.account, tx.sequence or tx.ticket_sequence or 0


def is_applied(result: str) -> bool:
    """Whether a transaction with this result stands in the open ledger."""
    return result.startswith(("tes", "tec"))


class Scheduler:
    """Finds the order of submissions, ledger by ledger."""

    def __init__(self, vector: Vector, node: ReferenceNode) -> None:
        self.vector = vector
        self.node = node
        """Where the search stands; whoever drives it closes its ledgers."""
        self.refusals = list(vector.refused)
        """Those not yet placed."""
        self.early = {
            identifier(tx.blob): tx
            for recorded in vector.ledgers
            for tx in recorded.transactions
            if not is_applied(tx.preliminary)
        }
        """Transactions that came too early at first, and were not yet submitted."""
        self.executed_in = {
            _turn(tx.blob): recorded.header.sequence
            for recorded in vector.ledgers
            for tx in recorded.transactions
        }
        """In which ledger the sequence number of an account was used up."""
        self.carried: set[Hash256] = set()
        """Transactions that were submitted in an earlier ledger and did not survive into it."""

    def next(self, recorded: RecordedLedger) -> Schedule:
        """An order of submissions that gives the recorded answers and the recorded order of execution.

        Where none is found, the recorded order of execution is given, with ``found`` false.
        """
        found = self._search(recorded)
        if found is None:
            found = Schedule(
                [Submission(tx.blob, tx.preliminary) for tx in recorded.transactions], found=False
            )
        for refusal in found.refused:
            self.refusals.remove(refusal)
        for key in found.early:
            del self.early[key]
        return found

    def _search(self, recorded: RecordedLedger) -> Schedule | None:
        """The first order that misses no refusal's time, or else the first that comes out."""
        random = Random(recorded.header.sequence)
        lasting = any(is_applied(refusal.result) for refusal in self.refusals)
        best: Schedule | None = None
        for attempt in range(ATTEMPTS):
            order = list(recorded.transactions)
            if attempt > 1:
                random.shuffle(order)
            trial = _Attempt(self, recorded, with_lasting=lasting and attempt % 2 == 0)
            if trial.run(order):
                best = best or trial.schedule
                if not trial.misses_a_refusal():
                    return trial.schedule
        return best or self._search_with_later(recorded, lasting=lasting)

    def _search_with_later(self, recorded: RecordedLedger, *, lasting: bool) -> Schedule | None:
        """An order in which a transaction of a later ledger was submitted before this one closed."""
        for with_lasting in (False, True) if lasting else (False,):
            for extra in self._later(recorded):
                trial = _Attempt(self, recorded, with_lasting=with_lasting)
                if trial.run([*recorded.transactions, extra]):
                    self.carried.add(identifier(extra.blob))
                    return trial.schedule
        return None

    def _later(self, recorded: RecordedLedger) -> list[RecordedTransaction]:
        sequence = recorded.header.sequence
        return [
            tx
            for ledger in self.vector.ledgers
            if sequence < ledger.header.sequence <= sequence + CARRIED_LEDGERS
            for tx in ledger.transactions
            if is_applied(tx.preliminary)
        ]


class _Attempt:
    """One try at finding an order for one ledger."""

    def __init__(self, scheduler: Scheduler, recorded: RecordedLedger, *, with_lasting: bool) -> None:
        self.scheduler = scheduler
        self.recorded = recorded
        self.with_lasting = with_lasting
        """Whether refusals that succeeded at first may be placed here."""
        self.node = scheduler.node.fork()
        self.schedule = Schedule([])
        self.refusals = list(scheduler.refusals)

    def run(self, waiting: list[RecordedTransaction]) -> bool:
        """Submit all. Gives whether every answer and the order of execution come out as recorded."""
        self._place_early()
        self._place_refusals()
        while waiting:
            for tx in waiting:
                if self._place(tx):
                    waiting.remove(tx)
                    break
            else:
                return False
            self._place_refusals()
        return self._order_comes_out()

    def misses_a_refusal(self) -> bool:
        """Whether the time of a refusal that is to come went by."""
        return any(map(self._misses, self.refusals[:WINDOW]))

    def _misses(self, refusal: Refusal) -> bool:
        if is_applied(refusal.result):
            last = self.scheduler.executed_in.get(_turn(refusal.blob))
            if last is not None and last <= self.recorded.header.sequence + CARRIED_LEDGERS:
                return True
        before = self.scheduler.node
        return (
            submit(self.node.fork(), refusal.blob) in TOO_LATE - {refusal.result}
            and submit(before.fork(), refusal.blob) not in TOO_LATE
        )

    def _place(self, tx: RecordedTransaction) -> bool:
        known = is_applied(tx.preliminary) and identifier(tx.blob) not in self.scheduler.carried
        expected = tx.preliminary if known else None
        trial = self.node.fork()
        answer = submit(trial, tx.blob, again=not known)
        if answer != expected if expected is not None else not is_applied(answer):
            return False
        self.node = trial
        self.schedule.submissions.append(Submission(tx.blob, expected))
        return True

    def _place_early(self) -> None:
        for key, tx in self.scheduler.early.items():
            trial = self.node.fork()
            if submit(trial, tx.blob) == tx.preliminary:
                self.node = trial
                self.schedule.submissions.append(Submission(tx.blob, tx.preliminary, keep=False))
                self.schedule.early.append(key)

    def _place_refusals(self) -> None:
        """Place what gives its recorded result now, of those that come next."""
        placed = True
        while placed:
            placed = False
            for refusal in self.refusals[:WINDOW]:
                lasts = is_applied(refusal.result)
                trial = self.node.fork()
                if (lasts and not self.with_lasting) or submit(trial, refusal.blob) != refusal.result:
                    continue
                self.node = trial
                self.schedule.submissions.append(Submission(refusal.blob, refusal.result, keep=lasts))
                self.schedule.refused.append(refusal)
                self.refusals.remove(refusal)
                placed = True
                break

    def _order_comes_out(self) -> bool:
        wanted = [identifier(tx.blob) for tx in self.recorded.transactions]
        return list(self.node.build().draft.transactions) == wanted
