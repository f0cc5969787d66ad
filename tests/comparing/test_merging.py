"""Merging two versions of the matrix by key and column."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.comparing.merging import Clash, Merged, NotMergeable, merge
from litmatrix.matrix import three_way
from litmatrix.matrix.file import Matrix, parse_matrix
from litmatrix.matrix.three_way import items, merge_cell

BASE = 'key,type,power\nsmith,a,"""one"" (p. 1)\n""two"" (p. 2)"\njones,b,\nlee,c,none\n'


def merged(ours: str, theirs: str, base: str = BASE, themes: tuple[str, ...] = ("power",)) -> Merged:
    return merge(parse_matrix(base), parse_matrix(ours), parse_matrix(theirs), themes)


# --- cells ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ("", "a", "b", "a\nb"),
        ("x", "x\na", "b\nx", "b\nx\na"),
        ("x\ny", "x\na\ny", "x\nb\ny\nc", "x\na\nb\ny\nc"),
        ("", "a\nsame", "same\nb", "a\nsame\nb"),
        ("x", "x\nw\n  more", "x\nb", "x\nw\n  more\nb"),
        ("x", "y", "x\nb", None),
        ("x\ny", "x", "x\ny\nb", None),
        ("", "none", '"found" (p. 1)', None),
        ("", "none", "# a memo", "none\n# a memo"),
    ],
)
def test_excerpts_that_both_only_added_are_all_kept_theirs_after_ours(base, ours, theirs, expected):
    assert merge_cell(base, ours, theirs) == expected


LINES = st.lists(st.sampled_from(["a", "b", '"q" (p. 1)', "# m", "", "w\n  v", " z"]), max_size=4)


@given(LINES, LINES, LINES, st.randoms())
def test_a_merged_cell_holds_every_excerpt_of_both_sides(old, one, two, random):
    def among(added: list[str]) -> list[str]:
        result = list(old)
        for line in added:
            result.insert(random.randint(0, len(result)), line)
        return result

    base, ours, theirs = ("\n".join(lines) for lines in (old, among(one), among(two)))
    text = merge_cell(base, ours, theirs)
    if text is not None:
        assert set(items(text)) == set(items(ours)) | set(items(theirs))


# --- rows and columns -------------------------------------------------------------------------------------


def test_cells_that_either_side_changed_are_merged_and_other_rows_keep_their_bytes():
    ours = BASE.replace("jones,b,", '"jones","b2",')
    theirs = BASE.replace("jones,b,", "jones,b,none").replace("lee,c,none", "lee,c3,none")
    assert merged(ours, theirs) == Merged(
        'key,type,power\nsmith,a,"""one"" (p. 1)\n""two"" (p. 2)"\njones,b2,none\nlee,c3,none\n'
    )


def test_a_cell_that_both_changed_stands_twice_in_rows_between_markers_and_all_else_is_merged_in_both():
    ours = BASE.replace("jones,b,", "jones,grey,mine")
    theirs = BASE.replace("jones,b,", "jones,book,theirs")
    result = merged(ours, theirs)
    assert result == Merged(
        'key,type,power\nsmith,a,"""one"" (p. 1)\n""two"" (p. 2)"\n'
        '<<<<<<< ours\njones,grey,"mine\ntheirs"\n=======\njones,book,"mine\ntheirs"\n>>>>>>> theirs\nlee,c,none\n',
        (Clash("jones", "type", "b", "grey", "book"),),
    )
    assert "conflict-marker" in {problem.check for problem in _unfit(result.text)}


def _unfit(text: str):
    from litmatrix.files import store

    return store.unfit(text, "matrix.csv")


def test_a_column_of_no_theme_is_not_merged_by_lines():
    ours, theirs = BASE.replace("jones,b,", "jones,b,mine"), BASE.replace("jones,b,", "jones,b,theirs")
    assert merged(ours, theirs).clashes == ()
    assert merged(ours, theirs, themes=()).clashes == (Clash("jones", "power", "", "mine", "theirs"),)


def test_rows_and_columns_of_both_sides_are_kept_theirs_after_what_they_follow():
    base = "key,a\nk,1\nl,2\n"
    ours = "key,a,mine\nk,1,m\nnew1,5,\nl,2,"
    theirs = "key,theirs,a\nk,t,1\nnew2,,6\nl,,2\nlast,x,7\n"
    assert merged(ours, theirs, base) == Merged(
        "key,theirs,a,mine\nk,t,1,m\nnew1,,5,\nnew2,,6,\nl,,2,\nlast,x,7,\n"
    )


def test_what_one_side_took_out_and_the_other_left_alone_is_gone():
    base = "key,a,b\nk,1,2\nl,3,4\n"
    assert merged("key,a,b\nl,3,4\n", "key,a\nk,1\nl,5\n", base) == Merged("key,a\nl,5\n")


