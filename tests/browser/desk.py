"""A real JupyterLab on a review folder, worked by Chromium as a person would, cut off from the network."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, WebSocket

START = 60  # seconds for the server to answer
RUN = 120_000  # milliseconds for a notebook to come to rest
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing outside this machine is found.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
VIEW = {"width": 1400, "height": 1000}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# Cells outside the window are drawn too, so that an error below the fold is seen; no news, no updates.
SETTINGS = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
FAULTS = ", ".join(
    f'.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.{kind}"]' for kind in ("stderr", "error")
)
LOST_WIDGETS = ("Error displaying widget", "Error creating widget", "Loading widget...", "model not found")

# `--expose-app-in-browser` puts JupyterLab's application on the page: what is waited for can be asked, not guessed.
# A notebook that is on its way has one empty cell, and the one before it may still be the current one.
HAS_NOTEBOOK = """name => {
    const { sessionContext, context } = window.jupyterapp?.shell.currentWidget ?? {};
    return Boolean(sessionContext && context.isReady && context.path.endsWith(name));
}"""
NEEDS_KERNEL = ".jp-Dialog:has-text('Select Kernel')"
HAS_KERNEL = """() => {
    const dialog = [...document.querySelectorAll(".jp-Dialog")].some(one => one.textContent.includes("Select Kernel"));
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel;
    return dialog || kernel?.status === "idle";
}"""
#: What stood open goes unsaved, as with a page that is loaded anew, which takes four times as long.
OPEN_ANOTHER = """async name => {
    await window.jupyterapp.restored;
    for (const open of [...window.jupyterapp.shell.widgets("main")]) {
        if (open.context) open.context.model.dirty = false;
        open.dispose();
    }
    await window.jupyterapp.commands.execute("docmanager:open", {path: name});
}"""
RUN_ALL = """() => {
    window.lmRan = false;
    window.jupyterapp.commands.execute("notebook:run-all-cells").then(() => { window.lmRan = true; });
}"""
AT_REST = """() => window.lmRan
    && window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === "idle"
    && !document.body.innerText.includes("Loading widget...")"""

workspaces = count(1)


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: where it answers, and the review folder that it shows."""

    url: str
    folder: Path


def find_chromium() -> str | None:
    """The browser: $CHROMIUM, Debian's, or what the system has under another name."""
    names = (os.environ.get("CHROMIUM"), "/usr/bin/chromium", "chromium", "google-chrome", "chromium-browser")
    return next((path for name in names if name and (path := shutil.which(name))), None)


