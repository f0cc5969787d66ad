"""What reaches a terminal: text as text, whatever stands in it; and what the command line itself tells a terminal to do."""

from __future__ import annotations

import contextlib
import re
import secrets
import sys
from collections.abc import Iterator
from typing import Any, TextIO

#: What a terminal would obey instead of showing: controls, and signs that part lines or turn the direction of what
#: follows; and half characters, which no encoding has.
UNSHOWN = "\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_UNSHOWN = re.compile(f"(?!\n)[{UNSHOWN}]")
# What the command line sends itself bears a mark that no file can know.
_MARK = secrets.token_hex(8)
_OWN = re.compile(f"\x1b{_MARK}<(.*?)>", re.DOTALL)


def obeyed(sequence: str) -> str:
    """Return a sequence that the terminal is to obey (a colour, back to the start of the line), for `print`."""
    return f"\x1b{_MARK}<{sequence}>"


def plain(text: str) -> str:
    """Return a text with what a terminal would obey written out (\\x1b); tabs become spaces, line feeds stay."""
    return _UNSHOWN.sub(_written_out, text)


def one_line(text: str) -> str:
    """Return a text on one line: it cannot pass for a line of ours."""
    return " ".join(re.split("[\n\r\u2028\u2029]+", text))


def at_terminal() -> bool:
    """Whether there is a person to ask."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def asked(question: str, default: str = "") -> str:
    """Ask a person, who may press Enter for the default; no answer where the input ends."""
    try:
        return input(plain(question)).strip() or default
    except EOFError:
        print()
        return ""


def agreed(question: str, default: str = "") -> bool:
    """Whether a person says yes."""
    return asked(question, default).lower() in ("y", "yes")


def _written_out(found: re.Match[str]) -> str:
    sign = found[0]
    if sign == "\t":
        return " "
    return f"\\x{ord(sign):02x}" if ord(sign) < 256 else f"\\u{ord(sign):04x}"


@contextlib.contextmanager
def shown() -> Iterator[None]:
    """Print text as text meanwhile, on both streams."""
    with contextlib.redirect_stdout(_Shown(sys.stdout)), contextlib.redirect_stderr(_Shown(sys.stderr)):  # type: ignore[type-var]
        yield


class _Shown:
    """A stream that shows what it is given, and is otherwise the one below it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        parts = _OWN.split(text)  # by turns what is to be shown, and what is our own
        told = (part if number % 2 else plain(part) for number, part in enumerate(parts))
        self._stream.write("".join(told))
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
