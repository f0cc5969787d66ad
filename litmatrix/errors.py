"""The errors that litmatrix raises. Faults of the data are `Problem` values instead (see `model`)."""


class LitmatrixError(Exception):
    """Base of all errors meant for a person: the text says what, where, and what to do."""


class Unreadable(LitmatrixError):
    """A file or folder cannot be opened or understood at all."""


class Misuse(LitmatrixError):
    """A function was asked for something that does not exist or makes no sense."""


class NotSaved(LitmatrixError):
    """Nothing was written: a full disk, a read-only folder, a file held by another program."""


class ChangedOutside(NotSaved):
    """Nothing was written, because the place to write was changed meanwhile by someone else."""


class FormerName(UserWarning):
    """A theme was asked for by an id that it had before; the text says what it is called now."""


#: What is said of a message that no page of this version sends.
OLD_PAGE = "this page is older than litmatrix on your computer."
