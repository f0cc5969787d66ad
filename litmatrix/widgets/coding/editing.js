// A cell of the table is filled: the field over it, what is typed, and how it comes to be saved.

const editField = (table) => {
  const { editing } = table;
  const about = {
    class: `lm-fill-field${editing ? " lm-editing" : ""}`, rows: "1", dir: "auto", spellcheck: "false",
    autocomplete: "off", "data-focus": "fill", "data-home": "", "aria-label": "Cell",
    value: editing?.text ?? "",
    oninput: () => typedInto(table), onkeydown: (event) => onTableKey(event, table),
    oncopy: (event) => copyRange(event, table), oncut: (event) => copyRange(event, table, true),
    onpaste: (event) => pasteInto(event, table), onfocusout: (event) => leftField(event, table),
  };
  return el("textarea", about);
};

// --- beginning and leaving

// `typed`: the first letter took the place of what stood there; an arrow then goes on to the next cell.
const beginEdit = (table, text, more = {}) => {
  const { key, column } = cellAt(table);
  const place = hereIn(table);
  if (!place || !column.there) return;
  // What stands there: asked for whole, or shown whole in the table.
  const known = table.wholes.get(place) ?? (table.sure.has(place) ? { text: table.texts.get(place) } : null);
  const waiting = pendingAt(table, place);
  const kept = table.kept.get(place);
  if (text === undefined && !known && !waiting && !kept) {
    // What stands there is on its way.
    table.desk.ask({ act: "whole", key, column: column.id }, (answer) => {
      if (answer.error || place !== hereIn(table) || table.editing) return;
      table.wholes.set(place, answer);
      beginEdit(table);
    });
    return;
  }
  const { field } = table.node;
  const before = more.before ?? (waiting ? undefined : kept ? kept.before : known?.text);
  table.editing = {
    place, key, column: column.id, before, typed: false, ...more,
    text: text ?? waiting?.text ?? kept?.text ?? known.text,
  };
  Object.assign(table, { fromRow: table.row, fromColumn: table.column });
  field.classList.add("lm-editing");
  if (field.value !== table.editing.text) field.value = table.editing.text;
  if (text === undefined) field.setSelectionRange(field.value.length, field.value.length);
  focusOn(field);
  placeField(table);
  showOffers(table);
  hintEdit(table);
};

const endEdit = (table) => {
  const { field } = table.node;
  clearTimeout(table.hinting);
  table.editing = null;
  field.value = "";
  field.classList.remove("lm-editing");
  placeField(table);
  showOffers(table);
};

const cancelEdit = (table) => {
  endEdit(table);
  paintTable(table);
  tellCell(table);
};

const typedInto = (table) => {
  const { field } = table.node;
  if (!table.editing) return beginEdit(table, field.value, { typed: true });
  table.editing.text = field.value;
  placeField(table);
  showOffers(table);
  hintEdit(table);
};

// What is typed is shown at once and saved in its turn.
const commitEdit = (table) => {
  const { editing, desk } = table;
  if (!editing) return;
  const { place, key, column, before } = editing;
  const text = completed(table);
  endEdit(table);
  table.kept.delete(place);
  if (text !== before) {
    table.asked += 1;
    table.pending.push({ id: table.asked, place, key, column, before, text });
  }
  paintTable(table);
  saveNext(table, desk);
};

// The beginning of one allowed value, and of no other, is that value.
const completed = (table) => {
  const { text, typed } = table.editing;
  const begun = plainly(text.trim());
  if (!typed || !begun || isSeveral(table)) return text;
  const fit = valuesFor(table).filter((value) => plainly(value).startsWith(begun));
  return fit.length === 1 ? fit[0] : text;
};

const leftField = ({ relatedTarget }, table) => {
  if (!table.editing || !relatedTarget || table.node.frame.contains(relatedTarget)) return;
  if (!relatedTarget.closest(".lm-fill-whole")) commitEdit(table);
};

// --- saving: one after the other, each with what stood there when it was begun

