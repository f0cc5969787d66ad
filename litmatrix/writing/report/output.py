"""The folder of results during a build: what is in it, from what it was made, and what is written there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from litmatrix.errors import LitmatrixError, Misuse, NotSaved, Unreadable
from litmatrix.files import results, store
from litmatrix.files.results import Listed
from litmatrix.vocabulary import OUT, PROTOCOL
from litmatrix.writing.report.built import Built
from litmatrix.writing.report.inputs import of_program


class Output:
    """The results of a build that is under way: what was written or stands as it was, what one should know, what failed."""

    def __init__(self, review: Path, out: Path, force: bool) -> None:
        self.review = review
        self.out = out
        self.force = force
        self.paths: list[Path] = []
        self.notes: list[str] = []
        self.failed: dict[str, LitmatrixError] = {}
        self.kept: list[str] = []
        self.written = 0
        self._made: dict[str, Listed] = {}
        self._earlier = results.listed(out)
        self._known = results.made(out, review / OUT)
        self._by_inputs: dict[str, list[Listed]] = {}
        for one in self._earlier:
            if one.inputs:
                self._by_inputs.setdefault(one.inputs, []).append(one)

    @cached_property
    def program(self) -> str:
        """Return the sum of what makes the files."""
        return of_program()

    @property
    def earlier(self) -> tuple[str, ...]:
        """Return the names of the files that were made here before and stand there yet."""
        names = sorted({one.name for one in self._earlier if one.name})
        return tuple(name for name in names if (self.out / name).is_file())

    def leave(self, names: Iterable[str]) -> None:
        """Let files of an earlier time stay, whatever they were made from."""
        kept = {*names}
        self._made = {one.name: one for one in self._earlier if one.name in kept} | self._made

    def intact(self, inputs: str) -> dict[str, bytes]:
        """Return the files that an earlier build made from these inputs, by name, if they all are as it left them; else none."""
        found: dict[str, bytes] = {}
        if self.force:
            return found
        for one in self._by_inputs.get(inputs, ()):
            try:
                found[one.name] = store.read_bytes(self.out / one.name)
            except (LitmatrixError, OSError):
                return {}
            if results.sum_of(found[one.name]) != one.sum or os.path.islink(self.out / one.name):
                return {}
        return found

    def stays(self, names: Iterable[str], inputs: str) -> None:
        """Count files as made that stand as they should."""
        for one in self._by_inputs.get(inputs, ()):
            if one.name in names:
                self._made[one.name] = one
                self.paths.append(self.out / one.name)

    def note(self, *notes: str) -> None:
        self.notes += notes

    def fail(self, name: str, error: LitmatrixError) -> None:
        """Say that a file was not made, and why."""
        self.failed[name] = error
        self.notes.append(str(error))

    def write(self, name: str, data: bytes, inputs: str = "") -> None:
        """Write one file; one that cannot be written (held open by another program) is noted, and the rest goes on.

        What a person changed since it was made, or put there, stays: the new one is written beside it.
        """
        try:
            path = results.free_place(self.out / name, data, self._known, self.force)
            results.check_place(path, self.review)
            if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.out)):
                raise NotSaved(f"{path}: not saved: a link leads out of {self.out}. Delete the link.")
            store.make_folder(path.parent)
            place = path.relative_to(self.out).as_posix()
            # Noted before it is written: a build that is stopped between the two knows its own file again.
            results.note(self.out, data, place)
            if not path.is_file() or store.read_bytes(path) != data:
                store.write(path, data)
                self.written += 1
            self.paths.append(path)
            own = path == self.out / name
            self._made[place] = Listed(results.sum_of(data), place, inputs if own else "")
            if not own:
                self.kept.append(name)
                self.notes.append(
                    f"{self.out / name}: it was changed since litmatrix wrote it, so it was kept; the new one is {path}."
                )
        except (Misuse, NotSaved, Unreadable) as error:
            self.fail(name, error)

    def forget(self, inputs: str) -> None:
        """Let what was made from these be made again the next time: there was something to say of it."""
        self._made = {
            name: one._replace(inputs="") if one.inputs == inputs else one for name, one in self._made.items()
        }

    def tidy(self) -> None:
        """Remove what an earlier build made and this one does not, unless it was changed, and write the list anew."""
        files = set(self._made.values())
        for name in sorted({one.name for one in self._earlier if one.name} - self._made.keys()):
            sums = {one.sum for one in self._earlier if one.name == name and one.sum}
            listed = {Listed(sum, name) for sum in sums}
            path = self.out / name
            if name in self.failed or name in self.kept:
                files |= listed
            elif path.is_file():
                try:
                    if results.sum_of(store.read_bytes(path)) in sums:
                        path.unlink()
                    else:
                        self.note(
                            f"{path}: it is out of date, but may have been changed by somebody, so it was kept."
                        )
                except (OSError, Unreadable) as error:
                    files |= listed
                    reason = getattr(error, "strerror", None) or error
                    said = (
                        f"{path}: it is out of date and could not be removed ({reason}). Delete it by hand."
                    )
                    self.fail(name, NotSaved(said))
        try:
            # What has no name are exports; a list of a build that was stopped knows more than this one made.
            results.note_all(self.out, files | {one for one in results.listed(self.out) if not one.name})
        except NotSaved as error:
            self.fail(results.MANIFEST, error)

    def closed(self, act: str) -> Built:
        """Write the list of what was made, remove what is not made any more, and return what was.

        Raises the first failure where nothing was written. `act` is the command that made it.
        """
        if self.failed and not self.paths:
            raise next(iter(self.failed.values()))
        if self.kept:
            self.note(
                "copy what you need from the new files, move or delete your own, and "
                f"{act} again (litmatrix {act} --force replaces them)."
            )
        self.tidy()
        return Built(
            tuple(self.paths),
            tuple(self.notes),
            tuple(self.failed),
            tuple(self.kept),
            self.out,
            len(self.paths) - self.written,
        )


def opened(review: Path, out: Path, force: bool) -> Output:
    """Return a folder of results, which is made if it is not there.

    Raises `Misuse` if it is a review's own folder or lies among what a review holds, `NotSaved`.
    """
    if review.resolve().is_relative_to(out.resolve()) or os.path.lexists(out / PROTOCOL):
        raise Misuse(f"{out}: there is a review in this folder; choose another one, such as {review / OUT}.")
    results.check_place(out, review)
    store.make_folder(out)
    return Output(review, out, force)
