"""Make the README's pictures from the real program: charts as it draws them, widgets as a browser shows them."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import litmatrix
from litmatrix import charts

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from desk import FLAGS, find_chromium, open_context, open_notebook, run_all, start_lab  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
REVIEW = ("bibliography.bib", "matrix.csv", "review.toml", "decisions", "notebooks")


def main() -> int:
    """Write docs/pictures/*.png."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    review = litmatrix.open(ROOT)
    for name, chart in (("heatmap", charts.heatmap(review)), ("flow", charts.flow(review))):
        charts.save(chart, PICTURES / f"{name}.png")
        print(f"docs/pictures/{name}.png")
    with tempfile.TemporaryDirectory() as place:
        folder, home = Path(place) / "review", Path(place) / "home"
        folder.mkdir()
        home.mkdir()
        for part in REVIEW:
            (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, folder / part)
        with start_lab(folder, home) as lab, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            with open_context(browser, lab) as context:
                take(context.new_page())
            browser.close()
    return 0


def take(page: Page) -> None:
    """Take the pictures that need a browser."""
    open_notebook(page, "notebooks/01-filter-sources.ipynb")
    run_all(page)
    page.locator(".lm-filter input[type=text]").first.fill("repper")
    page.wait_for_timeout(800)
    page.locator(".lm-filter").first.screenshot(path=PICTURES / "filter.png")
    print("docs/pictures/filter.png")
    card = page.locator(".lm-card")
    if card.locator(".lm-ask-name").count():
        card.get_by_role("button", name="Begin").click()
    page.locator("select[data-name=queue]").select_option("all")
    page.wait_for_function("() => document.querySelector('.lm-place')")
    card.screenshot(path=PICTURES / "screening.png")
    print("docs/pictures/screening.png")
    open_notebook(page, "notebooks/02-code-themes.ipynb")
    run_all(page)
    for widget, name in ((".lm-coding", "coding"), (".lm-themes", "themes")):
        desk = page.locator(widget)
        if desk.locator(".lm-ask-name").count():
            desk.get_by_role("button", name="Begin").click()
            page.wait_for_timeout(500)
        desk.focus()
        if name == "coding":
            page.keyboard.press("a")
            page.keyboard.type("“relationships built on shared experience” (p. 12)")
        page.wait_for_timeout(500)
        desk.screenshot(path=PICTURES / f"{name}.png")
        print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    sys.exit(main())