const saveNext = (table, desk) => {
  const [next] = table.pending;
  if (!next || desk.ui.busy || table.sent) return;
  if (next.before === undefined) {
    if (next.asked) return;
    next.asked = true;
    desk.ask({ act: "whole", key: next.key, column: next.column }, (answer) => {
      next.before = answer.text ?? "";
      saveNext(table, desk);
    });
    return;
  }
  const { id, key, column, before, text } = next;
  if (desk.send({ act: "fill", id, key, column, before, text })) table.sent = id;
};

// A state came: what became of the cell that was sent last, and of a block that was pasted.
const tableAnswered = (table, desk) => {
  const { filled = {}, message, saved } = desk.state;
  const [first] = table.pending;
  if (table.sent && first && !desk.ui.busy) {
    const answered = filled.id === table.sent;
    table.pending.shift();
    table.sent = 0;
    const clash = clashes(desk, first.key, first.column);
    const why = answered ? filled.why : message || saved.text;
    if (!(answered && filled.ok) && !clash)
      table.kept.set(first.place, { text: first.text, before: first.before, why });
    else table.texts.set(first.place, first.text);
  }
  if (table.paste?.writing) {
    table.paste.writing = false;
    if (saved.ok && !message.startsWith("Not done")) table.paste = null;
    else table.paste.told = message || saved.text;
  }
};

// --- while one types: what may stand there, and how it reads

const valuesFor = (table) => {
  const { editing, columns } = table;
  return editing ? columns.find(({ id }) => id === editing.column)?.values ?? [] : [];
};
const isSeveral = (table) => table.columns.find(({ id }) => id === table.editing?.column)?.type === "choices";

const showOffers = (table) => {
  const { offers } = table.node;
  const values = valuesFor(table);
  offers.hidden = !values.length;
  if (offers.hidden) return;
  const { text } = table.editing;
  const several = isSeveral(table);
  const given = several ? text.split(";").map((one) => one.trim()) : [text.trim()];
  const fit = values.filter((value) =>
    several || !table.editing.typed || plainly(value).startsWith(plainly(text.trim())));
  offers.replaceChildren(...(fit.length ? fit : values).map((value) => {
    const take = (event) => {
      event.preventDefault();
      takeValue(table, value);
    };
    const about = { role: "option", "aria-selected": String(given.includes(value)), dir: "auto" };
    return el("li", { ...about, onmousedown: take }, value);
  }));
};

const takeValue = (table, value) => {
  const { field } = table.node;
  const given = table.editing.text.split(";").map((one) => one.trim()).filter(Boolean);
  const has = given.includes(value);
  const more = has ? given.filter((one) => one !== value) : [...given, value];
  field.value = isSeveral(table) ? more.join("; ") : value;
  table.editing.typed = false;
  typedInto(table);
};

// Up and down choose among the allowed values of one choice.
const stepValue = (table, by) => {
  const values = valuesFor(table);
  if (!values.length || isSeveral(table)) return false;
  const at = values.indexOf(table.editing.text.trim());
  takeValue(table, values[(at + by + values.length) % values.length]);
  return true;
};

const GRAMMAR =
  "One excerpt per line: “…” (p. 12) is a quotation, # … a memo, none: not mentioned; " +
  "[Subtheme +] at the beginning gives its subtheme and stance.";

const typedView = (table, text, { error, told, why, notes = [] }) => {
  const { reference, column: { name, theme, about } } = cellAt(table);
  const bad = why || error;
  return [
    el("h4", { dir: "auto" }, `${reference} · ${name}`),
    el("p", { class: "lm-fill-told" }, text.trim() ? told : "empty"),
    ...(bad ? [el("p", { class: "lm-odd", role: "alert", dir: "auto" }, `Cannot be saved: ${bad}`)] : []),
    ...notes.map((note) => el("p", { class: "lm-odd", dir: "auto" }, note)),
    ...(about ? [quietLine(about)] : []),
    ...(theme ? [quietLine(GRAMMAR)] : []),
  ];
};

