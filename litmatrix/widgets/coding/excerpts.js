// All excerpts, or all memos, in one list: searched, filtered, in the order of the sources or of the themes.
// Only what is in sight is drawn and asked for. A click or Enter opens the cell at the excerpt; Esc there
// comes back here.

const LINE = 62;
const PART = 60;
const KIND_NAMES = { quotation: "“”", summary: "≡", memo: "#" };

// What is asked (`memo`: memos alone), what is known of the answer, and where one is in it.
const newList = (kind) => ({
  only: kind, kind, words: "", theme: "", stance: "", source: "", order: "source",
  total: 0, sources: 0, rows: new Map(), asked: new Set(), turn: 0, at: 0, top: 0, told: "", version: -1,
});

const askedOf = ({ words, theme, kind, stance, source, order }) =>
  ({ words, theme, kind, stance, source, order });

// --- what is known of the answer

const askPart = (list, desk, part) => {
  if (list.asked.has(part)) return;
  list.asked.add(part);
  const { turn } = list;
  desk.ask({ act: "excerpts", ...askedOf(list), start: part * PART }, (answer) => {
    if (turn !== list.turn) return;
    if (answer.error) {
      list.told = answer.error;
      return fitList(list);
    }
    Object.assign(list, { total: answer.total, sources: answer.sources, told: "" });
    answer.rows.forEach((row, at) => list.rows.set(part * PART + at, row));
    list.at = clamped(list.at, Math.max(0, list.total - 1));
    fitList(list);
  });
};

// Ask anew; one stays where one was if the same is asked of cells that changed.
const askList = (list, desk, again = false) => {
  list.turn += 1;
  list.rows.clear();
  list.asked.clear();
  if (!again) Object.assign(list, { at: 0, top: 0 });
  if (!again && list.box) list.box.scrollTop = 0;
  askPart(list, desk, Math.floor(list.top / LINE / PART));
};

// --- drawing

const piecesView = (pieces) => pieces.map(([text, found]) => (found ? el("mark", {}, text) : text));
const held = (pieces) => pieces.length > 0;

const listRow = (list, at) => {
  const one = list.rows.get(at);
  const about = {
    class: `lm-list-row${at === list.at ? " lm-at" : ""}`, role: "option", id: `${list.id}-${at}`,
    "aria-selected": String(at === list.at), "aria-posinset": String(at + 1),
    "aria-setsize": String(list.total), "data-at": at,
  };
  const row = el("div", about);
  row.style.transform = `translateY(${at * LINE}px)`;
  if (!one) {
    row.append(quiet("…"));
    return row;
  }
  const byTheme = list.order === "theme";
  const [group, other] = byTheme ? [one.name, one.reference] : [one.reference, one.name];
  const stance = STANDS[one.stance];
  row.append(
    el("div", { class: `lm-list-group${one.first || at === list.first ? "" : " lm-again"}`, dir: "auto",
      title: group }, group),
    el("div", { class: "lm-list-other" },
      el("div", { class: "lm-list-name", dir: "auto", title: other }, other),
      el("div", { class: "lm-list-about" },
        el("b", { title: one.kind, "aria-label": one.kind }, KIND_NAMES[one.kind]),
        held(one.locator) ? el("span", { dir: "auto" }, piecesView(one.locator)) : null,
        stance ? el("b", { title: `speaks ${stance[1]}`, "aria-label": stance[1] }, stance[0]) : null)),
    el("div", { class: "lm-list-text", dir: "auto" },
      held(one.subtheme) ? el("span", { class: "lm-tag", dir: "auto" }, piecesView(one.subtheme)) : null,
      one.kind === "quotation" ? "“" : "", piecesView(one.text), one.kind === "quotation" ? "”" : "",
      held(one.note) ? el("span", { class: "lm-note-text", dir: "auto" }, piecesView(one.note)) : null));
  return row;
};

const paintList = (list) => {
  const { box, desk } = list;
  const first = Math.max(0, Math.floor(box.scrollTop / LINE) - 3);
  const last = Math.min(list.total, Math.ceil((box.scrollTop + box.clientHeight) / LINE) + 3);
  list.first = Math.ceil(box.scrollTop / LINE);
  const rows = [];
  for (let at = first; at < last; at++) rows.push(listRow(list, at));
  list.space.replaceChildren(...rows);
  if (list.total) box.setAttribute("aria-activedescendant", `${list.id}-${list.at}`);
  else box.removeAttribute("aria-activedescendant");
  for (let part = Math.floor(first / PART); part * PART < last; part++) askPart(list, desk, part);
};

const fitList = (list) => {
  const what = list.only ? "memo" : "excerpt";
  list.space.style.height = `${list.total * LINE}px`;
  list.count.textContent = list.told
    || `${many(list.total, what)} in ${many(list.sources, "source")}`;
  list.none.hidden = Boolean(list.total) || Boolean(list.told);
  paintList(list);
};

