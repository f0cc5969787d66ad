// The coding desk: one source and its cells, one theme down the sources, or the whole matrix. shared.js stands before it.

const STATES = { mentioned: "mentioned", "not mentioned": "not mentioned", due: "due", unread: "unread" };
const LETTERS = { m: "mentioned", n: "not mentioned", d: "due", u: "unread" };
const STANCES = [["", "neutral"], ["+", "for"], ["-", "against"], ["~", "both ways"]];
const KINDS = [["", "as it is written"], ["quotation", "quotation"], ["summary", "summary"], ["memo", "memo (never counts)"]];
const SIDES = [["for", "Speak for"], ["against", "Speak against"], ["both", "Speak both ways"], ["neutral", "Neutral"],
  ["silent", "Say nothing"], ["due", "Due"], ["unread", "Unread"]];
const KEYS = [
  ["j  k", "next and previous theme"], ["↓  ↑", "next and previous excerpt"], ["n  p  or →  ←", "next and previous source"],
  ["a", "add an excerpt: paste “…” (p. 12), or type"], ["Enter", "in the form: save; Shift+Enter: a new line; Esc: leave"],
  ["e", "edit the chosen excerpt"], ["m", "move it to another theme"], ["c", "copy it to another theme"], ["d", "delete it"],
  ["Shift+↓  Shift+↑", "move it down or up in its cell"],
  ["0", "nothing on this theme"], ["x", "nothing on the rest of this source"], ["r", "log that I read this source"],
  ["u", "undo"], ["l", "list the queue"], ["f", "open or close the full text"], ["q", "quote what is selected in the full text"],
  ["s  t  g", "source, theme, grid"], ["/", "search all excerpts"], ["?", "these keys"],
];
// The height of a row of the grid and the width of a column, as in the style sheet.
const ROW = 58;
const COLUMN = 150;
// Keys that write: pressed before a source was seen, they are dropped.
const WRITES = ["0", "x", "r", "d", "u", "q"];
// Milliseconds after which a kernel that does not answer is told of.
const LATE = 5000;

const badge = (state) => el("span", { class: `lm-state lm-state-${state.replace(" ", "-")}`, text: STATES[state] });
const options = (pairs, chosen) => pairs.map(([value, label]) => {
  const one = el("option", { value, text: label });
  one.selected = value === chosen;
  return one;
});
const many = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
const field = (label, node, wide) => el("label", { class: wide ? "lm-field lm-wide" : "lm-field" }, el("span", { text: label }), node);

function excerptView(one, desk, cell, chosen) {
  const parts = [];
  if (one.subtheme || one.stance) {
    const stance = { "+": "+", "-": "−", "~": "~" }[one.stance] || "";
    const told = { "+": "speaks for", "-": "speaks against", "~": "speaks both ways" }[one.stance] || "";
    parts.push(el("span", { class: "lm-tag", dir: "auto", title: told }, one.subtheme, stance ? el("b", { class: "lm-stance", text: `${one.subtheme ? " " : ""}${stance}` }) : ""));
  }
  const words = el("span", { class: `lm-words lm-kind-${one.kind}`, dir: "auto" });
  words.textContent = one.kind === "quotation" ? `“${one.text}”` : one.kind === "none" ? `none${one.locator ? ` ${one.locator}` : ""}${one.note ? ` ${one.note}` : ""}` : one.text;
  parts.push(words);
  if (one.kind !== "none" && (one.locator || one.origin))
    parts.push(el("span", { class: "lm-locator", text: `(${[one.locator, one.origin ? `quoting ${one.origin}` : ""].filter(Boolean).join(", ")})` }));
  if (one.kind !== "none" && one.note) parts.push(el("span", { class: "lm-note-text", dir: "auto", text: one.note }));
  const marks = { found: "✓", "other page": "≠", nearly: "≈", "not found": "✗" };
  if (one.outcome && one.outcome !== "no text")
    parts.push(el("span", { class: `lm-found lm-found-${one.outcome.replace(" ", "-")}`, dir: "auto", text: `${marks[one.outcome] || "?"} ${one.told}` }));
  const box = el("div", { class: `lm-excerpt${chosen ? " lm-chosen" : ""}`, "data-number": one.number, on: { click: () => desk.choose(cell.theme, one.number) } }, ...parts);
  for (const odd of one.odd) box.append(el("div", { class: "lm-odd", text: odd }));
  const elsewhere = desk.state().source && desk.state().source.repeated[one.text];
  if (one.kind === "quotation" && elsewhere && chosen) box.append(el("div", { class: "lm-quiet lm-small", text: `This quotation stands under: ${elsewhere}` }));
  if (chosen && one.kind !== "none") {
    const button = (label, key, act) => el("button", { type: "button", class: "lm-mini", on: { click: (event) => { event.stopPropagation(); act(); } } }, `${label} `, el("kbd", { text: key }));
    box.append(el("div", { class: "lm-tools" },
      button("Edit", "e", () => desk.edit()), button("Move", "m", () => desk.carry(false)), button("Copy", "c", () => desk.carry(true)), button("Delete", "d", () => desk.remove())));
  }
  return box;
}

function conflictView(cell, desk, key) {
  const settle = (choice) => () => desk.send({ act: "settle", key, theme: cell.theme, choice });
  return el("div", { class: "lm-conflict", role: "alert" },
    el("strong", { text: "Someone else changed this cell while you did. Nothing was overwritten." }),
    el("div", { class: "lm-two" },
      el("div", {}, el("h4", { text: "On disk (theirs)" }), el("pre", { dir: "auto", text: cell.conflict.theirs || "(empty)" })),
      el("div", {}, el("h4", { text: "Yours, not saved" }), el("pre", { dir: "auto", text: cell.conflict.ours || "(empty)" }))),
    el("div", { class: "lm-tools" },
      cell.descriptor ? null : el("button", { type: "button", text: "Keep both", on: { click: settle("both") } }),
      el("button", { type: "button", text: "Keep theirs", on: { click: settle("theirs") } }),
      el("button", { type: "button", text: "Take mine", on: { click: settle("ours") } })));
}

