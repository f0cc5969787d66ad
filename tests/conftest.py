"""What many tests share: the worked review, opened once, read-only."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import litmatrix
from litmatrix.review import Review

# A slow machine is no fault.
settings.register_profile("litmatrix", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("litmatrix")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def worked() -> Review:
    """The review in the project's own root. It is a snapshot: nothing that a test does to it is written."""
    return litmatrix.open(ROOT)
