"""Files that are never half written, and messages for every way in which a disk can fail."""

import errno
import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmatrix.errors import Misuse, NotSaved, Unreadable
from litmatrix.files import store
from litmatrix.model import Problem

posix = pytest.mark.skipif(os.name == "nt", reason="not on Windows")
FAILURES = {
    "full disk": (errno.ENOSPC, "the disk is full. Make room and save again"),
    "quota": (errno.EDQUOT, "your quota of disk space is used up"),
    "read-only disk": (errno.EROFS, "the disk is read-only. Copy the review folder to a place where you may write"),
    "held by another program": (errno.EACCES, "another program has it open. Close that program"),
    "not permitted": (errno.EPERM, "may not be written. Ask for the right to write there"),
    "broken disk": (errno.EIO, os.strerror(errno.EIO)),
}  # fmt: skip
failures = pytest.mark.parametrize(("number", "message"), FAILURES.values(), ids=FAILURES)


def failing(number: int):
    """A function of the os module that fails."""

    def fail(*_args: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


# --- reading ----------------------------------------------------------------------------------------------


@given(st.text(), st.booleans())
def test_text_comes_back_with_its_line_ends_and_its_byte_order_mark(text, bom):
    if text.startswith("\ufeff") or store.unfit(text, "f"):
        return
    assert store.decode(store.encode(text, bom, "f"), "f") == (text, "utf-8", bom, ())


@given(st.binary())
def test_any_bytes_are_decoded(data):
    found = store.decode(data, "f")
    assert (found.encoding == "utf-8") == (not any(problem.check == "encoding" for problem in found.problems))


@pytest.mark.parametrize(
    ("data", "text", "expected"),
    [
        (b"", "", []),
        (b"\xef\xbb\xbfa\r\nb", "a\r\nb", []),
        ("ä\n".encode("utf-16"), "ä\n", [("encoding", "f:1")]),
        (b"\xfe\xff" + "ä".encode("utf-16-be"), "ä", [("encoding", "f:1")]),
        (b"a\nb\ncaf\xe9 \x93x\x94\n", "a\nb\ncafé “x”\n", [("encoding", "f:3")]),
        (b"\xef\xbb\xbfcaf\xe9", "café", [("encoding", "f:1")]),
        (b"a\nb\0\n", "a\nb\0\n", [("zero-byte", "f:2")]),
        (
            b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n",
            None,
            [("conflict-marker", "f:2"), ("conflict-marker", "f:6")],
        ),
        (b"a\r\n<<<<<<<\r\n|||||||\r\n", None, [("conflict-marker", "f:2"), ("conflict-marker", "f:3")]),
        (b"a <<<<<<< b\n<<<<<<<<\n", "a <<<<<<< b\n<<<<<<<<\n", []),
        (b"\n <!doctype HTML>", None, [("web-page", "f:1")]),
        (b"<b>bold</b>,a\n", "<b>bold</b>,a\n", []),
    ],
)
def test_what_no_review_may_hold_is_a_fatal_problem_with_its_line(data, text, expected):
    found = store.decode(data, "f")
    assert text is None or found.text == text
    assert [(problem.check, problem.where) for problem in found.problems] == expected
    assert all(problem.severity == "fatal" for problem in found.problems)


def test_many_conflict_markers_are_found_in_one_go():
    text = "<<<<<<< a\nb\n" * 100_000
    start = time.process_time()
    found = store.unfit(text, "f")
    assert [problem.where for problem in found[-1:]] == ["f:199999"]
    assert time.process_time() - start < 20


def test_a_missing_file_a_folder_and_a_held_file_are_unreadable(tmp_path, monkeypatch):
    with pytest.raises(Unreadable, match=r"missing\.csv: there is no such file\."):
        store.read_bytes(tmp_path / "missing.csv")
    with pytest.raises(Unreadable, match="this is a folder, not a file"):
        store.read_bytes(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unreadable, match="cannot be read"):
        store.read_bytes(tmp_path / "file" / "below")
    monkeypatch.setattr(os, "open", failing(errno.EACCES))
    with pytest.raises(Unreadable, match=r"it cannot be read .* Close the program that has it open"):
        store.read_bytes(tmp_path / "file")


@pytest.mark.parametrize(
    "name",
    [
        "matrix (1).csv",
        "matrix 2.csv",
        "matrix - Copy.csv",
        "matrix - Copy (2).csv",
        "matrix (conflicted copy 2026-11-22 101010).csv",
        "matrix (Anna's conflicted copy 2026-11-22).csv",
        "matrix (In Konflikt stehende Kopie von Anna 2026-11-22).csv",
        "matrix (copie en conflit de Anna).csv",
        "matrix.sync-conflict-20261122-101010-ABCDEFG.csv",
        "matrix_conf(1)_conflict.csv",
        "matrix [conflicted].csv",
        "matrix-DESKTOP-1A2B3C.csv",
        "matrix-Annas-LAPTOP (case conflict).csv",
    ],
)
def test_a_sync_clients_second_version_is_told_by_its_name(tmp_path, name):
    for other in (
        "matrix.csv",
        "matrix-2019.csv",
        "matrix_old.csv",
        "matrix.csv.bak",
        "my matrix (1).csv",
        name,
    ):
        (tmp_path / other).touch()
    assert store.conflicted_copies(tmp_path / "matrix.csv") == (
        Problem(
            "conflicted-copy",
            "error",
            f"{name}:1",
            "this looks like a sync client's second version of matrix.csv; it is not read.",
            fix="Compare the two, bring what is missing into matrix.csv, then delete the copy.",
        ),
    )


# --- replacing --------------------------------------------------------------------------------------------


def test_a_file_is_made_or_replaced(tmp_path):
    path = tmp_path / "a.csv"
    store.write(path, b"one")
    store.write(path, b"two")
    assert path.read_bytes() == b"two"
    assert os.listdir(tmp_path) == ["a.csv"]


@posix
def test_a_file_keeps_its_mode_and_a_new_one_has_the_usual(tmp_path):
    path = tmp_path / "a.csv"
    store.write(path, b"one")
    (tmp_path / "usual").touch()
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((tmp_path / "usual").stat().st_mode)
    path.chmod(0o664)
    store.write(path, b"two")
    assert stat.S_IMODE(path.stat().st_mode) == 0o664


@posix
def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    real = tmp_path / "elsewhere" / "a.csv"
    real.write_bytes(b"one")
    (tmp_path / "a.csv").symlink_to(real)
    store.write(tmp_path / "a.csv", b"two")
    assert ((tmp_path / "a.csv").is_symlink(), real.read_bytes()) == (True, b"two")


@failures
@pytest.mark.parametrize("call", ["replace", "fsync", "write", "mkstemp"])
def test_a_failing_disk_leaves_the_old_file_and_says_why(tmp_path, monkeypatch, number, message, call):
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    if call == "write":
        monkeypatch.setattr(os, "fdopen", lambda descriptor, _mode: FailingStream(descriptor, number))
    else:
        monkeypatch.setattr(store.tempfile if call == "mkstemp" else os, call, failing(number))
    with pytest.raises(NotSaved, match=f"a.csv: not saved: .*{message}"):
        store.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.csv"]


class FailingStream:
    """A file that cannot be written."""

    def __init__(self, descriptor: int, number: int) -> None:
        self.descriptor, self.write = descriptor, failing(number)

    def __enter__(self) -> "FailingStream":
        return self

    def __exit__(self, *_error: object) -> None:
        os.close(self.descriptor)


def test_a_folder_that_is_missing_is_said(tmp_path):
    with pytest.raises(NotSaved, match=r"a\.csv: not saved: its folder does not exist"):
        store.write(tmp_path / "missing" / "a.csv", b"x")


def test_a_file_that_is_set_read_only_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    # The tests may run as root, whom no mode stops.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(NotSaved, match="the file or its folder may not be written"):
        store.write(path, b"new")
    assert path.read_bytes() == b"old"


@posix
def test_a_disk_without_modes_and_a_folder_that_cannot_be_flushed_are_no_hindrance(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "chmod", failing(errno.EPERM))
    real, folders = os.fsync, []

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            folders.append(descriptor)
            raise OSError(errno.EINVAL, "no")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    store.write(tmp_path / "a.csv", b"new")
    store.append(tmp_path / "b.jsonl", b"new\n")
    assert ((tmp_path / "a.csv").read_bytes(), (tmp_path / "b.jsonl").read_bytes()) == (b"new", b"new\n")
    assert len(folders) == 2


def test_what_a_crash_left_is_swept_up_after_an_hour(tmp_path):
    old, young = tmp_path / ".a.csv.x1.tmp", tmp_path / ".a.csv.x2.tmp"
    for left in (old, young):
        left.touch()
    os.utime(old, (time.time() - 4000, time.time() - 4000))
    store.write(tmp_path / "a.csv", b"new")
    assert sorted(os.listdir(tmp_path)) == [".a.csv.x2.tmp", "a.csv"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\nb\ud83d", r"f:2: not saved: the text has half a character \(U\+D83D\)"),
        ("a\nb\0", "f:2: not saved: .*there is a zero byte in the text"),
        ("a\n>>>>>>> b", "f:2: not saved: .*there is a merge conflict in the file"),
    ],
)
def test_text_that_would_make_a_file_unreadable_is_not_encoded(text, message):
    with pytest.raises(Misuse, match=message):
        store.encode(text, False, "f")


