"""Theme operations done and undone: matrix.csv and review.toml change together, and history/ keeps how to take it back."""

from litmatrix.coding.operations.asked import prepare
from litmatrix.coding.operations.doing import Done, Operation, apply, plan
from litmatrix.coding.operations.undoing import Undoing, undo, undoing

__all__ = ["Done", "Operation", "Undoing", "apply", "plan", "prepare", "undo", "undoing"]
