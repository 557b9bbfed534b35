"""A page for each law, with how it stands; and one for the contracts of functions."""

from __future__ import annotations

import markup  # noqa: F401  (finds the packages)
from markup import page, table

from conformance.failure_modes import MODES
from proofs import registry
from proofs.standing import LISTED
from spec.laws import LAWS, Law, Scope

_SEEN = {
    Scope.TRANSACTION: "The reference checks it after every transaction, in each ledger that it closes.",
    Scope.LEDGER: "The reference checks it of every ledger that it closes.",
    Scope.HISTORY: "Generated histories are held to it.",
    Scope.LOOP: "Every loop that has a rank is held to it, where contracts are on.",
}
PROOFS = registry.load()


def index() -> str:
    """The page that lists all laws."""
    rows = [
        (
            f"[{law.name}]({law.name}.md)",
            law.sentence,
            law.scope.value,
            "yes" if law.invariant else "",
            len(proofs_about(law.name)) or "",
        )
        for law in LAWS.values()
    ]
    return page(
        "# Laws",
        "What holds of every ledger, whatever happens. Each law is a function, written once: the reference "
        "is held to it, generated traffic is held to it, proofs prove parts of it for all inputs, and where "
        "the protocol itself demands it, the engine enforces it on every server. "
        "`canon verify` runs the proofs.",
        table(("law", "", "of", "enforced", "proofs"), *rows),
    )


def page_of(law: Law) -> str:
    """The page of a law."""
    proofs = proofs_about(law.name)
    standing = [
        _SEEN[law.scope] if law.invariant is None else "The engine checks it after every transaction.",
        "Traffic that the tests generate is held to it"
        + (", and so is every whole state in which it ends." if law.whole else "."),
        f"Proved, in part or whole, by {_count(len(proofs))}: see below."
        if proofs
        else "No proof is about it yet: it is checked, not proved.",
    ]
    if law.invariant is not None:
        standing.append(
            f"The protocol enforces it, as {law.invariant}: a transaction that breaks it is undone and ends "
            "with `tecINVARIANT_FAILED` or `tefINVARIANT_FAILED`."
        )
    if law.failure_mode is not None:
        mode = MODES[law.failure_mode]
        standing.append(f"It keeps the failure mode [{mode.name}](../failure-modes/{mode.number}.md) away.")
    return page(
        f"# {law.name}",
        law.sentence,
        f"It is about {law.scope.value}.",
        "## Standing",
        "\n".join(f"- {line}" for line in standing),
        *(["## Proofs", table(("proof", "what it proves"), *map(_row, proofs))] if proofs else []),
    )


def _count(number: int) -> str:
    return "one proof" if number == 1 else f"{number} proofs"


def proofs_about(name: str) -> list[registry.Proof]:
    """The proofs that say that they are about a law or a function."""
    return [one for one in PROOFS.values() if name in one.about]


def _row(one: registry.Proof) -> tuple[str, str]:
    return f"`{one.subject}.{one.name}`", one.sentence


def _linked(function: str) -> str:
    return f"[`{function}`][{function}]" if function.startswith("spec.") else f"`{function}`"


def contracts() -> str:
    """The page of the functions with a contract, and of all proofs."""
    listed = [(_linked(name), standing.name.lower()) for name, standing in LISTED.items()]
    others = [_row(one) for one in PROOFS.values() if not one.of_contract]
    return page(
        "# Contracts and proofs",
        "A function that could be called wrongly states in a contract what it is given and what it gives. "
        "*Proved* means that a solver showed the contract to hold for all arguments of its domain, on the "
        "very function that runs; *confirmed* that all paths were seen; *searched* that no counterexample "
        "was found in the time that there was. `canon verify` fails where anything is worse than here.",
        "What the node does in a quicker way than the specification stands beside it in "
        "`proofs/subjects/fast_twins.py`: those contracts say that what comes of both is the same.",
        table(("function", "standing"), *listed),
        "## Proofs that are not of one contract",
        "Each comes with mistakes that it must notice: with one of them in the code it has to fail.",
        table(("proof", "what it proves"), *others),
    )
