"""Generated traffic: plausible transactions of every live type, and a share of wrong ones.

A generator looks at the present ledger and makes the next transaction for it, signed and ready to be
submitted. Between transactions it keeps nothing of the ledger: all that it knows it finds there. So it can be
put to any server whose ledger can be read, in any order, and what it makes depends on nothing but the ledger
and the choices.

    people = actors(9)
    begin = funded(people)
    traffic = Traffic(seeded(Random(7)), people, "dex")
    tx = traffic.next(view)     # view: the open ledger, as spec.views.ReadView
    seconds = traffic.pause()   # how much later the ledger after this one closes

``seeded`` takes a generator that the caller brings, for campaigns and benchmarks; ``drawn`` takes what
``st.data()`` gives, and Hypothesis shrinks what led to a failure. An open ledger that is no ReadView becomes
one by ``StateView(ledger, ledger.info)``.

A family is a table of makers, each with a weight; the families are those of the recorded vectors. Makers pick
live objects by their place in the ledger: lines with balances, books that cross, pools that trade. One
transaction in so many is spoiled, in its envelope or in one of its fields, and one in so many is aimed at a
result that the type can give (see ``aims``). Pseudo-transactions are left out:
validators make them, and no server takes them from anyone.
"""

from __future__ import annotations

from collections.abc import Sequence

from conformance.traffic import (
    account,
    amm,
    channel,
    check,
    dex,
    domain,
    envelope,
    escrow,
    everything,
    faults,
    identity,
    mpt,
    nft,
    paths,
    tokenescrow,
    trust,
    xrp,
)
from conformance.traffic.actors import Actor, actor, actors
from conformance.traffic.aims import AIMS
from conformance.traffic.aims.course import Course
from conformance.traffic.beginnings import Beginning, funded, of_entries
from conformance.traffic.choices import Choices, drawn, seeded
from conformance.traffic.scene import Mix, Scene
from spec.engine import MAX_LEGACY_NETWORK_ID
from spec.transaction import Transaction
from spec.views import ReadView

__all__ = [
    "FAMILIES",
    "Actor",
    "Beginning",
    "Choices",
    "Traffic",
    "actor",
    "actors",
    "drawn",
    "funded",
    "of_entries",
    "seeded",
]

FAMILIES: dict[str, Mix] = {
    "xrp": xrp.MIX,
    "account": account.MIX,
    "trust": trust.MIX,
    "dex": dex.MIX,
    "paths": paths.MIX,
    "escrow": escrow.MIX,
    "channel": channel.MIX,
    "check": check.MIX,
    "nft": nft.MIX,
    "amm": amm.MIX,
    "mpt": mpt.MIX,
    "tokenescrow": tokenescrow.MIX,
    "domain": domain.MIX,
    "identity": identity.MIX,
    "everything": everything.MIX,
}
"""What each family makes, and how often."""

FAULTY = 14
"""Of a hundred transactions so many are spoiled."""
AIMED = 35
"""Of a hundred so many are aimed at a certain result."""
_ATTEMPTS = 6
_PAUSES = ((20, 2), (10, 1), (6, 10), (4, 40), (2, 400), (1, 4_000), (1, 90_000))


class Traffic:
    """Makes one transaction after the other."""

    def __init__(
        self,
        choose: Choices,
        people: Sequence[Actor],
        family: str = "everything",
        *,
        faulty: int = FAULTY,
        aimed: int = AIMED,
        network_id: int = 0,
    ) -> None:
        """For a network that transactions must name, give its number. Raises KeyError where there is no such
        family."""
        self.choose = choose
        self.people = people
        self.mix = FAMILIES[family]
        self.course = Course(AIMS[family])
        self.faulty = faulty
        self.aimed = aimed
        self.network_id = network_id if network_id > MAX_LEGACY_NETWORK_ID else None

    def next(self, view: ReadView) -> Transaction:
        """A transaction for the present state of an open ledger, signed."""
        scene = Scene(self.choose, view, self.people)
        if self.aimed and self.choose.chance(self.aimed):
            aimed = self.course.next(scene)
            if aimed is not None:
                aimed.network_id = self.network_id
                return envelope.seal(scene, aimed)
        tx = self._body(scene)
        tx.network_id = self.network_id
        wrong = self.choose.pick((0, 1)) if self.choose.chance(self.faulty) else None
        if wrong == 0:
            tx = faults.break_field(scene, tx)
        return envelope.seal(scene, tx, wrong=wrong == 1)

    def _body(self, scene: Scene) -> Transaction:
        for _ in range(_ATTEMPTS):
            made = self.choose.weighted(self.mix)(scene)
            if made is not None:
                return made
        return xrp.pay(scene)

    def pause(self) -> int:
        """How many seconds go by until the next ledger closes: mostly few, at times a day."""
        return self.choose.weighted(_PAUSES)
