"""Each operation on themes undone after each kind of later edit: what was written since stays, or is named and nothing changes."""

from __future__ import annotations

import json
import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import matrix_text

from coding.test_theming import MATRIX, OPERATIONS, TOML, state, write
from litmatrix import matrix, protocol
from litmatrix.coding import operations, themes
from litmatrix.coding.themes import Part, sub
from litmatrix.errors import Misuse, NotSaved
from litmatrix.matrix import history
from litmatrix.matrix.file import CellChange, parse_matrix
from litmatrix.protocol import SetValue
from litmatrix.protocol.toml import AddTable, OrderTables


def toml_of(folder):
    return (folder / "review.toml").read_bytes().decode()


def ids(folder):
    return [theme["id"] for theme in tomllib.loads(toml_of(folder)).get("themes", ())]


def edit_toml(folder, *edits):
    protocol.write_protocol(folder / "review.toml", edits)


def rewrite(folder, change, name="review.toml"):
    path = folder / name
    text = path.read_bytes().decode()
    new = change(text)
    assert new != text
    path.write_bytes(new.encode())


def cell(key, column, more):
    """Write into a cell, behind what it says."""

    def act(folder):
        found = matrix.read_matrix(folder / "matrix.csv")
        if column not in found.header:
            return
        was = found.cell(key, column)
        matrix.write_cells(
            folder / "matrix.csv", [CellChange(key, column, was, f"{was}\n{more}".strip("\n"))]
        )

    return act


def of_theme(id, member, value):
    def act(folder):
        if id in ids(folder):
            edit_toml(folder, SetValue("themes", id, member, value))

    return act


def rows_turned(text):
    found = parse_matrix(text)
    return found.header_raw + "".join(row.raw for row in reversed(found.rows.values()))


def column_moved(text):
    """The last column stands behind the key, as a spreadsheet may have it."""
    found = parse_matrix(text)
    order = [found.header[0], found.header[-1], *found.header[1:-1]]
    return made(
        order, {key: [row.cells[found.header.index(one)] for one in order] for key, row in found.rows.items()}
    )


def column_more(text):
    found = parse_matrix(text)
    return made([*found.header, "more"], {key: [*row.cells, "1"] for key, row in found.rows.items()})


def made(header, rows):
    cells = {key: dict(zip(header[1:], texts[1:], strict=True)) for key, texts in rows.items()}
    return matrix_text(cells, header[1:])


def turned(folder):
    edit_toml(folder, OrderTables("themes", tuple(reversed(ids(folder)))))


LATER = {
    "a note in a column that is no theme's": cell("l_2011", "mine", "7"),
    "an excerpt in another theme": cell("m_2012", "b", '"since" (p. 9)'),
    "an excerpt more in a cell": cell("k_2010", "a", '"since" (p. 9)'),
    "an excerpt under a subtheme": cell("m_2012", "a", '[U] "since" (p. 9)'),
    "a row more": lambda folder: rewrite(folder, lambda text: text + "n_2013" + "," * text.split("\n")[0].count(",") + "\n", "matrix.csv"),
    "rows in another order": lambda folder: rewrite(folder, rows_turned, "matrix.csv"),
    "a column more": lambda folder: rewrite(folder, column_more, "matrix.csv"),
    "a column moved": lambda folder: rewrite(folder, column_moved, "matrix.csv"),
    "a theme more": lambda folder: edit_toml(folder, AddTable("themes", {"id": "late", "name": "Late"})),
    "a definition of another theme": of_theme("b", "definition", "Since."),
    "a name of another theme": of_theme("b", "name", "Bee"),
    "a statement on another theme": of_theme("b", "statement", "Since."),
    "a note on the theme": of_theme("a", "note", "Since."),
    "a definition of the theme": of_theme("a", "definition", "Since."),
    "a subtheme more": of_theme("b", "subthemes", ["T", "Late"]),
    "a claim": lambda folder: edit_toml(folder, AddTable("claims", {"text": "t", "value": 1})),
    "another title": lambda folder: edit_toml(folder, SetValue("", "", "title", "Since")),
    "a comment above each table": lambda folder: rewrite(folder, lambda text: text.replace("[[", "# since\n[[")),
    "line ends of Windows": lambda folder: rewrite(folder, lambda text: text.replace("\n", "\r\n")),
    "no space around signs": lambda folder: rewrite(folder, lambda text: text.replace(" = ", "=")),
    "themes in another order": turned,
}  # fmt: skip

