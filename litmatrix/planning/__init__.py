"""Planning a review: the protocol changed by a person, one record in history/ a change, and taken back."""

from litmatrix.planning.asked import CALLED, SAME, Asked, Plan, worked_out
from litmatrix.planning.doing import change, last, undo
from litmatrix.planning.used import everybody, people

__all__ = ["CALLED", "SAME", "Asked", "Plan", "change", "everybody", "last", "people", "undo", "worked_out"]
