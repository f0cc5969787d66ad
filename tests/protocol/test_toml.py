"""TOML text changed in place: the value asked for and nothing else, comments and layout kept."""

import copy
import re
import tomllib
from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.errors import Misuse, NotSaved
from litmatrix.protocol import toml
from litmatrix.protocol.toml import AddTable, OrderTables, RemoveTable, SetValue

NAME = "review.toml"
PROTOCOL = """\
# The protocol.
title = "x"   # the title
questions = [
  "one",  # the first
  "two",
]

# --- Themes ---

[[themes]]  # header
id = "a"
name =   "A" # name
  sub = 1

[themes.check]
q = 1 # q

[[themes.history]]
d = 2026-11-22

# about b
[[themes]]
id = "b"
text = '''
[[themes]] is no header here
'''

# --- Claims ---

[[claims]]
text = "t"
value = 1
# the end
"""
VALUES = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            ['"', '"""', "'", "'''", "\\", "\n", "\r\n", "\r", "\t", "\0", "#", "é", "[[a]]", "x = 1"]
        )
    ).map("".join),
    st.integers(-(2**63), 2**63 - 1),
    st.booleans(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0)),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(
        st.text(max_size=5),
        st.one_of(st.integers(0, 9), st.text(max_size=5), st.lists(st.text(max_size=3))),
        max_size=3,
    ),
)
MEMBERS = st.sampled_from(["id", "title", "name", "note", "sub", "with space", "é", "check"])


def edited(text: str, *edits: toml.Edit) -> str:
    return toml.edited(text, edits, NAME)


def as_read(value: object) -> object:
    """What a value reads back as: its line ends are line feeds."""
    if isinstance(value, dict):
        return {as_read(name): as_read(part) for name, part in value.items()}
    if isinstance(value, list):
        return [as_read(part) for part in value]
    return re.sub(r"\r\n?", "\n", value) if isinstance(value, str) else value


# --- there and back ---------------------------------------------------------------------------------------


@given(
    st.sampled_from(
        [PROTOCOL, PROTOCOL.replace("\n", "\r\n"), "", "\n", 'title = "x"', '[[themes]]\nid = "a"']
    )
)
def test_without_an_edit_the_text_stays(text):
    assert edited(text) == text


@given(st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "a", "b"]), MEMBERS.filter("id".__ne__), VALUES)
def test_one_value_set_reads_back_and_changes_no_other(newline, id, member, value):
    text = PROTOCOL.replace("\n", newline)
    expected = tomllib.loads(text)
    holder = next(one for one in expected["themes"] if one["id"] == id) if id else expected
    changed = edited(text, SetValue("themes" if id else "", id, member, value))
    holder[member] = as_read(value)
    assert tomllib.loads(changed) == expected
    for comment in (
        "# The protocol.",
        "# the first",
        "# --- Themes ---",
        "# about b",
        "# --- Claims ---",
        "# the end",
    ):
        assert comment in changed
    if newline == "\r\n":
        assert "\n" not in changed.replace("\r\n", "")


PLACES = st.sampled_from([("themes", "a"), ("themes", "b"), ("", "")])


@given(PLACES, st.sampled_from(["note", "with space", "é"]), VALUES)
def test_a_value_set_and_taken_out_leaves_the_text_as_it_was(place, member, value):
    changed = edited(PROTOCOL, SetValue(*place, member, value))
    assert edited(changed, SetValue(*place, member, None)) == PROTOCOL


@given(
    st.sampled_from(["themes", "rounds"]),
    st.dictionaries(st.sampled_from(["name", "note", "check", "subthemes"]), VALUES, max_size=3),
)
def test_a_table_added_and_taken_out_leaves_the_text_as_it_was(table, values):
    changed = edited(PROTOCOL, AddTable(table, {"id": "new", **values}))
    assert tomllib.loads(changed)[table][-1]["id"] == "new"
    assert edited(changed, RemoveTable(table, "new")).rstrip("\n") == PROTOCOL.rstrip("\n")


# --- where things go --------------------------------------------------------------------------------------


def test_a_new_member_stands_behind_the_others_and_before_the_tables_below():
    assert edited(PROTOCOL, SetValue("themes", "a", "statement", "They help.\nMostly.")) == PROTOCOL.replace(
        "  sub = 1\n", '  sub = 1\n  statement = """\nThey help.\nMostly."""\n'
    )
    assert edited(PROTOCOL, SetValue("", "", "caption", "as quoted")) == PROTOCOL.replace(
        "]\n\n# --- T", ']\ncaption = "as quoted"\n\n# --- T'
    )


def test_a_value_that_is_replaced_keeps_its_comment():
    assert edited(PROTOCOL, SetValue("themes", "a", "name", "New")) == PROTOCOL.replace(
        '"A" # name', '"New" # name'
    )