@pytest.mark.parametrize(
    ("ours", "theirs", "body"),
    [
        ("key,a\nl,2\n", "key,a\nk,9\nl,2\n", "<<<<<<< ours\n=======\nk,9\n>>>>>>> theirs\nl,2\n"),
        ("key,a\nk,9\nl,2\n", "key,a\nl,2\n", "<<<<<<< ours\nk,9\n=======\n>>>>>>> theirs\nl,2\n"),
    ],
)
def test_a_row_that_one_side_took_out_and_the_other_changed_stands_between_markers(ours, theirs, body):
    result = merged(ours, theirs, "key,a\nk,1\nl,2\n")
    assert result.text == "key,a\n" + body
    assert [(clash.key, clash.column) for clash in result.clashes] == [("k", "")]


def test_a_column_that_one_side_renamed_is_known_by_its_cells():
    base = "key,a,b\nk,1,x\nl,2,y\n"
    renamed = "key,a2,b\nk,1,x\nl,2,y\n"
    edited = "key,a,b\nk,9,x\nl,2,y\n"
    assert merged(renamed, edited, base) == Merged("key,a2,b\nk,9,x\nl,2,y\n")
    assert merged(edited, renamed, base) == Merged("key,a2,b\nk,9,x\nl,2,y\n")


def test_both_sides_that_made_the_file_are_merged():
    assert merged("key,a\nk,1\n", "key,a\nk,1\nl,2\n", base="") == Merged("key,a\nk,1\nl,2\n")
    assert merged("key,a\nk,1\n", "key,a\nk,2\n", base="").clashes == (Clash("k", "a", "", "1", "2"),)


def test_the_result_has_the_line_ends_and_the_quoting_of_ours():
    base = "key,a\nk,1\nl,2\n"
    ours = '"key","a"\r\n"k","1"\r\n"l","3"'
    assert merged(ours, base, base).text == ours
    assert merged(ours, "key,a\nk,9\nl,2\n", base).text == '"key","a"\r\n"k","9"\r\n"l","3"'
    assert (
        merged(ours, "key,a\nk,1\nl,2\nm,4\n", base).text == '"key","a"\r\n"k","1"\r\n"l","3"\r\n"m","4"\r\n'
    )


def test_rows_that_cannot_be_told_apart_stay_in_place_if_they_are_the_same_in_theirs():
    base = "key,a\n\nk,1\nk,2\n,3\nl,4\n"
    assert merged(base, base.replace("l,4", "l,5"), base).text == base.replace("l,4", "l,5")
    with pytest.raises(NotMergeable, match="used twice"):
        merged(base, base.replace("k,2", "k,9"), base)
    with pytest.raises(NotMergeable, match="used twice"):
        merged(base, "key,a,b\n\nk,1,\nk,2,\n,3,\nl,4,\n", "key,a\n\nk,1\nk,2\n,3\nl,4\n")


@pytest.mark.parametrize(
    ("ours", "theirs", "message"),
    [
        ('key,a\nk,"1\n', "key,a\nk,1\n", "our version has an error: matrix.csv, row 2"),
        ("key,a\nk,1\n", "name;a\n", "their version has an error"),
        ("key\nk\n", "key,a\nk,2\n", "the column a was deleted on one side and changed on the other"),
    ],
)
def test_versions_that_differ_in_more_than_cells_are_refused(ours, theirs, message):
    with pytest.raises(NotMergeable, match=message):
        merged(ours, theirs, "key,a\nk,1\n")


def test_a_column_renamed_on_both_sides_is_refused_unless_to_the_same_name():
    base = "key,a\nk,1\n"
    assert merged("key,b\nk,1\n", "key,b\nk,1\nl,2\n", base).text == "key,b\nk,1\nl,2\n"
    with pytest.raises(NotMergeable, match="renamed to b and to c"):
        merged("key,b\nk,1\n", "key,c\nk,1\n", base)


# --- random concurrent edits ------------------------------------------------------------------------------

KEYS = ["k1", "k2", "k3", "k4"]
COLUMNS = ["plain", "theme"]
TEXTS = st.sampled_from(["", "x", "y", "x\nz", '"q, r" (p. 1)', "none", "=======", "# ä 日本"])
EDITS = st.dictionaries(
    st.tuples(st.sampled_from([*KEYS, "new1", "new2"]), st.sampled_from(COLUMNS)), TEXTS, max_size=8
)
Cells = dict[str, dict[str, str]]


def table(cells: Cells, columns: list[str]) -> Matrix:
    from litmatrix.matrix.rows import render

    rows = [
        ["key", *columns],
        *([key, *(row.get(name, "") for name in columns)] for key, row in cells.items()),
    ]
    return parse_matrix("".join(render(row, False, "\n") for row in rows))


def as_cells(matrix: Matrix) -> Cells:
    return {
        key: {name: text for name, text in zip(matrix.header, row.cells, strict=True) if name != "key"}
        for key, row in matrix.rows.items()
    }


