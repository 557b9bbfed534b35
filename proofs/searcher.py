"""CrossHair, and what it has to be told of the specification; the gate runs it in a process of its own.

It must not be imported anywhere else: a process that knows CrossHair checks no contracts.

It makes arguments of our own types, and calls our classes, in ways of its own, which do not fit msgspec's
structs. And it takes an exception for a failure unless the function's docstring declares it in Sphinx's form;
here it says so in words: ``Raises NumberOverflow``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, get_type_hints

from crosshair.core import SymbolicFactory, register_patch, register_type
from crosshair.main import main
from crosshair.tracers import NoTracing
from msgspec import Struct

from proofs.replacing import contracted, load_contracts, modules, plain


def _structs() -> set[type[Struct]]:
    return {
        value
        for module in modules()
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Struct) and value is not Struct
    }


def _caller(cls: type[Struct]) -> Callable[..., Struct]:
    def make(*args: Any, **kwargs: Any) -> Struct:
        with NoTracing():  # type: ignore[no-untyped-call]
            return cls(*args, **kwargs)

    return make


def _creator(cls: type[Struct]) -> Callable[[SymbolicFactory], Struct]:
    def create(factory: SymbolicFactory) -> Struct:
        hints = get_type_hints(cls)
        return cls(**{name: factory(hints[name], f"_{name}") for name in cls.__struct_fields__})

    return create


def declare_refusals() -> None:
    """Say in CrossHair's form which exceptions the docstrings of contracted functions announce."""
    exceptions = {
        name: value
        for module in modules()
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    for function in contracted().values():
        body = plain(function)
        announced = re.findall(r"[Rr]aises ((?:[A-Z]\w+(?:, )?)+)", body.__doc__ or "")
        names = [name for group in announced for name in group.split(", ") if name in exceptions]
        for name in names:  # CrossHair looks them up where the function is
            body.__globals__.setdefault(name, exceptions[name])
        for one in (function, body):
            one.__doc__ = f"{body.__doc__}\n\n" + "\n".join(f":raises {name}:" for name in names)


def prepare() -> None:
    """Tell CrossHair."""
    load_contracts()
    declare_refusals()
    for cls in _structs():
        register_patch(cls, _caller(cls))
        register_type(cls, _creator(cls))


if __name__ == "__main__":
    prepare()
    main()
