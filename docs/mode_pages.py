"""A page for each failure mode, with how it stands, and one with the rules that alert an operator."""

from __future__ import annotations

import re
from pathlib import Path

from markup import ROOT, page, table

from conformance.failure_modes import alerts
from conformance.failure_modes.cli import all_standings
from conformance.failure_modes.standing import Standing, last_run
from impl import metrics
from spec.laws import LAWS

_UNKNOWN = "the tests were not run here"


def pages() -> list[tuple[str, str]]:
    """The pages: their places in the site, and their texts."""
    standings = all_standings()
    found = [(f"failure-modes/{one.mode.number}.md", page_of(one)) for one in standings]
    return [("failure-modes/index.md", index(standings)), ("failure-modes/watching.md", watching()), *found]


def index(standings: list[Standing]) -> str:
    """The page that lists all modes."""
    rows = [
        (one.mode.number, f"[{one.mode.name}]({one.mode.number}.md)", _word(one), len(one.tests) or "")
        for one in standings
    ]
    return page(
        "# Failure modes",
        "What can go wrong with a node, and what there is against it. A mode *works* when it is declared "
        "whole (prevention, detection, alert, recovery, manual steps), tests of all four kinds force it, and "
        "all of these passed when the tests were last run. Everything else is *open*. "
        "`canon failure-modes` tells the same, and [watching a node](watching.md) how to be told.",
        _when(),
        table(("number", "mode", "standing", "tests"), *rows),
    )


def _when() -> str:
    if last_run(ROOT) is not None:
        return ""
    return (
        "The tests were not run where this site was made: where nothing else is missing, a mode is called "
        "*complete* here."
    )


def _word(one: Standing) -> str:
    if one.works:
        return "works"
    return "complete" if one.missing == (_UNKNOWN,) else "open"


def page_of(one: Standing) -> str:
    """The page of a mode."""
    mode = one.mode
    parts = [f"# {mode.number} {mode.name}", f"**Standing: {_word(one)}.** {_missing(one)}"]
    parts += ["## The bar", mode.bar, "## Prevention", _linked(mode.prevention)]
    seen = mode.detection
    parts += [
        "## Detection",
        f"It shows when {seen.condition}: in the metric `{seen.metric}`, and in the log as `{seen.event}`."
        if seen
        else "Open.",
        "## Alert",
        f"Of the level *{mode.alert.level}*, when\n\n```promql\n{mode.alert.rule}\n```"
        if mode.alert
        else "Open.",
        "## Recovery",
        _linked(mode.recovery),
        "## Manual steps",
        _linked(mode.manual),
        "## Tests",
        table(("kind", "test"), *((test.kind, f"`{test.name}`") for test in one.tests))
        if one.tests
        else "None yet.",
    ]
    return page(*parts)


def _missing(one: Standing) -> str:
    if one.works:
        return ""
    if one.missing == (_UNKNOWN,):
        return "Nothing is missing; the tests were not run where this page was made."
    return "Missing: " + ", ".join(f"`{part}`" if "::" in part else part for part in one.missing) + "."


def _linked(text: str | None) -> str:
    """A text, with the modules and laws that it names as links."""
    if text is None:
        return "Open."

    def module(found: re.Match[str]) -> str:
        place = Path(found[0])
        name = place.with_suffix("") if place.suffix else place
        if found[1] != "spec" or not (ROOT / place).exists():
            return f"`{found[0]}`"
        return f"[`{found[0]}`](../{name}.md)"

    text = re.sub(r"\b(spec|impl|conformance|proofs|requirements)/[\w/]*(?:\.py)?", module, text)
    return re.sub(
        r"\b\w+(?:-\w+){2,}\b",
        lambda found: f"[{found[0]}](../laws/{found[0]}.md)" if found[0] in LAWS else found[0],
        text,
    )


def watching() -> str:
    """The page for operators: what is counted, and the rules."""
    rows = [(f"`{metric.name}_total`", metric.documentation) for metric in metrics.REGISTRY.collect()]
    return page(
        "# Watching a node",
        "A node tells what it counts at `GET /metrics` on the port of JSON-RPC, to the administrator alone, "
        "in the form that Prometheus and its kin read.",
        table(("metric", "counts"), *rows),
        "## Alerts",
        "One rule for each mode that has one; `canon failure-modes --rules FILE` writes them to a file.",
        f"```yaml\n{alerts.rules()}```",
    )
