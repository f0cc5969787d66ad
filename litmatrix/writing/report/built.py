"""What a build made, as a notebook shows it: the report first, then the other files, folder by folder."""

from __future__ import annotations

import html
from pathlib import Path
from typing import NamedTuple

from litmatrix.files.written import File, Written
from litmatrix.vocabulary import counted


class Built(NamedTuple):
    """What a build made: the files it wrote, what one should know (cut cells, what was left out and why), what failed.

    `stood` of the files were not written, for they would be the same. `kept` are files that a person changed, by name within the folder `out`: they stay, and the new ones stand beside them.
    """

    paths: tuple[Path, ...]
    notes: tuple[str, ...]
    failed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    out: Path = Path("out")
    stood: int = 0

    def by_folder(self) -> dict[str, tuple[Path, ...]]:
        """Return the files by the folder within `out` that they are in, what is in none first ("")."""
        found: dict[str, list[Path]] = {"": []}
        for path in self.paths:
            folder = path.parent.relative_to(self.out) if path.is_relative_to(self.out) else path.parent
            found.setdefault("" if folder == Path() else folder.as_posix(), []).append(path)
        return {folder: tuple(paths) for folder, paths in found.items() if paths}

    def told(self, out: str) -> str:
        """Say how many files were written to a folder, by its name, and how many stand there as they were."""
        if not self.stood:
            return f"Wrote {counted(len(self.paths), 'file')} to {out}"
        return f"Wrote {counted(len(self.paths) - self.stood, 'file')} to {out}; {self.stood:,} stand as they were, for they would be the same"

    def __repr__(self) -> str:
        told = [self.told(File(self.out).name)]
        told += [f"not replaced, because it was changed: {name}" for name in self.kept]
        return "\n".join([*told, *(f"note: {one}" for one in self.notes)])

    def _repr_html_(self) -> str:
        """Show what stands in the folder itself, as links; of the others how many there are, and folded which."""
        groups = self.by_folder()
        shown = Written(tuple(map(File, groups.pop("", ()))), self.notes)._repr_html_()
        folded = "".join(
            f"<details><summary>{html.escape(folder)}: {counted(len(paths), 'file')}</summary>"
            f"{Written(tuple(map(File, paths)))._repr_html_()}</details>"
            for folder, paths in groups.items()
        )
        kept = "".join(f"<li>{html.escape(name)}</li>" for name in self.kept)
        stays = f"<div>Not replaced, because somebody changed it<ul>{kept}</ul></div>" if kept else ""
        return f"<div>{shown}{folded}{stays}</div>"
