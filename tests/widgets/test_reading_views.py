"""What the coding desk shows, as plain values."""

from __future__ import annotations

import json

import pytest
from pdfs import page, pdf
from reading_folder import BIB, MATRIX, TOML, make, sit

from litmatrix.matrix.excerpts import Excerpt
from litmatrix.vocabulary import MEMO, QUOTATION, SUMMARY
from litmatrix.widgets.coding import views
from litmatrix.widgets.coding.views import Texts

A, B, C = "adams_2011", "clark_2012", "egan_2013"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path / "review")


def themes(reading):
    return {one.id: one for one in reading.themes}


def cell(reading, key, theme, texts=None):
    return views.cell(reading, key, themes(reading)[theme], texts or Texts(reading))


# --- one source -------------------------------------------------------------------------------------------------------


def test_a_source_is_shown_with_all_that_is_known(folder):
    reading = sit(folder)
    shown = views.source(reading, A, Texts(reading))
    json.dumps(shown)
    assert {name: shown[name] for name in ("key", "reference", "title", "authors", "where", "abstract", "links", "reads", "repeated")} == {
        "key": A, "reference": "Adams and Brown 2011", "title": "Peers", "authors": "Adams, Ann; Brown, Bob", "where": "2011, J, 11–19",
        "abstract": "About peers.", "links": ("https://doi.org/10.1/x",), "reads": [], "repeated": {},
    }  # fmt: skip
    assert [(one["theme"], one["state"], len(one["excerpts"])) for one in shown["cells"]] == [
        ("peer", "mentioned", 3),
        ("role", "due", 0),
        ("cost", "not mentioned", 1),
    ]
    assert shown["fulltext"] == {"place": "", "why": "", "pages": []}


def test_descriptors_come_with_their_values_groups_and_faults(folder):
    reading = sit(folder)
    reading.describe(A, "design", "guess")
    design, methods, size = views.source(reading, A, Texts(reading))["described"]
    assert design["values"] == [["survey", "asks many"], ["interview", ""]]
    assert design["odd"].startswith("“guess” is not a value of Design.")
    assert (methods["type"], methods["group"], methods["value"]) == ("choices", "Appraisal", "a")
    assert (size["name"], size["value"], size["odd"], size["conflict"]) == ("size", "12", "", None)


def test_many_authors_are_folded_and_readings_are_told(tmp_path):
    people = " and ".join(f"Family{number}, A." for number in range(40)) + " and others"
    folder = make(tmp_path / "r", bib=BIB.replace("Adams, Ann and Brown, Bob", people))
    reading = sit(folder)
    event = reading.read(A)
    shown = views.source(reading, A, Texts(reading))
    assert (shown["authors"].count(";"), shown["authors"][-14:]) == (11, " … and 29 more")
    assert shown["reads"] == [f"ann, {event.time[:10]}"]


def test_what_is_odd_in_a_cell_is_told_at_its_excerpt(folder):
    reading = sit(folder)
    reading.add(A, "role", [
        Excerpt(QUOTATION, "x y", locator="p. 40"), Excerpt(QUOTATION, "X  y"), Excerpt(SUMMARY, "“open"), Excerpt(MEMO, "fine"),
    ])  # fmt: skip
    odd = {one["number"]: one["odd"] for one in cell(reading, A, "role")["excerpts"]}
    assert [text.split(".")[0][:40] for text in odd[1]] == ["p"]
    assert "is outside the pages" in odd[1][0]
    assert any("no page or other place" in text for text in odd[2]) and any(
        "is twice" in text for text in odd[2]
    )
    assert "never closed" in odd[3][0]
    assert odd[4] == []


def test_a_quotation_under_several_themes_is_told_with_their_names(folder):
    reading = sit(folder)
    reading.place_in(A, "peer", 1, "close ties", "cost", copy=True)
    assert views.source(reading, A, Texts(reading))["repeated"] == {"close ties": "Peer; Cost"}


