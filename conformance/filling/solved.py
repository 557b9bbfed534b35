"""Vectors from a solver: for every path through the rules of a transaction type, and for every boundary of
what is compared on the way, a transaction and the accounts that take that path.

Each has a cast of its own, so that all stand side by side in one ledger and none is in another's way. The
engine says beforehand what will be answered; a server that runs the same rules must answer the same. What it
does with the transaction then is recorded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from canon import VERSION
from conformance.filling.play import Look, run_unknown, settle
from conformance.filling.props import ADMITTED, has_more
from conformance.filling.signers import sign
from conformance.filling.stage import cast
from conformance.recording import Recording
from conformance.traffic.beginnings import CLOSE_TIME, MASTER, of_entries
from conformance.vectors import Vector
from proofs.paths import Impossible, Limits
from proofs.proving import inputs_from
from proofs.replacing import seeded
from proofs.samples import Sample, Sampler, Tally, samples
from proofs.unknowns import Trial
from reference.node import ClosedLedger, ReferenceNode
from reference.state import DictState
from spec import ledger
from spec.amendments import MAINNET
from spec.entries import AccountRoot, Entry
from spec.invariants.accounts import drops_of
from spec.laws import LawBroken
from spec.ledger import DEFAULT_FEES
from spec.objects import Style
from spec.results import RESULTS, tesSUCCESS
from spec.transaction import TRANSACTION_TYPES, Transaction
from spec.types import AMOUNT
from spec.validity import local_fault

FAMILY = "solved"
PLAIN_PATHS = 300
"""The plain look ends before, at all types but two."""
QUESTION_MS, CLAIM_MS = 500, 2_000
"""So long the solver looks for an answer: to whether a branch is possible, and to what leads along a path."""
SAME = 6
"""Paths to one refusal, where everybody may hold something."""
OVER = 4
"""So many paths are passed over for each that is wanted."""
PAUSE = 10
"""Seconds until the ledger closes."""


class Case(Struct, frozen=True):
    """Inputs, and what the engine says that they lead to."""

    look: Look
    values: dict[str, int]
    result: str
    edge: str


class Solved(Struct):
    """What became of one type of transaction."""

    kind: str
    vector: Vector
    tally: Tally
    written: Counter[str] = field(default_factory=Counter)
    """How many transactions had each result when they were submitted."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Paths and models of which no transaction could be made, by the reason."""
    different: list[str] = field(default_factory=list)
    """Where the reference did not do what the engine said."""

    def __str__(self) -> str:
        tally = self.tally
        more = f" of at least {tally.paths + tally.left}" if tally.left else ""
        return (
            f"{tally.paths} paths{more}, {tally.edges} boundaries, {tally.crossings} across one, "
            f"{tally.beyond} beyond reach, {self.written.total()} transactions"
        )

    def faults(self) -> Iterator[str]:
        """What was left out, and why, and what came out different."""
        for reason, count in sorted(self.left_out.items()):
            yield f"left out: {count}: {reason}"
        for one in self.different:
            yield f"different: {one}"


def solve(name: str, paths: int) -> Solved:
    """Go through the rules of a type, and record what the reference does with every case.

    At most so many paths are followed in each further look, those first that answer a question in a new way.
    """
    (kind,) = (one for one in TRANSACTION_TYPES.values() if one.type_name == name)
    tally, left_out = Tally(), Counter[str]()
    begin: list[Entry] = []
    plays: list[tuple[Transaction, Case]] = []
    for number, case in enumerate(_cases(kind, paths, tally), 1):
        made = _made(kind, case, number, left_out)
        if made is not None:
            begin += made[1]
            plays.append((made[0], case))
    recording = _recording(begin)
    called = f"{FAMILY}-{name}"
    found = Solved(name, recording.vector(called, FAMILY), tally, left_out=left_out + tally.lost)
    for tx, case in plays:
        answer = recording.submit(tx.blob)
        found.written[answer] += 1
        if answer != case.result:
            found.different.append(f"{answer}, and not {case.result}, with {case.values} {case.edge}")
    try:
        recording.close(CLOSE_TIME + PAUSE)
    except LawBroken as broken:
        found.different.append(str(broken))
    found.vector = replace(recording.vector(called, FAMILY), server=f"canon {VERSION}")
    return found


