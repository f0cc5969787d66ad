// The table to fill: sources down, descriptors and themes across, walked and filled as a spreadsheet. What is
// in sight is drawn and asked for. A field without a frame has the focus and lies over the chosen cell: it
// takes what is typed, copied and pasted. What was typed is shown at once, and saved cell after cell.

const HEIGHTS = [["3", "3 lines a row"], ["1", "1 line a row"], ["8", "8 lines a row"]];
const WIDE = 190;
const placeName = (key, column) => `${key}\n${column}`;

const newTable = () => ({
  row: 0, column: 0, fromRow: 0, fromColumn: 0, scrolled: [0, 0], lines: "3", find: "",
  texts: new Map(), letters: new Map(), wholes: new Map(), known: new Set(), sure: new Set(),
  version: -1, sources: -1, all: null, rows: null,
  editing: null, pending: [], sent: 0, kept: new Map(),
  paste: null, copied: null, asked: 0, node: {},
});

const tableHeld = ({ editing, pending, paste }) => Boolean(editing || pending.length || paste);

// --- what is where

const cellAt = (table, row = table.row, column = table.column) => ({
  key: table.rows[row]?.[0] ?? "", reference: table.rows[row]?.[1] ?? "", column: table.columns[column],
});
const hereIn = (table) => {
  const { key, column } = cellAt(table);
  return column && key ? placeName(key, column.id) : "";
};
const rangeOf = ({ row, column, fromRow, fromColumn }) => ({
  top: Math.min(row, fromRow), bottom: Math.max(row, fromRow),
  left: Math.min(column, fromColumn), right: Math.max(column, fromColumn),
});
const rangeKeys = (table) => {
  const { top, bottom } = rangeOf(table);
  return table.rows.slice(top, bottom + 1).map(([key]) => key);
};
const rangeColumns = (table) => {
  const { left, right } = rangeOf(table);
  return table.columns.slice(left, right + 1).map(({ id }) => id);
};
const pendingAt = (table, place) => table.pending.findLast((one) => one.place === place);
const textAt = (table, place) =>
  pendingAt(table, place)?.text ?? table.kept.get(place)?.text ?? table.texts.get(place);

// --- drawing what is in sight

const tableCell = (table, at, column) => {
  const [key, reference] = table.rows[at];
  const { id, name, theme, there } = table.columns[column];
  const place = placeName(key, id);
  const { top, bottom, left, right } = rangeOf(table);
  const within = at >= top && at <= bottom && column >= left && column <= right;
  const here = at === table.row && column === table.column;
  const text = textAt(table, place);
  const letter = table.letters.get(place) ?? "";
  const kept = table.kept.has(place);
  const clash = clashes(table.desk, key, id);
  const sign = clash || kept ? "!!" : text ? "" : SIGNS[letter] ?? "";
  const state = theme && letter ? `, ${STATES[letter]}` : "";
  const told = clash ? ", conflict: two versions" : kept ? ", not saved" : "";
  const classes = ["lm-fill-cell", within && "lm-within", here && "lm-at", !there && "lm-missing-column",
    pendingAt(table, place) && "lm-pending", (kept || clash) && "lm-fill-clash"].filter(Boolean);
  const cell = el("div", {
    class: classes.join(" "), role: "gridcell", dir: "auto", "aria-colindex": String(column + 2),
    "aria-label": `${reference}, ${name}${state}${told}: ${text || "empty"}`, "aria-selected": String(within),
    "data-row": at, "data-column": column,
  }, sign ? el("b", { class: "lm-fill-sign", "aria-hidden": "true" }, sign) : null,
    el("span", { dir: "auto" }, text ?? "…"));
  cell.style.gridColumn = column + 2;
  return cell;
};

const tableRow = (table, at, left, right) => {
  const [key, reference] = table.rows[at];
  const row = el("div", { class: "lm-grid-row", role: "row", "aria-rowindex": String(at + 2) },
    el("div", { class: "lm-grid-key", role: "rowheader", dir: "auto", title: `${reference} (${key})`,
      "data-row": at }, reference));
  row.style.transform = `translateY(${at * table.sizes.row}px)`;
  for (let column = left; column < right; column++) row.append(tableCell(table, at, column));
  return row;
};

