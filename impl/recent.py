"""Maps that remember what came lately, and no more than that."""

from __future__ import annotations

from typing import Generic, TypeVar

from spec.values import Hash256

V = TypeVar("V")


class Recent(Generic[V]):
    """A map that forgets what was not asked for in the time in which ``limit`` other keys came."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._young: dict[Hash256, V] = {}
        self._old: dict[Hash256, V] = {}

    def get(self, key: Hash256) -> V | None:
        """The value, or None."""
        value = self._young.get(key)
        if value is None:
            value = self._old.get(key)
            if value is not None:
                self.put(key, value)
        return value

    def put(self, key: Hash256, value: V) -> None:
        """Remember a value."""
        self._young[key] = value
        if len(self._young) >= self._limit:
            self._old, self._young = self._young, {}
