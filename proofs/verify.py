"""Everything that can be shown of laws and contracts, and whether it is what is listed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from msgspec import Struct, field

from proofs import registry
from proofs.gate import Search, search
from proofs.paths import Forgetful
from proofs.proving import Found, Verdict
from proofs.replacing import contracted, load_contracts
from proofs.standing import LISTED, Standing
from spec.laws import LAWS, Law, Scope

QUICK_SECONDS = 2.0
FULL_SECONDS = 20.0
"""So long CrossHair searches for each promise."""


class TwinResult(Struct):
    """What became of a mistake that a proof must notice."""

    mistake: str
    refuted: bool
    seconds: float
    counterexample: dict[str, int] | None


class ProofResult(Struct):
    """What became of a proof."""

    subject: str
    name: str
    sentence: str
    about: tuple[str, ...]
    standing: str
    outcomes: dict[str, int]
    fault: str
    seconds: float
    twins: list[TwinResult]
    of_contract: bool


class FunctionRow(Struct):
    """A function with a contract, and how well that is known to hold."""

    name: str
    listed: str | None
    found: str | None
    """None where this run did not look."""
    by: str
    seconds: float
    fault: str = ""


class LawRow(Struct):
    """A law, and how it is used."""

    name: str
    sentence: str
    scope: str
    failure_mode: int | None
    invariant: str | None
    uses: list[str]
    proofs: list[str]


class Verification(Struct):
    """All of it."""

    quick: bool
    laws: list[LawRow] = field(default_factory=list)
    functions: list[FunctionRow] = field(default_factory=list)
    proofs: list[ProofResult] = field(default_factory=list)
    searches: list[Search] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


def run_proof(key: str) -> ProofResult:
    """Run one proof; in a process of its own."""
    proof = registry.load()[key]
    try:
        report = registry.run(proof)
    except (Exception, Forgetful) as error:  # noqa: BLE001 - told beside the other results
        fault = f"{type(error).__name__}: {error}"
        report = registry.Report(proof, Verdict(Found.NOT_PROVED, reason=fault), [], fault)
    return ProofResult(
        proof.subject,
        proof.name,
        proof.sentence,
        proof.about,
        report.verdict.found.value,
        dict(report.verdict.outcomes),
        report.fault,
        report.seconds,
        [
            TwinResult(str(twin), verdict.found is Found.REFUTED, verdict.seconds, verdict.counterexample)
            for twin, verdict in report.twins
        ],
        proof.of_contract,
    )


def run_search(name: str, seconds: float) -> Search:
    """Let CrossHair search one function; in a process of its own."""
    load_contracts()
    return search(contracted()[name], seconds)


Listener = Callable[[ProofResult | Search], None]


def verify(
    *, quick: bool, jobs: int, subjects: Iterable[str] = (), listen: Listener = lambda _: None
) -> Verification:
    """Run every proof and search, and compare with what is listed.

    Args:
        quick: leave out the proofs that take long, and search, briefly, only what is not proved.
        jobs: how many processes.
        subjects: only these, if any are named; then nothing is compared with what is listed.
        listen: told of each result as it comes.

    """
    started = time.monotonic()
    load_contracts()
    wanted = set(subjects)
    chosen = [
        key
        for key, proof in registry.load().items()
        if (not wanted or proof.subject in wanted) and not (quick and proof.slow)
    ]
    found = Verification(quick)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        tasks: list[Future[Any]] = []
        for key in sorted(chosen, key=lambda key: -registry.PROOFS[key].limits.seconds):
            tasks.append(pool.submit(run_proof, key))
        for name in _to_search(quick) if not wanted else ():
            tasks.append(pool.submit(run_search, name, QUICK_SECONDS if quick else FULL_SECONDS))
        for task in as_completed(tasks):
            try:
                result = task.result()
            except BrokenProcessPool:
                found.faults.append("a process ended in the middle of its work: is there enough memory?")
                break
            listen(result)
            (found.proofs if isinstance(result, ProofResult) else found.searches).append(result)
    found.proofs.sort(key=lambda one: (one.subject, one.name))
    found.searches.sort(key=lambda one: one.function)
    found.functions = list(_function_rows(found))
    found.laws = [_law_row(law) for law in LAWS.values()]
    found.faults += _faults(found, compare=not wanted)
    found.seconds = time.monotonic() - started
    return found


def _to_search(quick: bool) -> list[str]:
    """What CrossHair looks at: every contract, or quickly those that are not proved."""
    return [name for name in contracted() if not quick or name not in registry.CONTRACTS]


def _function_rows(found: Verification) -> Iterator[FunctionRow]:
    proofs = {one.about[0]: one for one in found.proofs if one.of_contract}
    searches = {one.function: one for one in found.searches}
    for name in sorted(contracted().keys() | LISTED.keys()):
        listed = LISTED.get(name)
        row = FunctionRow(name, listed.name.lower() if listed else None, None, "", 0.0)
        proof, searched = proofs.get(name), searches.get(name)
        best: Standing | None = None
        if searched is not None:
            best, row.by, row.fault, row.seconds = (
                searched.standing,
                "CrossHair",
                searched.note,
                searched.seconds,
            )
        if proof is not None and best is not Standing.BROKEN:
            row.by, row.fault = "Z3", proof.fault
            row.seconds += proof.seconds
            best = Standing.UNKNOWN if proof.fault else Standing.PROVED
        row.found = best.name.lower() if best is not None else None
        yield row


_USED = {
    Scope.TRANSACTION: ("reference", "property"),
    Scope.LEDGER: ("reference", "property"),
    Scope.HISTORY: ("property",),
    Scope.LOOP: ("reference",),
}
"""Where laws of each scope are checked as a matter of course: loops check their ranks while they run."""


def _law_row(law: Law) -> LawRow:
    proofs = [f"{one.subject}.{one.name}" for one in registry.PROOFS.values() if law.name in one.about]
    uses = list(_USED[law.scope])
    if proofs:
        uses.append("proof")
    if law.invariant is not None:
        uses.append("production")
    return LawRow(
        law.name, law.sentence, law.scope.name.lower(), law.failure_mode, law.invariant, uses, proofs
    )


def _faults(found: Verification, *, compare: bool) -> Iterator[str]:
    """What is worse than it is listed."""
    for one in found.proofs:
        if one.fault:
            yield f"proof {one.subject}.{one.name}: {one.fault}"
    known = contracted()
    for key, proof in registry.PROOFS.items():
        for about in proof.about:
            if about not in LAWS and "." not in about:
                yield f"proof {key} is about the law {about}, which there is not"
    for row in found.functions if compare else ():
        if row.listed is None:
            yield f"{row.name} has a contract and is not listed in proofs/standing.py"
        elif row.name not in known:
            yield f"{row.name} is listed in proofs/standing.py and has no contract"
        elif row.found is not None and Standing[row.found.upper()] < Standing[row.listed.upper()]:
            yield f"{row.name} is {row.found}, and listed as {row.listed}: {row.fault}"
        elif row.found is None and LISTED[row.name] is not Standing.PROVED:
            yield f"{row.name} was not looked at"
    for row in found.functions if compare else ():
        if row.listed == "proved" and row.name not in registry.CONTRACTS:
            yield f"{row.name} is listed as proved, and no proof of its contract is declared"
