"""matrix.csv: strict reading, saving cell by cell, and both sides of a conflict shown."""

import copy
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix import matrix
from litmatrix.errors import Misuse, NotSaved, Unreadable
from litmatrix.matrix.file import CellChange, Conflict, Matrix, edited, frame, parse_matrix, without_empty
from litmatrix.matrix.rows import parts, rendered
from matrix.test_rows import CELL

TABLE = 'key,type,power\nsmith_2020,academic,"[Power] ""low"" (p. 3)\nnone"\njones_2019,grey,\n'


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "matrix.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def cells(found: Matrix) -> dict[str, tuple[str, ...]]:
    return {key: row.cells for key, row in found.rows.items()}


def faults(found: Matrix) -> list[tuple[str, str, str]]:
    return [(problem.check, problem.severity, problem.where) for problem in found.problems]


def settled(found: Matrix) -> Matrix:
    """A matrix without its problems: after an edit they still say where things stood before."""
    return replace(found, problems=())


# --- reading ----------------------------------------------------------------------------------------------


def test_a_file_is_read_as_it_stands(tmp_path):
    found = matrix.read_matrix(write(tmp_path, TABLE))
    assert (found.header, found.problems, found.text) == (("key", "type", "power"), (), TABLE)
    assert cells(found) == {
        "smith_2020": ("smith_2020", "academic", '[Power] "low" (p. 3)\nnone'),
        "jones_2019": ("jones_2019", "grey", ""),
    }
    assert {key: row.line for key, row in found.rows.items()} == {"smith_2020": 2, "jones_2019": 4}


@pytest.mark.parametrize("text", ["001", "2e5", "NA", "1-2", "1,5", "TRUE", "nan", "=1+1", " x ", "", "None"])
def test_every_cell_is_text_and_stays_what_it_is(text):
    found = parse_matrix(f'key,a\nk,"{text}"\n')
    assert matrix.frame(found).loc["k", "a"] == text


def test_a_missing_file_is_unreadable(tmp_path):
    with pytest.raises(Unreadable, match=r"matrix\.csv: there is no such file\."):
        matrix.read_matrix(tmp_path / "matrix.csv")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", [("empty-file", "fatal", "matrix.csv, row 1")]),
        ("\n\n", [("empty-file", "fatal", "matrix.csv, row 1")]),
        ("\ufeff", [("empty-file", "fatal", "matrix.csv, row 1")]),
        (TABLE.encode("utf-16"), [("encoding", "fatal", "matrix.csv:1")]),
        (TABLE.encode("utf-16-le"), [("zero-byte", "fatal", "matrix.csv:1")]),
        ("key,a\nk,1\nl,caf\xe9\n".encode("cp1252"), [("encoding", "fatal", "matrix.csv:3")]),
        ("key;a;b\nk;1;2\n", [("delimiter", "fatal", "matrix.csv, row 1")]),
        ('"key"\t"a"\nk\t1\n', [("delimiter", "fatal", "matrix.csv, row 1")]),
        ("Schlüssel,a\nk,1\n", [("no-key-column", "fatal", "matrix.csv, row 1")]),
        ("key,a\rk,1\rl,2\r", [("line-ends", "fatal", "matrix.csv, row 1")]),
        ('key,a\rk,"1\n2"\rl,2\r', [("line-ends", "fatal", "matrix.csv, row 1")]),
        ("key,a\nk,1,2\nl,1\n", [("ragged-row", "fatal", "matrix.csv, row 2 (line 2)")]),
        ('key,a\nk,"1\n2"\nl\nm,3\n', [("ragged-row", "fatal", "matrix.csv, row 3 (line 4)")]),
        ('key,a\nk,"1\nl,2\n', [("unclosed-row", "fatal", "matrix.csv, row 2 (line 2)")]),
        ('key,a\nk,"1"2\n', [("bad-quoting", "fatal", "matrix.csv, row 2 (line 2)")]),
        ("key,a,b\nk,1,2\nl,2", [("torn-row", "fatal", "matrix.csv, row 3 (line 3)")]),
        (
            "key,a\n<<<<<<< HEAD\nk,1\n=======\nk,2\n>>>>>>> b\n",
            [("conflict-marker", "fatal", "matrix.csv:2"), ("conflict-marker", "fatal", "matrix.csv:6")],
        ),
        ("<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", [("web-page", "fatal", "matrix.csv:1")]),
        ("\n<?xml version='1.0'?>\n<!-- x -->\n<HTML lang=de>", [("web-page", "fatal", "matrix.csv:1")]),
        ("<table><tr><td>key</td></tr></table>", [("web-page", "fatal", "matrix.csv:1")]),
        ("key,a,a\nk,1,2\n", [("duplicate-column", "fatal", "matrix.csv, row 1")]),
        ("key,a,key\nk,1,l\n", [("duplicate-column", "fatal", "matrix.csv, row 1")]),
        ("key,,a\nk,1,2\n", [("nameless-column", "error", "matrix.csv, row 1, column 2")]),
        ("key,a\nk,1\nk,2\n", [("duplicate-row", "error", "matrix.csv, row 3 (line 3), column key")]),
        ("key,a\n ,1\n,\n", [("no-key", "error", "matrix.csv, row 2 (line 2), column key")]),
    ],
)
def test_bad_input_is_a_problem_with_its_place(tmp_path, content, expected):
    path = write(tmp_path, content)
    found = matrix.read_matrix(path)
    assert faults(found) == expected
    assert found.fatal == any(severity == "fatal" for _, severity, _ in expected)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "key;a\nk;1\n",
        "key,a\nk,1,2\n",
        'key,a\nk,"1\n',
        "key,a\nk",
        TABLE.encode("utf-16"),
        "key,a\nk,\0\n",
    ],
)
def test_a_file_with_a_fatal_problem_is_not_written(tmp_path, content):
    path = write(tmp_path, content)
    before = path.read_bytes()
    with pytest.raises(NotSaved, match=r"matrix\.csv: not saved: the file is opened read-only\. matrix\.csv"):
        matrix.write_cells(path, [CellChange("k", "a", "", "x")])
    assert path.read_bytes() == before


