"""Files that are never half written: atomic replacement, flushed appends, locks, lossless decoding."""

from __future__ import annotations

import codecs
import contextlib
import errno
import glob
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from litmatrix.errors import Misuse, NotSaved, Unreadable
from litmatrix.model import Problem
from litmatrix.vocabulary import ERROR, FATAL, OWN, PROTOCOL

LOCK_SECONDS = 10
#: A file of records or of a review is megabytes; what is larger is a mistake, or has no end.
MOST_BYTES = 500_000_000

# What sync clients and people add to a file's name when they keep a second version beside it.
_COPY = re.compile(
    r"[ .\-_(\[]+[^/]*(?:conflict|konflikt|conflit)[^/]*"
    r"|-(?:DESKTOP|LAPTOP|PC)-\w+"
    r"| ?\(\d+\)"
    r"| \d+"
    r"| - Cop(?:y|ie)(?: ?\(\d+\))?",
    re.IGNORECASE,
)
_MARKER = re.compile(r"^(?:<{7}|>{7}|\|{7})(?=[ \r\n]|\Z)", re.MULTILINE)
_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--(?:(?!-->).)*+-->\s*)*+<(?:!doctype\s+html|html|head|body|table|meta|script)\b",
    re.IGNORECASE | re.DOTALL,
)


class Text(NamedTuple):
    """A decoded file: its text with line ends as they are, how it was encoded, and the problems met."""

    text: str
    encoding: str
    bom: bool
    problems: tuple[Problem, ...]


# --- reading --------------------------------------------------------------------------------------------


