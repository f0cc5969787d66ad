"""Theme operations worked out: what each would do to every cell and to review.toml, and what old ids stand for today."""

import copy
import csv
import difflib
import io
import warnings
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import entry, matrix_text, protocol_text, review, search, theme

from litmatrix import coding, protocol
from litmatrix.coding import themes
from litmatrix.coding.themes import Part, Plan, TouchedCell, names, sub
from litmatrix.errors import FormerName, Misuse
from litmatrix.matrix import columns, excerpts
from litmatrix.matrix.columns import Column
from litmatrix.matrix.file import Matrix, parse_matrix
from litmatrix.model import Protocol, ThemeChange
from litmatrix.protocol import theme_history
from litmatrix.protocol.toml import AddTable, OrderTables, RemoveTable, SetValue

ROOT = Path(__file__).resolve().parents[2]

DAY = date(2026, 11, 25)


def made(
    cells: dict | None = None, *declared: dict, columns_: list[str] | None = None, **tables
) -> tuple[Protocol, Matrix]:
    """A protocol and a matrix: themes a (with subthemes S and T) and b unless others are given."""
    declared = declared or (theme("a", "S", "T"), theme("b"))
    text = matrix_text(cells or {}, columns_ or [one["id"] for one in declared])
    plan, problems = protocol.parse_protocol(protocol_text(themes=list(declared), **tables))
    assert problems == ()
    return plan, parse_matrix(text)


def done(found: tuple[Protocol, Matrix], plan: Plan, **tables) -> tuple[Protocol, Matrix]:
    """What the protocol and the matrix are after a plan; nothing else of the protocol is kept."""
    declared = [
        {**{name: value for name, value in vars(one).items() if value not in ("", (), None)}, "subthemes": list(one.subthemes)}
        for one in found[0].themes
    ]  # fmt: skip
    text = protocol.edited(protocol_text(themes=declared, **tables), plan.edits)
    result, problems = protocol.parse_protocol(text)
    assert problems == ()
    return result, columns.reshaped(found[1], plan.columns, plan.cells)[0]


def column(found: Matrix, name: str) -> dict[str, str]:
    return {key: row.cells[found.header.index(name)] for key, row in found.rows.items()}


def ids(plan: Protocol) -> list[str]:
    return [one.id for one in plan.themes]


def states(found: tuple[Protocol, Matrix]) -> dict[str, dict[str, str]]:
    """The states of the cells as `coding` tells them, each source included."""
    plan, rows = found
    stream = io.StringIO(rows.text)
    cells = {line.pop("key"): line for line in csv.DictReader(stream)}
    opened = review(
        [entry(key, origin="old") for key in cells],
        cells=cells,
        columns=rows.header[1:],
        searches=[search("old", "previous")],
        themes=[theme(one.id) for one in plan.themes],
    )
    return coding.states(opened).to_dict("index")


# --- names ------------------------------------------------------------------------------------------------


def history(*changes: tuple, current: str = "") -> Protocol:
    """A protocol with these themes, and these changes: (change, from, to), or with a theme behind them."""
    return Protocol(
        themes=tuple(names.Theme(id, id.title()) for id in current.split()),
        theme_history=tuple(
            ThemeChange(
                date(2026, 11, day), change, tuple(before.split()), tuple(after.split()), theme="".join(rest)
            )
            for day, (change, before, after, *rest) in enumerate(changes, start=1)
        ),
    )


CHAIN = history(
    ("rename", "role", "work"),
    ("merge", "work pay", "job"),
    ("split", "job", "tasks money"),
    current="tasks money",
)


@pytest.mark.parametrize(
    ("plan", "id", "expected"),
    [
        (CHAIN, "tasks", ("tasks",)),
        (CHAIN, "role", ("tasks", "money")),
        (CHAIN, "pay", ("tasks", "money")),
        (CHAIN, "never", ()),
        (history(current="a"), "a", ("a",)),
        (history(("merge", "a b", "a"), current="a"), "b", ("a",)),
        (history(("split", "a", "a b"), ("merge", "a b", "c"), current="c"), "a", ("c",)),
        (history(("split", "a", "b c"), ("rename", "b", "d"), current="c d"), "a", ("d", "c")),
        (history(("split", "a", "b c"), ("split", "c", "x y"), current="b x y"), "a", ("b", "x", "y")),
        # Back again: the id that is in use is itself, the one in between is what it became.
        (history(("rename", "a", "b"), ("rename", "b", "a"), current="a"), "a", ("a",)),
        (history(("rename", "a", "b"), ("rename", "b", "a"), current="a"), "b", ("a",)),
        # In use again.
        (history(("rename", "a", "b"), ("add", "", "a"), current="a b"), "a", ("a",)),
        (history(("rename", "a", "b"), ("add", "", "a"), ("rename", "a", "c"), current="b c"), "a", ("c",)),
        # Changes of subthemes, and those that make no theme another, are passed over.
        (history(("rename", "a", "b", "t"), ("merge", "a b", "c", "t"), current="t"), "a", ()),
        (
            history(("retire", "a", ""), ("redefine", "a", "a"), ("reorder", "a b", "b a"), current="b"),
            "a",
            (),
        ),
        (history(("rename", "a", "gone"), current="b"), "a", ()),
        (history(("rename", "a", "a.b"), ("rename", "a.b", "Ω"), current="Ω"), "a.b", ("Ω",)),
    ],
)
def test_a_former_id_stands_for_what_its_theme_became(plan, id, expected):
    assert theme_history.now(plan, id) == expected


