// The list of the themes: a row each, and the list stays where it is whatever is opened beside it.

// A sentence, each name in quotation marks apart: one in Arabic does not turn the words around it.
const said = (text) =>
  text.split(/(“[^”]*”)/).map((part) => (part.startsWith("“") ? el("bdi", {}, part) : part));
const saidView = (text) => {
  const view = messageView(text);
  if (view) view.replaceChildren(...said(text));
  return view;
};

const tickOf = (desk, set, id, name) =>
  tickBox(set.has(id), () => toggle(desk, set, id),
    { "aria-label": `Tick ${name}`, "data-focus": `tick-${id}` });

const countCells = (theme) => {
  const { retired, excerpts, mentioned, looked_at, due, unread } = theme;
  const more = unread ? `; ${unread} more are unread` : "";
  const number = (text, title = "") => el("td", { class: "lm-number", title }, text);
  const told = retired
    ? [el("td", { colspan: "2", class: "lm-quiet" }, `retired ${retired}`)]
    : [
        number(`${mentioned} of ${looked_at}`, "sources that mention it, of those looked at for it"),
        number(counted(due), `sources read before that are not yet looked at for it${more}`),
      ];
  return [...told, number(counted(excerpts), "quotations and summaries")];
};

const subsLine = (subthemes) =>
  el("div", { class: "lm-quiet lm-subs", dir: "auto" },
    subthemes.flatMap((one, at) => [at ? " · " : "", el("bdi", {}, one.name), `\u00a0${one.excerpts}`]));

const themeRow = (theme, number, desk) => {
  const { state, ui } = desk;
  const chosen = theme === chosenTheme(desk);
  const click = (event) => {
    if (!event.target.matches("input") && !ui.form && !desk.state.draft) choose(desk, theme.id);
  };
  const about = {
    class: `${theme.retired ? "lm-retired" : ""}${chosen ? " lm-chosen" : ""}`,
    "data-theme": theme.id,
    "aria-selected": String(chosen),
    onclick: click,
  };
  return el("tr", about,
    el("td", {}, theme.retired ? null : tickOf(desk, ui.ticked, theme.id, theme.name)),
    el("td", { class: "lm-number" }, String(number)),
    el("td", {},
      el("div", { class: "lm-theme-name", dir: "auto" }, theme.name),
      theme.subthemes.length ? subsLine(theme.subthemes) : null),
    el("td", { class: "lm-definition" }, el("div", { dir: "auto" }, theme.definition)),
    countCells(theme));
};

const HEADS = [
  ["", "Ticked"], ["", "Number"], ["Theme"], ["Definition"],
  ["Sources", "sources that mention it, of those looked at for it"],
  ["Due", "sources read before that are not yet looked at for it"],
  ["Excerpts", "quotations and summaries"],
];

const headView = ([head, title = ""]) =>
  el("th", { scope: "col", title, "aria-label": head || title }, head);

const themeTable = ({ themes, draft }, ui, desk) => {
  const about = {
    class: `lm-table${draft || ui.form ? " lm-still" : ""}`,
    tabindex: "0",
    "aria-label": "Themes; up and down choose one, space ticks it",
    "data-focus": "table",
    "data-scroll": "table",
  };
  if (!themes.length)
    return el("div", about,
      quietLine("No theme yet. A theme (a code in NVivo) is what you read each source for: add one."));
  return el("div", about,
    el("table", {},
      el("thead", {}, el("tr", {}, HEADS.map(headView))),
      el("tbody", {}, themes.map((theme, at) => themeRow(theme, at + 1, desk)))));
};

// --- the list keeps its place

// Scroll the list, and nothing else, as little as shows a row.
const reveal = (table, row) => {
  if (!table || !row) return;
  const head = table.querySelector("thead")?.offsetHeight ?? 0;
  const { top, bottom } = row.getBoundingClientRect();
  const box = table.getBoundingClientRect();
  if (top < box.top + head) table.scrollTop -= box.top + head - top;
  else if (bottom > box.top + table.clientHeight) table.scrollTop += bottom - box.top - table.clientHeight;
};

const rowOf = (root, id) => root.querySelector(`tr[data-theme="${CSS.escape(id)}"]`);
const offset = (table, row) => row.getBoundingClientRect().top - table.getBoundingClientRect().top;

// Where the chosen row stands in what is about to be drawn anew; it may have another id then.
const measure = (desk) => {
  const table = desk.root.querySelector(".lm-table");
  const had = desk.root.querySelector("tr.lm-chosen");
  const id = chosenTheme(desk)?.id;
  const row = table && id !== undefined ? rowOf(desk.root, id) ?? had : null;
  desk.ui.anchor = row ? { id: row.dataset.theme, at: offset(table, row) } : null;
};

const keepPlace = ({ ui, root }) => {
  const table = root.querySelector(".lm-table");
  const row = table.querySelector("tr.lm-chosen");
  if (!row || !ui.anchor) return;
  const same = row.dataset.theme === ui.anchor.id;
  // A theme that is new in the list comes into sight; all else keeps its place.
  if (same || !rowOf(root, ui.anchor.id)) table.scrollTop += offset(table, row) - ui.anchor.at;
  if (!same) reveal(table, row);
};
