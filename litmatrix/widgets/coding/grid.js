// The whole matrix: only the rows in sight are drawn, and only their previews asked for, so that a matrix of
// thousands scrolls as one of ten.

const STATES = { m: "mentioned", n: "not mentioned", d: "due", u: "unread" };
const SHORT = { n: "none", d: "due" };
// The height of a row and of the head, and the width of a column, as in the style sheet.
const ROW = 58;
const HEAD = 40;
const COLUMN = 150;

const clamped = (number, last) => Math.max(0, Math.min(last, number));

// --- drawing what is in sight

const gridCell = (grid, at, column) => {
  const [key, reference, letters] = grid.rows[at];
  const [, name] = grid.themes[column];
  const [count, text] = grid.previews.get(key)?.[column] ?? [0, ""];
  const state = STATES[letters[column]];
  const hit = grid.marked?.[key]?.includes(column);
  const chosen = at === grid.place.row && column === grid.place.column;
  const about = {
    class: `lm-grid-cell lm-state-${dashed(state)}${hit ? " lm-hit" : ""}${chosen ? " lm-at" : ""}`,
    role: "gridcell",
    "aria-colindex": String(column + 2),
    "aria-label": `${reference}, ${name}: ${state}`,
    "data-row": at,
    "data-column": column,
  };
  const cell = el("div", about,
    count > 1 ? el("b", { class: "lm-count" }, String(count)) : null,
    el("span", { dir: "auto" }, text || SHORT[letters[column]] || ""));
  cell.style.gridColumn = column + 2;
  return cell;
};

const gridRow = (grid, at, left, right) => {
  const [key, reference] = grid.rows[at];
  const row = el("div", { class: "lm-grid-row", role: "row", "aria-rowindex": String(at + 1) },
    el("div", { class: "lm-grid-key", role: "rowheader", dir: "auto", title: key }, reference));
  row.style.transform = `translateY(${at * ROW}px)`;
  for (let column = left; column < right; column++) row.append(gridCell(grid, at, column));
  return row;
};

const paint = (grid) => {
  const { scrollTop, scrollLeft, clientHeight, clientWidth } = grid.scroll;
  const first = Math.max(0, Math.floor((scrollTop - HEAD) / ROW) - 4);
  const last = Math.min(grid.rows.length, Math.ceil((scrollTop + clientHeight) / ROW) + 4);
  const left = Math.max(0, Math.floor(scrollLeft / COLUMN) - 1);
  const right = Math.min(grid.themes.length, Math.ceil((scrollLeft + clientWidth) / COLUMN) + 1);
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
    repaint(grid);
  });
};

const fitGrid = (grid) => {
  const height = grid.rows.length * ROW;
  grid.space.style.height = `${height}px`;
  grid.scroll.style.height = `min(56vh, ${height + 60}px)`;
};

// --- choosing a cell

const openCell = (grid, row, column) => show(grid.desk, grid.rows[row][0], grid.themes[column][0]);

const bringIntoSight = ({ scroll, header, place }) => {
  const top = place.row * ROW;
  const high = scroll.clientHeight - header.offsetHeight;
  if (top < scroll.scrollTop) scroll.scrollTop = top;
  if (top + ROW > scroll.scrollTop + high) scroll.scrollTop = top + ROW - high;
  const left = place.column * COLUMN;
  const wide = scroll.clientWidth - header.firstChild.offsetWidth;
  if (left < scroll.scrollLeft) scroll.scrollLeft = left;
  if (left + COLUMN > scroll.scrollLeft + wide) scroll.scrollLeft = left + COLUMN - wide;
};

