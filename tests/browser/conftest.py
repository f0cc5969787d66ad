"""Fixtures of the browser tests: one JupyterLab and one Chromium for all of them, a page for each."""

import os
from pathlib import Path

import platformdirs
import pytest
from bare import BareDesk
from desk import FLAGS, VIEW, find_chromium, open_context, start_lab, stop_kernels
from playwright.sync_api import sync_playwright
from worked import copy_worked


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """JupyterLab's stories come first: they last longest, and one that begins last keeps a core waiting."""
    items.sort(key=lambda item: "lab" not in item.fixturenames)


@pytest.fixture(scope="session")
def review_folder(tmp_path_factory):
    """A copy of the worked review with its notebooks."""
    return copy_worked(tmp_path_factory.mktemp("browser") / "review", "notebooks")


@pytest.fixture(scope="session")
def lab(review_folder, tmp_path_factory):
    """JupyterLab on the copy."""
    with start_lab(review_folder, tmp_path_factory.mktemp("jupyter")) as lab:
        yield lab


@pytest.fixture(scope="session")
def browser():
    """Chromium; without one these tests are skipped, but never in CI."""
    chromium = find_chromium()
    if chromium is None:
        message = "no Chromium found: install it (Debian: apt install chromium) or name it in $CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def profile(browser, lab):
    """One profile for all pages of JupyterLab, so that its scripts are loaded once; it reaches this machine only."""
    with open_context(browser, lab) as context:
        yield context


@pytest.fixture
def page(profile):
    """A page of JupyterLab, kept from test to test, for it takes seconds to load; the notebooks' kernels end with each."""
    page = profile.pages[0] if profile.pages else profile.new_page()
    page.set_viewport_size(VIEW)
    yield page
    stop_kernels(profile)


@pytest.fixture
def nobody_works_here(monkeypatch, tmp_path_factory):
    """Whom a desk of an earlier test remembered is forgotten."""
    place = tmp_path_factory.mktemp("config")
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: str(place))


@pytest.fixture
def bare(browser, nobody_works_here):
    """Show a desk on a bare page; at the end no page saw a fault or asked for anything."""
    context = browser.new_context(offline=True)
    shown: list[BareDesk] = []

    def show(desk, **how):
        shown.append(BareDesk(context, desk, **how))
        return shown[-1]

    yield show
    context.close()
    assert [fault for one in shown for fault in one.faults] == []


@pytest.fixture(scope="session")
def pictures():
    """Takes a picture of a page or an element, to be looked at: into $LITMATRIX_PICTURES, and none without."""
    named = os.environ.get("LITMATRIX_PICTURES")

    def take(shown, name: str) -> None:
        if named:
            shown.screenshot(path=Path(named) / name)

    return take
