"""The API answers as the recorded server did, and tells subscribers what it told them."""

from __future__ import annotations

from collections import Counter

import pytest

from conformance import rpc, streams
from tests.shared import shared


def report(capsys: pytest.CaptureFixture[str]) -> rpc.Report:
    paths = sorted(shared("vectors").glob("*.json.gz"))
    found = rpc.compare(paths)
    with capsys.disabled():
        print("", *found.lines(), sep="\n")
    return found


def first_differences(found: rpc.Report) -> list[object]:
    return [(each.vector, each.request, each.places()[:5]) for each in found.differences[:5]]


def test_every_answer_is_the_recorded_one(capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys)
    assert first_differences(found) == []
    assert found.passed.total() > 13_000
    assert {method for method in found.skipped if found.skipped[method]} <= rpc.UNSUPPORTED


def test_a_wrong_answer_is_noticed() -> None:
    path = shared("vectors/xrp-001.json.gz")
    service = rpc.service_for(path)
    request, expected = next(pair for pair in rpc.recorded_pairs(path) if "result" in pair[1])
    assert rpc.answer(service, request) == expected
    changed = rpc.Difference("", request, expected, expected | {"status": "error"})
    assert changed.places() == ['.status: "error", expected "success"']


def test_subscribers_are_told_what_was_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    total: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for path in sorted(shared("vectors/streams").glob("*.json.gz")):
        found = streams.compare(path)
        total += found.total
        passed += found.passed
        assert [(each.request, each.places()[:5]) for each in found.differences[:3]] == []
    with capsys.disabled():
        for kind in sorted(total):
            print(f"\n{kind:24}{total[kind]:8}{passed[kind]:8}", end="")
    assert passed == total
    assert total["transaction"] > 5_000
