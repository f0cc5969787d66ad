"""Lists in TOML text: changed item by item, what stays keeps its text, comments go where their item goes."""

import re
import tomllib

import pytest
import tomlkit
from hypothesis import assume, given
from hypothesis import strategies as st

from litmatrix.protocol import arrays
from litmatrix.protocol.arrays import Item

SPACE = st.sampled_from(["", " ", "\n", "\r\n  ", ' # c, "d" ]\n', "\n\n  # e\n  ", "\t"])
VALUE = st.sampled_from(
    [
        '"a"',
        "'b'",
        '"""c\n#"""',
        "'''d''''",
        '"\\"]"',
        "1",
        "[1, [2]]",
        '{e = "}", f = [1]}',
        "2026-11-25",
        '"""g"\\""""',
    ]
)


@st.composite
def lists(draw) -> str:
    values = draw(st.lists(VALUE, max_size=4))
    parts = [f"{draw(SPACE)}{value}{draw(SPACE)}" for value in values]
    comma = "," if values and draw(st.booleans()) else ""
    text = f"[{','.join(parts)}{comma}{draw(SPACE)}]"
    assume(tomlkit.value(text).as_string() == text)  # tomlkit loses the space behind a date
    return text


def values(text: str) -> list:
    return tomllib.loads(f"x = {text}")["x"]


def written(value: object) -> str:
    return tomlkit.item(value).as_string()


def comments(text: str) -> list[str]:
    found = []
    items, _, end = arrays.split(tomlkit.value(text))
    for item in items:
        found += re.findall(r"#[^\r\n]*", item.above + "\n" + item.gap + "\n" + item.behind)
    return found + re.findall(r"#[^\r\n]*", end)


@given(lists())
def test_a_list_is_taken_apart_and_put_together_again(text):
    items, comma, end = arrays.split(tomlkit.value(text))
    assert [values(f"[{item.text}]")[0] for item in items] == values(text)
    assert arrays.joined(items, comma, end) == text
    assert arrays.changed(tomlkit.value(text), values(text), written) == text


@given(lists(), st.data())
def test_a_list_becomes_what_is_wanted_and_loses_no_comment_of_what_stays(text, data):
    old = values(text)
    wanted = data.draw(st.permutations(old))
    for _ in range(data.draw(st.integers(0, 2))):
        wanted.insert(data.draw(st.integers(0, len(wanted))), data.draw(st.sampled_from(["new", 'ne"w', 7])))
    result = arrays.changed(tomlkit.value(text), wanted, written)
    assert values(result) == wanted
    assert sorted(comments(result)) == sorted(comments(text))
    fewer = wanted[: data.draw(st.integers(0, len(wanted)))]
    assert values(arrays.changed(tomlkit.value(text), fewer, written)) == fewer


LIST = """[
  "A",  # about A
  # about B
  "B",
  "C" # last
]"""


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (["B", "A", "C"], '[\n  # about B\n  "B",\n  "A",  # about A\n  "C" # last\n]'),
        (["A", "B", "C", "N"], LIST.replace('"C" # last', '"C", # last\n  "N"')),
        (["N", "A", "B", "C"], LIST.replace("[\n", '[\n  "N",\n')),
        (["X", "B", "C"], LIST.replace('"A"', '"X"')),
        (["A", "X", "C"], LIST.replace('"B"', '"X"')),
        (["A", "X", "Y", "C"], LIST.replace('"B",', '"X",\n  "Y",')),
        (["A", "X"], '[\n  "A",  # about A\n  # about B\n  "X"\n]'),
        (["C"], '[\n  "C" # last\n]'),
        ([], "[\n]"),
    ],
)
def test_comments_go_with_their_item(wanted, expected):
    assert arrays.changed(tomlkit.value(LIST), wanted, written) == expected


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("[]", ["a", "b"], '["a", "b"]'),
        ("[ ]", ["a"], '["a" ]'),
        ("[\n]", ["a", "b"], '[\n  "a",\n  "b"\n]'),
        ('["a"]', ["a", "b", "c"], '["a", "b", "c"]'),
        ('["a","b"]', ["b", "a", "c"], '["b","a","c"]'),
        ('["a", "b", ]', ["a", "b", "c"], '["a", "b", "c", ]'),
        ('["a", "b"]', ["b"], '["b"]'),
        ('[\r\n\t"a",\r\n]', ["a", "b"], '[\r\n\t"a",\r\n\t"b",\r\n]'),
        ('["a", "b" # b\n]', ["b", "a"], '["b", # b\n "a"\n]'),
    ],
)
def test_a_new_item_stands_as_the_others_do(text, wanted, expected):
    assert arrays.changed(tomlkit.value(text), wanted, written) == expected


def test_a_list_is_seen_item_by_item():
    assert arrays.split(tomlkit.value(LIST)) == (
        [
            Item("\n  ", '"A"', "", "  # about A"),
            Item("\n  # about B\n  ", '"B"'),
            Item("\n  ", '"C"', "", " # last"),
        ],
        False,
        "\n",
    )


def test_a_list_whose_text_is_not_that_of_its_items_is_refused():
    array = tomlkit.value("[1, 2]")
    array.as_string = lambda: "[1, 3]"
    with pytest.raises(ValueError, match=r"^this is another list$"):
        arrays.changed(array, [1], written)


def test_the_arguments_are_not_changed():
    array, wanted = tomlkit.value(LIST), ["C", "N"]
    arrays.changed(array, wanted, written)
    assert (array.as_string(), wanted) == (LIST, ["C", "N"])