const paintTable = (table, anew = true) => {
  const { scroll, space } = table.node;
  const sight = inSight(scroll, table.sizes, table.rows.length, table.columns.length);
  if (!anew && sight.join() === table.drawn) return;
  table.drawn = sight.join();
  const [first, last, left, right] = sight;
  const rows = [];
  for (let at = first; at < last; at++) rows.push(tableRow(table, at, left, right));
  space.replaceChildren(...rows);
  placeField(table);
  askTexts(table, table.rows.slice(first, last).map(([key]) => key), table.columns.slice(left, right));
};

const askTexts = (table, keys, columns) => {
  const ids = columns.map(({ id }) => id);
  const missing = keys.filter((key) => ids.some((id) => !table.known.has(placeName(key, id))));
  if (!missing.length || !ids.length) return;
  const { known, texts, letters } = table;
  for (const key of missing) for (const id of ids) known.add(placeName(key, id));
  table.desk.ask({ act: "texts", keys: missing, columns: ids }, ({ cells = {} }) => {
    if (known !== table.known) return;
    for (const key of missing)
      ids.forEach((id, at) => {
        const [text, letter, whole] = cells[key]?.[at] ?? ["", "", false];
        texts.set(placeName(key, id), text);
        if (whole) table.sure.add(placeName(key, id));
        letters.set(placeName(key, id), letter);
      });
    if (table.node.scroll?.isConnected) paintTable(table);
  });
};

const placeField = (table) => {
  const { scroll, field, frame } = table.node;
  const { sizes, row, column, editing } = table;
  const key = scroll.querySelector(".lm-grid-key")?.offsetWidth ?? 170;
  const width = editing ? Math.max(360, sizes.column) : sizes.column;
  const high = frame.clientHeight;
  const left = key + column * sizes.column - scroll.scrollLeft;
  const top = HEAD + row * sizes.row - scroll.scrollTop;
  const least = table.columns[column]?.theme ? 110 : 30;
  const height = editing ? Math.max(least, sizes.row, Math.min(260, field.scrollHeight + 6)) : sizes.row;
  Object.assign(field.style, {
    left: `${Math.max(0, Math.min(left, frame.clientWidth - width))}px`,
    top: `${Math.max(0, Math.min(top, high - height))}px`, width: `${width}px`, height: `${height}px`,
  });
  const { offers } = table.node;
  Object.assign(offers.style, { left: field.style.left, top: `${parseFloat(field.style.top) + height}px` });
};

// --- going about

const goTo = (table, row, column, extend = false) => {
  if (!table.rows.length || !table.columns.length) return;
  table.row = clamped(row, table.rows.length - 1);
  table.column = clamped(column, table.columns.length - 1);
  if (!extend) Object.assign(table, { fromRow: table.row, fromColumn: table.column });
  bringIntoSight({ ...table.node, sizes: table.sizes }, table);
  paintTable(table);
  tellCell(table);
};

// What stands in the chosen cell, whole, and how it reads.
const tellCell = (table) => {
  const place = hereIn(table);
  const { key, reference, column } = cellAt(table);
  const { field, whole } = table.node;
  if (!place) return whole.replaceChildren(quiet("No source is in the table."));
  const { rows, row, wholes, desk } = table;
  field.setAttribute("aria-label",
    `${reference}, ${column.name}, row ${row + 1} of ${rows.length}: ${textAt(table, place) || "empty"}`);
  if (wholes.has(place)) return wholeView(table, wholes.get(place));
  clearTimeout(table.telling);
  table.telling = setTimeout(() => {
    desk.ask({ act: "whole", key, column: column.id }, (answer) => {
      if (!answer.error && wholes === table.wholes) wholes.set(place, answer);
      if (place === hereIn(table) && table.node.whole.isConnected) wholeView(table, answer);
    });
  }, 40);
};

