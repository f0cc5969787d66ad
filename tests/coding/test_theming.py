"""Theme operations done and undone: nothing is lost, the same bytes come back, and a crash in between is seen."""

import contextlib
import copy
import errno
import json
import os
import shutil
import tomllib
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import small_review
from hypothesis import given
from hypothesis import strategies as st

import litmatrix
from litmatrix import matrix, protocol
from litmatrix.coding import operations, themes
from litmatrix.coding.themes import Part, sub
from litmatrix.errors import ChangedOutside, LitmatrixError, Misuse, NotSaved, Unreadable
from litmatrix.files import store
from litmatrix.files.journal import sum_of
from litmatrix.matrix import excerpts, history
from litmatrix.matrix.file import CellChange
from litmatrix.matrix.rows import parts, rendered
from litmatrix.vocabulary import EVIDENCE, MEMO

ROOT = Path(__file__).resolve().parents[2]

FILES = ("matrix.csv", "review.toml")

MATRIX = """\
key,kind,a,mine,b
k_2010,grey,"[S] ""one"" (p. 1)
# memo",9,none
l_2011,,none 2026-11-03 cs,,"[T] told
  in two lines"
m_2012,,,,
"""
TOML = """\
format = 1
# ours
title = "T"

[[descriptors]]
id = "kind"

# the first
[[themes]]
id = "a"
name = "A"   # as ever
subthemes = ["S", "U"]
statement = "Much."

[[themes]]
id = "b"
name = "B"
subthemes = ["T"]
"""


def write(folder: Path, rows: str = MATRIX, toml: str = TOML, bom: bool = False) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "matrix.csv").write_bytes(b"\xef\xbb\xbf" * bom + rows.encode())
    (folder / "review.toml").write_bytes(b"\xef\xbb\xbf" * bom + toml.encode())
    return folder


def state(folder: Path) -> tuple[bytes, ...]:
    return tuple((folder / name).read_bytes() for name in FILES)


def read(folder: Path) -> tuple:
    return protocol.read_protocol(folder / "review.toml")[0], matrix.read_matrix(folder / "matrix.csv")


def held(folder: Path, subthemes: bool) -> Counter:
    """The quotations, summaries and memos of all themes, by source."""
    plan, found = read(folder)
    places = [found.header.index(theme.id) for theme in plan.themes if theme.id in found.header]
    return Counter(
        (
            key,
            one.kind,
            one.text,
            one.locator,
            one.origin,
            one.note,
            one.stance,
            one.subtheme if subthemes else "",
        )
        for key, row in found.rows.items()
        for place in places
        for one in excerpts.parse(row.cells[place])
        if one.kind in (*EVIDENCE, MEMO)
    )


def merge(plan, found):
    return themes.merge(plan, found, ["a", "b"], "c")


def merge_into(plan, found):
    return themes.merge(plan, found, ["a", "b"], "a")


def split(plan, found):
    return themes.split(plan, found, "a", [Part("x"), Part("y")], by_subtheme={"S": "x"}, rest="y")


def split_off(plan, found):
    return themes.split(plan, found, "a", [Part("a"), Part("y")], by_subtheme={"S": "y"}, rest="a")


OPERATIONS = {
    "merge": merge,
    "merge into": merge_into,
    "split": split,
    "split off": split_off,
    "add": lambda plan, found: themes.add(plan, found, "new", behind="a"),
    "add a column": lambda plan, found: themes.add(plan, found, "mine"),
    "rename": lambda plan, found: themes.rename(plan, found, "a", "α.β", "Alpha"),
    "retire": lambda plan, found: themes.retire(plan, found, "a"),
    "redefine": lambda plan, found: themes.redefine(plan, found, "a", "Other.", clear_none=True),
    "reorder": lambda plan, found: themes.reorder(plan, found, ["b", "a"]),
    "sub add": lambda plan, found: sub.add(plan, found, "a", "V"),
    "sub rename": lambda plan, found: sub.rename(plan, found, "a", "S", "W"),
    "sub merge": lambda plan, found: sub.merge(plan, found, "a", ["S", "U"], "W"),
    "sub split": lambda plan, found: sub.split(plan, found, "a", "S", ["S1", "S2"], rest="S2"),
    "sub retire": lambda plan, found: sub.retire(plan, found, "a", "S"),
    "sub reorder": lambda plan, found: sub.reorder(plan, found, "a", ["U", "S"]),
}
every_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
#: Of each kind one: columns that go, come, and are renamed; cells only; review.toml only.
KINDS = ("merge", "split off", "rename", "retire", "sub rename")
operation_of_a_kind = pytest.mark.parametrize("operation", [OPERATIONS[name] for name in KINDS], ids=KINDS)


# --- any matrix, any operations ---------------------------------------------------------------------------

