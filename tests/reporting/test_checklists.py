"""The checklists: every item of the standards with a label of our own, filled in with what the data say."""

from __future__ import annotations

import io
import re
from pathlib import Path

import busy_review
import making
import openpyxl
import pytest
import small_review
from writing.test_report import EVIL, Seen, evil_review

import litmatrix
from litmatrix import reporting, tables, writing
from litmatrix.errors import Misuse
from litmatrix.reporting import CHECKLISTS
from litmatrix.reporting.checklists import COLUMNS, OF_TABLES, SECTIONS, YOURS, helped, standards
from litmatrix.reporting.checklists.answers import ANSWERS, NOT_FOR_THIS
from litmatrix.review import Review
from litmatrix.writing import report
from litmatrix.writing.workbook.limits import HEIGHT

SIZES = {
    "prisma-2020": 42, "prisma-2020-abstract": 12, "prisma-s": 16, "prisma-scr": 22, "entreq": 21, "jbi": 6, "raise": 11,
}  # fmt: skip
#: How many items the data help with: in a review of one person, one of two people in which much happened, and the worked one.
HELPED = {
    "prisma-2020": (27, 29, 27), "prisma-2020-abstract": (9, 9, 9), "prisma-s": (8, 10, 13), "prisma-scr": (17, 19, 17),
    "entreq": (15, 16, 15), "jbi": (4, 5, 4), "raise": (0, 8, 0),
}  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Review:
    return small_review.make(tmp_path_factory.mktemp("small") / "review")


@pytest.fixture(scope="module")
def busy(tmp_path_factory) -> Review:
    return busy_review.make(tmp_path_factory.mktemp("busy") / "review")


def row(review: Review, name: str, number: str, **more) -> dict[str, str]:
    return CHECKLISTS[name](review, **more).frame.loc[number].to_dict()


# --- the standards ---


def test_every_file_of_a_standard_has_a_name_and_every_name_a_file():
    folder = Path(standards.__file__).parent
    assert {path.stem for path in folder.glob("*.toml")} == set(standards.NAMES) == set(SIZES)


def test_prisma_2020_has_its_27_items_with_their_parts():
    numbers = [one.number for one in standards.standard("prisma-2020").items]
    assert numbers == [
        *map(str, range(1, 10)), "10a", "10b", "11", "12", *(f"13{part}" for part in "abcdef"), "14", "15", "16a", "16b", "17", "18", "19",
        *(f"20{part}" for part in "abcd"), "21", "22", *(f"23{part}" for part in "abcd"), "24a", "24b", "24c", "25", "26", "27",
    ]  # fmt: skip


@pytest.mark.parametrize("name", SIZES)
def test_a_standard_is_whole_and_asks_only_for_what_there_is(name):
    found = standards.standard(name)
    assert len(found.items) == SIZES[name] == len({one.number for one in found.items})
    assert re.fullmatch(r"https://doi\.org/\S+", found.url)
    assert re.search(r"\b20[12]\d\b", found.source)
    for one in found.items:
        assert one.section
        assert one.topic
        assert set(one.text) <= set(ANSWERS)
        assert {place[1:] for place in one.where if place[0] == "#"} <= {*SECTIONS, *OF_TABLES}
        assert {place[6:] for place in one.where if place.startswith("table ")} <= {
            *tables.ALL,
            *tables.APART,
        }
    if name.startswith("prisma"):  # those of JBI and RAISE have no numbers of their own
        assert [int(re.sub(r"\D", "", one.number)) for one in found.items] == sorted(
            int(re.sub(r"\D", "", one.number)) for one in found.items
        )


def test_every_answer_is_asked_for():
    asked = {text for name in SIZES for one in standards.standard(name).items for text in one.text}
    assert asked == set(ANSWERS)


def test_a_checklist_that_there_is_not_is_refused_with_those_that_there_are():
    with pytest.raises(Misuse, match="no checklist 'prisma'; known: prisma-2020, prisma-2020-abstract"):
        standards.standard("prisma")


def test_the_sections_that_items_stand_in_are_in_the_report_under_these_titles(worked, quick):
    page = report.page(worked)
    heads = dict(re.findall(r'<h[23] id="([\w-]+)">([^<]*)</h[23]>', page))
    assert {id: heads.get(id) for id in SECTIONS if id != "about"} == {
        id: title for id, title in SECTIONS.items() if id != "about"
    }
    assert reporting.paragraph(worked, "selection").text in page
    assert "<mark>Funding: [missing: funding].</mark>" in page