def test_a_sync_clients_second_version_is_reported(tmp_path):
    path = write(tmp_path, TABLE)
    for name in (
        "matrix (1).csv",
        "matrix 2.csv",
        "matrix.sync-conflict-20261122-101010-ABC.csv",
        "matrix-DESKTOP-7A.csv",
    ):
        (tmp_path / name).write_text("key\n")
    (tmp_path / "matrix-old.csv").write_text("key\n")
    found = matrix.read_matrix(path)
    assert faults(found) == [
        ("conflicted-copy", "error", "matrix (1).csv:1"),
        ("conflicted-copy", "error", "matrix 2.csv:1"),
        ("conflicted-copy", "error", "matrix-DESKTOP-7A.csv:1"),
        ("conflicted-copy", "error", "matrix.sync-conflict-20261122-101010-ABC.csv:1"),
    ]


def test_a_message_says_what_and_what_to_do():
    found = parse_matrix("key,a,b\nk,one, two, three,4\n")
    assert [str(problem) for problem in found.problems] == [
        "matrix.csv, row 2 (line 2): the row has 5 cells, the header 3: more commas than columns. "
        "Put a cell with a comma in quotation marks, or add the missing commas."
    ]


# --- frames -----------------------------------------------------------------------------------------------


def test_the_frame_holds_the_cells_as_text():
    frame = matrix.frame(parse_matrix(TABLE))
    expected = pd.DataFrame(
        {"type": ["academic", "grey"], "power": ['[Power] "low" (p. 3)\nnone', ""]},
        index=pd.Index(["smith_2020", "jones_2019"], name="key", dtype="str"),
        dtype="str",
    )
    pd.testing.assert_frame_equal(frame, expected)


def test_the_frame_of_a_broken_file_is_empty_and_of_text():
    frame = matrix.frame(parse_matrix(""))
    assert (frame.shape, frame.index.name, frame.index.dtype) == (
        (0, 0),
        "key",
        pd.Index([], dtype="str").dtype,
    )


