"""Execute the template's notebooks on the worked review, into notebooks/.

The template is what `litmatrix new` copies; notebooks/ holds the same cells with the outputs that nbval
compares. Times, versions and random ids are left out, so that two runs give the same bytes.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "litmatrix" / "template" / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"


def main() -> int:
    """Execute each notebook whose name is given (all, if none is) and write it."""
    wanted = sys.argv[1:]
    for path in sorted(TEMPLATE.glob("*.ipynb")):
        if wanted and path.stem not in wanted:
            continue
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(
            notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": ROOT / "notebooks"}}
        ).execute()
        (ROOT / "notebooks" / path.name).write_text(
            nbformat.writes(tidied(notebook), indent=1) + "\n", encoding="utf-8"
        )
        print(f"executed notebooks/{path.name}")
    return 0


def tidied(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the notebook without what differs from run to run and says nothing."""
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(WIDGET, None)
            if "text/plain" in data:
                data["text/plain"] = re.sub(r" at 0x[0-9a-f]+", "", data["text/plain"])
    return notebook


if __name__ == "__main__":
    sys.exit(main())