LINE = st.sampled_from(
    [
        '[S] "one" (p. 1)', '[ S  +] "say “so”" (p. 2, quoting x_1998) a note', "[T -] told (sec. 4)", "a summary", "# memo", "#",
        "none", "none 2026-11-03 cs", "NONE", "  two spaces", "", " ", '"one" (p. 1)', '“it "helped”', "[S]", "[+] yes", "[Stray] z",
        "-", '  "odd "x" y” and “z”', "[S] [T] in", "Ω, “α”\n  and on", "bare\rreturn",
    ]
)  # fmt: skip
CELL = st.lists(LINE, max_size=3).map("\n".join)


@st.composite
def reviews(draw) -> tuple[str, str, bool]:
    """The texts of a matrix and a review.toml as people and programs write them, and whether with a byte order mark."""
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    style = draw(st.sampled_from(["few", "all", "all but empty", "any"]))

    def written(cell: str) -> str:
        quoted = {"few": False, "all": True, "all but empty": bool(cell)}.get(style)
        return rendered(cell, draw(st.booleans()) if quoted is None else quoted)

    header = draw(st.permutations(["key", "kind", "mine", "a", "b", "γ.δ"]))
    header = [name for name in header if name in ("key", "a") or draw(st.integers(0, 4))]
    lines = [",".join(map(written, header))]
    for key in draw(st.lists(st.sampled_from(["k_2010", "l_2011", "μ"]), unique=True, max_size=3)):
        row = {name: draw(CELL) for name in header} | {
            "key": key,
            "mine": draw(st.sampled_from(["", "9", "1-2"])),
        }
        lines.append(",".join(written(row[name]) for name in header))
        lines += draw(st.lists(st.sampled_from(["", "," * (len(header) - 1)]), max_size=1))
    toml = draw(st.sampled_from([_TABLES, _INLINE]))
    ending = draw(st.sampled_from(["", newline]))
    return newline.join(lines) + ending, toml.replace("\n", newline), draw(st.booleans())


_TABLES = """\
# The protocol
format = 1

# --- themes ---
# about a
[[themes]]   # first
id = "a"
  name =  "A"
subthemes = [
  "S",  # about S
  # about T
  "T",
]
statement = '''
[[themes]]
# no comment'''

[[claims]]
text = "between"
value = 1

[[themes]]
id = "b"
name = "B"
# about c
[[themes]]
id = "γ.δ"
name = "Γ"
subthemes = ["S"]
"""
_TABLES = (
    _TABLES.replace('[[claims]]\ntext = "between"\nvalue = 1\n\n', "")
    + '\n[[claims]]\ntext = "last"\nvalue = 1\n# end\n'
)
_INLINE = """\
format = 1
themes = [{id = "a", name = "A", subthemes = ["S", "T"]}, {id = "b", name = "B"}, # b
  {id = "γ.δ", name = "Γ"}]
title = "x"
"""


def drawn_operation(draw, folder: Path, number: int):
    """An operation that makes sense for the review as it is now."""
    plan, found = read(folder)
    ids = [theme.id for theme in plan.current_themes]
    new, other = f"new{number}", f"τ.{number}"
    kinds = ["add", "rename", "retire", "redefine", "split", "split off", "sub add"]
    kinds += ["merge", "merge into", "reorder"] if len(ids) > 1 else []
    if not ids:
        return lambda plan, found: themes.add(plan, found, new)
    theme = draw(st.sampled_from(plan.current_themes))
    used = sorted({one.subtheme for one in themes.to_place(found, theme.id) if one.subtheme})
    names = [*dict.fromkeys([*theme.subthemes, *used])]
    kinds += ["sub rename", "sub retire", "sub split"] if names else []
    kinds += ["sub merge"] if len(names) > 1 else []
    kinds += ["sub reorder"] if len(theme.subthemes) > 1 else []
    kind = draw(st.sampled_from(kinds))
    some = draw(st.lists(st.sampled_from(ids), min_size=2, unique=True)) if "merge" in kinds else []
    parts = [theme.id if kind == "split off" else other, new]
    part = st.sampled_from(parts)
    places = {
        (one.key, one.number): draw(part) for one in themes.to_place(found, theme.id) if draw(st.booleans())
    }
    by_subtheme = {name: draw(part) for name in ["", *names] if draw(st.booleans())}
    name = draw(st.sampled_from(names)) if names else ""
    tagged = {(one.key, one.number): new for one in sub.tagged(found, theme.id, name) if draw(st.booleans())}
    turned = list(reversed(ids))
    return {
        "add": lambda plan, found: themes.add(plan, found, new, subthemes=["S"], behind=theme.id),
        "rename": lambda plan, found: themes.rename(plan, found, theme.id, new, "New"),
        "retire": lambda plan, found: themes.retire(plan, found, theme.id),
        "redefine": lambda plan, found: themes.redefine(plan, found, theme.id, f"D {number}\nand on", clear_none=True),
        "split": lambda plan, found: themes.split(plan, found, theme.id, [Part(p) for p in parts], by_subtheme, places, new),
        "split off": lambda plan, found: themes.split(plan, found, theme.id, [Part(p) for p in parts], by_subtheme, places, new),
        "merge": lambda plan, found: themes.merge(plan, found, some, new),
        "merge into": lambda plan, found: themes.merge(plan, found, some, some[-1]),
        "reorder": lambda plan, found: themes.reorder(plan, found, turned),
        "sub add": lambda plan, found: sub.add(plan, found, theme.id, new),
        "sub rename": lambda plan, found: sub.rename(plan, found, theme.id, name, new),
        "sub retire": lambda plan, found: sub.retire(plan, found, theme.id, name),
        "sub merge": lambda plan, found: sub.merge(plan, found, theme.id, names[:2], new),
        "sub split": lambda plan, found: sub.split(plan, found, theme.id, name, [name, new], tagged, name),
        "sub reorder": lambda plan, found: sub.reorder(plan, found, theme.id, list(reversed(theme.subthemes))),
    }[kind]  # fmt: skip


