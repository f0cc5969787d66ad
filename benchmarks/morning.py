"""A morning of two people: python benchmarks/morning.py [RECORDS [SOURCES [PICTURES]]].

Ann and Bob, each in a JupyterLab of their own on one folder, divide the records among them, screen their halves by keyboard,
take what they included in at full text, and code the sources, half each. What is on disk at the end is counted, and how
long each part took is printed: the waiting of the program, for nobody reads here. PICTURES is a folder for screenshots.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from screening import write_review

import litmatrix
from litmatrix import coding, screening

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "browser"))
from desk import FLAGS, Shown, find_chromium, open_context, open_notebook, run_all, start_lab

PEOPLE = ("Ann", "Bob")
THEMES = 12
PROTOCOL = 'reviewers = ["Ann", "Bob"]\n'
CODE = """import litmatrix
from litmatrix import widgets
review = litmatrix.open('.')
widgets.reviewer(review)"""


def made(folder: Path, records: int) -> Path:
    """Write a review that nobody decided on, with themes to read for."""
    write_review(folder, records, 0)
    path = folder / "review.toml"
    head, _, rest = path.read_text().partition("\n\n")
    themes = "".join(f'\n[[themes]]\nid = "theme{n}"\nname = "Theme {n}"\n' for n in range(1, THEMES + 1))
    path.write_text(f"{head}\n{PROTOCOL}\n{rest}{themes}")
    (folder / "matrix.csv").write_text("key," + ",".join(f"theme{n}" for n in range(1, THEMES + 1)) + "\n")
    return folder


def notebook(folder: Path, name: str) -> str:
    """Write one person's notebook, with the desks of the morning."""
    sources = [CODE, *(f"widgets.{one}(review)" for one in ("team", "screening_card", "coding_desk"))]
    cells = [
        {
            "cell_type": "code",
            "id": f"c{at}",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": one,
        }
        for at, one in enumerate(sources)
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    text = json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})
    (folder / f"{name}.ipynb").write_text(text)
    return f"{name}.ipynb"


def opened(page: Page, folder: Path, name: str) -> None:
    """Open the notebook, and say who works there."""
    open_notebook(page, notebook(folder, name))
    run_all(page)
    page.locator(".lm-ask-name select").first.select_option(name)
    page.get_by_role("button", name="Start", exact=True).first.click()
    page.locator(".lm-card .lm-as").wait_for()


def screened(card: Shown, records: int) -> int:
    """Screen until nothing waits: of ten records one is included, one is a maybe, the others are excluded for reasons."""
    number = 0
    while card.page.locator(".lm-card .lm-empty").count() == 0 and number <= records:
        card.press({0: "i", 5: "m"}.get(number % 20, str(1 + number % 3)))
        number += 1
    return number


def stage(card: Shown, name: str) -> None:
    card.page.locator(".lm-card select[data-name=stage]").select_option(name)
    card.rest()
    card.root.focus()


def coded(desk: Shown, sources: int) -> None:
    """Code sources: on three themes a quotation and a summary each, nothing on the others, and the source is read."""
    for number in range(sources):
        for theme in range(3):
            desk.press("a")
            desk.page.keyboard.insert_text(f"“peers know ({number}, {theme})” (p. {theme + 1})")
            desk.press("Enter", "j")
        desk.press("x", "r", "n")


def main(records: int, sources: int, pictures: str) -> None:
    def told(what: str, start: float, number: int) -> None:
        took = time.perf_counter() - start
        print(f"{what:<60}{took:8.1f} s   {1000 * took / max(1, number):7.0f} ms each", flush=True)

    def taken(page: Page, name: str) -> None:
        if pictures:
            page.screenshot(path=Path(pictures) / f"{name}.png")

    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        folder = made(Path(temporary) / "review", records)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        stack.callback(browser.close)
        pages = {}
        for name in PEOPLE:
            lab = stack.enter_context(start_lab(folder, Path(temporary) / name))
            pages[name] = stack.enter_context(open_context(browser, lab)).new_page()
            opened(pages[name], folder, name)
        start = time.perf_counter()
        team = Shown(pages["Ann"], "lm-team")
        team.press("d")
        team.page.get_by_label("Each record by one person, divided among:").check()
        team.rest()
        taken(team.page, "divided")
        team.press("s")
        team.rest()
        told("dividing", start, 1)
        for name, page in pages.items():
            card = Shown(page, "lm-card")
            taken(page, f"before-{name}")
            page.wait_for_function(
                f"() => document.querySelector('.lm-card .lm-progress').innerText.includes('of {records // 2:,} done')"
            )
            start = time.perf_counter()
            number = screened(card, records)
            told(f"{name} screens {number} records", start, number)
            taken(page, f"screened-{name}")
        for name, page in pages.items():
            card = Shown(page, "lm-card")
            stage(card, "eligibility")
            start = time.perf_counter()
            for _ in range(sources // 2):
                card.press("i")
            told(f"{name} includes {sources // 2} sources at full text", start, sources // 2)
        for at, (name, page) in enumerate(pages.items()):
            desk = Shown(page, "lm-coding")
            desk.page.wait_for_function("() => document.querySelector('.lm-coding').dataset.key")
            desk.press(*["n"] * (at * (sources // 2)))
            start = time.perf_counter()
            coded(desk, sources // 2)
            told(f"{name} codes {sources // 2} sources", start, sources // 2)
            taken(page, f"coded-{name}")
        review = litmatrix.open(folder)
        now = screening.standing(review)
        print(now.groupby(["reviewer", "stage", "decision"]).size().to_string())
        print(
            f"{len(review.problems)} problems; cells: {coding.states(review).stack().value_counts().to_dict()}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=int, nargs="?", default=800)
    parser.add_argument("sources", type=int, nargs="?", default=10)
    parser.add_argument("pictures", nargs="?", default="")
    main(**vars(parser.parse_args()))
