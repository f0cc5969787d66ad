// Find in the whole text: the hits counted, gone through one by one, and marked on the page.

// `reader` turns the pages and marks what is found on the one that is shown (see reader.js).
const textFinder = (desk, key, reader) => {
  const { texts } = reader;
  const tell = () => {
    const { sought, total, at } = texts;
    const told = total ? `${at < 0 ? "–" : counted(at + 1)} of ${counted(total)}` : "not found";
    found.textContent = sought.trim() ? told : "";
    field.classList.toggle("lm-missing", Boolean(sought.trim()) && !total);
  };
  // How many hits stand before a page.
  const before = (page) => texts.hits.reduce((sum, [at, count]) => (at < page ? sum + count : sum), 0);
  const show = (at) => {
    let left = at;
    const [page] = texts.hits.find(([, count]) => left < count || ((left -= count), false)) ?? [];
    if (page === undefined) return;
    texts.at = at;
    tell();
    if (page === texts.page) reader.mark(left);
    else reader.turn(page, () => reader.mark(left));
  };
  const step = (by) => {
    const { total, at, page } = texts;
    if (!total) return;
    show((at < 0 ? before(page) : at + by + total) % total);
  };
  const seek = (then = () => {}) => {
    const { sought, file } = texts;
    desk.ask({ act: "text_find", key, file, words: sought }, ({ pages = [], total = 0 }) => {
      if (sought !== texts.sought || file !== texts.file) return;
      Object.assign(texts, { hits: pages, total, at: -1, counted: sought });
      tell();
      reader.marked(then);
    });
  };
  let typing = 0;
  const typed = (event) => {
    texts.sought = event.target.value;
    clearTimeout(typing);
    typing = setTimeout(() => seek(() => step(1)), 250);
  };
  const keys = (event) => {
    if (event.key !== "Escape" && event.key !== "Enter") return;
    taken(event);
    if (event.key === "Escape") return reader.body.focus({ preventScroll: true });
    clearTimeout(typing);
    if (texts.total && texts.at >= 0 && texts.counted === texts.sought) step(event.shiftKey ? -1 : 1);
    else seek(() => step(1));
  };
  const field = el("input", { type: "search", placeholder: "find in the text", value: texts.sought,
    "aria-label": "Find in the full text", "data-focus": "text find",
    title: "Enter: next; Shift+Enter: previous", oninput: typed, onkeydown: keys });
  const found = el("span", { class: "lm-quiet lm-hits-told", role: "status", "aria-live": "polite" });
  const hop = (label, name, by) =>
    button(label, "", () => step(by), { class: "lm-mini", "aria-label": name, title: name });
  if (texts.sought) seek();
  return {
    nodes: [field, hop("↑", "Previous hit", -1), hop("↓", "Next hit", 1), found],
    focus: () => field.focus(),
    step,
  };
};
