// The list itself: which records are in it and in which order, and where one stands.

// The heights of a row and of the head, as in the style sheet.
const ROW = 44;
const HEAD = 34;
// So many rows are remembered.
const REMEMBERED = 20000;

const numbersOf = (data) =>
  new Uint32Array(data.buffer ? data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) : data);

// --- which records

// Ask for the numbers of the records that match, or of those that are selected, in their order.
const askOrder = (desk) => {
  const { ui, state } = desk;
  const ticket = ++ui.ticket;
  const only = ui.only ? { only: [...ui.only] } : {};
  Object.assign(ui, { version: state.version, ordered: state.data });
  desk.ask({ act: "order", ...only }, ({ error, gone }, [data]) => {
    if (error || ticket !== ui.ticket) return;
    ui.order = numbersOf(data);
    for (const number of gone) ui.selected.delete(number);
    countSelected(ui);
    keepPlace(ui);
    const { list } = ui;
    list.rows.fit();
    if (ui.toTop) list.node.scrollTop = 0;
    ui.toTop = false;
    list.node.setAttribute("aria-rowcount", String(ui.order.length + 1));
    list.rows.paint();
    sayPlaces(desk);
    sayNumbers(desk);
  });
};

// One stays on the record where one was; where it is gone, at its place.
const keepPlace = (ui) => {
  const found = ui.order.indexOf(ui.cursor);
  ui.at = Math.max(0, Math.min(found < 0 ? ui.at : found, ui.order.length - 1));
  ui.cursor = ui.order.length ? ui.order[ui.at] : -1;
  Object.assign(ui, { anchor: ui.at, base: null });
};

const askRows = (desk, first, last) => {
  const { ui, state } = desk;
  if (ui.asking) return;
  const missing = [];
  for (let at = Math.max(0, first - 20); at < Math.min(ui.order.length, last + 20); at++) {
    const number = ui.order[at];
    if (ui.rows.get(number)?.data !== state.data) missing.push(number);
  }
  if (!missing.length) return;
  ui.asking = true;
  const columns = columnsOf(state);
  desk.ask({ act: "rows", numbers: missing }, ({ error, data, rows }) => {
    ui.asking = false;
    if (error) return;
    if (ui.rows.size > REMEMBERED) ui.rows.clear();
    for (const [number, cells] of Object.entries(rows)) ui.rows.set(Number(number), { data, columns, cells });
    ui.list.rows.paint();
  });
};

const columnsOf = (state) => state.columns.map(({ id }) => id).join("\n");

// --- where one stands

const goTo = (desk, at, { extend = false, focus = true } = {}) => {
  const { ui } = desk;
  const { order, list } = ui;
  if (!order.length) return;
  ui.at = Math.max(0, Math.min(order.length - 1, at));
  ui.cursor = order[ui.at];
  if (extend) selectTo(desk, ui.at);
  else if (ui.single) select(desk, new Set([ui.cursor]), { single: true });
  if (!extend) ui.anchor = ui.at;
  list.rows.reveal(ui.at);
  list.rows.paint();
  if (focus) focusOn(list.rows.row(ui.at));
  if (ui.open !== null) later(ui, () => openRecord(desk));
};

const later = (ui, act) => {
  clearTimeout(ui.opening);
  ui.opening = setTimeout(act, 60);
};

const pageOf = ({ list }) => Math.max(1, Math.floor((list.node.clientHeight - HEAD) / ROW) - 1);

const STEPS = {
  ArrowDown: ({ at }) => at + 1,
  ArrowUp: ({ at }) => at - 1,
  PageDown: (ui) => ui.at + pageOf(ui),
  PageUp: (ui) => ui.at - pageOf(ui),
  Home: () => 0,
  End: ({ order }) => order.length - 1,
};