def test_a_new_table_stands_behind_its_like_and_before_the_heading_of_the_next():
    new = AddTable(
        "themes", {"id": "c", "name": "C", "note": "", "added": date(2026, 11, 22), "retired": None}
    )
    assert edited(PROTOCOL, new) == PROTOCOL.replace(
        "\n\n# --- Claims", '\n\n[[themes]]\nid = "c"\nname = "C"\nadded = 2026-11-22\n\n# --- Claims'
    )


def test_the_first_table_of_its_kind_stands_below_its_example():
    text = 'title = "T"\n\n# --- Searches\n\n# [[searches]]\n# id = "x"\n\n# --- Themes\n\n[[themes]]\nid = "a"\n# [[claims]]\nname = "A"\n'
    with_search = edited(text, AddTable("searches", {"id": "db"}))
    assert with_search == text.replace('# id = "x"\n', '# id = "x"\n\n[[searches]]\nid = "db"\n')
    assert edited(with_search, RemoveTable("searches", "db")) == text
    # An example within a table is no place for another.
    assert edited(text, AddTable("claims", {"text": "t"})).endswith('name = "A"\n\n[[claims]]\ntext = "t"\n')
    about = edited(
        'title = "T"\n\n# [about]\n# aims = "…"\n\n[[themes]]\nid = "a"\n',
        SetValue("about", "", "aims", "To see."),
    )
    assert (
        about
        == 'title = "T"\n\n# [about]\n# aims = "…"\n\n[about]\naims = "To see."\n\n[[themes]]\nid = "a"\n'
    )


def test_the_first_table_of_its_kind_stands_at_the_end():
    assert edited(PROTOCOL, AddTable("rounds", {"id": "r"})) == PROTOCOL + '\n[[rounds]]\nid = "r"\n'
    assert edited("", AddTable("rounds", {"id": "r"})) == '[[rounds]]\nid = "r"\n'
    assert (
        edited("rounds = []\ntitle = 1", AddTable("rounds", {"id": "r"}))
        == 'title = 1\n\n[[rounds]]\nid = "r"\n'
    )


ODD = """\
[[themes]]
  id = "a"
  text = \"\"\"
[[themes]]
# no comment
\"\"\"
# a comment

  [themes.check]   # its own
  q = [
    [1],
    [2]
  ]

["themes".more]
r = 1
# the last comment
[[themes]]
id = 'b'"""


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (SetValue("themes", "a", "name", "A"), ODD.replace("# a comment", '  name = "A"\n# a comment')),
        (SetValue("themes", "b", "name", "B"), ODD + '\nname = "B"\n'),
        (SetValue("", "", "title", "T"), f'title = "T"\n{ODD}'),
        (RemoveTable("themes", "a"), ODD[ODD.index("# the last") :]),
        (RemoveTable("themes", "b"), ODD[: ODD.index("[[themes]]\nid")]),
        (AddTable("themes", {"id": "c"}), ODD + '\n\n[[themes]]\nid = "c"\n'),
        (AddTable("rounds", {"id": "c"}), ODD + '\n\n[[rounds]]\nid = "c"\n'),
        (
            OrderTables("themes", ("b", "a")),
            "# the last comment\n[[themes]]\nid = 'b'\n" + ODD[: ODD.index("# the last")],
        ),
    ],
)
def test_brackets_and_signs_within_a_text_or_a_list_are_no_headers_and_no_comments(edit, expected):
    assert edited(ODD, edit) == expected


def test_a_list_is_changed_item_by_item_and_its_comments_stay():
    assert edited(PROTOCOL, SetValue("", "", "questions", ["two", "one", "three"])) == PROTOCOL.replace(
        '  "one",  # the first\n  "two",\n', '  "two",\n  "one",  # the first\n  "three",\n'
    )
    assert edited(PROTOCOL, SetValue("", "", "questions", ["1", "two"])) == PROTOCOL.replace('"one"', '"1"')
    assert edited(PROTOCOL, SetValue("", "", "questions", ["two"])) == PROTOCOL.replace(
        '  "one",  # the first\n', ""
    )


def test_a_long_new_list_is_written_one_item_a_line():
    long = ["x" * 60, "y" * 60]
    assert (
        edited("", SetValue("", "", "questions", long))
        == f'questions = [\n    "{long[0]}",\n    "{long[1]}",\n]\n'
    )


# --- order ------------------------------------------------------------------------------------------------


def ordered(text: str, *ids: str) -> str:
    return edited(text, OrderTables("themes", ids))