const chooseCell = (grid, row, column) => {
  const { place, desk } = grid;
  place.row = clamped(row, grid.rows.length - 1);
  place.column = clamped(column, grid.themes.length - 1);
  if (!grid.rows.length) return;
  bringIntoSight(grid);
  paint(grid);
  const [key, reference] = grid.rows[place.row];
  const [theme] = grid.themes[place.column];
  const open = () => show(desk, key, theme);
  desk.ask({ act: "cell", key, theme }, ({ error, name, cell }) => {
    if (error) return;
    const nothing = el("p", { class: "lm-quiet" }, "Nothing stands in this cell.");
    grid.preview.replaceChildren(
      el("h4", { dir: "auto" }, `${reference} · ${name} `, badge(cell.state)),
      ...cell.excerpts.map((one) => excerptView(one, desk, open)),
      ...(cell.excerpts.length ? [] : [nothing]),
      mini("Open at the desk", "", open));
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

const hitRow = (hit, desk) =>
  button([
    el("strong", { dir: "auto" }, hit.reference),
    quiet(` · ${hit.name} · ${hit.locator} `),
    el("span", { dir: "auto" }, hit.text),
  ], "", () => show(desk, hit.key, hit.theme), { class: "lm-hit-row" });

const showAll = (grid) => {
  Object.assign(grid, { rows: grid.all, marked: null });
  fitGrid(grid);
  grid.told.textContent = many(grid.rows.length, "source");
  grid.hits.replaceChildren();
  repaint(grid);
};

const showFound = (grid, { cells, hits, total, words }) => {
  grid.marked = cells;
  grid.rows = grid.all.filter(([key]) => cells[key]);
  const found = [many(grid.rows.length, "source"), many(Object.values(cells).flat().length, "cell")];
  if (words.trim()) found.push(many(total, "excerpt"));
  grid.told.textContent = found.join(", ");
  const more = `The first ${hits.length} of ${counted(total)} are listed.`;
  grid.hits.replaceChildren(
    ...hits.map((hit) => hitRow(hit, grid.desk)),
    ...(total > hits.length ? [el("p", { class: "lm-quiet" }, more)] : []));
  grid.place.row = 0;
  fitGrid(grid);
  grid.scroll.scrollTop = 0;
  repaint(grid);
};

const search = (grid) => {
  const { desk } = grid;
  const wanted = desk.ui.search;
  if (!wanted.words.trim() && !wanted.theme && !wanted.state) return showAll(grid);
  desk.ask({ act: "search", ...wanted }, (answer) => {
    if (!answer.error && answer.words === desk.ui.search.words) showFound(grid, answer);
  });
};

const filterBar = (grid, state) => {
  const wanted = grid.desk.ui.search;
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
    el("input", { type: "search", "data-focus": "words", placeholder: "words in any excerpt",
      "aria-label": "Search all excerpts", value: wanted.words, oninput: type }),
    choice("theme", "Only this theme", [["", "any theme"], ...state.themes]),
    choice("state", "Only cells that are", [["", "any state"], ...states]),
    grid.told);
};

// --- the view

const gridHead = (themes) => {
  const column = ([, name]) =>
    el("div", { class: "lm-grid-cell", role: "columnheader", dir: "auto", title: name }, name);
  return el("div", { class: "lm-grid-head", role: "row" },
    el("div", { class: "lm-grid-key", role: "columnheader" }, "Source"), themes.map(column));
};

const gridView = (state, ui, desk) => {
  const choose = "Choose a cell to see all of it; a double click, or Enter, opens it.";
  const grid = {
    desk,
    all: state.rows,
    rows: state.rows,
    themes: state.themes,
    marked: null,
    previews: new Map(),
    place: ui.place,
    version: 0,
    header: gridHead(state.themes),
    space: el("div", { class: "lm-space" }),
    told: el("span", { class: "lm-quiet", "aria-live": "polite" }),
    hits: el("div", { class: "lm-hits" }),
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
    class: "lm-scroll",
    tabindex: "0",
    role: "grid",
    "aria-label": "The matrix",
    "aria-rowcount": String(state.rows.length),
    onscroll: keepPlace,
    onclick: onCell(chooseCell),
    ondblclick: onCell(openCell),
    onkeydown: (event) => onGridKey(event, grid),
  };
  grid.scroll = el("div", about, grid.header, grid.space);
  grid.scroll.style.setProperty("--lm-columns", grid.themes.length);
  new ResizeObserver(() => grid.scroll.isConnected && paint(grid)).observe(grid.scroll);
  ui.grid = grid;
  return el("div", { class: "lm-grid" }, filterBar(grid, state), grid.scroll, grid.preview, grid.hits);
};

// Once the grid stands on the page: where it was scrolled to, and what was searched for.
const startGrid = (grid, ui) => {
  fitGrid(grid);
  [grid.scroll.scrollTop, grid.scroll.scrollLeft] = ui.scrolled;
  search(grid);
};
