"""The proofs that there are, each with what it is about, and with mistakes that it must notice.

A module in `proofs.subjects` declares proofs of one subject::

    @proof("numbers", arithmetic.multiply, twins=[Seed(arithmetic.multiply, "xe + ye", "xe - ye")])
    def products_do_not_depend_on_their_order() -> Truth:
        '''The product of two Numbers is the same in either order, where it is refused too.'''
        x, y = number("x"), number("y")
        return same(outcome_of(arithmetic.multiply, *x, *y), outcome_of(arithmetic.multiply, *y, *x))


    contract("numbers", arithmetic.add, raises=(NumberOverflow,), twins=[Seed(arithmetic.add, ...)])

The function's name and docstring say what is proved; what follows ``proof``'s subject are the functions or
the names of the laws that it is about. A *twin* is a mistake, in any function of the specification: the same
proof, run over the mistake, must be refuted. A proof that would not notice is not counted as one. ``covers``
names outcomes (see `proofs.unknowns.note`) that must be reached by at least one path.

``by_contract`` names functions in whose place their contracts stand; the proof then holds as far as theirs.
``instead`` puts other functions in the place of functions: what a proof assumes of them is what they say.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from msgspec import Struct

from proofs.contracts import Makers, Refusals, claim_of, stand_in
from proofs.paths import Limits
from proofs.proving import Claim, Found, Verdict, prove
from proofs.replacing import Moved, Seed, contracts_of, full_name, plain, replaced, seeded

Twin = Seed | Moved


class Proof(Struct, frozen=True):
    """One proof, as it was declared."""

    subject: str
    name: str
    sentence: str
    claim: Claim
    about: tuple[str, ...]
    """Full names of functions, and names of laws."""
    twins: tuple[Twin, ...]
    covers: frozenset[str]
    by_contract: tuple[Callable[..., Any], ...]
    instead: Mapping[Callable[..., Any], Callable[..., Any]]
    limits: Limits
    slow: bool
    """Left out of the quick form."""
    of_contract: bool = False
    """Whether it is the proof of the contract of the one function that it is about."""
    raises: Refusals = ()
    gives: Callable[..., Any] | None = None


class Report(Struct):
    """What running a proof gave."""

    proof: Proof
    verdict: Verdict
    twins: list[tuple[Twin, Verdict]]
    fault: str = ""
    """Why it does not count; empty when it does."""

    @property
    def seconds(self) -> float:
        """How long all of it took."""
        return self.verdict.seconds + sum(verdict.seconds for _, verdict in self.twins)


PROOFS: dict[str, Proof] = {}
"""By subject and name."""
CONTRACTS: dict[str, Proof] = {}
"""The proofs of contracts, by the full name of the function."""


SENSELESS = ("TypeError", "NameError", "AttributeError", "UnboundLocalError", "ImportError")
"""A mistake that ends like this is none that anybody would make."""


class DeclarationError(ValueError):
    """A proof is declared in a way that proves nothing."""


def proof(
    subject: str,
    *about: Callable[..., Any] | str,
    twins: Sequence[Twin],
    covers: Iterable[str] = (),
    by_contract: Sequence[Callable[..., Any]] = (),
    instead: Mapping[Callable[..., Any], Callable[..., Any]] | None = None,
    slow: bool = False,
    limits: Limits | None = None,
) -> Callable[[Claim], Claim]:
    """Declare a proof. Raises DeclarationError when it has no twin, no subject matter, or no sentence."""

    def declare(claim: Claim) -> Claim:
        name = claim.__name__
        if not about or not twins or not claim.__doc__:
            raise DeclarationError(
                f"{subject}.{name}: a proof is about something, has a twin and says what it proves"
            )
        _enter(
            Proof(
                subject,
                name,
                " ".join(claim.__doc__.split()),
                claim,
                tuple(one if isinstance(one, str) else full_name(plain(one)) for one in about),
                tuple(twins),
                frozenset(covers),
                tuple(by_contract),
                instead or {},
                limits or Limits(),
                slow,
            )
        )
        return claim

    return declare


def contract(
    subject: str,
    function: Callable[..., Any],
    *,
    twins: Sequence[Twin],
    raises: Refusals = (),
    makers: Makers | None = None,
    gives: Callable[..., Any] | None = None,
    covers: Iterable[str] = ("returns",),
    by_contract: Sequence[Callable[..., Any]] = (),
    instead: Mapping[Callable[..., Any], Callable[..., Any]] | None = None,
    slow: bool = False,
    limits: Limits | None = None,
) -> None:
    """Declare that the contract of a function is proved, for arguments made by type or as ``makers`` say.

    ``gives`` makes a fresh result from arguments, for callers that are proved against the contract; it is
    needed where the result's type does not say how.

    Raises DeclarationError when the function has no contract that ensures anything, or the proof no twin.
    """
    name = plain(function).__name__
    if not contracts_of(function)[1] or not twins:
        raise DeclarationError(
            f"{subject}.{name}: a contract that is proved ensures something, and has a twin"
        )
    found = Proof(
        subject,
        name,
        f"{name} keeps its contract.",
        claim_of(function, raises, makers or {}),
        (full_name(plain(function)),),
        tuple(twins),
        frozenset(covers),
        tuple(by_contract),
        instead or {},
        limits or Limits(),
        slow,
        of_contract=True,
        raises=raises,
        gives=gives,
    )
    _enter(found)
    CONTRACTS[found.about[0]] = found


def _enter(found: Proof) -> None:
    key = f"{found.subject}.{found.name}"
    if key in PROOFS:
        raise DeclarationError(f"{key} is declared twice")
    PROOFS[key] = found


def load() -> dict[str, Proof]:
    """Every proof of every subject."""
    import proofs.subjects as package

    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return PROOFS


@contextmanager
def _in_place(found: Proof, *twins: Twin) -> Iterator[None]:
    stand_ins = dict(found.instead)
    for function in found.by_contract:
        known = CONTRACTS.get(full_name(plain(function)))
        if known is None:
            raise DeclarationError(
                f"{found.name}: the contract of {full_name(plain(function))} is not proved"
            )
        stand_ins[function] = stand_in(function, known.raises, known.gives)
    with replaced(stand_ins), seeded(*twins):
        yield


def run(found: Proof) -> Report:
    """Run a proof, and its twins."""
    abstract = bool(found.by_contract)
    with _in_place(found):
        verdict = prove(found.claim, found.limits, abstract=abstract)
    report = Report(found, verdict, [], fault=_fault(found, verdict))
    for twin in found.twins if not report.fault else ():
        with _in_place(found, twin):
            refuted = prove(found.claim, found.limits, abstract=abstract)
        report.twins.append((twin, refuted))
        if refuted.found is not Found.REFUTED:
            report.fault = f"its twin is not refuted: {twin}: {refuted}"
        elif refuted.reason.startswith(SENSELESS):
            report.fault = f"its twin is not wrong, but senseless: {twin}: {refuted}"
    return report


def _fault(found: Proof, verdict: Verdict) -> str:
    if verdict.found is not Found.PROVED:
        return str(verdict)
    missing = found.covers - set(verdict.outcomes)
    return f"no path ends as {', '.join(sorted(missing))}" if missing else ""
