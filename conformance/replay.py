"""Replaying recorded vectors: does a subject do what the real server did, to the last byte?

For each recorded ledger the submissions are put to the subject in an order that explains the recorded
answers, and the ledger is closed at the recorded time. Compared are, in this order: the preliminary result of
each submission, refused ones included; the order of execution; the result and the metadata of each
transaction; the roots and hashes; and at the end the whole state. The first difference of a vector ends it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from conformance.schedule import Scheduler, Submission, submit
from conformance.subjects import (
    Executed,
    NodeSubject,
    ReferenceSubject,
    Subject,
    SubjectLedger,
    start_reference,
)
from conformance.vectors import RecordedLedger, Vector
from reference.node import ReferenceNode
from spec.entries import decode_entry
from spec.json_format import to_json
from spec.lengths import DecodeError
from spec.objects import decode_free_form
from spec.transaction import TRANSACTION_TYPES, decode_transaction

SUBJECTS: dict[str, Callable[[Vector], Subject]] = {"node": NodeSubject, "reference": ReferenceSubject}
"""What a vector can be replayed on, by name."""


class Difference(Struct, frozen=True):
    """Where a subject first did something else than was recorded."""

    what: str
    """What differs, in words."""
    ledger: int
    recorded: Any
    """As recorded, decoded."""
    found: Any
    """As the subject did it, decoded."""
    transaction: Any = None
    """The transaction in question, decoded."""


class Report(Struct):
    """What came of replaying one vector."""

    vector: str
    family: str
    subject: str
    ledgers: int = 0
    """How many were exact."""
    transactions: int = 0
    """How many were exact."""
    refused: int = 0
    """How many refusals came out as recorded."""
    difference: Difference | None = None
    skipped: str | None = None
    """Why it was not replayed."""

    @property
    def exact(self) -> bool:
        """Whether it was replayed and nothing differed."""
        return self.difference is None and self.skipped is None


def missing_types(vector: Vector) -> set[str]:
    """The transaction types that occur in a vector and are not known at all."""
    found = set()
    for ledger in vector.ledgers:
        for tx in ledger.transactions:
            code = int.from_bytes(tx.blob[1:3], "big")
            if code not in TRANSACTION_TYPES:
                found.add(str(code))
    return found


def replay(vector: Vector, subject_name: str = "reference") -> Report:
    """Replay one vector on a subject."""
    report = Report(vector.name, vector.family, subject_name)
    unknown = missing_types(vector)
    if unknown:
        report.skipped = f"has transactions of unknown types {', '.join(sorted(unknown))}"
        return report
    subject = SUBJECTS[subject_name](vector)
    try:
        report.difference = _replay(vector, subject, report)
    finally:
        subject.stop()
    return report


def _replay(vector: Vector, subject: Subject, report: Report) -> Difference | None:
    guide = start_reference(vector)
    scheduler = Scheduler(vector, guide)
    for recorded in vector.ledgers:
        schedule = scheduler.next(recorded)
        difference = _submit_all(subject, guide, schedule.submissions, recorded)
        if difference is not None:
            return difference
        header = recorded.header
        guide.close(header.close_time, header.close_flags)
        closed = subject.close(header.close_time, header.close_flags)
        difference = _compare_ledgers(recorded, closed)
        if difference is not None:
            return difference
        report.ledgers += 1
        report.transactions += len(recorded.transactions)
        report.refused += len(schedule.refused)
    rest = [Submission(refusal.blob, refusal.result) for refusal in scheduler.refusals]
    difference = _submit_all(subject, guide, rest, vector.ledgers[-1])
    report.refused += len(rest)
    return difference or _compare_states(vector, subject)


def _submit_all(
    subject: Subject, guide: ReferenceNode, submissions: list[Submission], recorded: RecordedLedger
) -> Difference | None:
    for submission in submissions:
        again = submission.expected is None
        submit(guide, submission.blob, again=again)
        answer = subject.submit(submission.blob, keep=submission.keep, again=again)
        if submission.expected not in (None, answer):
            return Difference(
                "the preliminary result of a submission",
                recorded.header.sequence,
                submission.expected,
                answer,
                _transaction(submission.blob),
            )
    return None


def _compare_ledgers(recorded: RecordedLedger, closed: SubjectLedger) -> Difference | None:
    sequence = recorded.header.sequence
    for place, wanted in enumerate(recorded.transactions):
        if place >= len(closed.transactions):
            return Difference(
                "a transaction is missing", sequence, wanted.result, None, _transaction(wanted.blob)
            )
        found = closed.transactions[place]
        what = _compare_transactions(wanted, found)
        if what is not None:
            return Difference(
                f"{what} of transaction {place}",
                sequence,
                _executed(wanted.blob, wanted.metadata, wanted.result),
                _executed(found.blob, found.metadata, found.result),
                _transaction(wanted.blob),
            )
    if len(closed.transactions) > len(recorded.transactions):
        extra = closed.transactions[len(recorded.transactions)]
        return Difference("a transaction too many", sequence, None, extra.result, _transaction(extra.blob))
    if closed.header != recorded.header:
        return Difference("the header", sequence, _plain(recorded.header), _plain(closed.header))
    if closed.hash != recorded.hash:
        return Difference("the ledger hash", sequence, recorded.hash.hex().upper(), closed.hash.hex().upper())
    return None


def _compare_transactions(wanted: Any, found: Executed) -> str | None:
    if wanted.blob != found.blob:
        return "the order of execution"
    if wanted.result != found.result:
        return "the result"
    return None if wanted.metadata == found.metadata else "the metadata"


def _compare_states(vector: Vector, subject: Subject) -> Difference | None:
    sequence = vector.ledgers[-1].header.sequence if vector.ledgers else vector.parent.header.sequence
    found = subject.state()
    for key in sorted(vector.final_state.keys() | found.keys()):
        recorded = vector.final_state.get(key)
        if recorded != found.get(key):
            return Difference(
                f"the final entry {key.hex().upper()}",
                sequence,
                _entry(key, recorded),
                _entry(key, found.get(key)),
            )
    return None


# Decoding, to show both sides


def _transaction(blob: bytes) -> Any:
    try:
        tx = decode_transaction(blob, canonical=False)
    except DecodeError as error:
        return {"blob": blob.hex().upper(), "error": str(error)}
    return {**to_json(tx), "hash": tx.id.hex().upper()}


def _executed(blob: bytes, metadata: bytes, result: str) -> Any:
    return {
        "hash": decode_transaction(blob, canonical=False).id.hex().upper(),
        "result": result,
        "meta": to_json(decode_free_form(metadata)),
        "meta_blob": metadata.hex().upper(),
    }


def _entry(key: bytes, data: bytes | None) -> Any:
    return None if data is None else to_json(decode_entry(key, data))


def _plain(header: Any) -> dict[str, Any]:
    return {
        name: value.hex().upper() if isinstance(value, bytes) else value
        for name in header.__struct_fields__
        for value in (getattr(header, name),)
    }