def test_excerpts_come_one_a_row_with_their_number_in_the_cell():
    found = parse_matrix('key,a,b\nk,"""x"" (p. 1)\n\n# y",none\nl,,z\n')
    rows = matrix.excerpt_rows(matrix.frame(found), ["b", "a", "no such theme"])
    assert rows == (
        matrix.ExcerptRow("k", "b", 1, "none", "", "", "", "", "", ""),
        matrix.ExcerptRow("l", "b", 1, "summary", "z", "", "", "", "", ""),
        matrix.ExcerptRow("k", "a", 1, "quotation", "x", "", "", "p. 1", "", ""),
        matrix.ExcerptRow("k", "a", 2, "memo", "y", "", "", "", "", ""),
    )
    frame = matrix.excerpt_frame(rows)
    assert list(frame.itertuples(index=False, name=None)) == [tuple(row) for row in rows]
    assert frame.dtypes.equals(matrix.excerpt_frame(()).dtypes)


# --- saving -----------------------------------------------------------------------------------------------

KEYS = st.sampled_from(["a", "b", "c", "d e"])
LINES = st.sampled_from(["\n", "\r\n"])


@st.composite
def tables(draw) -> str:
    """The text of a sound matrix, with blank lines, repeated keys and rows without a key among its rows."""
    newline = draw(LINES)
    quote = draw(st.booleans())
    body = draw(st.lists(st.tuples(KEYS, CELL, CELL), max_size=5))
    lines = [["key", "one", "two"], *map(list, body)]
    texts = [
        ",".join(
            '"' + cell.replace('"', '""') + '"' if quote or set(cell) & set(',"\r\n') else cell
            for cell in line
        )
        for line in lines
    ]
    for place in draw(st.lists(st.integers(1, 5), max_size=2)):
        texts.insert(place, draw(st.sampled_from(["", ",,", ",x,"])))
    return newline.join(texts) + draw(st.sampled_from(["", newline]))  # fmt: skip


@given(tables(), CELL, CELL)
def test_one_cell_changed_changes_only_the_bytes_of_its_row(text, one, two):
    before = parse_matrix(text)
    snapshot = copy.deepcopy(before)
    if before.fatal:
        return
    starts = {}
    for key, row in before.rows.items():
        lines = text.split("\n")
        starts[key] = sum(len(line) + 1 for line in lines[: row.line - 1])
    for key, row in before.rows.items():
        start, end = starts[key], starts[key] + len(row.raw)
        assert text[start:end] == row.raw
        after, conflicts = matrix.edited(
            before, [CellChange(key, "one", row.cells[1], one), CellChange(key, "two", row.cells[2], two)]
        )
        changed = (row.cells[0], one, two)
        raw = after.rows[key].raw
        assert conflicts == ()
        assert after.text == text[:start] + raw + text[end:]
        assert cells(after) == {**cells(before), key: changed}
        assert settled(after) == settled(parse_matrix(after.text))
        assert (changed == row.cells) == (after == before)
    assert before == snapshot


@given(
    st.lists(st.tuples(CELL, st.booleans()), min_size=4, max_size=4),
    st.sampled_from(range(1, 4)),
    CELL,
    LINES,
)
def test_the_other_cells_of_a_changed_row_keep_their_bytes(given_cells, place, text, newline):
    header = ["key", "one", "two", "three"]
    given_cells[0] = ("k", given_cells[0][1])
    texts = [rendered(cell, quoted) for cell, quoted in given_cells]
    before = parse_matrix(f"{','.join(header)}{newline}{','.join(texts)}{newline}")
    if before.fatal:
        return
    was = given_cells[place][0]
    after = matrix.edited(before, [CellChange("k", header[place], was, text)]).matrix
    found, end = parts(after.rows["k"].raw)
    assert end == newline
    assert [part for number, part in enumerate(found) if number != place] == texts[:place] + texts[
        place + 1 :
    ]
    if text != was and texts[place] != rendered(was):
        assert found[place].startswith('"')


@given(
    tables(),
    st.lists(
        st.tuples(st.sampled_from(["a", "b", "new"]), st.sampled_from(["one", "two"]), CELL), max_size=6
    ),
)
def test_changes_with_new_rows_read_back_as_what_was_asked_for(text, wanted):
    before = parse_matrix(text)
    if before.fatal:
        return
    state = {key: dict(zip(before.header, row.cells, strict=True)) for key, row in before.rows.items()}
    changes = []
    for key, column, value in wanted:
        row = state.setdefault(key, {"key": key, "one": "", "two": ""})
        changes.append(CellChange(key, column, row[column], value))
        row[column] = value
    after, conflicts = matrix.edited(before, changes)
    assert conflicts == ()
    assert {key: dict(zip(after.header, row.cells, strict=True)) for key, row in after.rows.items()} == state
    assert settled(after) == settled(parse_matrix(after.text))