@given(reviews(), st.integers(1, 5), st.data())
def test_operations_lose_no_excerpt_and_undone_in_reverse_order_give_back_the_same_bytes(
    tmp_path_factory, given_review, count, data
):
    folder = write(tmp_path_factory.mktemp("review"), *given_review)
    states = [state(folder)]
    for number in range(count):
        operation = drawn_operation(data.draw, folder, number)
        before = {subthemes: held(folder, subthemes) for subthemes in (True, False)}
        try:
            done = operations.apply(folder, operation)
        except Misuse as error:
            # A summary that would read as something else without its subtheme is refused, and nothing is changed.
            assert "cannot be saved as it is" in str(error)
            assert state(folder) == states[-1]
            continue
        states.append(state(folder))
        subthemes = not done.plan.theme
        if done.plan.change == "add" and not subthemes:
            assert held(folder, subthemes) >= before[subthemes]
        else:
            assert held(folder, subthemes) == before[subthemes]
        assert tuple(column.name for column in done.plan.columns) == read(folder)[1].header
        assert protocol.read_protocol(folder / "review.toml")[1] == ()
    assert unfinished(folder) == []
    while len(states) > 1:
        assert state(folder) == states.pop()
        operations.undo(folder)
    assert state(folder) == states[0]
    with pytest.raises(Misuse, match=r"^there is no change of a theme to undo\.$"):
        operations.undo(folder)


@given(reviews(), st.data())
def test_undoing_keeps_what_was_written_elsewhere_since_then(tmp_path_factory, given_review, data):
    folder = write(tmp_path_factory.mktemp("review"), *given_review)
    before = read(folder)[1]
    operation = drawn_operation(data.draw, folder, 0)
    try:
        done = operations.apply(folder, operation)
    except Misuse:
        return
    after = read(folder)[1]
    shape = done.entry.reshaping
    carried = (
        {column.name: column.source for column in shape.after}
        if shape
        else dict(zip(after.header, after.header, strict=True))
    )
    free = [
        (key, name)
        for key in after.rows
        for name, source in carried.items()
        if source and name != "key" and key not in (shape.changed.get(name, {}) if shape else {})
    ]
    if not free:
        return
    key, name = data.draw(st.sampled_from(free))
    was = after.rows[key].cells[after.header.index(name)]
    matrix.write_cells(folder / "matrix.csv", [CellChange(key, name, was, "since")])
    protocol.write_protocol(folder / "review.toml", [protocol.SetValue("", "", "caption", "since")])
    operations.undo(folder)
    expected = matrix.edited(before, [CellChange(key, carried[name], was, "since")]).matrix
    again, place = read(folder)[1], expected.header.index(carried[name])
    assert (again.header_raw, list(again.rows)) == (expected.header_raw, list(expected.rows))
    for other, row in expected.rows.items():
        assert again.rows[other].cells == row.cells
        # Whether the new text is quoted follows the header of the day on which it was written.
        was_raw, raw = (list(parts(found.rows[other].raw)[0]) for found in (expected, again))
        if other == key:
            del was_raw[place], raw[place]
        assert raw == was_raw
    text = store.read_text(folder / "review.toml").text
    assert tomllib.loads(text) == {**tomllib.loads(given_review[1]), "caption": "since"}


# --- one operation ----------------------------------------------------------------------------------------


