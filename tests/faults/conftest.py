"""Faults that strangers found: each folder here holds the input of one, and a test says what comes of it.

A case's files stand beside a fresh review, or in it, and the command line is worked as a person would.
"""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import litmatrix
from litmatrix.cli import main
from litmatrix.files import folder

#: The cases are material, and one of them is a program.
collect_ignore_glob = ["[0-9]*"]

HERE = Path(__file__).resolve().parent


class Done(NamedTuple):
    """What a command came to: its exit status, and what it printed."""

    status: int
    out: str
    err: str


@dataclass
class Case:
    """A review folder, and the command line in it."""

    folder: Path
    capsys: Any = field(repr=False)

    def run(self, line: str) -> Done:
        """Run a command as it would be typed, without the word litmatrix before it."""
        self.capsys.readouterr()
        try:
            status = main(shlex.split(line))
        except SystemExit as stop:  # argparse's way out
            status = stop.code if isinstance(stop.code, int) else 1
        return Done(status, *self.capsys.readouterr())

    def done(self, line: str) -> str:
        """Run a command that must succeed, and return what it printed."""
        done = self.run(line)
        assert done.status == 0, done
        return done.out

    @property
    def review(self) -> litmatrix.Review:
        return litmatrix.open(self.folder)

    def text(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode("utf-8")

    def records(self, *columns: str) -> list[tuple[str, ...]]:
        """The records of the review, in order: the values of these columns (empty where no record has one)."""
        frame = self.review.records
        return list(
            zip(*(frame[name] if name in frame else [""] * len(frame) for name in columns), strict=True)
        )


@pytest.fixture
def case(tmp_path, monkeypatch, capsys) -> Callable[..., Case]:
    """Make a fresh review; the files of the named case stand beside it, or with `inside=True` in it."""

    def made(name: str = "", inside: bool = False) -> Case:
        place = tmp_path / "r"
        folder.make_review(place)
        if name:
            shutil.copytree(HERE / name, place if inside else tmp_path, dirs_exist_ok=True)
        monkeypatch.chdir(place)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        return Case(place, capsys)

    return made
