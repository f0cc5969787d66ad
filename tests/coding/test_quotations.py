"""Quotations looked for in full texts: what is forgiven, what is not, and on which page they stand."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import assert_left_alone, entry, theme, write_review
from pdfs import page as sheet
from pdfs import pdf

import litmatrix
from litmatrix.coding import quotations
from litmatrix.coding.fulltext import Document, Page, read_document
from litmatrix.coding.quotations import Found, as_quoted, find_quotation, page_name
from litmatrix.coding.quotations.levelling import level, levelled

RECORD = {"pages": "392--395"}


def document(*texts, labels=(), left_out=0):
    """A PDF as read, of these pages' texts."""
    labels = (*labels, *[""] * len(texts))
    pages = tuple(Page(number, labels[number - 1], text) for number, text in enumerate(texts, start=1))
    return Document("fulltext/a.pdf", "pdf", pages, left_out)


def numbered(count, shift, words="Some words stand here and there."):
    """A PDF whose pages bear their number at the foot."""
    return document(*[f"A Journal 2014\n{words}\n{number + shift}" for number in range(1, count + 1)])


ARTICLE = document(
    "Role confusion (among peers and existing staff) was “fre-\nquent” in 2014.\n392",
    "Peers don’t judge. It was not dissimilar — they said — to\nother groups.\n393",
    "Bene\ufb01ts were soft\u00adened by self-\nesteem, and self-esteem grew.\n394",
    "The end.\n395",
)


# --- what is forgiven ---


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("Role  confusion\n(among peers", "Role confusion (among peers"),
        ('existing staff) was "frequent" in 2014', "existing staff) was “frequent” in 2014."),
        ("role confusion (among", "Role confusion (among"),
        ("among peers and existing staff,", "among peers and existing staff"),
    ],
)
def test_a_quotation_is_found_however_it_is_printed(text, passage):
    assert find_quotation(ARTICLE, text, "p. 392", RECORD) == Found("found", "p. 392", 1, passage)


@pytest.mark.parametrize(
    "text",
    [
        "Benefits were softened by self-esteem",
        "benefits were softened by self - esteem, and",
        "‘Benefits’ were softened",
    ],
)
def test_ligatures_soft_hyphens_and_line_ends_make_no_difference(text):
    assert find_quotation(ARTICLE, text, "p. 394", RECORD).outcome == "found"


@pytest.mark.parametrize(
    "text", ["Peers don't judge", "Peers don‘t judge.", "dissimilar – they said - to other"]
)
def test_apostrophes_and_dashes_make_no_difference(text):
    assert find_quotation(ARTICLE, text, "p. 393", RECORD)[:2] == ("found", "p. 393")


def test_a_part_of_a_word_is_not_the_word():
    assert find_quotation(ARTICLE, "similar", "p. 393", RECORD).outcome == "not found"
    assert find_quotation(ARTICLE, "dissimilar", "p. 393", RECORD).outcome == "found"
    # Levelled, “to other” is “toother”; no word “tooth” is in it.
    assert find_quotation(ARTICLE, "tooth", "p. 393", RECORD).outcome == "not found"


@pytest.mark.parametrize("dots", ["…", "...", "(...)", "[…]", "[...]", ". . .", "(…)", "[ . . . ]"])
def test_an_omission_parts_a_quotation_into_pieces_that_follow_each_other(dots):
    found = find_quotation(ARTICLE, f"Role confusion {dots} in 2014", "p. 392", RECORD)
    assert found == Found("found", "p. 392", 1, "Role confusion […] in 2014.")
    assert find_quotation(ARTICLE, f"in 2014 {dots} Role confusion", "p. 392", RECORD).outcome == "not found"


def test_dots_at_the_ends_leave_nothing_out_within():
    assert (
        find_quotation(ARTICLE, "... peers don't judge ...", "p. 393", RECORD).passage == "Peers don’t judge."
    )