@every_operation
@pytest.mark.parametrize("windows", [False, True])
def test_what_was_done_is_told_and_undone(tmp_path, operation, windows):
    rows, toml = (text.replace("\n", "\r\n") if windows else text for text in (MATRIX, TOML))
    folder = write(tmp_path, rows, toml, bom=windows)
    before = state(folder)
    plan = operations.plan(folder, operation)
    assert state(folder) == before
    assert not (folder / "history").exists()
    done = operations.apply(folder, operation, why=" they were \n one ", by=" Zoë ", shown=plan)
    assert done.plan == plan
    told = read(folder)[0].theme_history[-1]
    entry = done.entry
    assert (told.time, told.change, told.before, told.after, told.why, told.by, told.theme) == (
        entry.time, plan.change, plan.before, plan.after, "they were \n one", "Zoë", plan.theme,
    )  # fmt: skip
    assert (entry.change, entry.before, entry.after, entry.theme, entry.why, entry.by, entry.undone) == (
        plan.change, plan.before, plan.after, plan.theme, "they were \n one", "Zoë", None,
    )  # fmt: skip
    assert history.read_history(folder / "history") == ((entry,), ())
    if windows:
        assert all(
            b"\n" not in data.replace(b"\r\n", b"").replace(b"memo\n", b"") for data in state(folder)[1:]
        )
    undone = operations.undo(folder, "Ann", "no")
    assert (undone.undone_by, undone.undone_why) == ("Ann", "no")
    assert replace(undone, undone=None, undone_by="", undone_why="") == entry
    (found,) = history.read_history(folder / "history")[0]
    assert (found.undone_by, found.undone_why, found.undone is not None) == ("Ann", "no", True)
    assert state(folder) == before


def test_an_operation_that_leaves_the_matrix_alone_does_not_touch_it(tmp_path):
    folder = write(tmp_path)
    before = (folder / "matrix.csv").stat()
    done = operations.apply(folder, OPERATIONS["retire"])
    operations.undo(folder)
    after = (folder / "matrix.csv").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert done.entry.reshaping is None


def test_a_name_of_a_theme_can_change_in_a_matrix_with_rows_that_cannot_be_told_apart(tmp_path):
    folder = write(tmp_path, MATRIX + "k_2010,,x,,\n")
    operations.apply(folder, lambda plan, found: themes.rename(plan, found, "a", name="Alpha"))
    assert read(folder)[0].themes[0].name == "Alpha"


def test_operations_of_one_second_have_times_of_their_own(tmp_path):
    folder = write(tmp_path)
    times = [operations.apply(folder, OPERATIONS[name]).entry.time for name in ("sub add", "retire", "add")]
    assert times == sorted(set(times))
    assert [change.time for change in read(folder)[0].theme_history] == times


def test_undone_operations_are_passed_over_and_the_one_before_is_undone_next(tmp_path):
    folder = write(tmp_path)
    start = state(folder)
    operations.apply(folder, OPERATIONS["sub add"])
    middle = state(folder)
    operations.apply(folder, merge)
    operations.undo(folder)
    assert state(folder) == middle
    operations.apply(folder, split)
    assert (operations.undo(folder).change, operations.undo(folder).change) == ("split", "add")
    assert state(folder) == start


def test_the_operation_and_the_plan_are_not_changed_by_doing_them(tmp_path):
    folder = write(tmp_path)
    plan = operations.plan(folder, merge)
    snapshot = copy.deepcopy(plan)
    operations.apply(folder, lambda *_: plan)
    assert plan == snapshot


# --- what was written since -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operation", "column"), [(merge, "c"), (merge_into, "a"), (OPERATIONS["add"], "new"), (OPERATIONS["redefine"], "a")]
)  # fmt: skip
def test_an_undo_that_would_lose_what_was_written_since_is_refused_and_changes_nothing(
    tmp_path, operation, column
):
    folder = write(tmp_path)
    operations.apply(folder, operation)
    found = read(folder)[1]
    was = found.rows["l_2011"].cells[found.header.index(column)]
    matrix.write_cells(folder / "matrix.csv", [CellChange("l_2011", column, was, "since")])
    before = state(folder)
    with pytest.raises(NotSaved, match=rf"would be lost: l_2011, “{column.capitalize()}”\."):
        operations.undo(folder)
    assert state(folder) == before
    assert history.read_history(folder / "history")[0][0].undone is None
    matrix.write_cells(folder / "matrix.csv", [CellChange("l_2011", column, "since", was)])
    operations.undo(folder)
    assert state(folder) == (MATRIX.encode(), TOML.encode())