@pytest.mark.parametrize(
    ("plan", "id", "expected"),
    [
        (CHAIN, "role", "role was renamed work on 2026-11-01"),
        (CHAIN, "pay", "pay was merged into job on 2026-11-02"),
        (CHAIN, "job", "job was split into tasks and money on 2026-11-03"),
        (CHAIN, "never", ""),
        (history(("rename", "a", "b", "t"), current="t"), "a", ""),
        (history(("rename", "a", "b"), ("add", "", "a"), ("rename", "a", "c"), current="b c"), "a", "a was renamed c on 2026-11-03"),
        (history(("rename", "a", "a"), ("rename", "a", "b"), current="b"), "a", "a was renamed b on 2026-11-02"),
    ],
)  # fmt: skip
def test_what_became_of_a_theme_is_told_as_it_is_found(plan, id, expected):
    assert theme_history.told(plan, id) == expected


def test_a_theme_in_use_is_found_without_a_word():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert names.find_themes(CHAIN, "tasks") == names.find_themes(CHAIN, "tasks") == (CHAIN.themes[0],)
        assert names.find_theme(CHAIN, "money") == CHAIN.themes[1]


def test_a_former_theme_is_found_with_a_warning_of_what_it_is_called_now():
    with pytest.warns(FormerName, match=r"^role was renamed work on 2026-11-01; shown is tasks, money\.$"):
        assert names.find_themes(CHAIN, "role") == CHAIN.themes
    plan = history(("rename", "a", "b"), current="b")
    with pytest.warns(FormerName, match=r"^a was renamed b on 2026-11-01; shown is b\.$"):
        assert names.find_theme(plan, "a") == plan.themes[0]


def test_one_theme_that_was_split_is_asked_for_by_its_parts():
    with (
        pytest.warns(FormerName),
        pytest.raises(
            Misuse, match=r"^job was split into tasks and money on 2026-11-03; name one of them\.$"
        ),
    ):
        names.find_theme(CHAIN, "job")


def test_only_the_parts_that_are_in_use_are_shown():
    plan = history(("split", "a", "b c"), current="b c")
    plan = Protocol(
        themes=(plan.themes[0], plan.themes[1].__class__("c", "C", retired=DAY)),
        theme_history=plan.theme_history,
    )
    with pytest.warns(FormerName, match=r"shown is b\.$"):
        assert names.find_theme(plan, "a").id == "b"


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("never", r"^there is no theme 'never'; the themes are tasks, money\.$"),
        ("mony", r"^there is no theme 'mony'; the themes are tasks, money\. Did you mean money\?$"),
        ("", r"^there is no theme ''"),
    ],
)
def test_what_is_no_theme_is_refused_with_the_ones_that_there_are(id, message):
    with pytest.raises(Misuse, match=message):
        names.find_themes(CHAIN, id)


def test_a_retired_theme_is_refused_under_its_former_id_too():
    plan = history(("rename", "a", "b"), current="b c")
    plan = Protocol(
        themes=(names.Theme("b", "B", retired=DAY), plan.themes[1]), theme_history=plan.theme_history
    )
    for id in ("a", "b"):
        with pytest.raises(Misuse, match=r"^the theme b was retired on 2026-11-25\. In use: c\.$"):
            names.find_themes(plan, id)
    with pytest.raises(Misuse, match=r"the themes are \(none yet\)\."):
        names.find_themes(Protocol(), "a")


# --- add --------------------------------------------------------------------------------------------------


def test_a_theme_is_added_behind_the_last_or_behind_another():
    found = made({"k": {"a": "none"}})
    last = themes.add(*found, "new_one", on=DAY)
    assert last == Plan(
        "add", (), ("new_one",), (Column("key", "key"), Column("a", "a"), Column("b", "b"), Column("new_one")),
        edits=(AddTable("themes", {"id": "new_one", "name": "New one", "definition": "", "subthemes": None, "added": DAY, "question": ""}),),
        notes=("1 source was read before and will be due for this theme.",),
    )  # fmt: skip
    behind = themes.add(*found, "c", " C ", " Def. ", ["X"], " Q? ", behind="a", on=DAY)
    assert behind.edits == (
        AddTable("themes", {"id": "c", "name": "C", "definition": "Def.", "subthemes": ["X"], "added": DAY, "question": "Q?"}),
        OrderTables("themes", ("a", "c", "b")),
    )  # fmt: skip
    assert [one.name for one in behind.columns] == ["key", "a", "c", "b"]
    assert themes.add(*found, "c").edits[0].values["added"] == date.today()


def test_rows_that_were_read_become_due_for_a_new_theme_and_the_others_stay_unread():
    found = made({"read": {"a": "none"}, "summary": {"b": "it says"}, "memo": {"a": "# later"}, "blank": {}})
    plan = themes.add(*found, "new")
    assert plan.notes == ("2 sources were read before and will be due for this theme.",)
    assert plan.touched == ()
    after = states(done(found, plan))
    assert {key: row["new"] for key, row in after.items()} == {
        "read": "due",
        "summary": "due",
        "memo": "unread",
        "blank": "unread",
    }


def test_a_column_that_has_the_new_themes_id_becomes_the_themes():
    found = made({"k": {"a": "none", "mine": "a text"}, "l": {"a": "none"}}, columns_=["a", "mine", "b"])
    plan = themes.add(*found, "mine")
    assert plan.columns == tuple(map(Column, found[1].header, found[1].header))
    assert plan.notes == ("1 source was read before and will be due for this theme.",)
    assert column(done(found, plan)[1], "mine") == {"k": "a text", "l": ""}