def test_pieces_that_stand_too_far_apart_are_no_quotation():
    far = document("It began here. " + "Other words. " * 800 + "It ended there.")
    assert find_quotation(far, "It began here (...) It ended there").outcome == "not found"


@pytest.mark.parametrize(
    "text", ["[P]eers don't judge", "Peers don't [ever] judge", "Peers [sic] don't judge [anyone].", "[The] peers don't judge", "Peers [do not] judge"]
)  # fmt: skip
def test_words_in_square_brackets_are_the_writer_s_own(text):
    assert find_quotation(ARTICLE, text, "p. 393", RECORD)[:2] == ("found", "p. 393")


def test_brackets_and_dots_of_the_source_itself_are_found():
    source = document("They said [that it helped] and waited ... for long.")
    assert find_quotation(source, "They said [that it helped] and waited ... for").passage == (
        "They said [that it helped] and waited ... for"
    )


def test_a_quotation_may_run_over_a_page_s_end_with_foot_notes_and_head_between():
    source = document(
        "Intro.\nThis sentence runs to the end of the page and is bro-\n1 A note at the foot.\n392",
        "J. Smith\nken there, but it goes on here without a change.\n393",
        "x\n394",
    )
    text = "This sentence runs to the end of the page and is broken there, but it goes on here"
    assert find_quotation(source, text, "p. 393") == Found(
        "found", "pp. 392-393", 1,
        "This sentence runs to the end of the page and is broken there, but it goes on here",
    )  # fmt: skip
    late = "page and is broken there, but it goes on here without a change"
    assert find_quotation(source, late, "p. 392")[:2] == ("found", "pp. 392-393")
    assert find_quotation(source, late, "p. 394")[:2] == ("other page", "pp. 392-393")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("Η υποστήριξη από ομότιμους\nβασίζεται στην κοινή εμπειρία.", "υποστήριξη από ομότιμους βασίζεται"),
        ("同伴支持是一种基于尊重的系\n统。它是通过共同经历来理解他人。", "基于尊重的系统"),
        ("ピアサポートとは、同じような\n経験をもつ人。", "「同じような経験をもつ人」"),
        (
            "الدَّعم بين الأقران هو نظام من العطاء\nوالتلقي قائم على الاحترام",
            "الدعم بين الأقران هو نظام من العطاء والتلقي",
        ),
        ("\ufe8d\ufedf\ufeaa\ufecb\ufee2 بين", "الدعم بين"),
        ("שלום עולם טוב", "שָׁלוֹם עולם"),
    ],
)
def test_other_scripts_are_found(page, text):
    assert find_quotation(document(page), text).outcome == "found"


def test_a_passage_of_a_script_without_spaces_is_cut_to_the_quotation():
    source = document("同伴支持是一种基于尊重、共同责任和相互认同的给予和\n接受帮助的系统。")
    text = "共同责任和相互认同的给予和接受帮助"
    assert find_quotation(source, text).passage == text


# --- nearly, and not at all ---


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("Role confusion (among the peers and existing staff) was frequent", "Role confusion (among peers and existing staff) was “frequent”"),
        ("Peers do not judge. It was not disimilar, they said, to other groups", "Peers don’t judge. It was not dissimilar — they said — to other groups."),
        ("ROLE CONFUSION", "Role confusion"),
        ("Existing Staff (...) in 2014", "existing staff […] in 2014."),
    ],
)  # fmt: skip
def test_a_few_other_letters_are_told_with_the_words_of_the_source(text, passage):
    found = find_quotation(ARTICLE, text, "p. 392", RECORD)
    assert (found.outcome, found.passage) == ("nearly", passage)


def test_a_word_left_out_is_in_the_passage():
    source = document(
        "Before. Peers were never at any time paid for the work that they did in hospitals. After."
    )
    found = find_quotation(source, "Peers were at any time paid for the work that they did in hospitals")
    assert (found.outcome, found.passage) == (
        "nearly",
        "Peers were never at any time paid for the work that they did in hospitals.",
    )


