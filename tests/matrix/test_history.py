"""history/: records of operations, written once, read back whole; texts taken back line by line, and never in the wrong place."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import journal, store
from litmatrix.files.hunks import Hunk, between, reverted
from litmatrix.files.journal import Change
from litmatrix.matrix import history
from litmatrix.matrix.columns import Column, Reshaping
from litmatrix.matrix.history import Entry
from litmatrix.model import ThemeChange

TIME = datetime(2026, 11, 25, 18, 40, 14, tzinfo=UTC)
RESHAPING = Reshaping(
    ("key", "a", "γ"),
    (Column("key", "key"), Column("c.d")),
    {"a": "a", "γ": '"γ"'},
    {"a": {"k": '"1\r\n2"'}, "γ": {}},
    {"c.d": {"k": (None, journal.sum_of("1\r\n2"))}},
)
HUNKS = (Hunk(1, ("x",), ("y\r",), (), ("z", "")),)


def entry(
    time=TIME, change="merge", why="they “were” one", by="Zoë", names=("a", "γ"), shape=RESHAPING, lines=HUNKS
):
    """A record of a change of a theme."""
    about = {"theme": "", "from": names, "to": ("c.d",)}
    members = {"c.d": {"id": (None, journal.sum_of("c.d"))}}
    parts = {
        "matrix.csv": None if shape is None else shape._asdict(),
        "review.toml": {"lines": [one._asdict() for one in lines], "members": members},
    }
    return Entry(time, change, by, why, journal.plain(about), journal.plain(parts))


ENTRY = entry()


@pytest.fixture
def kept(tmp_path):
    """The folder of the records."""
    (tmp_path / "history").mkdir()
    return tmp_path / "history"


def write(folder, record) -> Path:
    """Write the record of an act that changes no file."""
    journal.act(folder, record, (), marked=False)
    return folder / "history" / f"{record.name}.json"


def faults(problems) -> list[tuple[str, str, str]]:
    return [(problem.check, problem.severity, problem.where) for problem in problems]


# --- files ------------------------------------------------------------------------------------------------


def test_without_a_folder_there_are_no_operations(tmp_path):
    assert history.read_history(tmp_path / "history") == ((), ())
    (tmp_path / "history").write_text("a file")
    assert history.read_history(tmp_path / "history") == ((), ())


def test_a_record_is_read_back_as_it_was_written(tmp_path):
    assert write(tmp_path, ENTRY).name == "2026-11-25T184014Z-merge.json"
    only = entry(TIME + timedelta(seconds=1), "retire", shape=None, lines=())
    write(tmp_path, only)
    found, problems = history.read_history(tmp_path / "history")
    assert (found, problems) == ((ENTRY, only), ())
    assert (found[0].reshaping, found[0].hunks, found[1].reshaping) == (RESHAPING, HUNKS, None)
    assert found[0].members == {"c.d": {"id": (None, journal.sum_of("c.d"))}}


@given(st.text(), st.text(), st.lists(st.text(), max_size=2), st.text())
def test_any_words_are_read_back(tmp_path_factory, why, by, names, text):
    folder = tmp_path_factory.mktemp("review")
    record = entry(why=why, by=by, names=names, lines=(Hunk(0, (), (text,), (text,), (why,)),))
    write(folder, record)
    assert history.read_history(folder / "history") == ((record,), ())


def test_that_it_was_undone_is_said_beside_it_and_the_record_stays_as_it_is(tmp_path):
    path = write(tmp_path, ENTRY)
    before = path.read_bytes()
    # A name from the command line of a computer that does not speak UTF-8 holds half characters.
    undone = journal.undo(tmp_path, ENTRY, (), "Zo\udceb", "a mistake")
    assert (path.parent / "2026-11-25T184014Z-merge.undone.json").exists()
    (found,), problems = history.read_history(tmp_path / "history")
    assert problems == ()
    assert (
        (found.undone_by, found.undone_why)
        == (undone.undone_by, undone.undone_why)
        == ("Zo\udceb", "a mistake")
    )
    assert abs(datetime.now(UTC) - found.undone) < timedelta(minutes=1)
    assert replace(found, undone=None, undone_by="", undone_why="") == ENTRY
    assert path.read_bytes() == before


def test_a_record_is_never_written_over(tmp_path):
    path = write(tmp_path, ENTRY)
    before = path.read_bytes()
    with pytest.raises(
        NotSaved, match=r"another change of a theme was saved in the same second\. Try again\."
    ):
        write(tmp_path, replace(ENTRY, why="other"))
    assert path.read_bytes() == before


def test_operations_come_oldest_first(tmp_path):
    entries = [replace(ENTRY, time=TIME + timedelta(days=day)) for day in (3, 1, 2)]
    for one in entries:
        write(tmp_path, one)
    assert history.read_history(tmp_path / "history")[0] == (entries[1], entries[2], entries[0])


def test_only_the_last_that_stands_can_be_undone():
    older, undone = replace(ENTRY, time=TIME - timedelta(days=1)), replace(ENTRY, undone=TIME)
    assert journal.last((older, ENTRY), (), "none") == ENTRY
    assert journal.last((older, undone), (), "none") == older
    with pytest.raises(Misuse, match=r"^none$"):
        journal.last((undone,), (), "none")


def test_an_act_is_marked_whole_when_all_is_written_and_no_more_once_its_undoing_begins(
    tmp_path, monkeypatch
):
    change = Change("a.txt", b"", b"new")
    journal.act(tmp_path, ENTRY, [change])
    mark = tmp_path / "history" / f"{ENTRY.name}.whole.json"
    assert mark.exists() and (tmp_path / "a.txt").read_bytes() == b"new"
    (found,) = history.read_history(tmp_path / "history")[0]
    assert found.whole
    back = Change("a.txt", b"new", b"old")
    with monkeypatch.context() as context:
        real = store.write

        def writes(path: Path, data: bytes) -> None:
            if path.name == "a.txt":
                assert not mark.exists()
                raise NotSaved("full")
            real(path, data)

        context.setattr(store, "write", writes)
        with pytest.raises(NotSaved, match="full"):
            journal.undo(tmp_path, found, [back])
    assert mark.exists()
    journal.undo(tmp_path, found, [back])
    assert (tmp_path / "a.txt").read_bytes() == b"old" and not mark.exists()
    assert history.read_history(tmp_path / "history")[0][0].undone is not None


ABOUT = {"theme": "", "from": [], "to": ["a"]}
PARTS = {"matrix.csv": None, "review.toml": {"lines": [], "members": {}}}
GOOD = {"format": 2, "time": "2026-11-25T18:40:14Z", "change": "add", "why": "", "by": "", "about": ABOUT, "parts": PARTS}  # fmt: skip


#: A cell that stood as no text can stand in a file.
NUMBER = {"before": [], "after": [], "heads": {}, "lost": {}, "changed": {"a": {"k": [5, ""]}}, "rows": [], "ended": ""}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Expecting value"),
        (b'{"format": 2, "time"', "Expecting"),
        (b"\xff\xfe", "decode"),
        (b"[1]", "it names no format"),
        (b"{}", "it names no format"),
        (b'{"format": "2"}', "it names no format"),
        (b'{"format": 2}', "no 'time' in it"),
        (b"[" * 100_000, "recursion"),
        (json.dumps({**GOOD, "time": "yesterday"}).encode(), "Invalid isoformat"),
        (json.dumps({**GOOD, "time": 3}).encode(), "must be str"),
        (json.dumps({**GOOD, "about": {**ABOUT, "from": None}}).encode(), "not iterable"),
        (json.dumps({**GOOD, "about": {}}).encode(), "no 'theme' in it"),
        (json.dumps({**GOOD, "parts": {**PARTS, "matrix.csv": []}}).encode(), "list indices"),
        (json.dumps({**GOOD, "parts": {**PARTS, "matrix.csv": NUMBER}}).encode(), "5 is not text"),
        (
            json.dumps({**GOOD, "parts": {**PARTS, "review.toml": {"lines": [{"at": 1}]}}}).encode(),
            "no 'alone' in it",
        ),
    ],
)
def test_a_file_that_is_no_record_is_a_problem_and_the_others_are_read(kept, content, told):
    write(kept.parent, ENTRY)
    name = "2026-11-25T184015Z-add.json"
    (kept / name).write_bytes(content)
    found, problems = history.read_history(kept)
    assert found == (ENTRY,)
    assert faults(problems) == [("history", "error", f"history/{name}")]
    assert problems[0].message.startswith("it is not a record of a change of a theme (")
    assert told in problems[0].message
    assert problems[0].fix == "Restore it from git or a backup; do not edit these files by hand."


@pytest.mark.parametrize(
    ("format", "way"), [(1, "Undo it with the version that wrote it"), (3, "Update litmatrix")]
)
def test_a_record_of_another_format_is_refused_by_name_and_the_others_are_read(kept, format, way):
    write(kept.parent, ENTRY)
    name = "2026-11-25T184015Z-add.json"
    (kept / name).write_text(json.dumps({**GOOD, "format": format}))
    found, (problem,) = history.read_history(kept)
    assert (found, problem.severity) == ((ENTRY,), "error")
    assert str(problem) == (
        f"history/{name}: it is of format {format}; this version reads format 2, so what it did cannot be undone here. "
        f"{way}, or move the file out of history/: what it did is kept."
    )


def test_a_mark_that_does_not_say_when_it_was_undone_is_a_problem(kept):
    write(kept.parent, ENTRY)
    (kept / f"{ENTRY.name}.undone.json").write_text("{}")
    found, (problem,) = history.read_history(kept)
    assert found == () and "no 'time' in it" in problem.message


def test_a_folder_in_the_place_of_a_record_is_a_problem(kept):
    (kept / "x.json").mkdir()
    found, problems = history.read_history(kept)
    assert (found, faults(problems)) == ((), [("history", "error", "history/x.json")])


def test_a_broken_mark_makes_its_operation_a_problem(kept):
    write(kept.parent, ENTRY)
    (kept / f"{ENTRY.name}.undone.json").write_text("{")
    found, problems = history.read_history(kept)
    assert (found, faults(problems)) == ((), [("history", "error", f"history/{ENTRY.name}.json")])


def test_a_sync_clients_second_version_of_a_record_is_no_second_operation(kept):
    path = write(kept.parent, ENTRY)
    (kept / f"{ENTRY.name} (1).json").write_bytes(path.read_bytes())
    found, problems = history.read_history(kept)
    assert found == (ENTRY,)
    assert [str(problem) for problem in problems] == [
        f"history/{ENTRY.name} (1).json: this looks like a second version of {ENTRY.name}.json; it is not read. "
        "Compare the two, then delete this one."
    ]


def test_temporary_files_of_a_crash_are_passed_over(kept):
    (kept / ".2026-11-25T184014Z-add.json.x7.tmp").write_text("{")
    (kept / ".2026-11-25T184014Z-add.json").write_text("{")
    assert history.read_history(kept) == ((), ())


def test_times_without_a_zone_and_with_one_are_put_in_order(kept):
    write(kept.parent, ENTRY)
    time = datetime(2026, 11, 25, 18, 40, 15).astimezone(UTC)
    other = kept / f"{time:%Y-%m-%dT%H%M%SZ}-add.json"
    other.write_text(json.dumps({**GOOD, "time": "2026-11-25T18:40:15"}))
    found, problems = history.read_history(kept)
    assert (len(found), problems) == (2, ())


# --- times ------------------------------------------------------------------------------------------------


def change(time, **members) -> ThemeChange:
    return ThemeChange(time, "add", **members)


def test_the_next_time_is_now_to_the_second():
    now = history.next_time((), ())
    assert now.microsecond == 0
    assert timedelta() <= datetime.now(UTC) - now < timedelta(minutes=1)


def test_the_next_time_is_behind_every_operation_that_is_known_even_if_a_clock_was_wrong():
    late = datetime(2099, 1, 1, 12, 0, 0, 500, tzinfo=UTC)
    assert history.next_time([replace(ENTRY, time=late)], ()) == datetime(2099, 1, 1, 12, 0, 1, tzinfo=UTC)
    far = datetime(2099, 1, 1, 12, 0, 0, tzinfo=timezone(timedelta(hours=-5)))
    assert history.next_time([ENTRY], [change(far), change("once"), change(date(2199, 1, 1))]) == datetime(
        2099, 1, 1, 17, 0, 1, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("last week", None),
        (date(2026, 11, 25), None),
        (datetime(2026, 11, 25, 18, 40, 14), TIME),
        (TIME.astimezone(timezone(timedelta(hours=5))), TIME),
        (datetime.min.replace(tzinfo=timezone(timedelta(hours=5))), None),
    ],
)
def test_an_instant_is_in_utc_and_a_day_or_words_are_none(time, expected):
    assert history.instant(time) == expected


# --- an operation that stopped half-way -------------------------------------------------------------------


def test_the_last_operation_must_be_in_the_theme_history():
    older = replace(ENTRY, time=TIME - timedelta(days=1))
    assert history.check_history((), ()) == ()
    assert history.check_history([older, ENTRY], [change(TIME)]) == ()
    assert history.check_history([older, replace(ENTRY, undone=TIME)], [change(older.time)]) == ()
    (problem,) = history.check_history([older, ENTRY], [change(older.time), change("2026-11-25")])
    assert (problem.check, problem.severity) == ("unfinished-change", "error")
    assert str(problem) == (
        "history/2026-11-25T184014Z-merge.json: the merge of a, γ, c.d (2026-11-25 18:40:14 UTC) is not in the theme "
        "history of review.toml: it was interrupted, or deleted by hand. Run “litmatrix theme undo” to undo "
        "what was done of it."
    )


# --- texts ------------------------------------------------------------------------------------------------

LINE = st.sampled_from(["", "[[themes]]", 'id = "a"', 'id = "b"', "x", "x\r", "# é"])
TEXT = st.lists(LINE, max_size=14).map("\n".join)


@given(TEXT, TEXT)
def test_a_change_taken_back_gives_the_text_of_before(before, after):
    found = between(before, after)
    assert reverted(after, found, "f") == before
    assert (found == ()) == (before == after)


@given(TEXT, TEXT, st.data())
def test_a_change_taken_back_keeps_lines_that_were_added_elsewhere_or_is_refused(before, after, data):
    found = between(before, after)
    lines = after.split("\n")
    at = data.draw(st.integers(0, len(lines)))
    since = "\n".join([*lines[:at], "written", "since", *lines[at:]])
    try:
        result = reverted(since, found, "f").split("\n")
    except NotSaved as error:
        assert "f: not undone: lines that the change wrote were edited since then, near “" in str(error)
        return
    assert [line for line in result if line not in ("written", "since")] == before.split("\n")
    at = result.index("written")
    assert result[at + 1] == "since"


def test_lines_that_come_again_and_again_are_not_taken_back_at_another_place():
    before, after = "\n\n[[themes]]", "\n[[themes]]\n\n\n[[themes]]"
    found = between(before, after)
    with pytest.raises(NotSaved, match="not undone: lines that the change wrote were edited since then"):
        reverted("\nwritten\n[[themes]]\n\n\n[[themes]]", found, "f")


def test_lines_that_were_added_far_above_do_not_move_what_comes_back():
    themes = [f'[[themes]]\nid = "{name}"\nname = "N"\n' for name in "abcd"]
    before, after = "\n".join(themes), "\n".join([themes[0], *themes[2:]])
    found = between(before, after)
    assert (
        reverted('title = "t"\n\nquestions = []\n\n' + after, found, "f")
        == 'title = "t"\n\nquestions = []\n\n' + before
    )
    later = after.replace('id = "d"', 'id = "d"\nnote = "since"')
    assert reverted(later, found, "f") == before.replace('id = "d"', 'id = "d"\nnote = "since"')


def test_a_change_to_lines_that_the_operation_wrote_is_never_lost():
    before, after = "a\nb\nc", "a\nB 1\nB 2\nc"
    with pytest.raises(
        NotSaved,
        match=r"^review\.toml: not undone: lines that the change wrote were edited since then, near “B 1”\. "
        r"Change it back by hand first\.$",
    ):
        reverted("a\nB 1\nB two\nc", between(before, after), "review.toml")


def test_lines_that_could_stand_in_two_places_are_put_back_in_neither():
    with pytest.raises(NotSaved):
        reverted("a\n\nx\na\n\ny", (Hunk(2, ("a", ""), ("gone",), (), ("b",)),), "f")
