"""One place of a manuscript changed on disk, as a person asked for it: saved only if nobody changed the file meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from litmatrix.checking.of_manuscript import check_block
from litmatrix.errors import ChangedOutside, Misuse
from litmatrix.files import results, store
from litmatrix.manuscript import Block, Manuscript, split
from litmatrix.manuscript.outline import Section
from litmatrix.manuscript.splices import block_at_end, lines_of, spliced
from litmatrix.manuscript.text import replaced
from litmatrix.review import Review
from litmatrix.writing.manuscript.blocks import fill
from litmatrix.writing.manuscript.drawings import Drawings
from litmatrix.writing.manuscript.offering import Offer


def save(path: Path, read: Manuscript, text: str) -> None:
    """Write a manuscript; raises `ChangedOutside` if it is not as it was read, `NotSaved`."""
    with store.lock(path):
        now = store.read_text(path)
        if now.text != read.text:
            raise ChangedOutside(
                f"{path}: not saved: it was changed by another program meanwhile. Try again."
            )
        store.write(path, store.encode(text, read.bom, path.name))


def put_number(path: Path, read: Manuscript, offer: Offer, name: str) -> str:
    """Put a placeholder in the place of a typed number, and return the text that stands now; raises as `save` does."""
    text = spliced(read.text, offer.placeholder(name))
    save(path, read, text)
    return text


def put_block(review: Review, path: Path, read: Manuscript, section: Section, said: str) -> str:
    """Put a block at the end of a section, filled, and return the text that stands now.

    Raises `Misuse` for a block that nothing fills, or where none can stand; and as `save` does.
    """
    require_whole(read)
    content, pictures = _filled(review, path, block_of(said))
    text = spliced(read.text, block_at_end(read, section, said, content))
    save(path, read, text)
    _show(review, pictures)
    return text


def put_review(review: Review, path: Path, read: Manuscript, number: int) -> str:
    """Put what the review has into a block that somebody edited, and return the text that stands now.

    Raises `Misuse` where nothing fills the block; and as `save` does.
    """
    require_whole(read)
    content, pictures = _filled(review, path, read.blocks[number])
    text = replaced(read, {number: content})
    save(path, read, text)
    _show(review, pictures)
    return text


def block_of(said: str) -> Block:
    """Return an empty block whose first comment says this."""
    (block,) = split("".join(lines_of(said))).blocks
    return block


def require_whole(read: Manuscript) -> None:
    """Raise `Misuse` where a manuscript cannot be told apart."""
    for problem in read.problems:
        raise Misuse(f"fix this first. {problem}")


def _filled(review: Review, path: Path, block: Block) -> tuple[str, Mapping[Path, bytes]]:
    for problem in check_block(review, path.name, block):
        raise Misuse(f"{problem.message} {problem.fix}".strip())
    drawings = Drawings(review, path.parent)
    return fill(review, block, drawings.draw), drawings.made


def _show(review: Review, pictures: Mapping[Path, bytes]) -> None:
    for place, data in pictures.items():
        results.write(review.folder, place, data)