const hintEdit = (table) => {
  clearTimeout(table.hinting);
  const { editing, desk } = table;
  const ask = () => {
    const { key, column, text, before = "" } = editing;
    desk.ask({ act: "hint", key, column, before, text }, (answer) => {
      const { whole } = table.node;
      if (table.editing !== editing || editing.text !== text || !whole.isConnected) return;
      whole.replaceChildren(...typedView(table, text, answer));
    });
  };
  table.hinting = setTimeout(ask, 140);
};

// --- keys

const ends = ({ rows, columns }) => ({ row: rows.length - 1, column: columns.length - 1 });

const onTableKey = (event, table) => {
  if (event.isComposing) return event.stopPropagation();
  if (table.editing) return onEditKey(event, table);
  const { key, shiftKey: shift, altKey, repeat } = event;
  const ctrl = event.ctrlKey || event.metaKey;
  const { row, column, desk } = table;
  const last = ends(table);
  if (altKey) return;
  if (ctrl) return onControl(event, table);
  const page = Math.max(1, Math.floor(table.node.scroll.clientHeight / table.sizes.row) - 1);
  const moves = {
    ArrowDown: [row + 1, column], ArrowUp: [row - 1, column], ArrowRight: [row, column + 1],
    ArrowLeft: [row, column - 1], PageDown: [row + page, column], PageUp: [row - page, column],
    Home: [row, 0], End: [row, last.column],
  };
  const steps = {
    Enter: () => goTo(table, row + (shift ? -1 : 1), column),
    Tab: () => goTo(table, row, column + (shift ? -1 : 1)),
    F2: () => beginEdit(table),
    Backspace: () => beginEdit(table, "", { typed: true }),
    Delete: () => repeat || clearRange(table),
    Escape: () => desk.focus(),
  };
  const act = moves[key] ? () => goTo(table, ...moves[key], shift) : steps[key];
  if (!act) return event.stopPropagation();
  taken(event);
  act();
};

const onControl = (event, table) => {
  const { key, shiftKey: shift } = event;
  const { row, column, desk } = table;
  const last = ends(table);
  const { key: source, column: { id, theme } } = cellAt(table);
  const act = {
    ArrowDown: () => goTo(table, last.row, column, shift), ArrowUp: () => goTo(table, 0, column, shift),
    ArrowRight: () => goTo(table, row, last.column, shift), ArrowLeft: () => goTo(table, row, 0, shift),
    Home: () => goTo(table, 0, 0, shift), End: () => goTo(table, last.row, last.column, shift),
    Enter: () => show(desk, source, theme ? id : ""),
    a: () => chooseRange(table, 0, last.row, 0, last.column),
    z: () => undo(desk),
  }[key.length === 1 ? key.toLowerCase() : key];
  if (!act) return;
  taken(event);
  act();
};

const onEditKey = (event, table) => {
  const { key, shiftKey: shift, altKey } = event;
  const ctrl = event.ctrlKey || event.metaKey;
  const { row, column, editing } = table;
  const { field } = table.node;
  const done = (down, right) => {
    commitEdit(table);
    goTo(table, row + down, column + right);
  };
  const lineBelow = () => {
    field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
    typedInto(table);
  };
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[key];
  let act = null;
  if (key === "Enter") act = altKey || ctrl ? lineBelow : () => done(shift ? -1 : 1, 0);
  else if (ctrl || altKey) return event.stopPropagation();
  else if (key === "Tab") act = () => done(0, shift ? -1 : 1);
  else if (key === "Escape") act = () => cancelEdit(table);
  else if (arrow && valuesFor(table).length && !isSeveral(table)) act = () => stepValue(table, arrow);
  else if (arrow && editing.typed && !field.value.includes("\n")) act = () => done(arrow, 0);
  if (!act) return event.stopPropagation();
  taken(event);
  act();
};

const clearRange = (table) => {
  const { desk } = table;
  const { top, bottom, left, right } = rangeOf(table);
  if (top === bottom && left === right) {
    const place = hereIn(table);
    if (table.kept.delete(place)) return cancelEdit(table);
  }
  desk.send({ act: "clear", keys: rangeKeys(table), columns: rangeColumns(table) });
};