const onListKey = (event, desk) => {
  const { key, shiftKey, altKey } = event;
  const { ui } = desk;
  if (altKey || ui.help) return;
  const held = event.ctrlKey || event.metaKey;
  const head = event.target.closest(".lm-list-head");
  if (head) return onHeadKey(event, desk);
  const wide = { ArrowLeft: -160, ArrowRight: 160 }[key];
  if (held && key.toLowerCase() === "a") selectAll(desk);
  else if (STEPS[key] && key === "ArrowUp" && !ui.at && !shiftKey) focusOn(headButtons(ui)[ui.headAt]);
  else if (STEPS[key]) goTo(desk, STEPS[key](ui), { extend: shiftKey });
  else if (wide && !held) ui.list.node.scrollLeft += wide;
  else if (key === " " && shiftKey) selectTo(desk, ui.at);
  else if (key === " ") return taken(event), event.repeat || toggle(desk, ui.at);
  else if (key === "Enter" && !held && !event.repeat) openRecord(desk, true);
  else return;
  taken(event);
};

const headButtons = ({ list }) => [...list.head.querySelectorAll("button")];

const onHeadKey = (event, desk) => {
  const { ui } = desk;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (event.ctrlKey || event.metaKey || !(step || event.key === "ArrowDown")) return;
  taken(event);
  if (!step) return goTo(desk, ui.at);
  const buttons = headButtons(ui);
  buttons[buttons.indexOf(document.activeElement) + step]?.focus();
};

// One head can be reached by Tab: the one that had the focus last.
const turnHead = (ui, button) => {
  const buttons = headButtons(ui);
  ui.headAt = Math.max(0, buttons.indexOf(button));
  buttons.forEach((one, at) => one.setAttribute("tabindex", at === ui.headAt ? "0" : "-1"));
};

const onListClick = (event, desk) => {
  const row = event.target.closest(".lm-row");
  if (!row || event.target.closest("a")) return;
  const { ui } = desk;
  const at = Number(row.dataset.at);
  const held = event.ctrlKey || event.metaKey || event.target.closest(".lm-tick");
  if (event.shiftKey) return goTo(desk, at, { extend: true });
  if (held) toggle(desk, at);
  else select(desk, new Set([ui.order[at]]), { single: true, instead: true });
  const { single } = ui;
  ui.single = false;
  goTo(desk, at);
  ui.single = single;
};

// --- drawing

const MINE = { include: "✓ ", exclude: "✗ ", maybe: "? ", awaiting: "… " };

const labelViews = (labels) => labels.map((one) => el("span", { class: "lm-label", dir: "auto" }, one));

const cellView = (column, text, mine, place) => {
  const about = {
    class: `lm-cell-${column.id.split(":")[0]}`,
    role: "gridcell",
    "aria-colindex": String(place + 2),
    dir: "auto",
  };
  const outside = { target: "_blank", rel: "noopener noreferrer", tabindex: "-1" };
  if (column.id === "doi" && /^10\.\S+$/.test(text))
    return el("div", about, el("a", { href: `https://doi.org/${encodeURI(text)}`, ...outside }, text));
  if (column.id === "labels" || column.id === "all_labels")
    return el("div", about, text ? labelViews(text.split("; ")) : null);
  if (column.id === "title" && !text) return el("div", about, quiet("(no title)"));
  const mark = column.id === "mine" && mine ? MINE[mine] : "";
  return el("div", about, el("span", { class: "lm-two" }, mark, text));
};

const rowView = (desk, at) => {
  const { ui, state } = desk;
  const number = ui.order[at];
  const entry = ui.rows.get(number);
  const known = entry?.columns === columnsOf(state) ? entry.cells : null;
  const [key = "", mine = "", ...cells] = known ?? [];
  const selected = ui.selected.has(number);
  const here = at === ui.at;
  const about = {
    class: `lm-row${selected ? " lm-selected" : ""}${here ? " lm-at" : ""}${known ? "" : " lm-pending"}`,
    role: "row", "aria-rowindex": String(at + 2), "aria-selected": String(selected),
    tabindex: here ? "0" : "-1", "data-focus": here ? "row" : false,
    "data-at": String(at), "data-key": key, "data-mine": mine,
  };
  const box = { class: "lm-box", role: "img", "aria-label": selected ? "selected" : "not selected" };
  return el("div", about,
    el("div", { class: "lm-tick", role: "gridcell", "aria-colindex": "1" },
      el("span", box, selected ? "✓" : "")),
    state.columns.map((column, place) => cellView(column, cells[place] ?? (known ? "" : "…"), mine, place)));
};

