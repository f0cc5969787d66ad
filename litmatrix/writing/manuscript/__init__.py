"""A researcher's manuscript: its blocks renewed in place, and documents made of it (see `litmatrix.manuscript`)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from litmatrix.errors import LitmatrixError, Misuse
from litmatrix.files import results, store
from litmatrix.files.written import File, Written
from litmatrix.manuscript import read_manuscript, split
from litmatrix.manuscript.text import OURS, front_matter
from litmatrix.model import Problem
from litmatrix.reporting import stamped
from litmatrix.review import Review
from litmatrix.vocabulary import MANUSCRIPT, OUT, counted
from litmatrix.writing import bibliographies, styles
from litmatrix.writing.biblatex import biblatex
from litmatrix.writing.manuscript.drawings import Drawings, way
from litmatrix.writing.manuscript.editing import save
from litmatrix.writing.manuscript.offering import Offer, offers
from litmatrix.writing.manuscript.printing import FORMS, Print, cited, lacking, printed
from litmatrix.writing.manuscript.renewing import Difference, Renewed, numbered, renewed
from litmatrix.writing.manuscript.starting import GUIDELINES, start
from litmatrix.writing.manuscript.tree import elements, parsed

__all__ = [
    "FORMS",
    "GUIDELINES",
    "Difference",
    "Made",
    "Offer",
    "Renewed",
    "begin",
    "documents",
    "lacking",
    "offers_in",
    "renewed",
    "start",
    "write",
]


#: How the name of a manuscript ends.
ENDINGS = (".md", ".markdown", ".qmd")


class Made(NamedTuple):
    """What `write` did: the manuscript with what is wrong in it, which blocks changed, the files written, notes, and
    why a document that was asked for was not made."""

    renewed: Renewed
    files: tuple[File, ...]
    notes: tuple[str, ...]
    failed: tuple[LitmatrixError, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong in the manuscript."""
        return self.renewed.problems


def write(
    review: Review,
    path: Path | None = None,
    to: Sequence[str] = (),
    style: str = "",
    progress: Callable[[str], None] = lambda what: None,
    force: bool = False,
) -> Made:
    """Renew the blocks of a manuscript in place, and make documents of it in ``out/``; say what was done.

    `path` is the manuscript (manuscript.md of the review), `to` the formats (see `FORMS`), `style` a citation style by name
    or a .csl file; without one the front matter's ``csl`` counts, else APA. The manuscript is written only if a block
    changed, and never if somebody else changed the file meanwhile: `ChangedOutside`. Raises `Misuse` for a manuscript that
    does not exist, another format, an unknown style; `Unreadable`; `NotSaved`.
    """
    path = review.folder / MANUSCRIPT if path is None else path
    _require(to)
    if path.suffix.lower() not in ENDINGS:
        raise Misuse(f"{path}: a manuscript is a text in Markdown; its name ends in {', '.join(ENDINGS)}.")
    if not path.exists():
        raise Misuse(f"{path}: there is no manuscript yet. litmatrix write --start makes one.")
    manuscript = read_manuscript(path)
    drawings = Drawings(review, path.parent, progress)
    progress("blocks")
    done = renewed(review, manuscript, drawings.draw)
    files: list[File] = []
    if done.text != manuscript.text:
        save(path, manuscript, done.text)
        files.append(
            File(
                path,
                f"{counted(len(done.changed), 'block')} changed"
                if done.changed
                else "its marks written anew",
            )
        )
    drawings.keep(force)
    if not to or manuscript.problems:
        return Made(done, tuple(files), drawings.notes)
    written, notes, failed = _written(review, path, done.text, to, style, drawings, progress, force)
    return Made(done, (*files, *written), (*drawings.notes, *notes), failed)


def documents(
    review: Review,
    *to: str,
    path: Path | None = None,
    style: str = "",
    progress: Callable[[str], None] = lambda what: None,
    force: bool = False,
) -> Written:
    """Make documents of a manuscript in ``out/`` and say so: with its blocks as the review has them now, while it stays as it is.

    Where there is no manuscript, or one that cannot be told apart, nothing is made, and a note says why. Formats, style and
    errors are those of `write`.
    """
    path = review.folder / MANUSCRIPT if path is None else path
    _require(to)
    if not path.exists():
        return Written(notes=(f"there is no {path.name} yet, so no document was made of it.",))
    drawings = Drawings(review, path.parent, progress)
    done = renewed(review, read_manuscript(path), drawings.draw)
    if read := split(done.text).problems:
        return Written(notes=(f"no document was made: fix this first. {read[0]}",))
    drawings.keep(force)
    files, notes, failed = _written(review, path, done.text, to, style, drawings, progress, force)
    return Written(files, (*drawings.notes, *notes, *map(str, failed)))


def _require(to: Sequence[str]) -> None:
    for form in to:
        if form not in FORMS:
            raise Misuse(f"{form}: a manuscript is written as {', '.join(FORMS)}.")


