"""Members of TOML tables held against what they are meant to be."""

import pytest

from litmatrix.model import Problem
from litmatrix.protocol import members
from litmatrix.protocol.members import Reading

MEANT = {
    "id": "id!",
    "name": "text!",
    "hits": "number",
    "date": "date",
    "key": "text or texts",
    "parts": "texts",
}


def found(entry: dict) -> tuple[bool, list[str], dict]:
    reading = Reading("review.toml", [])
    sound = members.check(entry, MEANT, "searches s", reading)
    return sound, [problem.message for problem in reading.problems], entry


def test_members_that_are_what_they_are_meant_to_be_stay():
    entry = {"id": "s", "name": "S", "hits": 3, "date": "in May", "key": ["a"], "parts": []}
    assert found(dict(entry)) == (True, [], entry)


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
        (
            "parts",
            [[["a"]]] * 50,
            f'parts is {repr([[["a"]]] * 50)[:79]}…, and must be a list of texts, ["…", "…"].',
        ),
    ],
)
def test_a_mistyped_member_is_reported_and_taken_out(member, value, message):
    sound, messages, left = found({"id": "s", "name": "S", member: value})
    assert messages[0] == message
    assert member not in left
    assert sound == (member not in ("id", "name"))


def test_a_missing_member_makes_a_table_unsound():
    assert found({"id": "s", "name": ""}) == (
        False,
        ["name is missing; the table is not read."],
        {"id": "s", "name": ""},
    )


def test_an_unknown_member_is_reported_with_the_nearest_known():
    reading = Reading("review.toml", [])
    assert members.check({"id": "s", "name": "S", "hist": 3, "zzz": 1}, MEANT, "searches s", reading)
    assert reading.problems == [
        Problem("protocol", "warning", "review.toml, searches s", "there is no member hist; it is not read.", fix="Did you mean hits?"),
        Problem("protocol", "warning", "review.toml, searches s", "there is no member zzz; it is not read.",
                fix="Known here: id, name, hits, date, key, parts."),
    ]  # fmt: skip


def test_only_sound_tables_are_kept_and_the_others_are_told_by_id_or_number():
    reading = Reading("review.toml", [])
    values = {"searches": [{"id": "a", "name": "A"}, "b", {"id": "c"}, {"name": "D"}]}
    assert members.sound_tables(values, "searches", MEANT, "searches", reading) == [{"id": "a", "name": "A"}]
    assert [(problem.where, problem.message) for problem in reading.problems] == [
        ("review.toml, searches", "entry 2 is not a table."),
        ("review.toml, searches c", "name is missing; the table is not read."),
        ("review.toml, searches number 4", "id is missing; the table is not read."),
    ]
