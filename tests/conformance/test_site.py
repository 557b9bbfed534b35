"""The command that builds the site, and what the site derives from declarations."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from conformance import site
from conformance.result_codes import types
from spec.laws import LAWS
from spec.transaction import TRANSACTION_TYPES
from spec.transactions.check_cash import CheckCash
from tests.shared import ROOT


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that makes the pages of transaction types; it stands beside the site's texts."""
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    import type_pages  # type: ignore[import-not-found,unused-ignore]

    return type_pages  # type: ignore[no-any-return,unused-ignore]


def test_a_page_has_what_the_type_has(pages: ModuleType) -> None:
    text = pages.page_of(CheckCash)
    parts = [line for line in text.splitlines() if line.startswith("## ")]
    assert parts == ["## Format", "## Rules", "## Results", "## Laws", "## Example"]
    assert "| `DeliverMin` | Amount | optional | at least so much, or as much as there is |" in text
    assert "| `tecPATH_PARTIAL` | Path could not send full amount. | `_pay_tokens`, `preclaim` |" in text
    assert '"CheckID": "' in text
    assert "| Check of alice | taken out |" in text
    rules = ["enabled", "preflight", "preclaim", "apply"]
    assert [name for name in rules if f"::: {CheckCash.__module__}.{name}\n" in text] == rules
    assert text.index("check_cash.preflight") < text.index("check_cash.preclaim")


def test_every_type_has_a_page(pages: ModuleType) -> None:
    for kind in types():
        text = pages.page_of(kind)
        assert "None." not in text.partition("## Example")[2], kind
    dormant = pages.page_of_dormant("spec.transactions.dormant")
    for kind in set(TRANSACTION_TYPES.values()) - set(types()):
        assert f"\n## {kind.__name__}\n" in dormant


def test_laws_are_told_that_speak_of_a_type(pages: ModuleType) -> None:
    from spec.transactions.account_delete import AccountDelete
    from spec.transactions.clawback import Clawback

    assert "[clawback-takes-from-one](../../laws/clawback-takes-from-one.md)" in pages._laws(Clawback)
    assert "`MUST_DELETE_ACCOUNT`, which others have not: [accounts-deleted-as-allowed]" in pages._laws(
        AccountDelete
    )


def test_the_source_of_every_law_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    import law_words  # type: ignore[import-not-found,unused-ignore]

    assert [name for name in LAWS if not law_words.words(name)] == []


# The command


def run(*arguments: str) -> tuple[int, str]:
    ended = CliRunner().invoke(site.docs_command, arguments)
    return ended.exit_code, ended.output


def test_it_says_what_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(site, "find_spec", lambda _: None)
    assert run() == (1, "Error: mkdocs is not there: `make docs` brings it, and builds the site\n")
    monkeypatch.setattr(site, "ROOT", tmp_path)
    status, said = run()
    assert status == 1
    assert said.startswith(f"Error: {tmp_path / 'mkdocs.yml'} is not there")


@pytest.mark.parametrize(("status", "exit_code"), [(0, 0), (1, 1)])
def test_it_builds_strictly(monkeypatch: pytest.MonkeyPatch, status: int, exit_code: int) -> None:
    commands: list[list[str]] = []

    def build(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        commands.append(command)
        return subprocess.CompletedProcess(command, status)

    monkeypatch.setattr(site, "find_spec", lambda _: object())
    monkeypatch.setattr(subprocess, "run", build)
    found, said = run("--out", "elsewhere")
    assert found == exit_code
    assert ("begin with elsewhere/index.html" in said) is (status == 0)
    assert commands[0][:5] == [sys.executable, "-m", "mkdocs", "build", "--strict"]
    assert commands[0][-1] == str(Path("elsewhere").resolve())
