// The whole matrix: only the rows in sight are drawn, and only their previews asked for, so that a matrix of
// thousands scrolls as one of ten.

const STATES = { m: "mentioned", n: "not mentioned", d: "due", u: "unread" };
// Signs that every font has; they say what the colours say.
const SIGNS = { n: "∅", d: "○", u: "·" };
const COUNTED = [
  ["“”", "quotation", "quotations"], ["≡", "summary", "summaries"], ["#", "memo", "memos"],
];
const STANDS = { "+": ["+", "for"], "-": ["−", "against"], "~": ["±", "for and against"] };
const LEGEND = [
  ["“” 2", "quotations"], ["≡ 1", "summaries"], ["# 1", "memos"], ["+", "speaks for"],
  ["−", "against"], ["±", "for and against"], ["∅", "not mentioned"],
  ["○", "due: source read, but not yet for this theme"],
  ["·", "unread: no cell of this source was looked at"],
  ["!!", "conflict: two versions"],
];
// The height of a row and of the head, and the width of a column.
const ROOMY = { row: 58, column: 150 };
const DENSE = { row: 24, column: 84 };
const HEAD = 40;

const clamped = (number, last) => Math.max(0, Math.min(last, number));

// Which rows and columns of a sheet are in sight, and a few around them.
const inSight = ({ scrollTop, scrollLeft, clientHeight, clientWidth }, { row, column }, rows, columns) => [
  Math.max(0, Math.floor((scrollTop - HEAD) / row) - 4),
  Math.min(rows, Math.ceil((scrollTop + clientHeight) / row) + 4),
  Math.max(0, Math.floor(scrollLeft / column) - 1),
  Math.min(columns, Math.ceil((scrollLeft + clientWidth) / column) + 1),
];

// --- drawing what is in sight

const clashes = ({ state }, key, column) =>
  state.conflicts.some(([one, , id]) => one === key && id === column);

// The marks of a cell, each with its words.
const marksOf = (letter, peeked, clash) => {
  const marks = clash ? [["!!", "conflict: two versions"]] : [];
  if (SIGNS[letter]) marks.push([SIGNS[letter], STATES[letter]]);
  if (!peeked) return marks;
  COUNTED.forEach(([sign, one, more], at) => {
    const number = peeked[at];
    if (number) marks.push([`${sign} ${number}`, `${number} ${number === 1 ? one : more}`]);
  });
  if (STANDS[peeked[3]]) marks.push(STANDS[peeked[3]]);
  return marks;
};

const gridCell = (grid, at, column) => {
  const [key, reference, letters] = grid.rows[at];
  const [theme, name] = grid.themes[column];
  const peeked = grid.previews.get(key)?.[column];
  const state = STATES[letters[column]];
  const clash = clashes(grid.desk, key, theme);
  const hit = grid.marked?.[key]?.includes(column);
  const chosen = at === grid.place.row && column === grid.place.column;
  const marks = marksOf(letters[column], peeked, clash);
  const told = marks.map(([, words]) => words).filter((words) => words !== state);
  const about = {
    class: `lm-grid-cell lm-state-${dashed(state)}${hit ? " lm-hit" : ""}${chosen ? " lm-at" : ""}`,
    role: "gridcell",
    "aria-colindex": String(column + 2),
    "aria-label": [`${reference}, ${name}: ${state}`, ...told].join(", "),
    "data-row": at,
    "data-column": column,
  };
  const cell = el("div", about,
    marks.length ? el("b", { class: "lm-cell-marks" }, marks.map(([sign]) => el("i", {}, sign))) : null,
    grid.sizes === DENSE ? null : el("span", { dir: "auto" }, peeked?.[4] ?? ""));
  cell.style.gridColumn = column + 2;
  return cell;
};

const gridRow = (grid, at, left, right) => {
  const [key, reference] = grid.rows[at];
  const row = el("div", { class: "lm-grid-row", role: "row", "aria-rowindex": String(at + 2) },
    el("div", { class: "lm-grid-key", role: "rowheader", dir: "auto", title: `${reference} (${key})` },
      reference));
  row.style.transform = `translateY(${at * grid.sizes.row}px)`;
  for (let column = left; column < right; column++) row.append(gridCell(grid, at, column));
  return row;
};

