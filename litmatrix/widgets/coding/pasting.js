// A block copied from the table, and one pasted from a spreadsheet: shown cell by cell before it is written.

// --- copying

// The texts may be longer than what the page knows of them, so the kernel writes the block; then the browser
// copies it.
const copyRange = (event, table, cut = false) => {
  if (table.editing) return;
  taken(event);
  const { desk } = table;
  if (table.copied !== null) {
    event.clipboardData.setData("text/plain", table.copied);
    table.copied = null;
    return;
  }
  const [keys, columns] = [rangeKeys(table), rangeColumns(table)];
  desk.ask({ act: "copied", keys, columns }, (answer) => {
    if (answer.error) return tellHere(desk, `Not done: ${answer.error}`);
    table.copied = answer.text;
    focusOn(table.node.field);
    const done = document.execCommand("copy");
    table.copied = null;
    const number = keys.length * columns.length;
    if (!done) return tellHere(desk, "Not done: the browser did not let the desk copy. Press Ctrl+C again.");
    if (cut && desk.send({ act: "clear", keys, columns })) return;
    tellHere(desk, `${many(number, "cell")} copied.`);
  });
};

// --- pasting

const pasteInto = (event, table) => {
  if (table.editing) return event.stopPropagation();
  taken(event);
  openPaste(table, event.clipboardData.getData("text/plain"));
};

const HELD = [
  ["replace", "put the new text in its place"], ["add", "add the new text below it"], ["leave", "leave it"],
];
const VERDICTS = [
  ["new", "fill an empty cell"], ["changed", "replace what is there"], ["refused", "cannot be written"],
  ["left", "left as they are"], ["same", "have this text already"],
];

const openPaste = (table, text) => {
  const { top, bottom, left, right } = rangeOf(table);
  table.paste = {
    text, column: table.columns[left]?.id ?? "", top, span: [bottom - top + 1, right - left + 1],
    options: { heads: null, keys: null, held: "replace", blanks: false },
    answer: null, cells: [], without: new Set(), verdict: "", told: "", writing: false,
  };
  table.desk.draw();
  if (text.trim()) planPaste(table);
  else table.desk.find("pasted text")?.focus();
};

const closePaste = (table) => {
  table.paste = null;
  table.desk.draw();
  focusOn(table.node.field);
};

const planPaste = (table) => {
  const { paste, desk } = table;
  const { text, column, top, span, options } = paste;
  const lines = text.split(/\r\n?|\n/).length;
  const keys = table.rows.slice(top, top + Math.max(lines, span[0])).map(([key]) => key);
  desk.ask({ act: "pasting", text, keys, column, span, options }, (answer) => {
    if (table.paste !== paste) return;
    paste.told = answer.error ?? "";
    if (answer.error) paste.answer = null;
    else {
      Object.assign(paste, { answer, cells: answer.cells, verdict: "", without: new Set(answer.doubtful) });
      Object.assign(options, { heads: answer.heads, keys: answer.keys });
    }
    const had = document.activeElement;
    const asked = had?.dataset.focus?.startsWith("paste ");
    desk.draw();
    if (asked && paste.answer) return;
    const all = desk.find("paste all");
    desk.find(!paste.answer ? "pasted text" : all.disabled ? "paste leave" : "paste all")?.focus();
  });
};

// Another kind of cells, or more of the same.
const morePaste = (table, verdict, start) => {
  const { paste, desk } = table;
  desk.ask({ act: "pasted", block: paste.answer.block, verdict, start }, (answer) => {
    if (table.paste !== paste) return;
    if (answer.error) paste.told = answer.error;
    else Object.assign(paste, { verdict, cells: start ? [...paste.cells, ...answer.cells] : answer.cells });
    desk.draw();
  });
};

const writePaste = (table) => {
  const { paste, desk } = table;
  const { block } = paste.answer;
  if (desk.send({ act: "paste", block, without: [...paste.without] })) paste.writing = true;
};

// --- what is shown of it

const pastedCell = (table, one) => {
  const { paste, desk } = table;
  const can = one.verdict === "new" || one.verdict === "changed";
  const tick = (checked) => {
    if (checked) paste.without.delete(one.place);
    else paste.without.add(one.place);
    desk.draw();
  };
  const where = `${one.source} · ${one.name}`;
  const about = { "aria-label": `Write ${where}`, "data-focus": `tick ${one.place}` };
  return el("tr", { class: `lm-paste-${one.verdict}` },
    el("td", {}, can
      ? tickBox(!paste.without.has(one.place), tick, about)
      : el("b", { "aria-hidden": "true" }, one.verdict === "refused" ? "✗" : "–")),
    el("td", { dir: "auto" }, where),
    el("td", { class: "lm-paste-text", dir: "auto" }, one.before || quiet("(empty)")),
    el("td", { class: "lm-paste-text", dir: "auto" }, one.after || quiet("(empty)")),
    el("td", { dir: "auto" },
      one.why ? el("div", { class: one.verdict === "refused" ? "lm-odd" : "lm-quiet" }, one.why) : null,
      one.notes.map((note) => el("div", { class: "lm-odd", dir: "auto" }, note))));
};

