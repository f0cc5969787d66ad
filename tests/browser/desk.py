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

from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError

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
]
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

WATCH = """() => {
    window.lmBegan = false;
    new MutationObserver((_, observer) => {
        const prompts = [...document.querySelectorAll(".jp-Notebook .jp-InputPrompt")];
        if (prompts.some(prompt => prompt.textContent.includes("*"))) {
            window.lmBegan = true;
            observer.disconnect();
        }
    }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""
AT_REST = """() => window.lmBegan
    && ![...document.querySelectorAll(".jp-Notebook .jp-InputPrompt")]
        .some(prompt => prompt.textContent.includes("*"))
    && document.querySelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]') !== null
    && !document.body.innerText.includes("Loading widget...")"""

HAS_KERNEL = """() => {
    const name = document.querySelector(".jp-NotebookPanel-toolbar .jp-KernelName");
    return name !== null && name.textContent.includes("Python")
        && document.querySelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]') !== null;
}"""

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
    """A fresh browser profile that reaches this machine only; asserts that nothing wanted more."""
    context = browser.new_context(
        base_url=lab.url, viewport={"width": 1400, "height": 1000}, service_workers="block"
    )
    aborted: list[str] = []

    def stay_here(route):
        address = urlsplit(route.request.url)
        if address.hostname in LOOPBACK or address.scheme in ("data", "blob"):
            route.continue_()
        else:
            aborted.append(route.request.url)
            route.abort()

    def stay_here_too(socket):
        if urlsplit(socket.url).hostname in LOOPBACK:
            socket.connect_to_server()
        else:
            aborted.append(socket.url)
            socket.close()

    context.route("**/*", stay_here)
    context.route_web_socket("**/*", stay_here_too)
    try:
        yield context
        stop_kernels(context)
    finally:
        context.close()
    assert aborted == [], f"the page asked for addresses outside this machine: {aborted}"


def stop_kernels(context: BrowserContext) -> None:
    """End all kernels, so that the next test opens its notebook with a fresh one."""
    token = next((cookie["value"] for cookie in context.cookies() if cookie["name"] == "_xsrf"), "")
    for session in context.request.get("/api/sessions").json():
        context.request.delete(f"/api/sessions/{session['id']}", headers={"X-XSRFToken": token})
    assert context.request.get("/api/sessions").json() == []


def open_notebook(page: Page, name: str) -> None:
    """Open the notebook at path `name` of the review folder, alone, and wait until its kernel is idle."""
    page.goto(f"/lab/workspaces/test-{next(workspaces)}/tree/{quote(name)}?reset")
    page.wait_for_selector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', timeout=RUN)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    wait_for_kernel(page)


def wait_for_kernel(page: Page) -> None:
    """Wait until the notebook has had its kernel for a second.

    On a busy machine JupyterLab may ask for a kernel before it knows which there are; a person accepts.
    """
    steady = 0
    for _ in range(120):
        if page.locator(".jp-Dialog", has_text="Select Kernel").count():
            page.locator(".jp-Dialog .jp-mod-accept").click()
            steady = 0
        steady = steady + 1 if page.evaluate(HAS_KERNEL) else 0
        if steady == 4:
            return
        page.wait_for_timeout(250)
    raise RuntimeError("the notebook has no kernel after half a minute")


def run_all(page: Page) -> None:
    """Run ▸ Run All Cells, and wait until no cell waits and the kernel is idle.

    An observer notes that a cell began: a quick notebook is idle again before anyone could look. A menu
    worked within the first second after loading is sometimes not heard, so a person would do it again.
    """
    page.evaluate(WATCH)
    for _ in range(3):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        try:
            page.wait_for_function("() => window.lmBegan", timeout=4_000)
            break
        except TimeoutError:
            continue
    page.wait_for_function(AT_REST, timeout=RUN)


def find_faults(page: Page) -> list[str]:
    """What went wrong, as the page shows it: tracebacks, standard error, widgets that were not drawn."""
    shown = [element.inner_text() for element in page.query_selector_all(FAULTS)]
    words = page.locator(".jp-Notebook").first.inner_text()
    return shown + [message for message in LOST_WIDGETS if message in words]
