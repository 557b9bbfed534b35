"""A server and the reference in lockstep: what one is given the other is given, and every answer is compared.

The reference keeps nothing that came too early, and knows no queue. A server may: what it tries again by
itself, and when, is its own affair. So before a ledger closes, and after, the server is asked what stands in
its open ledger, and of what was submitted to it the same is put into the reference's. What each of these
transactions then does is compared to the last byte.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from conformance import compare, sides
from conformance.remote import ledgers
from conformance.remote.server import ApiError, Server, ServerError
from conformance.runs import Difference
from conformance.schedule import is_applied, submit
from conformance.subjects import SubjectLedger, of_reference
from conformance.vectors import INVALID
from reference.node import ClosedLedger, ReferenceNode
from reference.state import DictState
from spec.hashing import ZERO_HASH
from spec.ledger import canonical_order
from spec.lengths import DecodeError
from spec.transaction import Transaction, decode_transaction
from spec.values import Hash256

CANNOT_QUEUE = "telCAN_NOT_QUEUE"
"""How the results begin that say that the open ledger is full and the queue takes no more."""
QUEUED = "terQUEUED"
TOO_CHEAP = "telINSUF_FEE_P"
EMPTYING = 12
"""So many ledgers are closed to empty the open ledger of what others left in it."""


class Answer(Struct, frozen=True):
    """What became of a submission."""

    found: str
    """What the server answered."""
    expected: str | None
    """What the reference answered; ``None`` where the server did as its load made it, which is not
    compared."""
    difference: Difference | None = None


class Step(Struct, frozen=True):
    """A ledger that both closed."""

    parent: ClosedLedger
    expected: SubjectLedger
    """As the reference made it."""
    found: SubjectLedger
    """As the server says that it made it."""
    submitted: tuple[tuple[bytes, str], ...]
    """What was submitted while it was open, and what the server answered."""
    answers: dict[bytes, str]
    """What the reference answered."""
    difference: Difference | None


class Mirror:
    """The reference beside a server, both at the same ledger."""

    def __init__(self, server: Server, closed: SubjectLedger, node: ReferenceNode) -> None:
        self.server = server
        self.closed = closed
        """The last closed ledger, as the server has it."""
        self.node = node
        self.sent: dict[Hash256, Transaction] = {}
        """What was submitted and is in no closed ledger yet."""
        self.submitted: list[tuple[bytes, str]] = []
        """What was submitted while the present ledger is open, and what the server answered."""
        self.answers: dict[bytes, str] = {}
        """What the reference answered."""
        self.difference: Difference | None = None
        """The first difference since the last ledger closed."""

    @classmethod
    def of(cls, server: Server) -> Mirror:
        """The reference at a server's last closed ledger, with nothing in the open one.

        Raises:
            ServerError: the server cannot be asked; what it says does not fit together; it does not stand
                alone; or the specification does not know all that is in its state.

        """
        for _ in range(EMPTYING):
            accept(server)
            if not ledgers.in_open_ledger(server):
                break
        else:
            raise ServerError(
                f"{server.url} has transactions in its open ledger that {EMPTYING} ledgers did not take: "
                "expected a server that nobody else uses"
            )
        closed = ledgers.closed_ledger(server)
        entries = ledgers.entries(server, ledgers.state(server, closed.header, closed.hash))
        last = ClosedLedger(closed.header, closed.hash, DictState.of(entries))
        node = ReferenceNode(last, network_id(server))
        _insist_on_known(server, node)
        return cls(server, closed, node)

    # ------------------------------------------------------------------------------------------ submitting

    def submit(self, blob: bytes) -> Answer:
        """Submit to the server, and to the reference, and compare the answers. Raises ServerError."""
        found = _submit(self.server, blob)
        self.submitted.append((blob, found))
        trial = self._trial()
        expected = submit(trial, blob)
        tx = _decoded(blob)
        if tx is not None and found != INVALID:
            self.sent.setdefault(tx.id, tx)
        if found != expected and self._is_load(found):
            return Answer(found, None)
        self.node = trial
        self.answers[blob] = expected
        if found != expected:
            where = f"ledger {self.node.open.info.sequence}"
            shown = (expected, found, sides.transaction(blob))
            self._note(Difference(compare.PRELIMINARY, where, *shown))
        elif found == "tesSUCCESS" and len(self.sent) > len(self.node.open.transactions):
            self._note(self.follow())  # it may have taken others along that waited for it
        return Answer(found, expected, self.difference)

    def _note(self, difference: Difference | None) -> None:
        self.difference = self.difference or difference

    def _trial(self) -> ReferenceNode:
        """The reference, to be put in its own place where what it is given is to stay."""
        trial = self.node.fork()
        trial.lawful = self.node.lawful
        return trial

    def _is_load(self, found: str) -> bool:
        """Whether an answer comes of how full the server is, and not of the rules."""
        if found == QUEUED or found.startswith(CANNOT_QUEUE):
            return True
        return found == TOO_CHEAP and room(self.server).dear

    def follow(self) -> Difference | None:
        """Put into the reference's open ledger what the server put into its own by itself. Raises
        ServerError."""
        theirs = ledgers.in_open_ledger(self.server)
        strange = theirs - self.sent.keys()
        if strange:
            raise ServerError(
                f"{self.server.url} has {len(strange)} transactions in its open ledger that somebody else "
                f"sent, one is {min(strange).hex().upper()}: expected a server that nobody else uses"
            )
        missing = [self.sent[one] for one in theirs - self.node.open.transactions.keys()]
        while missing and (placed := self._place(missing)):
            missing = [tx for tx in missing if tx.id not in placed]
        where = f"ledger {self.node.open.info.sequence}, while it is open"
        if missing:
            about = sides.transaction(missing[0].blob)
            answer = submit(self.node.fork(), missing[0].blob, again=True)
            return Difference("a transaction stands in the open ledger", where, answer, "it is there", about)
        extra = self.node.open.transactions.keys() - theirs
        if extra:
            about = sides.transaction(self.sent[min(extra)].blob)
            shown = ("it is there", "it is not there", about)
            return Difference("a transaction stands in the open ledger", where, *shown)
        return None

    def _place(self, missing: Iterable[Transaction]) -> set[Hash256]:
        placed = set()
        for tx in canonical_order(missing, ZERO_HASH):
            trial = self._trial()
            if is_applied(submit(trial, tx.blob, again=True)):
                self.node = trial
                placed.add(tx.id)
        return placed

    # --------------------------------------------------------------------------------------------- closing

    def close(self) -> Step:
        """Have the server close its ledger, close the reference's at the same time, and compare.

        Raises:
            ServerError: the server cannot be asked, or something else has it close ledgers.

        """
        self._note(self.follow())
        parent = self.node.last
        accept(self.server)
        found = ledgers.closed_ledger(self.server)
        if (
            found.header.sequence != parent.header.sequence + 1
            or found.header.parent_hash != self.closed.hash
        ):
            raise ServerError(
                f"{self.server.url} closed ledger {found.header.sequence} when ledger "
                f"{parent.header.sequence + 1} was to be closed: expected a server that closes ledgers only "
                "when ledger_accept is called, and that nobody else uses"
            )
        votes = [
            tx for tx in (_decoded(one.blob) for one in found.transactions) if tx is not None and tx.pseudo
        ]
        self._take_along(found, votes)
        self.node.close(found.header.close_time, found.header.close_flags, votes)
        _insist_on_known(self.server, self.node)
        expected = of_reference(self.node.last)
        submitted, self.submitted = tuple(self.submitted), []
        answers, self.answers = self.answers, {}
        for one in found.transactions:
            tx = _decoded(one.blob)
            if tx is not None:
                self.sent.pop(tx.id, None)
        self.closed = found
        self._note(compare.ledgers(expected, found))
        if self.difference is None:
            self._note(self.follow())
        difference, self.difference = self.difference, None
        return Step(parent, expected, found, submitted, answers, difference)

    def _take_along(self, found: SubjectLedger, votes: list[Transaction]) -> None:
        """Put into the reference's open ledger what the server tried once more when it was to close its own.

        What got into the closed ledger is seen there. What did not was part of the set by whose hash a ledger
        is ordered: it is looked for where the order does not come out.
        """
        wanted = [tx.id for tx in map(_decoded, (one.blob for one in found.transactions)) if tx is not None]
        waiting = [tx for tx in self.sent.values() if tx.id not in self.node.open.transactions]
        missing = [tx for tx in waiting if tx.id in wanted]
        while missing and (placed := self._place(missing)):
            missing = [tx for tx in missing if tx.id not in placed]
        others = [tx for tx in waiting if tx.id not in wanted]
        for some in ([], others, *([one] for one in others)):
            before = self.node
            self._place(some)
            if list(self.node.build(votes).draft.transactions) == wanted:
                return
            self.node = before


def _insist_on_known(server: Server, node: ReferenceNode) -> None:
    """Raises ServerError where the rules of the open ledger are not those of the specification."""
    unknown = ledgers.unknown_amendments(node.open.info.rules)
    if unknown:
        raise ServerError(
            f"{server.url} has amendments enabled that the specification does not know, so its rules are "
            f"others: {', '.join(unknown)}"
        )


class Room(Struct, frozen=True):
    """How full a server's open ledger is."""

    size: int | None
    """So many transactions fit in before it asks for more than the usual fee; ``None`` where it does not
    say."""
    dear: bool
    """Whether it asks for more than the usual fee now."""


