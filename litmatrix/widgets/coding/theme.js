// One theme down the sources: what the review says on it, and what each source says.

const SIDES = [
  ["for", "Speak for"], ["against", "Speak against"], ["both", "Speak both ways"], ["neutral", "Neutral"],
  ["silent", "Not mentioned"], ["due", "Due"], ["unread", "Unread"],
];
// So many sources are named on a side.
const NAMED = 60;

// The statement that is being written, with what stood there when it was begun.
const statementOf = ({ ui }, column) =>
  ui.statements.get(column.id) ?? { was: column.statement, text: column.statement };

const saveStatement = (desk, column) =>
  desk.send({ act: "statement", theme: column.id, ...statementOf(desk, column) });

const statementClash = (column, desk) => {
  const { statements } = desk.ui;
  const drop = () => {
    statements.delete(column.id);
    desk.draw();
  };
  const insist = () => {
    statements.set(column.id, { was: column.statement, text: statementOf(desk, column).text });
    saveStatement(desk, column);
  };
  return el("div", { class: "lm-conflict", role: "alert" },
    el("strong", {}, "Someone else changed this statement meanwhile. Nothing was overwritten."),
    el("h4", {}, "Theirs, saved; yours is above, not saved"),
    el("pre", { dir: "auto" }, column.statement || "(empty)"),
    el("div", { class: "lm-tools" },
      button("Keep theirs", "", drop), button("Replace it with mine", "", insist)));
};

const statementView = (column, desk) => {
  const { was, text } = statementOf(desk, column);
  const label = "What the review says on this theme";
  const save = () => saveStatement(desk, column);
  const keep = (event) => desk.ui.statements.set(column.id, { was, text: event.target.value });
  const onKey = (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    taken(event);
    save();
  };
  return el("div", {},
    el("h4", {}, "What the review says"),
    el("textarea", { class: "lm-statement", rows: "5", dir: "auto", "aria-label": label, placeholder: label,
      "data-focus": "statement", value: text, oninput: keep, onkeydown: onKey }),
    el("div", { class: "lm-tools" }, button("Save the statement", "Ctrl+Enter", save, { class: "lm-go" })),
    was === column.statement ? null : statementClash(column, desk));
};

const sideView = ([name, label], column, desk) => {
  const list = column.groups[name];
  const chip = ([key, reference]) =>
    button(reference, "", () => show(desk, key, column.id), { class: "lm-chip", dir: "auto" });
  return el("div", { class: "lm-side-row" },
    el("strong", {}, `${label}: ${counted(list.length)}`), " ",
    list.slice(0, NAMED).map(chip),
    list.length > NAMED ? quiet(` and ${list.length - NAMED} more`) : null);
};

const columnRow = (row, column, desk) => {
  const open = () => show(desk, row.key, column.id);
  return el("section", { class: "lm-column-row" },
    button(row.reference, "", open, { class: "lm-link lm-reference", dir: "auto" }),
    el("div", {}, row.excerpts.map((one) => excerptView(one, desk, open))));
};

const columnHead = (column, themes, desk) => {
  const turn = (theme) => desk.send({ act: "theme", theme });
  const pick = menu(column.id, themes.map((one) => [one.id, one.name]), turn,
    { "aria-label": "Theme", "data-focus": "column" });
  const question = [el("strong", {}, "Question: "), column.question];
  return el("div", { class: "lm-column-head" },
    el("label", {}, "Theme ", pick),
    column.definition ? quietLine(column.definition) : null,
    column.question ? el("p", { class: "lm-small", dir: "auto" }, question) : null);
};

const themeView = ({ column, themes, empty }, desk) => {
  if (!column) return emptyView(empty);
  const { rows, sheet, sheets } = column;
  const turn = (to, label) =>
    button(label, "", () => desk.send({ act: "sheet", sheet: to }), { disabled: to < 0 || to >= sheets });
  const list = {
    class: "lm-column-rows",
    tabindex: "0",
    "aria-label": "What the sources say",
    "data-scroll": `column ${column.id} ${sheet}`,
  };
  const place = sheets > 1 ? ` on page ${sheet + 1} of ${sheets}` : "";
  const turns = [turn(sheet - 1, "‹ earlier sources"), turn(sheet + 1, "later sources ›")];
  return el("div", { class: "lm-column" },
    columnHead(column, themes, desk),
    el("div", { class: "lm-two" },
      statementView(column, desk),
      el("div", { class: "lm-sides" }, SIDES.map((side) => sideView(side, column, desk)))),
    el("h4", {}, `What the sources say (${rows.length}${place})`),
    rows.length
      ? el("div", list, rows.map((row) => columnRow(row, column, desk)))
      : quietLine("No source has anything on this theme yet."),
    sheets > 1 ? el("div", { class: "lm-tools" }, turns) : null);
};