def test_tables_are_put_into_order_with_the_comments_right_above_them():
    first, second = PROTOCOL.index("[[themes]]  #"), PROTOCOL.index("# about b")
    end = PROTOCOL.index("\n# --- Claims")
    one, gap, two = PROTOCOL[first : second - 1], PROTOCOL[second - 1 : second], PROTOCOL[second:end]
    assert ordered(PROTOCOL, "b", "a") == PROTOCOL[:first] + two + gap + one + PROTOCOL[end:]
    assert ordered(PROTOCOL, "a", "b") == PROTOCOL
    assert ordered(ordered(PROTOCOL, "b", "a"), "a", "b") == PROTOCOL


def test_tables_in_order_keep_windows_line_ends_and_a_missing_last_one():
    text = '[[themes]]\r\nid = "a"\r\n\r\n# b\r\n[[themes]]\r\nid = "b"'
    assert ordered(text, "b", "a") == '# b\r\n[[themes]]\r\nid = "b"\r\n\r\n[[themes]]\r\nid = "a"\r\n'


def test_tables_in_one_line_are_put_into_order_with_their_text():
    text = 'themes = [{id = "a",  n = 1}, {id="b"}, # b\n {id = "c"}] # all\n'
    assert (
        ordered(text, "c", "a", "b") == 'themes = [{id = "c"}, {id = "a",  n = 1},\n {id="b"} # b\n] # all\n'
    )


@given(st.permutations("abcde"), st.permutations("abcde"))
def test_any_order_reads_back_and_loses_no_line(given_order, wanted):
    text = (
        "# head\n\n" + "\n".join(f'# of {id}\n[[themes]]\nid = "{id}"\n' for id in given_order) + "# tail\n"
    )
    result = ordered(text, *wanted)
    assert [one["id"] for one in tomllib.loads(result)["themes"]] == list(wanted)
    assert sorted(result.splitlines()) == sorted(text.splitlines())
    assert all(f'# of {id}\n[[themes]]\nid = "{id}"\n' in result for id in wanted)
    assert ordered(result, *given_order) == text


@pytest.mark.parametrize("ids", [("a",), ("a", "b", "b"), ("a", "c"), ()])
def test_an_order_must_name_every_table_once(ids):
    with pytest.raises(Misuse, match=r"^review\.toml: these are not all ids of themes, each once: "):
        ordered(PROTOCOL, *ids)


def test_a_table_taken_out_takes_no_heading_with_it():
    start, end = PROTOCOL.index("[[themes]]  #"), PROTOCOL.index("\n# about b")
    assert edited(PROTOCOL, RemoveTable("themes", "a")) == PROTOCOL[:start] + PROTOCOL[end + 1 :]
    assert edited(PROTOCOL, RemoveTable("themes", "b")) == PROTOCOL.replace(
        "[[themes]]\nid = \"b\"\ntext = '''\n[[themes]] is no header here\n'''\n", ""
    )


def test_tables_in_one_line_are_changed_where_they_stand():
    text = 'themes = [{id = "a"}, {id = "b", name = "B"}] # all\ntitle = 1\n'
    assert edited(text, SetValue("themes", "a", "name", "A")) == text.replace(
        '{id = "a"}', '{id = "a",name = "A"}'
    )
    assert tomllib.loads(edited(text, AddTable("themes", {"id": "c"})))["themes"][-1] == {"id": "c"}
    assert edited(edited(text, RemoveTable("themes", "a")), RemoveTable("themes", "b")) == "title = 1\n"


def test_several_edits_are_applied_in_order():
    edits = [
        AddTable("themes", {"id": "c"}),
        SetValue("themes", "c", "name", "C"),
        RemoveTable("themes", "a"),
        SetValue("", "", "title", None),
    ]
    before = copy.deepcopy(edits)
    values = tomllib.loads(edited(PROTOCOL, *edits))
    assert [one["id"] for one in values["themes"]] == ["b", "c"]
    assert (values["themes"][1], "title" in values) == ({"id": "c", "name": "C"}, False)
    assert edits == before


# --- no more than the part that is changed is looked at ---------------------------------------------------

