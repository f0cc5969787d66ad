"""Kill a process with signal 9 while it saves, again and again, and look at what it left behind.

Run by the tests as a program: ``python killing.py KIND FOLDER ROUNDS``. It ends with an error if a file is
neither old nor new, or if something that was acknowledged is gone.
"""

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from acts import ACTS, FILES, heal
from acts import prepare as prepare_acts

from litmatrix import bibliography, decisions, matrix, protocol

#: Long enough that one save takes many writes.
LONG = "evidence, as told in many words\n" * 4000


def append_decisions(folder: Path) -> Iterator[str]:
    path = decisions.reviewer_file(folder / "decisions", "anna", "mac")
    for _ in iter(int, 1):
        note = LONG[: random.randrange(40_000)]
        (event,) = decisions.append_events(
            path, [decisions.Event("anna", "k", "screening", "include", note=note)]
        )
        yield event.id


def look_at_decisions(folder: Path, acknowledged: list[str]) -> None:
    events, problems = decisions.read_decisions(folder / "decisions")
    lost = set(acknowledged) - {event.id for event in events}
    assert not lost, f"lost: {lost}"
    assert all(problem.check == "torn-line" for problem in problems), problems


def save_cells(folder: Path) -> Iterator[str]:
    path = folder / "matrix.csv"
    while True:
        before = matrix.read_matrix(path).rows["k"].cells[1]
        after = f"{int(before.split()[0]) + 1} {LONG}"
        matrix.write_cells(path, [matrix.CellChange("k", "theme", before, after)])
        yield after.split()[0]


def look_at_cells(folder: Path, acknowledged: list[str]) -> None:
    found = matrix.read_matrix(folder / "matrix.csv")
    assert found.problems == ()
    check_counter(found.rows["k"].cells[1].split()[0], acknowledged)


def save_fields(folder: Path) -> Iterator[str]:
    path = folder / "bibliography.bib"
    while True:
        before = bibliography.read_bibliography(path).entries["k"].fields["note"]
        after = f"{int(before.split()[0]) + 1} {LONG}"
        bibliography.write_bibliography(path, [bibliography.SetField("k", "note", after)])
        yield after.split()[0]


def look_at_fields(folder: Path, acknowledged: list[str]) -> None:
    found = bibliography.read_bibliography(folder / "bibliography.bib")
    assert found.problems == ()
    check_counter(found.entries["k"].fields["note"].split()[0], acknowledged)


def save_protocol(folder: Path) -> Iterator[str]:
    path = folder / "review.toml"
    while True:
        number = int(protocol.read_protocol(path)[0].title) + 1
        protocol.write_protocol(path, [protocol.SetValue("", "", "title", str(number))])
        yield str(number)


def look_at_protocol(folder: Path, acknowledged: list[str]) -> None:
    found, problems = protocol.read_protocol(folder / "review.toml")
    assert problems == ()
    check_counter(found.title, acknowledged)


def check_counter(found: str, acknowledged: list[str]) -> None:
    """The file holds what was acknowledged last, or the next one, which was being saved."""
    last = int(acknowledged[-1]) if acknowledged else 0
    assert int(found) in (last, last + 1), f"{found} after {last}"


KINDS: dict[str, tuple[Callable, Callable]] = {
    "decisions": (append_decisions, look_at_decisions),
    "matrix": (save_cells, look_at_cells),
    "bibliography": (save_fields, look_at_fields),
    "protocol": (save_protocol, look_at_protocol),
}


def prepare(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "matrix.csv").write_text("key,theme\nk,0\nl,stays\n")
    (folder / "bibliography.bib").write_text("@misc{k,\n  note = {0}\n}\n@misc{l, note = {stays}}\n")
    (folder / "review.toml").write_text('# a comment\ntitle = "0"\n' + "# more\n" * 2_000)


def act_and_undo(kind: str, folder: Path) -> Iterator[str]:
    """Do an act of a kind and take it back, for ever."""
    while True:
        ACTS[kind].do(folder)
        yield "done"
        ACTS[kind].undo(folder)
        yield "undone"


def kill_acts(kind: str, folder: Path, rounds: int) -> int:
    """Kill acts and their undoing at random moments; each time it must be seen, and be taken back to the byte."""
    total = 0
    before = prepare_acts(folder)
    for _ in range(rounds):
        acknowledged = kill_once(lambda folder: act_and_undo(kind, folder), folder, 0.3)
        history = folder / "history"
        records = [one for one in history.glob("*Z-*.json") if one.name.count(".") == 1]
        undone = list(history.glob("*.undone.json"))
        assert len(records) >= acknowledged.count("done"), "a record is gone"
        assert len(undone) >= acknowledged.count("undone"), "a mark is gone"
        heal(ACTS[kind], folder, before)
        assert all((folder / name).exists() for name in FILES)
        shutil.rmtree(history, ignore_errors=True)
        total += len(acknowledged)
    return total


def kill_once(act: Callable[[Path], Iterator[str]], folder: Path, within: float = 0.03) -> list[str]:
    """Let a child act until it is killed; return what it acknowledged."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        for done in act(folder):
            os.write(writer, f"{done}\n".encode())
    os.close(writer)
    # Mostly in the middle of a later save, sometimes of the first.
    first = os.read(reader, 1) if random.random() < 0.8 else b""
    time.sleep(random.uniform(0, within))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as stream:
        return (first + stream.read()).decode().split()


def main(kind: str, folder: Path, rounds: int) -> None:
    if kind in ACTS:
        print(f"{kind}: {rounds} kills, {kill_acts(kind, folder, rounds)} acknowledged, nothing lost")
        return
    act, look_at = KINDS[kind]
    prepare(folder)
    acknowledged: list[str] = []
    total = 0
    for number in range(rounds):
        if kind == "decisions" and number % 50 == 0:
            # A file that only grows would make thousands of rounds take a day.
            shutil.rmtree(folder / "decisions", ignore_errors=True)
            acknowledged = []
        new = kill_once(act, folder)
        look_at(folder, acknowledged + new)
        acknowledged += new
        total += len(new)
        if kind != "decisions":
            # The save that was under way may have come through without being acknowledged.
            acknowledged = [counter(kind, folder)]
    print(f"{kind}: {rounds} kills, {total} acknowledged, nothing lost")


def counter(kind: str, folder: Path) -> str:
    if kind == "matrix":
        return matrix.read_matrix(folder / "matrix.csv").rows["k"].cells[1].split()[0]
    if kind == "bibliography":
        return (
            bibliography.read_bibliography(folder / "bibliography.bib").entries["k"].fields["note"].split()[0]
        )
    return protocol.read_protocol(folder / "review.toml")[0].title


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
