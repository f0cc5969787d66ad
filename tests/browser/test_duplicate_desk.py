"""The duplicate desk worked in a real browser: sure ones settled, pairs decided by keyboard, undone, fields taken."""

from __future__ import annotations

import json

import pytest
from desk import find_faults, open_notebook, run_all
from widgets.test_screening_card import set_theme

import litmatrix
from litmatrix import screening

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
ABSTRACT = (
    "Background: Peer support is offered in mental health services in many countries. We asked what it "
    "brings to those who receive it. Methods: Interviews with 24 people in three services. Results: Hope, "
    "a sense of belonging, and practical help were named most often. {} Conclusion: Peer support workers need "
    "supervision and a clear role."
)


def entry(key, **fields):
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@article{{{key},\n{lines}}}\n"


def twins():
    """Three works that stand twice: the same in all, and one of them without its abstract."""
    for number, title in enumerate(
        [
            "Hope and belonging in peer support",
            "Recovery colleges and their students",
            "Peer workers on acute wards",
        ]
    ):
        work = {
            "title": title, "author": f"Miller, Ann and Okoro, Ben{number}", "year": str(2012 + number), "journal": "Journal of Mental Health",
            "volume": str(21 + number), "number": "2", "pages": f"{100 + number}--{120 + number}", "doi": f"10.1000/jmh.{number}",
        }  # fmt: skip
        yield entry(f"sure_{number}a", **work, abstract=ABSTRACT.format(""), origin="pubmed")
        yield entry(f"sure_{number}b", **work, origin="scopus")


def doubtful():
    """Pairs that a person must look at; the last are in Arabic and Chinese, and hold script."""
    work = {"author": "Davidson, Larry and Bellamy, Chyrell", "journal": "World Psychiatry"}
    yield entry(
        "davidson_2012", title="Peer support among persons with severe mental illnesses: a review of evidence and experience",
        **work, year="2012", volume="11", number="2", pages="123--128", doi="10.1000/wps.1", abstract=ABSTRACT.format("Nobody left."), origin="pubmed",
    )  # fmt: skip
    yield entry(
        "davidson_2013", title="Peer Support Among Persons with Severe Mental Illness: A Review of Evidence", **work, year="2013",
        volume="12", pages="141--6", abstract=ABSTRACT.format("Two left."), issn="1723-8617", keywords="peers; review", origin="scopus",
    )  # fmt: skip
    chinese = {
        "author": "王, 芳 and 李, 明",
        "journal": "中国心理卫生杂志",
        "year": "2019",
        "title": "同伴支持工作者在社区精神卫生服务中的角色与作用研究",
    }
    yield entry("wang_2019", **chinese, volume="33", pages="210--216", origin="pubmed")
    yield entry(
        "wang_2019a",
        **{**chinese, "title": f"{chinese['title']}: 质性研究"},
        volume="33",
        pages="240--246",
        origin="scopus",
    )
    arabic = {"author": "حداد, ليلى and منصور, سامي", "journal": "المجلة العربية للطب النفسي", "year": "2018"}
    yield entry(
        "haddad_2018",
        title="دعم الأقران في خدمات الصحة النفسية المجتمعية: دراسة نوعية",
        **arabic,
        volume="29",
        pages="14--25",
        origin="pubmed",
    )
    yield entry(
        "haddad_2018a",
        title="دعم الأقران في خدمات الصحة النفسية المجتمعية",
        **arabic,
        volume="29",
        pages="40--52",
        note=HOSTILE,
        origin="scopus",
    )


def make(folder, entries):
    (folder / "notebooks").mkdir(parents=True)
    (folder / "bibliography.bib").write_text("\n".join(entries), encoding="utf-8")
    (folder / "matrix.csv").write_text("key\n", encoding="utf-8")
    (folder / "review.toml").write_text(
        f"""format = 1
title = "A review"
[[searches]]
id = "pubmed"
kind = "database"
source = "PubMed"
[[searches]]
id = "scopus"
kind = "database"
source = '{HOSTILE}'
""",
        encoding="utf-8",
    )
    source = [
        "import litmatrix\nfrom litmatrix import widgets\nreview = litmatrix.open('..')",
        "desk = widgets.duplicate_desk(review, 'ann')\ndesk",
    ]
    cells = [
        {"cell_type": "code", "id": f"c{number}", "metadata": {}, "execution_count": None, "outputs": [], "source": text}
        for number, text in enumerate(source)
    ]  # fmt: skip
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "notebooks" / "duplicates.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return f"{folder.name}/notebooks/duplicates.ipynb"


