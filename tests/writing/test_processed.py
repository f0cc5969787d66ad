"""Citations and references as a style prints them: one run of pandoc, and what becomes of it in pages and documents."""

from __future__ import annotations

import io
import re
import zipfile

import making
import pandas as pd
import pytest
import small_review
from hypothesis import given
from hypothesis import strategies as st

from litmatrix import tables, writing
from litmatrix.errors import Misuse, NotSaved
from litmatrix.matrix.citations import Citation
from litmatrix.tables import Table
from litmatrix.writing import processed
from litmatrix.writing.pandoc import NoPandoc
from litmatrix.writing.styles import NoStyles, Style, find_style
from litmatrix.writing.works_cited import process
from writing.citing import LOCATORS, OF_EACH_KIND, needs_styles

RECORDS = making.review(
    entries=[
        making.entry(key, "book", author=author, year=year, title=f"Book {key}", publisher="Press", **more)
        for key, author, year, more in (
            ("a", "Adams, X.", "2011", {"url": "https://example.org/a"}),
            ("b", "{Brown <i>}, X.", "2012", {"url": "javascript:alert(1)"}),
            ("c", "{Clark \\& Sons}", "2013", {}),
        )
    ]
).records
NAMES = {"a": "Adams 2011", "b": "Brown 2012", "c": "Clark 2013"}


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return small_review.make(tmp_path_factory.mktemp("small"))


def said(style, *cited, records=RECORDS):
    made = process(cited, records, find_style(style), NAMES)
    return [made.plain(one).replace("\u00a0", " ") for one in cited]


@needs_styles
@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("apa", ["(Adams, 2011, p. 12)", "(Adams, 2011; as cited in Brown <i>, 2012, p. 6)", "Adams (2011)", "(a poster, as cited in Adams, 2011)"]),
        ("harvard", ["(Adams, 2011, p. 12)", "(Adams, 2011; as cited in Brown <i>, 2012, p. 6)", "Adams (2011)", "(a poster, as cited in Adams, 2011)"]),
        ("vancouver", ["(1, p. 12)", "(1, as cited in 2, p. 6)", "Adams 2011 (1)", "(a poster, as cited in 1)"]),
        ("ieee", ["[1, p. 12]", "[1], as cited in [2, p. 6]", "Adams 2011 [1]", "a poster, as cited in [1]"]),
        ("nature", ["1, p. 12", "1, as cited in 2, p. 6", "Adams 20111", "a poster, as cited in 1"]),
    ],
)  # fmt: skip
def test_each_style_prints_the_place_and_both_works_of_a_second_hand_citation(style, expected):
    cited = (
        Citation("a", "p. 12"),
        Citation("b", "p. 6", "a"),
        Citation("a", narrative=True),
        Citation("a", "", "a poster"),
    )
    assert said(style, *cited) == expected


@needs_styles
def test_references_are_those_cited_in_the_order_of_the_style_and_no_text_of_a_record_is_markup():
    made = process([Citation("b"), Citation("a")], RECORDS, find_style("apa"), NAMES)
    assert list(made.references) == ["a", "b"]
    assert made.references["a"] == (
        'Adams, X. (2011). <em>Book a</em>. Press. <a href="https://example.org/a" rel="noreferrer">https://example.org/a</a>'
    )
    assert made.references["b"].startswith("Brown &lt;i&gt;, X. (2012). <em>Book b</em>. Press.")
    assert '"javascript' not in made.references["b"]
    assert list(
        process([Citation("b"), Citation("a")], RECORDS, find_style("vancouver"), NAMES).references
    ) == ["b", "a"]


@needs_styles
def test_a_style_of_footnotes_cites_as_litmatrix_does_for_a_table_has_none():
    notes = next(name for name in ("chicago-notes-bibliography", "chicago-notes") if style_of(name))
    assert said(notes, Citation("a", "p. 12"), Citation("a", narrative=True)) == [
        "(Adams 2011: 12)",
        "Adams 2011",
    ]


def style_of(name):
    try:
        return find_style(name)
    except Misuse:
        return None


@needs_styles
def test_a_key_without_a_record_is_printed_as_text():
    assert said("apa", Citation("b", "p. 6", "nobody_1999"), Citation("zed")) == [
        "(nobody_1999 in Brown 2012: 6)",
        "(zed)",
    ]
    assert process([Citation("zed")], RECORDS, find_style("apa"), {}).references == {}


