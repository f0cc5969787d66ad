"""A person's first review, in JupyterLab: from the first click to the report, and nothing of it in a text editor."""

from __future__ import annotations

import pytest
from desk import Shown, find_faults, open_notebook, run_all
from playwright.sync_api import Page, expect

import litmatrix
from litmatrix import checking, screening
from litmatrix.files.folder import make_review

pytestmark = pytest.mark.browser

FOUND = "\n".join(
    f"TY  - JOUR\nTI  - {title}\nAU  - {author}\nPY  - {year}\nT2  - Journal of Peers\nAB  - {abstract}\nER  - "
    for title, author, year, abstract in (
        ("Peer support on wards", "Adams, Zoë", 2014, "Peer workers felt unsure of their role."),
        ("Hope among peers", "Παπάς, Βασίλης", 2016, "Hope grew with time."),
        ("Peers before us", "Old, A.", 1999, "An early account."),
    )
)


def begin(page: Page, number: int) -> None:
    """Open a notebook of the review and run it, as its first lines say."""
    names = (
        "00-plan-review",
        "01-filter-sources",
        "02-code-themes",
        "03-chart-types-and-themes",
        "04-build-tables",
    )
    open_notebook(page, f"first/notebooks/{names[number]}.ipynb")
    run_all(page)
    assert find_faults(page) == []


def submit(page: Page) -> None:
    page.locator(".lm-protocol .lm-form .lm-go:enabled").last.click()
    page.wait_for_function("() => !document.querySelector('.lm-protocol').hasAttribute('aria-busy')")


def test_a_first_review_goes_from_its_questions_to_its_report_in_the_browser(page, lab, pictures, tmp_path):
    folder = lab.folder / "first"
    make_review(folder)

    # What it asks, who works, what lets a source in.
    begin(page, 0)
    page.locator(".lm-ask-name input").first.fill("Ann")
    page.get_by_role("button", name="Start", exact=True).first.click()
    expect(page.locator(".lm-ask-name")).to_have_count(0)
    plan = Shown(page, "lm-protocol")
    page.locator("[data-focus='/-title']").fill("Peers at work")
    page.locator("[data-focus='/-questions']").fill("What helps peers at work?")
    submit(page)
    plan.root.get_by_text("Saved: review: title, questions.").wait_for()
    pictures(page, "first-plan.png")
    page.locator("[data-focus=section-people]").click()
    page.locator("[data-focus=new-person]").fill("Ann")
    page.keyboard.press("Enter")
    plan.root.get_by_text("Saved: review: reviewers.").wait_for()
    page.locator("[data-focus=section-criteria]").click()
    page.locator("[data-focus=example]").click()
    submit(page)
    plan.root.get_by_text("Saved: criterion published_from_2010: added.").wait_for()

    themes = Shown(page, "lm-themes")
    for name in ("Challenges", "Benefits"):
        themes.press("a")
        page.keyboard.type(name)
        themes.press("Enter")
        themes.until("draft", "preview")
        page.keyboard.type("We ask for it.")
        themes.press("Enter")
        themes.until("draft", "")

    # What the search found comes in, with the search; then one key a record.
    begin(page, 1)
    (tmp_path / "pubmed.ris").write_text(FOUND, encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files …").click()
    chooser.value.set_files(tmp_path / "pubmed.ris")
    page.get_by_role("button", name="Import 3 records").click()
    page.get_by_text("3 records added to bibliography.bib").wait_for()
    card = Shown(page, "lm-card")
    expect(card.root).to_contain_text("Record 1 of 3")
    card.press("i", "i", "1")
    page.locator(".lm-card [data-focus=stage]").select_option("eligibility")
    card.rest()
    card.root.focus()
    card.press("i", "i")
    pictures(page, "first-screened.png")
    assert screening.included(litmatrix.open(folder)).index.tolist() == ["adams_2014", "παπας_2016"]

    # What they say.
    begin(page, 2)
    coding = Shown(page, "lm-coding")
    coding.press("a")
    page.keyboard.type("“felt unsure of their role” (p. 3)")
    coding.press("Enter")
    coding.press("x", "n", "x")
    pictures(page, "first-coded.png")

    # Charts and tables are there whole, and the report is one key away.
    begin(page, 3)
    assert page.locator(".jp-RenderedImage img, .jp-RenderedSVG img").count() >= 7
    begin(page, 4)
    expect(page.locator(".jp-Notebook")).to_contain_text("felt unsure of their role")
    panel = Shown(page, "lm-outputs")
    panel.press("b")
    panel.root.get_by_role("link", name="out/report.html").first.wait_for(timeout=60_000)
    pictures(page, "first-built.png")
    with page.context.expect_page() as opened:
        panel.root.get_by_role("link", name="out/report.html").first.click()
    report = opened.value
    expect(report.get_by_role("heading", name="Peers at work")).to_be_visible()
    expect(report.locator("body")).to_contain_text("felt unsure of their role")
    pictures(report, "first-report.png")
    report.close()
    assert [str(one) for one in checking.check(litmatrix.open(folder)).problems] == []
