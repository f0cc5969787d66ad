"""What reaches a terminal."""

import io
import sys

import pytest

from litmatrix.cli import terminal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain Zoë 同伴 עברית\n", "plain Zoë 同伴 עברית\n"),
        ("a\x1b[2Jb\x07\x00\x7f\x9b", "a\\x1b[2Jb\\x07\\x00\\x7f\\x9b"),
        ("a\tb\rc", "a b\\x0dc"),
        ("\u202e\u2066\u2028\udcff", "\\u202e\\u2066\\u2028\\udcff"),
    ],
)
def test_what_a_terminal_would_obey_is_written_out(text, shown):
    assert terminal.plain(text) == shown
    assert terminal.plain(shown) == shown


def test_a_text_on_one_line_cannot_pass_for_another():
    assert terminal.one_line("k1\nlitmatrix: fine\r\n2\u2028x") == "k1 litmatrix: fine 2 x"


def test_only_what_is_ours_is_obeyed(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    with terminal.shown():
        print(terminal.obeyed("\x1b[31m"), "red\x1b[32m\x1b<\x1b[33m>", sep="")
        sys.stdout.writelines(["a\x07", "b"])
        assert sys.stdout.isatty() is False
    assert stream.getvalue() == "\x1b[31mred\\x1b[32m\\x1b<\\x1b[33m>\na\\x07b"
    assert sys.stdout is stream
