"""The house keeps its own rules: what no other tool checks of the files themselves."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

import canon

ROOT = Path(__file__).resolve().parent.parent
WIDEST_PROSE = 120
LONGEST_FILE = 700
WRITTEN = {".py", ".md", ".toml", ".yml", ".sh", ".mjs", ""}
"""Suffixes of the files that people write; locks and recordings are not among them."""
KNOWN_HOSTS = {"localhost", "127.0.0.1", "xrpl.org", "github.com"}
"""What a link may point to. Machines, mirrors and registries have no place in a file."""


@cache
def files() -> list[Path]:
    """The files of the repository: those that git knows or would add."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("this is not a git checkout: which files are ours cannot be told")
    paths = (ROOT / name for name in listing.stdout.decode().split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def written() -> list[Path]:
    """The files that people wrote."""
    return [path for path in files() if path.suffix in WRITTEN and path.name != "LICENSE"]


def places(pattern: str, paths: list[Path]) -> list[str]:
    """Where the pattern is found, as ``file:line: text``."""
    found = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if found.search(line)
    ]


def trees(package: str) -> list[tuple[Path, ast.Module]]:
    """The parsed modules of one of our packages."""
    return [
        (path, ast.parse(path.read_text(encoding="utf-8")))
        for path in files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] == package
    ]


# ------------------------------------------------------------------------------------------------- every file


def test_nothing_is_left_for_later() -> None:
    marks = "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3))
    assert places(rf"\b({marks})\b", written()) == []


def test_lines_fit_on_a_page() -> None:
    """Prose may be wider than code, and a row of a table as wide as it needs."""
    prose = [path for path in written() if path.suffix not in {".py", ".toml"}]
    assert places(rf"^(?!\|).{{{WIDEST_PROSE + 1},}}$", prose) == []


def test_files_can_be_read_in_one_sitting() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in written()
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_file_names_a_machine_or_a_registry() -> None:
    paths = [path for path in files() if path.suffix in WRITTEN | {".txt"} or path.name == "package.json"]
    hosts = {
        (str(path.relative_to(ROOT)), host)
        for path in paths
        for host in re.findall(r"\b(?:https?|wss?)://([\w.-]+\w)", path.read_text(encoding="utf-8"))
        if host not in KNOWN_HOSTS and not host.endswith((".example", ".test", ".invalid"))
    }
    assert hosts == set()


