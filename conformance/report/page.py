"""The page: what was run against what, how much of it came out equal, and each difference with both sides.

It stands on its own, in one file without scripts, and is the same for the same runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import escape
from importlib.resources import files
from typing import Any

import msgspec

from conformance.report.coverage import Coverage, coverage, pairs
from conformance.runs import Case, Difference, Run

MOST_SHOWN = 100
"""So many differences are shown; where there are more, one of the first tells what is wrong."""
MOST_UNFOLDED = 10
_COUNTS = "".join(f'<th class="n">{name}' for name in ("total", "equal", "different", "skipped"))


def page(runs: Sequence[Run]) -> str:
    """The whole document."""
    style = files("conformance.report").joinpath("page.css").read_text(encoding="utf-8")
    parts = [*_head(runs), *_runs(runs), *_differences(runs), *_skipped(runs), *_groups(runs)]
    parts += _coverage(coverage(runs))
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Conformance report</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _head(runs: Sequence[Run]) -> Iterator[str]:
    total, passed, failed, skipped = (
        sum(getattr(run, name) for run in runs) for name in ("total", "passed", "failed", "skipped")
    )
    versions = ", ".join(sorted({run.version for run in runs}))
    if failed:
        verdict = f'<span class="bad">{_number(failed)} different</span>'
    elif passed:
        verdict = '<span class="good">nothing differs</span>'
    else:
        verdict = '<span class="skip">nothing was compared</span>'
    yield f"<h1>Conformance: {verdict}</h1>"
    yield f'<p class="quiet">Canon {escape(versions)}, the XRP Ledger written down so that it runs</p>'
    yield '<div class="cards">'
    for name, count, kind in (
        ("comparisons", total, ""),
        ("equal", passed, "good"),
        ("different", failed, "bad" if failed else ""),
        ("skipped", skipped, "skip" if skipped else ""),
    ):
        yield f'<div class="card"><b class="{kind}">{_number(count)}</b>{name}</div>'
    yield "</div>"


def _runs(runs: Sequence[Run]) -> Iterator[str]:
    yield "<h2>What was run against what</h2>"
    yield '<div class="sheet"><table><thead><tr><th>part<th>subject<th>compared with<th>seed'
    yield f"{_COUNTS}<th></tr></thead>"
    for run in runs:
        seed = "" if run.seed is None else str(run.seed)
        cells = "".join(
            f'<td class="n">{_number(count)}' for count in (run.total, run.passed, run.failed, run.skipped)
        )
        unit = f'<br><span class="quiet">{escape(run.unit)}</span>'
        yield (
            f"<tr><td><b>{escape(run.command)}</b>{unit}<td>{escape(run.subject)}"
            f"<td>{escape(run.against)}<td>{seed}{cells}<td>{_bar(run)}</tr>"
        )
    yield "</table></div>"


def _bar(run: Run) -> str:
    pieces = "".join(
        f'<i class="{kind}" style="flex:{count}"></i>'
        for kind, count in (("good", run.passed), ("bad", run.failed), ("skip", run.skipped))
        if count
    )
    return f'<div class="bar">{pieces}</div>'


def _differences(runs: Sequence[Run]) -> Iterator[str]:
    found = [(run, case, each) for run in runs for case in run.cases for each in case.differences]
    if not found:
        return
    yield f"<h2>Differences ({_number(len(found))})</h2>"
    for place, (run, case, difference) in enumerate(found[:MOST_SHOWN]):
        yield from _difference(run, case, difference, unfolded=place < MOST_UNFOLDED)
    if len(found) > MOST_SHOWN:
        yield f"<p>{_number(len(found) - MOST_SHOWN)} more are in junit.xml and in the runs' files.</p>"


def _difference(run: Run, case: Case, difference: Difference, *, unfolded: bool) -> Iterator[str]:
    yield f'<details class="failure"{" open" if unfolded else ""}>'
    yield (
        f"<summary><b>{escape(difference.what)}</b> in {escape(difference.where)}"
        f' <span class="quiet">{escape(run.name)}, {escape(case.name)}</span></summary>'
    )
    yield '<div class="sheet"><table><thead><tr><th>at<th>expected<th>found</tr></thead>'
    for place in difference.places():
        sides = "".join(f"<td><pre>{escape(_json(side))}</pre>" for side in (place.recorded, place.found))
        yield f"<tr><td><code>{escape(place.path) or 'the whole'}</code>{sides}</tr>"
    yield "</table></div>"
    if isinstance(difference.recorded, dict | list):
        yield "<details><summary>both sides, whole</summary>"
        yield from _sides(_json(difference.recorded), _json(difference.found))
        yield "</details>"
    if difference.about is not None:
        asked = f"<pre>{escape(_json(difference.about))}</pre>"
        yield f"<details><summary>what was submitted or asked</summary>{asked}</details>"
    yield "</details>"


def _sides(expected: str, found: str) -> Iterator[str]:
    """Two texts beside each other, with the lines marked that differ."""
    one, other = expected.splitlines(), found.splitlines()
    left, right = [], []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        left += _marked(one[i1:i2], tag != "equal")
        right += _marked(other[j1:j2], tag != "equal")
    yield '<div class="sides">'
    for name, lines in (("expected", left), ("found", right)):
        yield f"<div><h4>{name}</h4><pre>" + "\n".join(lines) + "</pre></div>"
    yield "</div>"


def _marked(lines: list[str], differs: bool) -> list[str]:
    return [f"<mark>{escape(line)}</mark>" if differs else escape(line) for line in lines]


def _skipped(runs: Sequence[Run]) -> Iterator[str]:
    found = [(run, line) for run in runs for line in run.reasons()]
    if not found:
        return
    yield '<h2>Skipped</h2>\n<div class="sheet"><table>'
    for run, line in found:
        yield f"<tr><td>{escape(run.name)}<td>{escape(line)}</tr>"
    yield "</table></div>"


def _groups(runs: Sequence[Run]) -> Iterator[str]:
    yield "<h2>By family and method</h2>"
    for run in runs:
        groups = run.groups()
        yield f"<details><summary><b>{escape(run.name)}</b>"
        yield f'<span class="quiet">{_number(len(run.cases))} cases in {len(groups)} groups</span></summary>'
        yield f'<div class="sheet"><table><thead><tr><th>{_COUNTS}</tr></thead>'
        for group, counts in groups.items():
            cells = "".join(f'<td class="n">{_number(count)}' for count in counts)
            yield f"<tr><td>{escape(group)}{cells}</tr>"
        yield "</table></div></details>"


def _coverage(found: list[Coverage]) -> Iterator[str]:
    reached, of_named, named = pairs(found)
    if not reached:
        return
    share = 100 * of_named / named
    yield "<h2>Results reached, by transaction type</h2>"
    yield (
        f"<p>{_number(reached)} pairs of type and result came out as they should. Of the {_number(named)} "
        f"that the rules of the types name themselves, {_number(of_named)} were reached ({share:.1f} %).</p>"
    )
    yield (
        '<p><span class="chip hit">named and reached</span><span class="chip miss">named, not reached</span>'
        '<span class="chip more">from the engine and shared rules</span></p>'
    )
    yield '<div class="sheet"><table><thead><tr><th>type<th class="n">reached<th>results</tr></thead>'
    for each in found:
        hits = len(each.named & each.reached.keys())
        chips = "".join(_chips(each)) or '<span class="quiet">no rules yet</span>'
        count = f"{hits} of {len(each.named)}" if each.named else ""
        yield f'<tr><td>{escape(each.kind)}<td class="n">{count}<td>{chips}</tr>'
    yield "</table></div>"


def _chips(each: Coverage) -> Iterator[str]:
    for kind, names in (
        ("hit", each.named & each.reached.keys()),
        ("more", each.reached.keys() - each.named),
        ("miss", each.missing),
    ):
        for name in sorted(names):
            counts = each.reached.get(name, {})
            title = "; ".join(f"{run}: {count}" for run, count in counts.items()) or "not reached"
            yield f'<span class="chip {kind}" title="{escape(title)}">{escape(name)}</span>'


def _json(value: Any) -> str:
    if isinstance(value, str):
        return value
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def _number(count: int) -> str:
    return f"{count:,}"
