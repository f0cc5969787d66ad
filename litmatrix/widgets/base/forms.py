"""What forms have in common: labelled fields, buttons, and a file that is named or uploaded."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ipywidgets

from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.widgets.base.guard import guarded
from litmatrix.widgets.base.waiting import Waiting


def labelled(kind: type[ipywidgets.Widget], label: str, width: str = "34em", **more: Any) -> Any:
    """Return a field with its label in front, as all forms have it."""
    layout = ipywidgets.Layout(width=width, max_width="98%")
    return kind(description=label, layout=layout, style={"description_width": "9em"}, **more)


class Form(Waiting, ipywidgets.VBox):
    """A form whose callbacks show what went wrong: an exception in a callback would reach nobody."""

    def __init__(self, children: list[ipywidgets.Widget]) -> None:
        self.message = ipywidgets.Label()
        super().__init__([*children, self.message])

    def guarded(self, act: Callable[[], str | None]) -> Callable[[Any], None]:
        """Return a callback that shows what `act` says it did, or why it did nothing."""
        return guarded(lambda _: act(), lambda text: setattr(self.message, "value", text))

    def button_for(
        self, label: str, act: Callable[[], str | None], width: str | None = None, **more: Any
    ) -> ipywidgets.Button:
        """Return a button that does `act`, guarded."""
        made = ipywidgets.Button(description=label, layout=ipywidgets.Layout(width=width), **more)
        made.on_click(self.guarded(act))
        return made


class WhoLine(ipywidgets.HBox):
    """“as CS · change”: who works at a form. Its field is open where this is the form that asks, or on a press of the button.

    `taken` is called with what is typed; whoever knows the name shows it here (`show`).
    """

    def __init__(self, name: str, taken: Callable[[Any], None]) -> None:
        self.field = labelled(ipywidgets.Text, "Who works here", value=name, continuous_update=False)
        self.told = ipywidgets.Label()
        self.change = ipywidgets.Button(layout=ipywidgets.Layout(width="14em"))
        super().__init__([self.field, self.told, self.change])
        self.show(name)
        self.change.on_click(lambda _: self.ask(True))
        self.field.observe(taken, names="value")

    def show(self, name: str) -> None:
        """Show who works here."""
        self.field.value, self.told.value = name, f"as {name}" if name else "nobody is named yet"
        self.change.description = "change" if name else "say who works here"
        self.change.layout.width = "6em" if name else "14em"
        self.ask(False)

    def ask(self, asked: bool) -> None:
        """Open the field, or close it."""
        for one, shown in ((self.field, asked), (self.told, not asked), (self.change, not asked)):
            one.layout.display = "" if shown else "none"


class FileForm(Form):
    """A form over a file, which is named or uploaded."""

    def __init__(
        self, review: Review, children: list[ipywidgets.Widget], hint: str, accept: str = ""
    ) -> None:
        self.review = review
        self.path = labelled(ipywidgets.Text, "File", "50em", placeholder=hint)
        self.upload = ipywidgets.FileUpload(accept=accept, multiple=False, description="or upload")
        super().__init__([ipywidgets.HBox([self.path, self.upload]), *children])

    @contextlib.contextmanager
    def file(self) -> Iterator[Path]:
        """Give the file that was uploaded, else the one that is named; raises `Misuse` where there is neither."""
        if self.upload.value:
            uploaded = self.upload.value[0]
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / (Path(str(uploaded["name"])).name or "upload")
                path.write_bytes(bytes(uploaded["content"]))
                yield path
        elif named := self.path.value.strip():
            yield self.review.folder / Path(named).expanduser()
        else:
            raise Misuse("name the file, or upload it.")
