"""Columns added, renamed, moved, taken out and put back: untouched cells keep their bytes, undoing gives the text back."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix import matrix
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files.journal import sum_of
from litmatrix.matrix import columns, rows
from litmatrix.matrix.columns import Column, Reshaping
from litmatrix.matrix.file import CellChange, Matrix, parse_matrix

TABLE = 'key,type,a,b\nk,grey,"1, 2",x\nl, book ,"""q""",\n'
HEADER = ("key", "kind", "one", "mine", "two", "three")


def carried(found: Matrix, **cells: dict[str, str]) -> tuple[Matrix, Reshaping]:
    """The matrix with the same columns, and the texts of some cells changed."""
    return columns.reshaped(found, [Column(name, name) for name in found.header], cells)


def texts(found: Matrix) -> dict[str, dict[str, str]]:
    """Each cell as it stands in the file, quotes and all, by key and column."""
    return {
        key: dict(zip(found.header, rows.parts(row.raw)[0], strict=True)) for key, row in found.rows.items()
    }


def cells(found: Matrix) -> dict[str, dict[str, str]]:
    return {key: dict(zip(found.header, row.cells, strict=True)) for key, row in found.rows.items()}


# --- any matrix -------------------------------------------------------------------------------------------

CELL = st.one_of(
    st.sampled_from(
        ["", "none", " x ", 'say "x"', "a,b", "two\nlines", "two\r\nlines", "bare\rreturn", "Ω, α"]
    ),
    st.text(alphabet='ab",\n\r #', max_size=6),
)


@st.composite
def tables(draw) -> str:
    """The text of a matrix as people and programs write them: quotes where none are needed, blank lines, any line end."""
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    style = draw(st.sampled_from(["few", "all", "all but empty", "any"]))

    def written(cell: str) -> str:
        quoted = {"few": False, "all": True, "all but empty": bool(cell)}.get(style)
        return rows.rendered(cell, draw(st.booleans()) if quoted is None else quoted)

    lines = [",".join(map(written, HEADER))]
    keys = draw(st.lists(st.sampled_from(["a_2010", "b_2011", "γ_2012", "d e"]), unique=True, max_size=4))
    for key in keys:
        lines.append(",".join(written(cell) for cell in [key, *(draw(CELL) for _ in HEADER[1:])]))
        lines += draw(st.lists(st.sampled_from(["", ",,,,,", '"",,, ,,""', " ,,,,,"]), max_size=1))
    return newline.join(lines) + draw(st.sampled_from(["", newline]))


@st.composite
def wanted(draw, found: Matrix) -> tuple[list[Column], dict[str, dict[str, str]]]:
    """Columns that can be asked for: some of those there are, in any order, some renamed, some new; and their cells."""
    kept = draw(st.permutations([name for name in HEADER if name in ("key", "kind") or draw(st.booleans())]))
    new = iter(["new", "neu, quoted", "νέο", "four", "five", "six", "seven"])
    asked = [Column(next(new) if name != "key" and draw(st.booleans()) else name, name) for name in kept]
    for _ in range(draw(st.integers(0, 2))):
        asked.insert(draw(st.integers(0, len(asked))), Column(next(new)))
    places = [(column.name, key) for column in asked if column.source != "key" for key in found.rows]
    texts: dict[str, dict[str, str]] = {}
    for name, key in draw(st.lists(st.sampled_from(places), max_size=5)) if places else ():
        texts.setdefault(name, {})[key] = draw(CELL)
    return asked, texts


@given(tables(), st.data())
def test_columns_are_what_was_asked_for_untouched_cells_keep_their_bytes_and_undoing_gives_the_text_back(
    text, data
):
    before = parse_matrix(text)
    assert before.problems == ()
    snapshot = copy.deepcopy(before)
    asked, new = data.draw(wanted(before))
    after, reshaping = columns.reshaped(before, asked, new)
    assert before == snapshot
    assert after == parse_matrix(after.text)
    assert (after.header, after.problems, list(after.rows)) == (
        tuple(one.name for one in asked),
        (),
        list(before.rows),
    )
    was, is_now = cells(before), cells(after)
    was_raw, raw = texts(before), texts(after)
    for key in before.rows:
        for name, source in asked:
            expected = was[key][source] if source else ""
            assert is_now[key][name] == new.get(name, {}).get(key, expected)
            if source and new.get(name, {}).get(key, expected) == expected:
                assert raw[key][name] == was_raw[key][source]
    assert columns.restored(after, reshaping).text == text


@given(tables(), st.data())
def test_what_was_written_elsewhere_since_then_stays_when_columns_are_put_back(text, data):
    before = parse_matrix(text)
    asked, new = data.draw(wanted(before))
    after, reshaping = columns.reshaped(before, asked, new)
    free = [
        (key, column)
        for column in asked
        if column.source and column.source != "key"
        for key in before.rows
        if key not in reshaping.changed.get(column.name, {})
    ]
    if not free:
        return
    key, column = data.draw(st.sampled_from(free))
    was = after.rows[key].cells[after.header.index(column.name)]
    changed = matrix.edited(after, [CellChange(key, column.name, was, "written since")]).matrix
    again = columns.restored(changed, reshaping)
    expected = cells(before)
    expected[key][column.source] = "written since"
    assert cells(again) == expected
    raw, was_raw = texts(again), texts(before)
    for other in before.rows:
        for name in HEADER:
            if (other, name) != (key, column.source):
                assert raw[other][name] == was_raw[other][name]


# --- one by one -------------------------------------------------------------------------------------------


def test_a_column_is_renamed_moved_added_and_taken_out_in_one_go():
    asked = [Column("key", "key"), Column("new"), Column("B", "b"), Column("type", "type")]
    after, reshaping = columns.reshaped(parse_matrix(TABLE), asked, {"new": {"l": "none"}})
    assert after.text == "key,new,B,type\nk,,x,grey\nl,none,, book \n"
    assert reshaping == Reshaping(
        ("key", "type", "a", "b"),
        tuple(asked),
        {"a": "a", "b": "b"},
        {"a": {"k": '"1, 2"', "l": '"""q"""'}},
        {"new": {"l": (None, sum_of("none"))}},
    )
    assert columns.restored(after, reshaping).text == TABLE


def test_a_changed_cell_that_was_quoted_for_no_reason_stays_quoted():
    before = parse_matrix('key,a,b\nk,"1",2\n')
    after, _ = carried(before, a={"k": "x"}, b={"k": "y"})
    assert after.text == 'key,a,b\nk,"x",y\n'


def test_a_file_with_all_cells_quoted_gets_quoted_cells():
    before = parse_matrix('"key","a"\r\n"k","1"\r\n')
    after, _ = columns.reshaped(before, [*map(Column, before.header, before.header), Column("b")], {})
    assert after.text == '"key","a","b"\r\n"k","1",""\r\n'


def test_an_empty_cell_without_quotes_in_a_file_of_quoted_ones_comes_back_without_them():
    text = '"key","a","b"\n"k",,"1"\n"l","",\n'
    after, reshaping = columns.reshaped(parse_matrix(text), [Column("key", "key")], {})
    assert after.text == '"key"\n"k"\n"l"\n'
    assert columns.restored(after, reshaping).text == text


def test_rows_of_empty_cells_as_spreadsheets_leave_them_get_the_new_columns_too():
    text = 'key,a\nk,1\n,\n"",\n'
    after, reshaping = columns.reshaped(
        parse_matrix(text), [Column("key", "key"), Column("new"), Column("a", "a")], {"new": {"k": "x"}}
    )
    assert after.text == 'key,new,a\nk,x,1\n,,\n"",,\n'
    assert after.problems == ()
    assert columns.restored(after, reshaping).text == text


def test_a_row_that_came_since_has_empty_cells_in_columns_that_are_put_back():
    after, reshaping = columns.reshaped(
        parse_matrix("key,a,b\nk,1,2\n"), [Column("key", "key"), Column("b", "b")], {}
    )
    more = matrix.edited(after, [CellChange("new", "b", "", "x")]).matrix
    assert columns.restored(more, reshaping).text == "key,a,b\nk,1,2\nnew,,x\n"


def test_a_row_that_went_since_stays_away():
    after, reshaping = columns.reshaped(
        parse_matrix("key,a\nk,1\nl,2\n"), [Column("key", "key"), Column("b", "a")], {"b": {"l": "x"}}
    )
    less = parse_matrix(after.text.replace("l,x\n", ""))
    assert columns.restored(less, reshaping).text == "key,a\nk,1\n"


def test_a_column_that_came_since_stays_behind_its_neighbour():
    after, reshaping = columns.reshaped(
        parse_matrix("key,a,b\nk,1,2\n"), [Column("key", "key"), Column("c", "b"), Column("new")], {}
    )
    more = parse_matrix(after.text.replace("key,", "first,key,").replace("k,2", "0,k,2").replace("c,", "c,mine,").replace("2,", "2,9,"))  # fmt: skip
    assert more.text == "first,key,c,mine,new\n0,k,2,9,\n"
    assert columns.restored(more, reshaping).text == "first,key,a,b,mine\n0,k,1,2,9\n"


# --- what cannot be ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        [Column("a", "a")],
        [Column("key", "key"), Column("x", "nothing")],
        [Column("key", "key"), Column("a", "a"), Column("a", "b")],
        [Column("key", "key"), Column("x", "a"), Column("y", "a")],
        [Column("key", "key"), Column("a"), Column("a", "a")],
    ],
)
def test_columns_that_make_no_sense_are_refused(asked):
    with pytest.raises(Misuse, match=r"^matrix\.csv cannot have these columns: "):
        columns.reshaped(parse_matrix(TABLE), asked, {})


def test_the_key_column_stays_the_key_column():
    with pytest.raises(Misuse, match=r"cannot have these columns: key, b\.$"):
        columns.reshaped(parse_matrix(TABLE), [Column("key", "a"), Column("b", "key")], {})


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ({"nothing": {"k": "x"}}, r"^matrix\.csv will have no column nothing"),
        ({"a": {"z": "x"}}, r"^matrix\.csv has no row z"),
        ({"key": {"k": "x"}}, r"^matrix\.csv: the keys cannot be changed like this\.$"),
    ],
)
def test_a_text_for_a_cell_that_is_not_there_is_never_dropped_in_silence(new, message):
    with pytest.raises(Misuse, match=message):
        carried(parse_matrix(TABLE), **new)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the file is empty"),
        ("key;a\nk;1\n", "separated by semicolons"),
        ("a,b\nk,1\n", "there is no column key"),
        ("key,a\nk,1,2\n", "the row has 3 cells"),
        ("key,a,a\nk,1,2\n", "is there more than once"),
        ("key,a\nk,1\nk,2\n", "the source k has a row on line 2"),
        ("key,a\n,1\n", "the row has no key"),
        ("key,a,\nk,1,2\n", "the column has no name"),
    ],
)
def test_a_matrix_in_doubt_is_left_alone(text, told):
    found = parse_matrix(text)
    with pytest.raises(NotSaved, match=rf"columns cannot be changed until this is fixed\. .*{told}"):
        carried(found)
    with pytest.raises(NotSaved, match=told):
        columns.restored(found, Reshaping(("key",), (Column("key", "key"),), {}, {}, {}))


def test_a_matrix_without_rows_gets_columns_too():
    for text in ("key\n", "key", "\ufeffkey\r\n".removeprefix("\ufeff")):
        before = parse_matrix(text)
        after, reshaping = columns.reshaped(before, [Column("key", "key"), Column("a")], {})
        assert after.header == ("key", "a")
        assert columns.restored(after, reshaping).text == text


def test_undoing_refuses_to_lose_what_was_written_into_a_new_column():
    before = parse_matrix("key,a\n" + "".join(f"k{number},\n" for number in range(7)))
    after, reshaping = columns.reshaped(
        before, [*map(Column, before.header, before.header), Column("new")], {}
    )
    written = matrix.edited(
        after, [CellChange(f"k{number}", "new", "", "none") for number in range(7)]
    ).matrix
    with pytest.raises(
        NotSaved,
        match=r"^matrix\.csv: not undone: text written since then would be lost: k0, column new; "
        r"k1, column new; k2, column new; k3, column new; k4, column new and 2 more\. "
        r"Move or delete these texts first\.$",
    ):
        columns.restored(written, reshaping)


@pytest.mark.parametrize("since", ["", "y", "1 "])
def test_undoing_refuses_where_a_cell_that_was_changed_holds_something_else_by_now(since):
    after, reshaping = carried(parse_matrix("key,a\nk,1\n"), a={"k": "x"})
    written = matrix.edited(after, [CellChange("k", "a", "x", since)]).matrix
    with pytest.raises(NotSaved, match="would be lost: k, column a"):
        columns.restored(written, reshaping)


def test_a_column_that_came_since_behind_an_added_one_stays_where_it_is():
    found = parse_matrix("key,a,b\nk,1,2\n", "matrix.csv")
    added, reshaping = columns.reshaped(
        found, [Column("key", "key"), Column("a", "a"), Column("new"), Column("b", "b")], {}
    )
    since = parse_matrix(added.text.replace("new,", "new,x,").replace("k,1,,", "k,1,,y,"), "matrix.csv")
    assert since.header == ("key", "a", "new", "x", "b")
    back = columns.restored(since, reshaping)
    assert (back.header, back.rows["k"].cells) == (("key", "a", "x", "b"), ("k", "1", "y", "2"))


def test_undoing_refuses_where_a_column_is_gone_or_stands_there_again():
    _after, reshaping = columns.reshaped(
        parse_matrix("key,a\nk,1\n"), [Column("key", "key"), Column("b", "a")], {}
    )
    with pytest.raises(NotSaved, match=r"not undone: the column b is no longer there\."):
        columns.restored(parse_matrix("key\nk\n"), reshaping)
    again = parse_matrix("key,b,a\nk,1,mine\n")
    with pytest.raises(NotSaved, match=r"not undone: there is a column a again\. Rename it first\."):
        columns.restored(again, reshaping)


def test_what_does_not_read_back_as_it_must_is_not_saved(monkeypatch):
    monkeypatch.setattr(columns, "rendered", lambda cell, quoted=False: cell)
    with pytest.raises(NotSaved, match="its columns cannot be changed without touching something else"):
        carried(parse_matrix("key,a\nk,1\n"), a={"k": "x,y"})


# --- cells and rows that an import of the matrix wrote ------------------------------------------------------


@given(tables(), st.data())
def test_cells_and_rows_that_were_written_are_taken_back_to_the_byte_and_what_came_since_stays(text, data):
    before = parse_matrix(text)
    keys = st.sampled_from([*before.rows, "new_1", "new_2"])
    named = st.sampled_from(HEADER[1:])
    wanted = {
        (key, name): value
        for key, name, value in data.draw(st.lists(st.tuples(keys, named, CELL), max_size=5))
    }
    held = {key: dict(zip(before.header, row.cells, strict=True)) for key, row in before.rows.items()}
    changes = [CellChange(*at, held.get(at[0], {}).get(at[1], ""), value) for at, value in wanted.items()]
    after = matrix.edited(before, changes).matrix
    reshaping = columns.difference(before, after)
    assert columns.restored(after, reshaping).text == text
    assert columns.restored(before, reshaping).text == text
    free = [(key, name) for key in before.rows for name in HEADER[1:] if (key, name) not in wanted]
    if free:
        key, name = data.draw(st.sampled_from(free))
        since = matrix.edited(after, [CellChange(key, name, held[key][name], "since")]).matrix
        assert cells(columns.restored(since, reshaping)) == {**held, key: {**held[key], name: "since"}}


def test_a_row_that_was_added_and_written_in_since_is_not_lost():
    before = parse_matrix("key,a,b\nk,1,2")
    after = matrix.edited(before, [CellChange("new", "a", "", "x")]).matrix
    reshaping = columns.difference(before, after)
    assert (reshaping.rows, reshaping.ended, reshaping.changed) == (
        ("new",),
        "\n",
        {"a": {"new": (None, sum_of("x"))}},
    )
    assert columns.restored(after, reshaping).text == "key,a,b\nk,1,2"
    since = matrix.edited(after, [CellChange("new", "b", "", "mine")]).matrix
    with pytest.raises(NotSaved, match=r"would be lost: new, column b\. Move or delete these texts first\."):
        columns.restored(since, reshaping)
    more = matrix.edited(after, [CellChange("later", "b", "", "y")]).matrix
    assert columns.restored(more, reshaping).text == "key,a,b\nk,1,2\nlater,,y\n"


@pytest.mark.parametrize("rows", ["k,1\nl,2,\n", "k,1,\nk,2,\n,3,\n"])
def test_cells_beside_columns_without_a_name_and_rows_without_a_key_come_back(rows):
    before = parse_matrix(f"key,a,\n{rows}")
    after = matrix.edited(before, [CellChange("k", "a", "1", "x,y")]).matrix
    assert columns.restored(after, columns.difference(before, after)).text == before.text