const pasteOptions = (table) => {
  const { paste } = table;
  const set = (name) => (value) => {
    paste.options[name] = value;
    planPaste(table);
  };
  const box = (name, label) =>
    el("label", { class: "lm-check" },
      tickBox(Boolean(paste.options[name]), set(name), { "data-focus": `paste ${name}` }), ` ${label}`);
  return el("div", { class: "lm-tools" },
    box("heads", "The first line names the columns"), box("keys", "The first column names the sources"),
    el("label", {}, "Where a cell is not empty: ",
      menu(paste.options.held, HELD, set("held"), { "data-focus": "paste held" })),
    box("blanks", "Blank cells clear"));
};

const pasteCounts = (table) => {
  const { paste } = table;
  const { counts } = paste.answer;
  const chip = ([verdict, words]) => {
    const chosen = paste.verdict === verdict;
    const turn = () => morePaste(table, chosen ? "" : verdict, 0);
    const pressed = String(chosen);
    const about = { "aria-pressed": pressed, class: "lm-mini lm-tab", "data-focus": `paste ${verdict}` };
    return counts[verdict] ? mini(`${counted(counts[verdict])} ${words}`, "", turn, about) : null;
  };
  return el("div", { class: "lm-tools", role: "group", "aria-label": "Show only" }, VERDICTS.map(chip));
};

const pasteTable = (table) => {
  const { paste } = table;
  const { counts } = paste.answer;
  const all = paste.verdict ? counts[paste.verdict] : Object.entries(counts)
    .reduce((sum, [name, number]) => sum + (name === "same" ? 0 : number), 0);
  const more = () => morePaste(table, paste.verdict, paste.cells.length);
  const heads = ["", "Cell", "Now", "New", ""];
  const about = { class: "lm-paste-list", tabindex: "0", role: "region", "data-scroll": "paste",
    "aria-label": "What would be written", "data-focus": "paste list" };
  const left = all - paste.cells.length;
  return el("div", about,
    el("table", {}, el("thead", {}, el("tr", {}, heads.map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, paste.cells.map((one) => pastedCell(table, one)))),
    left > 0 ? mini(`Show more (${counted(left)})`, "", more, { "data-focus": "paste more" }) : null);
};

const pasteView = (table) => {
  const { paste, desk } = table;
  const { answer, text } = paste;
  const onKey = (event) => {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    taken(event);
    closePaste(table);
  };
  const leave = button("Cancel", "Esc", () => closePaste(table), { "data-focus": "paste leave" });
  const about = { class: "lm-paste", role: "dialog", "aria-label": "Paste a block", onkeydown: onKey };
  const alert = { class: "lm-message", role: "alert", dir: "auto" };
  const told = paste.told ? el("div", alert, paste.told) : null;
  if (!answer) {
    const read = (event) => {
      paste.text = event.target.value;
    };
    const look = () => paste.text.trim() && planPaste(table);
    return el("section", about, el("h3", {}, "Paste a block"), told,
      el("p", {}, "Copy cells in Excel, Calc or Sheets, and paste them here. ",
        "Nothing is written before you have seen it."),
      el("textarea", { rows: "6", dir: "auto", "aria-label": "What you copied", "data-focus": "pasted text",
        value: text, oninput: read, onpaste: () => setTimeout(look) }),
      el("div", { class: "lm-tools" }, button("Preview", "", look, { class: "lm-go" }), leave));
  }
  const { counts, size } = answer;
  const written = counts.new + counts.changed - paste.without.size;
  const go = () => written > 0 && !desk.ui.busy && writePaste(table);
  const doubts = many(answer.doubtful.length, "cell");
  const why = `${doubts} may have been changed by the spreadsheet and not by you: not ticked.`;
  const doubtful = answer.doubtful.length ? el("p", { class: "lm-odd" }, why) : null;
  return el("section", about,
    el("h3", {}, `Paste ${many(size[0], "row")} of ${many(size[1], "column")}`), told,
    pasteOptions(table), pasteCounts(table), doubtful, pasteTable(table),
    el("div", { class: "lm-tools" },
      button(`Write ${many(Math.max(0, written), "cell")}`, "Enter", go,
        { class: "lm-go", disabled: written <= 0, "data-focus": "paste all" }), leave,
      quiet("Done in one step; one Undo takes it back.")));
};