const paint = (grid) => {
  const [first, last, left, right] = inSight(grid.scroll, grid.sizes, grid.rows.length, grid.themes.length);
  const drawn = [first, last, left, right, grid.place.row, grid.place.column, grid.version].join();
  if (drawn === grid.drawn) return;
  grid.drawn = drawn;
  const rows = [];
  for (let at = first; at < last; at++) rows.push(gridRow(grid, at, left, right));
  grid.space.replaceChildren(...rows);
  askPreviews(grid, grid.rows.slice(first, last).map(([key]) => key));
};

const repaint = (grid) => {
  grid.version += 1;
  paint(grid);
};

const askPreviews = (grid, keys) => {
  const missing = keys.filter((key) => !grid.previews.has(key));
  if (!missing.length) return;
  for (const key of missing) grid.previews.set(key, null);
  grid.desk.ask({ act: "peek", keys: missing }, ({ cells = {} }) => {
    for (const key of missing) grid.previews.set(key, cells[key] || []);
    // The desk may have been drawn anew since.
    const { grid: now } = grid.desk.ui;
    if (now.previews === grid.previews && now.scroll.isConnected) repaint(now);
  });
};

const fitGrid = (grid) => {
  grid.space.style.height = `${grid.rows.length * grid.sizes.row}px`;
};

// --- choosing a cell

const openCell = (grid, row, column) => show(grid.desk, grid.rows[row][0], grid.themes[column][0]);

const bringIntoSight = ({ scroll, header, sizes }, place) => {
  const top = place.row * sizes.row;
  const high = scroll.clientHeight - header.offsetHeight;
  if (top < scroll.scrollTop) scroll.scrollTop = top;
  if (top + sizes.row > scroll.scrollTop + high) scroll.scrollTop = top + sizes.row - high;
  const left = place.column * sizes.column;
  const wide = scroll.clientWidth - header.firstChild.offsetWidth;
  if (left < scroll.scrollLeft) scroll.scrollLeft = left;
  if (left + sizes.column > scroll.scrollLeft + wide) scroll.scrollLeft = left + sizes.column - wide;
};

const chooseCell = (grid, row, column) => {
  const { place, desk } = grid;
  place.row = clamped(row, grid.rows.length - 1);
  place.column = clamped(column, grid.themes.length - 1);
  if (!grid.rows.length) return;
  bringIntoSight(grid, place);
  paint(grid);
  const [key, reference] = grid.rows[place.row];
  const [theme] = grid.themes[place.column];
  const open = () => show(desk, key, theme);
  desk.ask({ act: "cell", key, theme }, ({ error, name, cell }) => {
    if (error) return;
    const nothing = el("p", { class: "lm-quiet" }, "This cell is empty.");
    grid.preview.replaceChildren(
      el("h4", { dir: "auto" }, `${reference} · ${name} `, badge(cell.state)),
      ...cell.excerpts.map((one) => excerptView(one, desk, open)),
      ...(cell.excerpts.length ? [] : [nothing]),
      mini("Open", "", open));
  });
};

const STEPS = {
  ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1],
  PageDown: [8, 0], PageUp: [-8, 0],
};

const onGridKey = (event, grid) => {
  const { place, rows } = grid;
  const step = STEPS[event.key];
  if (!step && (event.key !== "Enter" || !rows.length)) return;
  taken(event);
  if (step) chooseCell(grid, place.row + step[0], place.column + step[1]);
  else openCell(grid, place.row, place.column);
};

// --- searching

const showAll = (grid) => {
  Object.assign(grid, { rows: grid.all, marked: null });
  fitGrid(grid);
  grid.told.textContent = many(grid.rows.length, "source");
  repaint(grid);
};

const showFound = (grid, { cells }, again) => {
  grid.marked = cells;
  grid.rows = grid.all.filter(([key]) => cells[key]);
  grid.told.textContent =
    `${many(grid.rows.length, "source")}, ${many(Object.values(cells).flat().length, "cell")}`;
  if (!again) grid.place.row = 0;
  fitGrid(grid);
  if (!again) grid.scroll.scrollTop = 0;
  repaint(grid);
};

// `again`: the same is looked for as before, so one stays where one was.
const search = (grid, again = false) => {
  const { desk } = grid;
  const wanted = desk.ui.search;
  if (!wanted.words.trim() && !wanted.theme && !wanted.state) return showAll(grid);
  desk.ask({ act: "search", ...wanted }, (answer) => {
    if (!answer.error && answer.words === desk.ui.search.words) showFound(grid, answer, again);
  });
};

