// A text that is read: its pages, and the bar above them.

const clampedPage = (number, last) => Math.max(0, Math.min(last, number));

// Shows one page after the other: `mark` lets a hit on it stand out, `marked` marks all of them, `sharpen`
// draws the picture anew where it would be coarse.
const textReader = (desk, key, { pages, kind }) => {
  const texts = textsOf(desk);
  const last = pages.length - 1;
  const named = (at) => pages[at] || (last > 0 ? `${at + 1}` : "");
  const body = el("div",
    { class: "lm-page", tabindex: "0", "data-scroll": "page", "data-focus": "text page" }, quietLine("…"));
  let shown = null;
  let ordinal = -1;

  const pixels = () => {
    const { zoom, points } = texts;
    const width = zoom === "fit" ? body.clientWidth || 900 : (zoom * points * 96) / 72;
    return Math.ceil(width * Math.min(window.devicePixelRatio || 1, 2));
  };
  const scale = () => {
    const { zoom, points } = texts;
    const plain = body.querySelector(".lm-plain");
    if (plain) plain.style.fontSize = zoom === "fit" ? "" : `${Math.round(14 * zoom)}px`;
    if (shown) shown.sheet.style.width = textWidth(zoom, points);
  };
  const draw = ({ picture, text }, data) => {
    shown = null;
    if (picture) {
      Object.assign(texts, { points: picture.points, drawn: picture.width });
      shown = textSheet(picture, data, texts);
    }
    body.replaceChildren(shown ? shown.sheet : textPlain(text, texts.sought));
    scale();
  };
  const load = (then = () => {}) => {
    const { page, file, plain } = texts;
    const ask = { act: "text_page", key, file, page, picture: kind === "pdf" && !plain, width: pixels() };
    body.setAttribute("aria-label", `Full text, ${named(page) || "whole text"}`);
    desk.ask(ask, (got, buffers) => {
      const same = page === texts.page && file === texts.file && plain === texts.plain;
      if (!same || !body.closest(".lm-text")) return;
      if (got.error) return body.replaceChildren(el("p", { class: "lm-odd" }, got.error));
      texts.number = got.number;
      draw(got, buffers[0]);
      if (!shown) return then();
      // The words stand where they belong only once the sheet has its size; marks follow them.
      const { sheet } = shown;
      sheet.addEventListener("fitted", marking);
      sheet.addEventListener("fitted", () => then(), { once: true });
    });
  };
  const marking = () => {
    if (shown) markSheet(shown, texts.sought);
    if (ordinal >= 0) pickMark(body, ordinal);
  };
  const marked = (then) => {
    ordinal = -1;
    if (!shown) return load(then);
    marking();
    then();
  };
  const turn = (at, then) => {
    texts.page = clampedPage(at, last);
    ordinal = -1;
    reader.turned();
    load(() => {
      body.scrollTop = 0;
      then?.();
    });
  };
  // A screen further, and at its end the next page.
  const leaf = (by) => {
    const most = body.scrollHeight - body.clientHeight;
    const at = body.scrollTop;
    if (by > 0 ? at < most - 2 : at > 2) body.scrollTop = at + by * (body.clientHeight - 40);
    else if (by > 0 && texts.page < last) turn(texts.page + 1);
    else if (by < 0 && texts.page > 0)
      turn(texts.page - 1, () => Object.assign(body, { scrollTop: body.scrollHeight }));
  };
  const reader = {
    texts, body, last, named, scale, load, turn, leaf, marked,
    turned() {},
    mark(number) {
      ordinal = number;
      revealMark(body, pickMark(body, ordinal));
    },
    fitted: () => (shown ? (shown.sheet.getBoundingClientRect().width * 72) / (96 * texts.points) : 1),
    sharpen(then) {
      if (shown && texts.drawn < 3000 && pixels() > 1.1 * texts.drawn) load(then);
    },
  };
  return reader;
};

