"""The benchmarks run. What they measure is nothing that a test could hold them to."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import json

from conformance.bench import cli, clock, codec
from conformance.bench.figures import Figure, Report, Section
from conformance.bench.sizes import Size
from conformance.bench.small_ledgers import NotAsMeant, SmallLedger
from spec.transactions.payment import Payment

TINY = Size(
    name="tiny",
    rounds=1,
    signatures=2,
    payments=(6, 12),
    payers=3,
    vectors=1,
    offers=4,
    depths=(1, 4),
    path_payments=2,
    mixed=(20,),
    lines=(20, 40),
    accounts=5,
)


@pytest.mark.parametrize("part", cli.PARTS)
def test_each_part_measures_something(part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "QUICK", TINY)
    file = tmp_path / "figures.json"
    ended = CliRunner().invoke(cli.bench, [part, "--quick", "--json", str(file)])
    assert ended.exit_code == 0, ended.output
    report = json.decode(file.read_bytes(), type=Report)
    (section,) = report.sections
    assert report.size == "tiny"
    assert section.part == part
    assert len([figure for figure in section.figures if figure.unit == "s" and figure.value > 0]) > 1
    assert all(figure.name in ended.output for figure in section.figures)
    assert all(figure.to for figure in section.figures if figure.ratio is not None)


def test_what_is_not_known_or_not_measured_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = CliRunner().invoke(cli.bench, ["nothing"])
    assert ended.exit_code == 2
    assert "'nothing' is not one of" in ended.output

    def fail(_: Size) -> list[Section]:
        raise NotAsMeant("a payment ended with tecPATH_DRY: expected tesSUCCESS")

    monkeypatch.setitem(cli.PARTS, "paths", fail)
    ended = CliRunner().invoke(cli.bench, ["paths"])
    assert ended.exit_code == 1
    assert ended.output == "Error: a payment ended with tecPATH_DRY: expected tesSUCCESS\n"


def test_a_figure_of_something_else_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    market = SmallLedger("payer", "payee")
    with pytest.raises(NotAsMeant, match="expected tesSUCCESS"):
        market.do(Payment, "payer", destination=market.account("payee"), amount=10**16)
    market.do(Payment, "payee", destination=market.account("payer"), amount=1)
    with pytest.raises(NotAsMeant, match="1 of 2 transactions succeeded: expected 2"):
        market.close(2)
    monkeypatch.setattr(codec, "THEIR_PYTHON", Path("/nowhere/python"))
    (section,) = codec.measure(TINY)
    assert "(no comparison with xrpl-py: /nowhere/python is not there" in "\n".join(section.lines())
    assert section.figures[0].ratio is None


def test_time_in_an_inner_stage_is_not_counted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(100))
    monkeypatch.setattr(clock, "perf_counter", lambda: float(next(ticks)))

    class Work:
        def outer(self) -> str:
            return self.inner()

        def inner(self) -> str:
            return "done"

    plain = Work.inner
    with clock.Stopwatch({"outer": ((Work, "outer"),), "inner": ((Work, "inner"),)}) as watch:
        assert Work().outer() == "done"
        assert watch.take() == {"outer": 2.0, "inner": 1.0}
        assert watch.take() == {"outer": 0.0, "inner": 0.0}
    assert Work.inner is plain
    assert clock.shares({"outer": 2.0, "inner": 1.0}, 4.0) == {"outer": 0.5, "inner": 0.25, "rest": 0.25}


def test_figures_are_shown_in_units_that_can_be_read() -> None:
    figures = [
        Figure("one", 0.000_012, each=True, ratio=1.5, to="another", shares={"decode": 0.25}),
        Figure("memory", 57_400_000, "B"),
    ]
    title, heads, *rows = Section("part", "title", figures, ["said"]).lines()
    assert title == "title"
    assert heads.split() == ["takes", "makes", "of", "decode"]
    assert [row.split() for row in rows] == [
        ["one", "12", "µs", "83,333/s", "1.5", "×", "another", "25%"],
        ["memory", "57.4", "MB"],
        ["(said)"],
    ]