def test_a_clash_shows_what_is_on_disk_and_what_is_mine(folder):
    one, two = sit(folder), sit(folder, "bob")
    two.add(B, "peer", [Excerpt(SUMMARY, HOSTILE)])
    one.add(B, "peer", [Excerpt(SUMMARY, "mine")])
    two.describe(B, "size", "3")
    one.describe(B, "size", "4")
    assert cell(one, B, "peer")["conflict"] == {"theirs": HOSTILE, "ours": "mine"}
    assert views.source(one, B, Texts(one))["described"][2]["conflict"] == {"theirs": "3", "ours": "4"}
    assert views.conflicts(one) == [[B, "Clark 2012", "peer", "Peer"], [B, "Clark 2012", "size", "size"]]
    two.add(B, "peer", [Excerpt(SUMMARY, "more")])
    one.refresh()
    assert cell(one, B, "peer")["conflict"]["theirs"] == f"{HOSTILE}\nmore"
    assert views.conflicts(two) == []


def test_every_part_of_an_excerpt_is_shown_as_it_is(folder):
    reading = sit(folder)
    given = Excerpt(QUOTATION, HOSTILE, "Power", "~", "p. 12", "m_1998", "ملاحظة")
    reading.add(A, "role", [given])
    (one,) = cell(reading, A, "role")["excerpts"]
    assert (
        tuple(one[name] for name in ("kind", "text", "subtheme", "stance", "locator", "origin", "note"))
        == given[:7]
    )


# --- full texts -------------------------------------------------------------------------------------------------------


def test_a_quotation_is_looked_for_in_the_full_text(folder):
    pytest.importorskip("pypdfium2")
    (folder / "fulltext").mkdir()
    sheets = [page("They have close ties here"), page("always of lower status"), page("nothing")]
    (folder / "fulltext" / f"{A}.pdf").write_bytes(pdf(sheets, labels="<< /S /D /St 11 >>"))
    reading = sit(folder)
    reading.add(A, "peer", [Excerpt(QUOTATION, "never said", locator="p. 11"), Excerpt(SUMMARY, "x")])
    texts = Texts(reading)
    got = [(one["outcome"], one["told"]) for one in cell(reading, A, "peer", texts)["excerpts"]]
    assert got == [
        ("found", "found on p. 11"), ("other page", "found on another page: p. 12"), ("", ""), ("not found", "not found in the full text"),
        ("", ""),
    ]  # fmt: skip
    full = views.source(reading, A, texts)["fulltext"]
    assert (full["place"], full["kind"], full["why"], full["pages"]) == (
        f"fulltext/{A}.pdf",
        "pdf",
        "",
        ["p. 11", "p. 12", "p. 13"],
    )
    assert [one["outcome"] for one in cell(reading, A, "peer", Texts(reading, read=False))["excerpts"]] == [
        ""
    ] * 5


def test_a_full_text_that_comes_changes_or_cannot_be_read_is_noticed(folder):
    reading = sit(folder)
    texts = Texts(reading)
    assert texts.document(A) == ""
    (folder / "fulltext").mkdir()
    path = folder / "fulltext" / f"{A}.txt"
    path.write_text("one close ties")
    assert texts.found(A, Excerpt(QUOTATION, "close ties"))[0] == "found"
    path.write_text("another text altogether")
    assert texts.found(A, Excerpt(QUOTATION, "close ties"))[0] == "not found"
    (folder / "fulltext" / f"{B}.pdf").write_bytes(b"no PDF")
    told = views.source(reading, B, texts)["fulltext"]
    assert (told["place"], told["pages"]) == ("fulltext/clark_2012.pdf", [])
    assert told["why"].startswith("fulltext/clark_2012.pdf: ")


# --- the form ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "number", "expected"),
    [
        (Excerpt(QUOTATION, "fresh", locator="p. 12"), 0, []),
        (Excerpt(QUOTATION, "fresh"), 0, []),
        (Excerpt(QUOTATION, "CLOSE  ties", locator="p. 12"), 0, ["the same quotation is twice"]),
        (Excerpt(QUOTATION, "close ties", locator="p. 12"), 1, []),
        (Excerpt(QUOTATION, "fresh", locator="p. 99"), 0, ["p. 99 is outside the pages"]),
        (Excerpt(SUMMARY, '"open (p. 12)'), 0, ["a quotation mark is never closed"]),
        (Excerpt(QUOTATION, "fresh", "Powr", "", "p. 12"), 0, ["“Powr” is a new subtheme, which will be added to the theme. Did you mean Power?"]),
        (Excerpt(QUOTATION, "fresh", "Holidays", "", "p. 12"), 0, []),
        (Excerpt(QUOTATION, "elsewhere too", locator="p. 12"), 0, ["This quotation is already under: Role."]),
    ],
)  # fmt: skip
def test_what_would_be_odd_is_told_before_it_is_saved(folder, new, number, expected):
    reading = sit(folder)
    reading.add(A, "role", [Excerpt(QUOTATION, "Elsewhere too", locator="p. 12")])
    told = views.odd_new(reading, A, "peer", number, [new], Texts(reading))
    assert len(told) == len(expected)
    assert all(one.startswith(start) for one, start in zip(told, expected, strict=True))