@needs_styles
def test_a_name_that_markdown_would_take_for_a_list_or_a_heading_stays_a_name():
    names = {"a": "1. Adams", "b": "# Brown", "c": "- Clark"}
    cited = [Citation(key, narrative=True) for key in names]
    made = process(cited, RECORDS, find_style("vancouver"), names)
    assert [made.plain(one) for one in cited] == ["1. Adams (1)", "# Brown (2)", "- Clark (3)"]


@needs_styles
@given(
    st.lists(
        st.builds(Citation, st.sampled_from("abc"), st.one_of(LOCATORS, st.sampled_from(OF_EACH_KIND)), st.sampled_from(("", "b", "c; a", "a poster")), st.just(False)),
        min_size=1, max_size=25,
    ),
    st.sampled_from(("apa", "vancouver", "harvard")),
)  # fmt: skip
def test_no_part_of_a_place_is_lost_in_a_style(cited, style):
    made = process(cited, RECORDS, find_style(style), NAMES)
    for one in cited:
        tokens = [token for place in one.places for token in re.findall(r"[^\W_]+", place.value)]
        assert [token for token in tokens if token not in made.plain(one)] == [], (one, made.plain(one))


@needs_styles
@pytest.mark.parametrize("style", ["apa", "vancouver"])
def test_every_kind_of_place_is_in_every_format(style, tmp_path):
    cited = [Citation("a", locator) for locator in OF_EACH_KIND]
    frame = pd.DataFrame(
        {"Said": ["x"] * len(cited)}, index=pd.Index(range(len(cited)), name="N").astype("str")
    )
    table = Table("t", "T", frame, cited={"Said": [("“x” ", one) for one in cited]})
    made = process(cited, RECORDS, find_style(style), NAMES)
    with zipfile.ZipFile(io.BytesIO(writing.table_bytes(table, "docx", None, made))) as archive:
        word = re.sub("<[^>]*>", "", archive.read("word/document.xml").decode("utf-8"))
    texts = {
        form: writing.table_bytes(table, form, None, made).decode("utf-8")
        for form in ("md", "tex", "html", "csv")
    }
    for form, text in {**texts, "docx": word}.items():
        for one in cited:
            tokens = ["n.p."] if one.locator == "n.p." else [
                token for place in one.places for token in re.findall(r"[^\W_]+", place.value)
            ]  # fmt: skip
            assert all(token in text for token in tokens), (form, one)


WORDS = st.text(alphabet="ab &<>;,@[]{}\\*_`$#^~|!%\"'é-=", max_size=25).map(lambda text: f"a {text} b")


@needs_styles
@given(st.lists(WORDS, min_size=1, max_size=25))
def test_the_words_of_an_origin_come_back_as_they_are(origins):
    cited = [Citation("a", "p. 3", origin) for origin in origins]
    made = process(cited, RECORDS, find_style("apa"), NAMES)
    for one in cited:
        if not one.origins:
            assert plain(made.plain(one)) == plain(f"({one.origin}, as cited in Adams, 2011, p. 3)")


def plain(text):
    """A text without what typography makes of it: quotation marks, dashes, spaces."""
    for marks, one in (("“”‘’\"'", "'"), ("–—-", "-")):
        text = re.sub(f"[{marks}]+", one, text)
    return "".join(text.split())


# --- a table's page and document ---


@needs_styles
def test_a_page_has_processed_citations_and_what_it_cites_at_its_end(review, tmp_path):
    writing.export(review, "findings-peer", tmp_path / "f.html", style="apa")
    page = (tmp_path / "f.html").read_text(encoding="utf-8")
    assert '<td class="t">“close ties” (Adams &amp; Brown, 2011, pp. 11–12)</td>' in page
    assert "(Hall, 1998; as cited in Adams &amp; Brown, 2011, p. 13)" in page
    _, _, listed = page.partition("<h2>References</h2>")
    assert re.findall(r"<li>(\w+)", listed) == ["Adams", "Clark", "Hall"]


@needs_styles
def test_a_document_has_them_too_and_two_runs_give_the_same_bytes(review, tmp_path):
    for name in ("one.docx", "two.docx"):
        writing.export(review, "findings-peer", tmp_path / name, style="vancouver")
    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "two.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.docx") as archive:
        document = archive.read("word/document.xml").decode("utf-8")
    text = re.sub("<[^>]*>", "", document).replace("\u00a0", " ")
    assert "“always of lower status” (1, as cited in 2, p. 13)" in text
    assert "“close ties” (2, pp. 11-12)" in text
    assert 'w:pStyle w:val="Bibliography"' in document
    assert text.index("References") < text.index("1. Hall H. Cited only.")


