// A page of a full text: as it looks, with its words over it to be selected, or as text.

const textPlain = (text, sought) =>
  el("div", { class: "lm-plain", dir: "auto" }, text ? textMarked(text, sought) : "(no text on this page)");

// How wide a page is: as the pane, or a share of its size on paper (96 pixels of the screen to the inch).
const textWidth = (zoom, points) => (zoom === "fit" ? "" : `${Math.round((zoom * points * 96) / 72)}px`);

// The address of a picture is given back when the next one is drawn.
const textSheet = (picture, data, texts) => {
  if (texts.address) URL.revokeObjectURL(texts.address);
  texts.address = URL.createObjectURL(new Blob([data], { type: "image/png" }));
  const spans = picture.words.map(([text, left, top]) => {
    const span = el("div", { class: "lm-run" }, `${text}\n`);
    Object.assign(span.style, { left: `${left * 100}%`, top: `${top * 100}%` });
    return span;
  });
  const drag = (event) => dragSelection(event, layer, spans);
  const layer = el("div", { class: "lm-layer", onmousedown: drag }, spans);
  const marks = el("div", { class: "lm-marks", "aria-hidden": "true" });
  const sheet = el("div", { class: "lm-sheet" }, marks, layer);
  // As a background: an image under the words keeps JupyterLab's pages from selecting across them.
  const aspectRatio = `${picture.width} / ${picture.height}`;
  const width = textWidth(texts.zoom, picture.points);
  Object.assign(sheet.style, { backgroundImage: `url("${texts.address}")`, aspectRatio, width });
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
    sheet.dispatchEvent(new Event("fitted"));
  };
  new ResizeObserver(fit).observe(sheet);
  return { sheet, spans, marks };
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
