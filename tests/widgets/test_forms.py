"""The forms of the screening desk, driven without a browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import litmatrix
from litmatrix.bibliography import parse_bibliography, records
from litmatrix.decisions.log import read_decisions
from litmatrix.errors import Misuse, Unreadable
from litmatrix.review import Review
from litmatrix.widgets import add_source, exclude_failing
from litmatrix.widgets.screening.forms import new_entry, new_key

PROTOCOL = """\
format = 1
[[searches]]
id = "s1"
kind = "database"
source = "PubMed"
[[criteria]]
id = "years"
include = "From 2010"
exclude = "Before 2010"
check = {field = "year", from = 2010}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    entries = [
        f"@article{{k{year},\n  title = {{T {year}}},\n  year = {{{year}}},\n  origin = {{s1}}\n}}\n"
        for year in (2005, 2008, 2012)
    ]
    (tmp_path / "bibliography.bib").write_text("\n".join(entries), encoding="utf-8")
    (tmp_path / "matrix.csv").write_text("key\n", encoding="utf-8")
    (tmp_path / "review.toml").write_text(PROTOCOL, encoding="utf-8")
    return tmp_path


def decided(folder: Path) -> list[tuple[str, str, str, str]]:
    return [
        (one.reviewer, one.key, one.decision, one.reason) for one in read_decisions(folder / "decisions")[0]
    ]


def test_all_that_fail_are_listed_with_why_before_they_are_excluded(folder):
    form = exclude_failing(litmatrix.open(folder), "anna")
    form.criterion.value = "years"
    assert [label for label, _ in form.list.options] == [
        "T 2005 2005 · year 2005 is before 2010 · T 2005",
        "T 2008 2008 · year 2008 is before 2010 · T 2008",
    ]
    assert form.button.description == "Exclude all 2 that fail “years”"
    assert decided(folder) == []


def test_excluding_them_is_one_act_of_automation_and_undone_as_one(folder):
    form = exclude_failing(litmatrix.open(folder), "anna")
    form.criterion.value = "years"
    form.button.click()
    expected = [("automation", "k2005", "exclude", "years"), ("automation", "k2008", "exclude", "years")]
    assert decided(folder) == expected
    assert form.list.options == ()
    form.undo.click()
    assert [row[2] for row in decided(folder)] == ["exclude", "exclude", "withdraw", "withdraw"]
    assert form.message.value == "Undone: 2 decisions."


def test_what_was_excluded_stands_and_is_told_though_the_decisions_cannot_be_read_again(folder, monkeypatch):
    form = exclude_failing(litmatrix.open(folder), "anna")
    form.criterion.value = "years"
    number = len(form.failing)

    def unreadable(_review):
        raise Unreadable("decisions: it cannot be read (Input/output error).")

    with monkeypatch.context() as patched:
        patched.setattr(Review, "with_new_decisions", unreadable)
        # the act itself reads them anew too, before it records anything
        patched.setattr(Review, "reread", lambda review: review)
        form.button.click()
    assert form.message.value.startswith(f"Excluded {number:,} records")
    assert "That is saved" in form.message.value and "Input/output error" in form.message.value
    assert len(litmatrix.open(folder).decisions) == number > 0


def test_without_a_name_nothing_is_excluded_and_the_form_says_why(folder):
    form = exclude_failing(litmatrix.open(folder), "anna")
    form.criterion.value = "years"
    form.who.field.value = ""
    assert form.message.value.startswith("Not done: ")
    assert decided(folder) == []


def test_while_nobody_is_named_nothing_is_excluded_and_the_form_says_why(folder):
    form = exclude_failing(litmatrix.open(folder))
    assert (form.who.field.layout.display, form.who.told.layout.display) == ("", "none")
    form.criterion.value = "years"
    form.button.click()
    assert form.message.value.startswith("Not done: ")
    assert decided(folder) == []


def test_a_search_that_came_meanwhile_is_offered_for_the_source(folder):
    form = add_source(litmatrix.open(folder))
    form.title.value = "A talk"
    with (folder / "review.toml").open("a", encoding="utf-8") as protocol:
        protocol.write('[[searches]]\nid = "s2"\nkind = "website"\n')
    form.children[-2].click()
    assert form.message.value.startswith("Not done: choose the search that found it")
    assert form.search.options == (("choose a search", ""), ("s1: PubMed", "s1"), ("s2: website", "s2"))
    assert form.title.value == "A talk"


def test_without_a_criterion_that_has_a_check_the_form_says_where_to_give_one(folder):
    (folder / "review.toml").write_text("format = 1\n", encoding="utf-8")
    form = exclude_failing(litmatrix.open(folder), "anna")
    assert (
        form.message.value == "No criterion has a check yet: give it one in 00-plan-review, under Criteria."
    )
    assert form.list.layout.display == "none"


def test_a_source_added_by_hand_is_appended_and_the_rest_stays_byte_for_byte(folder):
    before = (folder / "bibliography.bib").read_bytes()
    form = add_source(litmatrix.open(folder))
    form.kind.value, form.title.value, form.authors.value = (
        "web page or blog",
        "50% of us & more",
        "Müller, Åsa; {An Organisation}",
    )
    form.year.value, form.url.value, form.search.value = "2019", "https://example.org/a_b", "s1"
    form.children[-2].click()
    after = (folder / "bibliography.bib").read_bytes()
    assert after.startswith(before)
    row = records(parse_bibliography(after.decode())).loc["muller_2019"]
    assert (row["type"], row["title"], row["author"], row["url"], row["origin"]) == (
        "online", "50% of us & more", "Müller, Åsa; An Organisation", "https://example.org/a_b", "s1",
    )  # fmt: skip
    assert form.message.value.startswith("Added muller_2019 to bibliography.bib.")
    assert litmatrix.open(folder).problems == ()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"origin": "s1"}, "enter a title"),
        ({"title": "T"}, "choose the search"),
        ({"title": "T", "origin": "s1", "year": "19"}, "four digits"),
    ],
)
def test_a_source_that_lacks_what_it_needs_is_refused(values, message):
    with pytest.raises(Misuse, match=message):
        new_entry("misc", values, [])


def test_a_new_key_is_not_in_use():
    assert new_key("Smith, Anna", "2019", "The Works of Peers", []) == "smith_2019"
    assert new_key("Smith, Anna", "2019", "The Works of Peers", ["Smith_2019"]) == "smith_2019_works"
    assert (
        new_key("Smith, Anna", "2019", "The Works of Peers", ["smith_2019", "smith_2019_works"])
        == "smith_2019_2"
    )
    assert new_key("", "", "Ψυχή", []) == "ψυχη_nd"


def test_hostile_values_cannot_break_out_of_their_entry():
    key, text = new_entry("misc", {"title": "a} , b = {c }} @book{x, \\", "origin": "s1"}, [])
    parsed = parse_bibliography(text)
    assert list(parsed.entries) == [key]


def test_the_forms_leave_the_review_alone(folder):
    review = litmatrix.open(folder)
    before = review.records.copy()
    shutil.copytree(folder, folder.parent / "other")
    exclude_failing(review, "anna").criterion.value = "years"
    add_source(review)
    assert review.records.equals(before)


@pytest.mark.parametrize("title", ["a~b {sic} c", "50 % {", "x \\ y}", "a_b^c # $5", "One\\'e"])
def test_a_title_is_plain_text_and_reads_back_as_it_was_typed(title):
    key, text = new_entry("misc", {"title": title, "origin": "s1"}, [])
    assert records(parse_bibliography(text)).at[key, "title"] == title