#: What cannot be: what was written since would be lost, or nobody can say where it belongs.
CONFLICTS = {
    (
        "redefine",
        "a definition of the theme",
    ): "review.toml: not undone: text written since then would be lost: "
    "the definition of “A”. Change it back or move these texts first.",
}


def values(folder):
    plain = tomllib.loads(toml_of(folder))
    plain.pop("theme_history", None)
    tables = {theme["id"]: theme for theme in plain.pop("themes")}
    found = matrix.read_matrix(folder / "matrix.csv")
    return (
        plain,
        tables,
        {key: dict(zip(found.header, row.cells, strict=True)) for key, row in found.rows.items()},
    )


@pytest.mark.parametrize("later", LATER)
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_undone_after_any_later_edit_or_says_what_is_in_the_way(tmp_path, name, later):
    expected = write(tmp_path / "expected")
    folder = write(tmp_path / "review")
    operations.apply(folder, OPERATIONS[name])
    after = state(folder)
    LATER[later](folder)
    before = state(folder)
    if before != after:  # of a theme that the operation took out nothing is written
        LATER[later](expected)
    try:
        operations.undo(folder)
    except NotSaved as error:
        assert state(folder) == before
        assert (name, later, str(error)) == (name, later, CONFLICTS.get((name, later)))
        return
    assert (name, later) not in CONFLICTS
    assert values(folder) == values(expected)


def test_an_edit_that_makes_no_difference_keeps_the_bytes(tmp_path):
    folder = write(tmp_path)
    operations.apply(folder, OPERATIONS["merge"])
    LATER["another title"](folder)
    operations.undo(folder)
    assert state(folder) == (MATRIX.encode(), TOML.replace('"T"\n\n', '"Since"\n\n').encode())


def test_a_theme_that_comes_back_one_by_one_has_its_text_and_comments_again(tmp_path):
    folder = write(tmp_path)
    operations.apply(folder, OPERATIONS["merge"])
    rewrite(folder, lambda text: text.replace(" = ", "="))
    operations.undo(folder)
    assert '[[themes]]\nid = "a"\nname = "A"   # as ever\nsubthemes = ["S", "U"]\n' in toml_of(folder)


def test_a_record_of_an_earlier_version_is_undone_by_its_lines(tmp_path):
    folder = write(tmp_path)
    operations.apply(folder, OPERATIONS["rename"])
    (path,) = (folder / "history").glob("*.json")
    record = json.loads(path.read_text(encoding="utf-8"))
    del record["about"]["names"]
    for name in ("tables", "order", "subthemes"):
        del record["parts"]["review.toml"][name]
    path.write_text(json.dumps(record), encoding="utf-8")
    found = operations.undoing(folder)
    assert found.names == (("A",), ("Alpha",), "")
    operations.undo(folder, shown=found)
    assert state(folder) == (MATRIX.encode(), TOML.encode())


# --- excerpts that came since -------------------------------------------------------------------------------------------


def since(tmp_path, name, key, column, text):
    """The cells of a source once a text was added to one of them and the operation was undone."""
    folder = write(tmp_path)
    operations.apply(folder, OPERATIONS[name])
    found = matrix.read_matrix(folder / "matrix.csv")
    was = found.cell(key, column)
    matrix.write_cells(folder / "matrix.csv", [CellChange(key, column, was, text(was))])
    operations.undo(folder)
    found = matrix.read_matrix(folder / "matrix.csv")
    return found.cell(key, "a"), found.header


