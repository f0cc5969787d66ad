// Above the views: who codes, the views, the queue, what is saved, and what is to be read now.

// Milliseconds after which a kernel that does not answer is told of.
const LATE = 5000;
const LOST = {
  ok: false,
  text:
    "NOT SAVED yet: the notebook does not answer. If its kernel was restarted, copy what you typed, and " +
    "run the cell again.",
};
const VIEWS = [
  ["source", "Source", "s"], ["theme", "Theme", "t"], ["grid", "Grid", "g"], ["table", "Table", "b"],
  ["excerpts", "Excerpts", "/"], ["memos", "Memos", "#"],
];
const NAMES = Object.fromEntries(VIEWS.map(([view, label]) => [view, label.toLowerCase()]));

// --- above the views: as high whatever it says, so that nothing below it moves

// What is to be read now: that something is not saved, and what was done or not.
const savedNow = ({ state, ui }) => (ui.lost ? LOST : state.saved);
const noticeOf = (desk) => {
  const saved = savedNow(desk);
  return [saved.ok ? "" : saved.text, desk.state.message || desk.ui.told].filter(Boolean).join("\n");
};

const savedBox = (desk) => {
  const { ui } = desk;
  const saved = savedNow(desk);
  if (saved.ok) return el("div", { class: "lm-saved", role: "status", "aria-live": "polite" }, saved.text);
  const again = () => {
    ui.hushed = "";
    desk.draw();
  };
  return button("NOT SAVED", "", again, { class: "lm-unsaved", title: saved.text });
};

const headView = (state, desk) => {
  const tab = ([name, label, key]) =>
    button(label, key, () => turnTo(desk, name),
      { class: "lm-tab", "aria-pressed": String(state.view === name) });
  return el("header", { class: "lm-head" },
    el("div", { class: "lm-who" }, "Coding"),
    whoView(desk),
    el("div", { class: "lm-tabs", role: "group", "aria-label": "View" }, VIEWS.map(tab)),
    savedBox(desk),
    mini("Shortcuts", "?", desk.toggleHelp));
};

// One line; what takes more room lies over what is below until it is hidden, or the next thing is done.
const noticeView = (desk) => {
  const { state, ui } = desk;
  const saved = savedNow(desk);
  const text = noticeOf(desk);
  const hushed = ui.hushed && ui.hushed === text;
  const hide = () => {
    ui.hushed = text;
    desk.draw();
    desk.focus();
  };
  const back = ui.back && state.view === "source";
  const told = state.message || ui.told;
  return el("div", { class: "lm-notice" },
    el("div", { class: "lm-notice-box" },
      back
        ? mini(`‹ Back to the ${NAMES[ui.back]}`, "Esc", () => goBack(desk), { "data-focus": "back" })
        : null,
      unsettledView(state, desk),
      hushed ? null : el("div", { class: "lm-notice-texts" },
        saved.ok ? null : savedView(saved), told ? messageView(told) : null),
      text && !hushed ? mini("×", "", hide, { "aria-label": "Hide this message" }) : null));
};

const queueMenus = ({ group, groups, only, themes }, desk) => {
  const choose = (group, theme) => desk.send({ act: "queue", group, theme });
  const pairs = [["", "every theme"], ...themes.map((one) => [one.id, one.name])];
  return [
    el("label", {}, "Queue ",
      menu(group, groups, (value) => choose(value, ""), { "aria-label": "Queue", "data-focus": "queue" })),
    group === "all" ? null : menu(only, pairs, (value) => choose(group, value),
      { "aria-label": "Of this theme", "data-focus": "only" }),
  ];
};

const barView = (state, ui, desk) => {
  const { owed, position, length } = state;
  const at = position < length ? counted(position + 1) : "end";
  const { due, unread, sources } = owed;
  const told = `${counted(due)} due · ${counted(unread)} unread · in ${many(sources, "source")}`;
  return el("div", { class: "lm-bar" },
    el("div", { class: "lm-bar-queue" },
      queueMenus(state, desk), el("span", { class: "lm-quiet lm-owed", title: told }, told)),
    el("button", { type: "button", class: "lm-mini lm-undo", disabled: !state.undo, title: state.undo,
      onclick: () => undo(desk) }, "Undo ", el("kbd", {}, "u"), state.undo ? ` ${state.undo}` : null),
    mini("Previous", "p", () => go(desk, -1), { disabled: !position }),
    mini(length ? `${at} of ${counted(length)}` : "empty", "l", () => toggleQueue(desk),
      { class: "lm-mini lm-where", "aria-expanded": String(ui.listing), title: "List the queue (l)",
        "data-focus": "list" }),
    mini("Next", "n", () => go(desk, 1), { disabled: position >= length }));
};

// Cells that two people changed and nobody settled, other than those in sight.
const unsettledView = ({ conflicts, view, source, themes }, desk) => {
  const others = conflicts.filter(([key]) => view !== "source" || key !== source?.key);
  if (!others.length) return "";
  const open = (key, column) => show(desk, key, themes.some((one) => one.id === column) ? column : "");
  return el("div", { class: "lm-unsettled", role: "alert" },
    el("strong", {}, "Conflicts to resolve: "),
    others.map(([key, reference, column, name]) =>
      mini(`${reference} · ${name}`, "", () => open(key, column), { dir: "auto" })));
};