const filterBar = (grid, state) => {
  const { desk } = grid;
  const wanted = desk.ui.search;
  const densely = (checked) => {
    desk.ui.dense = checked;
    desk.draw();
  };
  const choice = (name, label, pairs) => {
    const choose = (value) => {
      wanted[name] = value;
      search(grid);
    };
    return menu(wanted[name], pairs, choose, { "aria-label": label });
  };
  let timer = 0;
  const type = (event) => {
    wanted.words = event.target.value;
    clearTimeout(timer);
    timer = setTimeout(() => search(grid), 200);
  };
  const states = Object.values(STATES).map((one) => [one, one]);
  return el("div", { class: "lm-filter-bar" },
    el("input", { type: "search", "data-focus": "words", placeholder: "cells with these words",
      "aria-label": "Only cells with these words", value: wanted.words, oninput: type }),
    choice("theme", "Only this theme", [["", "any theme"], ...state.themes]),
    choice("state", "Only cells that are", [["", "any state"], ...states]),
    el("label", { class: "lm-check" },
      tickBox(desk.ui.dense, densely, { "data-focus": "dense" }), " marks only"),
    grid.told);
};

const legendView = () =>
  el("ul", { class: "lm-legend", "aria-label": "What the marks mean" },
    LEGEND.map(([sign, words]) => el("li", {}, el("b", { "aria-hidden": "true" }, sign), ` ${words}`)));

// --- the view

const gridHead = (themes) => {
  const column = ([, name]) =>
    el("div", { class: "lm-grid-cell", role: "columnheader", dir: "auto", title: name },
      el("span", {}, name));
  return el("div", { class: "lm-grid-head", role: "row" },
    el("div", { class: "lm-grid-key", role: "columnheader" }, "Source"), themes.map(column));
};

// What was asked of the cells stays as long as they are the same.
const previewsOf = (ui, version) => {
  if (ui.peeked?.version !== version) ui.peeked = { version, previews: new Map() };
  return ui.peeked.previews;
};

const gridView = (state, ui, desk) => {
  const choose = "Choose a cell to see all of it; a double click, or Enter, opens it.";
  const grid = {
    desk,
    all: state.rows,
    rows: state.rows,
    themes: state.themes,
    sizes: ui.dense ? DENSE : ROOMY,
    marked: null,
    previews: previewsOf(ui, desk.state.version),
    place: ui.cell,
    version: 0,
    header: gridHead(state.themes),
    space: el("div", { class: "lm-space" }),
    told: el("span", { class: "lm-quiet", "aria-live": "polite" }),
    preview: el("div", { class: "lm-preview", "aria-live": "polite" }, quiet(choose)),
  };
  const onCell = (act) => (event) => {
    const cell = event.target.closest(".lm-grid-row .lm-grid-cell");
    if (cell) act(grid, Number(cell.dataset.row), Number(cell.dataset.column));
  };
  const keepPlace = () => {
    ui.scrolled = [grid.scroll.scrollTop, grid.scroll.scrollLeft];
    requestAnimationFrame(() => paint(grid));
  };
  const about = {
    class: `lm-scroll${ui.dense ? " lm-dense" : ""}`,
    tabindex: "0",
    "data-focus": "grid",
    role: "grid",
    "aria-label": "The matrix",
    "aria-rowcount": String(state.rows.length + 1),
    onscroll: keepPlace,
    onclick: onCell(chooseCell),
    ondblclick: onCell(openCell),
    onkeydown: (event) => onGridKey(event, grid),
  };
  grid.scroll = el("div", about, grid.header, grid.space);
  grid.scroll.style.setProperty("--lm-high", `${HEAD + grid.all.length * grid.sizes.row + 18}px`);
  grid.scroll.style.setProperty("--lm-columns", grid.themes.length);
  grid.scroll.style.setProperty("--lm-row", `${grid.sizes.row}px`);
  grid.scroll.style.setProperty("--lm-column", `${grid.sizes.column}px`);
  new ResizeObserver(() => grid.scroll.isConnected && paint(grid)).observe(grid.scroll);
  ui.grid = grid;
  return el("div", { class: "lm-grid" }, filterBar(grid, state), legendView(), grid.scroll, grid.preview);
};

// Once the grid stands on the page: where it was scrolled to, and what was searched for.
const startGrid = (grid, ui) => {
  fitGrid(grid);
  [grid.scroll.scrollTop, grid.scroll.scrollLeft] = ui.scrolled;
  search(grid, true);
  if (ui.returning) focusOn(grid.scroll);
  ui.returning = false;
};
