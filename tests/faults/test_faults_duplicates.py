"""Duplicates that were missed, and pairs that were put together without grounds."""

import json

import pytest


def found(case, *keys):
    """What `duplicates` makes of two records."""
    told = json.loads(case.done("duplicates --json"))
    if sorted(keys) in [sorted(group) for group in told["sure"]]:
        return "sure"
    return "doubtful" if sorted(keys) in [sorted(pair) for pair in told["doubtful"]] else "different"


def test_a_doi_with_signs_of_latex_is_the_same_doi(case):
    here = case("20-doi-in-latex")
    here.done("import ../a.bib --search s --source X --yes")
    assert found(here, "m1", "m2") == "sure"
    assert "same DOI" in here.done("duplicates")


def test_an_issn_in_isbn_parts_no_records(case):
    here = case("34-issn-in-isbn")
    here.done("import ../a.bib --search s --source X --yes")
    assert found(here, "a", "b") == "sure"
    assert "ISBN" not in here.done("duplicates")


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        # Print and electronic ISSN, in whichever field.
        ("isbn = {1098-5336}", "isbn = {0099-2240}", "sure"),
        ("isbn = {10985336}", "issn = {1098-5336}", "sure"),
        ("isbn = {1098-5336; 0099-2240}", "isbn = {0099-2240}", "sure"),
        # Several ISBNs, one of which is common; ten and thirteen digits; what stands behind them.
        ("isbn = {978-0-306-40615-7 978-1-86197-876-9}", "isbn = {0-306-40615-2 (pbk.)}", "sure"),
        ("isbn = {9780306406157}", "isbn = {978-0-306-40615-7, 9781861978769}", "sure"),
        ("issn = {9780306406157}", "isbn = {0306406152}", "sure"),
        # What is no number says nothing.
        ("isbn = {none}", "isbn = {9780306406157}", "sure"),
        # Two books, unless one DOI says otherwise.
        ("isbn = {9780306406157}", "isbn = {9781861978769}", "doubtful"),
        ("isbn = {9780306406157}, doi = {10.5555/b1}", "isbn = {9781861978769}, doi = {10.5555/B1}", "sure"),
    ],
)
def test_numbers_of_books_and_journals_are_told_apart(case, one, other, told):
    here = case()
    work = "author = {Adder, Ann and Baker, Bob}, title = {Things that were seen in the wards}, year = {2019}, publisher = {P}"
    entries = [f"@book{{{key}, {work}, booktitle = {{Wards of two hospitals}}, {field}}}\n" for key, field in (("a", one), ("b", other))]  # fmt: skip
    (here.folder.parent / "a.bib").write_text("".join(entries), encoding="utf-8")
    here.done("import ../a.bib --search s --source X --yes")
    assert found(here, "a", "b") == told


def test_one_doi_on_records_of_other_people_issues_and_pages_proves_nothing(case):
    here = case("43-one-doi-on-several-works")
    here.done("import ../a.bib --search s --source X --yes")
    assert "No sure duplicates." in here.done("duplicates")
    assert found(here, "roe", "doe") != "sure"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # The DOI of an issue.
        ("author = {Roe, R.}, title = {Editorial}, number = {15}", "author = {Doe, D.}, title = {Editorial}, number = {16}"),
        ("title = {Editorial}, pages = {1600}", "title = {Editorial}, pages = {1800}"),
        ("title = {News and views}, number = {1}", "title = {News and views}, number = {2}"),
        ("author = {Roe, R.}, title = {Letters}", "author = {Li, D.}, title = {Letters}"),
        ("author = {Roe, R.}, title = {Things seen in towns}, pages = {9}", "author = {Adder, A.}, title = {Things seen in towns}, pages = {30}"),
        # The DOI of a book, for its chapters.
        ("author = {Roe, R.}, title = {Introduction}, pages = {1--4}", "author = {Roe, R.}, title = {Introduction}, pages = {101--104}"),
        ("author = {Roe, R.}, title = {Theory of things in our time}", "author = {Roe, R.}, title = {Practice of things in our time}"),
        # The DOI of a supplement, for abstracts on one page.
        ("author = {Roe, R.}, title = {Recovery on wards in men}, pages = {S12}", "author = {Roe, R.}, title = {Recovery on wards in women}, pages = {S12}"),
    ],
)  # fmt: skip
def test_a_doi_of_many_works_makes_none_of_two(case, one, other):
    here = case()
    entries = [f"@article{{{key}, {fields}, journal = {{Things}}, year = {{1998}}, volume = {{17}}, doi = {{10.5555/vol17}}}}\n" for key, fields in (("a", one), ("b", other))]  # fmt: skip
    (here.folder.parent / "a.bib").write_text("".join(entries), encoding="utf-8")
    here.done("import ../a.bib --search s --source X --yes")
    assert found(here, "a", "b") != "sure"


CITED = "2 records are cited only (no search found them): not compared for duplicates.\n"


def test_records_that_are_cited_only_are_named_as_not_compared(case):
    here = case("35-cited-only-in-silence", inside=True)
    assert here.done("duplicates") == f"No sure duplicates.\n{CITED}"
    assert here.done("duplicates --settle --reviewer ann --yes") == f"No sure duplicates.\n{CITED}"
    assert here.done("check") == f"No problem.\n{CITED}"


def test_the_preview_of_an_import_says_so_too(case):
    here = case("35-cited-only-in-silence", inside=True)
    (here.folder.parent / "a.bib").write_text("@article{c, title = {Quite another thing}, year = {2001}}\n", encoding="utf-8")  # fmt: skip
    assert f"note: {CITED}" in here.done("import ../a.bib --search s --source X --dry-run")


def test_the_desk_says_so_too(case):
    from litmatrix.widgets import duplicate_desk

    here = case("35-cited-only-in-silence", inside=True)
    assert duplicate_desk(here.review, "ann").state["apart"] == CITED.strip()


def test_where_all_records_are_of_a_search_nothing_is_said(case):
    here = case("34-issn-in-isbn")
    here.done("import ../a.bib --search s --source X --yes")
    assert "cited only" not in here.done("duplicates") + here.run("check").out
