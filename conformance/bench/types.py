"""Every type of transaction in the recordings: what one costs, and where the time goes.

The recorded ledgers are built again by the node's machinery, and each must come out with its recorded hash.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from conformance import vectors
from conformance.bench.clock import Functions, Stopwatch, verification
from conformance.bench.figures import VERIFICATION, Figure, Section
from conformance.bench.sizes import Size
from conformance.bench.small_ledgers import NotAsMeant, node_of
from conformance.traffic.beginnings import Beginning
from conformance.vectors import RecordedTransaction, Vector
from impl import building
from impl.building import CloseTime
from impl.ledgers import state_view
from impl.open_ledger import Checks
from impl.quick_draft import QuickDraft
from spec import engine, invariants, ledger
from spec.engine import FINAL, rules_of
from spec.ledger import Built, Draft
from spec.results import tesSUCCESS
from spec.transaction import TRANSACTION_TYPES, Transaction, decode_transaction

DECODE = "decode"
STAGES: Functions = {
    DECODE: (),
    "verify": ((Checks, "signatures_hold"),),
    "preflight": ((Checks, "preflight"),),
    "preclaim": ((engine, "preclaim"),),
    "apply": ((engine, "apply"), (QuickDraft, "apply")),
    "invariants": ((invariants, "hold"),),
    "metadata": ((QuickDraft, "describe"), (QuickDraft, "accept")),
}
"""The functions of each stage, by who has them."""
Cost = tuple[str, dict[str, float]]
"""The type of a transaction, and seconds by stage."""


def measure(size: Size) -> Iterator[Section]:
    """What a transaction of each type costs."""
    found = _vectors(size.vectors)
    with Stopwatch(STAGES) as watch:
        rounds = [[cost for vector in found for cost in _replay(vector, watch)] for _ in range(size.rounds)]
    totals: defaultdict[str, Counter[str]] = defaultdict(Counter)
    counts: Counter[str] = Counter()
    for same in zip(*rounds, strict=True):
        kind, seconds = min(same, key=lambda cost: sum(cost[1].values()))
        totals[kind].update(seconds)
        counts[kind] += 1
    bare = verification()
    figures = [_figure(f"{kind} ({counts[kind]:,})", totals[kind], counts[kind], bare) for kind in counts]
    figures.sort(key=lambda figure: -figure.value)
    notes = [
        "in brackets, how many there were in the recordings",
        f"time is the clock's, for each transaction in the best of {size.rounds} rounds",
    ]
    yield Section("types", "types: one transaction, from bytes to metadata", figures, notes)


def _figure(name: str, seconds: Counter[str], count: int, bare: float) -> Figure:
    total = sum(seconds.values())
    parts = {stage: part / total for stage, part in seconds.items()}
    each = total / count
    return Figure(name, each, each=True, ratio=each / bare, to=VERIFICATION, shares=parts)


def _vectors(each: int) -> list[Vector]:
    """So many carried vectors of each family, where all types have rules."""
    taken: Counter[str] = Counter()
    found = []
    for path in vectors.find([vectors.CARRIED]):
        family = path.name.rsplit("-", 1)[0]
        if taken[family] < each:
            vector = vectors.load(path)
            if all(_has_rules(one) for recorded in vector.ledgers for one in recorded.transactions):
                taken[family] += 1
                found.append(vector)
    return found


def _has_rules(recorded: RecordedTransaction) -> bool:
    kind = TRANSACTION_TYPES.get(int.from_bytes(recorded.blob[1:3], "big"))
    return kind is not None and rules_of(kind) is not None


def _replay(vector: Vector, watch: Stopwatch) -> Iterator[Cost]:
    """Build the recorded ledgers again. Gives the type of each transaction, and seconds by stage."""
    beginning = Beginning(vector.parent.header, vector.parent.hash, vector.entries())
    node = node_of(beginning)
    parent, checks, store = node.closed_ledger(), Checks(0), node.store
    for recorded in vector.ledgers:
        info = building.info_after(parent)
        draft = ledger.begin(state_view(parent, info), info, QuickDraft)
        watch.take()
        for one in recorded.transactions:
            yield _execute(one, draft, checks, watch), watch.take()
        at = CloseTime(recorded.header.close_time, recorded.header.close_flags)
        new = building.finish(parent, Built(draft, {}, {}), at, store)
        if new.ledger.hash != recorded.hash:
            raise NotAsMeant(f"{vector.name}: ledger {recorded.header.sequence} came out otherwise")
        building.save(new, store)
        parent = new.ledger


def _execute(recorded: RecordedTransaction, draft: Draft, checks: Checks, watch: Stopwatch) -> str:
    tx: Transaction = watch.time(DECODE, decode_transaction)(recorded.blob)
    holds = checks.signatures_hold(tx) and checks.preflight(tx, draft.info.rules) is tesSUCCESS
    if not (holds and draft.apply(tx, FINAL).applied):
        raise NotAsMeant(f"{tx!r} was not applied")
    return tx.type_name
