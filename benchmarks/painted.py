"""A desk worked in JupyterLab and Chromium: from the press of a key to what it brings on the screen."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "browser"))
from desk import FLAGS, find_chromium, open_context, open_notebook, run_all, start_lab

#: Presses a key, and gives the milliseconds until what it brings is painted: `done` says in JavaScript when it is there.
PRESS = """([name, key, at, done]) => new Promise(resolve => {
    const desk = document.querySelector('.' + name), start = performance.now();
    const there = new Function('desk', 'before', 'return ' + done), before = {...desk.dataset};
    const look = () => there(desk, before) && !desk.hasAttribute('aria-busy')
        ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start))) : requestAnimationFrame(look);
    const target = at ? desk.querySelector(at) : desk;
    if (key.startsWith('scroll ')) target.scrollTop = Number(key.slice(7));
    else target.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    look();
})"""


class Painted:
    """A desk in a notebook that was run."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name

    def press(self, key: str, done: str = "true", at: str = "") -> float:
        """Return the seconds from a key (or “scroll 900”), pressed at a part of the desk, until `done` is painted."""
        return self.page.evaluate(PRESS, [self.name, key, at, done]) / 1000


@contextmanager
def shown(folder: Path, code: str, name: str) -> Iterator[Painted]:
    """Show what `code` makes (with `review` and `widgets`) in a notebook of its own, in a real JupyterLab."""
    source = f"import litmatrix\nfrom litmatrix import widgets\nreview = litmatrix.open('.')\n{code}"
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "outputs": [], "source": source}  # fmt: skip
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "desk.ipynb").write_text(json.dumps(notebook))
    with (
        tempfile.TemporaryDirectory() as home,
        start_lab(folder, Path(home)) as lab,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        with open_context(browser, lab) as context:
            page = context.new_page()
            open_notebook(page, "desk.ipynb")
            run_all(page)
            page.locator(f".{name}").wait_for()
            page.locator(f".{name}").focus()
            yield Painted(page, name)
        browser.close()


def several(
    what: str, act: Callable[[], float], median: float, slow: float, tell: Callable, times: int = 60
) -> None:
    """Print the median and the 95th percentile of an act, beside their targets in seconds."""
    took = [act() for _ in range(times)]
    tell(f"{what}: median of {times}", statistics.median(took), median)
    tell(f"{what}: 95th percentile", statistics.quantiles(took, n=20)[18], slow)