# --- filled in ---


@pytest.mark.parametrize("name", SIZES)
def test_a_checklist_is_a_table_with_a_row_an_item_and_its_source(name, small):
    table = CHECKLISTS[name](small)
    assert (table.name, table.frame.index.name, tuple(table.frame.columns)) == (name, "No.", COLUMNS)
    assert len(table.frame) == SIZES[name]
    assert standards.standard(name).source in table.note
    assert standards.standard(name).url in table.note
    assert all(table.frame["Text"])


@pytest.mark.parametrize("name", SIZES)
def test_so_many_items_the_data_help_with(name, small, busy, worked):
    assert tuple(helped(CHECKLISTS[name](review)) for review in (small, busy, worked)) == HELPED[name]


def test_the_text_of_an_item_is_that_of_the_methods(busy):
    assert row(busy, "prisma-2020", "8") == {
        "Section": "Methods",
        "Item": "How records were selected, by how many people",
        "Where it stands": "report.html#methods (Methods in sentences)\nreport.html#flow (Flow of the records)\n"
        "report.html#agreement (Agreement between reviewers)\ntable agreement",
        "Text": reporting.paragraph(busy, "selection").text,
    }


def test_strategies_are_given_as_they_were_recorded_and_what_is_missing_is_seen(busy):
    assert row(busy, "prisma-2020", "7")["Text"].split("\n")[-1] == 'PubMed: "peer support"[ti]'
    assert "[missing: search string]" in row(busy, "prisma-2020", "7")["Text"]


def test_the_flow_exclusions_and_characteristics_are_given(busy):
    assert row(busy, "prisma-2020", "16a")["Text"].split("\n")[1:4] == [
        "Records removed before screening: 10 (Duplicate records removed, n = 8; Records marked as ineligible by automation tools, n = 1; "
        "Records removed for other reasons, n = 1)",
        "Records screened: 12",
        "Records excluded: 3 (fails topic, n = 3)",
    ]
    assert row(busy, "prisma-2020", "16b")["Text"] == "A5 2005: fails topic"
    assert row(busy, "prisma-2020", "17")["Text"] == (
        "Four sources are included, published from 2001 to 2004.\nkind: a 1.\nclear: yes 1."
    )
    assert row(busy, "prisma-2020", "20a")["Text"] == (
        "Role: 2 of 2 sources looked at mention it; 2 excerpts\nWork: 0 of 1 source looked at mention it; 0 excerpts"
    )


def test_what_no_data_can_say_is_yours_and_what_does_not_apply_says_why(small, busy):
    assert row(small, "prisma-2020", "3") == {
        "Section": "Introduction", "Item": "Why the review was needed", "Where it stands": "", "Text": YOURS,
    }  # fmt: skip
    assert row(small, "prisma-s", "3") == {
        "Section": "Information sources and methods", "Item": "Registers of studies", "Where it stands": "",
        "Text": f"{NOT_FOR_THIS}no register is recorded.",
    }  # fmt: skip
    assert row(small, "raise", "1")["Text"].startswith(f"{NOT_FOR_THIS}no decision of a tool is recorded.")
    assert row(busy, "raise", "3")["Text"] == (
        "The check of the criterion “meets year” (year from 2000 to 2020) excluded one record; bob ran it on 23 November 2026."
    )
    assert (
        row(busy, "prisma-s", "12")["Text"] == "Searches repeated: PubMed: 2 January 2026, again 3 June 2026."
    )


def test_a_review_without_anything_gets_gaps_and_what_is_yours(tmp_path):
    empty = small_review.empty(tmp_path)
    for name in SIZES:
        texts = CHECKLISTS[name](empty).frame["Text"]
        assert all(text for text in texts)
    assert row(empty, "prisma-2020", "1")["Text"] == "[missing: title]"
    assert row(empty, "prisma-2020", "16a")["Text"] == YOURS
    assert row(empty, "prisma-2020", "5")["Text"] == "Eligibility criteria: [missing: criteria]."


def test_a_title_is_told_whether_it_says_what_it_is(small, worked):
    assert row(small, "prisma-2020", "1")["Text"] == "A small review"
    assert row(worked, "prisma-2020", "1")["Text"].endswith("(it does not say that this is a review)")


