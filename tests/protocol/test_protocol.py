"""review.toml: every fault located, whatever stands in it, and edits that keep comments."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix import model
from litmatrix.errors import ChangedOutside, LitmatrixError, Misuse, NotSaved, Unreadable
from litmatrix.protocol import file, members
from litmatrix.protocol.file import parse_protocol
from litmatrix.protocol.toml import AddTable, RemoveTable, SetValue

WHOLE = """\
# The protocol of the review.
format = 1
title = " A review "
questions = ["What helps?"]
reviewers = ["anna", "ben"]
caption = "as quoted"
agree = {screening = 2}
keys = {include = "Y"}
highlight = {include = ["peer"]}

[[searches]]
id = "pubmed"
kind = "database"
source = "PubMed"
date = 2026-11-22
hits = 120

[[searches]]
id = "again"
kind = "database"
date = "spring 2027"
updates = "pubmed"

[[criteria]]
id = "years"
include = "from 2010"
stage = "screening"
check = {field = "year", from = 2010, to = 2020}

[[criteria.history]]
date = 2026-12-01
effect = "widened"
include = "from 2012"

[[descriptors]]
id = "type"
name = "Source type"
values = ["grey", {value = "academic", definition = "Published."}]

[[descriptors]]
id = "country"

[[themes]]
id = "power"
name = "Power"
subthemes = ["Pay", "Voice"]
added = 2026-11-22

[[themes]]
id = "old"
name = "Old"
retired = 2026-12-01

[[theme_history]]
time = 2026-12-01T10:00:00Z
change = "retire"
from = ["old"]
by = "anna"

[[rounds]]
id = "pilot"
purpose = "pilot"
stage = "screening"
seed = 7
size = 50

[[claims]]
text = "39 sources"
value = 39
count = "included"