@pytest.mark.parametrize(
    ("name", "key", "column", "added", "expected"),
    [
        ("sub rename", "k_2010", "a", '{was}\n[W +] "new" (p. 2)', '[S] "one" (p. 1)\n# memo\n[S +] "new" (p. 2)'),
        ("sub rename", "m_2012", "a", '[W] "new"', '[S] "new"'),
        ("sub split", "k_2010", "a", '[S1] "new"\n{was}', '[S] "new"\n[S] "one" (p. 1)\n# memo'),
        ("sub merge", "k_2010", "a", "{was}\n[W] new", '[S] "one" (p. 1)\n# memo\n[W] new'),
        ("sub retire", "k_2010", "a", "{was}\nnew", '[S] "one" (p. 1)\n# memo\nnew'),
        ("split", "k_2010", "x", '{was}\n"new"', '[S] "one" (p. 1)\n# memo\n"new"'),
        ("split", "l_2011", "y", '"new"', '"new"'),
        ("split", "m_2012", "y", '"new"', '"new"'),
        ("split off", "k_2010", "a", '{was}\n"new"', '[S] "one" (p. 1)\n# memo\n"new"'),
        ("split off", "k_2010", "y", '{was}\n"new"', '[S] "one" (p. 1)\n# memo\n"new"'),
        ("split off", "l_2011", "y", '"new"', '"new"'),
    ],
)  # fmt: skip
def test_what_was_coded_since_goes_back_with_what_it_was_coded_under(
    tmp_path, name, key, column, added, expected
):
    found, header = since(tmp_path, name, key, column, lambda was: added.format(was=was))
    assert (found, header) == (expected, ("key", "kind", "a", "mine", "b"))


@pytest.mark.parametrize(
    ("name", "column", "text"),
    [
        ("sub rename", "a", '[W] "one, corrected" (p. 1)\n# memo'),
        ("split", "x", '[S] "one, corrected" (p. 1)'),
    ],
)
def test_an_excerpt_that_was_changed_since_is_in_the_way_and_named(tmp_path, name, column, text):
    called = "A" if column == "a" else "X"
    with pytest.raises(NotSaved, match=f"would be lost: k_2010, “{called}”"):
        since(tmp_path, name, "k_2010", column, lambda _: text)


# --- an order, after other operations -----------------------------------------------------------------------------------

MANY = TOML + "".join(f'\n[[themes]]\nid = "{id}"\nname = "{id.upper()}"\n' for id in "cde")


@pytest.fixture
def wide(tmp_path):
    cells = {
        "k_2010": {"kind": "grey", "a": '[S] "one" (p. 1)', "c": '"x"'},
        "l_2011": {"b": "none", "e": "told"},
    }
    return write(tmp_path, matrix_text(cells, ("kind", *"abcde")), MANY)


def columns(folder):
    return "".join(
        one[0] for one in matrix.read_matrix(folder / "matrix.csv").header if one not in ("key", "kind")
    )


def order(folder):
    return "".join(id[0] for id in ids(folder))


def reorder(to):
    return lambda plan, found: themes.reorder(plan, found, list(to))


@pytest.mark.parametrize(
    ("moved", "later", "expected"),
    [
        ("eabcd", [lambda p, m: themes.rename(p, m, "a", "alpha", "Alpha")], "abcde"),
        ("eabcd", [lambda p, m: themes.rename(p, m, "e", "echo", "Echo")], "abcde"),
        ("eabcd", [lambda p, m: themes.add(p, m, "new", behind="b")], "abncde"),
        ("eabcd", [lambda p, m: themes.merge(p, m, ["b", "c"], "b")], "abde"),
        ("eabcd", [lambda p, m: themes.split(p, m, "a", [Part("x"), Part("y")], rest="x")], "xybcde"),
        ("eabcd", [lambda p, m: themes.retire(p, m, "c")], "abcde"),
        ("eabcd", [reorder("eabdc")], "abdce"),
        (
            "edcba",
            [lambda p, m: themes.add(p, m, "new"), lambda p, m: themes.rename(p, m, "c", "z")],
            "abzden",
        ),
    ],
)
def test_an_order_is_undone_though_other_operations_came_after_it(wide, moved, later, expected):
    first = operations.apply(wide, reorder(moved)).entry
    for one in later:
        operations.apply(wide, one)
    rows = matrix.read_matrix(wide / "matrix.csv")
    found = operations.undoing(wide, first.name)
    assert (found.entry, found.touched) == (first, ())
    operations.undo(wide, "ann", shown=found, name=first.name)
    assert order(wide) == columns(wide) == expected
    again = matrix.read_matrix(wide / "matrix.csv")
    assert {key: sorted(row.cells) for key, row in again.rows.items()} == {
        key: sorted(row.cells) for key, row in rows.rows.items()
    }
    for _ in later:
        operations.undo(wide)
    assert order(wide) == columns(wide) == "abcde"
    assert [entry.undone is not None for entry in history.read_history(wide / "history")[0]] == [True] * (
        1 + len(later)
    )


