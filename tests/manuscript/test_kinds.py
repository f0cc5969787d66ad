"""The kinds of blocks: their names are those of the tables and charts that there are."""

from __future__ import annotations

from litmatrix import charts, reporting, tables
from litmatrix.manuscript.kinds import FIGURES, KINDS, PARTS, TABLES, is_figure, is_table, number


def test_the_tables_and_figures_that_a_block_can_name_are_those_of_a_review():
    assert set(TABLES) == set(tables.ALL)
    assert set(FIGURES) == set(charts.REPORTED)
    assert set(TABLES) <= KINDS.keys()


def test_the_parts_of_the_methods_are_those_that_are_reported():
    assert set(PARTS) == set(reporting.PARTS)


def test_those_of_a_theme_or_descriptor_are_called_as_their_files_are():
    assert is_table("findings-peer", ["peer"]) and not is_table("findings-x", ["peer"])
    assert is_figure("subthemes-a-b", ["a.b"], []) and is_figure("themes-by-kind", [], ["kind"])
    assert is_figure("map-by-kind", [], ["kind"]) and is_figure("evidence-map", [], [])
    assert not is_figure("descriptor-peer", ["peer"], ["kind"])


def test_a_number_of_findings_is_a_whole_one_from_one_on():
    assert [number(text) for text in ("3", "0", "-1", "x", "1.5", "", "12345678", "²")] == [3, *[None] * 7]