// The number of the page, which is typed, and the steps to the next and the one before.
const textPager = (pages, reader) => {
  const { texts, last, named } = reader;
  const go = ({ target }) => {
    const sought = target.value.trim().toLowerCase();
    const alike = (name) => [name.toLowerCase(), name.replace(/^pp?\. /, "").toLowerCase()].includes(sought);
    const by = pages.findIndex((name) => name && alike(name));
    const at = by >= 0 ? by : Number(sought || NaN) - 1;
    const known = Number.isInteger(at) && at >= 0 && at <= last;
    target.classList.toggle("lm-missing", !known);
    target.setAttribute("aria-invalid", String(!known));
    if (known && at !== texts.page) reader.turn(at);
  };
  const enter = (event) => {
    if (event.key !== "Enter") return;
    taken(event);
    go(event);
  };
  const number = el("input", { type: "text", class: "lm-number", "aria-label": "Page", title: "Go to a page",
    "data-focus": "text number", disabled: !last, onkeydown: enter, onchange: go });
  const place = el("span", { class: "lm-quiet lm-of" });
  const step = (label, name, by) =>
    button(label, "", () => reader.turn(texts.page + by),
      { class: "lm-mini", "aria-label": name, title: name, "data-focus": `text ${name}` });
  const back = step("‹", "Previous page", -1);
  const on = step("›", "Next page", 1);
  const turned = () => {
    number.value = named(texts.page) || "whole text";
    number.classList.remove("lm-missing");
    place.textContent = last > 0 ? `${counted(texts.page + 1)} of ${counted(last + 1)}` : "";
    back.disabled = !texts.page;
    on.disabled = texts.page === last;
  };
  return { nodes: [back, number, place, on], turned };
};

const readingNodes = (desk, key, answer, close, does) => {
  const texts = textsOf(desk);
  const isPdf = answer.kind === "pdf";
  const reader = textReader(desk, key, answer);
  const pager = textPager(answer.pages, reader);
  const outline = textOutline(answer.outline, isPdf, reader);
  const zoom = textZoom(desk, reader);
  reader.turned = () => {
    pager.turned();
    outline.mark();
  };
  texts.page = clampedPage(texts.page, reader.last);
  reader.turned();
  // In a moment the body stands on the page, and knows how wide it is.
  queueMicrotask(() => reader.load());
  const finder = textFinder(desk, key, reader);

  const acts = {
    "+": () => zoom.by(1), "=": () => zoom.by(1), "-": () => zoom.by(-1), w: zoom.fit, o: outline.toggle,
    "/": finder.focus, PageDown: () => reader.leaf(1), PageUp: () => reader.leaf(-1),
  };
  const keys = (event) => {
    const { key: name, target, shiftKey } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typed = target.matches(TYPED) && name.length === 1;
    const act = name === "F3" ? () => finder.step(shiftKey ? -1 : 1) : typed ? null : acts[name];
    if (!act) return;
    taken(event);
    act();
  };
  const asText = (checked) => {
    texts.plain = checked;
    reader.load();
  };
  const group = (...nodes) => el("span", { class: "lm-group" }, ...nodes);
  const keepSelection = (event) => event.preventDefault();
  const box = () => tickBox(texts.plain, asText, { "data-focus": "text plain" });
  return [
    el("div", { class: "lm-text-head", onkeydown: keys },
      group(pager.nodes), group(zoom.nodes), group(finder.nodes), outline.opener,
      isPdf ? el("label", { class: "lm-check" }, box(), " as text") : null,
      does.quote
        ? button("Quote", "q", does.quote, { class: "lm-go lm-mini", onmousedown: keepSelection })
        : null,
      fileMenu(desk, answer),
      el("details", { class: "lm-adding" },
        el("summary", { "data-focus": "text add" }, "Add a file"), dropZone(desk, key, true)),
      el("span", { class: "lm-spring" }), close),
    toldLine(desk, key),
    answer.why ? el("p", { class: "lm-quiet lm-text-why" }, answer.why) : "",
    el("div", { class: "lm-text-body", onkeydown: keys }, outline.node, reader.body),
  ];
};