SCATTERED = """\
about.aims = "To see."   # dotted
keys = {include = 'y'}

[[criteria]]
id = "a"
[criteria.check]
field = "year"

# --- Searches ---

[["searches"]]
id = "db"

[[themes]]
id = "peer"

[[searches]]
id = "web"
"""


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (SetValue("searches", "web", "source", "A blog"), 'id = "web"\n', 'id = "web"\nsource = "A blog"\n'),
        (SetValue("searches", "db", "id", "x"), 'id = "db"', 'id = "x"'),
        (SetValue("criteria", "a", "check", None), '[criteria.check]\nfield = "year"\n', ""),
        (
            SetValue("about", "", "funding", "None."),
            "# dotted\n",
            "# dotted\nkeys = {include = 'y'}\nabout.funding = \"None.\"\n",
        ),
        (SetValue("about", "", "aims", "More."), '"To see."', '"More."'),
        (SetValue("keys", "", "undo", "z"), "'y'}", "'y',undo = \"z\"}"),
        (SetValue("agree", "", "screening", 2), 'id = "web"\n', 'id = "web"\n\n[agree]\nscreening = 2\n'),
        (AddTable("searches", {"id": "c"}), 'id = "web"\n', 'id = "web"\n\n[[searches]]\nid = "c"\n'),
        (RemoveTable("searches", "db"), '[["searches"]]\nid = "db"\n\n', ""),
    ],
)
def test_tables_that_stand_apart_are_changed_where_they_stand(edit, old, new):
    """The layout of the rest is no hindrance, and its comments stay, also right behind a table that goes."""
    if "about.funding" in new:
        old += "keys = {include = 'y'}\n"
    assert SCATTERED.count(old) == 1
    assert edited(SCATTERED, edit) == SCATTERED.replace(old, new)


def test_lines_that_are_not_changed_keep_their_line_ends_whatever_they_are():
    text = 'title = "x"\r\ncaption = "y"\n\r\n[[themes]]\r\nid = "a"\r\n'
    assert edited(text, SetValue("themes", "a", "name", "A")) == text + 'name = "A"\r\n'
    mostly = text.replace("\r\n", "\n", 2)
    assert edited(mostly, SetValue("themes", "a", "name", "A")) == mostly + 'name = "A"\n'


# --- what cannot be -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (SetValue("themes", "z", "name", "Z"), r"review\.toml has no themes with the id z\. Known: a, b\."),
        (SetValue("rounds", "z", "name", "Z"), r"has no rounds with the id z\. Known: none\."),
        (RemoveTable("claims", "z"), "has no claims with the id z"),
        (AddTable("title", {"id": "z"}), r"title is not written as \[\[title\]\]: change that by hand first"),
        (SetValue("questions", "z", "name", "Z"), r"questions is not written as \[\[questions\]\]"),
        (SetValue("", "", "title", object()), "cannot be written in a TOML file"),
        (SetValue("", "", "title", [None]), "None cannot be written in a TOML file"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused(edit, message):
    with pytest.raises(Misuse, match=message):
        edited(PROTOCOL, edit)


def test_a_table_of_tables_is_not_taken_for_a_list():
    with pytest.raises(Misuse, match=r"themes is not written as \[\[themes\]\]"):
        edited("[themes.a]\nname = 1\n", AddTable("themes", {"id": "b"}))


@pytest.mark.parametrize(
    "spoil", [lambda text: text + "other = 1\n", lambda text: text.replace('"x"', "="), lambda text: {}[text]]
)
def test_what_cannot_be_changed_without_touching_more_is_not_saved(monkeypatch, spoil):
    real = toml._with_member
    monkeypatch.setattr(toml, "_with_member", lambda *given: spoil(real(*given)))
    with pytest.raises(
        NotSaved, match=r"review\.toml: not saved: caption cannot be changed without touching something else"
    ):
        edited(PROTOCOL, SetValue("", "", "caption", "c"))


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 100_000, "a = " + "1" * 5000, "a = ", "a = 1\na = 2", "a = 2026-02-30", "\0"]
)
def test_text_that_is_no_toml_raises_one_kind_of_error(text):
    with pytest.raises(tomllib.TOMLDecodeError):
        toml.loads(text)


@given(st.text(alphabet="[]a.= \"'\n#{},1-:T"))
def test_any_text_is_read_or_refused(text):
    try:
        values = toml.loads(text)
    except tomllib.TOMLDecodeError:
        return
    try:
        changed = edited(text, SetValue("", "", "new", "value"))
    except NotSaved:
        return
    assert tomllib.loads(changed) == {**values, "new": "value"}


def test_a_table_that_has_no_id_is_told_by_its_place():
    text = '[[accepted]]\ncheck = "a" # one\n\n[[accepted]]\ncheck = "b"\n'
    assert toml.edited(text, [SetValue("accepted", 0, "why", "So.")], "x") == (
        '[[accepted]]\ncheck = "a" # one\nwhy = "So."\n\n[[accepted]]\ncheck = "b"\n'
    )
    assert toml.edited(text, [RemoveTable("accepted", 0)], "x") == '[[accepted]]\ncheck = "b"\n'
    inline = 'accepted = [{check = "a"}, {check = "b"}]\n'
    assert toml.edited(inline, [RemoveTable("accepted", 1)], "x") == 'accepted = [{check = "a"}]\n'
    with pytest.raises(Misuse, match="x has no accepted number 3; it has 2 of them"):
        toml.edited(text, [RemoveTable("accepted", 2)], "x")