def room(server: Server) -> Room:
    """How full the open ledger is; a server that does not say is taken to be empty. Raises ServerError."""
    try:
        answer = server.call("fee")
        drops = answer["drops"]
        expected = answer.get("expected_ledger_size")
        dear = int(drops["open_ledger_fee"]) > int(drops["base_fee"])
        return Room(None if expected is None else int(expected), dear)
    except (ApiError, KeyError, TypeError, ValueError):
        return Room(None, dear=False)


def network_id(server: Server) -> int:
    """The network that the server says it belongs to. Raises ServerError."""
    found = server.call("server_info").get("info", {}).get("network_id", 0)
    return found if isinstance(found, int) else 0


def accept(server: Server) -> None:
    """Have the server close its open ledger. Raises ServerError."""
    try:
        server.call("ledger_accept")
    except ApiError as error:
        why = {
            "notStandAlone": "it is a server of a network: start it in standalone mode",
            "noPermission": "this machine is not its administrator: see admin in the server's port settings",
            "forbidden": "this machine is not its administrator: see admin in the server's port settings",
        }
        raise ServerError(f"{error}. {why.get(error.token, 'Expected it to close a ledger')}") from None


def _submit(server: Server, blob: bytes) -> str:
    """The name of the preliminary result, or ``invalidTransaction``."""
    try:
        answer = server.call("submit", tx_blob=blob.hex().upper())
    except ApiError as error:
        if error.token == INVALID:
            return INVALID
        raise
    result = answer.get("engine_result")
    if not isinstance(result, str):
        raise ServerError(f"{server.url} answered submit without engine_result: {answer!r:.200}")
    return result


def _decoded(blob: bytes) -> Transaction | None:
    try:
        return decode_transaction(blob, canonical=False)
    except DecodeError:
        return None