def test_an_order_of_subthemes_is_undone_though_one_was_renamed_and_the_theme_too(wide):
    edit_toml(wide, SetValue("themes", "a", "subthemes", ["S", "U", "V"]))
    first = operations.apply(wide, lambda p, m: sub.reorder(p, m, "a", ["V", "S", "U"])).entry
    operations.apply(wide, lambda p, m: sub.rename(p, m, "a", "S", "Ess"))
    operations.apply(wide, lambda p, m: sub.add(p, m, "a", "New", behind="V"))
    operations.apply(wide, lambda p, m: themes.rename(p, m, "a", "alpha", "Alpha"))
    operations.undo(wide, name=first.name)
    assert tomllib.loads(toml_of(wide))["themes"][0]["subthemes"] == ["New", "Ess", "U", "V"]
    for _ in range(3):
        operations.undo(wide)
    assert tomllib.loads(toml_of(wide))["themes"][0]["subthemes"] == ["S", "U", "V"]


def test_an_order_of_subthemes_whose_theme_is_gone_says_so(wide):
    first = operations.apply(wide, lambda p, m: sub.reorder(p, m, "a", ["U", "S"])).entry
    operations.apply(wide, lambda p, m: themes.merge(p, m, ["a", "b"], "c2", "Both"))
    with pytest.raises(NotSaved, match=r"^not undone: the theme “A” no longer exists"):
        operations.undo(wide, name=first.name)


def test_two_orders_that_contradict_each_other_are_named(wide):
    first = operations.apply(wide, reorder("bacde")).entry
    operations.apply(wide, reorder("bcade"))
    before = state(wide)
    with pytest.raises(NotSaved, match=r"^not undone: “B”, “C”, “A” were reordered again since then"):
        operations.undo(wide, name=first.name)
    assert state(wide) == before


def test_no_other_operation_than_an_order_is_undone_before_those_that_came_after_it(wide):
    first = operations.apply(wide, OPERATIONS["sub add"]).entry
    operations.apply(wide, reorder("bacde"))
    with pytest.raises(Misuse, match=r"^other changes came after this one: undo those first"):
        operations.undo(wide, name=first.name)
    with pytest.raises(Misuse, match=r"^this change was undone already"):
        operations.undo(wide, name="2026-01-01T000000Z-reorder")


@given(st.permutations("abcde"), st.permutations("abcde"), st.data())
def test_whatever_order_came_after_it_what_an_undone_order_did_not_move_stays(
    tmp_path_factory, one, other, data
):
    folder = write(tmp_path_factory.mktemp("review"), matrix_text({"k": {}}, tuple("abcde")), MANY)
    try:
        first = operations.apply(folder, reorder(one)).entry
        operations.apply(folder, reorder(other))
    except Misuse:
        return  # in this order already
    try:
        operations.undo(folder, name=first.name)
    except NotSaved as error:
        assert re.search("reordered again", str(error))
        assert order(folder) == "".join(other)
        return
    found = order(folder)
    assert columns(folder) == found
    for x in "abcde":
        for y in "abcde":
            moved = ("abcde".index(x) < "abcde".index(y)) != (one.index(x) < one.index(y))
            later = (one.index(x) < one.index(y)) != (other.index(x) < other.index(y))
            if x != y and not moved:
                assert (found.index(x) < found.index(y)) == (other.index(x) < other.index(y))
            elif x != y and not later:
                assert (found.index(x) < found.index(y)) == (x < y)