def _written(
    review: Review,
    path: Path,
    text: str,
    to: Sequence[str],
    style: str,
    drawings: Drawings,
    progress: Callable[[str], None],
    force: bool,
) -> tuple[tuple[File, ...], tuple[str, ...], tuple[LitmatrixError, ...]]:
    """Make documents of a text; return what was written, what one should know, and why others were not. What a person changed is kept."""
    text = numbered(review, without_comments(text))
    found, notes, failed = _documents(review, path, text, to, style, drawings, progress)
    files = []
    for place, data in found:
        written = results.write_beside(review.folder, place, data, force)
        files.append(File(written))
        if written != place:
            notes += (
                f"{place}: it was changed since litmatrix wrote it, so it was kept; the new one is {written}.",
            )
    if failed and not found:
        raise failed[0]
    return tuple(files), notes, failed


def begin(review: Review, path: Path | None = None, guideline: str = "prisma") -> Path:
    """Write a new manuscript (see `start`) and return its place; raises `Misuse` where there is one, `NotSaved`."""
    path = review.folder / MANUSCRIPT if path is None else path
    with store.lock(path):
        if os.path.lexists(path):
            raise Misuse(f"{path}: there is a manuscript already; it was not touched.")
        store.write(path, start(review, guideline).encode("utf-8"))
    return path


def offers_in(review: Review, path: Path | None = None) -> tuple[Offer, ...]:
    """Return the typed numbers of a manuscript that litmatrix counts (see `offers`)."""
    return offers(review, read_manuscript(review.folder / MANUSCRIPT if path is None else path))


def _documents(
    review: Review,
    path: Path,
    text: str,
    to: Sequence[str],
    style: str,
    drawings: Drawings,
    progress: Callable[[str], None],
) -> tuple[list[tuple[Path, bytes]], tuple[str, ...], tuple[LitmatrixError, ...]]:
    """Return the documents that are asked for, by place, what one should know of them, and why others were not made."""
    out, stamp = review.folder / OUT, stamped(review.folder)
    text = f"{text.rstrip()}\n"
    made = (
        [(out / f"{path.stem}.md", f"{_from(out, path.parent, text)}\n<!-- {stamp} -->\n".encode())]
        if "md" in to
        else []
    )
    forms = [form for form in FORMS if form in to and form != "md"]
    if not forms:
        return made, (), ()
    tree = parsed(text)
    keys = cited(tree)
    pictures, notes = _pictures(path.parent, tree, drawings)
    reference = said(text, "reference-doc") or (
        "reference.docx" if (path.parent / "reference.docx").is_file() else ""
    )
    found = styles.find_style(style or said(text, "csl") or styles.USUAL, path.parent)
    how = Print(
        style=found,
        records=bibliographies.chosen(review, keys),
        pictures=pictures,
        ways={one: way(path.parent / unquote(one), out) for one in pictures},
        reference=store.read_bytes(path.parent / reference) if reference else b"",
        bib=f"{path.stem}.bib",
        epoch=int(stamp.moment.timestamp()),
        stamp=str(stamp),
    )
    failed: list[LitmatrixError] = []
    for form in forms:
        progress(f"{path.stem}.{form}")
        try:
            made.append((out / f"{path.stem}.{form}", printed(tree, form, how)))
            if form == "tex":
                made.append((out / how.bib, biblatex(review, keys).encode("utf-8")))
        except LitmatrixError as error:
            failed.append(error)
    return made, notes, tuple(failed)


_PICTURE = re.compile(r"(?<=\]\()(?P<way>[^()\s:]+\.(?:png|jpe?g|svg|gif|pdf))(?=[)\s])", re.IGNORECASE)


def _from(out: Path, folder: Path, text: str) -> str:
    """Return a text whose pictures are found from another folder."""
    return _PICTURE.sub(lambda found: quote(way(folder / unquote(found["way"]), out)), text)


def _pictures(
    folder: Path, made: dict[str, Any], drawings: Drawings
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the bytes of each picture in a text by its path; those that are not within the review's folder are noted."""
    found: dict[str, bytes] = {}
    notes = []
    root = Path(os.path.realpath(drawings.review.folder))
    for element in elements(made, "Image"):
        named = element["c"][2][0]
        place = Path(os.path.normpath(folder / unquote(named)))
        if place in drawings.made:
            found[named] = drawings.made[place]
        elif not Path(os.path.realpath(place)).is_relative_to(root):
            notes.append(f"{named}: this picture is left out: it is not in the folder of the review.")
        else:
            try:
                found[named] = store.read_bytes(place)
            except LitmatrixError as error:
                notes.append(f"{named}: this picture is left out: {error}")
    return found, tuple(notes)


def said(text: str, name: str) -> str:
    """Return what the front matter says under a name, on one line: ``csl: apa``; nothing where it says nothing."""
    found = re.search(rf"^{re.escape(name)}:[ \t]*(?P<said>[^\r\n#]+)", front_matter(text), re.MULTILINE)
    return found["said"].strip().strip("\"'") if found else ""


def without_comments(text: str) -> str:
    """Return a manuscript without the comments of its blocks; what stands in them stays."""
    return OURS.sub("", text)
