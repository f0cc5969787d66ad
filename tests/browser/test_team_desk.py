"""The team desk on a bare page: two people's work, records divided, a conflict compared, settled and undone."""

from __future__ import annotations

import pytest
from axe import find_barriers
from bare import FAINT
from making import criterion, decided, entry, write_review

import litmatrix
from litmatrix import decisions, widgets

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.pwned=1">'
PEOPLE = ["ann", "bob"]


def made(folder, events=(), records=100, **more):
    entries = [
        entry(
            f"k{at}",
            title=HOSTILE if at == 1 else f"Title {at}",
            author="Miller, A",
            year=str(2000 + at % 20),
        )
        for at in range(records)
    ]
    tables = {"criteria": [criterion("years"), criterion("topic")], "reviewers": PEOPLE, **more}
    return write_review(folder, entries, events, **tables)


def desk(folder, name="ann"):
    return widgets.team(litmatrix.open(folder), name)


def numbers(shown, selector):
    """The rows of a table as a person reads them."""
    rows = shown.page.locator(f"{selector} tbody tr").all()
    return [row.inner_text().split("\t") for row in rows]


def settled(folder):
    events, problems = decisions.read_decisions(folder / "decisions")
    assert problems == ()
    return [(one.key, one.decision, one.reason, one.note) for one in events if one.reviewer == "consensus"]


def two_people(at):
    """What two people decided on a record: on every seventh they differ."""
    said = "include" if at % 3 == 0 else "exclude"
    other = said if at % 7 else "maybe" if said == "exclude" else "exclude"
    return [
        decided("ann", f"k{at}", "screening", said),
        decided("bob", f"k{at}", "screening", other, note=HOSTILE),
    ]


def test_records_are_divided_in_half_and_the_card_of_each_shows_their_half(bare, tmp_path, pictures):
    folder = made(tmp_path / "review")
    shown = bare(desk(folder), width=1000)
    assert "100 records, not divided: whoever comes first decides" in shown.text(".lm-stage h3")
    shown.press("d")
    assert shown.data("tab") == "dividing"
    assert shown.page.locator("[data-focus=way-open]").is_checked()
    shown.page.locator("[data-focus=way-open]").focus()
    # By keyboard: to “each record by one person”.
    shown.press("ArrowDown", "ArrowDown")
    assert shown.focused == "way-one"
    shown.page.get_by_text("What would change").wait_for()
    assert numbers(shown, ".lm-preview") == [["ann", "0", "100", "50"], ["bob", "0", "100", "50"]]
    pictures(shown.root, "team-dividing.png")
    assert (shown.page.evaluate(FAINT), find_barriers(shown.page)) == ([], [])
    shown.page.locator("[data-focus=tick-bob]").click()
    shown.page.wait_for_function(
        "() => document.querySelector('.lm-preview').innerText.includes('100\\t100')"
    )
    assert numbers(shown, ".lm-preview") == [["ann", "0", "100", "100"], ["bob", "0", "100", "0"]]
    shown.page.locator("[data-focus=tick-bob]").click()
    shown.rest()
    shown.page.locator("[data-focus=save]").click()
    shown.rest()
    assert shown.text(".lm-message") == (
        "Saved: title and abstract, each record needs 1 person, divided among ann, bob."
    )
    assert litmatrix.open(folder).protocol.divide == {"screening": ("ann", "bob")}

    halves = []
    for name in PEOPLE:
        card = bare(widgets.screening_card(litmatrix.open(folder), name))
        assert card.text(".lm-place").startswith("Record 1 of 50")
        halves.append({*card.desk.sitting.keys})
        card.press("i")
    assert halves[0].isdisjoint(halves[1])
    assert len(halves[0] | halves[1]) == 100

    # Who comes back sees what both did.
    shown.press("w")
    shown.page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    shown.page.wait_for_function(
        "() => document.querySelectorAll('.lm-people')[0].innerText.split('1 (100 %)').length === 3"
    )
    assert [row[1:3] for row in numbers(shown, ".lm-people")] == [["1", "1 (100 %)"], ["1", "1 (100 %)"]]
    shown.press("d")
    shown.press("u")
    assert litmatrix.open(folder).protocol.divide == {}
    assert shown.page.locator("[data-focus=way-open]").is_checked()