def _cases(kind: type[Transaction], paths: int, tally: Tally) -> Iterator[Case]:
    """The cases of each look; those whose inputs are all the same only once."""
    seen: set[str] = set()
    reached: dict[str, dict[str, int]] = {}
    for look in _looks(kind):
        kept = _best(reached) if look is Look.ENVELOPE else {}
        if kept is None:
            tally.lost[f"{look.value}: no transaction gets past its frame"] += 1
            continue
        limit = PLAIN_PATHS if look is Look.PLAIN else paths
        for sample in _samples(kind, look, kept, limit, tally):
            values = kept | sample.values
            reached.setdefault(sample.result, values)
            told = f"{look} {sorted(values.items())}"
            if told not in seen:
                seen.add(told)
                yield Case(look, values, sample.result, sample.edge)


def _best(reached: dict[str, dict[str, int]]) -> dict[str, int] | None:
    """Inputs for a transaction that succeeds, or else is refused for what it asks for: its envelope is in
    order."""
    if tesSUCCESS.name in reached:
        return reached[tesSUCCESS.name]
    return next(
        (values for name, values in reached.items() if RESULTS[name].is_tec or RESULTS[name].is_ter), None
    )


def _looks(kind: type[Transaction]) -> list[Look]:
    """Those in which there is more to see of a type than in the ones before."""
    own = [slot for name, slot in kind.slots.items() if name not in Transaction.slots]
    wide = any(slot.style is not Style.REQUIRED for slot in own)
    tokens = any(slot.field.type is AMOUNT for slot in own)
    left_out = {
        Look.WIDE: not wide,
        Look.TOKENS: not tokens,
        Look.HELD: not has_more(kind),
        Look.ADMITTED: kind.__name__ not in ADMITTED,
    }
    return [look for look in Look if not left_out.get(look)]


def _samples(
    kind: type[Transaction], look: Look, base: dict[str, int], paths: int, tally: Tally
) -> Iterator[Sample[str]]:
    with seeded():  # contracts are left out: they would fork, too
        explorer = Sampler(Limits(paths=paths, question_ms=QUESTION_MS, claim_ms=CLAIM_MS))
        is_enough = _enough(paths) if look in (Look.HELD, Look.ADMITTED) else lambda _: False
        yield from samples(lambda: run_unknown(kind, look, base), explorer, tally, is_enough)


def _enough(paths: int) -> Callable[[str], bool]:
    """Of no refusal more than a few paths are wanted, where the way to success is long; so many are passed
    over at most."""
    often = Counter[str]()

    def is_enough(result: str) -> bool:
        often[result] += 1
        dull = result != tesSUCCESS.name and often[result] > SAME and often[""] < OVER * paths
        often[""] += dull
        return dull

    return is_enough


def _made(
    kind: type[Transaction], case: Case, number: int, left_out: Counter[str]
) -> tuple[Transaction, list[Entry]] | None:
    """The signed transaction of a case, and the entries that it needs; None, with the reason counted."""
    players = cast(number)
    try:
        with inputs_from(Trial(case.values)):
            tx, entries = settle(kind, players, case.look)
        tx = sign(tx, players)
    except Impossible:
        left_out["the model is none of the stage"] += 1
        return None
    except (ValueError, OverflowError) as error:
        left_out[f"no bytes for it: {error}"] += 1
        return None
    fault = local_fault(tx)
    if fault is not None:
        left_out[f"no server takes it: {fault}"] += 1
        return None
    return tx, entries


def _recording(entries: list[Entry]) -> Recording:
    """In a ledger that has these entries, and somebody who has all other XRP."""
    first = ledger.genesis_entries(MASTER, tuple(one.id for one in MAINNET), DEFAULT_FEES)
    master = first[0]
    assert isinstance(master, AccountRoot)
    master.balance -= sum(map(drops_of, entries))
    begin = of_entries([*first, *entries])
    return Recording(ReferenceNode(ClosedLedger(begin.header, begin.hash, DictState.of(begin.entries))))