@needs_styles
def test_the_usual_style_is_apa(review, tmp_path):
    for name, style in (("one.html", ""), ("two.html", "apa")):
        writing.export(review, "matrix", tmp_path / name, style=style)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


@needs_styles
def test_a_style_can_be_a_file_of_the_review(tmp_path):
    review = small_review.make(tmp_path / "review")
    (review.folder / "own.csl").write_bytes(find_style("vancouver").csl)
    writing.export(review, "owed", tmp_path / "o.html", style="own.csl")
    assert "Clark et al 2012 (1)" in (tmp_path / "o.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "missing", [NoPandoc("no pandoc"), NoStyles("no styles"), NotSaved("pandoc says: no")]
)
def test_where_it_cannot_be_processed_the_page_cites_as_litmatrix_does(
    review, tmp_path, monkeypatch, missing
):
    def fails(*_, **__):
        raise missing

    monkeypatch.setattr("litmatrix.writing.works_cited.find_style", fails)
    done = writing.export(review, "findings-peer", tmp_path / "f.html")
    page = (tmp_path / "f.html").read_text(encoding="utf-8")
    assert "“always of lower status” (Hall 1998 in Adams and Brown 2011: 13)" in page
    assert re.findall(r"<li>([^.]*)", page) == [
        "Adams, Zoë; Brown, B", "Clark, C", "Hall, H",
    ]  # fmt: skip
    told = ("f.html, citations are as litmatrix prints them: pandoc says: no",)
    assert done.notes == (told if isinstance(missing, NotSaved) else ())
    with pytest.raises(type(missing)):
        writing.export(review, "findings-peer", tmp_path / "f.html", style="apa")


@needs_styles
def test_many_works_are_not_put_into_a_style_that_nobody_asked_for(monkeypatch):
    monkeypatch.setattr("litmatrix.writing.works_cited.MOST_WORKS", 1)
    entries = [
        making.entry(key, origin=origin, author=f"{key.upper()}, X.", year="2011", title=key)
        for key, origin in (("a", "old"), ("b", "db"), ("c", "db"))
    ]
    searches = [making.search("old", "previous"), making.search("db")]
    events = [making.decided("ann", key, "screening", "exclude", "off") for key in ("b", "c")]
    made = making.review(
        entries=entries, searches=searches, criteria=[making.criterion("off")], events=events
    )
    two = [tables.excluded(made), tables.characteristics(made)]
    found = writing.styled(made, two)
    assert "B 2011" in writing.html(two[0], None, found)
    assert list(found.references) == ["a", "b", "c"]
    assert found.references["b"] == "B, X. (2011). b."
    assert found.note.startswith(
        "some tables cite too many works to be put into a citation style unasked (at most 1 works"
    )


def test_a_style_is_refused_where_it_would_mean_nothing(review, tmp_path):
    for what, name in (("matrix", "m.csv"), ("tables", "t.xlsx"), ("bibliography", "b.bib")):
        with pytest.raises(
            Misuse, match=rf"^{name}: a citation style is for .*, and for a table as \.html, \.docx\.$"
        ):
            writing.export(review, what, tmp_path / name, style="apa")


@needs_styles
def test_an_unknown_style_is_refused_with_those_that_are_near(review, tmp_path):
    with pytest.raises(Misuse, match=r"no citation style 'apaa'\. Did you mean apa"):
        writing.export(review, "matrix", tmp_path / "m.html", style="apaa")


def test_a_table_that_cites_nothing_is_printed_as_ever(review):
    assert writing.styled(review, [tables.criteria(review)]) == processed.OWN


def test_a_mark_in_the_text_of_a_record_is_no_citation():
    frame = pd.DataFrame({"Said": ["x"]}, index=pd.Index(["k"], name="K"))
    table = Table("t", "\ufdd0", frame, cited={"Said": [("a\ufdd0b ", Citation("a", "p. 3"))]})
    assert writing.markdown(table).splitlines()[-1] == "| k | a\ufffdb [@a, p. 3] |"


def test_styles_say_whether_their_citations_print_places_and_stand_close():
    own = b'<macro name="x"><text variable="locator"/></macro><citation><layout delimiter="%s"><text macro="%s"/></layout></citation>'
    assert [Style("s", own % pair).places for pair in ((b"; ", b"x"), (b",", b"y"))] == [True, False]
    assert [Style("s", own % pair).close for pair in ((b"; ", b"x"), (b",", b"y"))] == [False, True]
    assert Style("s", b'<style class="note"/>').notes and not Style("s", b'<style class="in-text"/>').notes
