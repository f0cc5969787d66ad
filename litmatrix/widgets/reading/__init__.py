"""The pane in which a full text is read: a piece that desks share.

A desk takes it with a line in each half. In Python, its questions are answered and files that are dropped are stored:

    class SomeDesk(ReadsFullTexts, Desk):
        _esm = page.script("some", also="reading")
        _css = page.style("some", also="reading")

(A desk with `QUESTIONS` of its own begins them with `**ReadsFullTexts.QUESTIONS`; one that shows which files there are asks
`self.text_news()` in its `fresh`.) In the page, where the pane shall stand, and, where there is no file yet, a place to drop one:

    fullTextPane(desk, key, { version: place, close: () => … })
    fullTextDrop(desk, key)

`FULL_TEXT_KEYS` are rows for the desk's help, `wantTextFocus(desk)` before it is drawn lets the page have the focus, and
`gone: leaveFullText` gives its pictures back.
"""
