"""CSV text as rows: strict reading, and rows that read back as what they are."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.matrix import rows
from litmatrix.matrix.rows import Row
from litmatrix.model import Problem

CELL = st.one_of(
    st.text(),
    st.sampled_from(
        [
            '"',
            '""',
            ",",
            "\n",
            "\r",
            "\r\n",
            " ",
            "001",
            "2e5",
            "NA",
            "1-2",
            "=1+1",
            "\ufeff",
            "\ue000\r",
            "é",
        ]
    ),
)


@given(
    st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=5),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_cells_that_are_written_are_read_back(table, quoted, ending):
    texts = [rows.render(cells, quoted, ending) for cells in table]
    found, problems = rows.split("".join(texts), "m.csv")
    assert problems == []
    assert [list(row.cells) for row in found] == table
    assert [row.raw for row in found] == texts


@given(st.lists(CELL, min_size=2))
def test_a_written_row_is_read_by_others_as_well(cells):
    cells = [cell.replace("\0", "") for cell in cells]
    assert next(csv.reader(io.StringIO(rows.render(cells, False, "\n"), newline=""))) == cells


@given(st.text(alphabet='k,";ab \n\r\ue000\ufeff'))
def test_rows_and_what_stands_behind_a_fault_are_the_whole_text(text):
    if not text.strip():
        return
    found, problems = rows.split(text, "m.csv")
    read = "".join(row.raw for row in found)
    assert text.startswith(read)
    assert bool(problems) or read == text
    starts = [read[: sum(len(row.raw) for row in found[:number])] for number in range(len(found))]
    assert [row.line for row in found] == [start.count("\n") + 1 for start in starts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("key,a\nk,1", [Row(("key", "a"), 1, "key,a\n"), Row(("k", "1"), 2, "k,1")]),
        ('key,a\r\nk,"1\r\n2"\r\n', [Row(("key", "a"), 1, "key,a\r\n"), Row(("k", "1\r\n2"), 2, 'k,"1\r\n2"\r\n')]),
        ("key,a\nk,1\r2\n", [Row(("key", "a"), 1, "key,a\n"), Row(("k", "1\r2"), 2, "k,1\r2\n")]),
        ("key,a\n\nk,1\u2028\x0b2\n", [Row(("key", "a"), 1, "key,a\n"), Row((), 2, "\n"), Row(("k", "1\u2028\x0b2"), 3, "k,1\u2028\x0b2\n")]),
    ],
)  # fmt: skip
def test_rows_keep_their_text_and_their_line(text, expected):
    assert rows.split(text, "m.csv") == (expected, [])


@pytest.mark.parametrize(
    ("text", "read", "expected"),
    [
        (
            'key,a\nk,"1\nl,2\n',
            1,
            Problem(
                "unclosed-row",
                "fatal",
                "m.csv, row 2 (line 2)",
                "a quotation mark that opens a cell in this row is never closed; what follows is not read.",
                fix='Close it. Inside a quoted cell, each " is written twice ("").',
            ),
        ),
        (
            'key,a\nk,"1" 2\nl,2\n',
            1,
            Problem(
                "bad-quoting",
                "fatal",
                "m.csv, row 2 (line 2)",
                "a quoted cell goes on after its closing quotation mark; what follows is not read.",
                fix='Put the whole cell in quotation marks and write each " inside it twice ("").',
            ),
        ),
        (
            "key,a,b\nk,1,2\nl,3",
            3,
            Problem(
                "torn-row",
                "fatal",
                "m.csv, row 3 (line 3)",
                "the last row breaks off in the middle.",
                fix="The file was cut short: get the rest from a backup or from git.",
            ),
        ),
        (
            '"key',
            1,
            Problem(
                "unclosed-row",
                "fatal",
                "m.csv, row 1 (line 1)",
                "a quotation mark that opens a cell in this row is never closed; what follows is not read.",
                fix='Close it. Inside a quoted cell, each " is written twice ("").',
            ),
        ),
    ],
)
def test_a_fault_is_fatal_and_says_in_which_row(text, read, expected):
    found, problems = rows.split(text, "m.csv")
    assert (len(found), problems) == (read, [expected])


def test_cells_are_quoted_only_where_they_must_be():
    assert rows.render(["k", "a b", "a,b", 'a"b', "a\nb", "a\rb", " a", ""], False, "\n") == (
        'k,a b,"a,b","a""b","a\nb","a\rb"," a",\n'
    )
    assert rows.render(["k", ""], True, "\r\n") == '"k",""\r\n'


@given(
    st.lists(st.lists(st.tuples(CELL, st.booleans()), min_size=2, max_size=4), min_size=1, max_size=4),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_the_parts_of_a_row_are_its_cells_as_they_stand_and_put_together_are_the_row_again(
    table, ending, last
):
    texts = [",".join(rows.rendered(cell, quoted) for cell, quoted in cells) + ending for cells in table]
    text = "".join(texts) if last else "".join(texts).removesuffix(ending)
    found, problems = rows.split(text, "m.csv")
    if problems:
        assert not last  # a row that is shorter than the first, without a line end, may be torn
        return
    for row, cells in zip(found, table, strict=True):
        texts, end = rows.parts(row.raw)
        assert ",".join(texts) + end == row.raw
        assert texts == tuple(rows.rendered(cell, quoted) for cell, quoted in cells)


@given(st.text(alphabet='k,"ab \n\r\ue000'))
def test_any_row_that_was_read_has_as_many_parts_as_cells(text):
    if not text.strip():
        return
    found, _ = rows.split(text, "m.csv")
    for row in found:
        if row.cells:
            texts, end = rows.parts(row.raw)
            assert ",".join(texts) + end == row.raw
            assert len(texts) == len(row.cells)
            read = [part[1:-1].replace('""', '"') if part.startswith('"') else part for part in texts]
            assert read == list(row.cells)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("\n", (("",), "\n")),
        ("", (("",), "")),
        (",", (("", ""), "")),
        ('k,"a,""b""\r\n",c d"e\r\n', (("k", '"a,""b""\r\n"', 'c d"e'), "\r\n")),
        ('""\n', (('""',), "\n")),
        ("k,a\r", (("k", "a\r"), "")),
        ("k,a\r\r\n", (("k", "a\r"), "\r\n")),
    ],
)
def test_parts_keep_quotes_and_the_line_end_apart(raw, expected):
    assert rows.parts(raw) == expected


@pytest.mark.parametrize("body", ["x" * 1_000_000, '""' * 1_000_000, "line\n" * 200_000])
def test_a_row_of_a_megabyte_is_taken_apart(body):
    assert rows.parts(f'k,"{body}",z\n') == (("k", f'"{body}"', "z"), "\n")
