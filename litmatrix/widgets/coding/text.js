// The full text beside the cells, and what is selected in it.

const toggleText = (desk) => {
  const { state, ui } = desk;
  if (!state.source) return;
  if (!state.source.fulltext.place) return desk.focus("text file");
  ui.reading = !ui.reading;
  if (ui.reading) wantTextFocus(desk);
  desk.draw();
};

// What is selected in the full text becomes a quotation.
const quote = (desk) => {
  const selected = document.getSelection();
  const pane = desk.root.querySelector(".lm-page");
  if (!pane || !selected?.rangeCount || !pane.contains(selected.anchorNode)) return;
  // What was drawn along beyond the page is no part of it.
  const range = selected.getRangeAt(0).cloneRange();
  if (!pane.contains(range.startContainer)) range.setStart(pane, 0);
  if (!pane.contains(range.endContainer)) range.setEnd(pane, pane.childNodes.length);
  const text = range.toString();
  if (text.trim() && onSource(desk, "quote", { text, ...fullTextAt(desk) })) desk.ui.number = -1;
};

const textPane = ({ key, fulltext }, desk) =>
  fullTextPane(desk, key, {
    version: `${fulltext.place} ${fulltext.pages.length}`,
    quote: () => quote(desk),
    close: () => toggleText(desk),
  });
