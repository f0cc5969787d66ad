// The files of the list: which record each is the full text of, why, and what would become of it.

const STATE_WORDS = {
  ready: "will be saved", choose: "please check", same: "saved already", broken: "unusable",
  left: "left out",
};
const OUTCOMES = {
  stored: "saved", replaced: "saved, replacing an older file", beside: "saved beside the other file",
  same: "was there already", failed: "not saved",
};

const rowAt = ({ state, ui }) => state.list?.rows[Math.max(0, Math.min(ui.at, state.list.rows.length - 1))];

const stepFile = (desk, by) => {
  const { state, ui } = desk;
  if (!state.list?.rows.length) return;
  ui.at = Math.max(0, Math.min(state.list.rows.length - 1, ui.at + by));
  desk.draw();
  desk.root.querySelector(".lm-at")?.scrollIntoView({ block: "nearest" });
};

const tickFile = (desk, row) => row && desk.send({ act: "tick", number: row.number, on: !row.ticked });

const openChoice = (desk, row) => {
  if (!row || row.state === "broken") return;
  Object.assign(desk.ui, { choosing: row.number, words: "", hits: null });
  desk.draw();
  desk.focus("words");
};
const leaveChoice = (desk) => {
  const { choosing } = desk.ui;
  desk.ui.choosing = 0;
  desk.draw();
  desk.focus(`record ${choosing}`);
};
const chooseRecord = (desk, key) => {
  const { choosing } = desk.ui;
  desk.ui.choosing = 0;
  desk.send({ act: "choose", number: choosing, key });
};
const turnFiles = (desk, sheet) => {
  if (sheet < 0 || sheet >= desk.state.list.sheets) return;
  desk.ui.at = 0;
  desk.send({ act: "sheet", sheet });
};

const pressFiles = (key, desk) => {
  const { list } = desk.state;
  if (!list?.total) return;
  if (key === "ArrowDown" || key === "j") stepFile(desk, 1);
  else if (key === "ArrowUp" || key === "k") stepFile(desk, -1);
  else if (key === "x" || key === " ") tickFile(desk, rowAt(desk));
  else if (key === "c") openChoice(desk, rowAt(desk));
  else if (key === "n") turnFiles(desk, list.sheet + 1);
  else if (key === "p") turnFiles(desk, list.sheet - 1);
  else if (key === "s") {
    desk.focus("store");
    desk.find("store")?.scrollIntoView({ block: "nearest" });
  }
};

// --- the choice of a record

const hitButton = (hit, desk, told = "") =>
  button([
    el("strong", { dir: "auto" }, hit.reference), " ",
    el("span", { dir: "auto" }, hit.title || "(no title)"),
    quiet(` · ${hit.key} · ${hit.stands}${hit.there ? " · has a full text" : ""}`),
    told ? el("span", { class: "lm-why" }, ` ${told}`) : null,
  ], "", () => chooseRecord(desk, hit.key), { class: "lm-hit" });

const choiceView = (row, desk) => {
  const { ui } = desk;
  let waiting = 0;
  const look = () => {
    const { words } = ui;
    desk.ask({ act: "records", words }, (answer) => {
      if (words !== ui.words) return;
      ui.hits = answer.hits ?? [];
      desk.draw();
    });
  };
  const typed = (event) => {
    ui.words = event.target.value;
    clearTimeout(waiting);
    waiting = setTimeout(look, 150);
  };
  const hits = ui.words.trim() && ui.hits ? ui.hits : row.candidates;
  const keys = (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const list = [...event.currentTarget.querySelectorAll(".lm-hit")];
    if (event.key === "Enter" && event.target.matches("input")) {
      taken(event);
      return list.length === 1 ? list[0].click() : list[0]?.focus();
    }
    if (!by) return;
    taken(event);
    const at = list.indexOf(document.activeElement) + by;
    if (at < 0) desk.focus("words");
    else list[Math.min(at, list.length - 1)]?.focus();
  };
  const none = ui.words.trim() ? "No record contains these words." : "No suggestion: search for the record.";
  const about = { class: "lm-choice", role: "group", "aria-label": `Record of ${row.name}` };
  return el("div", { ...about, onkeydown: keys },
    el("input", { type: "search", placeholder: "author, year, words of the title, DOI or key",
      value: ui.words, "aria-label": "Search the records", "data-focus": "words", dir: "auto",
      oninput: typed }),
    el("div", { class: "lm-hits", "data-scroll": `hits ${ui.words}` },
      hits.map((hit) => hitButton(hit, desk, hit.why)), hits.length ? null : quietLine(none)),
    el("div", { class: "lm-ways" },
      button("Skip it", "", () => chooseRecord(desk, "")),
      button("Cancel", "Esc", () => leaveChoice(desk))));
};

// --- a file

const becomesView = (row, desk) => {
  const { number, place, there, how, record, state } = row;
  if (!record || state === "broken") return el("td", { class: "lm-becomes" }, quiet("–"));
  const hows = [
    ["refuse", "keep the one that is there"], ["replace", "replace it"], ["beside", "keep both"],
  ];
  return el("td", { class: "lm-becomes" },
    el("code", { dir: "auto" }, place),
    there === "same" ? el("div", { class: "lm-quiet" }, "this file is there already") : null,
    there === "other"
      ? el("label", { class: "lm-how" }, el("span", {}, "Another file is there: "),
          menu(how, hows, (value) => desk.send({ act: "how", number, how: value }),
            { "data-focus": `how ${number}`, "aria-label": `The file that is there, and ${row.name}` }))
      : null);
};

const namedRecord = ({ reference, title }) =>
  el("div", { dir: "auto" }, el("strong", {}, reference), " ", title || "(no title)");

