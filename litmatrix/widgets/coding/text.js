// The full text beside the cells: pages of a PDF as they look, with their words over them, or as text.

const toggleText = (desk) => {
  const { state, ui } = desk;
  if (!state.source?.fulltext.pages.length) return;
  ui.reading = !ui.reading;
  desk.draw();
};

const loadPage = (body, source, desk) => {
  const { ui } = desk;
  const { page } = ui;
  desk.ask({ act: "page", key: source.key, page, picture: !ui.plain }, (answer, buffers) => {
    if (page !== ui.page) return;
    if (answer.error) return body.replaceChildren(el("p", { class: "lm-odd" }, answer.error));
    ui.pageNumber = answer.number;
    const text = answer.text || "(no words on this page)";
    if (answer.picture) drawPage(body, answer.picture, buffers[0], ui);
    else body.replaceChildren(el("div", { class: "lm-plain", dir: "auto" }, text));
  });
};

const findField = (turn, source, desk) => {
  const { ui } = desk;
  const onKey = (event) => {
    if (event.key !== "Enter") return;
    const { target } = event;
    ui.find = target.value;
    desk.ask({ act: "find", key: source.key, words: ui.find, page: ui.page }, ({ page }) => {
      target.classList.toggle("lm-missing", page === null);
      if (page !== null) turn(page);
    });
  };
  return el("input", { type: "search", placeholder: "find in the text", "aria-label": "Find in the full text",
    value: ui.find, onkeydown: onKey });
};

// The pane of a source is made once, and stays with its page while the desk is drawn anew.
const textPane = (source, desk) => {
  const { ui } = desk;
  if (ui.pane?.dataset.key !== source.key) {
    ui.page = ui.pane ? 0 : ui.page;
    ui.pane = newPane(source, desk);
  }
  return ui.pane;
};

const newPane = (source, desk) => {
  const { ui } = desk;
  const { pages, kind } = source.fulltext;
  const named = (at) => pages[at] || (pages.length > 1 ? `${at + 1} of the file` : "");
  const about = { class: "lm-page", tabindex: "0", "data-scroll": "page" };
  const body = el("div", { ...about, "aria-label": `Full text, ${named(ui.page)}` }, quietLine("…"));
  const turn = (at) => {
    ui.page = Math.max(0, Math.min(pages.length - 1, at));
    pick.value = String(ui.page);
    loadPage(body, source, desk);
  };
  const pick = menu(String(ui.page), pages.map((_, at) => [String(at), named(at) || "whole text"]),
    (value) => turn(Number(value)), { "aria-label": "Page" });
  const asText = (checked) => {
    ui.plain = checked;
    loadPage(body, source, desk);
  };
  const keepSelection = (event) => event.preventDefault();
  loadPage(body, source, desk);
  return el("section", { class: "lm-text", "aria-label": "Full text", "data-key": source.key },
    el("div", { class: "lm-text-head" },
      mini("‹", "", () => turn(ui.page - 1), { "aria-label": "Previous page" }), pick,
      mini("›", "", () => turn(ui.page + 1), { "aria-label": "Next page" }),
      findField(turn, source, desk),
      kind === "pdf" ? el("label", { class: "lm-check" }, tickBox(ui.plain, asText), " as text") : null,
      button("Quote", "q", () => quote(desk), { class: "lm-go", onmousedown: keepSelection }),
      mini("Close", "f", () => toggleText(desk))),
    body);
};

// --- a page of a PDF

const drawPage = (body, picture, data, ui) => {
  if (ui.address) URL.revokeObjectURL(ui.address);
  ui.address = URL.createObjectURL(new Blob([data], { type: "image/png" }));
  const spans = picture.words.map(([text, left, top]) => {
    const span = el("div", { class: "lm-run" }, `${text}\n`);
    Object.assign(span.style, { left: `${left * 100}%`, top: `${top * 100}%` });
    return span;
  });
  const drag = (event) => dragSelection(event, layer, spans);
  const layer = el("div", { class: "lm-layer", onmousedown: drag }, spans);
  const sheet = el("div", { class: "lm-sheet" }, layer);
  // As a background: an image under the words keeps JupyterLab's pages from selecting across them.
  const aspectRatio = `${picture.width} / ${picture.height}`;
  Object.assign(sheet.style, { backgroundImage: `url("${ui.address}")`, aspectRatio });
  body.replaceChildren(sheet);
  // The words are as wide as they are in the picture, whatever font there is.
  const fit = () => {
    const { width, height } = sheet.getBoundingClientRect();
    if (!width) return;
    const sizes = picture.words.map(([, , , wide, high]) => [wide * width, high * height * 0.86]);
    spans.forEach(({ style }, at) => Object.assign(style, { transform: "", fontSize: `${sizes[at][1]}px` }));
    const natural = spans.map((span) => span.getBoundingClientRect().width);
    spans.forEach(({ style }, at) => {
      if (natural[at]) style.transform = `scaleX(${sizes[at][0] / natural[at]})`;
    });
  };
  new ResizeObserver(fit).observe(sheet);
};

const nearestRun = (x, y, spans) => {
  let nearest = null;
  let least = Infinity;
  for (const span of spans) {
    const box = span.getBoundingClientRect();
    const across = Math.max(box.left - x, 0, x - box.right);
    const far = Math.hypot(across, 4 * Math.max(box.top - y, 0, y - box.bottom));
    if (far < least) [least, nearest] = [far, { node: span.firstChild, box }];
  }
  return nearest;
};

const runsBackwards = (node, box) => {
  const range = document.createRange();
  range.setStart(node, 0);
  range.setEnd(node, 1);
  const first = range.getBoundingClientRect();
  return Math.abs(first.right - box.right) < Math.abs(first.left - box.left);
};

// Where the pointer is in the words of a page: in the nearest run, at the nearest letter.
const wordAt = (x, y, spans) => {
  const nearest = nearestRun(x, y, spans);
  if (!nearest) return null;
  const { node, box } = nearest;
  const last = node.length - 1;
  const turned = runsBackwards(node, box);
  if (x <= box.left) return { node, offset: turned ? last : 0 };
  if (x >= box.right) return { node, offset: turned ? 0 : last };
  const middle = (box.top + box.bottom) / 2;
  const found = document.caretPositionFromPoint
    ? document.caretPositionFromPoint(x, middle)
    : document.caretRangeFromPoint(x, middle);
  const at = found?.offsetNode ?? found?.startContainer;
  const offset = found?.offset ?? found?.startOffset;
  if (at === node) return { node, offset: Math.min(offset, last) };
  return { node, offset: Math.round(((x - box.left) / box.width) * last) };
};

// The browser's own dragging loses its beginning at the first letter of a run that stands by itself.
const dragSelection = (event, layer, spans) => {
  if (event.button !== 0 || event.detail > 1 || event.shiftKey) return;
  const from = wordAt(event.clientX, event.clientY, spans);
  if (!from) return;
  event.preventDefault();
  layer.closest(".lm-page").focus({ preventScroll: true });
  const selection = document.getSelection();
  selection.removeAllRanges();
  const move = (next) => {
    const to = wordAt(next.clientX, next.clientY, spans);
    if (to) selection.setBaseAndExtent(from.node, from.offset, to.node, to.offset);
  };
  const up = () => {
    document.removeEventListener("mousemove", move);
    document.removeEventListener("mouseup", up);
  };
  document.addEventListener("mousemove", move);
  document.addEventListener("mouseup", up);
};
