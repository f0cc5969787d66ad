"""References in a citation style: in which order, with which letters, and of any text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import assert_left_alone, entry, review, sound

from litmatrix.bibliography import references
from litmatrix.errors import Misuse
from litmatrix.writing import styles
from litmatrix.writing.formatted import formatted
from writing.handbooks import needs_styles

pytestmark = needs_styles

#: The letter of a year in a reference of an author-date style, and in a short reference of litmatrix.
_LETTER = re.compile(r"\((?:\d{4}|n\.d\.-|no date |in press-?)([a-z])\b")
_OWN = re.compile(r"(?:\d|-)([a-z])\Z")

NAMES = st.sampled_from(
    [
        "Smith, J.",
        "Smith, John",
        "Smith, Ann",
        "Smith, A. B.",
        "Brown, Bo",
        "Abel, A.",
        "de la Cruz, Ana",
        "Ott, Ö.",
        "{Mind}",
    ]
)
AUTHORS = st.lists(NAMES, min_size=1, max_size=5, unique=True).map(" and ".join)
TITLE = st.sampled_from(["Ants", "bees", "The zoo", "Étude", "“Cats”", "A zoo"])


@st.composite
def alike(draw) -> list[dict[str, str]]:
    """Entries that share authors, in part or all of them, years and titles."""
    teams = draw(st.lists(AUTHORS, min_size=1, max_size=3))
    made = []
    for number in range(draw(st.integers(2, 14))):
        fields = {
            "author": draw(st.sampled_from(teams)),
            "title": f"{draw(TITLE)} {draw(st.sampled_from('xy'))}",
        }
        fields["year"] = draw(st.sampled_from(["2010", "2011", ""]))
        if draw(st.booleans()):
            fields["month"] = draw(st.sampled_from(["jan", "mar", "dec"]))
        kind = draw(st.sampled_from(["article", "book", "report", "online", "misc"]))
        made.append(entry(f"k{number}", kind, **{name: value for name, value in fields.items() if value}))
    return made


@pytest.mark.parametrize("style", ["apa", "harvard", "chicago"])
@settings(max_examples=20, deadline=None)
@given(entries=alike(), data=st.data())
def test_where_a_style_and_litmatrix_both_print_a_letter_it_is_the_same(style, entries, data):
    made = review(entries)
    keys = data.draw(st.sets(st.sampled_from(made.records.index.tolist()), min_size=1))
    own = references.short(made.records, keys)
    for one in formatted(made, keys, styles.find_style(style)):
        letter, mine = _LETTER.search(one.text), _OWN.search(own[one.key])
        if letter and mine:
            assert (one.key, letter[1]) == (one.key, mine[1])


def of(style: str, *entries: dict[str, str]) -> dict[str, str]:
    return {one.key: one.text for one in formatted(review(entries), "all", styles.find_style(style))}


def test_letters_of_a_style_are_those_of_litmatrix_also_by_day_and_beside_works_of_others():
    entries = [
        entry("w1", "online", author="{Mind}", title="Ants", year="2017", month="may"),
        entry("w2", "online", author="{Mind}", title="Bees", year="2017", month="jan"),
        entry("o1", author="Smith, J. and Abel, A. and Xu, C. and Yu, D.", title="Ants", year="2010"),
        entry("o2", author="Smith, J. and Brown, A. and Xu, C. and Yu, D.", title="Cats", year="2010"),
        entry("o3", author="Smith, John and Brown, A. and Xu, C. and Yu, D.", title="Bees", year="2010"),
        entry("n1", author="Ott, B.", title="Bees"),
        entry("n2", author="Ott, B.", title="Ants"),
    ]  # fmt: skip
    own = references.short(review(entries).records).to_dict()
    assert own == {
        "w1": "Mind 2017b", "w2": "Mind 2017a", "o1": "Smith, Abel et al 2010", "o2": "Smith, Brown et al 2010a",
        "o3": "Smith, Brown et al 2010b", "n1": "Ott n.d.-b", "n2": "Ott n.d.-a",
    }  # fmt: skip
    for style in ("apa", "harvard", "chicago"):
        letters = {
            key: found[1] for key, text in of(style, *entries).items() if (found := _LETTER.search(text))
        }
        if style == "apa":
            assert letters == {"w1": "b", "w2": "a", "o2": "a", "o3": "b", "n1": "b", "n2": "a"}
        assert all(own[key].endswith(letter) for key, letter in letters.items())


def test_references_come_in_the_styles_order_and_numbers_in_that_of_the_alphabet():
    entries = [
        entry("z", author="Zed, A.", title="One", year="2001"),
        entry("a", author="Abel, A.", title="Two", year="2002"),
        entry("b", author="Abel, A.", title="Three", year="2001"),
    ]
    assert list(of("apa", *entries)) == ["b", "a", "z"]
    made = formatted(review(entries), "all", styles.find_style("vancouver"))
    assert [(one.mark, one.key) for one in made] == [("1.", "b"), ("2.", "a"), ("3.", "z")]
    assert [one.mark for one in formatted(review(entries), ["z"], styles.find_style("apa"))] == [""]


def test_other_scripts_are_printed_and_sorted_behind_latin():
    made = of(
        "apa",
        entry("zh", author="王, 伟", title="精神健康的同伴支持", journal="中国心理卫生杂志", year="2017"),
        entry("ar", author="محمد, أحمد", title="دعم الأقران", journal="مجلة", year="2016"),
        entry("el", author="Παπαδόπουλος, Νίκος", title="Η υποστήριξη", journal="Ψυχιατρική", year="2015"),
        entry("la", author="{\\O}stby, {\\AA}se", title="Peers", journal="J", year="2014"),
    )
    assert made == {
        "la": "Østby, Å. (2014). Peers. J.",
        "el": "Παπαδόπουλος, Ν. (2015). Η υποστήριξη. Ψυχιατρική.",
        "ar": "محمد, أحمد. (2016). دعم الأقران. مجلة.",
        "zh": "王伟. (2017). 精神健康的同伴支持. 中国心理卫生杂志.",
    }


def test_a_record_with_nothing_but_a_key_is_called_by_it():
    assert of("apa", entry("lost_1999", "misc")) == {"lost_1999": "lost_1999. (n.d.)."}
    assert of("vancouver", entry("lost_1999", "misc")) == {"lost_1999": "lost_1999."}


def test_of_two_hundred_authors_each_style_names_as_many_as_it_does():
    people = " and ".join(f"Family{number}, A." for number in range(200))
    made = {
        style: of(style, entry("k", author=people, title="T", year="2001"))["k"]
        for style in ("apa", "vancouver", "harvard")
    }
    assert made == {
        "apa": ", ".join(f"Family{number}, A." for number in range(19)) + ", … Family199, A. (2001). T.",
        "vancouver": ", ".join(f"Family{number} A" for number in range(6)) + ", et al. T. 2001.",
        "harvard": "Family0, A. et al. (2001) ‘T’.",
    }


def test_no_records_are_no_references_and_a_style_of_footnotes_is_refused():
    assert formatted(review(), "all", styles.find_style("apa")) == ()
    notes = styles.find_style("apa")._replace(csl=b'<style class="note"><citation/></style>')
    with pytest.raises(Misuse, match="prints footnotes and no list of references"):
        formatted(review([entry("a")]), "all", notes)


def test_references_do_not_change_the_review():
    assert_left_alone(review(**sound()), lambda made: formatted(made, "included", styles.find_style("apa")))


def test_of_many_records_none_is_lost():
    entries = [
        entry(f"k{number}", author=f"Family{number % 30}, A. and Other, B.", title=f"Title {number}", journal="J", year=str(1990 + number % 30))
        for number in range(150)
    ]  # fmt: skip
    found = formatted(review(entries), "all", styles.find_style("apa"))
    assert {one.key for one in found} == {one["key"] for one in entries} and len(found) == 150


#: What means something to HTML, Markdown, LaTeX, typst, YAML or CSL, and a few harmless words.
SIGNS = st.sampled_from(
    ["<b>bold</b>", "<i>", "<script>alert(1)</script>", "p < 0.05", "R&D", "&amp;", "$x_1$", "^2^", "~", "*em*", "_u_", "**", "`code`", "#read", "@key",
     "[x](javascript:alert(1))", "[text]{.nocase}", "\\input{/etc/passwd}", "{{", "}}", "---", "...", "--", ": ", " #", "<span class='nocase'>NC</span>",
     "1. one", "- two", "null", "50 %", "5 > 4", "!", "| a |", "😀", "Ελλάς", "العربية", "同伴", "\ufffe", "\u2028", "\x07", "\t", "é", "a/b", "C++", "=1+1"]
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(SIGNS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=6))
def test_any_text_of_records_is_printed_as_it_stands(texts):
    entries = [entry(f"k{number}", "book", year="2001") for number in range(len(texts))]
    made = review(entries)
    made.records["title"] = texts
    printed = {one.key: one.text for one in formatted(made, "all", styles.find_style("vancouver"))}
    for key, text in zip(made.records.index, texts, strict=True):
        wanted = " ".join(re.sub("[\ufffe\x07]", "\ufffd", text.replace("\u2028", " ")).split())
        assert printed[key].replace("‘", "'").replace("’", "'").startswith(wanted[:-1].rstrip(" .,:;!?"))


def test_straight_quotation_marks_become_those_of_the_style_and_others_stay():
    titles = {
        "pair": '"Nothing about us" and \'them\'', "inner": '"A \'b\' c"', "lone": 'A 5" board', "own": "The users' view, it's",
        "curly": "“So” she said",
    }  # fmt: skip
    made = review(
        [entry(key, author=f"Abel, {key}", journal="J", year="2001", volume="1", pages="2") for key in titles]
    )
    made.records["title"] = list(titles.values())
    found = {
        style: {one.key: one.text for one in formatted(made, "all", styles.find_style(style))}
        for style in ("apa", "harvard")
    }
    assert {key: text.partition("). ")[2].partition(" J,")[0] for key, text in found["apa"].items()} == {
        "pair": "“Nothing about us” and “them.”", "inner": "“A ‘b’ c.”", "lone": 'A 5" board.', "own": "The users’ view, it’s.", "curly": "“So” she said.",
    }  # fmt: skip
    assert {key: text.partition(") ")[2].partition(", J,")[0] for key, text in found["harvard"].items()} == {
        "pair": "‘“Nothing about us” and “them”’", "inner": "‘“A ‘b’ c”’", "lone": "‘A 5\" board’", "own": "‘The users’ view, it’s’", "curly": "‘“So” she said’",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("https://example.org/a_b*c*?d=<e>", "https://example.org/a_b*c*?d=<e>"),
        ("www.example.org/x", "www.example.org/x"),
        ("javascript:alert(1)", ""),
        ("file:///C:/Users/me/a.pdf", ""),
        ("data:text/html,x", ""),
    ],
)
def test_only_web_addresses_are_printed_and_linked(url, printed):
    (one,) = formatted(
        review([entry("k", "online", title="T", year="2001", url=url)]), "all", styles.find_style("apa")
    )
    links = [inline["c"][2][0] for inline in one.inlines if inline["t"] == "Link"]
    assert one.text == f"T. (2001). {printed}".strip()
    assert [link.partition(":")[0] for link in links] == (["https"] if printed else [])
