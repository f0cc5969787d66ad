"""Slips in a file of TOML: each told for what it is, with its line and what to write."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest

import litmatrix
from litmatrix import protocol
from litmatrix.protocol import toml
from litmatrix.vocabulary import FATAL

TEMPLATE = (Path(litmatrix.__file__).parent / "template/review.toml").read_text(encoding="utf-8")
EXAMPLES = re.sub(r"(?m)^# (?=\[{1,2}\w+\]{1,2}$|\w+ = )", "", TEMPLATE).replace("@TITLE@", '"x"')
LISTS = ("searches", "criteria")


def told(text: str) -> tuple[str, str, str]:
    """Where the one problem of a text stands (its line), what it says behind “not valid TOML”, and what to write."""
    (problem,) = toml.read(text, "r", LISTS)[1]
    assert (problem.check, problem.severity) == ("toml", FATAL)
    head, _, message = problem.message.partition("this is not valid TOML: ")
    assert head == ""
    return problem.where.split(":")[1], message, problem.fix


# --- quotation marks ---


@pytest.mark.parametrize(
    "marks", ["“”", "„“", "””", "«»", "»«", "‹›", "‘’", "‚‘", "′′", "″″", "``", "´´", "＂＂"]
)
def test_typographic_quotation_marks_of_all_kinds_are_named_with_the_line_to_write(marks):
    text = f"format = 1\ntitle = {marks[0]}What helps{marks[1]}\n"
    shown = " ".join(dict.fromkeys(marks))
    message = f"{shown} here: typographic (curly) quotation marks, as a word processor writes them; straight ones are needed."
    assert told(text) == ("2", message, 'Write: title = "What helps"')


@pytest.mark.parametrize(
    ("text", "line", "fix"),
    [
        ('title = "What helps”', "1", 'Write: title = "What helps"'),
        ('title = “What helps"', "1", 'Write: title = "What helps"'),
        ("title = “What's new”", "1", 'Write: title = "What\'s new"'),
        ("title = ‘What’s new’", "1", 'Write: title = "What’s new"'),
        ("title = « Ce qui aide »", "1", 'Write: title = "Ce qui aide"'),
        ("questions = [“a”, “b”]", "1", 'Write: questions = ["a", "b"]'),
        ("questions = [\n  “a”,\n]", "2", 'Write: "a",'),
        ("agree = {“screening” = 1}", "1", 'Write: agree = {"screening" = 1}'),
        ("title = “a”\ncaption = “b”", "1", 'Write: title = "a" Other lines with such marks: 2.'),
    ],
)
def test_typographic_quotation_marks_wherever_they_stand(text, line, fix):
    found = told(text)
    assert (found[0], "typographic (curly) quotation marks" in found[1], found[2]) == (line, True, fix)


def test_typographic_quotation_marks_within_a_text_are_fine():
    assert toml.read('title = "“What helps”, he said"', "r") == ({"title": "“What helps”, he said"}, ())


# --- the rest ---


@pytest.mark.parametrize(
    ("text", "line", "message", "fix"),
    [
        ('title = "x', "1", "the text in this line has no closing quotation mark.", 'Write: title = "x"'),
        ('a = 1\ntitle = "x\nb = 2\n', "2", "the text in this line has no closing quotation mark.", 'Write: title = "x"'),
        ("title = 'x\nb = 2\n", "1", "the text in this line has no closing quotation mark.", "Write: title = 'x'"),
        ('a = ["x, 1]', "1", "the text in this line has no closing quotation mark.", 'Write: a = ["x, 1"]'),
        ('a = """x\nb = 2\n', "1", 'the text that begins here, with """, is not closed.', 'Close it with """.'),
        ("title = What helps", "1", "the text What helps has no quotation marks around it.", 'Write: title = "What helps"'),
        ('title = What helps"', "1", "the text What helps has no quotation marks around it.", 'Write: title = "What helps"'),
        ('title = "The "peer" worker"', "1", 'the text ends at a quotation mark within it ("), and more follows.',
         "Write: title = 'The \"peer\" worker'"),
        ("title = 'What's new'", "1", "the text ends at a quotation mark within it ('), and more follows.", 'Write: title = "What\'s new"'),
        ('title: "x"', "1", "there is a colon where an equals sign is needed.", 'Write: title = "x"'),
        ("agree = {screening: 1}", "1", "there is a colon where an equals sign is needed.", "Write: agree = {screening = 1}"),
        ('title "x"', "1", "the equals sign after title is missing.", 'Write: title = "x"'),
        ('title == "x"', "1", "there are two equals signs here.", 'Write: title = "x"'),
        ("title =", "1", "there is nothing after the equals sign.", "Write a value, or delete the line."),
        ("a = True", "1", "True is not a value.", "Write: a = true"),
        ("a = FALSE", "1", "FALSE is not a value.", "Write: a = false"),
        ("a = yes", "1", "yes is not a value.", "Write: a = true"),
        ("a = null", "1", "null is not a value: what is not known is left out.", "Delete the line."),
        ("date = 22.11.2026", "1", "22.11.2026 is not written as a date in TOML.", "Write: date = 2026-11-22"),
        ("date = 2026/11/22", "1", "2026/11/22 is not written as a date in TOML.", "Write: date = 2026-11-22"),
        ("date = 2026-1-5", "1", "2026-1-5 is not written as a date in TOML.", "Write: date = 2026-01-05"),
        ("date = 11/22/2026", "1", "11/22/2026 is not written as a date in TOML.", "Write: date = 2026-11-22"),
        ("date = 11/5/2026", "1", "11/5/2026 is not written as a date in TOML.",
         "A date is written year-month-day, without quotation marks: 2026-11-22."),
        ("date = 2026-13-01", "1", "2026-13-01 is not written as a date in TOML.",
         "A date is written year-month-day, without quotation marks: 2026-11-22."),
        ("date = 22 Nov 2026", "1", "22 Nov 2026 is a date in another form.",
         "A date is written year-month-day, without quotation marks: 2026-11-22."),
        ("date = 2026–11–22", "1", "there is a typographic dash (–, en dash) at column 12.", "Write: date = 2026-11-22"),
        ("hits = −5", "1", "there is a typographic dash (−, minus sign) at column 8.", "Write: hits = -5"),
        ("hits = 1,234", "1", "1,234 is a number with other characters between its digits.", "Write: hits = 1234"),
        ("hits = 1 234", "1", "1 234 is a number with other characters between its digits.", "Write: hits = 1234"),
        ("hits = 012", "1", "the number 012 begins with 0.", "Write: hits = 12"),
        ('a = ["x" "y"]', "1", 'a comma is missing before "y".', 'Write: a = ["x", "y"]'),
        ('a = [\n"x"\n"y"\n]', "3", 'a comma is missing before "y".', "Put one at the end of line 2."),
        ('a = [\n"x", # one\n"y"\n\nb = 1\n', "1", "the list that begins in this line is not closed.", "Put ] behind its last item."),
        ('a = ["x",\n[[searches]]\nid = "s"\n', "1", "the list that begins in this line is not closed.", "Put ] behind its last item."),
        ("agree = {screening = 1,}", "1", "there is a comma before the closing brace of {…}.", "Write: agree = {screening = 1}"),
        ("agree = {a = 1 b = 2}", "1", "a comma is missing before b = 2}.", "Write: agree = {a = 1, b = 2}"),
        ("agree = {a = 1,\n b = 2}", "1", "a table in braces, {…}, goes over several lines.", "Put it on one line, and close it with }."),
        (r'file = "C:\Users\x.ris"', "1", r"a backslash (\) in a text in double quotation marks begins an escape.",
         r"Write: file = 'C:\Users\x.ris'"),
        (r'file = "D:\data"', "1", r"a backslash (\) in a text in double quotation marks begins an escape.", r"Write: file = 'D:\data'"),
        ('title =\u00a0"x"', "1", "there is an invisible character (no-break space) at column 8.", 'Write: title = "x"'),
        ('\u00a0title = "x"', "1", "there is an invisible character (no-break space) at column 1.", 'Write: title = "x"'),
        ('title = "x"\u200b', "1", "there is an invisible character (zero width space) at column 12.", 'Write: title = "x"'),
        ('title ＝ "x"', "1", "＝ is a full-width character; = is needed.", 'Write: title = "x"'),
        ("[[searches]\nid = 1", "1", "the brackets of this table do not match.", "Write: [[searches]]"),
        ("[searches]]\nid = 1", "1", "the brackets of this table do not match.", "Write: [[searches]]"),
        ("[my table]", "1", "the name of a table is one word, and this is my table.", "Write: [my_table]"),
        ("[h]\na = 1\n\n[h]\nb = 2\n", "4", "h is given twice, here and in line 1.", "Put all of its lines under one [h], and delete the other."),
        ("[searches]\na = 1\n\n[searches]\na = 2\n", "1",
         "[searches] is in single brackets, but there are several of them (line 4 too).",
         "Each is a table of a list: write [[searches]], in double brackets, every time."),
        ("agree = {a = 1}\n[agree]\nb = 2\n", "2", "agree is given twice, here and in line 1.",
         "Put all of its lines under one [agree], and delete the other."),
        ("title = 'a'\nb = 1\ntitle = 'b'\n", "3", "title is twice in one table in lines 1 and 3.", "Delete one of them."),
        ('[[criteria]]\nid = "a"\n\nid = "b"\n', "4", "id is twice in one table in lines 2 and 4.",
         "Delete one of them. If another one begins here, put a line [[criteria]] above it."),
        ('title = "x",', "1", "there is a comma after the value.", 'Write: title = "x"'),
        ('title = "x";', "1", "there is a semicolon after the value.", 'Write: title = "x"'),
        ('a = "x", "y"', "1", "several values are written in square brackets.", 'Write: a = ["x", "y"]'),
        ("// a note", "1", "a comment begins with #.", "Write: # a note"),
        ("just a note", "1", "this line is neither name = value, nor a [table], nor a comment.", "Put # before it if it is a note."),
        ("my id = 1", "1", "a name before = is one word, and this is my id.", "Write: my_id = 1"),
    ],
)  # fmt: skip
def test_a_slip_is_told_for_what_it_is(text, line, message, fix):
    assert told(text) == (line, message, fix)


