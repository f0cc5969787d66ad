"""`litmatrix app` in Chromium: the notebooks as pages, worked by keyboard, with nothing from outside this machine."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import small_review
from desk import LOOPBACK, RUN, START, VIEW
from worked import ROOT

from litmatrix.cli.notebooks import environment
from litmatrix.decisions.log import read_decisions

pytestmark = pytest.mark.browser

OPEN = "import litmatrix\nfrom litmatrix import charts, widgets\ncharts.notebook_renderer()\nreview = litmatrix.open('..')"
#: In place of the browser: it keeps what it is given to open, and who may read that.
BROWSER = """
import os, pathlib, sys, urllib.request
page = pathlib.Path(urllib.request.url2pathname(sys.argv[1].removeprefix("file://")))
kept = pathlib.Path(__file__).with_name("given")
kept.with_suffix(".new").write_text(f"{oct(os.stat(page).st_mode)[-3:]} {page} {page.read_text()}")
kept.with_suffix(".new").rename(kept)
"""
#: What a server or a kernel would import, if it imported what lies in the folder that it runs in.
PLANTED = ("json.py", "pandas.py", "voila.py", "jupyter_server_config.py")


def write(folder: Path, name: str, title: str, *cells: str) -> None:
    code = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    notebook = {
        "cells": [{"cell_type": "markdown", "id": "t", "metadata": {}, "source": f"# {title}"},
                  *({**code, "id": f"c{number}", "source": text} for number, text in enumerate(cells))],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip
    (folder / "notebooks").mkdir(exist_ok=True)
    (folder / "notebooks" / name).write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture
def folder(tmp_path) -> Path:
    """A small review with two notebooks: one with a desk and a chart, one that fails."""
    folder = small_review.make(tmp_path / "review").folder
    write(folder, "01-screen.ipynb", "1 · Screen", OPEN, "widgets.screening_card(review, 'anna')", "charts.years(review)")  # fmt: skip
    write(folder, "02-fail.ipynb", "2 · Fail", "1 / 0")
    for place in (folder, folder / "notebooks"):
        for name in PLANTED:
            (place / name).write_text(f"open({str(tmp_path / 'RAN')!r}, 'a').write(__file__)\n")
    (folder / "out").mkdir()
    (folder / "out" / "note.txt").write_text("a result")
    return folder


@pytest.fixture
def address(folder, tmp_path) -> Iterator[str]:
    """The address of the pages, with its token."""
    if importlib.util.find_spec("voila") is None:
        message = 'voila is not installed: pip install "litmatrix[app]"'
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    # As `litmatrix app` starts it, with the code beside these tests, wherever litmatrix is installed from.
    places = {"IPYTHONDIR": str(tmp_path / "ipython"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    (tmp_path / "browser.py").write_text(BROWSER)
    places["BROWSER"] = f"{sys.executable} {tmp_path / 'browser.py'} %s"
    command = [sys.executable, "-P", "-m", "litmatrix.cli.pages", str(folder)]
    log = tmp_path / "log"
    with log.open("w") as output:
        server = subprocess.Popen(
            command, cwd=sys.prefix, stdout=output, stderr=output, env={**environment(), **places, "PYTHONPATH": str(ROOT)}
        )  # fmt: skip
    try:
        end = time.monotonic() + START
        while not (
            (found := re.search(r"http://\S+\?token=\w+", log.read_text())) and (tmp_path / "given").exists()
        ):
            assert server.poll() is None and time.monotonic() < end, log.read_text()[-3000:]
            time.sleep(0.1)
        yield found[0]
        # A page that was left has ended its kernel.
        while not kernels(log, "started") == kernels(log, "shutdown") != set():
            assert time.monotonic() < end + START, log.read_text()[-3000:]
            time.sleep(0.1)
    finally:
        server.terminate()
        server.wait(20)
    assert not Path((tmp_path / "given").read_text().split()[1]).exists()


def kernels(log: Path, what: str) -> set[str]:
    return set(re.findall(rf"Kernel {what}: (\S+)", log.read_text()))


def test_notebooks_are_pages_without_code_that_lead_to_each_other_and_need_a_token(
    browser, folder, address, tmp_path, pictures
):
    mode, _, given = (tmp_path / "given").read_text().split(" ", 2)
    assert (mode, f"url={address}" in given) == ("600", True)

    outside: list[str] = []
    context = browser.new_context(viewport=VIEW, base_url=address.partition("?")[0])
    context.on("request", lambda asked: outside.append(asked.url))
    page = context.new_page()
    for place in ("/", "/voila/render/01-screen.ipynb", "/out/note.txt"):
        page.goto(place)
        assert urlsplit(page.url).path == "/login"
    page.goto(address)
    assert page.locator("a.page").all_inner_texts() == ["1 · Screen", "2 · Fail"]
    pictures(page, "app.png")
    page.get_by_text("note.txt").click()
    assert page.inner_text("body") == "a result"
    page.go_back()

    page.get_by_text("1 · Screen").click()
    card = page.locator(".lm-card")
    card.wait_for(timeout=RUN)
    assert page.title() == "1 · Screen"
    assert "litmatrix.open" not in page.content()
    assert "run this cell" not in page.locator("#rendered_cells").inner_text()
    chart = page.locator(".jp-RenderedSVG img")
    page.wait_for_function("() => document.querySelector('.jp-RenderedSVG img')?.naturalWidth > 100")
    card.locator("select[data-name=queue]").select_option("all")
    page.wait_for_function("() => document.querySelector('.lm-place')")
    card.focus()
    page.keyboard.press("i")
    page.wait_for_function(
        "() => /^saved \\d/.test(document.querySelector('.lm-card .lm-saved').textContent)"
    )
    events, _ = read_decisions(folder / "decisions")
    assert [(event.reviewer, event.decision) for event in events][-1] == ("anna", "include")
    assert chart.count() == 1
    pictures(page, "app-screening.png")

    # What goes wrong in a notebook is shown.
    page.get_by_role("link", name="2 · Fail →").first.click()
    page.get_by_text("ZeroDivisionError: division by zero").first.wait_for(timeout=RUN)
    assert page.locator("nav").first.inner_text().split("\n") == ["All pages", "← 1 · Screen"]
    page.get_by_role("link", name="All pages").first.click()
    page.locator("a.page").first.wait_for()
    context.close()
    assert {urlsplit(one).hostname for one in outside if not one.startswith(("data:", "blob:"))} <= LOOPBACK
    assert not (tmp_path / "RAN").exists(), (tmp_path / "RAN").read_text()