def test_the_lock_of_the_node_clients_says_what_and_not_whence() -> None:
    lock = (ROOT / "tests/clients/package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock


@pytest.mark.parametrize("lock", ["run", "dev", "docs", "clients"])
def test_every_locked_dependency_has_a_hash(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines
    assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []


def test_what_is_declared_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = re.findall(
        r"^([\w-]+)==", (ROOT / "requirements/run.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    declared = {re.split(r"[<>=\[]", requirement)[0] for requirement in project["dependencies"]}
    assert declared <= set(locked)


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    record = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8")
    named = {
        name.strip() for row in re.findall(r"^\| ([^|]+) \|", record, re.MULTILINE) for name in row.split(",")
    }
    extras = [one for group in project["optional-dependencies"].values() for one in group]
    declared = {re.split(r"[<>=\[]", one)[0] for one in project["dependencies"] + extras}
    assert declared - named == set()


# ------------------------------------------------------------------------------------------ the specification


def inexact(tree: ast.Module, *, divides: bool = False) -> list[int]:
    """The lines where numbers may lose digits: floats, decimals, and divisions unless Numbers ``divide``."""
    lines = []
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float() | complex()):
                lines.append(node.lineno)
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()) if not divides:
                lines.append(node.lineno)
            case ast.Call(func=ast.Name(id="float" | "round" | "Decimal" | "Fraction")):
                lines.append(node.lineno)
            case ast.ImportFrom(module="decimal" | "fractions" | "math" | "numpy"):
                lines.append(node.lineno)
            case ast.Import(names=names) if {"decimal", "fractions", "math"} & {one.name for one in names}:
                lines.append(node.lineno)
    return lines


def test_the_specification_counts_in_whole_numbers() -> None:
    """No float can enter: no literal, no conversion, and `/` only where Number defines it."""
    found = []
    for path, tree in trees("spec"):
        has_number = any(
            isinstance(node, ast.ClassDef | ast.alias) and node.name == "Number" for node in ast.walk(tree)
        )
        found += [f"{path.relative_to(ROOT)}:{line}" for line in inexact(tree, divides=has_number)]
    assert found == []


NO_VALUE = {
    "impl/cli.py": "seconds between ledgers",
    "impl/edge/http.py": "seconds until a client is cut",
    "impl/edge/methods/keys.py": "bits of chance in a passphrase",
    "impl/edge/methods/server.py": "what a server says of itself, in XRP that nobody computes with",
    "impl/edge/searches.py": "seconds that a search may take",
    "impl/edge/service.py": "seconds since the start",
    "impl/edge/websocket.py": "seconds until a client is cut",
    "impl/ports.py": "seconds of a clock",
}
"""Where the node has numbers that are not whole, and what they are: never value."""


@pytest.mark.failure_mode(84)
def test_value_is_whole_wherever_it_goes() -> None:
    """In the reference and in the node too no amount is ever a float, a decimal or a fraction."""
    found = {
        str(path.relative_to(ROOT))
        for package in ("reference", "impl")
        for path, tree in trees(package)
        if inexact(tree)
    }
    assert found == NO_VALUE.keys()


@pytest.mark.failure_mode(84)
@pytest.mark.parametrize(
    "text", ["x = 0.5", "x = float(y)", "x /= 2", "from decimal import Decimal", "import math", "round(x)"]
)
def test_what_is_not_whole_is_seen(text: str) -> None:
    assert inexact(ast.parse(text)) == [1]
    assert inexact(ast.parse("x = y // 2")) == []


def test_the_specification_reads_nothing_and_prints_nothing() -> None:
    forbidden = {"open", "print", "input", "exec", "eval", "breakpoint", "globals", "__import__"}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.func.id}"
        for path, tree in trees("spec")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in forbidden
    ]
    assert found == []


def test_the_node_asks_for_time_and_chance_through_its_ports() -> None:
    """To write a given time down is no question to the clock: ``gmtime`` of a number may stand anywhere."""
    paths = [path for path, _ in trees("impl") if path.name != "ports.py"]
    clocks = "time|time_ns|monotonic|monotonic_ns|perf_counter|perf_counter_ns|sleep"
    assert places(rf"\btime\.({clocks})\b|\bfrom time import .*\b({clocks})\b", paths) == []
    assert (
        places(r"\b(now|utcnow|today)\(\)", [path for path in paths if "datetime" in path.read_text()]) == []
    )
    assert places(r"\b(urandom|getrandom)\b", paths) == []


def test_every_module_and_every_public_name_of_the_specification_is_explained() -> None:
    silent = []
    for path, tree in trees("spec"):
        where = str(path.relative_to(ROOT))
        if not ast.get_docstring(tree):
            silent.append(where)
        rules = {"preflight", "preclaim", "apply"} if "transactions" in path.parts else set()
        silent += [
            f"{where}:{node.lineno}: {node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and node.name not in rules
            and not ast.get_docstring(node)
        ]
    assert silent == []


# --------------------------------------------------------------------------------------------- the front door


@pytest.mark.parametrize("name", canon.COMMANDS)
def test_every_subcommand_that_is_listed_opens(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The front door switches contracts off for the node: not for the tests that come after this one.
    monkeypatch.setenv("CANON_CONTRACTS", "on")
    result = CliRunner().invoke(canon.main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Usage: ")


def test_asking_for_help_loads_no_package_of_ours() -> None:
    script = (
        "import sys, canon; canon.main(['--help'], standalone_mode=False); print('modules:', *sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True, text=True)
    assert "click" in run.stdout
    assert {"spec", "impl", "conformance", "proofs"}.isdisjoint(run.stdout.partition("modules:")[2].split())


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == canon.VERSION
    assert f"## {canon.VERSION}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


# ----------------------------------------------------------------------------------------------------- README


def status() -> dict[str, tuple[str, str]]:
    """The rows of README's table: what, where, state."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| (.*?) \| (there|not yet) \|$", text, re.MULTILINE)
    return {what: (where, state) for what, where, state in rows}


def test_what_the_readme_calls_there_is_there() -> None:
    claimed = {where for where, state in status().values() if state == "there"}
    assert claimed
    paths = [path for where in claimed for path in re.findall(r"`([\w./-]+/[\w./-]*)`", where)]
    assert [path for path in paths if not (ROOT / path).exists()] == []
    commands = [name for where in claimed for name in re.findall(r"`canon ([\w-]+)`", where)]
    assert set(commands) == set(canon.COMMANDS)


def test_what_the_readme_calls_missing_is_missing() -> None:
    missing = {where for where, state in status().values() if state == "not yet"}
    commands = {name for where in missing for name in re.findall(r"`canon ([\w-]+)`", where)}
    assert commands.isdisjoint(canon.COMMANDS)


def test_every_transaction_type_without_rules_is_called_missing() -> None:
    patterns = [
        pattern
        for where, state in status().values()
        if state == "not yet"
        for pattern in re.findall(r"`(spec/transactions/[\w*]+\.py)`", where)
    ]
    without_rules = [
        str(path.relative_to(ROOT))
        for path, tree in trees("spec")
        if path.parent.name == "transactions"
        and any(isinstance(node, ast.ClassDef) for node in tree.body)
        and not any(isinstance(node, ast.FunctionDef) and node.name == "apply" for node in tree.body)
    ]
    assert [path for path in without_rules if not any(fnmatch(path, pattern) for pattern in patterns)] == []


def test_what_the_readme_tells_to_make_can_be_made() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for page in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(
            r"(?:^    |`)make ([a-z-]+)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE
        ):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{page}: make {target}"