def test_an_undo_that_would_lose_what_was_written_in_review_toml_is_refused_and_changes_nothing(tmp_path):
    folder = write(tmp_path)
    operations.apply(folder, merge)
    protocol.write_protocol(folder / "review.toml", [protocol.SetValue("themes", "c", "definition", "Both.")])
    before = state(folder)
    with pytest.raises(
        NotSaved,
        match=r"^review\.toml: not undone: .*would be lost: the definition of “C”\. Change it back .* first\.$",
    ):
        operations.undo(folder)
    assert state(folder) == before
    protocol.write_protocol(folder / "review.toml", [protocol.SetValue("themes", "c", "definition", None)])
    protocol.write_protocol(folder / "review.toml", [protocol.SetValue("themes", "c", "statement", "Less.")])
    with pytest.raises(NotSaved, match=r"^review\.toml: not undone"):
        operations.undo(folder)


@pytest.mark.parametrize(
    "name", ["rename", "merge into", "split off", "retire", "redefine", "sub rename", "sub add"]
)
def test_what_was_written_since_on_a_theme_that_stays_is_kept(tmp_path, name):
    folder = write(tmp_path)
    operations.apply(folder, OPERATIONS[name])
    for theme in read(folder)[0].themes:
        added = protocol.SetValue("themes", theme.id, "added", f"of {theme.id}")
        if theme.id != "y":
            protocol.write_protocol(folder / "review.toml", [added])
    operations.undo(folder)
    values = tomllib.loads((folder / "review.toml").read_text())
    old = tomllib.loads(TOML)
    old["themes"][0]["added"] = "of α.β" if name == "rename" else "of a"
    if name != "merge into":
        old["themes"][1]["added"] = "of b"
    assert values == old


def test_an_order_is_taken_back_and_what_was_written_since_stays_with_its_theme(tmp_path):
    folder = write(tmp_path)
    operations.apply(folder, OPERATIONS["reorder"])
    protocol.write_protocol(folder / "review.toml", [protocol.SetValue("themes", "b", "statement", "Since.")])
    operations.undo(folder)
    rows, toml = state(folder)
    assert rows == MATRIX.encode()
    assert toml.decode().strip() == TOML.replace('["T"]', '["T"]\nstatement = "Since."').strip()


def test_an_undo_that_would_leave_review_toml_with_a_fault_is_refused(tmp_path):
    folder = write(tmp_path)
    operations.apply(folder, OPERATIONS["rename"])
    path = folder / "review.toml"
    path.write_text(path.read_text() + '\n[[descriptors]]\nid = "a"\n')
    before = state(folder)
    with pytest.raises(NotSaved, match=r"not undone: .*a column of the matrix already has this name"):
        operations.undo(folder)
    assert state(folder) == before


def test_lines_written_above_and_below_since_then_stay_where_they_are(tmp_path):
    folder = write(tmp_path)
    operations.apply(folder, merge)
    path = folder / "review.toml"
    path.write_text(
        path.read_text().replace("# ours\n", "# ours\n\n\n# more\n\n")
        + '\n[[claims]]\ntext = "t"\nvalue = 1\n'
    )
    operations.undo(folder)
    assert (
        path.read_text()
        == TOML.replace("# ours\n", "# ours\n\n\n# more\n\n") + '\n[[claims]]\ntext = "t"\nvalue = 1\n'
    )


# --- two at once ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["merge", "merge into", "split", "redefine", "sub rename"])
def test_a_file_that_changed_since_it_was_shown_is_shown_again(tmp_path, name):
    folder = write(tmp_path)
    shown = operations.plan(folder, OPERATIONS[name])
    matrix.write_cells(folder / "matrix.csv", [CellChange("m_2012", "a", "", '[S] "new" (p. 3)\nnone')])
    if name == "redefine":
        matrix.write_cells(
            folder / "matrix.csv", [CellChange("m_2012", "a", '[S] "new" (p. 3)\nnone', "none")]
        )
    before = state(folder)
    with pytest.raises(
        ChangedOutside,
        match=r"^not done: matrix\.csv or review\.toml was changed meanwhile, .* Look at it again\.$",
    ):
        operations.apply(folder, OPERATIONS[name], shown=shown)
    assert state(folder) == before
    assert not (folder / "history").exists()


def test_a_change_that_makes_no_difference_to_it_does_not_stop_an_operation(tmp_path):
    folder = write(tmp_path)
    shown = operations.plan(folder, merge)
    matrix.write_cells(folder / "matrix.csv", [CellChange("m_2012", "mine", "", "7")])
    operations.apply(folder, merge, shown=shown)
    assert "m_2012,,,7\n" in (folder / "matrix.csv").read_text()


def _add(folder: Path, number: int) -> bool:
    try:
        operations.apply(folder, lambda plan, found: themes.add(plan, found, f"t{number % 4}"))
    except Misuse:
        return False
    return True