// --- choosing

const chooseLine = (list, at) => {
  if (!list.total) return;
  list.at = clamped(at, list.total - 1);
  const { box } = list;
  const top = list.at * LINE;
  if (top < box.scrollTop) box.scrollTop = top;
  if (top + LINE > box.scrollTop + box.clientHeight) box.scrollTop = top + LINE - box.clientHeight;
  paintList(list);
};

const openLine = (list, desk, at) => {
  const one = list.rows.get(at);
  if (!one) return;
  list.at = at;
  show(desk, one.key, one.theme, one.number);
};

const onListKey = (event, list, desk) => {
  const page = Math.max(1, Math.floor(list.box.clientHeight / LINE) - 1);
  const to = {
    ArrowDown: list.at + 1, ArrowUp: list.at - 1, PageDown: list.at + page, PageUp: list.at - page,
    Home: 0, End: list.total - 1,
  }[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (to === undefined && event.key !== "Enter") return;
  taken(event);
  if (to !== undefined) chooseLine(list, to);
  else openLine(list, desk, list.at);
};

// --- the view

const listFilters = (list, state, desk) => {
  let timer = 0;
  const soon = (name) => (event) => {
    list[name] = event.target.value;
    clearTimeout(timer);
    timer = setTimeout(() => askList(list, desk), 180);
  };
  const choose = (name) => (value) => {
    list[name] = value;
    askList(list, desk);
  };
  const toList = (event) => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    taken(event);
    clearTimeout(timer);
    if (event.key === "Enter") askList(list, desk);
    focusOn(list.box);
  };
  const words = list.only ? "search in all memos" : "search in all excerpts; “exact phrase”";
  const kinds = [["", "any kind"], ["quotation", "quotations"], ["summary", "summaries"], ["memo", "memos"]];
  const stances = [["", "any stance"], ["+", "for"], ["-", "against"], ["~", "both ways"],
    ["neutral", "neutral"]];
  const pick = (name, label, pairs) =>
    menu(list[name], pairs, choose(name), { "aria-label": label, "data-focus": `list ${name}` });
  return el("div", { class: "lm-filter-bar" },
    el("input", { type: "search", class: "lm-list-words", "data-focus": "words", placeholder: words,
      "aria-label": list.only ? "Search all memos" : "Search all excerpts", value: list.words,
      oninput: soon("words"), onkeydown: toList }),
    pick("theme", "Only this theme", [["", "any theme"], ...state.themes.map((one) => [one.id, one.name])]),
    list.only ? null : pick("kind", "Only this kind", kinds),
    list.only ? null : pick("stance", "Only this stance", stances),
    el("input", { type: "search", class: "lm-list-source", "data-focus": "list source", placeholder: "source",
      "aria-label": "Only sources with these words in author, year or title", value: list.source,
      oninput: soon("source"), onkeydown: toList }),
    pick("order", "Order", [["source", "by source"], ["theme", "by theme"]]),
    list.count);
};

let listed = 0;

const listView = (state, list, desk) => {
  const what = list.only ? "memos" : "excerpts";
  const act = (event) => {
    const row = event.target.closest(".lm-list-row");
    if (row) openLine(list, desk, Number(row.dataset.at));
  };
  const keep = () => {
    list.top = list.box.scrollTop;
    requestAnimationFrame(() => list.box.isConnected && paintList(list));
  };
  const nothing = list.only
    ? "No memo found. A memo is a line of a cell that begins with #: press a at a cell, and write # …"
    : "No excerpt found. Try fewer words or other filters.";
  Object.assign(list, {
    desk,
    id: `lm-list-${++listed}`,
    count: el("span", { class: "lm-quiet lm-list-count", "aria-live": "polite" }),
    space: el("div", { class: "lm-list-space", role: "presentation" }),
    none: el("p", { class: "lm-quiet lm-list-none", hidden: true }, nothing),
  });
  list.box = el("div", { class: "lm-list", role: "listbox", tabindex: "0", "aria-label": `All ${what}`,
    "data-focus": "excerpts", onscroll: keep, onclick: act,
    onkeydown: (event) => onListKey(event, list, desk) },
    list.space);
  return el("div", { class: "lm-listing" }, listFilters(list, state, desk), list.none, list.box);
};

// Once the list stands on the page: what was known of it, unless the cells are others by now.
const startList = (list, desk) => {
  const { version } = desk.state;
  list.box.scrollTop = list.top;
  if (list.version !== version) {
    const again = list.version !== -1;
    list.version = version;
    list.space.style.height = `${list.total * LINE}px`;
    list.box.scrollTop = list.top;
    askList(list, desk, again);
  } else {
    list.space.style.height = `${list.total * LINE}px`;
    list.box.scrollTop = list.top;
    fitList(list);
  }
  if (desk.ui.returning) focusOn(list.box);
  desk.ui.returning = false;
};
