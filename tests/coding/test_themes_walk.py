"""A theme operation in words, and the walk through the excerpts of a split."""

from __future__ import annotations

import pytest
from making import matrix_text

from litmatrix.coding import themes
from litmatrix.coding.themes import Part, TouchedCell, Walk, sub
from litmatrix.errors import Misuse
from litmatrix.matrix.file import parse_matrix
from litmatrix.model import Theme, ThemeChange
from litmatrix.protocol.file import Protocol

MATRIX = parse_matrix(
    matrix_text(
        {
            "a": {"peer": '[Power] "one"\n[Bonds] "two"\n[Power] "three"'},
            "b": {"peer": '# memo\n"four"', "role": "none"},
            "c": {"peer": "none 2026-01-02 ann"},
        },
        ("peer", "role"),
    )
)
PROTOCOL = Protocol(
    themes=(Theme("peer", "Peer", "Who.", ("Power", "Bonds")), Theme("role", "Role")),
    theme_history=(ThemeChange("2026-11-22", "rename", ("work",), ("role",)),),
)


def walk():
    return Walk(themes.to_place(MATRIX, "peer"), ("x", "y"))


def test_each_excerpt_is_placed_in_order_and_the_last_step_can_be_taken_back():
    way = walk()
    assert (way.total, way.done, way.current.text) == (5, 0, "one")
    way.put("x")
    way.put("y")
    assert (way.done, way.current.text) == (2, "three")
    assert way.back()
    assert (way.done, way.current.text) == (1, "two")
    assert way.places == {("a", 1): "x"}
    for part in ("y", "y", "x", "x"):
        way.put(part)
    assert way.current is None
    assert way.places == {("a", 1): "x", ("a", 2): "y", ("a", 3): "y", ("b", 1): "x", ("b", 2): "x"}


def test_all_of_a_subtheme_go_in_one_step_and_come_back_in_one():
    way = walk()
    assert way.alike == 2
    way.put_alike("y")
    assert way.places == {("a", 1): "y", ("a", 3): "y"}
    assert way.current.text == "two"
    assert way.back()
    assert way.places == {}
    assert not way.back()


def test_a_place_that_is_none_and_an_excerpt_too_many_are_refused():
    way = walk()
    with pytest.raises(Misuse, match="'z' is not one of the parts: x, y"):
        way.put("z")
    with pytest.raises(Misuse, match="already"):
        Walk((), ("x", "y")).put("x")
    with pytest.raises(Misuse, match="already"):
        Walk((), ("x", "y")).put_alike("x")
    assert Walk((), ("x", "y")).alike == 0


def test_what_was_walked_is_what_a_split_takes():
    way = walk()
    while way.current:
        way.put_alike("x")
    plan = themes.split(PROTOCOL, MATRIX, "peer", [Part("x"), Part("y")], places=way.places)
    assert {one.key: one.after for one in plan.touched} == {
        "a": {"x": '[Power] "one"\n[Bonds] "two"\n[Power] "three"'},
        "b": {"x": '# memo\n"four"'},
        "c": {"x": "none 2026-01-02 ann", "y": "none 2026-01-02 ann"},
    }


@pytest.mark.parametrize(
    ("change", "before", "after", "theme", "said"),
    [
        ("add", (), ("a",), "", "add the theme a"),
        ("add", (), ("S",), "a", "add the subtheme “S” to a"),
        ("rename", ("a",), ("b",), "", "rename the theme a to b"),
        ("rename", ("a",), ("a",), "", "rename the theme a"),
        ("rename", ("S",), ("T",), "a", "rename the subtheme “S” of a to “T”"),
        ("redefine", ("a",), ("a",), "", "redefine the theme a"),
        ("merge", ("a", "b"), ("c",), "", "merge the themes a, b into c"),
        ("merge", ("S, T", "U"), ("S, T",), "a", "merge the subthemes “S, T”, “U” of a into “S, T”"),
        ("split", ("a",), ("b", "c"), "", "split the theme a into b, c"),
        ("retire", ("a",), (), "", "retire the theme a"),
        ("retire", ("S",), (), "a", "retire the subtheme “S” of a"),
        ("reorder", ("a", "b"), ("b", "a"), "", "reorder the themes"),
        ("reorder", ("S", "T"), ("T", "S"), "a", "reorder the subthemes of a"),
    ],
)
def test_each_operation_has_one_line(change, before, after, theme, said):
    assert themes.headline(ThemeChange("2026-11-22", change, before, after, theme=theme)) == said


def test_cells_are_counted_that_change_come_or_go():
    assert themes.count_cells(()) == 0
    touched = [
        TouchedCell("a", {"x": "1", "y": "2"}, {"x": "1", "y": "3", "z": "2"}),
        TouchedCell("b", {"x": "1"}, {}),
    ]
    assert themes.count_cells(touched) == 3


def test_what_happens_beside_the_cells_is_said_line_by_line():
    merged = themes.merge(PROTOCOL, MATRIX, ["peer", "role"], "work", definition="What\nthey do.")
    added = next(line for line in themes.beside_cells(merged) if "added" in line)
    assert themes.beside_cells(merged) == (
        "New column in the matrix: work.",
        "Column removed from the matrix (its excerpts are kept): peer, role.",
        "review.toml: new theme work",
        "    name = Work",
        "    definition = What they do.",
        "    subthemes = Power; Bonds",
        added,
        "review.toml: the theme peer is removed, with its name and definition",
        "review.toml: the theme role is removed, with its name and definition",
    )
    renamed = themes.rename(PROTOCOL, MATRIX, "peer", "mate", "Mates")
    assert themes.beside_cells(renamed) == (
        "The column peer will be called mate.",
        "review.toml, theme peer: name = Mates",
        "review.toml, theme peer: id = mate",
    )
    assert themes.beside_cells(themes.redefine(PROTOCOL, MATRIX, "peer", "")) == (
        "review.toml, theme peer: definition is removed",
    )
    assert themes.beside_cells(themes.reorder(PROTOCOL, MATRIX, ["role", "peer"])) == (
        "The new order: role, peer.",
    )
    assert themes.beside_cells(sub.reorder(PROTOCOL, MATRIX, "peer", ["Bonds", "Power"])) == (
        "The new order: “Bonds”, “Power”.",
    )


def test_to_change_a_theme_one_names_it_as_it_is_today():
    with pytest.raises(Misuse, match="work was renamed role on 2026-11-22; name that"):
        themes.rename(PROTOCOL, MATRIX, "work", "job")
