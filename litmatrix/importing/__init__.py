"""Search results taken into a review: read, planned and shown, done, and undone; every record of a file is accounted for."""

from litmatrix.importing.databases import Database, database_of
from litmatrix.importing.doing import Done, apply
from litmatrix.importing.keys import new_key
from litmatrix.importing.planning import Account, Again, Intake, New, plan
from litmatrix.importing.readers import NOT_READ, Export, ImportedRecord, read_export
from litmatrix.importing.searches import MEMBERS, check_id, id_of
from litmatrix.importing.several import Stand
from litmatrix.importing.undoing import Undoing, undo, undoing

__all__ = [
    "MEMBERS",
    "NOT_READ",
    "Account",
    "Again",
    "Database",
    "Done",
    "Export",
    "ImportedRecord",
    "Intake",
    "New",
    "Stand",
    "Undoing",
    "apply",
    "check_id",
    "database_of",
    "id_of",
    "new_key",
    "plan",
    "read_export",
    "undo",
    "undoing",
]