@pytest.mark.parametrize(
    "text", ["Nothing of this kind was ever written", "staff peers", "...", "", "[…]", "—", "[all of it]"]
)
def test_what_is_not_there_is_not_found(text):
    assert find_quotation(ARTICLE, text, "p. 392", RECORD) == Found("not found")


def test_a_scanned_full_text_has_no_words():
    note = "the PDF is scanned: it has pictures of pages and no text to search."
    assert find_quotation(document("", " \n"), "a") == Found("no text", note=note)


def test_pages_that_could_not_be_read_are_told():
    assert find_quotation(document("a text", left_out=2), "missing") == Found(
        "not found", note="2 pages of the file could not be read."
    )


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_can_be_looked_for_in_any_other(source, text):
    found = find_quotation(document(source, source[::-1]), text, "p. 1")
    assert found.outcome in quotations.OUTCOMES


@given(st.lists(st.text(alphabet="abc de-\n’“ﬁ\u00adé", max_size=30), min_size=1, max_size=4))
def test_the_words_of_a_page_account_for_all_of_it_levelled(texts):
    source = levelled(document(*texts))
    words = [word for index in range(len(texts)) for word in source._words_of(index)]
    joined = "".join(level(texts[source.page(word.start)][word.first : word.last]) for word in words)
    assert joined == source.text == "".join(map(level, texts))


@given(
    st.lists(
        st.sampled_from(["peers", "don’t", "self-esteem", "ﬁne", "Role", "中文字", "النص"]),
        min_size=6,
        max_size=30,
    ),
    st.data(),
)
def test_a_run_of_whole_words_is_always_found(words, data):
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    cut = data.draw(st.integers(0, len(words)))
    source = document(" ".join(words[:cut]), "\n".join(words[cut:]))
    assert find_quotation(source, "  ".join(words[first:last])).outcome == "found"


# --- pages ---


def test_a_page_is_cited_by_its_label():
    source = document("a", "b", "c", labels=("iv", "392", "393"))
    assert [page_name(source, None, number) for number in (1, 2, 3, 4)] == ["p. iv", "p. 392", "p. 393", ""]
    assert find_quotation(source, "b", "p. 392").outcome == "found"
    assert find_quotation(source, "a", "p. iv").outcome == "found"
    assert find_quotation(source, "a", "pp. iii-iv").outcome == "found"
    assert find_quotation(source, "a", "p. v").outcome == "other page"
    assert find_quotation(document("a", "b", labels=("T-1", "T-2")), "b", "p. T-2").outcome == "found"


def test_labels_that_only_count_the_pages_say_nothing():
    source = document("a", "b", "c", "d", labels=("1", "2", "3", "4"))
    assert page_name(source, RECORD, 3) == "p. 394"


def test_a_page_is_cited_by_the_number_printed_on_it():
    report = document("Cover", "Contents", *[f"Words.\n{number} | Report 2014" for number in range(1, 9)])
    assert [page_name(report, None, number) for number in (1, 3, 10)] == ["", "p. 1", "p. 8"]


def test_a_page_is_cited_by_its_place_in_the_entry_s_pages():
    source = document(*["Words only."] * 20)
    assert page_name(source, {"pages": "392-411"}, 8) == "p. 399"
    assert page_name(source, {"pages": "e101--e120"}, 8) == "p. e108"
    assert page_name(source, {"pages": "392-97"}, 8) == "p. 8"
    assert page_name(source, {"pages": "12:205"}, 8) == "p. 8"
    assert (
        page_name(source, {"pages": ""}, 8)
        == page_name(source, {}, 8)
        == page_name(source, None, 8)
        == "p. 8"
    )


