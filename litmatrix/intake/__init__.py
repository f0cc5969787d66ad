"""Search results taken into a review: planned and shown, done, and undone; every record of a file is accounted for."""

from litmatrix.intake.doing import Done, apply
from litmatrix.intake.keys import new_key
from litmatrix.intake.planning import Account, Again, Intake, New, plan
from litmatrix.intake.searches import MEMBERS, id_of
from litmatrix.intake.undoing import Undoing, undo, undoing

__all__ = [
    "MEMBERS",
    "Account",
    "Again",
    "Done",
    "Intake",
    "New",
    "Undoing",
    "apply",
    "id_of",
    "new_key",
    "plan",
    "undo",
    "undoing",
]
