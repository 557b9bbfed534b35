"""Replaying recorded vectors: does a subject do what the real server did, to the last byte?

For each recorded ledger the submissions are put to the subject in an order that explains the recorded
answers, and the ledger is closed at the recorded time. Compared are, in this order: the preliminary result of
each submission, refused ones included; the order of execution; the result and the metadata of each
transaction; the roots and hashes; and at the end the whole state. The first difference of a vector ends it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from msgspec import Struct, field

from conformance import compare, sides, vectors
from conformance.runs import Case, Difference, Run
from conformance.schedule import Scheduler, Submission, submit
from conformance.subjects import NodeSubject, ReferenceSubject, Subject, start_reference
from conformance.vectors import INVALID, RecordedLedger, Vector, VectorError
from reference.node import ReferenceNode
from spec.engine import rules_of
from spec.results import temDISABLED
from spec.transaction import TRANSACTION_TYPES

SUBJECTS: dict[str, Callable[[Vector], Subject]] = {"node": NodeSubject, "reference": ReferenceSubject}
"""What a vector can be replayed on, by name."""


class Report(Struct):
    """What came of replaying one vector."""

    vector: str
    family: str
    subject: str
    server: str = ""
    """The version of the server that was recorded."""
    ledgers: int = 0
    """How many were exact."""
    transactions: int = 0
    """How many were exact."""
    refused: int = 0
    """How many refusals came out as recorded."""
    difference: Difference | None = None
    skipped: str | None = None
    """Why it was not replayed."""
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often each type of transaction had each result, as recorded."""

    @property
    def exact(self) -> bool:
        """Whether it was replayed and nothing differed."""
        return self.difference is None and self.skipped is None

    def case(self) -> Case:
        """What the report of a run tells of it."""
        counts = f"{self.ledgers} ledgers, {self.transactions} transactions, {self.refused} refused"
        return Case(
            name=self.vector,
            group=self.family,
            failed=int(self.difference is not None),
            skipped=int(self.skipped is not None),
            reason=self.skipped,
            detail=counts,
            differences=() if self.difference is None else (self.difference,),
        )


def missing_types(vector: Vector) -> set[str]:
    """The transaction types in a vector for which there are no rules, and that were not simply disabled."""
    blobs = [tx.blob for ledger in vector.ledgers for tx in ledger.transactions]
    blobs += [each.blob for each in vector.refused if each.result not in (temDISABLED.name, INVALID)]
    found = set()
    for code in {int.from_bytes(blob[1:3], "big") for blob in blobs}:
        known = TRANSACTION_TYPES.get(code)
        if known is None or rules_of(known) is None:
            found.add(str(code) if known is None else known.__name__)
    return found


def replay(vector: Vector, subject_name: str = "reference") -> Report:
    """Replay one vector on a subject."""
    report = Report(vector.name, vector.family, subject_name, server=vector.server)
    missing = missing_types(vector)
    if missing:
        report.skipped = f"there are no rules for {', '.join(sorted(missing))}"
        return report
    subject = SUBJECTS[subject_name](vector)
    try:
        report.difference = _replay(vector, subject, report)
    finally:
        subject.stop()
    return report


def run_replay(
    files: list[Path], subject: str, jobs: int = 1, tell: Callable[[Report], None] = lambda _: None
) -> Run:
    """Replay vectors, so many at a time, and tell of each when its turn comes."""
    run = Run("replay", subject, "", "vectors")
    servers = set()
    for report in _reports(files, subject, jobs):
        tell(report)
        run.cases.append(report.case())
        servers.add(report.server or "of an unknown version")
        for (kind, result), count in report.outcomes.items():
            run.note_outcome(kind, result, count)
    run.against = f"recordings of servers {', '.join(sorted(servers))}"
    return run


def _reports(files: list[Path], subject: str, jobs: int) -> Iterator[Report]:
    if jobs == 1:
        yield from (_replay_file(file, subject) for file in files)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_replay_file, files, [subject] * len(files))


def _replay_file(file: Path, subject: str) -> Report:
    try:
        return replay(vectors.load(file), subject)
    except VectorError as error:
        return Report(file.name, "unreadable", subject, skipped=str(error))


def _replay(vector: Vector, subject: Subject, report: Report) -> Difference | None:
    guide = start_reference(vector, lawful=False)
    scheduler = Scheduler(vector, guide)
    for recorded in vector.ledgers:
        schedule = scheduler.next(recorded)
        difference = _submit_all(subject, guide, schedule.submissions, recorded)
        if difference is not None:
            return difference
        header = recorded.header
        guide.close(header.close_time, header.close_flags)
        closed = subject.close(header.close_time, header.close_flags)
        difference = compare.ledgers(recorded, closed)
        if difference is not None:
            return difference
        report.ledgers += 1
        report.transactions += len(recorded.transactions)
        report.refused += len(schedule.refused)
        report.outcomes.update((type_name(tx.blob), tx.result) for tx in recorded.transactions)
        report.outcomes.update((type_name(each.blob), each.result) for each in schedule.refused)
    rest = [Submission(refusal.blob, refusal.result) for refusal in scheduler.refusals]
    difference = _submit_all(subject, guide, rest, vector.ledgers[-1])
    report.refused += len(rest)
    last = vector.ledgers[-1] if vector.ledgers else vector.parent
    return difference or compare.states(
        vector.final_state, subject.state(), f"the state after ledger {last.header.sequence}"
    )


def type_name(blob: bytes) -> str:
    """The type of a serialised transaction; ``unknown`` for what is none."""
    known = TRANSACTION_TYPES.get(int.from_bytes(blob[1:3], "big"))
    return "unknown" if known is None else known.__name__


def _submit_all(
    subject: Subject, guide: ReferenceNode, submissions: list[Submission], recorded: RecordedLedger
) -> Difference | None:
    for submission in submissions:
        again = submission.expected is None
        submit(guide, submission.blob, again=again)
        answer = subject.submit(submission.blob, keep=submission.keep, again=again)
        if submission.expected not in (None, answer):
            return Difference(
                compare.PRELIMINARY,
                f"ledger {recorded.header.sequence}",
                submission.expected,
                answer,
                sides.transaction(submission.blob),
            )
    return None
