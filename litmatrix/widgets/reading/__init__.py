"""The pane in which a full text is read: a piece that desks share.

A desk takes it with one line in each half:

    class SomeDesk(ReadsFullTexts, Desk):                            # its questions are answered, files that are dropped stored
        _esm = page.script("some", also="reading")
        _css = page.style("some", also="reading")
        QUESTIONS = {**ReadsFullTexts.QUESTIONS, …}                  # only where the desk has questions of its own

    fullTextPane(desk, key, { quote, close })                        // in the view: the nodes for this record
"""
