"""A Word file opened: its parts as trees, within bounds. What is no Word file of today is said to be what it is."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from litmatrix.coding.fulltext import packed
from litmatrix.errors import Unreadable
from litmatrix.importing.readers import archive

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
WORD_2012 = "{http://schemas.microsoft.com/office/word/2012/wordml}"

#: The text of a book has some 20 MB of XML; a tree takes ten times as much memory.
MOST_BYTES = 100_000_000

_SAVE_AS = "Open it there, save it as .docx (Word 2007-365), and try again."
_NO_TEXT = "it holds no text of Word. Is it another kind of file, with the ending .docx?"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
# What a file begins with that is often taken for a Word file.
_OTHERS = {
    b"{\\rtf": f"it is a file of the kind .rtf. {_SAVE_AS}",
    b"%PDF": "it is a PDF. Ask for the Word file: the comments in a PDF are not read.",
    b"<": "it is a web page, not a Word file. Download it again, signed in.",
    b"": "the file is empty (0 bytes). Ask for it again.",
}


@dataclass(frozen=True)
class Parts:
    """The parts of a Word file that hold text: the body, notes by their ids, headers and footers; comments with what is
    known of their threads; how deep each style's headings stand; when the document was made (as the file has it)."""

    name: str
    body: Any
    notes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    margins: tuple[tuple[str, Any], ...] = ()
    comments: tuple[Any, ...] = ()
    threads: tuple[Any, ...] = ()
    levels: Mapping[str, int] = field(default_factory=dict)
    made: str = ""


def parts_of(data: bytes, name: str) -> Parts:
    """Return the parts of a Word file; raises `Unreadable`, which says what it is instead and what to do."""
    if not data.startswith(b"PK"):
        raise Unreadable(f"{name}: {_what_instead(data)}")
    file = archive.opened(data, name)
    main = _main(file, name)
    body = _tree(file, main, name)
    if body.tag != f"{WORD}document":
        raise Unreadable(f"{name}: {_NO_TEXT}")
    known = _related(file, main, name)
    named = {kind: [path for other, path in known if other == kind] for kind, _ in known}
    notes = {
        kind: {
            one.get(f"{WORD}id", ""): one for one in _children(file, named.get(f"{kind}s", ()), kind, name)
        }
        for kind in ("footnote", "endnote")
    }
    margins = [
        (kind, _tree(file, path, name)) for kind in ("header", "footer") for path in named.get(kind, ())
    ]
    return Parts(
        name, body, notes, tuple(margins), tuple(_children(file, named.get("comments", ()), "comment", name)),
        tuple(one for path in named.get("commentsExtended", ()) for one in _tree(file, path, name)),
        packed.heading_levels(file, name), _made(file, name),
    )  # fmt: skip


def _what_instead(data: bytes) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if _LOCKED in data:
            return (
                "it has a password. Open it in Word, take the password off (File > Info), and save it again."
            )
        return f"it is a file of the old kind .doc (Word 97-2003). {_SAVE_AS}"
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    said = (what for sign, what in _OTHERS.items() if (start.startswith(sign) if sign else not data))
    return next(said, "it is not a Word file (.docx), or it is damaged. Ask for it again.")


def _main(file: zipfile.ZipFile, name: str) -> str:
    """Return the name of the part that holds the body: Word does not always call it document.xml."""
    members = set(file.namelist())
    found = [path for kind, path in _related(file, "", name) if kind == "officeDocument"]
    main = next((path for path in (*found, "word/document.xml") if path in members), "")
    if not main and "content.xml" in members:
        raise Unreadable(f"{name}: it is a file of LibreOffice's own kind (.odt). {_SAVE_AS}")
    if not main:
        raise Unreadable(f"{name}: {_NO_TEXT}")
    return main


def _children(file: zipfile.ZipFile, paths: Iterable[str], kind: str, name: str) -> Iterator[Any]:
    """Yield the notes or comments in some parts."""
    for path in paths:
        yield from (one for one in _tree(file, path, name) if one.tag == f"{WORD}{kind}")


def _related(file: zipfile.ZipFile, part: str, name: str) -> list[tuple[str, str]]:
    """Return what a part (or, without one, the file) names as belonging to it: each kind and the member that is there."""
    folder, base = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{base}.rels")
    if path not in file.namelist():
        return []
    members = set(file.namelist())
    found = []
    for one in _tree(file, path, name):
        target = one.get("Target", "")
        place = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join(folder, target))
        )
        if place in members:
            found.append((one.get("Type", "").rpartition("/")[2], place))
    return list(dict.fromkeys(found))


def _made(file: zipfile.ZipFile, name: str) -> str:
    """Return when a document was made, as it says: that stays when others save it."""
    if "docProps/core.xml" not in file.namelist():
        return ""
    core = _tree(file, "docProps/core.xml", name)
    return next((one.text or "" for one in core if str(one.tag).endswith("}created")), "")


def _tree(file: zipfile.ZipFile, part: str, name: str) -> Any:
    size = file.getinfo(part).file_size
    if size > MOST_BYTES:
        raise Unreadable(
            f"{name}: {part} in it unpacks to {size:,} bytes, far more than a manuscript has; it is not opened."
        )
    return packed.tree(file, part, name)