def opened(path: Path) -> BinaryIO:
    """Return a file opened for reading: a plain one of at most 500 MB.

    Raises `Unreadable` with the reason for all else, at once: a pipe is not waited for, nor a device read.
    """
    # O_NONBLOCK: between looking and opening, a pipe may have taken the file's place.
    flags = os.O_RDONLY
    for name in ("O_BINARY", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_NOINHERIT"):
        flags |= getattr(os, name, 0)
    try:
        found = os.stat(path)
        if stat.S_ISREG(found.st_mode):
            stream = os.fdopen(os.open(path, flags), "rb")
            found = os.fstat(stream.fileno())
            if stat.S_ISREG(found.st_mode) and found.st_size <= MOST_BYTES:
                return stream
            stream.close()
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        reason = getattr(error, "strerror", error)
        known: dict[type[Exception], str] = {
            FileNotFoundError: "there is no such file.",
            IsADirectoryError: "this is a folder, not a file.",
            PermissionError: f"it cannot be read ({reason}). Close the program that has it open, "
            "or ask for the right to read it.",
        }
        raise Unreadable(f"{path}: {known.get(type(error), f'it cannot be read ({reason}).')}") from None
    if stat.S_ISREG(found.st_mode):
        raise _too_large(path, found.st_size)
    if stat.S_ISDIR(found.st_mode):
        raise Unreadable(f"{path}: this is a folder, not a file.")
    kinds = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
    kind = kinds.get(stat.S_IFMT(found.st_mode), "a device")
    raise Unreadable(f"{path}: this is {kind}, not a plain file; it is not read.")


def read_bytes(path: Path) -> bytes:
    """Return the content of a file; raises `Unreadable` with the reason when it cannot be had (see `opened`)."""
    with opened(path) as stream:
        try:
            # Some files of a system say that they are empty, and have no end.
            data = stream.read(MOST_BYTES + 1)
        except OSError as error:
            raise Unreadable(f"{path}: it cannot be read ({error.strerror}).") from None
    if len(data) > MOST_BYTES:
        raise _too_large(path, len(data))
    return data


def _too_large(path: Path, size: int) -> Unreadable:
    return Unreadable(
        f"{path}: it is too large to be read ({size // 1_000_000:,} MB; at most {MOST_BYTES // 1_000_000}). "
        "Split it into several files."
    )


def read_text(path: Path) -> Text:
    """Return a text file decoded; line ends are kept as they are.

    UTF-8 with or without a byte order mark is what litmatrix writes. Any other encoding is read as well
    as can be and reported as a fatal problem: the file is then not written to.
    """
    return decode(read_bytes(path), path.name)


def decode(data: bytes, name: str) -> Text:
    """Return bytes decoded as `read_text` does; `name` stands in the problems."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            text = data[2:].decode(encoding, errors="replace")
            return Text(text, encoding, True, (_wrong_encoding(name, 1, "UTF-16"), *unfit(text, name)))
    bom = data.startswith(codecs.BOM_UTF8)
    body = data[3:] if bom else data
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        text = body.decode("cp1252", errors="replace")
        problem = _wrong_encoding(name, line, "not UTF-8 (perhaps Windows-1252)")
        return Text(text, "cp1252", bom, (problem, *unfit(text, name)))
    return Text(text, "utf-8", bom, unfit(text, name))


def _wrong_encoding(name: str, line: int, what: str) -> Problem:
    message = f"the file is {what}; litmatrix reads and writes UTF-8."
    fix = "Save it as UTF-8 (in a spreadsheet: “CSV UTF-8”); until then it is opened read-only."
    return Problem("encoding", FATAL, f"{name}:{line}", message, fix=fix)


def unfit(text: str, name: str) -> tuple[Problem, ...]:
    """Return what no file of a review may hold: merge conflict markers, a zero byte, a web page."""
    problems = []
    # Most files hold no such sign at all, which is seen a hundred times faster.
    if ("<" in text and "<<<<<<<" in text) or (">" in text and ">>>>>>>" in text):
        fix = "Choose one of the two versions and delete the marker lines."
        line, counted = 1, 0
        for found in _MARKER.finditer(text):
            line += text.count("\n", counted, found.start())
            counted = found.start()
            message = f"there is a merge conflict in the file ({found[0]})."
            problems.append(Problem("conflict-marker", FATAL, f"{name}:{line}", message, fix=fix))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        message = "there is a zero byte in the text: the file was damaged, or is not a text file."
        fix = "Restore it from a backup or from git."
        problems.append(Problem("zero-byte", FATAL, f"{name}:{line}", message, fix=fix))
    if _WEB_PAGE.match(text[:2000]):
        message = "the file is a web page (perhaps a login page saved by mistake)."
        problems.append(Problem("web-page", FATAL, f"{name}:1", message, fix="Download it again, signed in."))
    return tuple(problems)


def copies(path: Path) -> tuple[Path, ...]:
    """Return the copies that a sync client or a person left beside a file when it had two versions."""
    found = []
    with contextlib.suppress(OSError):
        for other in path.parent.iterdir():
            alike = other.suffix == path.suffix and other.stem.startswith(path.stem)
            if alike and _COPY.fullmatch(other.stem, len(path.stem)):
                found.append(other)
    return tuple(sorted(found))


def conflicted_copies(path: Path) -> tuple[Problem, ...]:
    """Return a problem for each copy beside a file (see `copies`)."""
    message = f"this looks like a sync client's second version of {path.name}; it is not read."
    fix = f"Compare the two, bring what is missing into {path.name}, then delete the copy."
    return tuple(
        Problem("conflicted-copy", ERROR, f"{other.name}:1", message, fix=fix) for other in copies(path)
    )


# --- writing --------------------------------------------------------------------------------------------


def encode(text: str, bom: bool, name: str) -> bytes:
    """Return text as UTF-8, with a byte order mark if `bom`.

    Raises `Misuse` for what would make the file unreadable afterwards: half a character, a zero byte, a
    line that looks like a merge conflict.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise Misuse(
            f"{name}:{line}: not saved: the text has half a character (U+{ord(text[error.start]):04X}). "
            "Delete it and type the character again."
        ) from None
    for problem in unfit(text, name):
        told = "with this text the file would look damaged"
        raise Misuse(f"{problem.where}: not saved: {told}: {problem.message}")
    return (codecs.BOM_UTF8 if bom else b"") + data


def owned(place: Path | str) -> str:
    """Return the first part of a path within a review if the review holds it itself, as it is called; else nothing."""
    first = next(iter(Path(place).parts), "")
    plain = first.rstrip(". ").casefold()  # a file system may take all of these for the same
    return next((name for name in OWN if name == plain), "")


def _real(path: Path) -> Path:
    """Return where a path leads; raises `NotSaved` where a link in a review leads out of it, or into what is another's.

    A cloned or unpacked folder brings its links with it, and nobody has looked at them.
    """
    given, target = Path(os.path.abspath(path)), Path(os.path.realpath(path))
    for folder in given.parents:
        if not os.path.lexists(folder / PROTOCOL):
            continue
        real = Path(os.path.realpath(folder))
        if not target.is_relative_to(real):
            raise NotSaved(
                f"{path}: not saved: a link leads out of the review, to {target}. Put a file or folder of its own in "
                "the place of the link."
            )
        meant, there = owned(given.relative_to(folder)), owned(target.relative_to(real))
        if there and there != meant:
            raise NotSaved(
                f"{path}: not saved: a link leads to {target}, which is another file of the review."
            )
    return target


def write(path: Path, data: bytes) -> None:
    """Replace the content of a file in one step: after a crash it holds either the old or the new bytes.

    The temporary file stands in the same folder and is flushed to disk before it takes the place of the
    old one, and so is the folder. Mode and link are kept, but for a link that leads out of a review; a file that is
    set read-only stays as it is. Raises `NotSaved`; the old file is then untouched. What fails once the new one stands
    (flushing the folder) makes nothing unsaved.
    """
    target = _real(path)
    temporary = None
    try:
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(OSError):  # a USB stick or a network share may have no modes
            os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
        temporary = None
    except OSError as error:
        raise not_saved(path, error) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
    _flush_folder(target.parent)
    _sweep(target)


def remove(path: Path) -> None:
    """Take a file away, where it is there; raises `NotSaved`."""
    try:
        _real(path).unlink(missing_ok=True)
    except OSError as error:
        raise not_saved(path, error) from error
    _flush_folder(path.parent)


def append(path: Path, data: bytes) -> None:
    """Add whole lines at the end of a file and flush them to disk; the file is made if it is missing.

    A torn last line (a crash, a full disk) is first closed with a line end, so that it stays apart. Raises `NotSaved` if
    not every byte could be written and flushed: the file then has the length again that it had. Where the disk refuses that,
    or another program has appended behind, the error says how many lines stand. What fails once all is on disk (closing,
    flushing the folder) makes nothing unsaved.
    """
    _real(path)
    try:
        existed = path.exists()
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    except OSError as error:
        raise not_saved(path, error) from error
    size, written = -1, 0
    try:
        size = os.fstat(descriptor).st_size
        if size:
            os.lseek(descriptor, size - 1, os.SEEK_SET)
            if os.read(descriptor, 1) != b"\n":
                data = b"\n" + data
        view = memoryview(data)
        while written < len(data):
            written += os.write(descriptor, view[written:])
        os.fsync(descriptor)
    except BaseException as error:
        stand, all_ = (part.removeprefix(b"\n").count(b"\n") for part in (data[:written], data))
        if written and not _taken_back(descriptor, size, written) and stand:
            reason = getattr(error, "strerror", None) or error
            raise NotSaved(
                f"{path}: {stand:,} of {all_:,} lines were written and could not be removed again; the others are not saved "
                f"({reason}). Look at the file before you do it again."
            ) from error
        if isinstance(error, OSError):
            raise not_saved(path, error) from error
        raise
    finally:
        with contextlib.suppress(OSError):
            os.close(descriptor)
    if not existed:
        _flush_folder(path.parent)


def _taken_back(descriptor: int, size: int, written: int) -> bool:
    """Cut off what was just appended to a file; say whether it could be, and nothing of anybody else's stood behind it."""
    try:
        if os.fstat(descriptor).st_size != size + written:
            return False
        os.ftruncate(descriptor, size)
    except OSError:
        return False
    with contextlib.suppress(OSError):
        os.fsync(descriptor)
    return True


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it, and flush its name to disk; raises `NotSaved`."""
    _real(folder)
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            _flush_folder(folder.parent)
    except OSError as error:
        raise not_saved(folder, error) from error


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the lock of a file while it is read, changed and written; other processes wait.

    Raises `NotSaved` when the lock is not had in ten seconds or cannot be made (a read-only folder).
    """
    import filelock

    target = _real(path)
    if not target.parent.is_dir():  # filelock would make it
        raise not_saved(path, OSError(errno.ENOENT, os.strerror(errno.ENOENT)))
    place = target.parent / f".{target.name}.lock"
    with contextlib.suppress(FileNotFoundError):
        found = place.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:  # filelock empties what it opens
            raise NotSaved(f"{path}: not saved: its lock, {place}, leads to another file. Delete that link.")
    holder = filelock.FileLock(place, timeout=LOCK_SECONDS)
    try:
        holder.acquire()
    except filelock.Timeout:
        raise NotSaved(
            f"{path}: not saved: another program has been writing to it for {LOCK_SECONDS} seconds. "
            "Try again."
        ) from None
    except (OSError, NotImplementedError) as error:
        raise not_saved(path, error) from error
    try:
        yield
    finally:
        # What was written under it is written, whether or not the lock can be given back.
        with contextlib.suppress(OSError):
            holder.release()


def _mode(target: Path) -> int:
    with contextlib.suppress(OSError):
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sweep(target: Path) -> None:
    """Remove what crashes left of earlier saves, if it is an hour old."""
    with contextlib.suppress(OSError):
        for left in target.parent.glob(f".{glob.escape(target.name)}.*.tmp"):
            if time.time() - left.stat().st_mtime > 3600:
                left.unlink()


def _flush_folder(folder: Path) -> None:
    """Flush the names in a folder to disk, where that can be done: what has one stands already, and is not unsaved."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def not_saved(path: Path, error: OSError | NotImplementedError) -> NotSaved:
    """Return the error that says in words why a file was not written."""
    reasons = {
        errno.ENOSPC: "the disk is full. Make room and save again",
        errno.EDQUOT: "your quota of disk space is used up. Make room and save again",
        errno.EROFS: "the disk is read-only. Copy the review folder to a place where you may write",
        errno.EACCES: "the file or its folder may not be written, or another program has it open. "
        "Close that program, or ask for the right to write there",
        errno.EPERM: "the file or its folder may not be written. Ask for the right to write there",
        errno.ENOENT: "its folder does not exist. Make it, or check the path",
    }
    number = getattr(error, "errno", None) or 0
    reason = reasons.get(number, getattr(error, "strerror", None) or str(error)).rstrip(".")
    return NotSaved(f"{path}: not saved: {reason}.")
