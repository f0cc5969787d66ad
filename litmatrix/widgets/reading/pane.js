// The pane in which a full text is read: page by page, zoomed, searched, by its outline; the desks share it.
//
//   fullTextPane(desk, key, { version, quote, close })   the node for this record, to stand in the view
//   fullTextDrop(desk, key)                              where a file is dropped or chosen, without the pane
//   fullTextAt(desk)                                     the file and the number of the page that is shown
//
// `version` is anything that changes when the file does; `quote` and `close` are what its buttons do, if it
// has them. It is made once for a record, and stays with its page while the desk is drawn anew. What a person
// chose is kept while the desk is open.

const textsOf = (desk) => {
  desk.ui.fullText ??= {
    sign: "", key: "", file: "", page: 0, number: 0, plain: false, sought: "", hits: [], total: 0, at: -1,
    outline: false, zooms: new Map(), points: 612, drawn: 0, address: "", told: null, node: null,
    get zoom() {
      return this.zooms.get(desk.state.who.name) ?? "fit";
    },
  };
  return desk.ui.fullText;
};

const fullTextAt = (desk) => {
  const { number, file } = textsOf(desk);
  return { page: number, file };
};

const fullTextPane = (desk, key, { version = "", ...does } = {}) => {
  const texts = textsOf(desk);
  const sign = `${key} ${version}`;
  if (texts.sign !== sign) {
    if (texts.key !== key) Object.assign(texts, { key, file: "", page: 0, at: -1, hits: [], total: 0 });
    texts.sign = sign;
    texts.node = newTextPane(desk, key, does);
  }
  // A node that is put in anew begins at its left.
  const body = texts.node.querySelector(".lm-page");
  const left = body?.scrollLeft ?? 0;
  if (left) queueMicrotask(() => Object.assign(body, { scrollLeft: left }));
  return texts.node;
};

const newTextPane = (desk, key, does) => {
  const texts = textsOf(desk);
  const about = { class: "lm-text", "aria-label": "Full text", "data-key": key, ...dropping(desk, key) };
  const node = el("section", about, quietLine("…"));
  const load = (first = false) =>
    desk.ask({ act: "text", key, file: texts.file }, (answer) => {
      if (texts.node !== node) return;
      const had = node.contains(document.activeElement);
      texts.file = answer.file ?? "";
      node.replaceChildren(...textNodes(desk, key, answer, does));
      if (had || (first && desk.root.contains(document.activeElement) && texts.wanted)) focusPage(desk);
      texts.wanted = false;
    });
  texts.reload = (file) => {
    texts.file = file || texts.file;
    load();
  };
  load(true);
  return node;
};

// The page gets the focus, so that the arrows scroll it.
const focusPage = (desk) => {
  const { node } = textsOf(desk);
  (node?.querySelector(".lm-page") ?? node?.querySelector("input"))?.focus({ preventScroll: true });
};
const wantTextFocus = (desk) => {
  textsOf(desk).wanted = true;
};

const textNodes = (desk, key, answer, does) => {
  const { error, why, pages = [], links = [] } = answer;
  const close = does.close ? button("Close", "f", does.close, { class: "lm-mini" }) : null;
  if (pages.length) return readingNodes(desk, key, answer, close, does);
  const told = error ?? why;
  return [
    el("div", { class: "lm-text-head" }, fileMenu(desk, answer), el("span", { class: "lm-spring" }), close),
    el("div", { class: "lm-page lm-no-text", tabindex: "0", "data-focus": "text page" },
      told ? el("p", { class: "lm-odd", dir: "auto" }, told) : null,
      fullTextDrop(desk, key, Boolean(answer.files?.length)),
      links.length ? el("p", {}, "Where to get it: ", links.map((one) => [link(one), " "])) : null),
  ];
};

// Of several files one is read.
const fileMenu = (desk, { files = [], file }) => {
  const texts = textsOf(desk);
  const choose = (value) => {
    Object.assign(texts, { page: 0, at: -1, hits: [], total: 0 });
    texts.reload(value);
  };
  const named = (place) => place.slice(place.indexOf("/") + 1);
  return files.length > 1
    ? menu(file, files.map((one) => [one, named(one)]), choose,
        { "aria-label": "File", "data-focus": "text files", class: "lm-files" })
    : null;
};

const FULL_TEXT_KEYS = [
  ["PageDown  PageUp", "in the full text: scroll, and on to the next page"],
  ["+  -  w", "in the full text: larger, smaller, fit the width"],
  ["/  Enter  Shift+Enter", "in the full text: find, next hit, previous hit"],
  ["o", "in the full text: open its outline"],
];

// When a desk goes, so do the pictures.
const leaveFullText = (ui) => ui.fullText?.address && URL.revokeObjectURL(ui.fullText.address);