def test_whatever_is_broken_in_the_template_is_told_in_plain_words():
    """One sign deleted or put in, again and again: never an exception, and never the parser's own words."""
    tries = 1000 if os.environ.get("LITMATRIX_THOROUGH") else 200
    draw = random.Random(9)
    signs = "[]{}\"'=,:#\\“”–\u00a0 \n;xT1"
    broken = 0
    for _ in range(tries):
        at = draw.randrange(len(EXAMPLES))
        sign = draw.choice((*signs, ""))
        text = EXAMPLES[:at] + sign + EXAMPLES[at + (not sign) :]
        for problem in protocol.parse_protocol(text)[1]:
            if problem.check == "toml":
                broken += 1
                assert not problem.fix.startswith("Look at this line"), problem
    assert broken > tries / 10


# --- a header left behind its sign ---


@pytest.mark.parametrize(
    ("table", "member"),
    [
        ("searches", 'id = "pubmed"\nkind = "database"'), ("criteria", 'id = "years"\ninclude = "x"'),
        ("descriptors", 'id = "country"'), ("themes", 'id = "benefits"\nname = "Benefits"\nsubthemes = [\n  "a",\n\n  "b",\n]'),
        ("theme_history", 'time = 2026-01-01\nchange = "add"'), ("rounds", 'id = "r"\npurpose = "pilot"\nstage = "screening"'),
        ("claims", 'text = """\nx\n\n[y]\n"""\nvalue = 39'), ("accepted", 'check = "no-locator"\nwhy = "x"'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("above", ["", '[[themes]]\nid = "other"\nname = "Other"\n'])
def test_members_whose_header_is_a_comment_are_one_problem(table, member, above):
    text = f"{above}# [[{table}]]\n{member}\n"
    found, problems = protocol.parse_protocol(text)
    (problem,) = problems
    line = above.count("\n") + 1
    assert (problem.where, problem.fix) == (
        f"review.toml:{line}",
        f"Delete the # before [[{table}]].",
    )
    assert problem.message.startswith(f"the line [[{table}]] is still behind its #, so ")
    if problem.severity == "error":
        # What stands below it is not read as something else, and the rest is.
        assert [theme.name for theme in found.themes] == (["Other"] if above else [])


def test_members_behind_a_header_of_a_single_table():
    (problem,) = protocol.parse_protocol('title = "x"\n\n# [highlight]\ninclude = ["a"]\n')[1]
    assert problem.message == (
        "the line [highlight] is still behind its #, so what is below it (line 4: include) does not belong to a table of its own, and is not read."
    )


@pytest.mark.parametrize(
    "text",
    [
        TEMPLATE.replace("@TITLE@", '"x"'),
        EXAMPLES,
        '[[searches]]\nid = "a"\nkind = "database"\n# [[searches]]\n# id = "b"\nnote = "of a"\n',
        '# [[searches]]\n# id = "a"\n\ntitle = "x"\n',
        '# [[searches]] go here\ntitle = "x"\n',
        '[[claims]]\ntext = """\n# [[criteria]]\nid = 1\n"""\nvalue = 1\n',
    ],
)
def test_a_header_that_is_rightly_a_comment_is_none(text):
    assert protocol.parse_protocol(text)[1] == ()
