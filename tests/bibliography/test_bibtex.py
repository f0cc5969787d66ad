"""BibTeX text: every entry read or reported."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.bibliography import bibtex
from litmatrix.bibliography.bibtex import Entry
from litmatrix.model import Problem

NAME = "b.bib"
#: Open problems for an entry that is not read.
NOT_READ = frozenset({"broken-entry", "duplicate-key", "no-key", "no-type"})


def parse(text: str) -> bibtex.Parsed:
    return bibtex.parse(text, NAME)


def fields(text: str) -> dict[str, dict[str, str]]:
    return {key: entry.fields for key, entry in parse(text).entries.items()}


def faults(text: str) -> list[tuple[str, str, str]]:
    """What is reported: check, place, key."""
    return [(problem.check, problem.where, problem.key) for problem in parse(text).problems]


# --- reading ----------------------------------------------------------------------------------------------


def test_an_entry_is_read_with_its_text_its_place_and_its_fields():
    text = '% a comment\n\n@Article{smith_2020,\n  Title = {On {Peers}},\n  year = 2020,\n  note = "a" # { b},\n}\n'
    raw = text[text.index("@") : -1]
    expected = Entry(
        "smith_2020",
        "article",
        {"title": "On {Peers}", "year": "2020", "note": "a b"},
        raw,
        text.index("@"),
        3,
    )
    assert parse(text) == ({"smith_2020": expected}, {}, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("no entry here, mail me@example.org\n", {}),
        ("@misc{a}", {"a": {}}),
        ("@misc{a,}", {"a": {}}),
        ("@misc(a, title = {x (y) z})", {"a": {"title": "x (y) z"}}),
        ('@misc{a, title = "x {"}y{"} z"}', {"a": {"title": 'x {"}y{"} z'}}),
        ("@misc{a, title = {x}, year = 2001 }", {"a": {"title": "x", "year": "2001"}}),
        ("@misc{doi:10.1177/02, title = {x}}", {"doi:10.1177/02": {"title": "x"}}),
        ("@misc{é_2020, title = {x}}", {"é_2020": {"title": "x"}}),
        ('@string{jmh = "J Ment Health"}\n@misc{a, journal = jmh}', {"a": {"journal": "J Ment Health"}}),
        ('@string{a = "x"}\n@string{b = a # "y"}\n@misc{k, t = b # { # z}}', {"k": {"t": "xy # z"}}),
        ("@misc{a, month = jan}", {"a": {"month": "jan"}}),
        ("@comment{jabref-meta: databaseType:biblatex;}\n@misc{a, t = {x}}", {"a": {"t": "x"}}),
        ("@preamble{ {\\newcommand{\\x}{y}} }\n@misc{a, t = {x}}", {"a": {"t": "x"}}),
        ("@misc{a, t = {x}} @misc{b}", {"a": {"t": "x"}, "b": {}}),
        ("% from foo@bar (work)\n@misc{a, t = {x}}", {"a": {"t": "x"}}),
        ("mail me @ {home} or @{work}\n@misc{a, t = {x}}", {"a": {"t": "x"}}),
        ("% from foo@bar (never closed\n@misc{a, t = {x}}", {"a": {"t": "x"}}),
        ("@misc{a, t = {x},\r\n  u = {y}\r\n}\r\n", {"a": {"t": "x", "u": "y"}}),
    ],
)
def test_sound_text_is_read_without_a_problem(text, expected):
    assert faults(text) == []
    assert fields(text) == expected


@pytest.mark.parametrize(
    ("text", "read", "expected"),
    [
        ("@misc{a, t = {x}}\n@misc{a, t = {y}}", {"a"}, [("duplicate-key", "b.bib:2", "a")]),
        ("@misc{a, t = {x}, t = {y}}", {"a"}, [("duplicate-field", "b.bib:1", "a")]),
        ("@misc{a,\n t = {x},\n T = {y}}", {"a"}, [("duplicate-field", "b.bib:3", "a")]),
        ("@misc{a, t = {x}\n@misc{b, t = {y}}", {"b"}, [("broken-entry", "b.bib:1", "a")]),
        ("@misc{a, t = {x\n}\n\n@misc{b, t = {y}}", {"b"}, [("broken-entry", "b.bib:1", "a")]),
        ('@misc{a, t = "x}\n\n@misc{b, t = {y}}', {"b"}, [("broken-entry", "b.bib:1", "a")]),
        ("@misc{a, t = {x}", set(), [("broken-entry", "b.bib:1", "a")]),
        ("@misc{", set(), [("broken-entry", "b.bib:1", "")]),
        ("@misc{a, t = {x\\\\}, year = 2001}", set(), [("broken-entry", "b.bib:1", "a")]),
        ("@string{j\n@misc{b}", {"b"}, [("broken-block", "b.bib:1", "")]),
        ("@misc{a, t {x}}\n@misc{b}", {"b"}, [("broken-entry", "b.bib:1", "a")]),
        ("@ARTICLE{Kenny20103,17,\n t={x},\n}\n@misc{b}", {"b"}, [("broken-entry", "b.bib:1", "Kenny20103")]),
        ("@misc{, t = {x}}\n@misc{, t = {y}}", set(), [("no-key", "b.bib:1", ""), ("no-key", "b.bib:2", "")]),
        ("@misc{t = {x}, u = {y}}\n@misc{b}", {"b"}, [("broken-entry", "b.bib:1", "t")]),
        ("@misc{a b, t = {x}}", set(), [("no-key", "b.bib:1", "")]),
        ("@{a, t = {x}}", set(), [("no-type", "b.bib:1", "a")]),
        ("@ misc{a, t = {x}}\n@misc{b}", {"b"}, [("broken-entry", "b.bib:1", "a")]),
        ("@misc\n{a, t = {x}}\n@misc{b}", {"b"}, [("broken-entry", "b.bib:1", "a")]),
        ("@commentary{a, t = {x}}", set(), [("broken-entry", "b.bib:1", "a")]),
        ("@misc{a,\n t = {x}\n u = {y}\n}", {"a"}, [("missing-comma", "b.bib:2", "a")]),
        ("@misc{a, t={x}year={2001}}", {"a"}, [("missing-comma", "b.bib:1", "a")]),
        ("@misc{a, year = 2001 title = {x}}", {"a"}, [("missing-comma", "b.bib:1", "a")]),
        ("@misc{a, month = jan journal = jmh}", {"a"}, [("missing-comma", "b.bib:1", "a")]),
        ("@misc{Ab}\n@misc{aB}", {"Ab", "aB"}, [("key-case", "b.bib:2", "aB")]),
        ("@string{a = {x}}\n@string{A = {y}}", set(), [("duplicate-string", "b.bib:2", "")]),
        ("@misc{a, t = {x\\\n}}\n@misc{a}", {"a"}, [("duplicate-key", "b.bib:3", "a")]),
        ("@misc{a, t = {x}}}\n@misc{a}", {"a"}, [("duplicate-key", "b.bib:2", "a")]),
        (
            "@misc{a, abstract = {\n@misc{b, t = {y}} }}\n",
            {"b"},
            [("broken-entry", "b.bib:1", "a")],
        ),
    ],
)  # fmt: skip
def test_a_broken_entry_is_a_problem_with_its_line_and_the_others_are_read(text, read, expected):
    assert set(parse(text).entries) == read
    assert faults(text) == expected


@pytest.mark.parametrize(
    "inner", ["@lab{x}", "  @lab{x}", "@MISC{c1\n  u}", "@misc (c1\n u)", "@ misc {c1}", "@misc\n{c1}"]
)
@pytest.mark.parametrize("value", ["{we wrote\n%s and {more} there}", '"we wrote\n%s and {more} there"'])
@pytest.mark.parametrize(
    "entry", ["@misc{a,\n  abstract = %s,\n  t = {x}\n}", "@misc(a,\n  abstract = %s,\n  t = {x}\n)"]
)
def test_what_looks_like_an_entry_within_a_value_is_a_warning_with_its_line(entry, value, inner):
    text = entry % (value % inner) + "\n@misc{b, t = {y}}"
    assert fields(text) == {"a": {"abstract": (value % inner)[1:-1], "t": "x"}, "b": {"t": "y"}}
    assert faults(text) == [("entry-in-entry", "b.bib:3", "a")]


def test_problems_say_what_is_wrong_and_what_to_do():
    text = "@misc{a, t = {x}}\n@ARTICLE{Kenny20103,17,\n t={x},\n}\n@misc{a, u = {x} v = {y}}\n@misc{c, u = {x} v = {y}}"
    assert parse(text).problems == (
        Problem(
            "broken-entry",
            "error",
            "b.bib:2",
            "the entry Kenny20103 is broken and not read: there is a comma in its citation key (Kenny20103,17).",
            "Kenny20103",
            "Write a key without commas and spaces.",
        ),
        Problem(
            "duplicate-key",
            "error",
            "b.bib:5",
            "the key a was already used on line 1; this entry is not read.",
            "a",
            "Give one of the two another key, or delete it if it is the same work.",
        ),
        Problem(
            "missing-comma",
            "error",
            "b.bib:6",
            "a comma is missing: the field u of c swallows v, which comes after it.",
            "c",
            "Put a comma before “v =”.",
        ),
    )


def test_macros_that_double_each_other_do_not_fill_the_memory():
    doubling = "".join(f"@string{{m{n + 1} = m{n} # m{n}}}\n" for n in range(60))
    parsed = parse(f'@string{{m0 = "0123456789"}}\n{doubling}@misc{{a, t = m60}}')
    assert len(parsed.entries["a"].fields["t"]) < 1 << 25


def test_ten_thousand_entries_that_are_never_closed_are_reported_one_by_one():
    text = "".join(f"@misc{{k{number},\n  t = {{x}}\n\n" for number in range(10_000))
    parsed = parse(text)
    assert parsed.entries == {}
    assert [problem.where for problem in parsed.problems] == [f"b.bib:{1 + 3 * n}" for n in range(10_000)]


KEYS = st.sampled_from(["a", "b", "c", "A", "doi:10.1/x", "", "x y", "Kenny,17"])
VALUES = st.sampled_from(
    ["{x}", '"x"', "2001", "jan", '"a" # b', "{a = b}", "{x\\\n}", "{@lab{x}}", "{\n@lab{x}\n}", "{", "}", '"', "", "{x} u = {y}"]
)  # fmt: skip
ENTRIES = st.builds(
    lambda type, opening, key, given, closing: (
        f"@{type}{opening}{key}"
        + "".join(f",\n  {name} = {value}" for name, value in given)
        + f"\n{closing}\n"
    ),
    st.sampled_from(["misc", "Article", "book ", "inproceedings"]),
    st.sampled_from(["{", "{", "{", "("]),
    KEYS,
    st.lists(st.tuples(st.sampled_from(["title", "Title", "year", "u"]), VALUES), max_size=3),
    st.sampled_from(["}", "}", "}", ")", "", "}}", ",}"]),
)
OTHER = st.sampled_from(
    [
        "% a comment\n",
        "\n",
        '@string{j = "x"}\n',
        "@comment{x}\n",
        "mail a@b.org\n",
        "@string{broken\n",
        "}\n",
        '"\n',
    ]
)
DOCUMENTS = st.lists(st.one_of(ENTRIES, OTHER), max_size=8).map("".join)


def declared(text: str) -> list[int]:
    """Where a plain scan sees an entry begin."""
    found = re.finditer(r"(?m)^[ \t]*(@\s*(?!(?:comment|string|preamble)\s*[{(])\w+\s*[{(])", text)
    return [one.start(1) for one in found]


@given(DOCUMENTS)
def test_declared_is_read_plus_reported(text):
    parsed = parse(text)
    spans = [(entry.start, entry.start + len(entry.raw)) for entry in parsed.entries.values()]
    outside = [at for at in declared(text) if not any(start < at < end for start, end in spans)]
    assert len(outside) == len(spans) + sum(problem.check in NOT_READ for problem in parsed.problems)


@given(st.one_of(DOCUMENTS, st.text(alphabet='@miscartle{}()",=# \n\r\\%ab1\u00a0')))
def test_any_text_is_read_and_each_entry_stands_where_it_says(text):
    for key, entry in parse(text).entries.items():
        assert entry.key == key
        assert text[entry.start : entry.start + len(entry.raw)] == entry.raw
        assert entry.line == text.count("\n", 0, entry.start) + 1
