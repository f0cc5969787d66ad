"""Draw docs/pictures/rooms.svg: the rooms of the package in their bands, with how many lines each holds today."""

from __future__ import annotations

from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "litmatrix"
PICTURE = ROOT / "docs" / "pictures" / "rooms.svg"

BANDS = (
    ("words", {"vocabulary": "the field's words", "errors": "what is raised", "model": "problems, the protocol"}),
    ("on disk", {
        "files": "bytes, locks, undo", "bibliography": "bibliography.bib", "protocol": "review.toml",
        "matrix": "matrix.csv", "decisions": "decisions/*.jsonl",
    }),
    ("at once", {"review": "one snapshot of it all"}),
    ("stages", {
        "planning": "the protocol changed", "screening": "in or out, and why", "importing": "search results in", "duplicates": "found and settled",
        "coding": "themes and excerpts", "checking": "what does not add up",
    }),
    ("results", {
        "comparing": "two versions", "charts": "pictures", "tables": "shown whole", "reporting": "the methods in words", "writing": "files for others",
    }),
    ("people", {"widgets": "desks in a notebook", "cli": "the command line"}),
)  # fmt: skip

WIDTH, HEIGHT, GAP, LEFT = 168, 62, 14, 92


def lines(room: str) -> int:
    """Return how many lines of Python a room holds."""
    path = PACKAGE / room
    files = path.rglob("*.py") if path.is_dir() else [path.with_suffix(".py")]
    return sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)


def main() -> int:
    """Write the picture."""
    parts = []
    for row, (band, rooms) in enumerate(BANDS):
        y = GAP + row * (HEIGHT + 2 * GAP)
        parts.append(
            f'<text x="{LEFT - GAP}" y="{y + HEIGHT / 2 + 5}" text-anchor="end" class="soft">{band}</text>'
        )
        if row:
            parts.append(f'<path d="M{LEFT + 30} {y} v{-2 * GAP + 3}" class="arrow"/>')
        for place, (room, what) in enumerate(rooms.items()):
            x = LEFT + place * (WIDTH + GAP)
            parts.append(
                f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
                f'<text x="{x + 12}" y="{y + 24}" class="name">{room}</text>'
                f'<text x="{x + WIDTH - 12}" y="{y + 24}" text-anchor="end" class="soft">{lines(room):,}</text>'
                f'<text x="{x + 12}" y="{y + 46}">{escape(what)}</text>'
            )
    width = LEFT + max(len(rooms) for _, rooms in BANDS) * (WIDTH + GAP)
    height = len(BANDS) * (HEIGHT + 2 * GAP) + 3 * GAP
    parts.append(
        f'<text x="{LEFT}" y="{height - GAP}" class="soft">An import points up, or to the left; numbers are lines of Python.</text>'
    )
    PICTURE.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'aria-label="The rooms of the package, in six bands; an import points up, or to the left.">\n'
        "<style>text{font:14px system-ui,'DejaVu Sans',sans-serif;fill:#1d2733}.name{font-weight:600}"
        ".soft{fill:#5b6673;font-size:12.5px}rect{fill:#f4f6f8;stroke:#8a97a6}"
        ".arrow{stroke:#5b6673;stroke-width:1.5;fill:none;marker-end:url(#tip)}</style>\n"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#5b6673"/></marker></defs>\n'
        f'<rect width="{width}" height="{height}" style="fill:#fff;stroke:none"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n",
        encoding="utf-8",
    )
    print(PICTURE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