// The form for one excerpt; what it holds is kept in ui.form, so that a new state does not lose what was typed.
function formView(desk, theme) {
  const { ui } = desk;
  const form = ui.form;
  const text = el("textarea", { class: "lm-form-text", rows: "3", dir: "auto", "aria-label": "Excerpt", "data-focus": "form text", placeholder: "Paste “…” (p. 12), or write a summary; # begins a memo" });
  text.value = form.text;
  const subthemes = el("datalist", { id: `lm-sub-${desk.id}` }, ...theme.subthemes.map((name) => el("option", { value: name })));
  const input = (name, label, more) => {
    const node = el("input", { type: "text", dir: "auto", "aria-label": label, "data-focus": `form ${name}`, ...more });
    node.value = form[name];
    node.addEventListener("input", () => { form[name] = node.value; hint(); });
    return field(label, node);
  };
  const choice = (name, label, pairs) => {
    const node = el("select", { "aria-label": label, "data-focus": `form ${name}` }, ...options(pairs, form[name]));
    node.addEventListener("change", () => { form[name] = node.value; hint(); });
    return field(label, node);
  };
  const told = el("div", { class: "lm-quiet lm-small lm-hint", "aria-live": "polite", dir: "auto" });
  let timer = 0;
  const hint = () => {
    clearTimeout(timer);
    if (!form.text.trim()) { told.textContent = ""; return; }
    timer = setTimeout(() => desk.ask({ act: "parse", ...form, key: desk.state().source.key, theme: theme.id }, (answer) => {
      if (!form.text.trim()) return;
      if (answer.error) { told.textContent = answer.error; return; }
      const one = answer.one;
      const parts = [`A ${one.kind}`, one.locator, one.subtheme, one.origin && `quoting ${one.origin}`, one.note && `note: ${one.note}`,
        one.kind === "quotation" && !one.locator && "no page yet: add (p. …)",
        one.subtheme && !theme.subthemes.includes(one.subtheme) && !answer.odd.length && "a new subtheme, which will be declared"];
      told.replaceChildren(answer.number > 1 ? `${answer.number} quotations, one a line` : parts.filter(Boolean).join(" · "),
        ...answer.odd.map((odd) => el("div", { class: "lm-odd", dir: "auto", text: odd })));
    }), 160);
  };
  text.addEventListener("input", () => { form.text = text.value; hint(); });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !desk.ui.saving) {
      event.preventDefault();
      event.stopPropagation();
      desk.saveForm();
    }
  });
  const node = el("form", { class: "lm-form", "aria-label": form.number ? "Edit an excerpt" : "Add an excerpt" },
    text, subthemes,
    el("div", { class: "lm-fields" },
      input("subtheme", "Subtheme (choose or add)", { list: `lm-sub-${desk.id}` }), choice("stance", "Stance", STANCES),
      input("locator", "Page or place", { placeholder: "p. 12" }), input("origin", "Quoting", { placeholder: "key; key, or words" }),
      input("note", "Note"), choice("kind", "It is a", KINDS)),
    told,
    el("div", { class: "lm-tools" },
      el("button", { type: "submit", class: "lm-go" }, form.number ? "Save " : "Add ", el("kbd", { text: "Enter" })),
      el("button", { type: "button", on: { click: () => desk.leave() } }, "Leave ", el("kbd", { text: "Esc" }))));
  node.addEventListener("submit", (event) => { event.preventDefault(); desk.saveForm(); });
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input, select") && !event.isComposing && !desk.ui.saving) { event.preventDefault(); event.stopPropagation(); desk.saveForm(); }
  });
  hint();
  return node;
}

function cellView(cell, theme, desk) {
  const { ui } = desk;
  const now = desk.state();
  const here = now.theme === cell.theme;
  const head = el("div", { class: "lm-cell-head", on: { click: () => here || desk.send({ act: "theme", theme: cell.theme }) } },
    el("span", { class: "lm-cell-name", dir: "auto", text: theme.name }), badge(cell.state));
  const box = el("section", { class: `lm-cell${here ? " lm-here" : ""}`, "data-theme": cell.theme, "aria-label": `${theme.name}: ${cell.state}`, "aria-current": here ? "true" : undefined }, head);
  if (here && theme.definition) box.append(el("p", { class: "lm-quiet lm-small", dir: "auto", text: theme.definition }));
  if (cell.conflict) box.append(conflictView(cell, desk, now.source.key));
  for (const one of cell.excerpts)
    box.append(here && ui.form && ui.form.number === one.number ? formView(desk, theme) : excerptView(one, desk, cell, here && ui.number === one.number));
  if (!here) return box;
  if (ui.form && !ui.form.number) box.append(formView(desk, theme));
  if (ui.carry) {
    const pick = el("select", { class: "lm-carry", "aria-label": "Theme" }, el("option", { value: "", text: ui.carry.copy ? "copy to …" : "move to …" }),
      ...now.themes.filter((one) => one.id !== cell.theme).map((one) => el("option", { value: one.id, text: one.name })));
    const go = () => { if (pick.value) desk.place(pick.value); };
    pick.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); go(); } });
    box.append(el("div", { class: "lm-tools" }, pick, el("button", { type: "button", text: ui.carry.copy ? "Copy" : "Move", on: { click: go } }), el("button", { type: "button", text: "Leave", on: { click: () => desk.leave() } })));
  }
  if (!ui.form && !ui.carry) {
    const button = (label, key, act, off) => el("button", { type: "button", class: "lm-mini", disabled: off, on: { click: act } }, `${label} `, el("kbd", { text: key }));
    const silent = cell.excerpts.some((one) => one.kind === "none");
    const begun = ui.drafts.has(`${now.source.key} ${cell.theme}`);
    box.append(el("div", { class: "lm-tools" }, button(begun ? "Go on with what you began" : "Add", "a", () => desk.add()),
      silent ? button("Not “none” after all", "0", () => desk.none()) : button("Nothing on this theme", "0", () => desk.none(), cell.state === "mentioned")));
  }
  return box;
}

// --- the source ----------------------------------------------------------------------------------------------------

function describedView(source, desk) {
  const set = (one, value) => desk.send({ act: "describe", key: source.key, descriptor: one.id, value });
  const control = (one) => {
    if (one.type === "choice") {
      const known = one.values.map(([value]) => value);
      const pairs = [["", "—"], ...one.values.map(([value]) => [value, value]), ...(one.value && !known.includes(one.value) ? [[one.value, `${one.value} (not a value)`]] : [])];
      const node = el("select", { "aria-label": one.name, "data-focus": `descriptor ${one.id}` }, ...options(pairs, one.value));
      node.addEventListener("change", () => set(one, node.value));
      const told = one.values.find(([value]) => value === one.value);
      if (told && told[1]) node.title = told[1];
      return node;
    }
    if (one.type === "choices") {
      const given = one.value.split(";").map((part) => part.trim()).filter(Boolean);
      const known = one.values.map(([value]) => value);
      const boxes = [...new Set([...known, ...given])].map((value) => {
        const box = el("input", { type: "checkbox", "data-focus": `descriptor ${one.id} ${value}` });
        box.checked = given.includes(value);
        box.addEventListener("change", () => set(one, [...new Set([...known, ...given])].filter((other) => (other === value ? box.checked : given.includes(other))).join("; ")));
        return el("label", { class: "lm-check", title: (one.values.find(([known]) => known === value) || ["", "not a value"])[1] }, box, ` ${value}`);
      });
      return el("span", { class: "lm-checks" }, ...boxes);
    }
    const node = el("input", { type: "text", inputmode: one.type === "number" ? "decimal" : undefined, dir: "auto", "aria-label": one.name, "data-focus": `descriptor ${one.id}` });
    node.value = one.value;
    node.addEventListener("change", () => set(one, node.value));
    return node;
  };
  const groups = new Map();
  for (const one of source.described) groups.set(one.group, [...(groups.get(one.group) || []), one]);
  const box = el("details", { class: "lm-described" }, el("summary", { "data-focus": "describe", text: "Describe the source" }));
  box.open = desk.ui.describing || source.described.some((one) => one.conflict);
  box.addEventListener("toggle", () => { desk.ui.describing = box.open; });
  for (const [group, list] of groups) {
    if (group) box.append(el("h4", { dir: "auto", text: group }));
    for (const one of list) {
      box.append(el("div", { class: `lm-described-row${one.name.length > 24 ? " lm-long" : ""}` }, el("span", { class: "lm-described-name", dir: "auto", text: one.name }), control(one)));
      if (one.odd) box.append(el("div", { class: "lm-odd", dir: "auto", text: one.odd }));
      if (one.conflict) box.append(conflictView({ theme: one.id, descriptor: true, conflict: one.conflict }, desk, source.key));
    }
  }
  return source.described.length ? box : null;
}