@given(st.data())
def test_changes_of_two_people_are_merged_cell_by_cell_and_none_is_lost(data):
    places = [(key, column) for key in ("a", "b") for column in ("one", "two")]
    values = st.sampled_from(["", "x", "y", "z"])
    base = {place: data.draw(values) for place in places}
    theirs = {place: data.draw(values) for place in places}
    ours = {place: data.draw(values) for place in data.draw(st.lists(st.sampled_from(places), unique=True))}
    start = parse_matrix("key,one,two\na,,\nb,,\n")
    before = matrix.edited(start, [CellChange(*place, "", value) for place, value in base.items()]).matrix
    meanwhile = matrix.edited(
        before, [CellChange(*place, base[place], theirs[place]) for place in places]
    ).matrix
    saved = matrix.edited(
        meanwhile, [CellChange(*place, base[place], value) for place, value in ours.items()]
    )
    clashing = {place for place, value in ours.items() if theirs[place] not in (base[place], value)}
    assert saved.conflicts == tuple(
        Conflict(*place, base[place], theirs[place], value)
        for place, value in ours.items()
        if place in clashing
    )
    for (key, column), value in theirs.items():
        place = (key, column)
        expected = ours[place] if place in ours and place not in clashing else value
        assert saved.matrix.rows[key].cells[saved.matrix.header.index(column)] == expected


def test_a_cell_that_was_changed_outside_is_shown_and_not_overwritten(tmp_path):
    path = write(tmp_path, TABLE)
    known = matrix.read_matrix(path)
    outside = TABLE.replace("grey", "book")
    write(tmp_path, outside)
    saved = matrix.write_cells(
        path,
        [CellChange("jones_2019", "type", "grey", "report"), CellChange("jones_2019", "power", "", "none")],
        known,
    )
    assert saved.conflicts == (Conflict("jones_2019", "type", "grey", "book", "report"),)
    assert path.read_text() == outside.replace("book,\n", "book,none\n")
    assert saved.matrix == matrix.read_matrix(path)


def test_changes_that_are_one_whole_are_written_together_or_not_at_all(tmp_path):
    path = write(tmp_path, TABLE)
    known = matrix.read_matrix(path)
    outside = TABLE.replace("grey", "book")
    write(tmp_path, outside)
    changes = [
        CellChange("jones_2019", "type", "grey", "report"),
        CellChange("jones_2019", "power", "", "none"),
    ]
    saved = matrix.write_cells(path, changes, known, whole=True)
    assert saved.conflicts == (Conflict("jones_2019", "type", "grey", "book", "report"),)
    assert (path.read_text(), saved.matrix) == (outside, matrix.read_matrix(path))
    assert matrix.write_cells(path, changes[1:], saved.matrix, whole=True).conflicts == ()
    assert path.read_text() == outside.replace("book,\n", "book,none\n")


@given(CELL.filter(lambda text: "\0" not in text), st.booleans(), LINES)
def test_any_text_of_a_cell_is_saved_and_read_back(tmp_path_factory, text, bom, newline):
    table = TABLE.replace("\n", newline)
    path = write(tmp_path_factory.mktemp("review"), b"\xef\xbb\xbf" * bom + table.encode())
    matrix.write_cells(path, [CellChange("jones_2019", "power", "", text)])
    found = matrix.read_matrix(path)
    assert (found.problems, found.rows["jones_2019"].cells[2], found.bom) == ((), text, bom)
    assert found.text.startswith(table[: table.index("jones_2019")])


@pytest.mark.parametrize("text", ["x" * 1_000_000, "line\n" * 200_000, '"' * 1_000_000, "\r" * 1_000_000])
def test_a_cell_of_a_megabyte_is_saved_and_read_back(tmp_path, text):
    path = write(tmp_path, TABLE)
    matrix.write_cells(path, [CellChange("jones_2019", "power", "", text)])
    assert matrix.read_matrix(path).rows["jones_2019"].cells[2] == text


