// The full text beside the cells, and what is selected in it.

const toggleText = (desk) => {
  const { state, ui } = desk;
  if (!state.source) return;
  if (!state.source.fulltext.place) return desk.focus("text file");
  ui.reading = !ui.reading;
  if (ui.reading) wantTextFocus(desk);
  desk.draw();
};

const textPane = ({ key, fulltext }, desk) =>
  fullTextPane(desk, key, {
    version: `${fulltext.place} ${fulltext.pages.length}`,
    quote: () => quote(desk),
    close: () => toggleText(desk),
  });