def test_a_new_column_stands_among_the_themes_even_where_some_have_none():
    found = made({}, theme("a"), theme("b"), theme("c"), columns_=["kind", "a", "mine", "c", "rest"])
    names_of = lambda plan: [one.name for one in plan.columns]  # noqa: E731
    assert names_of(themes.add(*found, "n")) == ["key", "kind", "a", "mine", "c", "n", "rest"]
    assert names_of(themes.add(*found, "n", behind="b")) == ["key", "kind", "a", "n", "mine", "c", "rest"]
    bare = made({}, theme("b"), theme("c"), columns_=["kind", "c", "rest"])
    assert names_of(themes.add(*bare, "n", behind="b")) == ["key", "kind", "n", "c", "rest"]


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("two words", r"cannot be a theme's short name \(id\): one word"),
        ("", "cannot be a theme's short name"),
        ("a,b", "cannot be a theme's short name"),
        ('"a"', "cannot be a theme's short name"),
        ("a\u00a0b", "cannot be a theme's short name"),
        ("key", r"^key is the name of another column of the matrix \(key, or a descriptor\)\.$"),
        ("kind", "^kind is the name of another column"),
        ("a", r"^a is the short name \(id\) of the theme “A” already: choose another\.$"),
        ("gone", r"^gone is the short name \(id\) of the theme “Gone” already"),
    ],
)
def test_an_id_that_a_theme_cannot_have_is_refused(id, message):
    found = made(
        {},
        theme("a"),
        theme("b"),
        theme("gone", retired="2026-11-22"),
        descriptors=[{"id": "kind", "type": "text"}],
    )
    with pytest.raises(Misuse, match=message):
        themes.add(*found, id)
    for act in (
        lambda: themes.merge(*found, ["a", "b"], id),
        lambda: themes.split(*found, "b", [Part("x"), Part(id)]),
    ):
        if id != "a":
            with pytest.raises(Misuse, match=message):
                act()


def test_a_column_that_is_no_theme_is_in_the_way_of_all_but_a_new_theme():
    found = made({}, columns_=["a", "b", "mine"])
    for act in (
        lambda: themes.rename(*found, "a", "mine"),
        lambda: themes.merge(*found, ["a", "b"], "mine"),
        lambda: themes.split(*found, "a", [Part("a"), Part("mine")]),
    ):
        with pytest.raises(
            Misuse,
            match=r"^matrix\.csv already has a column mine, which is not a theme: rename that column first\.$",
        ):
            act()


def test_a_theme_to_stand_behind_must_be_there():
    with pytest.raises(Misuse, match=r"^there is no theme 'z'; the themes are a, b\.$"):
        themes.add(*made(), "new", behind="z")


# --- rename, redefine, retire, reorder --------------------------------------------------------------------


def test_a_renamed_theme_keeps_its_column_and_every_text():
    found = made({"k": {"a": ' [S]  "odd" ', "b": "x"}, "l": {}})
    plan = themes.rename(*found, "a", " α.1 ", " Alpha ")
    assert plan == Plan(
        "rename", ("a",), ("α.1",), (Column("key", "key"), Column("α.1", "a"), Column("b", "b")),
        edits=(SetValue("themes", "a", "name", "Alpha"), SetValue("themes", "a", "id", "α.1")),
        notes=("The column a will be called α.1; the text of its 1 filled cell stays as it is.",),
    )  # fmt: skip
    after = done(found, plan)
    assert (ids(after[0]), column(after[1], "α.1")) == (["α.1", "b"], column(found[1], "a"))


def test_a_name_alone_leaves_the_matrix_alone():
    found = made()
    plan = themes.rename(*found, "a", name="Alpha")
    assert (plan.before, plan.after, plan.edits) == (
        ("a",),
        ("a",),
        (SetValue("themes", "a", "name", "Alpha"),),
    )
    assert plan.columns == tuple(map(Column, found[1].header, found[1].header))
    for new, name in (("", ""), ("a", ""), ("a", "A")):
        with pytest.raises(Misuse, match=r"^the theme is called “A” already"):
            themes.rename(*found, "a", new, name)


def test_another_definition_leaves_the_nones_or_clears_them():
    cells = {"1": "none 2026-11-03 cs", "2": "none\n# memo", "3": '"x" (p. 1)\nnone', "4": "", "5": "it says"}
    found = made({key: {"a": text} for key, text in cells.items()})
    kept = themes.redefine(*found, "a", " Other. ")
    assert kept == Plan(
        "redefine", ("a",), ("a",), kept.columns, cells={"a": {}}, edits=(SetValue("themes", "a", "definition", "Other."),),
        notes=("2 cells are “not mentioned” under the old definition. They stay so, unless you make them due again.",),
    )  # fmt: skip
    cleared = themes.redefine(*found, "a", "Other.", clear_none=True)
    assert cleared.cells == {"a": {"1": "", "2": "# memo"}}
    assert cleared.touched == (
        TouchedCell("1", {"a": "none 2026-11-03 cs"}, {}),
        TouchedCell("2", {"a": "none\n# memo"}, {"a": "# memo"}),
    )
    assert cleared.notes == ("2 cells that are “not mentioned” become due again.",)
    assert themes.redefine(*made({}, theme("a", definition="D")), "a", " ").edits == (
        SetValue("themes", "a", "definition", None),
    )
    with pytest.raises(Misuse, match=r"^the theme “A” already has this definition\.$"):
        themes.redefine(*made({}, theme("a", definition="D")), "a", "D ", clear_none=True)


def test_a_cleared_none_makes_a_cell_due_in_a_row_that_was_read():
    found = made({"k": {"a": "none", "b": "it says"}})
    assert states(found)["k"]["a"] == "not mentioned"
    assert states(done(found, themes.redefine(*found, "a", "Other.", clear_none=True)))["k"]["a"] == "due"