def show(page, place):
    open_notebook(page, place)
    run_all(page)
    assert find_faults(page) == []
    desk = page.locator(".lm-duplicates")
    desk.wait_for()
    desk.focus()
    return desk


def press(page, *keys):
    """Press keys one by one, each after the desk answered the one before."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_function("() => !document.querySelector('.lm-duplicates').hasAttribute('aria-busy')")


def message(page):
    return page.locator(".lm-message").inner_text()


def standing(folder):
    return [(pair.key, pair.other, pair.decision) for pair in screening.pairs(litmatrix.open(folder))]


def test_sure_ones_are_settled_pairs_decided_and_undone_and_fields_taken_by_keyboard(page, lab, pictures):
    folder = lab.folder / "duplicates"
    place = make(folder, [*twins(), *doubtful()])
    before = (folder / "bibliography.bib").read_bytes()
    desk = show(page, place)
    assert page.locator(".lm-group").count() == 3
    press(page, "ArrowDown", "x")
    desk.screenshot(path=pictures / "duplicates-sure.png")
    press(page, "a", "Enter")
    assert message(page).startswith("Settled: 2 groups, 2 duplicates.")
    assert page.locator(".lm-saved").inner_text().startswith("saved ")
    settled = [("sure_0b", "sure_0a", "duplicate"), ("sure_2b", "sure_2a", "duplicate")]
    assert standing(folder) == settled

    # The pair that was taken out is asked about first.
    assert desk.get_attribute("data-pair") == "sure_1a sure_1b"
    press(page, "x")
    while "davidson_2012" not in desk.get_attribute("data-pair"):
        press(page, "n")
    shown = desk.get_attribute("data-pair").split()
    assert len(page.locator("[data-field=title] mark").all()) > 0
    desk.screenshot(path=pictures / "duplicates-pair.png")
    press(page, "k", "t")
    desk.screenshot(path=pictures / "duplicates-take.png")
    press(page, "Enter")
    assert message(page).startswith("Taken into ")
    assert (folder / "bibliography.bib").read_bytes() != before
    press(page, "u")
    assert message(page).startswith("Undone: ")
    assert (folder / "bibliography.bib").read_bytes() == before
    press(page, "d")
    press(page, "s")
    assert len(standing(folder)) == 5
    press(page, "u", "u")
    assert standing(folder) == [*settled, ("sure_1a", "sure_1b", "distinct")]
    assert desk.get_attribute("data-pair").split() == shown
    press(page, "u", "u")
    assert standing(folder) == []
    assert desk.get_attribute("data-view") == "sure"
    assert find_faults(page) == []


def test_hostile_and_foreign_text_is_text_and_the_dark_theme_is_legible(page, lab, pictures):
    folder = lab.folder / "duplicates-dark"
    hostile = [
        entry(
            f"bad_{name}",
            title=HOSTILE,
            author=HOSTILE,
            year="2020",
            journal=HOSTILE,
            volume="1",
            pages=pages,
            origin="scopus",
        )
        for name, pages in (("a", "1--9"), ("b", "1--9"))
    ]
    place = make(folder, [*doubtful(), *twins(), *hostile])
    set_theme(page, "JupyterLab Dark")
    try:
        desk = show(page, place)
        page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
        desk.screenshot(path=pictures / "duplicates-dark-sure.png")
        press(page, "a", "Enter")
        seen = set()
        for number in range(6):
            if not desk.get_attribute("data-pair"):
                break
            seen.add(desk.get_attribute("data-pair"))
            desk.screenshot(path=pictures / f"duplicates-dark-{number}.png")
            press(page, "n")
        press(page, "?")
        desk.screenshot(path=pictures / "duplicates-dark-help.png")
        press(page, "Escape", "p")
    finally:
        set_theme(page, "JupyterLab Light")
    assert page.evaluate("() => window.pwned") is None