# --- appending --------------------------------------------------------------------------------------------


def test_lines_are_appended_and_a_torn_line_stays_apart(tmp_path):
    path = tmp_path / "a.jsonl"
    store.append(path, b"one\n")
    store.append(path, b"two\nthree\n")
    assert path.read_bytes() == b"one\ntwo\nthree\n"
    path.write_bytes(b"one\ntw")
    store.append(path, b"three\n")
    assert path.read_bytes() == b"one\ntw\nthree\n"


def test_a_short_write_is_carried_on(tmp_path, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data)[:3]))
    store.append(tmp_path / "a.jsonl", b"a long line\n")
    assert (tmp_path / "a.jsonl").read_bytes() == b"a long line\n"


@failures
def test_an_append_that_fails_in_the_middle_says_why_and_is_taken_back(
    tmp_path, monkeypatch, number, message
):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"one\n")
    real, calls = os.write, []

    def write(descriptor: int, data: memoryview) -> int:
        calls.append(len(data))
        if len(calls) > 1:
            raise OSError(number, os.strerror(number))
        return real(descriptor, bytes(data)[:2])

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(NotSaved, match=message):
        store.append(path, b"two\n")
    monkeypatch.undo()
    assert path.read_bytes() == b"one\n"
    store.append(path, b"three\n")
    assert path.read_bytes() == b"one\nthree\n"