def test_a_retired_theme_keeps_its_column():
    found = made({"k": {"a": '"x" (p. 1)\nit says\n# memo\nnone'}})
    plan = themes.retire(*found, "a", on=DAY)
    assert plan == Plan(
        "retire", ("a",), (), tuple(map(Column, found[1].header, found[1].header)), edits=(SetValue("themes", "a", "retired", DAY),),
        notes=("Its column stays in the matrix, with 2 excerpts; charts and tables will not show it.",),
    )  # fmt: skip
    after = done(found, plan)
    assert ([one.id for one in after[0].current_themes], after[1].text) == (["b"], found[1].text)
    for act in (
        lambda: themes.retire(*after, "a"),
        lambda: themes.redefine(*after, "a", "x"),
        lambda: themes.merge(*after, ["a", "b"], "c"),
        lambda: themes.split(*after, "a", [Part("x"), Part("y")]),
        lambda: sub.add(*after, "a", "X"),
    ):
        with pytest.raises(Misuse, match=r"^the theme “A” was retired on 2026-11-25; undo that first\.$"):
            act()
    assert themes.rename(*after, "a", "old").after == ("old",)


def test_another_order_moves_the_themes_columns_and_no_others():
    found = made(
        {},
        theme("a"),
        theme("gone", retired="2026-11-22"),
        theme("b"),
        theme("c"),
        columns_=["kind", "a", "mine", "gone", "b", "c"],
    )
    plan = themes.reorder(*found, ["c", "a", "b"])
    assert [one.name for one in plan.columns] == ["key", "kind", "c", "mine", "gone", "a", "b"]
    assert all(one.name == one.source for one in plan.columns)
    assert plan.edits == (OrderTables("themes", ("c", "gone", "a", "b")),)
    assert (plan.before, plan.after) == (("a", "b", "c"), ("c", "a", "b"))
    bare = made({}, theme("a"), theme("b"), theme("c"), columns_=["c", "a"])
    assert [one.name for one in themes.reorder(*bare, ["b", "a", "c"]).columns] == ["key", "a", "c"]
    for order, told in ((["a", "b"], "give each theme in use once: “A”, “B”, “C”"), (["a", "b", "c", "gone"], "once"), (["a", "b", "b"], "once"), (["a", "b", "c"], "in this order already")):  # fmt: skip
        with pytest.raises(Misuse, match=told):
            themes.reorder(*found, order)


# --- merge ------------------------------------------------------------------------------------------------

Q, R = '"x" (p. 1)', "[S +] it says (p. 2)"


@pytest.mark.parametrize(
    ("one", "other", "expected", "state"),
    [
        ("none", "none", "none", "not mentioned"),
        ("none 2026-11-03 cs", "none 2026-12-01 ab", "none 2026-12-01 ab", "not mentioned"),
        ("none 2026-11-03 cs", "none", "none 2026-11-03 cs", "not mentioned"),
        ("NONE", " none ", "NONE", "not mentioned"),
        ("none", "", "", "due"),
        ("", "none", "", "due"),
        ("none", "# memo", "# memo", "due"),
        ("# memo", "none\n# other", "# memo\n# other", "due"),
        ("none\n# memo", "none", "none\n# memo", "not mentioned"),
        ("# memo", "# memo", "# memo\n# memo", "due"),
        ("", "", "", "due"),
        ("none", Q, Q, "mentioned"),
        (Q, "none\n# memo", f"{Q}\n# memo", "mentioned"),
        (R, "none", R, "mentioned"),
        (Q, R, f"{Q}\n{R}", "mentioned"),
        (f"none\n{Q}", "", Q, "mentioned"),
        (Q, Q, f"{Q}\n{Q}", "mentioned"),
        (f"{Q}\n\n{R}\n", "", f"{Q}\n\n{R}\n", "mentioned"),
        ("  two spaces", Q, f"  two spaces\n{Q}", "mentioned"),
        (Q, "  two spaces", f"{Q}\ntwo spaces", "mentioned"),
        (Q, "a\n  b", f"{Q}\na\n  b", "mentioned"),
    ],
)  # fmt: skip
def test_what_a_cell_of_two_says_and_where_it_stands(one, other, expected, state):
    found = made({"k": {"a": one, "b": other, "c": "none"}}, theme("a"), theme("b"), theme("c"))
    for into in ("new", "a", "b"):
        plan = themes.merge(*found, ["a", "b"], into)
        after = done(found, plan)
        assert column(after[1], into)["k"] == expected
        assert states(after)["k"] == {into: state, "c": "not mentioned"}
        lost = state == "due" and "none" in (one + other).lower()
        told = (
            ("1 source was looked at for only some of these themes, and will be due for the merged one.",)
            if lost
            else ()
        )
        twice = (
            ("1 quotation was in more than one of these themes, and will be there twice.",)
            if one == other == Q
            else ()
        )
        assert plan.notes == (*told, *twice)


def test_three_nones_make_none_and_two_of_three_do_not():
    found = made(
        {"k": dict.fromkeys("abc", "none"), "l": {"a": "none", "b": "none"}},
        theme("a"),
        theme("b"),
        theme("c"),
        theme("d"),
    )
    assert column(done(found, themes.merge(*found, ["a", "b", "c"], "c"))[1], "c") == {"k": "none", "l": ""}


def test_excerpts_of_merged_themes_come_in_the_order_in_which_the_themes_are_named():
    found = made({"k": {"a": "one", "b": "two"}})
    assert column(done(found, themes.merge(*found, ["b", "a"], "a"))[1], "a")["k"] == "two\none"


def test_a_merge_brings_tables_together_in_the_place_of_the_first():
    found = made(
        {"k": {"b": "two", "c": "three"}},
        theme("a"), theme("b", "S", "T", definition="B.", statement="We say.", question="Q?"), theme("x"),
        theme("c", "T", "U", definition="C.", statement="And so.", note="N.", question="R?"),
        columns_=["a", "b", "mine", "x", "c"],
    )  # fmt: skip
    plan = themes.merge(*found, ["c", "b"], "joint", on=DAY)
    assert [one.name for one in plan.columns] == ["key", "a", "joint", "mine", "x"]
    after, _ = done(found, plan)
    assert ids(after) == ["a", "joint", "x"]
    joint = after.themes[1]
    assert (joint.name, joint.definition, joint.subthemes, joint.added) == (
        "Joint",
        "C. B.",
        ("T", "U", "S"),
        DAY,
    )
    assert (joint.statement, joint.note, joint.question) == ("And so.\n\nWe say.", "N.", "R?")
    assert plan.touched == (TouchedCell("k", {"c": "three", "b": "two"}, {"joint": "three\ntwo"}),)
    assert plan.cells == {"joint": {"k": "three\ntwo"}}
    named = done(found, themes.merge(*found, ["c", "b"], "joint", " Name ", " Def. "))[0].themes[1]
    assert (named.name, named.definition) == ("Name", "Def.")