function sourceCard(source, desk) {
  const links = el("div", { class: "lm-links" }, ...source.links.map((link) => el("a", { href: link, target: "_blank", rel: "noopener noreferrer", text: link })));
  const full = source.fulltext;
  const open = full.place && full.pages.length
    ? el("button", { type: "button", "aria-pressed": desk.ui.reading ? "true" : "false", on: { click: () => desk.toggleText() } }, desk.ui.reading ? "Close the full text " : "Read the full text ", el("kbd", { text: "f" }))
    : el("p", { class: "lm-quiet lm-small", text: full.why || `No full text: put it into fulltext/ as ${source.key}.pdf.` });
  return el("article", { class: "lm-source", "aria-label": "Source" },
    el("h2", { class: "lm-title", dir: "auto", text: source.title || source.reference }),
    el("p", { dir: "auto", text: source.authors || "Authors not known" }),
    el("p", { class: "lm-quiet", dir: "auto", text: `${source.where} · ${source.key}` }),
    links, open,
    full.why && full.place ? el("p", { class: "lm-quiet lm-small", text: full.why }) : null,
    el("div", { class: "lm-tools" },
      el("button", { type: "button", on: { click: () => desk.rest() } }, "Nothing on the rest ", el("kbd", { text: "x" })),
      el("button", { type: "button", on: { click: () => desk.read() } }, "I read it ", el("kbd", { text: "r" }))),
    el("p", { class: "lm-quiet lm-small", text: source.reads.length ? `Reading logged: ${source.reads.join("; ")}` : "No reading is logged." }),
    describedView(source, desk),
    source.note ? el("details", {}, el("summary", { text: "Note in the entry" }), el("p", { class: "lm-small", dir: "auto", text: source.note })) : null,
    el("h4", { text: "Abstract" }),
    source.abstract ? el("div", { class: "lm-abstract", dir: "auto", tabindex: "0", text: source.abstract }) : el("p", { class: "lm-quiet", text: "No abstract." }));
}

// The full text beside the cells: pages of a PDF as they look, with their words over them to be selected, or as text.
function textPane(source, desk) {
  const { ui } = desk;
  const full = source.fulltext;
  const named = (at) => full.pages[at] || (full.pages.length > 1 ? `${at + 1} of the file` : "");
  const pick = el("select", { "aria-label": "Page" }, ...full.pages.map((_, at) => { const one = el("option", { value: String(at), text: named(at) || "whole text" }); one.selected = at === ui.page; return one; }));
  const find = el("input", { type: "search", placeholder: "find in the text", "aria-label": "Find in the full text" });
  find.value = ui.find;
  const body = el("div", { class: "lm-page", tabindex: "0", "aria-label": `Full text, ${named(ui.page)}` }, el("p", { class: "lm-quiet", text: "…" }));
  const quote = el("button", { type: "button", class: "lm-go", on: { mousedown: (event) => event.preventDefault(), click: () => desk.quote() } }, "Quote ", el("kbd", { text: "q" }));
  const turn = (at) => { ui.page = Math.max(0, Math.min(full.pages.length - 1, at)); pick.value = String(ui.page); load(); };
  const load = () => {
    const at = ui.page;
    desk.ask({ act: "page", key: source.key, page: at, picture: !ui.plain }, (answer, buffers) => {
      if (at !== ui.page) return;
      if (answer.error) { body.replaceChildren(el("p", { class: "lm-odd", text: answer.error })); return; }
      ui.pageNumber = answer.number;
      if (!answer.picture) { body.replaceChildren(el("div", { class: "lm-plain", dir: "auto", text: answer.text || "(no words on this page)" })); return; }
      drawPage(body, answer.picture, buffers[0], ui);
    });
  };
  pick.addEventListener("change", () => turn(Number(pick.value)));
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    ui.find = find.value;
    desk.ask({ act: "find", key: source.key, words: find.value, page: ui.page }, (answer) => {
      find.classList.toggle("lm-missing", answer.page === null);
      if (answer.page !== null) turn(answer.page);
    });
  });
  const plain = el("input", { type: "checkbox" });
  plain.checked = ui.plain;
  plain.addEventListener("change", () => { ui.plain = plain.checked; load(); });
  load();
  return el("section", { class: "lm-text", "aria-label": "Full text" },
    el("div", { class: "lm-text-head" },
      el("button", { type: "button", class: "lm-mini", text: "‹", "aria-label": "Previous page", on: { click: () => turn(ui.page - 1) } }), pick,
      el("button", { type: "button", class: "lm-mini", text: "›", "aria-label": "Next page", on: { click: () => turn(ui.page + 1) } }),
      find, full.kind === "pdf" ? el("label", { class: "lm-check" }, plain, " as text") : "", quote,
      el("button", { type: "button", class: "lm-mini", on: { click: () => desk.toggleText() } }, "Close ", el("kbd", { text: "f" }))),
    body);
}

function drawPage(body, picture, data, ui) {
  if (ui.address) URL.revokeObjectURL(ui.address);
  ui.address = URL.createObjectURL(new Blob([data], { type: "image/png" }));
  // As a background: an image under the words keeps JupyterLab's pages from selecting across them.
  const sheet = el("div", { class: "lm-sheet" });
  sheet.style.backgroundImage = `url("${ui.address}")`;
  sheet.style.aspectRatio = `${picture.width} / ${picture.height}`;
  const layer = el("div", { class: "lm-layer" });
  sheet.append(layer);
  body.replaceChildren(sheet);
  const spans = picture.words.map(([text, left, top, width, height]) => {
    const span = el("div", { class: "lm-run", text: `${text}\n` });
    span.style.left = `${left * 100}%`;
    span.style.top = `${top * 100}%`;
    span.dataset.width = width;
    span.dataset.height = height;
    layer.append(span);
    return span;
  });
  const fit = () => {
    const { width, height } = sheet.getBoundingClientRect();
    if (!width) return;
    for (const span of spans) { span.style.transform = ""; span.style.fontSize = `${span.dataset.height * height * 0.86}px`; }
    const natural = spans.map((span) => span.getBoundingClientRect().width);
    spans.forEach((span, at) => { if (natural[at]) span.style.transform = `scaleX(${(span.dataset.width * width) / natural[at]})`; });
  };
  new ResizeObserver(fit).observe(sheet);
  layer.addEventListener("mousedown", (event) => dragSelection(event, layer, spans));
}