LINES = b"two\nthree\nfour\n"


def full_after(monkeypatch, room: int) -> None:
    """A disk that has room for so many bytes more."""
    real, left = os.write, [room]

    def write(descriptor: int, data: memoryview) -> int:
        if not left[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        done = real(descriptor, bytes(data)[: left[0]])
        left[0] -= done
        return done

    monkeypatch.setattr(os, "write", write)


@pytest.mark.parametrize("before", [None, b"", b"one\n", b"one\nto"], ids=repr)
@pytest.mark.parametrize("room", range(len(LINES)))
def test_a_disk_that_is_full_at_any_byte_leaves_the_file_as_it_was(tmp_path, monkeypatch, before, room):
    path = tmp_path / "a.jsonl"
    if before is not None:
        path.write_bytes(before)
    full_after(monkeypatch, room)
    with pytest.raises(NotSaved, match="the disk is full"):
        store.append(path, LINES)
    assert path.read_bytes() == (before or b"")


def test_what_cannot_be_flushed_is_taken_back(tmp_path, monkeypatch):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"one\n")
    monkeypatch.setattr(os, "fsync", failing(errno.EIO))
    with pytest.raises(NotSaved, match=os.strerror(errno.EIO)):
        store.append(path, LINES)
    assert path.read_bytes() == b"one\n"


def test_an_append_that_is_interrupted_is_taken_back(tmp_path, monkeypatch):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"one\n")
    real = os.fsync

    def fsync(descriptor: int) -> None:
        monkeypatch.setattr(os, "fsync", real)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(KeyboardInterrupt):
        store.append(path, LINES)
    assert path.read_bytes() == b"one\n"


@pytest.mark.parametrize(("torn", "room"), [(b"", 10), (b"to", 11)], ids=["whole", "torn"])
def test_lines_that_cannot_be_taken_back_are_counted(tmp_path, monkeypatch, torn, room):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"one\n" + torn)
    full_after(monkeypatch, room)
    monkeypatch.setattr(os, "ftruncate", failing(errno.EIO))
    with pytest.raises(
        NotSaved, match=r"2 of 3 lines were written and could not be removed again.*No space left"
    ):
        store.append(path, LINES)
    assert path.read_bytes() == b"one\n" + (torn and torn + b"\n") + b"two\nthree\n"