def test_where_a_manuscript_has_it_comes_first(small):
    places = {
        "selection": "manuscript.md, “Selection”",
        "rationale": "manuscript.md, “Background”",
        "unknown": "x",
    }
    assert row(small, "prisma-2020", "8", places=places)["Where it stands"].split("\n") == [
        "manuscript.md, “Selection”", "report.html#methods (Methods in sentences)", "report.html#flow (Flow of the records)",
    ]  # fmt: skip
    assert row(small, "prisma-2020", "3", places=places)["Where it stands"] == "manuscript.md, “Background”"


def test_confidence_in_findings_is_told_where_it_was_assessed():
    findings = [
        {"id": "a", "statement": "It helps.", "theme": "role", "confidence": "high"},
        {"id": "b", "statement": "It costs."},
    ]
    review = making.review(themes=[making.theme("role")], findings=findings)
    assert row(review, "prisma-2020", "15")["Text"] == (
        "Confidence in two findings was assessed with GRADE-CERQual, from its four components: methodological limitations, coherence, "
        "adequacy of data and relevance; one has a confidence."
    )
    assert row(review, "prisma-2020", "22") == {
        "Section": "Results", "Item": "Certainty of each result",
        "Where it stands": "report.html#conclusions (Summary of findings (GRADE-CERQual))\ntable findings_summary",
        "Text": "It helps: high confidence\nIt costs: confidence not stated",
    }  # fmt: skip


def test_databases_on_one_platform_are_named():
    review = making.review(
        searches=[
            making.search(id, source=name, platform="Ovid")
            for id, name in (("a", "Medline"), ("b", "Embase"))
        ]
    )
    assert row(review, "prisma-s", "2")["Text"] == (
        "On one platform are Ovid: Medline and Embase. Whether they were searched at the same time is not recorded."
    )


def test_making_a_checklist_does_not_change_the_review(busy):
    making.assert_left_alone(busy, CHECKLISTS["prisma-2020"])


# --- on a page ---


def long_review() -> Review:
    """Thirty searches with long strings, and a hundred reports excluded at full text."""
    entries = [making.entry(f"k{n}", author=f"Author{n}, A", year="2010") for n in range(100)]
    events = [making.decided("ann", one["key"], stage, "exclude" if stage == "eligibility" else "include", "c" if stage == "eligibility" else "")
              for one in entries for stage in ("screening", "eligibility")]  # fmt: skip
    searches = [
        making.search(f"s{n}", source=f"Base {n}", query="(peer OR mutual) AND support " * 60)
        for n in range(30)
    ]
    return making.review(
        entries=entries,
        events=events,
        searches=[making.search(), *searches],
        criteria=[making.criterion("c")],
    )


@pytest.mark.parametrize("name", SIZES)
def test_no_row_is_higher_than_a_spreadsheet_shows(name):

    book = openpyxl.load_workbook(io.BytesIO(writing.workbook([CHECKLISTS[name](long_review())]).data))
    sheet = book.worksheets[1]
    assert max(one.height or 0 for one in sheet.row_dimensions.values()) < HEIGHT
    assert sheet.page_setup.orientation == "landscape"


def test_a_long_list_is_cut_and_says_where_the_rest_is():
    found = row(long_review(), "jbi", "II")
    assert found["Text"].split("\n")[-1] == "and 88 more: table exclusions"
    assert row(long_review(), "jbi", "I")["Text"].endswith("[…]")


def test_hostile_text_is_escaped_in_every_format(tmp_path):
    review = litmatrix.open(evil_review(tmp_path))
    for name in SIZES:
        table = CHECKLISTS[name](review)
        seen = Seen(writing.html(table, reporting.stamped(review.folder)))
        assert (seen.open, seen.crossed) == ([], [])
        assert not {"script", "img"} & set(seen.tags)
        assert "<img" not in writing.markdown(table)
    assert EVIL in " ".join(CHECKLISTS["prisma-2020"](review).frame["Text"])


def test_a_checklist_is_exported_by_its_name(small, tmp_path):
    for form in ("csv", "md", "html", "tex", "xlsx"):
        written = writing.export(small, "prisma-2020", tmp_path / f"c.{form}")
        assert [one.holds for one in written.files] == ["42 rows"]
    with pytest.raises(Misuse, match=r"Did you mean prisma-2020\?"):
        writing.export(small, "prisma-202", tmp_path / "c.md")