const signRow = ({ ui, state }, at) => {
  const number = ui.order[at];
  const entry = ui.rows.get(number);
  const columns = columnsOf(state);
  const selected = ui.selected.has(number);
  return [number, entry?.data, entry?.columns === columns, columns, selected, at === ui.at].join();
};

const ARROWS = { ascending: " ▲", descending: " ▼" };

const allSelected = ({ order, selectedHere }) => order.length > 0 && selectedHere === order.length;

const sayTick = (tick, ui) => {
  const all = allSelected(ui);
  const name = all ? "Select none" : "Select all that match";
  tick.textContent = all ? "☑" : "☐";
  tick.setAttribute("aria-label", name);
  tick.setAttribute("title", name);
};

const headView = (desk) => {
  const { state, ui } = desk;
  const turn = () => (allSelected(ui) ? selectNone(desk) : selectAll(desk));
  const tick = button("", "", turn,
    { class: "lm-sort", tabindex: ui.headAt ? "-1" : "0", "data-focus": "head-all" });
  sayTick(tick, ui);
  const sort = ({ id, name, sorted }, place) =>
    el("div", { role: "columnheader", "aria-colindex": String(place + 2), "aria-sort": sorted || "none" },
      button([name, ARROWS[sorted] ?? ""], "", () => sortBy(desk, id), {
        class: "lm-sort", tabindex: ui.headAt === place + 1 ? "0" : "-1", dir: "auto",
        "data-focus": `head-${id}`, title: `Sort by ${name}`,
      }));
  return [
    el("div", { class: "lm-tick", role: "columnheader", "aria-colindex": "1" }, tick),
    ...state.columns.map(sort),
  ];
};

const makeList = (desk) => {
  const { ui } = desk;
  const headed = (event) => turnHead(ui, event.target);
  const head = el("div", { class: "lm-list-head", role: "row", "aria-rowindex": "1", onfocusin: headed });
  const space = el("div", { class: "lm-space", role: "rowgroup" });
  const scrolled = () => {
    [ui.top, ui.left] = [node.scrollTop, node.scrollLeft];
    cancelAnimationFrame(ui.frame);
    ui.frame = requestAnimationFrame(rows.paint);
  };
  const node = el("div", {
    class: "lm-list", role: "grid", "aria-label": "Records", "aria-multiselectable": "true",
    onscroll: scrolled,
    onclick: (event) => onListClick(event, desk),
    ondblclick: (event) => event.target.closest(".lm-row") && openRecord(desk, true),
    onmousedown: (event) => event.shiftKey && event.preventDefault(),
    onkeydown: (event) => onListKey(event, desk),
  }, head, space);
  const rows = virtual({
    node, space, high: ROW, head: HEAD,
    count: () => ui.order.length,
    sign: (at) => signRow(desk, at),
    make: (at) => rowView(desk, at),
    kept: () => ui.at,
    want: (first, last) => askRows(desk, first, last),
    back: () => {
      if (!node.scrollTop && ui.top) [node.scrollTop, node.scrollLeft] = [ui.top, ui.left];
    },
  });
  return { node, head, space, rows };
};

// Give the list the columns that are shown, for it is not made anew.
const dressList = (desk) => {
  const { state, ui } = desk;
  const { node, head } = ui.list;
  const width = ({ room, share }) => (share ? `minmax(${room}px, ${share}fr)` : `${room}px`);
  const widths = state.columns.map(width);
  const least = state.columns.reduce((sum, { room }) => sum + room, 34);
  node.style.setProperty("--lm-columns", `34px ${widths.join(" ")}`);
  node.style.setProperty("--lm-least", `${least}px`);
  node.setAttribute("aria-colcount", String(state.columns.length + 1));
  ui.headAt = Math.min(ui.headAt, state.columns.length);
  head.replaceChildren(...headView(desk));
};

// Once the list is drawn: where it was scrolled to, and which records are in it.
const startList = (desk) => {
  const { ui, state } = desk;
  const { node, rows } = ui.list;
  rows.fit();
  [node.scrollTop, node.scrollLeft] = [ui.top, ui.left];
  if (ui.version !== state.version || (ui.only && ui.ordered !== state.data)) askOrder(desk);
  rows.paint();
};