def test_two_who_change_themes_at_once_take_turns(tmp_path):
    folder = write(tmp_path)
    with ProcessPoolExecutor(2) as pool:
        done = list(pool.map(_add, [folder] * 8, range(8)))
    assert sum(done) == 4
    plan, found = read(folder)
    added = {f"t{number}" for number in range(4)}
    assert (
        {theme.id for theme in plan.themes}
        == set(found.header) - {"key", "kind", "mine"}
        == {"a", "b", *added}
    )
    entries, problems = history.read_history(folder / "history")
    assert ([entry.time for entry in entries], problems) == ([one.time for one in plan.theme_history], ())
    for _ in range(4):
        operations.undo(folder)
    assert state(folder) == (MATRIX.encode(), TOML.encode())


# --- a crash in between -----------------------------------------------------------------------------------


def killed(folder: Path, act, at: int) -> None:
    """Do something in a child process that dies just before its `at`th file is written."""
    child = os.fork()
    if child == 0:
        real, count = store.write, iter(range(100))
        with contextlib.suppress(BaseException):

            def writes(path: Path, data: bytes) -> None:
                if next(count) == at:
                    os._exit(9)
                real(path, data)

            store.write = writes
            act()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def unfinished(folder: Path) -> list[str]:
    return [problem.check for problem in litmatrix.open(folder).problems if problem.check != "unreadable"]


@operation_of_a_kind
@pytest.mark.parametrize("at", [1, 2], ids=["after history", "after the matrix"])
def test_an_operation_that_was_killed_is_seen_and_taken_back(tmp_path, operation, at):
    folder = write(tmp_path)
    before = state(folder)
    plan = operations.plan(folder, operation)
    changes_matrix = plan.columns != tuple(themes.plan.carried(read(folder)[1])) or any(plan.cells.values())
    if at == 2 and not changes_matrix:
        return
    killed(folder, lambda: operations.apply(folder, operation), at)
    assert (state(folder)[0] == before[0]) == (at == 1)
    assert state(folder)[1] == before[1]
    assert unfinished(folder) == ["unfinished-change"]
    with pytest.raises(NotSaved, match=r"^not done: fix this first\. history/.* Run “litmatrix theme undo”"):
        operations.apply(folder, OPERATIONS["sub add"])
    operations.undo(folder)
    assert state(folder) == before
    assert unfinished(folder) == []
    operations.apply(folder, operation)


@operation_of_a_kind
def test_an_undo_that_was_killed_is_taken_up_again(tmp_path, operation):
    for at in (1, 2):
        folder = write(tmp_path / str(at))
        before = state(folder)
        plan = operations.apply(folder, operation).plan
        one_file = (
            plan.columns == tuple(themes.plan.carried(read(folder)[1])) and state(folder)[0] == before[0]
        )
        if one_file and at == 2:
            continue
        killed(folder, lambda folder=folder: operations.undo(folder), at)
        assert state(folder)[1] == before[1]
        assert unfinished(folder) == ["unfinished-change"]
        operations.undo(folder)
        assert state(folder) == before
        assert unfinished(folder) == []


def test_what_was_written_after_a_crash_is_not_lost_by_taking_it_back(tmp_path):
    folder = write(tmp_path)
    killed(folder, lambda: operations.apply(folder, merge), 2)
    matrix.write_cells(folder / "matrix.csv", [CellChange("m_2012", "c", "", "since")])
    before = state(folder)
    with pytest.raises(NotSaved, match="would be lost: m_2012, “C”"):
        operations.undo(folder)
    assert state(folder) == before


def test_columns_that_were_changed_by_hand_after_a_crash_are_not_guessed_at(tmp_path):
    folder = write(tmp_path)
    killed(folder, lambda: operations.apply(folder, merge), 2)
    path = folder / "matrix.csv"
    path.write_text(path.read_text().replace("c,", "b,", 1))
    before = state(folder)
    with pytest.raises(
        NotSaved, match=r"its columns were changed since then\. Make them key, kind, a, mine, b again\."
    ):
        operations.undo(folder)
    assert state(folder) == before


@every_operation
def test_an_operation_whose_entry_was_edited_out_is_not_half_undone(tmp_path, operation):
    folder = write(tmp_path)
    done = operations.apply(folder, operation)
    path = folder / "review.toml"
    path.write_text(path.read_text().split("\n[[theme_history]]")[0] + "\n")
    assert unfinished(folder) == ["unfinished-change"]
    before = state(folder)
    if set(done.plan.after) <= set(done.plan.before) and done.plan.change != "merge":
        return  # review.toml has nothing that would tell
    with pytest.raises(
        NotSaved, match=r"^review\.toml: not undone: its theme history has no entry of .*, though .* is"
    ):
        operations.undo(folder)
    assert state(folder) == before


# --- a disk that refuses ----------------------------------------------------------------------------------


