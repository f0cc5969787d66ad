"""Printed in grey, what differs still differs."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from itertools import combinations

import pytest

from litmatrix import charts
from litmatrix.charts.style import Look

from .test_notebook_charts import contrast

#: The looks of these stand in rows that have a name each, and in no legend.
NAMED = {"timeline"}


def sets():
    """Each set of looks that a chart tells apart, by module and name."""
    for module in pkgutil.iter_modules(charts.__path__):
        if module.name in NAMED:
            continue
        for name, value in vars(importlib.import_module(f"litmatrix.charts.{module.name}")).items():
            looks = list(value.values()) if isinstance(value, Mapping) else value
            if isinstance(looks, (list, tuple)) and looks and all(isinstance(one, Look) for one in looks):
                yield pytest.param(looks, id=f"{module.name}.{name}")


SETS = list(sets())


def test_the_sets_of_looks_are_found():
    assert len(SETS) >= 8


@pytest.mark.parametrize("looks", SETS)
def test_looks_differ_by_shape_by_dashes_or_by_how_dark_they_are(looks):
    alike = [
        (one, other)
        for one, other in combinations(looks, 2)
        if one.shape == other.shape
        and one.strokeDash == other.strokeDash
        and contrast(one.fill, other.fill) < 1.5
        and contrast(one.stroke, other.stroke) < 1.5
    ]
    assert alike == []
