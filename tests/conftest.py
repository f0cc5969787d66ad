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


@pytest.fixture(scope="session", autouse=True)
def no_remembered_name(tmp_path_factory):
    """Whom this machine remembers has no part in a test, and no test changes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@pytest.fixture(scope="session")
def worked() -> Review:
    """The review in the project's own root. It is a snapshot: nothing that a test does to it is written."""
    return litmatrix.open(ROOT)
