"""What the proofs about sequence numbers rest on: nobody but the frame and TicketCreate sets an account's."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.shared import ROOT

SETTERS = {"spec/engine.py": "use_number", "spec/transactions/ticket_create.py": "apply"}
"""The file and the function that may set the sequence number of an account."""


def functions_that_set_a_sequence(path: Path) -> set[str]:
    """The functions of a file that set the attribute ``sequence`` of something that is called a root."""
    found = set()
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                targets = node.targets if isinstance(node, ast.Assign) else []
                targets = [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else targets
                for target in targets:
                    if isinstance(target, ast.Attribute) and target.attr == "sequence":
                        name = ast.unparse(target.value)
                        if name not in ("escrow", "channel", "offer", "tx", "self"):
                            found.add(function.name)
    return found


def test_only_the_frame_and_ticket_create_set_an_accounts_number() -> None:
    found = {
        str(path.relative_to(ROOT)): names
        for path in (ROOT / "spec").rglob("*.py")
        if (names := functions_that_set_a_sequence(path))
    }
    assert found == {file: {name} for file, name in SETTERS.items()}
