"""Generated traffic, put to a server and to the reference, ledger by ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from random import Random

from conformance.remote.mirror import Mirror, Step, room
from conformance.remote.server import ServerError
from conformance.replay import type_name
from conformance.runs import Case, Run
from conformance.traffic import Actor, Traffic, actors, seeded
from conformance.traffic.beginnings import CLAWS, POOR, RICH, STRANGERS
from conformance.traffic.scene import GATEWAYS
from spec import flags, keylets
from spec.addresses import encode_account
from spec.engine import MAX_LEGACY_NETWORK_ID
from spec.transaction import Transaction
from spec.transactions.account_set import AccountSet
from spec.transactions.payment import Payment

PEOPLE = 9
"""So many accounts act."""
MOST_IN_LEDGER = 24
"""So many transactions are submitted at most while a ledger is open."""
KEPT = 4
"""Of so many parts of what it has, the funder gives away one at most."""
FULL = "the server's open ledger was full: it queued or refused what the rules allow"
"""Why a submission is not compared."""


class Campaign:
    """One course of traffic. What is made depends on the seed and on the server's state alone."""

    def __init__(self, mirror: Mirror, family: str, seed: int, funder: Actor) -> None:
        self.mirror = mirror
        self.family = family
        self.funder = funder
        self.made = 0
        """How many transactions the traffic has made."""
        self.people = actors(PEOPLE, f"remote {seed}")
        self.choose = seeded(Random(seed))
        self.traffic = Traffic(self.choose, self.people, family, network_id=mirror.node.network_id)

    def run(self, transactions: int, run: Run, tell: Callable[[Case], None]) -> Step | None:
        """Submit so many transactions. Gives the first ledger that differs; none where all are equal.

        Notes in ``run`` what came of each ledger.

        Raises:
            ServerError: the server cannot be asked any longer, or cannot be used.

        """
        for made in self._ledgers(transactions):
            step, skipped = self._ledger(made)
            case = _case(step, self.family, skipped)
            run.cases.append(case)
            tell(case)
            if step.difference is not None:
                return step
            _note_outcomes(run, step)
        return None

    def _ledgers(self, transactions: int) -> Iterator[Iterable[Transaction]]:
        """What is submitted for each ledger."""
        yield self._funding()
        yield self._settings()
        while self.made < transactions:
            yield self._generated(min(transactions - self.made, self._size()))

    def _ledger(self, made: Iterable[Transaction]) -> tuple[Step, int]:
        """Submit, until something differs or the ledger is full, and close. Gives how many submissions were
        not compared, too."""
        for tx in made:
            answer = self.mirror.submit(tx.blob)
            if answer.expected is None:
                return self.mirror.close(), 1
            if answer.difference is not None:
                break
        return self.mirror.close(), 0

    def _generated(self, count: int) -> Iterable[Transaction]:
        """Transactions, each for what the open ledger is when it is asked for."""
        for _ in range(count):
            self.made += 1
            yield self.traffic.next(self.mirror.node.open)

    def _size(self) -> int:
        """How many transactions the next ledger may get; no more than the server takes for the usual fee."""
        size = self.choose.integer(1, MOST_IN_LEDGER)
        fits = room(self.mirror.server).size
        return size if fits is None else max(min(size, fits), 1)

    # -------------------------------------------------------------------------------------------- beginning

    def _funding(self) -> list[Transaction]:
        """Payments to all actors but a few; the last of them gets little."""
        view = self.mirror.node.open
        root = view.read(keylets.account(self.funder.account))
        address = encode_account(self.funder.account)
        if root is None:
            raise ServerError(
                f"{self.mirror.server.url} has no account {address} that could fund the traffic: "
                "name one that has XRP with --seed-secret"
            )
        here = self.people[: PEOPLE - STRANGERS]
        rich = min(RICH, root.balance // (KEPT * len(here)))
        if rich < 2 * POOR:
            needed = 2 * POOR * KEPT * len(here)
            raise ServerError(
                f"the account {address} has {root.balance} drops: expected at least {needed} for the traffic"
            )
        amounts = [rich] * (len(here) - 1) + [POOR]
        missing = [
            (one, drops)
            for one, drops in zip(here, amounts, strict=True)
            if not view.exists(keylets.account(one.account))
        ]
        return [
            self._signed(self.funder, Payment(destination=one.account, amount=drops), root.sequence + place)
            for place, (one, drops) in enumerate(missing)
        ]

    def _settings(self) -> list[Transaction]:
        """What those issue who issue most ripples, and one of them may claw back."""
        made = []
        for place, one in enumerate(self.people[:GATEWAYS]):
            root = self.mirror.node.open.read(keylets.account(one.account))
            wanted = [flags.asfDefaultRipple] + [flags.asfAllowTrustLineClawback] * (place == CLAWS)
            if root is not None and not root.flags & flags.lsfDefaultRipple:
                made += [
                    self._signed(one, AccountSet(set_flag=flag), root.sequence + number)
                    for number, flag in enumerate(wanted)
                ]
        return made

    def _signed(self, sender: Actor, tx: Transaction, sequence: int) -> Transaction:
        tx.account, tx.sequence = sender.account, sequence
        tx.fee = self.mirror.node.open.info.fees.base
        if self.mirror.node.network_id > MAX_LEGACY_NETWORK_ID:
            tx.network_id = self.mirror.node.network_id
        return sender.sign(tx)


def _case(step: Step, family: str, skipped: int) -> Case:
    """What the report of the run tells of a ledger."""
    count = len(step.found.transactions)
    refused = len(step.submitted) - count
    differences = () if step.difference is None else (step.difference,)
    return Case(
        name=f"ledger {step.found.header.sequence}",
        group=family,
        total=1 + skipped,
        failed=len(differences),
        skipped=skipped,
        reason=FULL if skipped else None,
        detail=f"{count} transactions, {max(refused, 0)} refused",
        differences=differences,
    )


def _note_outcomes(run: Run, step: Step) -> None:
    """Count final results, and the answers to what did not get into the ledger."""
    executed = {one.blob for one in step.found.transactions}
    for one in step.found.transactions:
        run.note_outcome(type_name(one.blob), one.result)
    for blob, answer in step.submitted:
        if blob not in executed:
            run.note_outcome(type_name(blob), answer)