def test_a_merge_into_one_of_the_themes_leaves_that_one_where_it_stands():
    found = made(
        {"k": {"b": "two"}, "l": {"a": "one"}}, theme("a", "S", definition="A.", added="2026-01-01"), theme("x"), theme("b", "T", definition="B."),
        columns_=["a", "x", "b"],
    )  # fmt: skip
    plan = themes.merge(*found, ["a", "b"], "b")
    assert [one.name for one in plan.columns] == ["key", "x", "b"]
    assert plan.edits == (SetValue("themes", "b", "subthemes", ["S", "T"]), RemoveTable("themes", "a"))
    assert plan.cells == {"b": {"l": "one"}}
    assert plan.touched == (TouchedCell("l", {"a": "one"}, {"b": "one"}),)
    nothing = themes.merge(*made({}, theme("a"), theme("b")), ["a", "b"], "a")
    assert nothing.edits == (RemoveTable("themes", "b"),)


def test_a_merge_where_columns_are_missing():
    found = made({"k": {"b": "two"}}, theme("a"), theme("b"), theme("c"), columns_=["b", "c"])
    assert column(done(found, themes.merge(*found, ["a", "b"], "a"))[1], "a") == {"k": "two"}
    assert done(found, themes.merge(*found, ["a", "c"], "a"))[1].header == ("key", "b", "a")
    bare = made({"k": {}}, theme("a"), theme("b"), columns_=["mine"])
    assert done(bare, themes.merge(*bare, ["a", "b"], "c"))[1].header == ("key", "mine", "c")


def test_a_merge_that_makes_no_sense_is_refused():
    found = made()
    for given_ids, told in (
        (["a"], "needs two themes or more"),
        (["a", "a"], "needs two"),
        ([], "needs two"),
        (["a", "z"], "there is no theme 'z'"),
    ):
        with pytest.raises(Misuse, match=told):
            themes.merge(*found, given_ids, "c")


# --- split ------------------------------------------------------------------------------------------------


def test_a_split_carries_none_to_each_part_and_a_part_that_gets_nothing_is_due():
    cells = {
        "both": '[S] "x" (p. 1)\n[T] it says\n# memo', "one": '[S] "y" (p. 2)\nnone', "none": "none 2026-11-03 cs\n# why", "memo": "# later", "blank": "",
    }  # fmt: skip
    found = made({key: {"a": text, "b": "none"} for key, text in cells.items()})
    plan = themes.split(*found, "a", [Part("x"), Part("y")], {"S": "x"}, rest="y")
    after = done(found, plan)
    assert column(after[1], "x") == {
        "both": '[S] "x" (p. 1)',
        "one": '[S] "y" (p. 2)',
        "none": "none 2026-11-03 cs",
        "memo": "",
        "blank": "",
    }
    assert column(after[1], "y") == {
        "both": "[T] it says\n# memo",
        "one": "",
        "none": "none 2026-11-03 cs\n# why",
        "memo": "# later",
        "blank": "",
    }
    got = states(after)
    assert {key: (row["x"], row["y"]) for key, row in got.items()} == {
        "both": ("mentioned", "mentioned"), "one": ("mentioned", "due"), "none": ("not mentioned", "not mentioned"),
        "memo": ("due", "due"), "blank": ("due", "due"),
    }  # fmt: skip
    assert plan.notes == ("“Y”: 1 source becomes due, because none of its excerpts went there.",)
    assert after[1].header == ("key", "x", "y", "b")
    assert [row.key for row in plan.touched] == ["both", "one", "none", "memo"]


def test_a_place_goes_before_a_subtheme_and_a_subtheme_before_the_rest():
    found = made({"k": {"a": "[S] one\n\n[S] two\nnone\n[T] three\n# four"}})
    plan = themes.split(
        *found, "a", [Part("x"), Part("y"), Part("z")], {"S": "x", "": "z"}, {("k", 2): "y"}, rest="y"
    )
    assert plan.cells == {"x": {"k": "[S] one"}, "y": {"k": "[S] two\n[T] three"}, "z": {"k": "# four"}}
    assert [(one.number, one.text) for one in themes.to_place(found[1], "a")] == [
        (1, "one"),
        (2, "two"),
        (4, "three"),
        (5, "four"),
    ]


def test_a_split_that_keeps_its_id_keeps_its_place_and_what_is_said_of_it():
    found = made(
        {"k": {"a": "[S] one\n[T] two"}, "l": {"a": "[S] odd "}}, theme("z"), theme("a", "S", "T", "U", statement="We say.", note="N.", question="Q?"), theme("b"),
    )  # fmt: skip
    plan = themes.split(
        *found, "a", [Part("a"), Part("new", " New ", " Def. ")], {"T": "new"}, rest="a", on=DAY
    )
    assert plan.cells == {"a": {"k": "[S] one"}, "new": {"k": "[T] two"}}
    after, rows = done(found, plan)
    assert (ids(after), rows.header) == (["z", "a", "new", "b"], ("key", "z", "a", "new", "b"))
    old, new = after.themes[1:3]
    assert (old.subthemes, old.statement, old.note) == (("S", "U"), "We say.", "N.")
    assert (new.name, new.definition, new.subthemes, new.added, new.question, new.statement) == (
        "New",
        "Def.",
        ("T",),
        DAY,
        "Q?",
        "",
    )
    renamed = themes.split(*found, "a", [Part("a", " Ay ", " D. "), Part("new")], rest="a")
    assert (
        SetValue("themes", "a", "name", "Ay"),
        SetValue("themes", "a", "definition", "D."),
    ) == renamed.edits[:2]


