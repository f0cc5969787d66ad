"""The first page: the notebooks in their order, each with its title and what it answers; and what was written to out/."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from litmatrix.vocabulary import NOTEBOOKS, OUT

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 46rem; margin: 3rem auto; padding: 0 1.5rem; font: 16px/1.5 system-ui, sans-serif; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; }}
h2 {{ font-size: 1.1rem; margin: 2rem 0 0.5rem; }}
p {{ margin: 0.3rem 0; }}
.quiet {{ opacity: 0.75; }}
.page {{ display: block; margin: 0.7rem 0; padding: 0.8rem 1.1rem; border: 1px solid #8888; border-radius: 8px;
  color: inherit; text-decoration: none; }}
.page:hover, .page:focus-visible {{ border-color: #0072b2; outline: 2px solid #0072b2; outline-offset: -1px; }}
.page b {{ font-size: 1.05rem; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p class="quiet">Each page runs its notebook when you open it, which takes some seconds. What you do there is saved in your files.</p>
{pages}
{results}
<script>
// The pages are dark where the system is, as this one is.
if (matchMedia("(prefers-color-scheme: dark)").matches)
  for (const link of document.querySelectorAll(".page")) link.search = "?theme=dark";
</script>
</body>
</html>
"""


class Page(NamedTuple):
    """A notebook as a page: the name of its file, its title, and the words below it."""

    name: str
    title: str
    about: str

    @property
    def address(self) -> str:
        return f"/voila/render/{quote(self.name)}"


def find_pages(folder: Path) -> tuple[Page, ...]:
    """Return the notebooks of a review in their order."""
    return tuple(_page(path) for path in sorted((folder / NOTEBOOKS).glob("*.ipynb")))


def _page(path: Path) -> Page:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "".join(next(cell["source"] for cell in cells if cell["cell_type"] == "markdown"))
    except (OSError, ValueError, LookupError, TypeError, StopIteration):
        # It is told of when it is opened.
        text = ""
    title, _, rest = text.strip().partition("\n")
    return Page(path.name, title.lstrip("# ").strip() or path.stem, rest.strip().partition("\n\n")[0])


def around(pages: Sequence[Page], name: str) -> dict[str, Page]:
    """Return the pages before and after one, as far as there are such."""
    place = next((place for place, page in enumerate(pages) if page.name == name), None)
    if place is None:
        return {}
    found = {"before": pages[place - 1 : place], "after": pages[place + 1 : place + 2]}
    return {where: some[0] for where, some in found.items() if some}


def contents(folder: Path, title: str) -> str:
    """Return the first page as HTML."""
    pages = "\n".join(
        f'<a class="page" href="{page.address}"><b>{html.escape(page.title)}</b>'
        f"<p>{html.escape(page.about)}</p></a>"
        for page in find_pages(folder)
    )
    return _PAGE.format(title=html.escape(title or folder.name), pages=pages, results=_results(folder / OUT))


def _results(out: Path) -> str:
    """Return links to the files that stand in out/ itself, and where the others are."""
    names = sorted(path.name for path in out.glob("[!.]*") if path.is_file()) if out.is_dir() else []
    if not names:
        return ""
    links = "".join(f'<li><a href="/out/{quote(name)}">{html.escape(name)}</a></li>' for name in names)
    return f'<h2>Results</h2>\n<p class="quiet">They are in {html.escape(str(out))}</p>\n<ul>{links}</ul>'