def apply(cells: Cells, edits: dict[tuple[str, str], str]) -> Cells:
    result = copy.deepcopy(cells)
    for (key, column), text in edits.items():
        result.setdefault(key, {})[column] = text
    return result


@given(
    st.dictionaries(st.sampled_from(KEYS), st.fixed_dictionaries(dict.fromkeys(COLUMNS, TEXTS))),
    EDITS, EDITS, st.booleans(), st.booleans(),
)  # fmt: skip
def test_every_edit_of_either_side_that_does_not_clash_is_in_the_result_and_clashes_keep_both(
    start, our_edits, their_edits, our_column, their_column
):
    ours_cells, theirs_cells = apply(start, our_edits), apply(start, their_edits)
    for cells, wanted, name in ((ours_cells, our_column, "c_ours"), (theirs_cells, their_column, "c_theirs")):
        for key in cells if wanted else ():
            cells[key][name] = f"{name} {key}"
    base = table(start, COLUMNS)
    ours = table(ours_cells, [*COLUMNS, "c_ours"] if our_column else COLUMNS)
    theirs = table(theirs_cells, [*COLUMNS, "c_theirs"] if their_column else COLUMNS)
    before = copy.deepcopy((base, ours, theirs))
    result = merge(base, ours, theirs, ["theme"])
    assert (base, ours, theirs) == before

    clashing = {(clash.key, clash.column): clash for clash in result.clashes}
    sides = [as_cells(parse_matrix(side)) for side in both_sides(result.text)]
    assert sides[0].keys() == sides[1].keys() == ours_cells.keys() | theirs_cells.keys()
    for key in sides[0]:
        for column in sides[0][key]:
            old = start.get(key, {}).get(column, "")
            mine, other = (cells.get(key, {}).get(column, "") for cells in (ours_cells, theirs_cells))
            # A side without the row has not changed its cells.
            mine, other = (
                text if key in cells else old for text, cells in ((mine, ours_cells), (other, theirs_cells))
            )
            found = (sides[0][key][column], sides[1][key][column])
            if (key, column) in clashing:
                assert old not in (mine, other)
                assert mine != other
                assert found == (mine, other)
            elif mine in (old, other):
                assert found == (other, other)
            elif other == old:
                assert found == (mine, mine)
            else:
                assert column == "theme"
                assert found == (three_way.merge_cell(old, mine, other),) * 2
    if not clashing and theirs.text == base.text:
        assert result.text == ours.text


def both_sides(text: str) -> tuple[str, str]:
    """The text with our sides of its conflicts, and with theirs."""
    ours, theirs, where = [], [], ""
    for line in text.splitlines(keepends=True):
        if line.startswith("<<<<<<< ours"):
            where = "ours"
        elif (
            line.startswith("=======")
            and where == "ours"
            and '"' not in line
            and not in_quotes("".join(ours))
        ):
            where = "theirs"
        elif line.startswith(">>>>>>> theirs"):
            where = ""
        else:
            if where in ("", "ours"):
                ours.append(line)
            if where in ("", "theirs"):
                theirs.append(line)
    return "".join(ours), "".join(theirs)


def in_quotes(text: str) -> bool:
    return text.count('"') % 2 == 1


# --- the rule on plain values -----------------------------------------------------------------------------

VALUE = st.sampled_from([None, "", "a", "b", 3])
VALUES = st.dictionaries(st.sampled_from("pqrs"), st.sampled_from(["", "a", "b", 3]))


@given(VALUE, VALUE, VALUE)
def test_of_two_versions_the_one_that_changed_is_taken_and_a_clash_is_one_from_either_side(
    base, ours, theirs
):
    kind, mirrored = three_way.whose(base, ours, theirs), three_way.whose(base, theirs, ours)
    other = {three_way.OURS: three_way.THEIRS, three_way.THEIRS: three_way.OURS}
    assert mirrored == other.get(kind, kind)
    assert (kind == three_way.CONFLICT) == (len({repr(base), repr(ours), repr(theirs)}) == 3)
    assert (kind in (three_way.SAME, three_way.ALIKE)) == (ours == theirs)


@given(VALUES, VALUES, VALUES)
def test_merging_keeps_every_change_of_either_side_and_names_every_clash(base, ours, theirs):
    before = copy.deepcopy((base, ours, theirs))
    result, clashes = three_way.merged(base, ours, theirs)
    assert (base, ours, theirs) == before
    clashing = {clash.place for clash in clashes}
    for place in {*base, *ours, *theirs}:
        three = base.get(place), ours.get(place), theirs.get(place)
        assert (place in clashing) == (three_way.whose(*three) == three_way.CONFLICT)
        assert result.get(place) == (three[2] if three[1] == three[0] else three[1])
    assert three_way.merged(base, ours, base) == (ours, ())
    assert three_way.merged(base, base, theirs)[0] == theirs
    assert three_way.merged(base, ours, theirs, lambda *_: "both")[1] == ()