def test_two_who_save_at_the_same_time_lose_nothing(tmp_path):
    path = write(tmp_path, "key,one,two\nk,0,0\n")

    def count(column: str) -> None:
        for number in range(20):
            matrix.write_cells(path, [CellChange("k", column, str(number), str(number + 1))])

    with ThreadPoolExecutor() as pool:
        list(pool.map(count, ["one", "two"]))
    assert path.read_text() == "key,one,two\nk,20,20\n"


def test_without_a_change_the_file_is_not_touched(tmp_path):
    path = write(tmp_path, b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode())
    before = path.stat()
    matrix.write_cells(path, [])
    matrix.write_cells(path, [CellChange("jones_2019", "type", "other", "grey")])
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_unknown_columns_blank_lines_and_repeated_rows_stay_in_place(tmp_path):
    text = "key,mine,a\n\nk,1,\nk,2,\n,3,\nl,4,\n\n"
    path = write(tmp_path, text)
    matrix.write_cells(path, [CellChange("l", "a", "", "x"), CellChange("new", "a", "", "y")])
    assert path.read_text() == "key,mine,a\n\nk,1,\nk,2,\n,3,\nl,4,x\n\nnew,,y\n"


def test_a_row_keeps_its_quoting_and_its_line_end(tmp_path):
    path = write(tmp_path, '"key","a"\r\n"k","1"\n"l","2"')
    matrix.write_cells(path, [CellChange("k", "a", "1", "x"), CellChange("l", "a", "2", "y")])
    assert path.read_bytes() == b'"key","a"\r\n"k","x"\n"l","y"'
    matrix.write_cells(path, [CellChange("m", "a", "", "z")])
    assert path.read_bytes() == b'"key","a"\r\n"k","x"\n"l","y"\r\n"m","z"\r\n'


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (CellChange("k", "b", "", "x"), "has no column b; its columns are a"),
        (CellChange("k", "key", "k", "x"), "has no column key"),
        (CellChange("k", "", "", "x"), "has no column "),
        (CellChange(" ", "a", "", "x"), "' ' cannot be the key of a row"),
        (CellChange(" k", "a", "", "x"), "' k' cannot be the key of a row"),
        (
            CellChange("k", "a", "1", "\ud800"),
            r"matrix\.csv:3: not saved: the text has half a character \(U\+D800\)",
        ),
        (CellChange("k", "a", "1", "\0"), "there is a zero byte in the text"),
        (CellChange("k", "a", "1", "x\n<<<<<<< y"), "there is a merge conflict in the file"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_nothing_is_written(tmp_path, change, message):
    path = write(tmp_path, "key,a,\nl,1,\nk,1,\n")
    with pytest.raises(Misuse, match=message):
        matrix.write_cells(path, [CellChange("l", "a", "1", "2"), change])
    assert path.read_text() == "key,a,\nl,1,\nk,1,\n"


# --- what a spreadsheet adds ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "key,a,,\nk,1,,\n,,,\nl,2,,\n",
        "key,,a\nk,,1\nl, ,2\n",
        "key,a\nk,1,,\nl,2\n,,\n",
        "key,a,,\nk,1\nl,2,,",
        'key,a,""\nk,1,""\n"","",""\nl,2,\n   \n',
        "key,a, \nk,1,\nl,2\n",
        "key,a,,\r\nk,1,,\r\nl,2\r\n,,,\r\n",
        "key,a,,\nk,1,,\nl,2",
    ],
)
def test_empty_columns_and_rows_are_nothing(text):
    found = parse_matrix(text)
    assert found.problems == ()
    assert frame(found).to_dict() == {"a": {"k": "1", "l": "2"}}
    saved = edited(found, [CellChange("k", "a", "1", "3")]).matrix
    assert saved.text == text.replace("1", "3", 1)
    assert parse_matrix(saved.text).problems == ()
    whole = without_empty(found)
    assert (whole.header, [row.cells for row in whole.rows.values()]) == (
        ("key", "a"),
        [("k", "1"), ("l", "2")],
    )


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("key,a,\nk,1,2\n", "nameless-column"),
        ("key,a\nk,1,,2\n", "ragged-row"),
        ("key,a,b\nk,1\nl,2,3\n", "ragged-row"),
        ("key,a,,b\nk,1\n", "ragged-row"),
        ("key,a,\n,1,\n", "no-key"),
    ],
)
def test_what_holds_something_is_still_said(text, check):
    assert [problem.check for problem in parse_matrix(text).problems] == [check]
