"""A plugin of pytest for the run of the notebooks: it fails if the data of the review are not what they were before.

python -m pytest -p tests.harmless --nbval notebooks
"""

from __future__ import annotations

from pathlib import Path

import pytest

from litmatrix.vocabulary import BIBLIOGRAPHY, DECISIONS, FULLTEXT, HISTORY, MANUSCRIPT, MATRIX, PROTOCOL

ROOT = Path(__file__).resolve().parent.parent
BEFORE = pytest.StashKey[dict[str, bytes]]()
CHANGED = pytest.StashKey[list[str]]()


def content(folder: Path = ROOT) -> dict[str, bytes]:
    """Return what a review holds, by path; a lock is none of it."""
    files = [
        folder / BIBLIOGRAPHY,
        folder / MATRIX,
        folder / PROTOCOL,
        folder / "memos.md",
        folder / MANUSCRIPT,
    ]
    files += [path for part in (DECISIONS, HISTORY, FULLTEXT) for path in sorted((folder / part).rglob("*"))]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files
        if path.is_file() and path.suffix != ".lock"
    }


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """Return the paths whose bytes differ, and those that came or went."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.stash[BEFORE] = content()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    found = session.config.stash[CHANGED] = changed(session.config.stash[BEFORE], content())
    if found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for path in config.stash[CHANGED]:
        terminalreporter.write_line(f"FAILED a run of the notebooks changed {path}", red=True)