def test_what_the_review_says_of_a_theme_that_is_split_stays_with_the_first_part():
    found = made({}, theme("a", "S", statement="We say.", note="N."))
    after, _ = done(found, themes.split(*found, "a", [Part("x"), Part("y")]))
    assert [(one.id, one.name, one.statement, one.note, one.subthemes) for one in after.themes] == [
        ("x", "X", "We say.", "N.", ("S",)), ("y", "Y", "", "", ()),
    ]  # fmt: skip


def test_a_subtheme_whose_excerpts_part_is_one_of_both_parts():
    found = made({"k": {"a": "[S] one\n[S] two"}}, theme("a", "S"))
    after, _ = done(
        found, themes.split(*found, "a", [Part("x"), Part("y")], places={("k", 1): "x", ("k", 2): "y"})
    )
    assert [one.subthemes for one in after.themes] == [("S",), ("S",)]


@pytest.mark.parametrize(
    ("parts", "more", "message"),
    [
        (["x"], {}, "needs two different themes or more"),
        (["x", "x"], {}, "needs two different themes or more"),
        (["x", "b"], {}, r"b is the short name \(id\) of the theme “B” already"),
        (["x", "y"], {"rest": "z"}, r"^z is not one of the themes that “A” is split into: “X”, “Y”\.$"),
        (["x", "y"], {"by_subtheme": {"S": "a"}}, "^a is not one of the themes"),
        (["x", "y"], {"places": {("k", 1): "b"}}, "^b is not one of the themes"),
        (
            ["x", "y"],
            {"by_subtheme": {"Z": "x"}, "rest": "x"},
            r"^“A” has no subtheme “Z”; it has “S”, “T”\.$",
        ),
        (
            ["x", "y"],
            {},
            r"^8 excerpts are not in a part yet: k excerpt 1, k excerpt 2, k excerpt 3, k excerpt 4, k excerpt 5 …\.$",
        ),
        (["x", "y"], {"by_subtheme": {"": "x"}}, r"^1 excerpt is not in a part yet: k excerpt 8\.$"),
        (
            ["x", "y"],
            {"places": {("k", 9): "x"}, "rest": "x"},
            r"^“A” has no excerpt 9 of k to move\.$",
        ),
        (
            ["x", "y"],
            {"places": {("l", 1): "x"}, "rest": "x"},
            r"^“A” has no excerpt 1 of l to move\.$",
        ),
        (["x", "y"], {"places": {("z", 1): "x"}, "rest": "x"}, "^“A” has no excerpt 1 of z"),
    ],
)
def test_a_split_that_makes_no_sense_is_refused(parts, more, message):
    found = made({"k": {"a": "\n".join("1234567") + "\n[S] 8"}, "l": {"a": "none"}})
    with pytest.raises(Misuse, match=message):
        themes.split(*found, "a", [Part(id) for id in parts], **more)


def test_an_undeclared_subtheme_can_be_split_off():
    found = made({"k": {"a": "[Stray] one\ntwo"}})
    assert themes.split(*found, "a", [Part("x"), Part("y")], {"Stray": "x"}, rest="y").cells == {
        "x": {"k": "[Stray] one"}, "y": {"k": "two"},
    }  # fmt: skip


LINES = st.sampled_from(
    ["none", "none 2026-11-03", "# memo", Q, R, "", "it says", "[T -] no", "  spaces", " none "]
)
CELLS = st.lists(LINES, max_size=3).map("\n".join)


def kinds(text: str) -> set[str]:
    return {one.kind for one in excerpts.parse(text)}


@given(CELLS, CELLS)
def test_a_merged_cell_says_none_only_if_both_do_and_never_beside_evidence(one, other):
    found = made({"k": {"a": one, "b": other}})
    text = column(done(found, themes.merge(*found, ["a", "b"], "c"))[1], "c")["k"]
    evidence = (kinds(one) | kinds(other)) & {"quotation", "summary"}
    both = "none" in kinds(one) & kinds(other)
    if evidence and (one.strip() and other.strip()):
        assert "none" not in kinds(text)
    assert bool(kinds(text) & {"quotation", "summary"}) == bool(evidence)
    if not evidence:
        assert ("none" in kinds(text)) == both


# --- subthemes --------------------------------------------------------------------------------------------

ODD = '  [ S  +]  "S" (p. 1) S'
CELL = f"{ODD}\n\n[S]\tS\n# S\nnone\n[T] S\n[S] two\n  lines"


def test_a_renamed_subtheme_changes_its_name_and_nothing_else_of_an_excerpt():
    found = made({"k": {"a": CELL, "b": "[S] of b"}, "l": {"a": "[T] x"}})
    plan = sub.rename(*found, "a", "S", "New, name")
    changed = CELL.replace("[ S ", "[ New, name ").replace("[S]", "[New, name]")
    assert plan == Plan(
        "rename", ("S",), ("New, name",), tuple(map(Column, found[1].header, found[1].header)), "a", {"a": {"k": changed}},
        (SetValue("themes", "a", "subthemes", ["New, name", "T"]),), (TouchedCell("k", {"a": CELL}, {"a": changed}),),
        ("3 excerpts are coded with it.",),
    )  # fmt: skip


