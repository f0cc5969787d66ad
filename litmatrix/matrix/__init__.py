"""matrix.csv: rows, cells and the excerpts in them."""

from litmatrix.matrix.file import (
    CellChange,
    ExcerptRow,
    Matrix,
    edited,
    excerpt_frame,
    excerpt_rows,
    excerpts,
    frame,
    parse_matrix,
    read_matrix,
    without_empty,
    write_cells,
)

__all__ = [
    "CellChange",
    "ExcerptRow",
    "Matrix",
    "edited",
    "excerpt_frame",
    "excerpt_rows",
    "excerpts",
    "frame",
    "parse_matrix",
    "read_matrix",
    "without_empty",
    "write_cells",
]
