// The table as it stands on the page: its filters, its head, and the field over the chosen cell.

const tableFilters = (table, desk) => {
  const find = (event) => {
    table.find = event.target.value;
    table.rows = foundRows(table);
    Object.assign(table, { row: 0, fromRow: 0, fromColumn: table.column });
    table.node.scroll.scrollTop = 0;
    fitTable(table);
    paintTable(table);
    tellCell(table);
  };
  const heights = (value) => {
    table.lines = value;
    desk.draw();
  };
  const onKey = (event) => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    taken(event);
    focusOn(table.node.field);
  };
  return el("div", { class: "lm-filter-bar" },
    el("input", { type: "search", "data-focus": "words", placeholder: "find a source", value: table.find,
      "aria-label": "Only sources with these words in author, year or key", oninput: find,
      onkeydown: onKey }),
    menu(table.lines, HEIGHTS, heights, { "aria-label": "Height of the rows", "data-focus": "heights" }),
    button("Paste a block …", "", () => openPaste(table, ""), { class: "lm-mini", "data-focus": "paste" }),
    el("span", { class: "lm-quiet lm-fill-help" },
      "Type or F2 to edit · Enter, Tab to go on · Alt+Enter a new line · Ctrl+C, Ctrl+V · Delete · " +
      "Ctrl+Z · Esc: leave the table"));
};

const foundRows = (table) => {
  const words = plainly(table.find).split(/\s+/).filter(Boolean);
  if (!words.length) return table.all;
  return table.all.filter(([key, reference]) => {
    const text = plainly(`${reference} ${key}`);
    return words.every((word) => text.includes(word));
  });
};

const fitTable = (table) => {
  table.node.space.style.height = `${table.rows.length * table.sizes.row}px`;
};

const tableHead = (table) => {
  const heading = ({ name, about, theme }, column) => {
    const head = el("div", { class: `lm-fill-cell${theme ? "" : " lm-fill-descriptor"}`, role: "columnheader",
      dir: "auto", title: [name, about].filter(Boolean).join(": "), "data-column": column },
      el("span", {}, name));
    head.style.gridColumn = column + 2;
    return head;
  };
  return el("div", { class: "lm-grid-head", role: "row", "aria-rowindex": "1" },
    el("div", { class: "lm-grid-key", role: "columnheader" }, "Source"), table.columns.map(heading));
};

// The sources are many, and seldom others: they are asked for when they are.
const askRows = (table, sources, desk) => {
  if (table.sources === sources) return;
  table.sources = sources;
  desk.ask({ act: "rows" }, ({ rows }) => {
    if (!rows) return;
    table.all = rows;
    if (desk.state.view === "table") desk.draw();
  });
};

const tableView = (state, ui, desk) => {
  const { table } = ui;
  askRows(table, state.sources, desk);
  if (!table.all) return quietLine("…");
  if (!state.columns.length || !table.all.length)
    return emptyView(desk.state.empty || "No source is included yet.");
  const chosen = table.rows && table.columns ? cellAt(table) : null;
  Object.assign(table, {
    desk, columns: state.columns,
    sizes: { row: 12 + 16 * Number(table.lines), column: WIDE },
  });
  table.rows = foundRows(table);
  // The chosen cell is the same though rows or columns came or went.
  if (chosen?.key && chosen.column) {
    const row = table.rows.findIndex(([key]) => key === chosen.key);
    const column = table.columns.findIndex(({ id }) => id === chosen.column.id);
    const moved = row !== table.row || column !== table.column;
    if (moved && row >= 0 && column >= 0)
      Object.assign(table, { row, column, fromRow: row, fromColumn: column });
  }
  const last = Math.max(0, table.rows.length - 1);
  for (const name of ["row", "fromRow"]) table[name] = clamped(table[name], last);
  for (const name of ["column", "fromColumn"]) table[name] = clamped(table[name], table.columns.length - 1);
  if (state.version !== table.version)
    Object.assign(table, { version: state.version, known: new Set(), sure: new Set(), wholes: new Map() });
  const field = editField(table);
  const header = tableHead(table);
  const space = el("div", { class: "lm-space", role: "presentation" });
  const keep = () => {
    table.scrolled = [scroll.scrollTop, scroll.scrollLeft];
    requestAnimationFrame(() => scroll.isConnected && paintTable(table, false));
    placeField(table);
  };
  const scroll = el("div", {
    class: "lm-scroll lm-fill", role: "grid", tabindex: "0", "aria-label": "Table to fill",
    "aria-multiselectable": "true", "aria-rowcount": String(table.rows.length + 1),
    "aria-colcount": String(table.columns.length + 1),
    onscroll: keep, onfocus: () => focusOn(field), ...tableMouse(table),
  }, header, space);
  const offers = el("ul", { class: "lm-offer-list lm-fill-offers", role: "listbox",
    "aria-label": "Allowed values", hidden: true });
  const frame = el("div", { class: "lm-fill-frame" }, scroll, field, offers);
  scroll.style.setProperty("--lm-high", `${HEAD + table.all.length * table.sizes.row + 18}px`);
  scroll.style.setProperty("--lm-columns", table.columns.length);
  scroll.style.setProperty("--lm-row", `${table.sizes.row}px`);
  scroll.style.setProperty("--lm-column", `${WIDE}px`);
  scroll.style.setProperty("--lm-lines", table.lines);
  const whole = el("div", { class: "lm-preview lm-fill-whole", "aria-live": "polite" }, quiet("…"));
  table.node = { field, header, space, scroll, offers, frame, whole };
  new ResizeObserver(() => scroll.isConnected && paintTable(table, false)).observe(scroll);
  return el("div", { class: "lm-table-view" }, tableFilters(table, desk), frame, whole,
    table.paste ? pasteView(table) : null);
};

// Once the table stands on the page.
const startTable = (table, desk) => {
  const { scroll, field } = table.node;
  if (!scroll?.isConnected) {
    table.fresh = desk.ui.turned || table.fresh;
    return;
  }
  fitTable(table);
  [scroll.scrollTop, scroll.scrollLeft] = table.scrolled;
  paintTable(table);
  showOffers(table);
  if (table.editing) hintEdit(table);
  else tellCell(table);
  const turned = desk.ui.turned || table.fresh;
  table.fresh = false;
  if (turned && desk.root.contains(document.activeElement) && !table.paste) focusOn(field);
  desk.ui.returning = false;
  saveNext(table, desk);
};