const recordCell = (row, desk) => {
  const { record, why, note, number, state } = row;
  const label = record ? "Another record" : "Choose the record";
  const open = button(label, "", () => openChoice(desk, row),
    { class: "lm-link", "data-focus": `record ${number}`, "aria-label": `${label}: ${row.name}` });
  return el("td", { class: "lm-of" },
    record ? namedRecord(record) : null,
    why ? el("div", { class: "lm-why" }, why) : null,
    note ? el("div", { class: "lm-odd", dir: "auto" }, note) : null,
    state === "broken" ? null : open);
};

const fileRow = (row, place, desk) => {
  const { ui } = desk;
  const { number, name, size, ticked, state, record } = row;
  const here = row === rowAt(desk);
  const stand = (event) => {
    if (event.target.closest("button, input, select, label") || ui.at === place) return;
    ui.at = place;
    desk.draw();
  };
  const box = tickBox(ticked, () => tickFile(desk, row), {
    "data-focus": `tick ${number}`, "aria-label": `Save ${name}`,
    disabled: state === "broken" || state === "same" || !record,
  });
  const about = { class: `lm-file-row${here ? " lm-at" : ""}`, "data-file": name, onclick: stand };
  const rows = [
    el("tr", { ...about, "aria-current": here ? "true" : null },
      el("td", { class: "lm-tick" }, box),
      el("td", { class: "lm-name" },
        el("div", { dir: "auto" }, name),
        el("span", { class: `lm-mark lm-mark-${state}` }, STATE_WORDS[state]),
        quiet(` ${size ? fileSize(size) : "empty"}`)),
      recordCell(row, desk),
      becomesView(row, desk)),
  ];
  if (ui.choosing === number)
    rows.push(el("tr", { class: "lm-choosing" }, el("td", { colspan: "4" }, choiceView(row, desk))));
  return rows;
};

const sheetsView = ({ sheet, sheets }, turn) =>
  sheets < 2 ? ""
    : el("div", { class: "lm-turn" },
        button("Earlier", "p", () => turn(sheet - 1), { disabled: !sheet, "data-focus": "earlier" }),
        el("span", {}, `page ${counted(sheet + 1)} of ${counted(sheets)}`),
        button("Later", "n", () => turn(sheet + 1),
          { disabled: sheet + 1 >= sheets, "data-focus": "later" }));

const listView = (state, ui, desk) => {
  const { list, who } = state;
  const choose = (id) => () => desk.send({ act: "filter", state: id });
  const states = el("div", { class: "lm-states", role: "group", "aria-label": "Which files are listed" },
    list.states.map(([id, label, count]) =>
      button(`${label} ${counted(count)}`, "", choose(id),
        { class: "lm-tab", "aria-pressed": String(list.filter === id), "data-focus": `state ${id}` })));
  const heads = ["Save", "File", "Record, and why", "Saved as"];
  const retrieved = (checked) => {
    ui.retrieved = checked;
    desk.draw();
  };
  const able = list.retrievable > 0 && Boolean(who.name);
  const marks = list.retrievable
    ? `Mark ${many(list.retrievable, "record")} as retrieved${who.name ? `, as ${who.name}` : ""}`
    : "All these records are marked as retrieved";
  return [
    el("div", { class: "lm-over-list" }, states,
      button("Tick all", "", () => desk.send({ act: "tick_all", on: true }), { "data-focus": "tick all" }),
      button("Tick none", "", () => desk.send({ act: "tick_all", on: false }), { "data-focus": "tick none" }),
      button("Empty the list", "", () => desk.send({ act: "clear" }), { "data-focus": "clear" })),
    el("div", { class: "lm-list", tabindex: "0", "data-focus": "list",
      "data-scroll": `files ${list.filter} ${list.sheet}`,
      "aria-label": "Files; up and down go through them" },
      el("table", {},
        el("thead", {}, el("tr", {}, heads.map((one) => el("th", { scope: "col" }, one)))),
        el("tbody", {}, list.rows.flatMap((row, at) => fileRow(row, at, desk))))),
    sheetsView(list, (sheet) => turnFiles(desk, sheet)),
    el("div", { class: "lm-buttons", role: "group", "aria-label": "Save" },
      button(`Save ${many(list.ready, "file")}`, "s, Enter", () => storeTicked(desk),
        { class: "lm-go", "data-focus": "store", disabled: !list.ready }),
      el("label", { class: "lm-check" },
        tickBox(able && ui.retrieved, retrieved, { disabled: !able, "data-focus": "retrieved" }),
        ` ${marks}`),
      list.retrievable && !who.name ? quiet("(first enter your name above)") : null),
  ];
};

const resultView = ({ told, files, more }) =>
  el("section", { class: "lm-panel lm-result", "aria-label": "What was saved", role: "status" },
    el("h3", {}, told),
    el("ul", { tabindex: "0", "aria-label": "File by file" }, files.map((one) =>
      el("li", { class: one.outcome === "failed" ? "lm-failed" : "", dir: "auto" },
        `${one.name}: ${OUTCOMES[one.outcome]}`,
        one.place ? [", ", el("code", {}, one.place)] : null,
        one.reference ? ` (${one.reference})` : "", one.why ? `: ${one.why}` : ""))),
    more ? quietLine(`and ${many(more, "file")} more`) : null);

const addView = (state, ui, desk) => [
  comingView(state, ui, desk),
  state.result ? resultView(state.result) : "",
  ...(state.list?.total ? listView(state, ui, desk) : []),
];

const FILES_KEYS = [
  ["↑ ↓", "go through the files"],
  ["x", "tick or untick a file"],
  ["c", "choose its record"],
  ["n p", "later and earlier page"],
  ["s, Enter", "save the ticked files"],
];
