"""What many tests share: the worked review, opened once, read-only; builds without drawing; how many examples are drawn."""

from __future__ import annotations

import gc
import os
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import litmatrix
import litmatrix.charts.loading  # before anything else loads what it spares
from litmatrix.review import Review

# A slow machine is no fault, and a property may have a folder. `make test` draws few examples, the same ones every day;
# `make thorough` draws many, others each time.
_PATIENT = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.register_profile("small", _PATIENT, max_examples=20, derandomize=True, database=None)
settings.register_profile("thorough", _PATIENT, max_examples=400)
settings.load_profile("thorough" if os.environ.get("LITMATRIX_THOROUGH") else "small")

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_finish() -> None:
    """Keep what was imported and collected, some million objects, out of the collector's way: it would count them again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def no_remembered_name(tmp_path_factory):
    """Whom this machine remembers has no part in a test, and no test changes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


#: The time that documents made by a test bear: 22 November 2026, 10:03 UTC.
MADE = 1795341780


@pytest.fixture(scope="session", autouse=True)
def one_time():
    """Documents say when they were made, in every process that a test starts: always at the same time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(MADE))
        yield


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk():
    """What a power cut leaves behind no test in this process can see; what a kill leaves, killing.py tries with all that is real."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


@pytest.fixture(scope="session")
def worked() -> Review:
    """The review in the project's own root. It is a snapshot: nothing that a test does to it is written."""
    return litmatrix.open(ROOT)


@pytest.fixture
def quick(monkeypatch):
    """Builds that draw no chart, for tests of what is written where and of what stays: drawing takes seconds."""
    import altair as alt

    from litmatrix.writing.report import building as report
    from litmatrix.writing.report.pictures import Sketch

    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 200, 100)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100"></svg>'
    files = {"svg": svg, "png": png, "html": b"<p></p>"}
    monkeypatch.setattr(report, "sketched", lambda plan: Sketch(plan, alt.Chart(), {}))
    monkeypatch.setattr(report, "drawn", lambda sketch: sketch.picture(files))
    monkeypatch.setattr(report, "LEADING", ())
    monkeypatch.setattr(report, "linked_page", lambda review, stamp: "<p></p>")
    monkeypatch.setattr("litmatrix.writing.docx", lambda *given, **more: b"docx")
