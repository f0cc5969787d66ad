"""Serve the notebooks of a review as pages: python -m litmatrix.cli.pages FOLDER [--port N] [--no-browser].

Who opens a page gets a kernel that runs its notebook. So a page is shown only to who has the token, which stands in the
address that is opened, as JupyterLab has it; and nothing on a page is taken from outside this machine.
"""

from __future__ import annotations

import argparse
import html
import os
import sys
import tempfile
import webbrowser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jupyter_server.base.handlers import AuthenticatedFileHandler, JupyterHandler
from tornado import web
from traitlets.config import Config
from voila.app import Voila

from litmatrix.cli.pages.contents import around, contents, find_pages
from litmatrix.vocabulary import NOTEBOOKS, OUT, PROTOCOL

#: What a page may load: what this server sends, and what stands in the page itself. (Scripts of a desk are blobs.)
_OWN = (
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; connect-src 'self' data: blob: ws://localhost:* "
    "ws://127.0.0.1:*; frame-ancestors 'self'"
)


#: The tag of cells that say how to work in JupyterLab.
LAB = "lab"


class Contents(JupyterHandler):
    """The first page."""

    def initialize(self, folder: Path) -> None:
        self.folder = folder

    @web.authenticated
    def get(self) -> None:
        # Asked for, it is set as a cookie: with it a page that is left ends its kernel.
        assert self.xsrf_token
        self.finish(contents(self.folder, title_of(self.folder)))


class Pages(Voila):
    """Voila, with a first page of our own, a token, and pages that lead to each other."""

    folder: Path
    #: The file by which the browser was opened.
    opened = ""

    def setup_template_dirs(self) -> None:
        super().setup_template_dirs()
        self.template_paths.insert(0, str(Path(__file__).parent))

    def init_handlers(self) -> Any:
        ours = [
            ("/", Contents, {"folder": self.folder}),
            ("/out/(.*)", AuthenticatedFileHandler, {"path": str(self.folder / OUT)}),
        ]
        return [*ours, *super().init_handlers()]

    def launch_browser(self) -> None:
        """Open the first page; the token reaches the browser in a file that only this person may read."""
        handle, self.opened = tempfile.mkstemp(suffix=".html")
        address = html.escape(f"{self.connection_url}?token={self.identity_provider.token}")
        with os.fdopen(handle, "w", encoding="utf-8") as page:
            page.write(
                f'<meta http-equiv="refresh" content="0;url={address}"><a href="{address}">To your review</a>'
            )
        try:
            webbrowser.open(Path(self.opened).as_uri(), new=self.webbrowser_open_new)
        except webbrowser.Error:
            self.log.warning("No browser was found: open the address above in one.")

    def stop(self) -> None:
        if self.opened:
            Path(self.opened).unlink(missing_ok=True)
        super().stop()


def title_of(folder: Path) -> str:
    """Return the title of a review; none, if it cannot be read."""
    from litmatrix.errors import Unreadable
    from litmatrix.protocol import read_protocol

    try:
        return read_protocol(folder / PROTOCOL)[0].title
    except Unreadable:
        return ""


def main() -> int:
    """Serve until stopped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=Voila.port.default_value)
    parser.add_argument("--no-browser", action="store_true")
    given = parser.parse_args()
    folder: Path = given.folder

    def lead_on(handler: Any, notebook: Any, **_: Any) -> Any:
        """Tell the page its title, and which are before and after it; what only JupyterLab's reader needs goes."""
        notebook.cells = [cell for cell in notebook.cells if LAB not in cell.metadata.get("tags", ())]
        pages = find_pages(folder)
        name = Path(unquote(handler.request.path)).name
        notebook.metadata["title"] = next((page.title for page in pages if page.name == name), name)
        notebook.metadata["litmatrix"] = {
            where: {"title": page.title, "address": page.address}
            for where, page in around(pages, name).items()
        }
        return notebook

    config = Config()
    config.Voila.root_dir = str(folder / NOTEBOOKS)
    config.Voila.port = given.port
    config.Voila.open_browser = not given.no_browser
    config.Voila.auto_token = True
    # Its own settings, whatever lies in the folder or at home.
    config.Voila.config_file_paths = []
    config.Voila.tornado_settings = {
        "allow_remote_access": False,
        "headers": {"Content-Security-Policy": _OWN},
    }
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.file_allowlist = []
    config.VoilaConfiguration.show_tracebacks = True
    config.VoilaConfiguration.prelaunch_hook = lead_on
    app = Pages.instance(config=config)
    app.folder = folder
    app.initialize([])
    app.start()
    return 0


if __name__ == "__main__":
    sys.exit(main())