# --- the queue --------------------------------------------------------------------------------------------------------


def test_the_queue_is_listed_with_what_is_owed_at_each_place(folder):
    assert views.queue(sit(folder, group="source"), 0) == {
        "places": [
            [0, A, "Adams and Brown 2011", ["Role"], ""], [1, B, "Clark 2012", ["Peer", "Role", "Cost"], ""],
            [2, C, "Egan 2013", ["Peer", "Role", "Cost"], ""],
        ],
        "start": 0, "length": 3,
    }  # fmt: skip
    listed = views.queue(sit(folder, group="theme", theme="role"), 1)
    assert [one[0] for one in listed["places"]] == [1, 2]
    assert listed["places"][0] == [1, B, "Clark 2012", ["Role"], "Role"]
    assert views.queue(sit(folder, group="all"), 99)["start"] == 2
    assert views.queue(sit(folder, group="all"), -5)["start"] == 0


def test_an_empty_queue_is_an_empty_list(tmp_path):
    folder = make(tmp_path / "r", included=False)
    assert views.queue(sit(folder), 0) == {"places": [], "start": 0, "length": 0}


# --- one theme --------------------------------------------------------------------------------------------------------


def test_a_theme_shows_who_speaks_for_it_against_it_and_who_is_silent_or_owed(folder):
    reading = sit(folder)
    reading.add(B, "role", [Excerpt(SUMMARY, "x", stance="+"), Excerpt(SUMMARY, "y")])
    reading.add(A, "role", [Excerpt(SUMMARY, "neutral")])
    texts = Texts(reading, read=False)
    shown = views.theme(reading, "role", 0, texts)
    names = {key: reading.names[key] for key in (A, B, C)}
    assert {side: [key for key, _ in keys] for side, keys in shown["groups"].items()} == {
        "for": [B], "against": [], "both": [], "neutral": [A], "silent": [], "due": [], "unread": [C],
    }  # fmt: skip
    assert [(row["key"], row["reference"]) for row in shown["rows"]] == [(A, names[A]), (B, names[B])]
    peer = views.theme(reading, "peer", 0, texts)
    assert (peer["groups"]["both"][0][0], peer["statement"], peer["definition"], peer["subthemes"]) == (
        A,
        "Much.",
        "Who is one.",
        ["Power", "Bonds"],
    )
    cost = views.theme(reading, "cost", 0, texts)
    assert [key for key, _ in cost["groups"]["silent"]] == [A]


def test_a_theme_of_many_sources_is_shown_a_sheet_at_a_time(tmp_path):
    keys = [f"k{number}" for number in range(130)]
    bib = "".join(f"@misc{{{key},\n title = {{T}},\n origin = {{db}},\n}}\n" for key in keys)
    folder = make(
        tmp_path / "r", bib=bib, matrix="key,peer\n" + "".join(f"{key},x\n" for key in keys), included=False
    )
    from litmatrix.decisions.log import Event, append_events, reviewer_file

    append_events(
        reviewer_file(folder / "decisions", "cy", "x"),
        [Event("cy", key, "eligibility", "include") for key in keys],
    )
    reading = sit(folder)
    texts = Texts(reading, read=False)
    sheets = [views.theme(reading, "peer", number, texts) for number in (-1, 0, 1, 2, 9)]
    assert [(one["sheet"], one["sheets"], len(one["rows"])) for one in sheets] == [
        (0, 3, 60),
        (0, 3, 60),
        (1, 3, 60),
        (2, 3, 10),
        (2, 3, 10),
    ]


def test_without_themes_a_source_has_no_cells(tmp_path):
    toml = TOML[: TOML.index("[[themes]]")]
    reading = sit(make(tmp_path / "r", toml=toml, matrix=MATRIX))
    assert views.source(reading, A, Texts(reading))["cells"] == []
