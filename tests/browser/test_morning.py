"""A morning of two people: 800 records divided, screened by keys and many at once, and ten sources coded, half each."""

from __future__ import annotations

from collections import Counter

import pytest
from making import criterion, entry, search, theme, write_review

import litmatrix
from litmatrix import coding, screening, widgets

pytestmark = pytest.mark.browser

PEOPLE = ["Ann", "Bob"]
RECORDS, BY_KEYS, SOURCES = 800, 20, 5


@pytest.fixture
def folder(tmp_path):
    abstract = "Background: Peers are few. Methods: We asked 12. Results: Most agreed."
    entries = [
        entry(
            f"k{at}",
            title=f"Peers at work {at}",
            author="Miller, A",
            year=str(2000 + at % 20),
            abstract=abstract,
        )
        for at in range(RECORDS)
    ]
    (tmp_path / "review").mkdir()
    return write_review(
        tmp_path / "review",
        entries,
        searches=[search()],
        criteria=[criterion("years", {"field": "year", "from": 2010}), criterion("topic")],
        reviewers=PEOPLE,
        themes=[theme(f"theme{at}") for at in range(1, 13)],
    )


def test_two_people_screen_800_records_and_code_ten_sources_without_a_line_of_python(bare, folder, pictures):
    review = litmatrix.open(folder)
    # Said once: each record by one person.
    team = bare(widgets.team(review, "Ann"))
    team.press("d")
    team.page.get_by_label("Each record by one person, divided among:").check()
    team.rest()
    team.press("s")
    for name in PEOPLE:
        review = litmatrix.open(folder)
        card = bare(widgets.screening_card(review, name))
        assert card.text(".lm-progress strong") == f"0 of {RECORDS // 2} done (0 %)"
        card.press(*["i", "1", "m", "2"] * (BY_KEYS // 4))
        assert card.text(".lm-progress strong") == f"{BY_KEYS} of {RECORDS // 2} done (5 %)"
        pictures(card.root, f"morning-screened-{name}.png")
        # The others many at once: what waits for this person is excluded for a reason, listed first.
        records = bare(widgets.record_list(review, name))
        records.press("f")
        records.page.get_by_label("Filter by").select_option("todo")
        records.page.locator("[data-focus='value-screening']").check()
        left = RECORDS // 2 - BY_KEYS
        records.page.get_by_text(f"{left} of {RECORDS}").first.wait_for()
        records.press("Escape", "a", "e", "1")
        records.page.get_by_text(f"{left} records would change").wait_for()
        pictures(records.root, f"morning-listed-{name}.png")
        records.page.locator("[data-focus=record]").focus()
        records.press("Enter")
        card.page.evaluate("() => window.kernel.heard['msg:custom'].forEach(act => act({news: true}, []))")
        card.page.wait_for_function("() => document.querySelector('.lm-empty')")
    table = screening.standing(litmatrix.open(folder))
    assert Counter(table["reviewer"]) == dict.fromkeys(PEOPLE, RECORDS // 2)
    assert set(screening.outcomes(litmatrix.open(folder))["screening"]) == {"include", "exclude", "maybe"}
    # Full text: five sources each, read and coded.
    for name in PEOPLE:
        card = bare(widgets.screening_card(litmatrix.open(folder), name, "eligibility"))
        card.press(*["i"] * SOURCES)
    assert len(screening.included(litmatrix.open(folder))) == 2 * SOURCES
    for name in PEOPLE:
        desk = bare(widgets.coding_desk(litmatrix.open(folder), name))
        for number in range(SOURCES):
            desk.press("a")
            desk.page.keyboard.insert_text(f"“peers know {number}” (p. {number + 1})")
            desk.press("Enter", "x", "r", "n")
        pictures(desk.root, f"morning-coded-{name}.png")
    review = litmatrix.open(folder)
    assert review.problems == ()
    assert Counter(coding.states(review).to_numpy().ravel().tolist()) == {
        "mentioned": 2 * SOURCES, "not mentioned": 11 * 2 * SOURCES,
    }  # fmt: skip
    reads = screening.standing(review)
    assert Counter(reads.loc[reads["stage"] == "coding", "reviewer"]) == dict.fromkeys(PEOPLE, SOURCES)