# Known.
[[accepted]]
check = "no-locator"
key = ["smith_2020", ""]
why = "a web page"
"""


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "review.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def faults(text: str) -> list[tuple[str, str, str]]:
    return [(problem.severity, problem.where, problem.message) for problem in parse_protocol(text)[1]]


# --- reading ----------------------------------------------------------------------------------------------


def test_a_whole_protocol_is_read():
    found, problems = parse_protocol(WHOLE)
    assert problems == ()
    assert found == model.Protocol(
        title="A review",
        questions=("What helps?",),
        reviewers=("anna", "ben"),
        caption="as quoted",
        agree={"screening": 2, "eligibility": 1},
        keys={"include": "y"},
        highlight={"include": ("peer",), "exclude": ()},
        searches=(
            model.Search("pubmed", "database", "PubMed", date=date(2026, 11, 22), hits=120),
            model.Search("again", "database", date="spring 2027", updates="pubmed"),
        ),
        criteria=(
            model.Criterion(
                "years",
                "from 2010",
                stage="screening",
                check=model.FieldCheck("year", 2010, 2020),
                history=(model.CriterionChange(date(2026, 12, 1), "widened", "from 2012"),),
            ),
        ),
        descriptors=(
            model.Descriptor("type", "Source type", "choice", {"grey": "", "academic": "Published."}),
            model.Descriptor("country", "country"),
        ),
        themes=(
            model.Theme("power", "Power", subthemes=("Pay", "Voice"), added=date(2026, 11, 22)),
            model.Theme("old", "Old", retired=date(2026, 12, 1)),
        ),
        theme_history=(
            model.ThemeChange(tomllib.loads("t = 2026-12-01T10:00:00Z")["t"], "retire", ("old",), by="anna"),
        ),
        rounds=(model.Round("pilot", "pilot", "screening", 7, 50),),
        claims=(model.Claim("39 sources", "39", "included", id="included"),),
        accepted=(model.Acceptance("no-locator", "a web page", keys=("smith_2020",)),),
    )
    assert [theme.id for theme in found.current_themes] == ["power"]
    assert [search.arm for search in found.searches] == ["database", "database"]


def test_a_change_of_subthemes_names_its_theme():
    found, problems = parse_protocol(
        'theme_history = [{time = 2026-12-01, change = "rename", theme = " power ", from = ["Pay"], to = ["Money"], why = "w", by = "b"}]'
    )
    assert problems == ()
    assert found.theme_history == (
        model.ThemeChange(date(2026, 12, 1), "rename", ("Pay",), ("Money",), "w", "b", theme="power"),
    )
    _, (problem,) = parse_protocol('[[theme_history]]\ntime = 2026-12-01\nchange = "add"\ntheme = 1\n')
    assert "theme is 1, and must be a text in quotation marks." in problem.message


def test_an_empty_file_is_an_empty_protocol():
    assert parse_protocol("") == (
        model.Protocol(agree={"screening": 1, "eligibility": 1}, highlight={"include": (), "exclude": ()}),
        (),
    )


def test_a_byte_order_mark_and_windows_line_ends_make_no_difference(tmp_path):
    path = write(tmp_path, b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert file.read_protocol(path) == parse_protocol(WHOLE)


def test_a_missing_file_is_unreadable(tmp_path):
    with pytest.raises(Unreadable, match="there is no such file"):
        file.read_protocol(tmp_path / "review.toml")


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        (
            'title = "x',
            "review.toml:1:11",
            "this is not valid TOML: the text in this line has no closing quotation mark.",
        ),
        (
            "a = 1\ntitle = x\n",
            "review.toml:2:9",
            "this is not valid TOML: the text x has no quotation marks around it.",
        ),
        (
            "title\n",
            "review.toml:1:6",
            "this is not valid TOML: this line is neither name = value, nor a [table], nor a comment.",
        ),
        (
            "a = 1\na = 2\n",
            "review.toml:2:6",
            "this is not valid TOML: a is twice in one table in lines 1 and 2.",
        ),
        (
            "[[themes]\n",
            "review.toml:1:9",
            "this is not valid TOML: the brackets of this table do not match.",
        ),
        (
            "a = [1,\n",
            "review.toml:1",
            "this is not valid TOML: the list that begins in this line is not closed.",
        ),
        ("a = " + "[" * 50_000, "review.toml:1:1", "this is not valid TOML: brackets are nested too deeply."),
    ],
)
def test_an_error_of_toml_is_fatal_with_its_line_and_column(text, where, message):
    found, problems = parse_protocol(text)
    assert found == model.Protocol()
    assert [(problem.check, problem.severity, problem.where, problem.message) for problem in problems] == [
        ("toml", "fatal", where, message)
    ]


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("title = 'x'\n[searches]\nid = 's'", "review.toml:2", "[searches] is in single brackets, but must be a list of tables."),
        ("[[highlight]]\ninclude = ['a']", "review.toml:1", "[[highlight]] is in double brackets, but must be one table."),
    ],
)  # fmt: skip
def test_a_table_in_the_wrong_brackets_is_named_with_its_line(text, where, message):
    assert faults(text) == [("error", where, message)]


@pytest.mark.parametrize(
    ("text", "names", "table"),
    [
        ('id = "c"\ninclude = "x"\nexclude = "y"', "id, include, exclude", "criteria"),
        ('id = "s"\nkind = "database"\nhits = 3', "id, kind, hits", "searches"),
        ('text = "39"\nvalue = 39', "text, value", "claims"),
    ],
)
def test_members_of_a_table_without_its_header_are_one_problem(text, names, table):
    (problem,) = parse_protocol(f"title = 'x'\n{text}\n[[themes]]\nid = 't'\nname = 'T'")[1]
    assert problem.message == f"{names} are at the top, outside any table; they are not read."
    assert problem.fix.startswith(f"They are members of [[{table}]]:")


@pytest.mark.parametrize(
    "member", ['id = "my topic"', 'id = "a,b"', 'id = "a\u00a0b"', "id = ''", "id = '[a]'", "id = 3"]
)
def test_a_wrong_id_is_told_once(member):
    (found,) = faults(f"[[themes]]\n{member}\nname = 'x'")
    assert (found[0], "id is " in found[2], "missing" in found[2]) == ("error", True, False)


@pytest.mark.parametrize("id", ["Topic", "Größe", "a.b-c", "2010+"])
def test_an_id_may_hold_capitals_accents_and_most_signs(id):
    assert faults(f"[[themes]]\nid = '{id}'\nname = 'x'") == []


REMOVED = "[[searches]]\nid = 's'\nkind = 'database'\n"


@pytest.mark.parametrize(
    ("members", "message", "kept"),
    [
        ("hits = 6\nremoved = 2\nremoved_why = 'duplicates'", None, 2),
        ("removed = 2\nremoved_why = 'duplicates'", None, 2),
        ("hits = 6\nremoved = 0", None, 0),
        ("removed = -1\nremoved_why = 'd'", "removed is -1, and cannot be below 0.", None),
        ("hits = 6\nremoved = 7\nremoved_why = 'd'", "removed is 7, and cannot be above hits, 6.", None),
        ("hits = 6\nremoved = 2", "removed is 2, but the reason is missing.", 2),
        ("hits = 6\nremoved_why = 'd'", "removed_why is given, but not how many were removed.", None),
        ("removed = 2.5\nremoved_why = 'd'", "removed is 2.5, and must be a whole number.", None),
        ("removed = '2'\nremoved_why = 'd'", "removed is '2', and must be a whole number.", None),
        ("removed = true\nremoved_why = 'd'", "removed is True, and must be a whole number.", None),
    ],
)
def test_what_was_removed_of_a_search_is_a_number_not_above_its_hits_with_a_reason(members, message, kept):
    found, problems = parse_protocol(REMOVED + members)
    assert [problem.message for problem in problems][:1] == ([message] if message else [])
    assert found.searches[0].removed == kept


def test_a_date_in_another_form_and_a_path_with_escapes_are_pointed_out():
    text = REMOVED + 'date = "22.11.2026"\nfile = "C:\\temp\\new.ris"'
    assert [message for _, _, message in faults(text)] == [
        "date is '22.11.2026', and must be a date, 2026-11-22.",
        "file is 'C:\\temp\\new.ris': a backslash before t, n, r, b or f was taken for an escape.",
    ]


def test_a_number_of_thousands_of_digits_is_an_error_of_toml():
    assert [(severity, where) for severity, where, _ in faults("format = " + "1" * 5000)] == [
        ("fatal", "review.toml:1:1")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("format = 2", ("fatal", "format", "the format is 2, this litmatrix reads 1.")),
        ("title = 5", ("error", "", "title is 5, and must be a text in quotation marks.")),
        ("titel = 'x'", ("warning", "", "there is no setting titel; it is not read.")),
        ("questions = 'x'", ("error", "", 'questions is \'x\', and must be a list of texts, ["…", "…"].')),
        ("agree = 2", ("error", "", "agree is 2, and must be a table, {…}.")),
        ("agree = {coding = 2}", ("error", "agree", "coding is not a stage at which people must agree.")),
        ("agree = {screening = 0}", ("error", "agree", "screening is 0, and must be a whole number from 1.")),
        (
            "agree = {screening = {a = 1}}",
            ("error", "agree", "screening is {'a': 1}, and must be a whole number from 1."),
        ),
        ("keys = {fly = 'x'}", ("error", "keys", "fly is not something the screening card can do.")),
        (
            "keys = {include = '1'}",
            (
                "error",
                "keys",
                "include is '1', and must be one character, and not a digit (digits are reasons).",
            ),
        ),
        (
            "highlight = {include = 'x'}",
            ("error", "highlight", "include is 'x', and must be a list of texts."),
        ),
        (
            "highlight = {other = ['x']}",
            ("warning", "highlight", "there is no setting other; it is not read."),
        ),
        ("searches = 1", ("error", "", "searches is 1, and must be a list of tables, [[…]].")),
        ("searches = [1]", ("error", "searches", "entry 1 is not a table.")),
        ("[[searches]]\nid = 's'", ("error", "searches s", "kind is missing; the table is not read.")),
        (
            "[[searches]]\nkind = 'database'",
            ("error", "searches number 1", "id is missing; the table is not read."),
        ),
        ("[[searches]]\nid = 's'\nkind = 'web'", ("error", "searches s", "the kind is web.")),
        (
            "[[searches]]\nid = 's'\nkind = 'database'\nhits = -1",
            ("error", "searches s", "hits is -1, and cannot be below 0."),
        ),
        (
            "[[searches]]\nid = 's'\nkind = 'database'\ndate = 5",
            ("error", "searches s", "date is 5, and must be a date, 2026-11-22."),
        ),
        (
            "[[searches]]\nid = 's'\nkind = 'database'\nupdates = 'r'",
            ("error", "searches s", "it is an update of r, but there is no such search."),
        ),
        (
            "[[criteria]]\nid = 'c'\ninclude = 'i'\nstage = 'coding'",
            ("error", "criteria c", "the stage is coding."),
        ),
        (
            "[[criteria]]\nid = 'c'\ninclude = 'i'\ncheck = 5",
            ("error", "criteria c", "check is 5, and must be a table, {…}."),
        ),
        (
            "[[criteria]]\nid = 'c'\ninclude = 'i'\ncheck = {field = 'year'}",
            ("error", "criteria c, check", "this check has no condition."),
        ),
        (
            "[[criteria]]\nid = 'c'\ninclude = 'i'\ncheck = {from = 1}",
            ("error", "criteria c, check", "field is missing; the table is not read."),
        ),
        (
            "[[criteria]]\nid = 'c'\ninclude = 'i'\nhistory = [1]",
            ("error", "criteria c, history", "entry 1 is not a table."),
        ),
        (
            "[[criteria]]\nid = 'c'\ninclude = 'i'\n[[criteria.history]]\ndate = 2026-01-01\neffect = 'changed'",
            ("error", "criteria c, history", "the effect is changed."),
        ),
        (
            "[[descriptors]]\nid = 'd'\nvalues = 5",
            ("error", "descriptors d", 'values is 5, and must be a list, ["…", "…"].'),
        ),
        (
            "[[descriptors]]\nid = 'd'\nvalues = ['a', 5]",
            ("error", "descriptors d", "the value 5 is not read."),
        ),
        ("[[descriptors]]\nid = 'd'\ntype = 'colour'", ("error", "descriptors d", "the type is colour.")),
        (
            "[[descriptors]]\nid = 'd'\ntype = 'choice'",
            ("error", "descriptors d", "a descriptor of type choice needs values."),
        ),
        (
            "[[descriptors]]\nid = 'key'",
            (
                "fatal",
                "descriptors key",
                "a column of the matrix already has this name (key, or a descriptor).",
            ),
        ),
        (
            "[[themes]]\nid = 'a b'\nname = 'x'",
            ("error", "themes a b", "id is 'a b', and must be one word without spaces, commas or brackets."),
        ),
        (
            "[[themes]]\nid = 'key'\nname = 'x'",
            ("fatal", "themes key", "a column of the matrix already has this name (key, or a descriptor)."),
        ),
        (
            "[[themes]]\nid = 't'\nname = 'x'\nsubthemes = ['a [b]']",
            ("error", "themes t", "the subtheme 'a [b]' cannot be written in a cell."),
        ),
        (
            "[[themes]]\nid = 't'\nname = 'x'\nsubthemes = ['-']",
            ("error", "themes t", "the subtheme '-' cannot be written in a cell."),
        ),
        (
            "[[themes]]\nid = 't'\nname = 'x'\nsubthemes = ['a', 'a']",
            ("error", "themes t", "the subtheme 'a' is there twice."),
        ),
        (
            "[[theme_history]]\ntime = 2026-01-01\nchange = 'forget'",
            ("error", "theme_history number 1", "the change is forget."),
        ),
        (
            "[[rounds]]\nid = 'r'\npurpose = 'pilot'\nstage = 'all'",
            ("error", "rounds r", "the stage is all."),
        ),
        (
            "[[claims]]\ntext = 't'\nvalue = [1]",
            ("error", "claims number 1", "value is [1], and must be a text in quotation marks, or a number."),
        ),
        (
            "[[accepted]]\ncheck = 'c'\nkey = 5\nwhy = 'w'",
            ("error", "accepted c", 'key is 5, and must be a text, or a list of texts, ["…", "…"].'),
        ),
    ],
)
def test_a_fault_in_valid_toml_is_told_with_its_table_and_id(text, expected):
    severity, place, message = expected
    assert faults(text)[0] == (severity, f"review.toml, {place}" if place else "review.toml", message)


@pytest.mark.parametrize("table", ["searches", "criteria", "descriptors", "themes", "rounds"])
def test_an_id_that_is_used_twice_is_fatal(table):
    entry = f"[[{table}]]\nid = 'x'\nkind = 'database'\ninclude = 'i'\nname = 'n'\npurpose = 'p'\nstage = 'screening'\n"
    assert ("fatal", f"review.toml, {table} x", "this id is used twice.") in faults(entry * 2)


def test_a_faulty_table_is_left_out_and_the_others_are_read():
    text = "[[themes]]\nid = 5\nname = 'x'\n[[themes]]\nid = 't'\nname = 'T'\ndefinition = 5\n"
    assert parse_protocol(text)[0].themes == (model.Theme("t", "T"),)


VALUES = st.recursive(
    st.one_of(
        st.sampled_from(
            [
                "''",
                "'x'",
                "'a b'",
                "1",
                "-1",
                "1.5",
                "nan",
                "true",
                "2026-11-22",
                "10:00:00",
                "2026-11-22T10:00:00Z",
                "'key'",
            ]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]"),
        st.dictionaries(
            st.sampled_from(["id", "name", "value", "field", "from", "a"]), inner, max_size=3
        ).map(lambda table: "{" + ", ".join(f"{name} = {value}" for name, value in table.items()) + "}"),
    ),
    max_leaves=5,
)
TABLES = members.tables()
NAMES = st.sampled_from(sorted({*(member for names in TABLES.values() for member in names), "other"}))
ANY_TABLE = st.builds(
    lambda opening, table, inside: (
        f"{opening[0]}{table}{opening[1]}\n"
        + "".join(f"{name} = {value}\n" for name, value in inside.items())
    ),
    st.sampled_from([("[[", "]]"), ("[[", "]]"), ("[", "]")]),
    st.sampled_from([*TABLES[""], *(name for name in TABLES if name), "themes.a"]),
    st.dictionaries(NAMES, VALUES, max_size=5),
)


@given(st.dictionaries(NAMES, VALUES, max_size=4), st.lists(ANY_TABLE, max_size=4))
def test_whatever_stands_in_valid_toml_is_read_or_reported(top, tables):
    text = "".join(f"{name} = {value}\n" for name, value in top.items()) + "".join(tables)
    found, problems = parse_protocol(text)
    for problem in problems:
        assert problem.where.startswith("review.toml")
        assert problem.message.endswith(".")
    for table in ("searches", "criteria", "descriptors", "themes", "rounds"):
        assert all(isinstance(entry.id, str) for entry in getattr(found, table))


@given(st.text(alphabet="[]themsid.= \"'\n#{},1"))
def test_any_text_is_read_or_reported(text):
    assert isinstance(parse_protocol(text)[0], model.Protocol)


# --- writing ----------------------------------------------------------------------------------------------


@given(st.booleans(), st.booleans())
def test_without_an_edit_the_file_keeps_its_bytes(tmp_path_factory, bom, windows):
    content = b"\xef\xbb\xbf" * bom + (WHOLE.replace("\n", "\r\n") if windows else WHOLE).encode()
    path = write(tmp_path_factory.mktemp("review"), content)
    before = path.stat().st_mtime_ns
    assert file.write_protocol(path, []) == parse_protocol(WHOLE)[0]
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (content, before)


def test_edits_change_what_they_name_and_keep_comments(tmp_path):
    path = write(tmp_path, b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    found = file.write_protocol(
        path,
        [
            SetValue("themes", "power", "statement", "They\nsay so."),
            AddTable("themes", {"id": "trust", "name": "Trust", "subthemes": ("a",)}),
            RemoveTable("themes", "old"),
            SetValue("", "", "title", "New"),
        ],
    )
    expected = (
        WHOLE.replace('" A review "', '"New"')
        .replace('[[themes]]\nid = "old"\nname = "Old"\nretired = 2026-12-01\n\n', "")
        .replace("added = 2026-11-22\n", 'added = 2026-11-22\nstatement = """\nThey\nsay so."""\n')
        .replace(
            "[[theme_history]]",
            '[[themes]]\nid = "trust"\nname = "Trust"\nsubthemes = ["a"]\n\n[[theme_history]]',
        )
    )
    assert path.read_bytes() == b"\xef\xbb\xbf" + expected.replace("\n", "\r\n").encode()
    assert (found, ()) == file.read_protocol(path)


@pytest.mark.parametrize(
    ("edit", "error", "message"),
    [
        (SetValue("themes", "nobody", "name", "x"), Misuse, "has no themes with the id nobody. Known: power, old."),
        (SetValue("colours", "red", "name", "x"), Misuse, "has no tables called colours; known: searches"),
        (AddTable("colours", {"id": "red"}), Misuse, "has no tables called colours"),
        (SetValue("", "", "title", "half \ud83d"), Misuse, "the text has half a character"),
        (SetValue("themes", "power", "colour", "red"), NotSaved, "there is no setting colour"),
        (SetValue("themes", "power", "name", None), NotSaved, "name is missing"),
        (SetValue("searches", "pubmed", "hits", "many"), NotSaved, "hits is 'many', and must be a whole number"),
        (AddTable("themes", {"id": "power", "name": "again"}), NotSaved, "this id is used twice"),
        (RemoveTable("searches", "pubmed"), NotSaved, "it is an update of pubmed, but there is no such search"),
    ],
)  # fmt: skip
def test_an_edit_that_would_leave_a_fault_is_refused_and_nothing_is_written(tmp_path, edit, error, message):
    path = write(tmp_path, WHOLE)
    with pytest.raises(error, match=message.replace(".", r"\.")):
        file.write_protocol(path, [SetValue("", "", "title", "New"), edit])
    assert path.read_text() == WHOLE


def test_an_edit_of_what_someone_else_changed_meanwhile_is_refused(tmp_path):
    path = write(tmp_path, WHOLE)
    asked = []

    def still(now):
        asked.append(now.title)
        return False

    with pytest.raises(ChangedOutside, match=r"review\.toml: not saved: someone else changed the same text"):
        file.write_protocol(path, [SetValue("", "", "title", "New")], still)
    assert (path.read_text(), asked) == (WHOLE, ["A review"])
    assert file.write_protocol(path, [SetValue("", "", "title", "New")], lambda now: True).title == "New"


@pytest.mark.parametrize(
    "content",
    [
        "title = ",
        "format = 2",
        "[[themes]]\nid = 't'\nname = 'T'\n" * 2,
        WHOLE.encode("utf-16"),
        WHOLE + "<<<<<<< HEAD\n",
        "<html>",
    ],
)
def test_a_file_with_a_fatal_problem_is_not_written(tmp_path, content):
    path = write(tmp_path, content)
    before = path.read_bytes()
    with pytest.raises(NotSaved, match=r"review\.toml: not saved: review\.toml"):
        file.write_protocol(path, [SetValue("", "", "caption", "x")])
    assert path.read_bytes() == before


def test_a_fault_that_was_there_before_does_not_stop_an_edit(tmp_path):
    text = (
        "[[themes]]\nid = 'a'\nname = 'A'\n[[themes]]\nid = 'b c'\nname = 'B'\n[[themes]]\ncolour = 'red'\n"
    )
    path = write(tmp_path, text)
    file.write_protocol(path, [RemoveTable("themes", "a")])
    assert path.read_text() == text.replace("[[themes]]\nid = 'a'\nname = 'A'\n", "")


def test_a_file_that_is_missing_is_unreadable(tmp_path):
    with pytest.raises(LitmatrixError, match="there is no such file"):
        file.write_protocol(tmp_path / "review.toml", [])


def test_two_acts_with_one_key_are_a_problem():
    protocol, problems = parse_protocol('format = 1\n[keys]\ninclude = "E"\n')
    assert protocol.keys == {"include": "e"}
    assert [(problem.where, problem.message, problem.fix) for problem in problems] == [
        ("review.toml, keys", "include and exclude have the same key, e.", "Give one of them another."),
    ]


def test_the_keys_that_are_there_without_review_toml_do_not_collide():
    assert parse_protocol("format = 1\n[keys]\n")[1] == ()


@pytest.mark.parametrize(("given", "told"), [
    ('reviewers = ["ann"]\n[agree]\nscreening = 2\n', ["screening is 2, but reviewers has only 1: nothing could be agreed on."]),
    ('reviewers = ["ann", "bob"]\n[agree]\nscreening = 2\n', []),
    ("[agree]\nscreening = 2\n", []),
    ('reviewers = ["ann", "bob"]\n[divide]\nscreening = ["ann", "bob"]\n', []),
    ('[divide]\neligibility = ["ann", "anybody"]\n', []),
    ('reviewers = ["ann"]\n[divide]\nscreening = ["ann", "bob"]\n',
     ["screening names bob, who is not among the reviewers: nobody will see the records of bob."]),
    ('[agree]\nscreening = 2\n[divide]\nscreening = ["ann"]\n', ["screening names 1 person, and agree asks for 2 for each record."]),
    ("[divide]\nretrieval = []\n", ["retrieval is not a stage whose records can be divided."]),
    ("[divide]\nscreening = [1]\n", ["screening is [1], and must be a list of names."]),
    ("divide = 2\n", ["divide is 2, and must be a table, {…}."]),
    ('[[criteria]]\nid = "y"\ninclude = "x"\ncheck = {field = "year", from = 2, to = 1}\n', ["from (2) is above to (1): no record could pass."]),
    ('[[rounds]]\nid = "r"\npurpose = "p"\nstage = "screening"\nsize = -1\n', ["size is -1, and cannot be below 0."]),
])  # fmt: skip
def test_numbers_that_cannot_be_are_told(given, told):
    assert [problem.message for problem in parse_protocol(given)[1]] == told


def test_the_people_among_whom_a_stage_is_divided_are_read_each_once_and_nobody_is_no_division():
    text = 'divide = {screening = [" ann", "bob", "ann", ""], eligibility = []}'
    protocol, problems = parse_protocol(text)
    assert (protocol.divide, problems) == ({"screening": ("ann", "bob")}, ())


def test_an_act_of_the_card_that_came_later_yields_its_key_to_one_that_was_chosen():
    plan, problems = parse_protocol('[keys]\nnext = "l"\nmaybe = "c"\n')
    assert problems == ()
    keys = plan.card_keys
    assert (keys["next"], keys["label"], keys["maybe"], keys["correct"], keys["filter"]) == (
        "l",
        "",
        "c",
        "",
        "f",
    )
    _, problems = parse_protocol('[keys]\nnext = "l"\nlabel = "l"\n')
    assert [problem.message for problem in problems] == ["next and label have the same key, l."]
