"""BibTeX values as plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.bibliography import latex

latex_text = st.lists(
    st.sampled_from(["\\", "{", "}", "$", "~", "--", "a", "é", " ", "\n", "'", '"', "\\alpha", "\\c", "and", ",", "%", "&", "\\url{"])
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ""),
        ("plain text, as it is", "plain text, as it is"),
        ("The {NHS} and {{its} staff}", "The NHS and its staff"),
        ('M{\\"u}ller', "Müller"),
        ("{\\'E}mile \\'{E}mile \\'Emile", "Émile Émile Émile"),
        ("Fran\\c{c}ois, Fran\\c cois", "François, François"),
        ("\\v{S}koda \\o re \\aa{} \\ss", "Škoda øre å ß"),
        ('na\\"{\\i}ve', "naïve"),
        ("50\\% \\& more \\_ \\# \\$5", "50% & more _ # $5"),
        ("\\{kept\\}", "{kept}"),
        ("soft\\-hyphen\\/ed", "softhyphened"),
        ("\\emph{a {b} c} d", "a b c d"),
        ("$\\alpha$-level", "α-level"),
        ("a price of $5", "a price of $5"),
        ("pp.~3--7 --- or more", "pp.\u00a03–7 — or more"),
        ("\\url{https://example.org/~me_and_you}", "https://example.org/~me_and_you"),
        ("two\n   lines\n\n and a  paragraph", "two lines\n\nand a paragraph"),
        ("``Peers'' and peers' words", "“Peers” and peers' words"),
        ("unclosed {brace \\textbf{x", "unclosed brace x"),
    ],
)
def test_latex_becomes_plain_text(value, expected):
    assert latex.plain(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Repper, Julie and Carter, Tim", "Repper, Julie; Carter, Tim"),
        ("Julie Repper and Tim Carter", "Repper, Julie; Carter, Tim"),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
        ("{World Health Organization} and others", "World Health Organization; others"),
        ("{Smith and Sons} and Jones, A.", "Smith and Sons; Jones, A."),
        ('M{\\"u}ller, A.\n  AND Smith, B.', "Müller, A.; Smith, B."),
        ("Mind", "Mind"),
        ("King, Jr., Martin", "King, Jr., Martin"),
        ("Smith, B. and et al.", "Smith, B.; others"),
        ("Smith, B. and Al, Ann and ...", "Smith, B.; Al, Ann; others"),
        (
            "{family=de la Cruz, given=Ana} and {family={Foo and Bar}, given=X}",
            "de la Cruz, Ana; Foo and Bar, X",
        ),
        ("", ""),
        (" and ", ""),
    ],
)
def test_names_are_put_in_order(value, expected):
    assert latex.names_text(value) == expected


@given(st.one_of(latex_text, st.text()))
def test_any_value_has_a_text_and_names(value):
    assert isinstance(latex.plain(value), str)
    assert isinstance(latex.names_text(value), str)


@given(st.text(alphabet=st.characters(blacklist_characters="\\{}$~-\n\t \r\1\2\3")))
def test_text_without_latex_stays_as_it_is(value):
    assert latex.plain(value) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012", 2012),
        ("c. 2012", 2012),
        ("2012-05-01", 2012),
        ("2021a", 2021),
        ("in press", None),
        ("12012", None),
        ("", None),
        ("٢٠١٢", None),
        ("1066", None),
    ],
)
def test_the_year_of_a_text_is_a_number(text, expected):
    assert latex.year_number(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (r"{\textless}i{\textgreater}E. coli{\textless}/i{\textgreater}", "<i>E. coli</i>"),
        (r"p {\textless} 0.05; \pounds 5; \copyright{} 2020; \mbox{not optional}; a \textbar{} b", "p < 0.05; £5; © 2020; not optional; a | b"),
        (r"\ensuremath{<} $<$ $\alpha$ $p < 0.05$ $p\lt 0.05$ \ensuremath{\alpha<\beta}", "< < α p < 0.05 p<0.05 α<β"),
        (r"CO\textsubscript{2} x\textsuperscript{2} 25$^\circ$C", "CO2 x2 25°C"),
        (r"\SI{5}{kg} \qty[per-mode=symbol]{5}{\kilo\gram} $\frac{1}{2}$", "5 kg 5 kilogram 1/2"),
        (r"\href{http://x.y}{text} \textcolor{red}{text} \foreignlanguage{german}{Text}", "text text Text"),
        (r"\unknowncmd{arg} \unknowncmd{a}{b} x \unknown y \unknown{}z", "arg ab x unknown y unknownz"),
        (r"\emph{p {\textless} 0.05 \textbf{\unknown{x}}} \mbox{a {b {c {d {e {f}}}}}}", "p < 0.05 x a b c d e f"),
        (r"\footnote{note} \cite{smith} \label{gone}\hspace{1cm}x", "note smith x"),
        (r"{\em all} {\bf of} \textit{a\{b\}}", "all of a{b}"),
        (r"costs $5 and then $6 each", "costs $5 and then $6 each"),
        (r"http://x.y/\~{}me a\\b a\,b", "http://x.y/~me a b a b"),
        (r"\alpha{x}\beta \textdegree{}C \S 5 \TeX", "αxβ°C §5 TeX"),
    ],
)  # fmt: skip
def test_a_command_leaves_its_sign_its_argument_or_its_name(value, expected):
    assert latex.plain(value) == expected


@given(
    st.from_regex(r"[A-Za-z]{2,12}", fullmatch=True),
    st.sampled_from(["\\%s{word}", "{\\%s word}", "$\\%s{word}$", "\\%s[x]{word}"]),
)
def test_no_command_takes_its_argument_with_it(name, pattern):
    if name not in (
        "label",
        "index",
        "begin",
        "end",
        "vspace",
        "hspace",
        "phantom",
        "hphantom",
        "vphantom",
        "href",
        "url",
    ):
        assert "word" in latex.plain(pattern % name)


@pytest.mark.parametrize(
    ("command", "letter"),
    [
        (r"\O{}", "Ø"), (r"{\O}", "Ø"), (r"\O ", "Ø"), (r"\AE{}", "Æ"), (r"\v{C}", "Č"), (r"{\v C}", "Č"), (r"\"O", "Ö"), (r'{\"O}', "Ö"),
        (r"\"{O}", "Ö"), (r"\'E", "É"), (r"\L{}", "Ł"), (r"\c{C}", "Ç"), (r"\c C", "Ç"), (r"\u{G}", "Ğ"), (r"\k{A}", "Ą"), (r"\AA{}", "Å"),
        (r"\TH{}", "Þ"), (r"\~N", "Ñ"), (r"\^I", "Î"), (r"\`A", "À"), (r"\=A", "Ā"), (r"\.Z", "Ż"), (r"\H{O}", "Ő"), (r"\oe{}", "œ"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", range(3))
def test_a_name_may_begin_with_a_command_at_any_place(command, letter, place):
    given, expected = ["Alder, J.", "Birch, K.", "Cole, M."], ["Alder, J.", "Birch, K.", "Cole, M."]
    for name, text in ((f"{command}x, A.", f"{letter}x, A."), (f"Ann von {command}x", f"von {letter}x, Ann")):
        given[place], expected[place] = name, text
        assert latex.names_text(" and ".join(given)) == "; ".join(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("family=Montalder, given=Henri, prefix=de, useprefix=false and family=Birch, given=Jane, given-i=J", "de Montalder, Henri; Birch, Jane"),
        ("given=Hans, family=Harman and Smith, A. and given=Simon, prefix=de, family=Beumont, useprefix=true", "Harman, Hans; Smith, A.; de Beumont, Simon"),
        ("family={de la Cruz}, given={Jo and Ann}, suffix=Jr.", "de la Cruz, Jr., Jo and Ann"),
        ('"family=Quoted, given=Q" and Smith, J', "Quoted, Q; Smith, J"),
        ("FAMILY = Upper , GIVEN = U", "Upper, U"),
        (r'family=\"Ozturk, given=\c{S}', "Özturk, Ş"),
        ("family=Smith", "Smith"),
        ("given=Plato", "Plato"),
    ],
)  # fmt: skip
def test_names_by_parts_are_put_in_order(value, expected):
    assert latex.names_text(value) == expected
