"""Acts that stop half-way, killed or refused by the disk: nothing is lost, and what was begun can be taken back."""

from __future__ import annotations

import errno
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from acts import ACTS, heal, prepare, state, unfinished

from litmatrix.errors import LitmatrixError
from litmatrix.files import journal

posix = pytest.mark.skipif(os.name == "nt", reason="kills with a signal")


@posix
@pytest.mark.parametrize("kind", ACTS)
def test_an_act_killed_at_any_moment_is_before_after_or_can_be_taken_back(tmp_path, kind):
    """Thousands of kills: LITMATRIX_KILLS=5000 python -m pytest tests/files/test_journal.py -k killed."""
    kills = os.environ.get("LITMATRIX_KILLS", "3")
    program = Path(__file__).parents[1] / "killing.py"
    done = subprocess.run([sys.executable, program, kind, tmp_path, kills], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{kind}: {kills} kills, ")


def test_the_latest_record_is_the_last_that_was_not_undone():
    gone = datetime(2026, 1, 1, tzinfo=UTC)
    first, second, third = (_record(undone) for undone in (None, None, gone))
    assert journal.latest([first, second, third]) is second
    assert journal.latest([third]) is None
    assert journal.latest([]) is None


def _record(undone):
    return journal.Record(datetime(2026, 1, 1, tzinfo=UTC), "x", "", "", {}, {}, True, undone)


ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)


class _Stream:
    """A file opened for writing, of which a write may write half and fail."""

    def __init__(self, stream, failing) -> None:
        self.stream, self.failing = stream, failing

    def __enter__(self) -> _Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)

    def write(self, data: bytes) -> int:
        self.failing(lambda: self.stream.write(data[: len(data) // 2]))
        return self.stream.write(data)


@contextmanager
def failing(at: int, error: int, ever: bool) -> Iterator[list[int]]:
    """Let the `at`th system call that writes fail, or it and `ever`y one after it; count them."""
    calls = [0]
    plain = {"fsync": os.fsync, "replace": os.replace, "unlink": os.unlink, "fdopen": os.fdopen}
    made = tempfile.mkstemp

    def fail(first=lambda: None) -> None:
        calls[0] += 1
        if calls[0] == at or (ever and calls[0] > at):
            first()
            raise OSError(error, os.strerror(error))

    def shim(real):
        def call(*given, **named):
            fail()
            return real(*given, **named)

        return call

    def opened(descriptor, mode="r", *given, **named):
        stream = plain["fdopen"](descriptor, mode, *given, **named)
        return _Stream(stream, fail) if mode == "wb" else stream

    with pytest.MonkeyPatch.context() as patch:
        for name in ("fsync", "replace", "unlink"):
            patch.setattr(os, name, shim(plain[name]))
        patch.setattr(os, "fdopen", opened)
        patch.setattr(tempfile, "mkstemp", shim(made))
        yield calls


def _tried(folder: Path, kind: str, undoing: bool, at: int, error: int, ever: bool) -> int:
    """Let one system call of an act, or of its undoing, fail; look at what is left; return how many there were."""
    act = ACTS[kind]
    before = prepare(folder)
    if undoing:
        act.do(folder)
    with failing(at, error, ever) as calls:
        try:
            (act.undo if undoing else act.do)(folder)
            told = False
        except LitmatrixError:
            told = True
    if not told:
        assert (state(folder) == before) == undoing
        assert unfinished(folder) == []
    elif not ever and not unfinished(folder):
        assert undoing or state(folder) == before
    heal(act, folder, before)
    return calls[0]


@pytest.mark.parametrize("undoing", [False, True], ids=["done", "undone"])
@pytest.mark.parametrize("kind", ACTS)
def test_an_act_of_which_a_system_call_fails_is_before_after_or_can_be_taken_back(tmp_path, kind, undoing):
    """Every call, each with every error: LITMATRIX_FAULTS=100 python -m pytest tests/files/test_journal.py."""
    most = int(os.environ.get("LITMATRIX_FAULTS", "3"))
    calls = _tried(tmp_path / "all", kind, undoing, 0, 0, False)
    assert calls > 8
    cases = [(at, error, ever) for at in range(1, calls + 1) for error in ERRORS for ever in (False, True)]
    for number, case in enumerate(random.sample(cases, min(most, len(cases)))):
        try:
            _tried(tmp_path / str(number), kind, undoing, *case)
        except BaseException as error:
            error.add_note(
                f"call {case[0]} of {calls}, errno {case[1]}, {'ever after' if case[2] else 'once'}"
            )
            raise
