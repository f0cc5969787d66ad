"""The findings of a theme to be pasted, and the marks that Zotero and EndNote find."""

from __future__ import annotations

import re

import making
import pytest
import small_review

from litmatrix import writing
from litmatrix.errors import FormerName, Misuse
from litmatrix.matrix.citations import Citation
from litmatrix.vocabulary import DIALECTS
from litmatrix.writing import marks


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return small_review.make(tmp_path_factory.mktemp("small"))


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("text", ["“always of lower status” (Hall 1998 in Adams and Brown 2011: 13)", "“close ties” (Adams and Brown 2011: 11-12)",
                  "ties help and hinder (Clark et al 2012: ch. 2)", "“a friend” (Clark et al 2012: 4)"]),
        ("pandoc", ["“always of lower status” [@hall_1998; as cited in @adams_2011, p. 13]", "“close ties” [@adams_2011, pp. 11-12]",
                    "ties help and hinder [@clark_2012, chap. 2]", "“a friend” [@clark_2012, p. 4]"]),
        ("latex", [r"“always of lower status” \autocites{hall_1998}[as cited in][13]{adams_2011}", r"“close ties” \autocite[11--12]{adams_2011}",
                   r"ties help and hinder \autocite[ch. 2]{clark_2012}", r"“a friend” \autocite[4]{clark_2012}"]),
        ("zotero", ["“always of lower status” {Hall, 1998}, as cited in {Adams and Brown, 2011, 13}", "“close ties” {Adams and Brown, 2011, 11-12}",
                    "ties help and hinder {Clark et al., 2012} (ch. 2)", "“a friend” {Clark et al., 2012, 4}"]),
        ("endnote", ["“always of lower status” {Hall, 1998}, as cited in {Adams, 2011 @13}", "“close ties” {Adams, 2011 @11-12}",
                     "ties help and hinder {Clark, 2012} (ch. 2)", "“a friend” {Clark, 2012 @4}"]),
    ],
)  # fmt: skip
def test_the_findings_of_a_theme_are_lines_with_citations(review, dialect, expected):
    assert writing.cite(review, "peer", dialect) == tuple(expected)


def test_only_what_stands_under_a_subtheme_or_is_from_a_source(review):
    assert writing.cite(review, "peer", subtheme="Power") == (writing.cite(review, "peer")[0],)
    assert writing.cite(review, "peer", source="clark_2012") == writing.cite(review, "peer")[2:]
    assert writing.cite(review, "peer", subtheme="Pay") == writing.cite(review, "role") == ()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"theme": "pear"}, r"no theme 'pear'; the themes are peer, role\. Did you mean peer\?"),
        ({"theme": "peer", "dialect": "bibtex"}, r"cannot be printed as 'bibtex'; allowed: text, pandoc, latex, zotero, endnote\."),
        ({"theme": "peer", "subtheme": "Powr"}, r"^peer has no subtheme 'Powr'\. Did you mean Power\?$"),
        ({"theme": "role", "subtheme": "Power"}, r"^role has no subtheme 'Power'\. There are: none\.$"),
        ({"theme": "peer", "source": "gray_2001"}, r"^no included source has the key 'gray_2001'\."),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused_with_what_is(review, asked, told):
    with pytest.raises(Misuse, match=told):
        writing.cite(review, **asked)


def test_a_former_theme_gives_what_it_became(tmp_path):
    history = (
        '\n[[theme_history]]\ntime = 2026-11-01\nchange = "merge"\nfrom = ["friend", "ally"]\nto = ["peer"]\n'
    )
    review = small_review.make(tmp_path, toml=small_review.TOML + history)
    with pytest.warns(FormerName):
        assert writing.cite(review, "ally") == writing.cite(review, "peer")


def test_hostile_words_are_escaped_where_the_dialect_needs_it_and_stand_on_one_line(tmp_path):
    matrix = 'key,source_type,peer,role\nadams_2011,,"""a\n  [@x] \\input{y} 50%"" (p. 3)",\n'
    review = small_review.make(tmp_path, matrix=matrix)
    assert {dialect: writing.cite(review, "peer", dialect)[0].split("” ")[0] for dialect in DIALECTS} == {
        "text": "“a [@x] \\input{y} 50%", "pandoc": "“a \\[\\@x\\] \\\\input\\{y\\} 50%",
        "latex": "“a {[}@x{]} \\textbackslash{}input\\{y\\} 50\\%", "zotero": "“a [@x] \\input{y} 50%", "endnote": "“a [@x] \\input{y} 50%",
    }  # fmt: skip


# --- marks ---


def works(**fields):
    """Records by key: author, year, title."""
    entries = [
        making.entry(key, author=author, year=year, title=title)
        for key, (author, year, title) in fields.items()
    ]
    return making.review(entries=entries).records


def printed(say, *cited):
    return [say(one) for one in cited]