// Where the pointer is in the words of a page: in the nearest run, at the nearest letter.
function wordAt(x, y, spans) {
  let nearest = null;
  let least = Infinity;
  for (const span of spans) {
    const box = span.getBoundingClientRect();
    const far = Math.hypot(Math.max(box.left - x, 0, x - box.right), 4 * Math.max(box.top - y, 0, y - box.bottom));
    if (far < least) { least = far; nearest = { node: span.firstChild, box }; }
  }
  if (!nearest) return null;
  const { node, box } = nearest;
  const last = node.length - 1;
  const ends = document.createRange();
  ends.setStart(node, 0);
  ends.setEnd(node, 1);
  const first = ends.getBoundingClientRect();
  const turned = Math.abs(first.right - box.right) < Math.abs(first.left - box.left);
  if (x <= box.left) return { node, offset: turned ? last : 0 };
  if (x >= box.right) return { node, offset: turned ? 0 : last };
  const middle = (box.top + box.bottom) / 2;
  const found = document.caretPositionFromPoint ? document.caretPositionFromPoint(x, middle) : document.caretRangeFromPoint(x, middle);
  const [at, offset] = found ? [found.offsetNode || found.startContainer, found.offset ?? found.startOffset] : [null, 0];
  return { node, offset: at === node ? Math.min(offset, last) : Math.round(((x - box.left) / box.width) * last) };
}

// The browser's own dragging loses its beginning at the first letter of a run that stands by itself.
function dragSelection(event, layer, spans) {
  if (event.button !== 0 || event.detail > 1 || event.shiftKey) return;
  const from = wordAt(event.clientX, event.clientY, spans);
  if (!from) return;
  event.preventDefault();
  layer.closest(".lm-page").focus({ preventScroll: true });
  document.getSelection().removeAllRanges();
  const move = (next) => {
    const to = wordAt(next.clientX, next.clientY, spans);
    if (to) document.getSelection().setBaseAndExtent(from.node, from.offset, to.node, to.offset);
  };
  const up = () => { document.removeEventListener("mousemove", move); document.removeEventListener("mouseup", up); };
  document.addEventListener("mousemove", move);
  document.addEventListener("mouseup", up);
}

// --- one theme down the sources ------------------------------------------------------------------------------------

function themeView(now, desk) {
  const column = now.column;
  if (!column) return el("div", { class: "lm-empty", text: now.empty });
  const pick = el("select", { "aria-label": "Theme", "data-focus": "column" }, ...options(now.themes.map((one) => [one.id, one.name]), column.id));
  pick.addEventListener("change", () => desk.send({ act: "theme", theme: pick.value }));
  const text = el("textarea", { class: "lm-statement", rows: "5", dir: "auto", "aria-label": "What the review says on this theme", placeholder: "What the review says on this theme" });
  const { statements } = desk.ui;
  const draft = statements.get(column.id);
  text.value = draft === undefined ? column.statement : draft.text;
  text.dataset.focus = "statement";
  text.addEventListener("input", () => statements.set(column.id, { was: statements.get(column.id)?.was ?? column.statement, text: text.value }));
  const save = () => { desk.send({ act: "statement", theme: column.id, was: statements.get(column.id)?.was ?? column.statement, text: text.value }); };
  const changed = draft !== undefined && draft.was !== column.statement;
  const clash = changed ? el("div", { class: "lm-conflict", role: "alert" },
    el("strong", { text: "Someone else wrote another statement meanwhile. Nothing was overwritten." }),
    el("h4", { text: "On disk (theirs); yours stands above, not saved" }), el("pre", { dir: "auto", text: column.statement || "(empty)" }),
    el("div", { class: "lm-tools" },
      el("button", { type: "button", text: "Keep theirs", on: { click: () => { statements.delete(column.id); desk.redraw(); } } }),
      el("button", { type: "button", text: "Save mine over it", on: { click: () => { statements.set(column.id, { was: column.statement, text: text.value }); save(); } } }))) : null;
  text.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); event.stopPropagation(); save(); } });
  const chip = ([key, reference]) => el("button", { type: "button", class: "lm-chip", dir: "auto", text: reference, on: { click: () => desk.send({ act: "show", key, theme: column.id }) } });
  const sides = el("div", { class: "lm-sides" });
  for (const [name, label] of SIDES) {
    const list = column.groups[name];
    const shown = list.slice(0, 60);
    sides.append(el("div", { class: "lm-side-row" }, el("strong", { text: `${label}: ${list.length.toLocaleString("en")}` }), " ", ...shown.map(chip), list.length > shown.length ? el("span", { class: "lm-quiet", text: ` and ${list.length - shown.length} more` }) : ""));
  }
  const theme = now.themes.find((one) => one.id === column.id);
  const rows = column.rows.map((row) => el("section", { class: "lm-column-row" },
    el("button", { type: "button", class: "lm-link lm-reference", dir: "auto", text: row.reference, on: { click: () => desk.send({ act: "show", key: row.key, theme: column.id }) } }),
    el("div", {}, ...row.excerpts.map((one) => excerptView(one, { ...desk, choose: () => desk.send({ act: "show", key: row.key, theme: column.id }) }, row, false)))));
  const sheet = (step) => el("button", { type: "button", disabled: column.sheet + step < 0 || column.sheet + step >= column.sheets, text: step < 0 ? "‹ earlier sources" : "later sources ›", on: { click: () => desk.send({ act: "sheet", sheet: column.sheet + step }) } });
  return el("div", { class: "lm-column" },
    el("div", { class: "lm-column-head" }, el("label", {}, "Theme ", pick), theme && theme.definition ? el("p", { class: "lm-quiet", dir: "auto", text: theme.definition }) : null,
      column.question ? el("p", { class: "lm-small", dir: "auto" }, el("strong", { text: "Question: " }), column.question) : null),
    el("div", { class: "lm-two" },
      el("div", {}, el("h4", { text: "What the review says" }), text, el("div", { class: "lm-tools" }, el("button", { type: "button", class: "lm-go", on: { click: save } }, "Save the statement ", el("kbd", { text: "Ctrl+Enter" }))), clash),
      sides),
    el("h4", { text: `What the sources say (${column.rows.length}${column.sheets > 1 ? ` on sheet ${column.sheet + 1} of ${column.sheets}` : ""})` }),
    rows.length ? el("div", { class: "lm-column-rows", tabindex: "0", "aria-label": "What the sources say" }, ...rows) : el("p", { class: "lm-quiet", text: "No cell of this theme holds anything yet." }),
    column.sheets > 1 ? el("div", { class: "lm-tools" }, sheet(-1), sheet(1)) : null);
}

// --- the grid ------------------------------------------------------------------------------------------------------

