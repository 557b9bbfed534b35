"""JUnit XML, as continuous integration reads it: a suite for each run, a test case for each case."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from conformance.runs import Case, Run


def junit(runs: Iterable[Run]) -> bytes:
    """The runs as a document."""
    root = Element("testsuites", name="canon conformance")
    for run in runs:
        _suite(root, run)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _suite(root: Element, run: Run) -> None:
    suite = SubElement(
        root,
        "testsuite",
        name=run.name,
        tests=str(len(run.cases)),
        failures=str(sum(case.failed > 0 for case in run.cases)),
        errors="0",
        skipped=str(sum(_is_skipped(case) for case in run.cases)),
    )
    properties = SubElement(suite, "properties")
    counts = {"total": run.total, "passed": run.passed, "failed": run.failed, "skipped": run.skipped}
    told = {"subject": run.subject, "against": run.against, "version": run.version, "seed": run.seed}
    for name, value in (told | counts).items():
        if value is not None:
            SubElement(properties, "property", name=name, value=str(value))
    for case in run.cases:
        _case(suite, run, case)


def _case(suite: Element, run: Run, case: Case) -> None:
    shown = SubElement(suite, "testcase", classname=f"{run.name}.{case.group}", name=case.name)
    if case.failed:
        first = case.differences[0].what if case.differences else "different"
        failure = SubElement(shown, "failure", message=f"{case.failed} of {case.total} different: {first}")
        failure.text = "\n".join(line for each in case.differences for line in each.lines())
    elif _is_skipped(case):
        SubElement(shown, "skipped", message=case.reason or "")


def _is_skipped(case: Case) -> bool:
    return case.skipped > 0 and not case.failed
