"""The report: it tells what was run, counts it rightly, and shows both sides of what differs."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from conformance import runs
from conformance.cli import conformance
from conformance.report.coverage import coverage, named_results, pairs
from conformance.report.junit import junit
from conformance.report.page import page
from conformance.runs import Case, Difference, Run
from tests.conformance.test_replay import SMALL

DIFFERENCE = Difference(
    "the result of transaction 3",
    "ledger 12",
    {"result": "tesSUCCESS", "meta": {"TransactionIndex": 3}},
    {"result": "tecPATH_<DRY>", "meta": {"TransactionIndex": 3}},
    {"TransactionType": "Payment"},
)


def sample() -> Run:
    run = Run("replay", "node", "recordings of servers 3.1.1", "vectors", seed=7)
    run.cases = [
        Case("xrp-001", "xrp", detail="12 ledgers"),
        Case("xrp-002", "xrp", failed=1, differences=(DIFFERENCE,)),
        Case("amm-001", "amm", total=5, skipped=5, reason="it is <not> there"),
    ]
    run.note_outcome("CheckCancel", "tesSUCCESS", 2)
    run.note_outcome("CheckCancel", "terPRE_SEQ")
    return run


class Text(HTMLParser):
    """Keeps what is shown, and sees that every element that is opened is one that may stand in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.opened.append(tag)

    def handle_data(self, data: str) -> None:
        self.shown.append(data)


def text_of(document: str) -> Text:
    parser = Text()
    parser.feed(document)
    return parser


def test_a_run_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    sample().write(tmp_path / "run.json")
    assert runs.read(tmp_path / "run.json") == sample()


def test_the_page_tells_counts_reasons_and_both_sides() -> None:
    document = page([sample()])
    told = text_of(document)
    words = " ".join(told.shown)
    for expected in ("1 different", "replay", "recordings of servers 3.1.1", "the result of transaction 3"):
        assert expected in words
    assert "tecPATH_<DRY>" in words
    assert "skipped 5: it is <not> there" in words
    assert document == page([sample()])
    assert not {"script", "link", "img", "iframe"} & set(told.opened), "the page stands on its own"
    assert "http://" not in document
    assert "https://" not in document


def test_a_page_of_very_many_differences_can_still_be_read() -> None:
    run = sample()
    run.cases = [Case("all", "xrp", 250, 250, differences=(DIFFERENCE,) * 250)]
    told = text_of(page([run]))
    assert "150 more are in junit.xml" in " ".join(told.shown)
    assert len(page([run])) < 200_000


def test_junit_counts_cases_and_tells_why() -> None:
    root = ET.fromstring(junit([sample()]))
    (suite,) = root
    assert {name: suite.get(name) for name in ("tests", "failures", "skipped")} == {
        "tests": "3",
        "failures": "1",
        "skipped": "1",
    }
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.text is not None
    assert "tecPATH_<DRY>" in failure.text
    properties = {each.get("name"): each.get("value") for each in suite.iter("property")}
    assert (properties["total"], properties["passed"], properties["seed"]) == ("7", "1", "7")


def test_coverage_is_of_what_the_rules_of_a_type_name() -> None:
    named = named_results()["CheckCancel"]
    assert named == {"tesSUCCESS", "tecNO_ENTRY", "tecNO_PERMISSION", "temMALFORMED"}
    (found,) = (each for each in coverage([sample(), sample()]) if each.kind == "CheckCancel")
    assert found.reached["tesSUCCESS"] == {"replay on node": 4}
    assert found.missing == ["tecNO_ENTRY", "tecNO_PERMISSION", "temMALFORMED"]
    assert pairs([found]) == (2, 1, 4)


# The command


def run_command(*arguments: object) -> tuple[int, list[str]]:
    result = CliRunner().invoke(conformance, ["report", *map(str, arguments)])
    return result.exit_code, result.output.splitlines()


def test_the_command_tells_of_earlier_runs(tmp_path: Path) -> None:
    sample().write(tmp_path / "one.json")
    out = tmp_path / "deep" / "out"
    status, lines = run_command(out, "--from", tmp_path / "one.json", "--from", tmp_path / "one.json")
    assert status == 1
    assert lines[-1].startswith("report: 2 of 14 equal, 2 different, 10 skipped: ")
    assert (out / "index.html").read_text().startswith("<!doctype html>")
    assert len(ET.parse(out / "junit.xml").getroot()) == 2


def test_the_command_runs_the_suite_by_itself(tmp_path: Path) -> None:
    status, lines = run_command(tmp_path, "--vectors", SMALL)
    assert status == 0
    assert lines[:2] == [
        "replay on reference: 1 of 1 equal, 0 different",
        "replay on node: 1 of 1 equal, 0 different",
    ]
    assert "nothing differs" in (tmp_path / "index.html").read_text()


@pytest.mark.parametrize("content", [b"{}", b"no JSON", b"\xff", None])
def test_what_is_no_run_is_a_clear_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "run.json"
    if content is not None:
        path.write_bytes(content)
    status, lines = run_command(tmp_path / "out", "--from", path)
    assert status == 1
    assert str(path) in lines[-1]


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    sample().write(tmp_path / "one.json")
    status, lines = run_command(tmp_path / "one.json" / "out", "--from", tmp_path / "one.json")
    assert status == 1
    assert "cannot be written to" in lines[-1]