def refusing(
    monkeypatch, name: str, times: int, error: BaseException | None = None, late: bool = False
) -> None:
    """Let the next writes of a file fail, before the file is replaced or just after."""
    real, left = store.write, iter(range(times))

    def writes(path: Path, data: bytes) -> None:
        if Path(path).name == name and next(left, None) is not None:
            if late:
                real(path, data)
            raise error or store.not_saved(path, OSError(errno.ENOSPC, "full"))
        real(path, data)

    monkeypatch.setattr(store, "write", writes)


@operation_of_a_kind
@pytest.mark.parametrize(("late", "error"), [(False, None), (True, KeyboardInterrupt())])
def test_an_operation_that_cannot_be_written_whole_is_taken_back_at_once(
    tmp_path, monkeypatch, operation, late, error
):
    folder = write(tmp_path)
    before = state(folder)
    refusing(monkeypatch, "review.toml", 1, error, late)
    with pytest.raises(type(error) if error else NotSaved):
        operations.apply(folder, operation)
    assert state(folder) == before
    assert unfinished(folder) == []
    (entry,) = history.read_history(folder / "history")[0]
    assert (entry.undone is not None, entry.undone_why) == (True, "it could not be written whole")
    operations.apply(folder, operation)
    operations.undo(folder)
    assert state(folder) == before


def test_a_disk_that_refuses_that_too_leaves_an_operation_that_stopped_half_way(tmp_path, monkeypatch):
    folder = write(tmp_path)
    before = state(folder)
    with monkeypatch.context() as context:
        refusing(context, "review.toml", 9)
        real = store.write
        refusing(context, "matrix.csv", 0)
        calls = iter(range(9))

        def writes(path: Path, data: bytes) -> None:
            if Path(path).name == "matrix.csv" and next(calls):
                raise store.not_saved(path, OSError(errno.ENOSPC, "full"))
            real(path, data)

        context.setattr(store, "write", writes)
        with pytest.raises(NotSaved, match=r"review\.toml: not saved: the disk is full"):
            operations.apply(folder, merge)
    assert unfinished(folder) == ["unfinished-change"]
    operations.undo(folder)
    assert state(folder) == before


def test_a_record_that_cannot_be_written_stops_the_operation(tmp_path, monkeypatch):
    folder = write(tmp_path)
    before = state(folder)
    with monkeypatch.context() as context:
        context.setattr(store, "make_folder", lambda *_: (_ for _ in ()).throw(NotSaved("full")))
        with pytest.raises(NotSaved, match="full"):
            operations.apply(folder, merge)
    assert state(folder) == before


@pytest.mark.parametrize("name", ["review.toml", "matrix.csv"])
@pytest.mark.parametrize("late", [False, True])
def test_an_undo_that_cannot_be_written_whole_changes_nothing(tmp_path, monkeypatch, name, late):
    folder = write(tmp_path)
    operations.apply(folder, merge)
    before = state(folder)
    with monkeypatch.context() as context:
        refusing(context, name, 1, late=late)
        with pytest.raises(NotSaved, match="the disk is full"):
            operations.undo(folder)
    assert state(folder) == before
    operations.undo(folder)
    assert state(folder) == (MATRIX.encode(), TOML.encode())


# --- what cannot be ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("", "the file is empty"),
        ("kind,a,b\ng,1,2\n", "there is no column key"),
        ("key;a;b\nk;1;2\n", "separated by semicolons"),
        ("key,a,b\nk,1,2,3\n", "the row has 4 cells"),
        ("key,a,a\nk,1,2\n", "is there more than once"),
        ("key,a,b\n<<<<<<< x\nk,1,2\n", "merge conflict"),
        ("key,a,b\nk,1,2\nk,3,4\n", "has a row on line 2"),
        ("key,a,b\n,1,2\n", "the row has no key"),
        ("key,a,b,\nk,1,2,3\n", "the column has no name"),
    ],
)
def test_a_matrix_in_doubt_is_left_alone(tmp_path, rows, told):
    folder = write(tmp_path, rows)
    before = state(folder)
    with pytest.raises(NotSaved, match=f"(fix this first|until this is fixed).*{told}"):
        operations.apply(folder, merge)
    assert state(folder) == before
    assert not (folder / "history").exists()


@pytest.mark.parametrize("toml", ["themes = ", TOML + '[[themes]]\nid = "a"\nname = "A"\n', "format = 2\n"])
def test_a_review_toml_in_doubt_is_left_alone(tmp_path, toml):
    folder = write(tmp_path, toml=toml)
    before = state(folder)
    for act in (operations.plan, operations.apply):
        with pytest.raises(NotSaved, match=r"^nothing was done: fix this first\. review\.toml"):
            act(folder, merge)
    assert state(folder) == before


