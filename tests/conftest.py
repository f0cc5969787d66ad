"""What many tests share: the worked review, opened once, read-only."""

from __future__ import annotations

from pathlib import Path

import pytest

import litmatrix
from litmatrix.review import Review

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def worked() -> Review:
    """The review in the project's own root. It is a snapshot: nothing that a test does to it is written."""
    return litmatrix.open(ROOT)