def test_a_misspelt_subtheme_is_renamed_into_a_new_one_or_merged_into_one_that_is_declared():
    found = made({"k": {"a": "[Sss] x"}})
    assert sub.rename(*found, "a", "Sss", "U").edits == (
        SetValue("themes", "a", "subthemes", ["S", "T", "U"]),
    )
    plan = sub.merge(*found, "a", ["Sss", "S"], "S")
    assert (plan.cells, plan.edits) == ({"a": {"k": "[S] x"}}, ())


def test_subthemes_are_merged_in_the_place_of_the_first():
    found = made({"k": {"a": "[T] x\n[V] y\n[S] z"}}, theme("a", "S", "T", "U", "V"))
    plan = sub.merge(*found, "a", ["V", "T"], "W")
    assert plan.edits == (SetValue("themes", "a", "subthemes", ["S", "W", "U"]),)
    assert plan.cells == {"a": {"k": "[W] x\n[W] y\n[S] z"}}
    assert (plan.change, plan.before, plan.after, plan.theme) == ("merge", ("V", "T"), ("W",), "a")
    kept = sub.merge(*found, "a", ["V", "T"], "V")
    assert kept.edits == (SetValue("themes", "a", "subthemes", ["S", "V", "U"]),)
    assert kept.cells == {"a": {"k": "[V] x\n[V] y\n[S] z"}}


def test_a_split_subtheme_goes_where_its_places_say_and_blank_lines_stay():
    cell = "[S] one\n\n[S] two\n \n# memo\n[S +] three\n[T] four"
    found = made({"k": {"a": cell}})
    plan = sub.split(*found, "a", "S", ["S", "New"], {("k", 1): "New", ("k", 4): "New"}, rest="S")
    assert plan.cells == {"a": {"k": "[New] one\n\n[S] two\n \n# memo\n[New +] three\n[T] four"}}
    assert plan.edits == (SetValue("themes", "a", "subthemes", ["S", "New", "T"]),)
    assert [one.number for one in sub.tagged(found[1], "a", "S")] == [1, 2, 4]
    apart = sub.split(*found, "a", "S", ["X", "Y"], {("k", 2): "X"}, rest="Y")
    assert apart.cells == {"a": {"k": "[Y] one\n\n[X] two\n \n# memo\n[Y +] three\n[T] four"}}


def test_a_retired_subtheme_leaves_its_excerpts_in_the_theme():
    found = made({"k": {"a": '  [S]  "x"  (p. 1)\n[ S ~]  it says\n[T] z'}})
    plan = sub.retire(*found, "a", "S")
    assert plan.cells == {"a": {"k": '  "x"  (p. 1)\n[~]  it says\n[T] z'}}
    assert plan.edits == (SetValue("themes", "a", "subthemes", ["T"]),)
    assert sub.retire(*made({}, theme("a", "S")), "a", "S").edits == (
        SetValue("themes", "a", "subthemes", None),
    )


@pytest.mark.parametrize("text", ["[S] none", "[S] # so", "[S] [T] in", "[S] [+] so"])
def test_an_excerpt_that_would_be_something_else_without_its_subtheme_is_refused_with_its_place(text):
    for cell in (text, f"  {text}"):
        found = made({"k": {"a": f"# memo\n{cell.strip()}"}, "l": {"a": cell}})
        with pytest.raises(
            Misuse,
            match=r"^[kl], “A”, excerpt [12]: this summary cannot be saved as it is",
        ):
            sub.retire(*found, "a", "S")


def test_subthemes_are_added_and_put_into_another_order():
    found = made()
    assert sub.add(*found, "a", "U").edits == (SetValue("themes", "a", "subthemes", ["S", "T", "U"]),)
    assert sub.add(*found, "a", "U", behind="S").edits == (
        SetValue("themes", "a", "subthemes", ["S", "U", "T"]),
    )
    assert sub.add(*found, "b", "U").edits == (SetValue("themes", "b", "subthemes", ["U"]),)
    plan = sub.reorder(*found, "a", ["T", "S"])
    assert plan == Plan(
        "reorder", ("S", "T"), ("T", "S"), tuple(map(Column, found[1].header, found[1].header)), "a",
        edits=(SetValue("themes", "a", "subthemes", ["T", "S"]),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda found: sub.add(*found, "a", " "), "cannot be a subtheme: it must not be empty, contain brackets, or end in a lone"),
        (lambda found: sub.add(*found, "a", " U"), "cannot be a subtheme"),
        (lambda found: sub.add(*found, "a", "U]"), "cannot be a subtheme"),
        (lambda found: sub.add(*found, "a", "U\nV"), "cannot be a subtheme"),
        (lambda found: sub.add(*found, "a", "U +"), "cannot be a subtheme"),
        (lambda found: sub.rename(*found, "a", "S", "-"), "cannot be a subtheme"),
        (lambda found: sub.add(*found, "a", "S"), r"^“A” has a subtheme “S” already\.$"),
        (lambda found: sub.add(*found, "a", "U", behind="Z"), r"^“A” has no subtheme “Z”; it has “S”, “T”\.$"),
        (lambda found: sub.add(*found, "z", "U"), "there is no theme 'z'"),
        (lambda found: sub.rename(*found, "a", "Z", "U"), r"^“A” has no subtheme “Z”"),
        (lambda found: sub.rename(*found, "a", "", "U"), r"^“A” has no subtheme “”"),
        (lambda found: sub.rename(*found, "a", "S", "T"), "has a subtheme “T” already"),
        (lambda found: sub.merge(*found, "a", ["S", "S"], "U"), "needs two subthemes or more"),
        (lambda found: sub.merge(*found, "a", ["S", "Z"], "U"), "has no subtheme “Z”"),
        (lambda found: sub.split(*found, "a", "S", ["U"]), "needs two different subthemes or more"),
        (lambda found: sub.split(*found, "a", "S", ["U", "T"]), "has a subtheme “T” already"),
        (lambda found: sub.split(*found, "a", "S", ["U", "V"]), r"^1 excerpt is not in a part yet: k excerpt 1\.$"),
        (lambda found: sub.split(*found, "a", "S", ["U", "V"], rest="W"), r"^“W” is not one of the subthemes that “S” is split into: “U”, “V”\.$"),
        (lambda found: sub.split(*found, "a", "S", ["U", "V"], {("k", 2): "U"}, "V"), r"^“S” has no excerpt 2 of k to move\.$"),
        (lambda found: sub.retire(*found, "a", "Z"), "has no subtheme “Z”"),
        (lambda found: sub.reorder(*found, "a", ["S"]), r"^give each subtheme of “A” once: “S”, “T”\.$"),
        (lambda found: sub.reorder(*found, "a", ["S", "T"]), "are in this order already"),
    ],
)  # fmt: skip
def test_a_change_of_subthemes_that_makes_no_sense_is_refused(act, message):
    with pytest.raises(Misuse, match=message):
        act(made({"k": {"a": "[S] x\n[T] y"}}))