const wholeView = (table, answer) => {
  const { desk } = table;
  const { key, reference, column } = cellAt(table);
  const place = hereIn(table);
  const open = () => show(desk, key, column.theme ? column.id : "");
  const kept = table.kept.get(place);
  const again = () => beginEdit(table, kept.text, { before: kept.before });
  const drop = () => {
    table.kept.delete(place);
    paintTable(table);
    tellCell(table);
    focusOn(table.node.field);
  };
  const { cell, described } = answer;
  const clash = cell?.conflict ?? described?.conflict;
  const shown = cell
    ? cell.excerpts.map((one) => excerptView(one, desk, () => beginEdit(table)))
    : [el("p", { class: "lm-words", dir: "auto" }, described?.value ?? "")];
  const definition = described?.values.find(([value]) => value === described.value)?.[1];
  const allowed = described?.values.map(([value]) => value).join("; ");
  table.node.whole.replaceChildren(
    el("h4", { dir: "auto" }, `${reference} · ${column.name} `, cell ? badge(cell.state) : null,
      el("span", { class: "lm-spring" }), mini("Edit", "F2", () => beginEdit(table)),
      mini("Open at the desk", "Ctrl+Enter", open)),
    ...(column.there ? [] : [el("p", { class: "lm-odd" },
      "matrix.csv has no such column: litmatrix check says what is missing.")]),
    ...(answer.error ? [el("p", { class: "lm-odd" }, answer.error)] : []),
    ...(kept ? [el("div", { class: "lm-conflict", role: "alert" },
      el("strong", { dir: "auto" }, `Not saved: ${kept.why}`), el("pre", { dir: "auto" }, kept.text),
      el("div", { class: "lm-tools" },
        button("Correct what I typed", "", again), button("Discard it", "", drop)))] : []),
    ...(clash ? [conflictView(clash, desk, key, column.id, Boolean(described))] : []),
    ...shown,
    ...(definition ? [quietLine(definition)] : []),
    ...(allowed ? [quietLine(`One of: ${allowed}`)] : []),
    ...(described?.odd ? [el("p", { class: "lm-odd", dir: "auto" }, described.odd)] : []));
};

// --- the mouse

const tableMouse = (table) => {
  const cellOf = (event) => {
    const node = event.target.closest?.(".lm-fill-cell, .lm-grid-key");
    return node && table.node.scroll.contains(node) ? node.dataset : null;
  };
  let dragging = false;
  const drag = (event) => {
    const at = dragging && event.buttons & 1 ? cellOf(event) : null;
    if (!at?.column || !at.row) return;
    const [row, column] = [Number(at.row), Number(at.column)];
    if (row !== table.row || column !== table.column) goTo(table, row, column, true);
  };
  const down = (event) => {
    const at = cellOf(event);
    if (!at || event.button !== 0) return;
    event.preventDefault();
    if (table.editing) commitEdit(table);
    focusOn(table.node.field);
    const extend = event.shiftKey;
    if (at.row && at.column) goTo(table, Number(at.row), Number(at.column), extend);
    else if (at.row) chooseRange(table, Number(at.row), Number(at.row), 0, table.columns.length - 1);
    else if (at.column) chooseRange(table, 0, table.rows.length - 1, Number(at.column), Number(at.column));
    dragging = Boolean(at.row && at.column);
  };
  return {
    onmousedown: down,
    onmousemove: drag,
    onmouseup: () => {
      dragging = false;
    },
    ondblclick: (event) => cellOf(event)?.column && cellOf(event).row && beginEdit(table),
  };
};

const chooseRange = (table, fromRow, row, fromColumn, column) => {
  Object.assign(table, { fromRow, fromColumn, row: fromRow, column: fromColumn });
  tellCell(table);
  // The cell that is chosen stays where the range begins, so that nothing scrolls.
  Object.assign(table, { fromRow: row, fromColumn: column });
  paintTable(table);
};