def test_a_choice_that_was_begun_is_left_by_escape_and_nothing_is_written(bare, tmp_path):
    folder = made(tmp_path / "review")
    before = (folder / "review.toml").read_bytes()
    shown = bare(desk(folder))
    shown.press("d")
    shown.page.locator("[data-focus=way-two]").check()
    shown.page.get_by_text("What would change").wait_for()
    shown.page.locator("[data-focus=tick-ann]").click()
    shown.page.get_by_text("tick at least 2 people").wait_for()
    assert shown.page.locator("[data-focus=save]").is_disabled()
    shown.root.focus()
    shown.press("s", "Escape")
    assert shown.page.locator("[data-focus=way-open]").is_checked()
    assert (folder / "review.toml").read_bytes() == before


def test_a_conflict_is_compared_and_settled_by_keyboard_and_undone(bare, tmp_path, pictures):
    events = [one for at in range(30) for one in two_people(at)]
    folder = made(tmp_path / "review", events, agree={"screening": 2})
    for theme, width in (("light", 1000), ("dark", 1900)):
        shown = bare(desk(folder), theme=theme, width=width)
        assert shown.text(".lm-count") == "5"
        pictures(shown.root, f"team-work-{theme}.png")
        shown.press("c")
        assert shown.data("conflict") == "k0"
        assert "bob" not in shown.text(".lm-panel-of")
        shown.press("i")
        assert settled(folder) == [], "nobody settles what was not compared"
        shown.press("v")
        assert numbers(shown, ".lm-votes") == [["ann", "Include", "", ""], ["bob", "Exclude", "", HOSTILE]]
        assert shown.is_plain()
        assert (shown.page.evaluate(FAINT), find_barriers(shown.page)) == ([], [])
        pictures(shown.root, f"team-conflicts-{theme}.png")
        shown.press("a")
        assert "ann and bob decided alike on 25 of 30 records" in shown.text(".lm-pair")
        assert (shown.page.evaluate(FAINT), find_barriers(shown.page)) == ([], [])
        pictures(shown.root, f"team-agreement-{theme}.png")
        shown.press("c")
    shown.press("ArrowDown")
    assert shown.data("conflict") == "k7"
    shown.press("ArrowUp", "n")
    shown.page.keyboard.type("we talked")
    shown.press("Escape", "e")
    assert "Press a digit or click a reason" in shown.text(".lm-ask")
    shown.press("2")
    assert settled(folder) == [("k0", "exclude", "topic", "we talked (recorded by ann)")]
    assert (shown.data("conflict"), shown.text(".lm-count")) == ("k7", "4")
    shown.press("u")
    assert (shown.data("conflict"), shown.text(".lm-count")) == ("k0", "5")
    assert [one[1] for one in settled(folder)] == ["exclude", "withdraw"]
    # Twice, where no reason is required.
    shown.press("e", "e")
    shown.page.locator("[data-focus=maybe]").click()
    shown.rest()
    assert [one[:3] for one in settled(folder)[2:]] == [("k0", "exclude", ""), ("k7", "maybe", "")]


def test_the_records_on_which_two_differ_are_listed_once_one_compares(bare, tmp_path):
    folder = made(tmp_path / "review", [one for at in range(30) for one in two_people(at)])
    shown = bare(desk(folder))
    shown.press("a")
    assert "They differ on 5 records. Compare" in shown.text(".lm-pair")
    shown.page.get_by_role("button", name="Compare").click()
    shown.rest()
    shown.page.locator("summary").click()
    assert "Miller 2000 Title 0" in shown.text(".lm-pair details")
    assert shown.is_plain()


def test_no_key_of_the_desk_gets_through_to_the_notebook(bare, tmp_path):
    shown = bare(desk(made(tmp_path / "review")))
    shown.press(*"xzbyq0", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "Escape")
    assert shown.data("tab") == "dividing"
    shown.press("?")
    assert "who screens what" in shown.text(".lm-help")
    shown.press("?", "ArrowLeft")
    assert shown.data("tab") == "agreement"
    assert shown.page.evaluate("() => window.through") == []
