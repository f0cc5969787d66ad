"""Results at the places where a person wants them: never over what a review holds, nor over what somebody changed."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from litmatrix.errors import LitmatrixError, Misuse, NotSaved, Unreadable
from litmatrix.files import store
from litmatrix.vocabulary import BIBLIOGRAPHY, DECISIONS, MATRIX, OUT, OWN, PROTOCOL

#: In a folder of results, a line for each file that was made: the sum of its bytes and, of a build, the sum of what it was
#: made from, and its name there.
MANIFEST = ".built"

_LINE = re.compile(
    r"(?P<sum>[0-9a-f]{64})(?: (?P<inputs>[0-9a-f]{64})(?= |$))?(?: (?P<name>.+))?|(?P<old>.+)"
)


class Listed(NamedTuple):
    """A file of a folder of results: the sum of its bytes, its name, and the sum of what it was made from, if they are known."""

    sum: str
    name: str = ""
    inputs: str = ""


def write(review: Path, path: Path, data: bytes, force: bool = False) -> None:
    """Write a result of the review in a folder to a file, with the folders above it.

    What litmatrix made, and nobody changed since, is replaced; so is anything with `force`. Raises `Misuse` where
    something else stands, or the review's own files, or another's; `NotSaved`.
    """
    check_write(review, path, data, force)
    store.make_folder(path.parent)
    store.write(path, data)
    # Where it cannot be noted (a folder that is read-only), the next time asks for --force.
    with contextlib.suppress(NotSaved):
        note(review / OUT, data)


def write_beside(review: Path, path: Path, data: bytes, force: bool = False) -> Path:
    """Write a result as `write` does; where something else stands, or it was changed since, beside it (see `free_place`).

    Return where it was written.
    """
    check_place(path, review)
    place = free_place(path, data, made(review / OUT, *path.absolute().parents), force)
    write(review, place, data, force)
    return place


def free_place(path: Path, data: bytes, known: Collection[str], force: bool = False) -> Path:
    """Return where a file can be written so that nothing is lost: its own place, or one beside it, ``report.new.docx``.

    `known` are the sums of what litmatrix made. Raises `Unreadable` where no file can be written.
    """
    return next(
        place for place in _places(path) if not os.path.lexists(place) or _is_known(place, data, known, force)
    )


def _places(path: Path) -> Iterator[Path]:
    yield path
    for number in itertools.count(1):
        yield path.with_name(f"{path.stem}.new{number if number > 1 else ''}{path.suffix}")


def _is_known(path: Path, data: bytes, known: Collection[str], force: bool) -> bool:
    if force and path.is_file():
        return True
    there = store.read_bytes(path)
    return there == data or sum_of(there) in known


def check_write(review: Path, path: Path, data: bytes, force: bool = False) -> None:
    """Raise `Misuse` if this may not be written there (see `write`)."""
    check_place(path, review)
    if not os.path.lexists(path) or (force and path.is_file()):
        return
    if not path.is_file():
        raise Misuse(f"{path}: this is not a file, and was not replaced. Choose another name.")
    there = store.read_bytes(path)
    if there != data and sum_of(there) not in made(review / OUT, *path.absolute().parents):
        raise Misuse(
            f"{path}: there is a file that litmatrix did not make, or that was changed since. It was not replaced. "
            "Choose another name, or replace it with --force."
        )


def check_place(path: Path, *reviews: Path) -> None:
    """Raise `Misuse` if a place is among what a review holds itself: one of these, or any that it lies in.

    By whatever name: another case, a link, a hard link, a folder that is mounted twice.
    """
    places = {Path(os.path.abspath(path)), Path(os.path.realpath(path))}
    found = {folder for place in places for folder in place.parents if os.path.lexists(folder / PROTOCOL)}
    around = [one for place in places for one in (place, *place.parents)]
    met = {id: place for place in reversed(around) for id in _ids(place)}
    linked = any(_links(place) > 1 for place in places)
    for review in {*(Path(os.path.abspath(one)) for one in reviews), *found}:
        for folder in (review, Path(os.path.realpath(review))):
            for place in places:
                if place.is_relative_to(folder) and store.owned(place.relative_to(folder)):
                    raise _taken(path, review, place.relative_to(folder).parts[0])
        for name in OWN:
            own = review / name
            inside = (Path(place, one) for place, _, names in os.walk(own) for one in names) if linked else ()
            for one in (own, *inside):
                if any(id in met for id in _ids(one)):
                    raise _taken(path, review, name)


def _taken(path: Path, review: Path, name: str) -> Misuse:
    what = f"everything in {name}/ belongs" if (review / name).is_dir() else f"{name} belongs"
    return Misuse(
        f"{path}: {what} to the review in {review}; no result is written there. "
        f"Choose another place, such as {review / OUT / (path.name or 'result')}."
    )


def _ids(path: Path) -> Iterator[tuple[int, int]]:
    with contextlib.suppress(OSError, ValueError):
        found = path.stat()
        yield found.st_dev, found.st_ino


def _links(path: Path) -> int:
    try:
        return path.stat().st_nlink
    except (OSError, ValueError):
        return 0


# --- what was made ---


def state_of(folder: Path) -> str:
    """Return a short sum over what a review's files hold, whatever their line ends: the same for the same state."""
    found = hashlib.sha256()
    names = [
        *map(folder.joinpath, (BIBLIOGRAPHY, MATRIX, PROTOCOL)),
        *sorted((folder / DECISIONS).glob("*.jsonl")),
    ]
    for path in names:
        with contextlib.suppress(Unreadable):
            data = store.read_bytes(path).replace(b"\r\n", b"\n")
            found.update(f"{path.name} {len(data)}\n".encode("utf-8", "surrogateescape") + data)
    return found.hexdigest()[:12]