def test_a_missing_file_or_folder_is_said(tmp_path):
    folder = write(tmp_path / "review")
    for name in FILES:
        (folder / name).rename(folder / "away")
        for act in (operations.plan, operations.apply):
            with pytest.raises(Unreadable, match="there is no such file"):
                act(folder, merge)
        (folder / "away").rename(folder / name)
    with pytest.raises(LitmatrixError):
        operations.apply(tmp_path / "nowhere", merge)
    assert not (tmp_path / "nowhere").exists()


def test_a_broken_record_stops_operations_until_it_is_mended(tmp_path):
    folder = write(tmp_path)
    operations.apply(folder, OPERATIONS["sub add"])
    before = state(folder)
    (folder / "history" / "2026-01-01T000000Z-add.json").write_text("{")
    for act, told in (
        (lambda: operations.apply(folder, merge), "not done"),
        (lambda: operations.undo(folder), "not undone"),
    ):
        with pytest.raises(
            NotSaved,
            match=f"^{told}: fix this first\\. history/2026-01-01T000000Z-add.json: it is not a record",
        ):
            act()
    assert state(folder) == before


def test_without_an_operation_there_is_nothing_to_undo(tmp_path):
    with pytest.raises(Misuse, match=r"^there is no change of a theme to undo\.$"):
        operations.undo(write(tmp_path))


@pytest.mark.parametrize("words", ["\ud800", "x\n<<<<<<< y"])
def test_words_that_no_file_can_hold_are_refused_and_nothing_is_written(tmp_path, words):
    folder = write(tmp_path)
    before = state(folder)
    with pytest.raises(LitmatrixError):
        operations.apply(folder, merge, why=words)
    assert state(folder) == before
    assert not (folder / "history").exists()


# --- small and odd reviews --------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", ["key\n", "key", "key\r\nk\r\n"])
@pytest.mark.parametrize(
    "toml", ["", "format = 1\n", "format = 1", "themes = []\nformat = 1\n", "# a comment\r\n"]
)
def test_the_first_theme_of_an_empty_review(tmp_path, rows, toml):
    folder = write(tmp_path, rows, toml)
    operations.apply(folder, lambda plan, found: themes.add(plan, found, "ρόλος", "Ρόλος"))
    plan, found = read(folder)
    assert ([theme.name for theme in plan.themes], found.header) == (["Ρόλος"], ("key", "ρόλος"))
    operations.apply(
        folder, lambda plan, found: themes.split(plan, found, "ρόλος", [Part("a.b"), Part("a.c")])
    )
    assert read(folder)[1].header == ("key", "a.b", "a.c")
    operations.undo(folder)
    operations.undo(folder)
    assert state(folder) == (rows.encode(), toml.encode())


@every_operation
def test_a_matrix_without_the_themes_columns(tmp_path, operation):
    folder = write(tmp_path, "key,kind\nk_2010,grey\n")
    before = state(folder)
    try:
        done = operations.apply(folder, operation)
    except Misuse as error:
        assert "it has" in str(error)
        return
    found = read(folder)[1]
    assert found.header[:2] == ("key", "kind")
    assert tuple(column.name for column in done.plan.columns) == found.header
    operations.undo(folder)
    assert state(folder) == before


def test_a_record_holds_what_was_taken_out_as_it_stood(tmp_path):
    folder = write(tmp_path)
    done = operations.apply(folder, merge)
    values = json.loads((folder / "history" / f"{done.entry.name}.json").read_text())
    assert values["format"] == 2
    assert values["parts"]["review.toml"]["members"]["c"]["name"] == [None, sum_of('"C"')]
    assert values["parts"]["matrix.csv"]["lost"]["a"]["k_2010"] == '"[S] ""one"" (p. 1)\n# memo"'
    assert datetime.fromisoformat(values["time"]).tzinfo == UTC


def test_every_operation_on_the_worked_review_can_be_undone(tmp_path):
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    before = state(tmp_path)
    for operation in (
        lambda plan, found: themes.merge(plan, found, ["challenges", "benefits"], "both"),
        lambda plan, found: themes.split(plan, found, "peer", [Part("peer"), Part("group")], rest="group"),
        lambda plan, found: sub.rename(plan, found, "both", "Boundaries", "Limits"),
    ):
        held_before = held(tmp_path, False)
        operations.apply(tmp_path, operation)
        assert held(tmp_path, False) == held_before
    for _ in range(3):
        operations.undo(tmp_path)
    assert state(tmp_path) == before


def test_an_opened_review_reports_an_operation_that_stopped_half_way(tmp_path):
    small_review.make(tmp_path)
    killed(
        tmp_path,
        lambda: operations.apply(tmp_path, lambda p, m: themes.merge(p, m, ["peer", "role"], "role")),
        1,
    )
    (problem,) = litmatrix.open(tmp_path).problems
    assert (problem.check, problem.severity) == ("unfinished-change", "error")
    operations.undo(tmp_path)
    assert litmatrix.open(tmp_path).problems == ()
