"""Examples of transaction types as the pages show them: stories, told while the site is made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from markup import link, page, table

from conformance.examples import PEOPLE, STORIES, Told, told
from spec.addresses import encode_account
from spec.entries import Entry
from spec.json_format import field_to_json, to_json
from spec.metadata import AffectedNode
from spec.transaction import Transaction
from spec.views import Change

_UNTOLD = {"SigningPubKey", "TxnSignature"}
_CHANGES = {Change.INSERTED: "made", Change.MODIFIED: "changed", Change.ERASED: "taken out"}
_ROUTINE = {"PreviousTxnID", "PreviousTxnLgrSeq"}
_LONG = 24
"""Digits that are shown of a number that is twice as long or more."""


@cache
def _stories() -> dict[str, list[Told]]:
    return {name: told(tell) for name, tell in STORIES.items()}


def example(kind: type[Transaction]) -> str:
    """The first story in which the type is put to its own use, up to there."""
    for name, steps in _stories().items():
        of_type = [one for one in steps if one.step.kind == kind.__name__]
        if (of_type and steps[-1] in of_type) or (of_type and _is_first(kind, name)):
            return _tell(STORIES[name].__doc__ or "", steps[: steps.index(of_type[-1]) + 1])
    return "None."


def _is_first(kind: type[Transaction], name: str) -> bool:
    """Whether no story ends with the type, and this is the first in which it comes."""
    ends = any(steps[-1].step.kind == kind.__name__ for steps in _stories().values())
    first = next(
        story for story, steps in _stories().items() if any(one.step.kind == kind.__name__ for one in steps)
    )
    return not ends and first == name


def _tell(title: str, steps: list[Told]) -> str:
    *before, last = steps
    linked = [
        f"{number}. {one.step.says} ({link(type(one.tx), '../../')})" for number, one in enumerate(before, 1)
    ]
    parts = [
        title.strip() + " People's addresses are written as their names, and signatures are left out.",
        "\n".join(linked),
        f"**{last.step.says}**",
        f"```json\n{json.dumps(_shown(_form(last.tx)), indent=2)}\n```",
        f"gives `{last.effects.result.name}`, and what it did:",
        table(("entry", "", "field", "before", "after"), *_effects(last.effects.nodes)),
    ]
    return page(*parts).strip()


def _form(tx: Transaction) -> dict[str, Any]:
    return {name: value for name, value in to_json(tx).items() if name not in _UNTOLD}


_ADDRESSES = {encode_account(who.account): name for name, who in PEOPLE.items()}


def _shown(value: Any) -> Any:
    """JSON with names in place of addresses."""
    if isinstance(value, dict):
        return {name: _shown(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_shown(part) for part in value]
    return _ADDRESSES.get(value, value) if isinstance(value, str) else value


def _effects(nodes: list[AffectedNode]) -> Iterator[tuple[str, ...]]:
    """What happened to each entry: a row for each field."""
    for node in nodes:
        before = {field.name: (field, value) for field, value in node.previous or ()}
        after = {field.name: (field, value) for field, value in node.final or node.new or ()}
        owner = _owner(node.type, after)
        names = list(after) if node.change is Change.INSERTED else list(before)
        names = [name for name in names if name not in _ROUTINE] or [""]
        for place, name in enumerate(names):
            head = (f"{node.type.__name__}{owner}", _CHANGES[node.change]) if not place else ("", "")
            yield (*head, f"`{name}`" if name else "", _cell(before.get(name)), _cell(after.get(name)))


def _owner(kind: type[Entry], after: dict[str, Any]) -> str:
    for name in ("Account", "Owner"):
        if name in after and after[name][1]:
            address = encode_account(after[name][1])
            if address in _ADDRESSES:
                return f" of {_ADDRESSES[address]}"
    return ""


def _cell(found: tuple[Any, Any] | None) -> str:
    if found is None:
        return ""
    shown = _shown(field_to_json(*found))
    if isinstance(shown, dict) and {"currency", "value"} <= shown.keys():
        return f"{shown['value']} {_short(shown['currency'])}"
    if isinstance(shown, dict | list):
        return f"`{_short(json.dumps(shown))}`"
    return _short(str(shown))


def _short(text: str) -> str:
    return text if len(text) <= 2 * _LONG else text[:_LONG] + "…"