// Only the rows in sight are drawn, and only their previews are asked for: a matrix of thousands scrolls as one of ten.
function gridView(now, desk) {
  const { ui } = desk;
  const grid = now.grid;
  const words = el("input", { type: "search", "data-focus": "words", placeholder: "words in any excerpt", "aria-label": "Search all excerpts" });
  words.value = ui.search.words;
  const theme = el("select", { "aria-label": "Only this theme" }, ...options([["", "any theme"], ...grid.themes], ui.search.theme));
  const state = el("select", { "aria-label": "Only cells that are" }, ...options([["", "any state"], ...Object.keys(STATES).map((one) => [one, one])], ui.search.state));
  const told = el("span", { class: "lm-quiet", "aria-live": "polite" });
  const hits = el("div", { class: "lm-hits" });
  const preview = el("div", { class: "lm-preview", "aria-live": "polite" }, el("span", { class: "lm-quiet", text: "Choose a cell to see all of it; a double click, or Enter, opens it." }));
  const scroll = el("div", { class: "lm-scroll", tabindex: "0", role: "grid", "aria-label": "The matrix", "aria-rowcount": String(grid.rows.length) });
  const header = el("div", { class: "lm-grid-head", role: "row" }, el("div", { class: "lm-grid-key", role: "columnheader", text: "Source" }), ...grid.themes.map(([, name]) => el("div", { class: "lm-grid-cell", role: "columnheader", dir: "auto", title: name, text: name })));
  const space = el("div", { class: "lm-space" });
  scroll.append(header, space);
  scroll.style.setProperty("--lm-columns", grid.themes.length);
  let rows = grid.rows;
  let marked = null;
  const cache = new Map();
  const place = ui.place || (ui.place = { row: 0, column: 0 });
  const size = () => {
    space.style.height = `${rows.length * ROW}px`;
    scroll.style.height = `min(56vh, ${rows.length * ROW + 60}px)`;
  };
  let drawn = "";
  let version = 0;
  const paint = () => {
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = scroll;
    const first = Math.max(0, Math.floor((scrollTop - 40) / ROW) - 4);
    const last = Math.min(rows.length, Math.ceil((scrollTop + clientHeight) / ROW) + 4);
    const left = Math.max(0, Math.floor(scrollLeft / COLUMN) - 1);
    const right = Math.min(grid.themes.length, Math.ceil((scrollLeft + clientWidth) / COLUMN) + 1);
    const now = [first, last, left, right, place.row, place.column, version].join();
    if (now === drawn) return;
    drawn = now;
    const shown = document.createDocumentFragment();
    for (let at = first; at < last; at++) {
      const [key, reference, letters] = rows[at];
      const seen = cache.get(key);
      const row = el("div", { class: "lm-grid-row", role: "row", "aria-rowindex": String(at + 1) }, el("div", { class: "lm-grid-key", role: "rowheader", dir: "auto", title: key, text: reference }));
      row.style.transform = `translateY(${at * ROW}px)`;
      for (let column = left; column < right; column++) {
        const letter = letters[column];
        const [count, text] = (seen && seen[column]) || [0, ""];
        const [id, name] = grid.themes[column];
        const hit = marked && marked[key] && marked[key].includes(column);
        const cell = el("div", { class: `lm-grid-cell lm-state-${LETTERS[letter].replace(" ", "-")}${hit ? " lm-hit" : ""}${at === place.row && column === place.column ? " lm-at" : ""}`, role: "gridcell", "aria-colindex": String(column + 2), "data-row": at, "data-column": column, "aria-label": `${reference}, ${name}: ${LETTERS[letter]}` },
          count > 1 ? el("b", { class: "lm-count", text: String(count) }) : "", el("span", { dir: "auto", text: text || { n: "none", d: "due" }[letter] || "" }));
        cell.style.gridColumn = column + 2;
        row.append(cell);
      }
      shown.append(row);
    }
    space.replaceChildren(shown);
    const missing = rows.slice(first, last).map(([key]) => key).filter((key) => !cache.has(key));
    if (!missing.length) return;
    for (const key of missing) cache.set(key, null);
    desk.ask({ act: "peek", keys: missing }, (answer) => {
      for (const key of missing) cache.set(key, (answer.cells || {})[key] || []);
      version += 1;
      paint();
    });
  };
  const cellOf = (event) => {
    const cell = event.target.closest(".lm-grid-row .lm-grid-cell");
    return cell && [Number(cell.dataset.row), Number(cell.dataset.column)];
  };
  space.addEventListener("click", (event) => { const at = cellOf(event); if (at) choose(...at); });
  space.addEventListener("dblclick", (event) => { const at = cellOf(event); if (at) desk.send({ act: "show", key: rows[at[0]][0], theme: grid.themes[at[1]][0] }); });
  const choose = (at, column) => {
    place.row = Math.max(0, Math.min(rows.length - 1, at));
    place.column = Math.max(0, Math.min(grid.themes.length - 1, column));
    if (!rows.length) return;
    const top = place.row * ROW;
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    if (top + ROW + header.offsetHeight > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = top + ROW + header.offsetHeight - scroll.clientHeight;
    const start = place.column * COLUMN;
    const wide = scroll.clientWidth - header.firstChild.offsetWidth;
    if (start < scroll.scrollLeft) scroll.scrollLeft = start;
    if (start + COLUMN > scroll.scrollLeft + wide) scroll.scrollLeft = start + COLUMN - wide;
    paint();
    const [key, reference] = rows[place.row];
    const [id] = grid.themes[place.column];
    desk.ask({ act: "cell", key, theme: id }, (answer) => {
      if (answer.error) return;
      preview.replaceChildren(el("h4", { dir: "auto" }, `${reference} · ${answer.name} `, badge(answer.cell.state)),
        ...answer.cell.excerpts.map((one) => excerptView(one, { ...desk, choose: () => desk.send({ act: "show", key, theme: id }) }, answer.cell, false)),
        answer.cell.excerpts.length ? "" : el("p", { class: "lm-quiet", text: "Nothing stands in this cell." }),
        el("button", { type: "button", class: "lm-mini", text: "Open at the desk", on: { click: () => desk.send({ act: "show", key, theme: id }) } }));
    });
  };
  const look = () => {
    ui.search = { words: words.value, theme: theme.value, state: state.value };
    if (!words.value.trim() && !theme.value && !state.value) {
      rows = grid.rows; marked = null; version += 1; size(); told.textContent = many(rows.length, "source"); hits.replaceChildren(); paint();
      return;
    }
    desk.ask({ act: "search", ...ui.search }, (answer) => {
      if (answer.words !== words.value || answer.error) return;
      marked = answer.cells;
      rows = grid.rows.filter(([key]) => marked[key]);
      const cells = Object.values(marked).reduce((sum, list) => sum + list.length, 0);
      told.textContent = `${many(rows.length, "source")}, ${many(cells, "cell")}${words.value.trim() ? `, ${many(answer.total, "excerpt")}` : ""}`;
      hits.replaceChildren(...answer.hits.map((hit) => el("button", { type: "button", class: "lm-hit-row", on: { click: () => desk.send({ act: "show", key: hit.key, theme: hit.theme }) } },
        el("strong", { dir: "auto", text: hit.reference }), el("span", { class: "lm-quiet", dir: "auto", text: ` · ${hit.name} · ${hit.locator} ` }), el("span", { dir: "auto", text: hit.text }))),
        answer.total > answer.hits.length ? el("p", { class: "lm-quiet", text: `The first ${answer.hits.length} of ${answer.total.toLocaleString("en")} are listed.` }) : "");
      place.row = 0;
      version += 1;
      size();
      scroll.scrollTop = 0;
      paint();
    });
  };
  let timer = 0;
  words.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 200); });
  theme.addEventListener("change", look);
  state.addEventListener("change", look);
  scroll.addEventListener("scroll", () => { ui.scrolled = [scroll.scrollTop, scroll.scrollLeft]; requestAnimationFrame(paint); });
  new ResizeObserver(() => { if (scroll.isConnected) paint(); }).observe(scroll);
  scroll.addEventListener("keydown", (event) => {
    const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], PageDown: [8, 0], PageUp: [-8, 0] }[event.key];
    if (step) {
      event.preventDefault(); event.stopPropagation();
      choose(place.row + step[0], place.column + step[1]);
    } else if (event.key === "Enter" && rows.length) {
      event.preventDefault(); event.stopPropagation();
      desk.send({ act: "show", key: rows[place.row][0], theme: grid.themes[place.column][0] });
    }
  });
  desk.after = () => { size(); [scroll.scrollTop, scroll.scrollLeft] = ui.scrolled || [0, 0]; look(); };
  return el("div", { class: "lm-grid" }, el("div", { class: "lm-filter-bar" }, words, theme, state, told), scroll, preview, hits);
}

