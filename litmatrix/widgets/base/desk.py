"""What the desks of litmatrix share: their state goes to the page, messages come back, and every fault is told on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Self

import anywidget
import traitlets

from litmatrix.errors import LitmatrixError, Misuse, NotSaved, Unreadable
from litmatrix.review import Review
from litmatrix.screening import deciding
from litmatrix.widgets.base.waiting import Waiting


class Desk(Waiting, anywidget.AnyWidget):
    """A widget that shows `state`; the page sends back what the person did, as messages with an `act`.

    A desk of the same kind that an earlier run of the cell made for the same folder is closed. A desk says what
    its acts are (`_acts`), which of them write (`WRITING`), and what the page shows (`_state`).
    """

    state = traitlets.Dict().tag(sync=True)
    review: Review
    #: Acts that write: where one fails, nothing may look saved.
    WRITING: ClassVar[tuple[str, ...]] = ()
    _open: ClassVar[dict[str, Desk]] = {}

    def __init__(self, folder: Path) -> None:
        self._saved = {"ok": True, "text": "nothing to save yet"}
        self._message = ""
        self._answers = 0
        place = f"{type(self).__name__} {folder}"
        earlier = self._open.pop(place, None)
        if earlier is not None:
            earlier.close()
        super().__init__(state=self._state())
        self._open[place] = self
        self.on_msg(self._answer)

    @classmethod
    def opened(cls, review: Review, given: str, *choice: Any, **more: Any) -> Self:
        """Return the desk for whom is given, who is remembered, else for whom this machine remembers.

        Raises `Misuse` for a name that the review does not know.
        """
        review = review.current()
        name = given.strip()
        if name:
            deciding.check_reviewer(review, name)
        make: Callable[..., Self] = cls
        desk = make(review, name or deciding.remembered_for(review), *choice, **more)
        if name:
            desk.remember(name)
        return desk

    def take_name(self, message: Mapping[str, Any]) -> None:
        """Take who works here, as the page says; raises `Misuse` for a name that the review does not know."""
        name = str(message.get("name", "")).strip()
        review = self.review.current()
        deciding.check_reviewer(review, name)
        self._sit(review, name)
        self.remember(name)

    def _sit(self, review: Review, name: str) -> None:
        """Let this person work here, on the review as it is now."""
        raise NotImplementedError

    def remember(self, name: str) -> None:
        """Remember on this machine who works here; where that cannot be, the desk says so and works on."""
        try:
            deciding.remember_reviewer(name)
        except Misuse as error:
            self._message = str(error)
            self.state = self._state()

    def _acts(self, message: Mapping[str, Any], buffers: list) -> dict[str, Callable[[], Any]]:
        raise NotImplementedError

    def _state(self) -> dict[str, Any]:
        raise NotImplementedError

    def _answer(self, _: Any, message: Mapping[str, Any], buffers: list) -> None:
        """Take one message of the page; whatever comes of it is told on the desk.

        The page waits for a new state after each message, so there is one even where nothing came of it.
        """
        name = str(message.get("act"))
        self._message = ""
        self._answers += 1
        try:
            self._acts(message, buffers).get(name, self._unknown)()
        except (NotSaved, Unreadable) as error:
            self._fail(name, f"NOT SAVED: {error}", f"Not done: {error}")
        except LitmatrixError as error:
            self._message = f"Not done: {error}"
        except Exception as error:
            told = f"by a fault of litmatrix: {type(error).__name__}: {error}"
            self._fail(name, f"NOT SAVED, {told}", f"Not done, {told}")
            raise
        finally:
            self.state = self._state()

    def _fail(self, name: str, not_saved: str, not_done: str) -> None:
        if name in self.WRITING:
            self._saved = {"ok": False, "text": not_saved}
        else:
            self._message = not_done

    def _unknown(self) -> None:
        self._message = "Not done: the page and the notebook's kernel are of different versions. Save, and load the page anew."

    def _tell_saved(self) -> None:
        self._saved = {"ok": True, "text": f"saved {datetime.now():%H:%M:%S}"}
