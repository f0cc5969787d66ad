// Quoting: what is selected in the full text, or in the abstract, becomes a quotation under the subtheme that
// was used last.

// The page of the full text that is in sight.
const pageInSight = (desk) => fullTextAt(desk);

// What is selected in a part of the desk; what was drawn along beyond that part is none of it.
const selectedWithin = (pane) => {
  const selected = document.getSelection();
  const some = selected?.rangeCount && !selected.isCollapsed;
  if (!pane || !some || !pane.contains(selected.anchorNode)) return "";
  const range = selected.getRangeAt(0).cloneRange();
  if (!pane.contains(range.startContainer)) range.setStart(pane, 0);
  if (!pane.contains(range.endContainer)) range.setEnd(pane, pane.childNodes.length);
  return range.toString();
};

// The form for a quotation, with the subtheme used last under this theme: Enter takes it, an arrow another.
const offerQuotation = (desk, text, locator) => {
  const { state, ui } = desk;
  if (ui.form) keepBegun(ui, draftOf(state), ui.form);
  const subtheme = state.lately[state.theme] ?? "";
  const first = text ? "subtheme" : "text";
  openForm(desk, { ...BLANK, text, locator, subtheme, kind: "quotation", exact: Boolean(text), first });
  if (!text) return;
  const field = desk.find("form subtheme");
  field?.select();
};

const quote = (desk) => {
  const { state, ui, root } = desk;
  const { source } = state;
  if (!source || !here(desk) || ui.quoting) return;
  const paged = selectedWithin(root.querySelector(".lm-page"));
  const text = paged || selectedWithin(root.querySelector(".lm-abstract"));
  if (!text.trim()) return offerQuotation(desk, "", "");
  const { key } = source;
  const { theme } = state;
  // Until the words are there as one quotes them, the keys wait.
  ui.quoting = true;
  const page = paged ? pageInSight(desk) : { page: null };
  desk.ask({ act: "quoted", key, text, ...page }, (answer) => {
    ui.quoting = false;
    const same = desk.state.source?.key === key && desk.state.theme === theme;
    if (same && answer.error) tellHere(desk, `Not done: ${answer.error}`);
    else if (same) offerQuotation(desk, answer.text, answer.locator);
    takeUp(desk);
  });
};