// --- the widget ----------------------------------------------------------------------------------------------------

let desks = 0;

function render({ model, el: host }) {
  const ui = { number: 0, form: null, carry: null, reading: false, page: 0, pageNumber: 0, plain: false, find: "", help: false, describing: false, busy: false, keys: [], listing: false, key: "", theme: "", statements: new Map(), drafts: new Map(), search: { words: "", theme: "", state: "" } };
  const root = rootOf("lm-coding", "Coding desk");
  host.append(root);
  const waiting = new Map();
  let asked = 0;
  const desk = { id: ++desks, ui, after: null };
  const state = () => model.get("state");
  desk.state = state;

  desk.send = (message) => {
    if (ui.busy) return false;
    ui.busy = true;
    root.setAttribute("aria-busy", "true");
    clearTimeout(ui.late);
    ui.late = setTimeout(() => {
      ui.lost = true;
      root.querySelector(".lm-saved")?.replaceWith(savedNow(state()));
    }, LATE);
    model.send(message);
    return true;
  };
  desk.redraw = () => draw();
  const LOST = { ok: false, text: "NOT SAVED yet: the notebook's kernel does not answer. If it was restarted, copy what you typed, and run the cell again." };
  const savedNow = (now) => savedView(ui.lost ? LOST : now.saved);
  desk.ask = (message, then) => {
    waiting.set(++asked, then);
    model.send({ ...message, asked });
  };
  const onMessage = (content, buffers) => {
    const then = waiting.get(content.asked);
    waiting.delete(content.asked);
    if (then) then(content, buffers || []);
  };

  const cellHere = () => { const now = state(); return now.source && now.source.cells.find((one) => one.theme === now.theme); };
  const chosen = () => { const cell = cellHere(); return cell && cell.excerpts.find((one) => one.number === ui.number); };
  const act = (name, more = {}) => { const now = state(); return now.source ? desk.send({ act: name, key: now.source.key, theme: now.theme, ...more }) : false; };
  const draftOf = () => `${state().source.key} ${state().theme}`;

  desk.choose = (theme, number) => {
    if (ui.form) return;
    ui.number = number;
    if (theme !== state().theme) { ui.keep = true; desk.send({ act: "theme", theme }); } else draw();
  };
  const blank = () => ({ number: 0, was: "", text: "", kind: "", subtheme: "", stance: "", locator: "", origin: "", note: "" });
  desk.add = () => {
    if (!cellHere()) return;
    ui.form = ui.drafts.get(draftOf()) || blank();
    draw();
    root.querySelector(".lm-form-text")?.focus();
  };
  desk.edit = () => {
    const one = chosen();
    if (!one || one.kind === "none") return;
    ui.form = { number: one.number, was: one.text, text: one.text, kind: one.kind, subtheme: one.subtheme, stance: one.stance, locator: one.locator, origin: one.origin, note: one.note };
    draw();
    root.querySelector(".lm-form-text")?.focus();
  };
  desk.saveForm = () => {
    const { was, number, ...parts } = ui.form;
    if (!parts.text.trim() || !act(number ? "replace" : "add", number ? { ...parts, number, was } : parts)) return;
    ui.saving = ui.form;
    for (const node of root.querySelectorAll(".lm-form textarea, .lm-form input")) node.readOnly = true;
  };
  desk.leave = () => {
    if (ui.saving) return;
    // What was begun is there again when one adds to the same cell.
    if (ui.form && !ui.form.number && state().source) ui.drafts.set(draftOf(), ui.form);
    ui.form = ui.carry = null;
    ui.listing = false;
    draw();
    root.focus({ preventScroll: true });
  };
  desk.shift = (by) => {
    const one = chosen();
    const to = ui.number + by;
    if (!one || to < 1 || to > cellHere().excerpts.length) return;
    if (act("shift", { number: one.number, was: one.text, by })) ui.number = to;
  };
  desk.carry = (copy) => { if (chosen() && chosen().kind !== "none") { ui.carry = { copy }; draw(); root.querySelector(".lm-carry")?.focus(); } };
  desk.place = (to) => { const one = chosen(); const copy = ui.carry.copy; ui.carry = null; if (one) act("place", { number: one.number, was: one.text, to, copy }); };
  desk.remove = () => { const one = chosen(); if (one) act(one.kind === "none" ? "not_none" : "remove", { number: one.number, was: one.text }); };
  desk.none = () => { const cell = cellHere(); if (cell) act(cell.excerpts.some((one) => one.kind === "none") ? "not_none" : "none"); };
  desk.rest = () => act("rest");
  desk.read = () => act("read");
  desk.toggleText = () => {
    const now = state();
    if (!now.source || !now.source.fulltext.pages.length) return;
    ui.reading = !ui.reading;
    draw();
  };
  desk.quote = () => {
    const selected = document.getSelection();
    const pane = root.querySelector(".lm-page");
    if (!pane || !selected || !selected.rangeCount || !pane.contains(selected.anchorNode)) return;
    // What was drawn along beyond the page is no part of it.
    const range = selected.getRangeAt(0).cloneRange();
    if (!pane.contains(range.startContainer)) range.setStart(pane, 0);
    if (!pane.contains(range.endContainer)) range.setEnd(pane, pane.childNodes.length);
    const text = range.toString();
    if (!text.trim()) return;
    if (act("quote", { text, page: ui.pageNumber })) ui.number = -1;
  };

  const step = (by) => {
    const now = state();
    const at = now.themes.findIndex((one) => one.id === now.theme) + by;
    if (now.themes[at]) { ui.number = 0; desk.send({ act: "theme", theme: now.themes[at].id }); }
  };
  const stepExcerpt = (by) => {
    const cell = cellHere();
    if (!cell) return;
    const to = ui.number + by;
    if (to >= 1 && to <= cell.excerpts.length) { ui.number = to; draw(); } else step(by);
  };

  const acts = {
    j: () => step(1), k: () => step(-1), n: () => desk.send({ act: "go", step: 1 }), p: () => desk.send({ act: "go", step: -1 }),
    ArrowRight: () => desk.send({ act: "go", step: 1 }), ArrowLeft: () => desk.send({ act: "go", step: -1 }),
    ArrowDown: () => stepExcerpt(1), ArrowUp: () => stepExcerpt(-1),
    a: () => desk.add(), e: () => desk.edit(), m: () => desk.carry(false), c: () => desk.carry(true), d: () => desk.remove(),
    0: () => desk.none(), x: () => desk.rest(), r: () => desk.read(), f: () => desk.toggleText(), q: () => desk.quote(),
  };
  const everywhere = {
    u: () => desk.send({ act: "undo" }), s: () => view("source"), t: () => view("theme"), g: () => view("grid"),
    "/": () => { ui.focusWords = true; if (state().view === "grid") { root.querySelector('[data-focus="words"]').focus(); ui.focusWords = false; } else view("grid"); },
    l: () => { ui.listing = !ui.listing; draw(); },
    "?": () => { ui.help = !ui.help; draw(); },
  };
  const view = (name) => desk.send({ act: "view", view: name });

  const sourceOf = (now) => (now.source ? now.source.key : "");
  const press = (name, shift, seen) => {
    const now = state();
    const key = name.length === 1 ? name.toLowerCase() : name;
    if (now.ask || (WRITES.includes(key) && !seen)) return;
    if (everywhere[key]) return everywhere[key]();
    if (ui.help || (now.view !== "source" && !(now.view === "theme" && "jk".includes(key)))) return;
    if (shift && key === "ArrowDown") return desk.shift(1);
    if (shift && key === "ArrowUp") return desk.shift(-1);
    if (key === "Enter") return ui.number ? desk.edit() : desk.add();
    if (acts[key]) acts[key]();
  };

  // What is typed while the kernel works is taken up when it answered, in its order: a quick typist loses nothing. What
  // would write to a source that was not on the screen when its key was pressed is dropped.
  const later = (event) => {
    event.preventDefault(); event.stopPropagation();
    if (!event.repeat && ui.keys.length < 500 && (event.key.length === 1 || /^(Enter|Escape|Backspace|Arrow)/.test(event.key)))
      ui.keys.push({ key: event.key, shift: event.shiftKey, source: sourceOf(state()) });
  };
  const takeUp = () => {
    while (ui.keys.length && !ui.busy) {
      const { key, shift, source } = ui.keys.shift();
      const seen = source === sourceOf(state());
      const text = ui.form && root.querySelector(".lm-form-text");
      if (ui.carry) ui.keys.length = 0;
      else if (!text) press(key, shift, seen);
      else if (key === "Escape") desk.leave();
      else if (key === "Enter" && !shift) { if (seen) desk.saveForm(); else ui.keys.length = 0; }
      else if (key === "Backspace" || key === "Enter" || key.length === 1) {
        text.value = key === "Backspace" ? text.value.slice(0, -1) : text.value + (key === "Enter" ? "\n" : key);
        text.dispatchEvent(new Event("input"));
      }
    }
  };

  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (ui.saving && event.key !== "Tab" && event.key !== "Shift") return later(event);
    if (event.key === "Escape") {
      event.preventDefault(); event.stopPropagation();
      ui.help = false;
      ui.keys.length = 0;
      return desk.leave();
    }
    if (typing(event)) { event.stopPropagation(); return; }
    if ((event.key === "Enter" || event.key === " ") && event.target.matches("button, a, summary")) { event.stopPropagation(); if (event.repeat) event.preventDefault(); return; }
    if (["Tab", "Shift", "PageUp", "PageDown", "Home", "End"].includes(event.key)) { event.stopPropagation(); return; }
    if (event.target.closest(".lm-page, .lm-abstract, .lm-scroll, .lm-column-rows, .lm-queue") && event.key.startsWith("Arrow")) { event.stopPropagation(); return; }
    if (ui.busy) return later(event);
    event.preventDefault(); event.stopPropagation();
    if (event.repeat && !event.key.startsWith("Arrow")) return;
    press(event.key, event.shiftKey, true);
  };

  const headView = (now) => {
    const tab = (name, label, key) => el("button", { type: "button", class: "lm-tab", "aria-pressed": now.view === name ? "true" : "false", on: { click: () => view(name) } }, `${label} `, el("kbd", { text: key }));
    const group = el("select", { "aria-label": "Queue", "data-focus": "queue" }, ...options(now.groups, now.group));
    group.addEventListener("change", () => desk.send({ act: "queue", group: group.value, theme: "" }));
    const only = el("select", { "aria-label": "Of this theme", "data-focus": "only" }, ...options([["", "every theme"], ...now.themes.map((one) => [one.id, one.name])], now.only));
    only.addEventListener("change", () => desk.send({ act: "queue", group: now.group, theme: only.value }));
    const owed = now.owed;
    return [
      el("header", { class: "lm-head" },
        el("div", { class: "lm-who", text: `${now.reader} · coding` }),
        el("div", { class: "lm-tabs", role: "group", "aria-label": "View" }, tab("source", "Source", "s"), tab("theme", "Theme", "t"), tab("grid", "Whole matrix", "g")),
        el("div", { class: "lm-right" }, savedNow(now), el("button", { type: "button", class: "lm-mini", on: { click: () => { ui.help = !ui.help; draw(); } } }, "Keys ", el("kbd", { text: "?" })))),
      el("div", { class: "lm-bar" },
        el("label", {}, "Queue ", group), now.group === "all" ? "" : only,
        el("span", { class: "lm-quiet lm-owed", text: `${owed.due.toLocaleString("en")} due · ${owed.unread.toLocaleString("en")} unread · in ${many(owed.sources, "source")}` }),
        el("span", { class: "lm-spring" }),
        el("button", { type: "button", class: "lm-mini lm-undo", disabled: !now.undo, title: now.undo, on: { click: () => desk.send({ act: "undo" }) } }, "Undo ", el("kbd", { text: "u" }), now.undo ? ` ${now.undo}` : ""),
        el("button", { type: "button", class: "lm-mini", disabled: !now.position, on: { click: () => desk.send({ act: "go", step: -1 }) } }, "Previous ", el("kbd", { text: "p" })),
        el("button", { type: "button", class: "lm-mini lm-where", "aria-expanded": ui.listing ? "true" : "false", title: "List the queue (l)", "data-focus": "list", on: { click: () => { ui.listing = !ui.listing; draw(); } } }, now.length ? `${now.position < now.length ? (now.position + 1).toLocaleString("en") : "end"} of ${now.length.toLocaleString("en")} ` : "empty ", el("kbd", { text: "l" })),
        el("button", { type: "button", class: "lm-mini", disabled: now.position >= now.length, on: { click: () => desk.send({ act: "go", step: 1 }) } }, "Next ", el("kbd", { text: "n" }))),
    ];
  };

  // Cells that two people changed and nobody settled, other than those in sight.
  const unsettledView = (now) => {
    const others = now.conflicts.filter(([key]) => now.view !== "source" || key !== sourceOf(now));
    return others.length ? el("div", { class: "lm-unsettled", role: "alert" }, el("strong", { text: "To be settled: " }),
      ...others.map(([key, reference, column, name]) => el("button", { type: "button", class: "lm-mini", dir: "auto", text: `${reference} · ${name}`,
        on: { click: () => desk.send({ act: "show", key, theme: now.themes.some((one) => one.id === column) ? column : "" }) } }))) : "";
  };

  const queueView = (now) => {
    const list = el("div", { class: "lm-queue", role: "dialog", "aria-label": "The queue" }, el("p", { class: "lm-quiet", text: "…" }));
    const show = (start) => desk.ask({ act: "queue_list", start }, (answer) => {
      if (answer.error) { list.replaceChildren(el("p", { class: "lm-odd", text: answer.error })); return; }
      const more = (at, text) => el("button", { type: "button", class: "lm-mini", text, on: { click: () => show(at) } });
      let heading = "";
      const rows = answer.places.flatMap(([position, key, reference, owed, theme]) => {
        const row = el("button", { type: "button", class: "lm-queue-row", "aria-current": position === now.position ? "true" : undefined,
          on: { click: () => { ui.listing = false; desk.send({ act: "jump", position, key }); } } },
          el("strong", { dir: "auto", text: reference }), el("span", { class: "lm-quiet", dir: "auto", text: theme ? (owed.length ? "" : " · done") : owed.length ? ` · ${owed.length} owed: ${owed.slice(0, 4).join(", ")}${owed.length > 4 ? " …" : ""}` : " · done" }));
        const head = theme && theme !== heading ? [el("h4", { dir: "auto", text: theme })] : [];
        heading = theme;
        return [...head, row];
      });
      const end = answer.start + answer.places.length;
      list.replaceChildren(
        ...(answer.start ? [more(Math.max(0, answer.start - 100), "earlier places")] : []), ...rows,
        ...(end < answer.length ? [more(end, `later places (${(answer.length - end).toLocaleString("en")})`)] : []),
        ...(rows.length ? [] : [el("p", { class: "lm-quiet", text: "This queue is empty." })]));
      (list.querySelector('[aria-current="true"]') || list.querySelector("button") || root).focus({ preventScroll: true });
      list.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
    });
    list.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const buttons = [...list.querySelectorAll("button")];
      buttons[Math.max(0, Math.min(buttons.length - 1, buttons.indexOf(document.activeElement) + step))]?.focus();
    });
    show(Math.max(0, now.position - 10));
    return list;
  };

  const sourceView = (now) => {
    if (!now.source) return el("div", { class: "lm-empty", text: now.empty });
    const reading = ui.reading && now.source.fulltext.pages.length;
    const cells = el("div", { class: "lm-cells", tabindex: "-1", "aria-label": "Cells" }, ...now.source.cells.map((cell) => cellView(cell, now.themes.find((one) => one.id === cell.theme), desk)));
    if (!reading) return el("div", { class: "lm-body" }, sourceCard(now.source, desk), cells);
    if (!ui.pane || ui.pane.dataset.key !== now.source.key) {
      ui.page = ui.pane ? 0 : ui.page;
      ui.pane = textPane(now.source, desk);
      ui.pane.dataset.key = now.source.key;
    }
    return el("div", { class: "lm-body lm-reading" }, ui.pane, el("div", { class: "lm-beside" }, el("h2", { class: "lm-title", dir: "auto", text: now.source.reference }), cells));
  };

  const draw = () => {
    const now = state();
    if (now.ask) {
      root.replaceChildren(nameForm("Who reads?", now.ask, "This machine remembers it. It stands beside each “none”, and in the log of readings.", (name) => desk.send({ act: "name", name })), messageView(now.message));
      return;
    }
    if (!ui.reading) ui.pane = null;
    const held = root.contains(document.activeElement) ? document.activeElement.dataset.focus : "";
    const marked = held && typeof document.activeElement.selectionStart === "number" ? [document.activeElement.selectionStart, document.activeElement.selectionEnd] : null;
    const same = sourceOf(now) === ui.key;
    const scrolls = (same ? [".lm-cells", ".lm-page", ".lm-source", ".lm-column-rows"] : [".lm-page"]).map((name) => [name, root.querySelector(name)?.scrollTop || 0]);
    const body = now.view === "grid" && now.grid ? gridView(now, desk) : now.view === "theme" ? themeView(now, desk) : sourceView(now);
    const help = ui.help ? el("div", { class: "lm-help", role: "dialog", "aria-label": "Keys" }, el("h3", { text: "Keys" }),
      el("table", {}, ...KEYS.map(([key, label]) => el("tr", {}, el("td", {}, el("kbd", { text: key })), el("td", { text: label })))),
      el("button", { type: "button", text: "Close", on: { click: () => { ui.help = false; draw(); root.focus(); } } })) : "";
    root.replaceChildren(...headView(now), messageView(now.message), unsettledView(now), body, help, ui.listing ? queueView(now) : "");
    root.dataset.key = now.source ? now.source.key : "";
    root.dataset.theme = now.theme || "";
    root.dataset.view = now.view;
    for (const [name, top] of scrolls) { const node = root.querySelector(name); if (node) node.scrollTop = top; }
    const cells = root.querySelector(".lm-cells");
    if (cells) {
      const here = root.querySelector(".lm-here");
      const want = root.querySelector(".lm-here .lm-chosen") || here;
      if (here && (now.source.key !== ui.key || now.theme !== ui.theme || want !== here)) reveal(cells, want.matches(".lm-here") ? here : want);
      ui.key = now.source.key;
      ui.theme = now.theme;
    }
    else ui.key = "";
    const again = held && root.querySelector(`[data-focus="${CSS.escape(held)}"]`);
    if (again) {
      again.focus({ preventScroll: true });
      if (marked && again.setSelectionRange && again.type !== "checkbox") again.setSelectionRange(...marked);
    }
    if (desk.after) { const after = desk.after; desk.after = null; after(); }
    if (ui.focusWords && now.view === "grid") { ui.focusWords = false; root.querySelector('[data-focus="words"]').focus(); }
  };

  const reveal = (holder, node) => {
    const box = node.getBoundingClientRect();
    const frame = holder.getBoundingClientRect();
    if (box.top < frame.top) holder.scrollTop += box.top - frame.top - 4;
    else if (box.bottom > frame.bottom) holder.scrollTop += Math.min(box.bottom - frame.bottom + 4, box.top - frame.top - 4);
  };

  const changed = () => {
    const had = root.contains(document.activeElement);
    const now = state();
    ui.busy = ui.lost = false;
    clearTimeout(ui.late);
    root.removeAttribute("aria-busy");
    const done = now.saved.ok && !now.message.startsWith("Not done");
    const saved = ui.saving;
    ui.saving = null;
    if (saved && ui.form === saved && (done || now.source?.cells.some((one) => one.theme === ui.theme && one.conflict))) {
      ui.drafts.delete(`${ui.key} ${ui.theme}`);
      ui.form = null;
    }
    const gone = now.source && sourceOf(now) === ui.key && !now.themes.some((one) => one.id === ui.theme);
    if (now.view !== "source" || (ui.form && now.source && ui.key && !gone && (sourceOf(now) !== ui.key || now.theme !== ui.theme))) {
      if (ui.form && !ui.form.number) ui.drafts.set(`${ui.key} ${ui.theme}`, ui.form);
      ui.form = ui.carry = null;
    }
    if (now.source && (sourceOf(now) !== ui.key || now.theme !== ui.theme) && !ui.keep) ui.number = 0;
    ui.keep = false;
    const cell = now.source && now.source.cells.find((one) => one.theme === now.theme);
    if (cell && (ui.number === -1 || ui.number > cell.excerpts.length)) ui.number = cell.excerpts.length;
    if (now.column && now.saved.ok && ui.statements.get(now.column.id)?.text.trim() === now.column.statement) ui.statements.delete(now.column.id);
    draw();
    if (ui.form && !root.contains(document.activeElement)) root.querySelector(".lm-form-text")?.focus();
    else if (had && !root.contains(document.activeElement)) root.focus({ preventScroll: true });
    takeUp();
  };

  root.addEventListener("keydown", onKey);
  model.on("change:state", changed);
  model.on("msg:custom", onMessage);
  draw();
  return () => { model.off("change:state", changed); model.off("msg:custom", onMessage); if (ui.address) URL.revokeObjectURL(ui.address); };
}

export default { render };