def sum_of(data: bytes) -> str:
    """Return the sum by which a file is known again."""
    return hashlib.sha256(data).hexdigest()


def made(*folders: Path) -> set[str]:
    """Return the sums of what litmatrix made, as these folders of results list them."""
    return {one.sum for folder in folders for one in listed(folder) if one.sum}


def listed(folder: Path) -> tuple[Listed, ...]:
    """Return what a folder of results lists: sums (none in a list of an earlier version) and names, if they are within it."""
    try:
        lines = store.read_bytes(folder / MANIFEST).decode("utf-8").splitlines()
    except (LitmatrixError, UnicodeDecodeError):
        return ()
    real = Path(os.path.realpath(folder))
    found = (_LINE.fullmatch(line) for line in lines)
    every = (
        Listed(one["sum"] or "", one["name"] or one["old"] or "", one["inputs"] or "") for one in found if one
    )
    return tuple(one for one in every if not one.name or _within(real, one.name))


def note(folder: Path, data: bytes, name: str = "") -> None:
    """Add a file to the list of a folder of results; raises `NotSaved`."""
    line = _line(Listed(sum_of(data), name))
    try:
        known = store.read_bytes(folder / MANIFEST).splitlines(keepends=True)
    except LitmatrixError:
        known = []
    # What it was made from may stand between.
    begin, end = line[:64], line[64:]
    if not any(one == line or (name and one.startswith(begin) and one.endswith(end)) for one in known):
        store.make_folder(folder)
        store.append(folder / MANIFEST, line)


def note_all(folder: Path, files: Iterable[Listed]) -> None:
    """Write the list of a folder of results anew; raises `NotSaved`."""
    in_order = sorted(files, key=lambda one: (one.name, one.sum, one.inputs))
    store.write(folder / MANIFEST, b"".join(map(_line, in_order)))


def _line(one: Listed) -> bytes:
    return " ".join(filter(None, (one.sum, one.inputs, one.name))).encode("utf-8") + b"\n"


def _within(folder: Path, name: str) -> bool:
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or os.path.isabs(name):
        return False
    return (folder / name).parent.resolve().is_relative_to(folder)