def test_a_cover_shifts_the_pages_where_the_printed_numbers_say_so():
    covered = document("Downloaded from", *[f"{number} A Journal\nWords." for number in range(392, 396)])
    assert [page_name(covered, RECORD, number) for number in (1, 2, 5)] == ["", "p. 392", "p. 395"]
    licence = document(*[f"{number} A Journal\nWords." for number in range(392, 396)], "Licence")
    assert [page_name(licence, RECORD, number) for number in (1, 4)] == ["p. 392", "p. 395"]


def test_with_a_cover_and_no_printed_numbers_either_page_is_the_one_named():
    source = document("one", "two", "three", "four", "five")
    outcomes = {page: find_quotation(source, "two", f"p. {page}", RECORD).outcome for page in (392, 393, 394)}
    assert outcomes == {392: "found", 393: "found", 394: "other page"}


def test_a_count_of_the_download_does_not_hide_the_printed_numbers():
    both = document(*[f"Page {n} of 20\nWords.\n{n + 391}" for n in range(1, 5)])
    assert page_name(both, None, 2) == page_name(both, RECORD, 2) == "p. 393"


def test_a_year_on_each_page_is_no_page_number():
    assert page_name(document(*["Words.\nJournal 2014"] * 6), None, 2) == "p. 2"


def test_the_number_in_the_file_does_not_stand_for_a_printed_one():
    source = numbered(6, 391)
    assert find_quotation(source, "words stand", "p. 394").page == "p. 394"
    assert find_quotation(source, "words stand", "p. 2")[:2] == ("other page", "p. 392")


def test_of_several_places_the_one_on_the_page_named_counts():
    source = numbered(6, 391)
    assert find_quotation(source, "words stand", "pp. 395-396")[:3] == ("found", "p. 395", 4)


@pytest.mark.parametrize("locator", ["", "n.p.", "sec. 4", "12:34", "para. 3", "ch. 2"])
def test_a_locator_without_pages_is_content_with_any(locator):
    assert find_quotation(numbered(6, 391), "words stand", locator)[:2] == ("found", "p. 392")


def test_a_manuscript_with_pages_of_its_own_says_nothing_on_the_page_cited():
    manuscript = numbered(30, 0)
    assert find_quotation(manuscript, "words stand", "p. 393", RECORD).outcome == "found"
    assert find_quotation(manuscript, "words stand", "p. 50", RECORD).outcome == "other page"


def test_a_text_without_pages_has_no_page_to_name():
    text = Document("fulltext/a.txt", "text", (Page(0, "", "All of it."),))
    assert find_quotation(text, "all of it", "p. 7", RECORD) == Found("found", "", 0, "All of it.")
    assert page_name(text, RECORD, 0) == page_name(text, RECORD, 1) == ""


def test_a_document_without_pages_is_no_text():
    assert find_quotation(Document("a.txt", "text", ()), "a").outcome == "no text"
    assert page_name(Document("a.txt", "text", ()), RECORD, 1) == ""


# --- passages ---


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("distribu-\ntion  of\nwork", "distribution of work"),
        ("post-\n2014, non-\nEuropean", "post-2014, non-European"),
        ("soft\u00ad\nened and soft\u00adened", "softened and softened"),
        ("bene\ufb01t o\ufb03ce", "benefit office"),
        ("同伴支\n持是 a text", "同伴支持是 a text"),
        ("a well-known — dash -", "a well-known — dash -"),
        ("", ""),
    ],
)
def test_a_passage_is_put_on_one_line_as_it_is_quoted(text, quoted):
    assert as_quoted(text) == quoted


def test_a_hyphen_stays_where_the_document_writes_one():
    source = document("self-\nesteem and distribu-\ntion", "Self-esteem")
    assert as_quoted(source.pages[0].text, source) == "self-esteem and distribution"
    assert as_quoted(source.pages[0].text) == "selfesteem and distribution"


def test_it_is_found_as_selected():
    for page in ARTICLE.pages:
        assert (
            find_quotation(ARTICLE, as_quoted(page.text, ARTICLE), f"p. {391 + page.number}", RECORD).outcome
            == "found"
        )


# --- all of a review ---