@contextmanager
def start_lab(folder: Path, home: Path) -> Iterator[Lab]:
    """JupyterLab on `folder` at a free port; all that it keeps goes into `home`."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "IPYTHON", "JPY_"))
    }
    # The server and its kernels load the code beside these tests, wherever litmatrix is installed from.
    environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
        environment[f"JUPYTER_{name}"] = str(home / name.lower())
    environment["JUPYTERLAB_SETTINGS_DIR"] = str(home / "settings")
    environment["JUPYTERLAB_WORKSPACES_DIR"] = str(home / "workspaces")
    environment["IPYTHONDIR"] = str(home / "ipython")
    # The name that a desk remembers: a test must not write over the person's own.
    environment["XDG_CONFIG_HOME"] = str(home / "config")
    for plugin, values in SETTINGS.items():
        path = home / "settings" / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # The empty token is for tests alone: `litmatrix lab` leaves JupyterLab's own in place.
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        *(f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token="),
        "--LabApp.expose_app_in_browser=True",
        # A kernel that is stopped is killed at once: what it was asked to write is on disk before it answers.
        "--KernelManager.shutdown_wait_time=0.1",
        *("--ServerApp.password=", f"--ServerApp.root_dir={folder}"),
    ]
    log = home / "lab.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        wait_for_answer(server, f"http://127.0.0.1:{port}", log)
        yield Lab(f"http://127.0.0.1:{port}", folder)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_for_answer(server: subprocess.Popen, url: str, log: Path) -> None:
    """Return when the server answers; raise with the end of its log when it ends or stays silent."""
    end = time.monotonic() + START
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}/api/status", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    said = log.read_text(encoding="utf-8", errors="replace")[-3000:]
    raise RuntimeError(f"JupyterLab did not answer at {url} (exit code {server.poll()}):\n{said}")


@contextmanager
def open_context(browser: Browser, lab: Lab) -> Iterator[BrowserContext]:
    """A fresh browser profile; asserts that its pages asked for nothing outside this machine.

    The requests are watched and not routed, for a browser that is routed keeps no cache.
    """
    context = browser.new_context(base_url=lab.url, viewport=VIEW, service_workers="block")
    outside: list[str] = []

    def watch(asked: Request | WebSocket) -> None:
        address = urlsplit(asked.url)
        if address.hostname not in LOOPBACK and address.scheme not in ("data", "blob"):
            outside.append(asked.url)

    context.on("request", watch)
    context.on("page", lambda page: page.on("websocket", watch))
    try:
        yield context
        stop_kernels(context)
    finally:
        context.close()
    assert outside == [], f"the page asked for addresses outside this machine: {outside}"


def stop_kernels(context: BrowserContext) -> None:
    """End all kernels, so that the next test opens its notebook with a fresh one."""
    token = next((cookie["value"] for cookie in context.cookies() if cookie["name"] == "_xsrf"), "")
    end = time.monotonic() + START
    # One that is only just beginning is there a moment later.
    while sessions := context.request.get("/api/sessions").json():
        assert time.monotonic() < end, "a kernel does not end"
        for session in sessions:
            context.request.delete(f"/api/sessions/{session['id']}", headers={"X-XSRFToken": token})


def open_notebook(page: Page, name: str, kernel: bool = True) -> None:
    """Open the notebook at path `name` of the review folder, alone, and wait until its kernel is idle, if one is wanted."""
    if page.evaluate("() => Boolean(window.jupyterapp)"):
        page.evaluate(OPEN_ANOTHER, name)
    else:
        page.goto(f"/lab/workspaces/test-{next(workspaces)}/tree/{quote(name)}?reset")
    page.wait_for_function(HAS_NOTEBOOK, arg=name, timeout=RUN)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=RUN)
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    if not kernel:
        return
    page.wait_for_function(HAS_KERNEL, timeout=RUN)
    # On a busy machine JupyterLab may ask for a kernel before it knows which there are; a person accepts.
    while page.locator(NEEDS_KERNEL).count():
        page.locator(".jp-Dialog .jp-mod-accept").click()
        page.wait_for_selector(NEEDS_KERNEL, state="detached")
        page.wait_for_function(HAS_KERNEL, timeout=RUN)


def run_all(page: Page) -> None:
    """Run all cells, and wait until none waits, the kernel is idle and every widget is drawn."""
    page.evaluate(RUN_ALL)
    page.wait_for_function(AT_REST, timeout=RUN)


def find_faults(page: Page) -> list[str]:
    """What went wrong, as the page shows it: tracebacks, standard error, widgets that were not drawn."""
    shown = [element.inner_text() for element in page.query_selector_all(FAULTS)]
    words = page.locator(".jp-Notebook").first.inner_text()
    return shown + [message for message in LOST_WIDGETS if message in words]


class Shown:
    """A desk in a notebook that was run: keys are pressed one by one, each after the desk answered the one before."""

    def __init__(self, page, name: str) -> None:
        self.page, self.name = page, name
        self.root = page.locator(f".{name}")
        self.root.wait_for()
        if page.locator(".lm-ask-name").count():
            # One desk of the page asks who works here; all follow.
            page.get_by_role("button", name="Start", exact=True).click()
            self.root.locator(".lm-as").wait_for()
        self.root.focus()

    def rest(self) -> None:
        self.page.wait_for_function(
            f"() => !document.querySelector('.{self.name}').hasAttribute('aria-busy')"
        )

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.rest()

    def data(self, name: str) -> str:
        return self.root.get_attribute(f"data-{name}")

    def until(self, name: str, value: str) -> None:
        self.page.wait_for_function(
            f"() => document.querySelector('.{self.name}').dataset.{name} === {value!r}"
        )
