"""Members of TOML tables, held against what the fields of a kind of table say that they are meant to be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as member
from datetime import date
from pathlib import Path

import pytest

from litmatrix.model import ID, Problem, Protocol, said
from litmatrix.protocol import members
from litmatrix.protocol.members import Reading

FORMATS = Path(__file__).resolve().parents[2] / "docs" / "formats.md"


@dataclass(frozen=True)
class Part:
    name: str


@dataclass(frozen=True)
class Made:
    id: str = member(metadata=ID)
    name: str
    hits: int | None = None
    date: date | str | None = None
    keys: tuple[str, ...] = member(default=(), metadata=said("text or texts", name="key"))
    parts: tuple[str, ...] = ()
    value: str = member(default="", metadata=said("text or number"))
    inner: Part | None = None
    listed: tuple[Part, ...] = ()


def found(given: dict) -> tuple[object, list[str]]:
    reading = Reading("review.toml", [])
    before = dict(given)
    made = members.read(given, Made, "searches s", reading, {})
    assert given == before
    return made, [problem.message for problem in reading.problems]


def test_members_are_read_as_their_fields_say():
    given = {
        "id": "s", "name": " S ", "hits": 3, "date": "in May", "key": "a", "parts": [" b"], "value": 7,
        "inner": {"name": "i"}, "listed": [{"name": "l"}],
    }  # fmt: skip
    made = Made("s", "S", 3, "in May", ("a",), ("b",), "7", Part("i"), (Part("l"),))
    assert found(given) == (made, [])
    assert found({"id": "s", "name": "S"}) == (Made("s", "S"), [])


@pytest.mark.parametrize(
    ("member", "value", "message"),
    [
        ("id", "two words", "id is 'two words', and must be one word without spaces, commas or brackets."),
        ("name", 3, "name is 3, and must be a text in quotation marks."),
        ("hits", "3", "hits is '3', and must be a whole number."),
        ("hits", 3.5, "hits is 3.5, and must be a whole number."),
        ("hits", True, "hits is True, and must be a whole number."),
        ("date", 2026, "date is 2026, and must be a date, 2026-11-22."),
        ("key", {"a": 1}, 'key is {\'a\': 1}, and must be a text, or a list of texts, ["…", "…"].'),
        ("parts", ["a", 1], 'parts is [\'a\', 1], and must be a list of texts, ["…", "…"].'),
        ("parts", "a", 'parts is \'a\', and must be a list of texts, ["…", "…"].'),
        ("inner", 1, "inner is 1, and must be a table, {…}."),
        (
            "parts",
            [[["a"]]] * 50,
            f'parts is {repr([[["a"]]] * 50)[:79]}…, and must be a list of texts, ["…", "…"].',
        ),
    ],
)
def test_a_mistyped_member_is_reported_once_and_left_out(member, value, message):
    made = None if member in ("id", "name") else Made("s", "S")
    assert found({"id": "s", "name": "S", member: value}) == (made, [message])


def test_without_a_member_that_it_needs_a_table_is_nothing():
    assert found({"id": "s", "name": ""}) == (None, ["name is missing; the table is not read."])


def test_an_unknown_member_is_reported_with_the_nearest_known():
    reading = Reading("review.toml", [])
    made = members.read({"id": "s", "name": "S", "hist": 3, "zzz": 1}, Made, "searches s", reading, {})
    assert made == Made("s", "S")
    assert reading.problems == [
        Problem("protocol", "warning", "review.toml, searches s", "there is no setting hist; it is not read.", fix="Did you mean hits?"),
        Problem("protocol", "warning", "review.toml, searches s", "there is no setting zzz; it is not read.",
                fix="Possible here: id, name, hits, date, key, parts, value, inner, listed."),
    ]  # fmt: skip


def test_only_sound_tables_are_kept_and_the_others_are_told_by_id_or_number():
    reading = Reading("review.toml", [])
    values = {"listed": [{"name": "A"}, "b", {"id": "c"}, {"check": 1}]}
    made = members.read({"id": "s", "name": "S", **values}, Made, "", reading, {})
    assert made.listed == (Part("A"),)
    assert [(one.where, one.message) for one in reading.problems if one.severity == "error"] == [
        ("review.toml, listed", "entry 2 is not a table."),
        ("review.toml, listed c", "name is missing; the table is not read."),
        ("review.toml, listed number 4", "name is missing; the table is not read."),
    ]


def test_a_rule_has_the_last_word_on_what_a_table_is():
    rules = {Part: lambda part, given, where, reading: None if given["name"] == "no" else Part(where)}
    given = {"id": "s", "name": "S", "listed": [{"name": "no"}, {"name": "x"}], "inner": {"name": "no"}}
    made = members.read(given, Made, "m", Reading("review.toml", []), rules)
    assert (made.listed, made.inner) == ((Part("m, listed number 2"),), None)


def test_a_field_of_which_nothing_says_what_it_is_to_be_is_refused():
    @dataclass(frozen=True)
    class Odd:
        odd: bytes = b""

    with pytest.raises(TypeError, match="nothing says what odd of Odd is to be: give it a kind"):
        members.members(Odd)


def test_the_documents_list_the_members_of_every_table():
    text = FORMATS.read_text(encoding="utf-8")
    for one in members.members(Protocol).values():
        if one.table is None:
            assert re.search(rf"\(top\) \|.*\b{one.name}\b|^- `\[{one.name}\]`", text, re.MULTILINE), one.name
            continue
        header = f"[[{one.name}]]" if one.kind == "tables" else f"[{one.name}]"
        (row,) = re.findall(rf"^\| `{re.escape(header)}` \| (.*) \|$", text, re.MULTILINE)
        listed = re.findall(r"(\*\*)?(\w+)(?:\*\*)?", re.sub(r" = \S+| \([^)]*\)", "", row))
        meant = members.members(one.table).values()
        assert {(name, bool(bold)) for bold, name in listed} == {(it.name, it.required) for it in meant}