COLUMNS = [
    "key",
    "theme",
    "number",
    "text",
    "locator",
    "outcome",
    "page",
    "file_page",
    "passage",
    "place",
    "note",
]


def folder(tmp_path, cells, **files):
    """A review folder with a row for each source, and these full texts (names with __ for the dot)."""
    entries = [entry(key, pages="392--394") for key in cells]
    place = write_review(tmp_path / "review", entries, cells=cells, themes=[theme("a"), theme("b")])
    (place / "fulltext").mkdir()
    for name, data in files.items():
        (place / "fulltext" / name.replace("__", ".")).write_bytes(data)
    return place


def three():
    return pdf([sheet("Role confusion was frequent"), sheet("Bene\ufb01ts grew"), sheet("The end")])


def test_each_quotation_of_a_review_is_looked_for(tmp_path):
    cells = {
        "x": {
            "a": 'a summary (p. 392)\n"role confusion" (p. 392)\n# a memo',
            "b": '"Benefits grew" (p. 394)',
        },
        "y": {"a": '"it helped" (p. 1, quoting x)'},
        "z": {"a": '"anything" (p. 1)'},
        "s": {"a": '"anything"'},
        "d": {"a": '"anything"'},
    }
    place = folder(
        tmp_path, cells, x__pdf=three(), y__txt="They said: it helped.".encode("utf-16"), s__pdf=pdf([sheet()]), d__odt=b"PK"
    )  # fmt: skip
    review = litmatrix.open(place)
    looked = quotations.look_for(review)
    assert list(looked.columns) == COLUMNS
    assert looked[["key", "theme", "number", "outcome", "page", "file_page", "place"]].values.tolist() == [
        ["x", "a", 2, "found", "p. 392", 1, "fulltext/x.pdf"],
        ["y", "a", 1, "found", "", 0, "fulltext/y.txt"],
        ["z", "a", 1, "no full text", "", 0, ""],
        ["s", "a", 1, "no text", "", 0, "fulltext/s.pdf"],
        ["d", "a", 1, "unreadable", "", 0, "fulltext/d.odt"],
        ["x", "b", 1, "other page", "p. 393", 2, "fulltext/x.pdf"],
    ]
    assert looked["note"].iloc[4].startswith("fulltext/d.odt: a .odt file cannot be read page by page.")
    assert quotations.count(looked) == quotations.Told(3, 2, ("z",), ("s",), (("d", looked["note"].iloc[4]),))
    only = quotations.look_for(review, ["y", "nobody"])
    assert only["key"].tolist() == ["y"]


def test_an_encrypted_or_damaged_full_text_is_told_and_the_others_are_searched(tmp_path):
    cells = {key: {"a": '"role confusion"'} for key in ("x", "y", "z")}
    review = litmatrix.open(
        folder(
            tmp_path, cells, x__pdf=pdf([sheet("a")], encrypted=True), y__pdf=three()[:300], z__pdf=three()
        )
    )
    assert quotations.look_for(review)["outcome"].tolist() == ["unreadable", "unreadable", "found"]


def test_a_review_without_quotations_has_none_to_look_for(tmp_path):
    looked = quotations.look_for(litmatrix.open(folder(tmp_path, {"x": {"a": "a summary"}})))
    assert (list(looked.columns), len(looked), quotations.count(looked)) == (
        COLUMNS,
        0,
        quotations.Told(0, 0),
    )


def test_looking_leaves_the_review_alone(tmp_path):
    review = litmatrix.open(folder(tmp_path, {"x": {"a": '"role confusion" (p. 392)'}}, x__pdf=three()))
    assert_left_alone(review, quotations.look_for)
    record = review.records.loc["x"]
    before = record.copy()
    source = read_document(review.folder / "fulltext" / "x.pdf")
    same = copy.deepcopy(source)
    find_quotation(source, "role confusion", "p. 392", record)
    assert page_name(source, record, 2) == "p. 393"
    assert record.equals(before) and source == same
