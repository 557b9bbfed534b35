"""Other functions in the place of the specification's: without contracts, wrong, or a contract alone.

A proof runs the bodies of functions; their contracts are what is proved, so they are not checked on the way.
A *seed* is a mistake that is put into a function, or a limit that is moved, so that a proof can show that it
would notice. Both are put into every module that knows the function by name, and taken out again.
"""

from __future__ import annotations

import inspect
import linecache
import pkgutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any

from msgspec import Struct

import spec

PACKAGES = ("spec", "impl", "proofs.subjects")


def plain(function: Callable[..., Any]) -> FunctionType:
    """The function without its contracts."""
    found = inspect.unwrap(function)
    assert isinstance(found, FunctionType)
    return found


def contracts_of(function: Callable[..., Any]) -> tuple[list[Any], list[Any]]:
    """What a function requires and what it ensures, in the order of their decorators from the function up."""
    groups = getattr(function, "__preconditions__", [])
    return [one for group in groups for one in group], list(getattr(function, "__postconditions__", []))


def is_contracted(value: object) -> bool:
    """Whether it is a function with a contract."""
    return isinstance(value, FunctionType) and value is not inspect.unwrap(value) and any(contracts_of(value))


def load_contracts() -> None:
    """Import every module with contracts: the specification's, and the one of the node's fast twins."""
    for module in pkgutil.walk_packages(spec.__path__, "spec."):
        import_module(module.name)
    import_module("proofs.subjects.fast_twins")


def modules() -> Iterator[ModuleType]:
    """Every loaded module of the packages that proofs are about."""
    for name, module in list(sys.modules.items()):
        if name.startswith(PACKAGES):
            yield module


def contracted() -> dict[str, FunctionType]:
    """Every function with a contract, by its full name, in loaded modules."""
    found = {}
    for module in modules():
        for value in vars(module).values():
            if is_contracted(value) and value.__module__ == module.__name__:
                found[full_name(value)] = value
    return dict(sorted(found.items()))


def full_name(function: Callable[..., Any]) -> str:
    """Module and name of a function."""
    return f"{function.__module__}.{function.__qualname__}"


@contextmanager
def replaced(others: Mapping[Callable[..., Any], Callable[..., Any]]) -> Iterator[None]:
    """Put other functions in the place of functions, wherever a module, a class or a table has them.

    Contracts of all functions are left out meanwhile.
    """
    wanted = {id(one): other for one, other in others.items()}
    wanted |= {id(plain(one)): other for one, other in others.items()}
    undo: list[tuple[Any, str, Any]] = []
    rows: list[tuple[dict[Any, Any], Any, Any]] = []
    try:
        for module in modules():
            for table in _tables(module):
                for key, value in table.items():
                    if isinstance(value, FunctionType) and id(value) in wanted:
                        rows.append((table, key, value))
            for holder in (module, *(_classes(module))):
                for name, value in list(vars(holder).items()):
                    other = wanted.get(id(value))
                    if other is None and is_contracted(value):
                        body = plain(value)
                        other = wanted.get(id(body), body)
                    if other is not None:
                        undo.append((holder, name, value))
                        setattr(holder, name, other)
        for table, key, value in rows:
            table[key] = wanted[id(value)]
        yield
    finally:
        for table, key, value in rows:
            table[key] = value
        for holder, name, value in reversed(undo):
            setattr(holder, name, value)


def _tables(module: ModuleType) -> Iterator[dict[Any, Any]]:
    """The tables of a module that have functions in them, each once."""
    for value in vars(module).values():
        if type(value) is dict and any(isinstance(one, FunctionType) for one in value.values()):
            yield value


def _classes(module: ModuleType) -> Iterator[type]:
    for value in vars(module).values():
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield value


class Seed(Struct, frozen=True):
    """A mistake in a function: a piece of its text is another."""

    function: Callable[..., Any]
    right: str
    wrong: str

    def __str__(self) -> str:
        return f"{plain(self.function).__name__} with {self.wrong!r} for {self.right!r}"

    def others(self) -> dict[Callable[..., Any], Callable[..., Any]]:
        """The function with the mistake in it. Raises StaleSeed when its text is not there, or not once."""
        body = plain(self.function)
        text = textwrap.dedent(inspect.getsource(body))
        start = text.index(f"def {body.__name__}(")
        if text.count(self.right, start) != 1:
            raise StaleSeed(
                f"{full_name(body)} has {self.right!r} {text.count(self.right, start)} times: expected once"
            )
        place = text.index(self.right, start)
        wrong = text[start:place] + self.wrong + text[place + len(self.right) :]
        # The annotations are evaluated by whoever asks for them, in the function's own module.
        scope: dict[str, Any] = {}
        text, file = f"from __future__ import annotations\n{wrong}", f"<{self}>"
        linecache.cache[file] = len(text), None, text.splitlines(keepends=True), file  # for who reads it
        exec(  # noqa: S102 - the text is the specification's own
            compile(text, file, "exec"),
            body.__globals__,
            scope,
        )
        made = scope[body.__name__]
        made.__kwdefaults__, made.__defaults__ = body.__kwdefaults__, body.__defaults__
        return {self.function: made}


class StaleSeed(ValueError):
    """The text that a seed changes is no longer in its function."""


class Moved(Struct, frozen=True):
    """A mistake in a constant: a limit that is elsewhere, in every module that has it by that name."""

    module: ModuleType
    name: str
    wrong: Any

    def __str__(self) -> str:
        return f"{self.name} is {self.wrong!r}"


@contextmanager
def seeded(*seeds: Seed | Moved) -> Iterator[None]:
    """Make mistakes, and unmake them."""
    others: dict[Callable[..., Any], Callable[..., Any]] = {}
    for seed in seeds:
        if isinstance(seed, Seed):
            others |= seed.others()
    with _moved([seed for seed in seeds if isinstance(seed, Moved)]), replaced(others):
        yield


@contextmanager
def _moved(seeds: list[Moved]) -> Iterator[None]:
    undo: list[tuple[ModuleType, str, Any]] = []
    try:
        for seed in seeds:
            right = getattr(seed.module, seed.name)
            for module in modules():
                if vars(module).get(seed.name) is right:
                    undo.append((module, seed.name, right))
                    setattr(module, seed.name, seed.wrong)
        yield
    finally:
        for module, name, value in reversed(undo):
            setattr(module, name, value)
