"""The course that aimed transactions take: a few results at a time, each until it must have been reached."""

from __future__ import annotations

from conformance.traffic.scene import Aims, Scene
from spec.transaction import Transaction

AT_ONCE = 3
"""So many results are aimed at by turns, so that those are reached to which there is more than a step."""
PATIENCE = 20
"""So many steps are made towards a result."""
SHOT = 10
"""A transaction of the type itself, which seems to be the last step, counts as so many."""


class Course:
    """Goes through all the results, in an order that the choices give."""

    def __init__(self, aims: Aims) -> None:
        self.aims = aims
        self.waiting: list[tuple[str, str]] = []
        self.left: dict[tuple[str, str], int] = {}

    def next(self, scene: Scene) -> Transaction | None:
        """The next step towards one of the results, or nothing where there is none to be made."""
        while len(self.left) < min(AT_ONCE, len(self.aims)):
            self._begin(scene)
        pair = scene.choose.pick(list(self.left))
        tx = self.aims[pair](scene)
        self.left[pair] -= SHOT if tx is not None and tx.type_name == pair[0] else 1
        if self.left[pair] <= 0:
            del self.left[pair]
        return tx

    def _begin(self, scene: Scene) -> None:
        if not self.waiting:
            self.waiting = [pair for pair in self.aims if pair not in self.left]
        pair = self.waiting.pop(scene.choose.integer(0, len(self.waiting) - 1))
        self.left[pair] = PATIENCE
