"""Make the README's pictures from the real program: charts as it draws them, widgets as a browser shows them."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import litmatrix
from litmatrix import charts, writing
from litmatrix.files.folder import make_review

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from desk import FLAGS, find_chromium, open_context, open_notebook, run_all, start_lab  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
REVIEW = ("bibliography.bib", "manuscript.md", "matrix.csv", "review.toml", "decisions", "notebooks")


def main() -> int:
    """Write docs/pictures/*.png."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    review = litmatrix.open(ROOT)
    for name, chart in (("evidence-map", charts.evidence_map(review)), ("flow", charts.flow(review))):
        charts.save(chart, PICTURES / f"{name}.png")
        print(f"docs/pictures/{name}.png")
    with tempfile.TemporaryDirectory() as place:
        folder, home = Path(place) / "review", Path(place) / "home"
        folder.mkdir()
        home.mkdir()
        for part in REVIEW:
            (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, folder / part)
        make_review(folder / "first")
        writing.export(review, "framework", folder / "matrix.html")
        with start_lab(folder, home) as lab, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            read(browser.new_page(viewport={"width": 1300, "height": 800}), folder / "matrix.html")
            with open_context(browser, lab) as context:
                take(context.new_page())
            browser.close()
    return 0


def read(page: Page, path: Path) -> None:
    """Take the picture of the framework matrix."""
    page.goto(path.as_uri())
    page.get_by_text("2 quotations").first.click()
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / "matrix.png")
    print("docs/pictures/matrix.png")


def take(page: Page) -> None:
    """Take the pictures that need a browser."""
    begin(page, "first/notebooks/00-plan-review.ipynb")
    page.locator("[data-focus='/-title']").fill("What helps peer workers stay")
    page.locator("[data-focus='/-questions']").fill(
        "What makes peer workers leave?\nWhat helps them to stay?"
    )
    page.locator(".lm-protocol .lm-go:enabled").click()
    page.get_by_text("Saved: review: title, questions.").wait_for()
    page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
    page.set_viewport_size({"width": 1200, "height": 800})
    page.locator(".lm-protocol").evaluate("desk => desk.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / "first-minute.png")
    page.set_viewport_size({"width": 1200, "height": 1400})
    print("docs/pictures/first-minute.png")
    begin(page, "notebooks/00-plan-review.ipynb")
    page.locator("[data-focus=section-criteria]").click()
    page.locator("[data-focus=change-date]").click()
    page.locator("[data-focus='criteria/date-include']").fill("Published from 2012 to 2020")
    page.locator("[data-focus='criteria/date-check-from']").fill("2012")
    page.get_by_text("of 48 records fail").last.wait_for()
    page.wait_for_timeout(500)
    page.locator(".lm-protocol").screenshot(path=PICTURES / "protocol.png")
    page.set_viewport_size({"width": 1400, "height": 1000})
    page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
    print("docs/pictures/protocol.png")
    begin(page, "notebooks/01-filter-sources.ipynb")
    card = page.locator(".lm-card")
    page.locator("select[data-name=queue]").select_option("all")
    page.wait_for_function("() => document.querySelector('.lm-place')")
    card.screenshot(path=PICTURES / "screening.png")
    print("docs/pictures/screening.png")
    # A desk that does not fit into the window would have the bars of JupyterLab over it.
    page.set_viewport_size({"width": 1400, "height": 1250})
    begin(page, "notebooks/02-code-themes.ipynb")
    for widget, name in ((".lm-coding", "coding"), (".lm-themes", "themes")):
        desk = page.locator(widget)
        desk.focus()
        if name == "coding":
            page.keyboard.press("a")
            page.keyboard.type("“relationships built on shared experience” (p. 12)")
        page.wait_for_timeout(500)
        desk.screenshot(path=PICTURES / f"{name}.png")
        print(f"docs/pictures/{name}.png")
    begin(page, "notebooks/05-write.ipynb")
    desk = page.locator(".lm-manuscript")
    desk.get_by_text("Findings: Benefits and successes").first.click()
    page.wait_for_timeout(1500)
    desk.screenshot(path=PICTURES / "manuscript.png")
    print("docs/pictures/manuscript.png")


def begin(page: Page, notebook: str) -> None:
    """Run a notebook, and say who works where it asks."""
    open_notebook(page, notebook)
    run_all(page)
    if page.locator(".lm-ask-name").count():
        field = page.locator(".lm-ask-name input")
        if field.count():
            field.first.fill("Ann")
        page.get_by_role("button", name="Start", exact=True).first.click()
    page.wait_for_timeout(800)


if __name__ == "__main__":
    sys.exit(main())