def test_what_another_program_appended_behind_is_not_cut_off(tmp_path, monkeypatch):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"one\n")

    def fsync(_: int) -> None:
        with path.open("ab") as stream:
            stream.write(b"theirs\n")
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(NotSaved, match="3 of 3 lines were written"):
        store.append(path, LINES)
    assert path.read_bytes() == b"one\n" + LINES + b"theirs\n"


def test_what_fails_once_the_lines_are_on_disk_makes_them_not_unsaved(tmp_path, monkeypatch):
    import filelock

    path = tmp_path / "a.jsonl"
    real_fsync, real_close, failed = os.fsync, os.close, []

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            failed.append("folder")
            raise OSError(errno.EIO, "folder")
        real_fsync(descriptor)

    def close(descriptor: int) -> None:
        real_close(descriptor)
        failed.append("close")
        raise OSError(errno.EIO, "close")

    def release(self, force: bool = False) -> None:
        failed.append("unlock")
        raise OSError(errno.EIO, "unlock")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        patched.setattr(os, "close", close)
        with store.lock(path):
            patched.setattr(filelock.BaseFileLock, "release", release)
            store.append(path, LINES)
    assert path.read_bytes() == LINES
    assert {"close", "unlock"} <= set(failed)


@posix
def test_a_folder_that_fails_to_be_flushed_makes_what_stands_in_it_not_unsaved(tmp_path, monkeypatch):
    real, failed = os.fsync, []

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            failed.append(descriptor)
            raise OSError(errno.EIO, "folder")
        real(descriptor)

    (tmp_path / "a.csv").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", fsync)
    store.write(tmp_path / "a.csv", b"new")
    store.make_folder(tmp_path / "b")
    assert (sorted(os.listdir(tmp_path)), (tmp_path / "a.csv").read_bytes()) == (["a.csv", "b"], b"new")
    assert len(failed) == 2


@failures
def test_a_file_that_cannot_be_opened_for_appending_is_said(tmp_path, monkeypatch, number, message):
    monkeypatch.setattr(os, "open", failing(number))
    with pytest.raises(NotSaved, match=message):
        store.append(tmp_path / "a.jsonl", b"x\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_really_full_device_is_said(tmp_path):
    (tmp_path / "a.jsonl").symlink_to("/dev/full")
    with pytest.raises(NotSaved, match="the disk is full"):
        store.append(tmp_path / "a.jsonl", b"x\n")


@failures
def test_a_folder_that_cannot_be_made_is_said(tmp_path, monkeypatch, number, message):
    monkeypatch.setattr(Path, "mkdir", failing(number))
    with pytest.raises(NotSaved, match=message):
        store.make_folder(tmp_path / "decisions")


# --- locking ----------------------------------------------------------------------------------------------


def test_two_who_save_wait_for_each_other(tmp_path):
    path, order = tmp_path / "a.csv", []

    def other() -> None:
        with store.lock(path):
            order.append("other")

    with store.lock(path):
        thread = threading.Thread(target=other)
        thread.start()
        time.sleep(0.1)
        order.append("first")
    thread.join()
    assert order == ["first", "other"]


def test_a_lock_that_is_never_let_go_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.1)
    program = f"import pathlib, sys, time; from litmatrix.files import store\nwith store.lock(pathlib.Path({str(tmp_path / 'a.csv')!r})): print(flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        with (
            pytest.raises(NotSaved, match=r"another program has been writing to it for 0\.1 seconds"),
            store.lock(tmp_path / "a.csv"),
        ):
            pass
    finally:
        holder.kill()
        holder.communicate()
    # What was killed holds no lock.
    with store.lock(tmp_path / "a.csv"):
        pass


@failures
def test_a_lock_that_cannot_be_made_is_said(tmp_path, monkeypatch, number, message):
    import filelock

    monkeypatch.setattr(filelock.FileLock, "acquire", failing(number))
    with pytest.raises(NotSaved, match=f"a.csv: not saved: .*{message}"), store.lock(tmp_path / "a.csv"):
        pass


def test_a_lock_in_a_folder_that_is_missing_is_said(tmp_path):
    with (
        pytest.raises(NotSaved, match="its folder does not exist"),
        store.lock(tmp_path / "missing" / "a.csv"),
    ):
        pass
    assert not (tmp_path / "missing").exists()