SAME = {
    "a": ("{Mind}", "2017", "Developing peer support: a toolkit"), "b": ("{Mind}", "2017", "Side by Side: early findings"),
    "c": ("{Mind}", "2016", "Side by Side"),
}  # fmt: skip


def test_two_works_of_one_author_and_year_are_told_apart_by_their_titles():
    records = works(**SAME)
    cited = [Citation("a", "p. 3"), Citation("b"), Citation("c")]
    assert printed(marks.zotero(records, {}), *cited) == [
        '{Mind, "Developing peer support," 2017, 3}', '{Mind, "Side by Side," 2017}', "{Mind, 2016}",
    ]  # fmt: skip
    assert printed(marks.endnote(records, {}), *cited) == [
        "{Mind, 2017, Developing peer support} (p. 3)", "{Mind, 2017, Side by Side}", "{Mind, 2016}",
    ]  # fmt: skip


def test_as_many_words_of_a_title_as_it_takes():
    records = works(
        a=("Xu, Y", "2017", "On the one hand"),
        b=("Xu, Y", "2017", "On the one side"),
        c=("Xu, Y and Zhu, A", "2017", "Other"),
    )
    assert printed(marks.zotero(records, {}), Citation("a"), Citation("b"), Citation("c")) == [
        '{Xu, "On the one hand," 2017}', '{Xu, "On the one side," 2017}', "{Xu and Zhu, 2017}",
    ]  # fmt: skip


def test_what_rtf_scan_cannot_find_is_printed_as_text():
    records = works(
        a=("Παπαδόπουλος, Α.", "2017", "T"),
        b=("Adams, A.", "n.d.", "T"),
        c=("", "2017", "A title"),
        d=("St. John, A.", "2017", "T"),
    )
    names = {"a": "Παπαδόπουλος 2017", "b": "Adams n.d.", "c": "A title 2017"}
    assert printed(marks.zotero(records, names), Citation("a", "p. 3"), Citation("b"), Citation("c"), Citation("d"), Citation("e")) == [
        "(Παπαδόπουλος 2017: 3)", "(Adams n.d.)", "(A title 2017)", "{John, 2017}", "(e)",
    ]  # fmt: skip


def test_endnote_takes_words_of_the_title_where_there_is_no_author_or_no_year():
    records = works(
        a=("", "2017", "A fine title, and more"), b=("Adams, A.", "", "Another title"), c=("", "", "")
    )
    assert printed(marks.endnote(records, {"c": "c n.d."}), Citation("a", "p. 3"), Citation("b"), Citation("c")) == [
        "{, 2017, A fine title} (p. 3)", "{Adams, , Another title}", "(c n.d.)",
    ]  # fmt: skip


def test_a_place_that_is_no_page_stands_behind_the_mark():
    records = works(a=("Adams, A.", "2011", "T"))
    cited = [
        Citation("a", locator)
        for locator in ("pp. 3, 7", "pp. 11–12", "sec. 4", "12:34", "n.p.", "p. 3, sec. 4")
    ]
    assert printed(marks.zotero(records, {}), *cited) == [
        "{Adams, 2011, 3,7}", "{Adams, 2011, 11-12}", "{Adams, 2011} (sec. 4)", "{Adams, 2011} (12:34)", "{Adams, 2011} (n.p.)",
        "{Adams, 2011} (p. 3, sec. 4)",
    ]  # fmt: skip
    assert printed(marks.endnote(records, {}), *cited[:3]) == [
        "{Adams, 2011} (pp. 3, 7)", "{Adams, 2011 @11-12}", "{Adams, 2011} (sec. 4)",
    ]  # fmt: skip


def test_a_name_cannot_end_its_mark():
    records = works(a=("{Evil\\} {Inc\\@2, Ltd}}", "2011", "T} {x, 2000}"), b=("Smith;Jones, A", "2011", "T"))
    for say in (marks.zotero(records, {"a": "a"}), marks.endnote(records, {"a": "a"})):
        for one in (Citation("a"), Citation("b")):
            assert re.fullmatch(r"\{[^{}]*\}|\(a\)", say(one))


def test_every_mark_of_the_worked_review_is_one_that_rtf_scan_takes(worked):
    """A name of up to four words without stops that ends in a word with a capital, up to four such; then the year."""
    name = r"(?:[^ .,;]{2,} ){0,3}[A-Z][^ .,;]+"
    mark = re.compile(rf'\{{{name}(?: and {name})?(?: et al\.)?, (?:"[^"]+," )?\d{{4}}(?:, [^ )]+)?\}}')
    found = [
        part
        for theme in worked.protocol.current_themes
        for line in writing.cite(worked, theme.id, "zotero")
        for part in re.findall(r"\{[^}]*\}", line)
    ]
    assert len(found) > 150
    assert [part for part in found if not mark.fullmatch(part)] == []