# --- for all of them --------------------------------------------------------------------------------------


def test_an_operation_does_not_change_its_arguments():
    found = made({"k": {"a": CELL, "b": Q}})
    snapshot = copy.deepcopy(found)
    order, parts, by, places = ["b", "a"], [Part("x"), Part("y")], {"S": "x"}, {("k", 5): "x"}
    given_values = copy.deepcopy((order, parts, by, places))
    themes.add(*found, "c", subthemes=order)
    themes.merge(*found, order, "c")
    themes.split(*found, "a", parts, by, places, rest="y")
    themes.reorder(*found, order)
    themes.redefine(*found, "a", "x", clear_none=True)
    sub.rename(*found, "a", "S", "U")
    sub.split(*found, "a", "S", ["U", "V"], {}, "V")
    assert found == snapshot
    assert (order, parts, by, places) == given_values


# --- the worked review ------------------------------------------------------------------------------------


def worked() -> tuple[str, Matrix, Protocol]:
    text = (ROOT / "review.toml").read_text(encoding="utf-8")
    return (
        text,
        parse_matrix((ROOT / "matrix.csv").read_text(encoding="utf-8")),
        protocol.parse_protocol(text)[0],
    )


def changed(before: str, after: str) -> list[str]:
    """The lines that a diff shows as taken out and added."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:3] not in ("---", "+++") and line[:2] != "@@"]


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (
            lambda plan, found: themes.rename(plan, found, "role", "work", "Work"),
            ['-id = "role"', '-name = "Peer support worker\'s role"', '+id = "work"', '+name = "Work"'],
        ),
        (
            lambda plan, found: themes.add(plan, found, "pay", "Pay", "What they get.", on=DAY),
            ["+[[themes]]", '+id = "pay"', '+name = "Pay"', '+definition = "What they get."', "+added = 2026-11-25", "+"],
        ),
        (
            lambda plan, found: themes.add(plan, found, "pay", "Pay", behind="role", on=DAY),
            ['+id = "pay"', '+name = "Pay"', "+added = 2026-11-25", "+", "+[[themes]]"],
        ),
        (
            lambda plan, found: themes.retire(plan, found, "role", on=DAY),
            ["+retired = 2026-11-25"],
        ),
        (
            lambda plan, found: themes.redefine(plan, found, "role", "What they do."),
            [
                '-definition = "What peer support workers do, what is expected of them, and how clear that is."',
                '+definition = "What they do."',
            ],
        ),
        (
            lambda plan, found: sub.rename(plan, found, "challenges", "Boundaries", "Limits"),
            ['-  "Boundaries",', '+  "Limits",'],
        ),
        (
            lambda plan, found: sub.add(plan, found, "challenges", "Pay", behind="Boundaries"),
            ['+  "Pay",'],
        ),
        (
            lambda plan, found: sub.retire(plan, found, "challenges", "Boundaries"),
            ['-  "Boundaries",'],
        ),
        (
            lambda plan, found: sub.merge(plan, found, "challenges", ["Boundaries", "Being triggered"], "Strain"),
            ['-  "Boundaries",', '-  "Being triggered",', '+  "Strain",'],
        ),
    ],
)  # fmt: skip
def test_the_changes_in_the_worked_review_are_small(operation, expected):
    text, found, plan = worked()
    assert changed(text, protocol.edited(text, operation(plan, found).edits)) == expected


def test_themes_of_the_worked_review_in_another_order_move_as_blocks():
    text, found, plan = worked()
    order = [one.id for one in plan.current_themes]
    at = order.index("role")
    order[at : at + 2] = ["models", "role"]
    lines = changed(text, protocol.edited(text, themes.reorder(plan, found, order).edits))
    assert 4 <= len(lines) <= 20
    assert sorted(line[1:] for line in lines if line[0] == "-") == sorted(
        line[1:] for line in lines if line[0] == "+"
    )


def test_rows_of_the_worked_matrix_that_have_nothing_to_do_with_a_subtheme_keep_their_bytes():
    _, found, plan = worked()
    wanted = sub.rename(plan, found, "challenges", "Boundaries", "Limits")
    after, _ = columns.reshaped(found, wanted.columns, wanted.cells)
    touched = {row.key for row in wanted.touched}
    assert 0 < len(touched) < len(found.rows)
    assert {key for key in found.rows if after.rows[key].raw != found.rows[key].raw} == touched
    lines = changed(found.text, after.text)
    assert {line[0] for line in lines} == {"-", "+"}
    assert [line[1:].replace("[Boundaries", "[Limits") for line in lines if line[0] == "-"] == [
        line[1:] for line in lines if line[0] == "+"
    ]
    assert len(lines) == 2 * len(sub.tagged(found, "challenges", "Boundaries"))


def test_the_package_names_what_it_offers():
    assert set(themes.__all__) <= set(dir(themes))
    assert Path(themes.__file__).parent.name == "themes"