# --- crashes ----------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("kind", ["decisions", "matrix", "bibliography", "protocol"])
def test_a_process_killed_while_saving_leaves_the_old_file_or_the_new_one(tmp_path, kind):
    """Thousands of kills: LITMATRIX_KILLS=5000 python -m pytest tests/test_store.py -k killed."""
    kills = os.environ.get("LITMATRIX_KILLS", "8")
    program = Path(__file__).parents[1] / "killing.py"
    done = subprocess.run([sys.executable, program, kind, tmp_path, kills], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{kind}: {kills} kills, ")


# --- what is read, and where is written ---


@pytest.mark.skipif(os.name == "nt", reason="no pipes of this kind")
def test_a_pipe_that_takes_the_place_of_a_file_between_looking_and_opening_is_not_waited_for(
    tmp_path, monkeypatch
):
    (tmp_path / "file").write_bytes(b"x")
    os.mkfifo(tmp_path / "pipe")
    found = os.stat(tmp_path / "file")
    monkeypatch.setattr(os, "stat", lambda *_, **__: found)
    with pytest.raises(Unreadable, match=r"pipe: this is a pipe, not a plain file; it is not read\."):
        store.read_bytes(tmp_path / "pipe")


def test_a_file_is_read_up_to_its_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "MOST_BYTES", 10)
    (tmp_path / "a").write_bytes(b"x" * 10)
    assert store.read_bytes(tmp_path / "a") == b"x" * 10
    (tmp_path / "a").write_bytes(b"x" * 11)
    with pytest.raises(Unreadable, match=r"a: it is too large to be read .* Split it"):
        store.read_bytes(tmp_path / "a")


@pytest.fixture
def cloned(tmp_path):
    """A review with links, and a folder beside it that is none of its business."""
    folder, away = tmp_path / "review", tmp_path / "away"
    for place in (folder / "data", away):
        place.mkdir(parents=True)
    (folder / "review.toml").write_bytes(b"")
    (away / "file").write_bytes(b"precious")
    (folder / "data" / "matrix.csv").write_bytes(b"one")
    for name, to in (
        ("matrix.csv", "data/matrix.csv"), ("bibliography.bib", "../away/file"), ("history", "../away"),
        ("decisions", "../away/new"), ("notes.txt", "review.toml"), ("out", str(away)),
    ):  # fmt: skip
        (folder / name).symlink_to(to)
    return folder


@pytest.mark.parametrize(
    "name",
    ["bibliography.bib", "history/a.json", "history/../history/a.json", "decisions", "out/x", "out/deep/x"],
)
def test_nothing_follows_a_link_out_of_a_review(cloned, name):
    (cloned.parent / "away" / "review.toml").write_bytes(b"")  # nor into another review
    before = sorted(path.name for path in (cloned.parent / "away").rglob("*"))
    for act in (
        lambda path: store.write(path, b"x"),
        lambda path: store.append(path, b"x\n"),
        store.make_folder,
        lambda path: store.lock(path).__enter__(),
    ):
        with pytest.raises(NotSaved, match="a link leads out of the review, to "):
            act(cloned / name)
    assert sorted(path.name for path in (cloned.parent / "away").rglob("*")) == before
    assert (cloned.parent / "away" / "file").read_bytes() == b"precious"


def test_a_link_that_stays_inside_is_followed_but_not_to_another_file_of_the_review(cloned):
    store.write(cloned / "matrix.csv", b"two")
    with store.lock(cloned / "matrix.csv"):
        store.append(cloned / "matrix.csv", b"three\n")
    assert (cloned / "data" / "matrix.csv").read_bytes() == b"two\nthree\n"
    with pytest.raises(NotSaved, match="which is another file of the review"):
        store.write(cloned / "notes.txt", b"x")


@pytest.mark.parametrize("make", [lambda lock, to: lock.symlink_to(to), lambda lock, to: os.link(to, lock)])
def test_a_lock_that_is_a_link_empties_nothing(tmp_path, make):
    (tmp_path / "a.csv").write_bytes(b"precious")
    make(tmp_path / ".a.csv.lock", tmp_path / "a.csv")
    with pytest.raises(NotSaved, match=r"its lock, .* leads to another file"), store.lock(tmp_path / "a.csv"):
        pass
    assert (tmp_path / "a.csv").read_bytes() == b"precious"


def test_a_text_that_begins_with_many_comments_is_read_and_no_web_page():
    text = "<!-- a -->\n" * 200 + "words\n"
    assert store.unfit(text, "manuscript.md") == ()
    assert [one.check for one in store.unfit("<!-- a -->\n<!-- b --><html>", "x")] == ["web-page"]
