"""Edit sent.docx as co-authors do in LibreOffice, by its own commands (needs LibreOffice and python3-uno)."""

import contextlib
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PORT = 20213


def named(**values):
    from com.sun.star.beans import PropertyValue

    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def connected():
    import uno

    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(60):
        try:
            return resolver.resolve(f"uno:socket,host=127.0.0.1,port={PORT};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(1)
    raise SystemExit("LibreOffice did not start")


class Desk:
    """A document that is open, and who edits it."""

    def __init__(self, services, path):
        self.services = services
        desktop = services.createInstance("com.sun.star.frame.Desktop")
        self.document = desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, named(Hidden=True))
        self.view = self.document.CurrentController
        self.commands = services.createInstance("com.sun.star.frame.DispatchHelper")

    def is_edited_by(self, first, last):
        provider = self.services.createInstance("com.sun.star.configuration.ConfigurationProvider")
        access = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationUpdateAccess",
            named(nodepath="/org.openoffice.UserProfile/Data"),
        )
        access.setPropertyValue("givenname", first)
        access.setPropertyValue("sn", last)
        access.commitChanges()

    def find(self, words):
        looked = self.document.createSearchDescriptor()
        looked.SearchString, looked.SearchCaseSensitive = words, True
        found = self.document.findFirst(looked)
        assert found is not None, words
        return found

    def do(self, command, words="", **values):
        if words:
            self.view.select(self.find(words))
        self.commands.executeDispatch(self.view.Frame, f".uno:{command}", "", 0, named(**values))

    def write(self, words, text, after=False):
        found = self.find(words)
        if after:
            found = found.Text.createTextCursorByRange(found.getEnd())
        found.setString(text)

    def notes(self):
        fields = self.document.TextFields.createEnumeration()
        while fields.hasMoreElements():
            yield fields.nextElement()

    def save(self, name):
        place = (HERE / name).as_uri()
        self.document.storeToURL(place, named(FilterName="MS Word 2007 XML"))
        self.document.close(True)


def edit(services):
    from com.sun.star.text.ControlCharacter import PARAGRAPH_BREAK

    desk = Desk(services, HERE / "sent.docx")
    desk.is_edited_by("Ann", "Lee")
    desk.do("InsertAnnotation", "blur most in informal groups", Text="Do we know that? وأين؟")
    desk.do("InsertAnnotation", "four databases", Text="Which ones?")
    for note in desk.notes():
        if note.Content == "Which ones?":
            note.Resolved = True
    # Not tracked:
    desk.write("What is known", "What we know")
    desk.document.RecordChanges = True
    desk.write("thin", "scarce")
    desk.write("Few services", " in the north", after=True)
    desk.is_edited_by("Ben", "Ode")
    desk.write("It is now a paid role in many countries, ", "")
    desk.write("covers", "pays for")
    desk.write("scarce", "")
    cell = desk.document.TextTables.getByIndex(0).getCellByName("B3")
    cursor = cell.createTextCursor()
    cursor.gotoEnd(False)
    cell.insertString(cursor, " (all)", False)
    end = desk.find("at once")
    cursor = end.Text.createTextCursorByRange(end.getEnd())
    cursor.gotoEndOfParagraph(False)
    cursor.Text.insertControlCharacter(cursor, PARAGRAPH_BREAK, False)
    cursor.Text.insertString(cursor, "A new paragraph.", False)
    desk.do("Bold", "informal groups")
    desk.view.select(desk.document.TextTables.getByIndex(0).getCellByName("A2"))
    desk.do("InsertRowsAfter")
    desk.do("MoveUp", "Supervision is offered by few of them.")
    desk.save("libreoffice.docx")


def main():
    with tempfile.TemporaryDirectory() as profile:
        office = subprocess.Popen(
            ["soffice", "--headless", "--norestore", f"-env:UserInstallation={Path(profile).as_uri()}",
             f"--accept=socket,host=127.0.0.1,port={PORT};urp;"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        services = connected().ServiceManager
        edit(services)
        Desk(services, HERE / "sent.docx").save("libreoffice-saved.docx")
        with contextlib.suppress(Exception):  # it is gone before it answers
            services.createInstance("com.sun.star.frame.Desktop").terminate()
        office.wait(30)


if __name__ == "__main__":
    main()
