// Conflicts: listed, compared once one asks for it, and settled by a press.

const shownConflict = ({ state }) => state.conflicts?.shown ?? null;

// A note that was begun is there again when its record is.
const conflictNote = (desk) => desk.ui.notes.get(shownConflict(desk)?.key) ?? "";

const settle = (desk, decision, reason = "") => {
  const { state, ui } = desk;
  const found = state.conflicts;
  const shown = shownConflict(desk);
  if (!shown || !found.compared || ui.busy) return;
  const open = decision === "exclude" && !reason;
  if (open && found.reasons.length && !ui.asking) {
    ui.asking = true;
    desk.draw();
    return;
  }
  if (open && found.required) return;
  ui.asking = false;
  desk.send({ act: "settle", key: shown.key, decision, reason, note: conflictNote(desk) });
};

const compare = (desk, on) => desk.send({ act: "compare", on });

const showConflict = (desk, key) => {
  desk.ui.asking = false;
  if (key !== shownConflict(desk)?.key) desk.send({ act: "show", key });
};

const stepConflict = (desk, by) => {
  const { rows } = desk.state.conflicts;
  const at = rows.findIndex(({ key }) => key === shownConflict(desk)?.key) + by;
  if (rows[at]) showConflict(desk, rows[at].key);
};

// Returns whether the key was meant for a conflict.
const pressConflict = (key, desk, { repeat }) => {
  const { state, ui } = desk;
  const { keys, conflicts } = state;
  if (key === "ArrowDown" || key === keys.next) stepConflict(desk, 1);
  else if (key === "ArrowUp" || key === keys.previous) stepConflict(desk, -1);
  else if (repeat) return false;
  else if (key === keys.undo) desk.send({ act: "undo" });
  else if (key === keys.note && conflicts.compared) desk.focus("note");
  else if (key === "v" && conflicts.number) compare(desk, !conflicts.compared);
  else if (/^[1-9]$/.test(key)) {
    const reason = conflicts.reasons[Number(key) - 1];
    if (reason) settle(desk, "exclude", reason.id);
  } else if (key === "Enter" && ui.asking && !conflicts.required) settle(desk, "exclude");
  else {
    const found = conflicts.decisions.find(({ decision }) => keys[decision] === key);
    if (!found) return false;
    // The same key again excludes without a reason, where none is required.
    settle(desk, found.decision);
  }
  return true;
};

const conflictRow = (one, desk) => {
  const chosen = one.key === shownConflict(desk)?.key;
  return el("li", {},
    el("button", { type: "button", class: chosen ? "lm-chosen" : "", "aria-current": chosen ? "true" : null,
      "data-focus": `conflict-${one.key}`, onclick: () => showConflict(desk, one.key) },
      el("strong", { dir: "auto" }, one.reference),
      el("span", { class: "lm-of", dir: "auto" }, one.title || "(no title)"),
      one.said ? el("span", { class: "lm-said lm-quiet", dir: "auto" }, one.said) : null));
};

const votesTable = (votes) =>
  el("table", { class: "lm-votes" },
    el("thead", {},
      el("tr", {}, ["Who", "Decision", "Reason", "Note"].map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, votes.map(({ reviewer, decision, reason, note }) =>
      el("tr", {},
        el("th", { scope: "row", dir: "auto" }, reviewer),
        [decision, reason, note].map((text) => el("td", { dir: "auto" }, text))))));

const reasonRow = (one, number, desk) =>
  el("li", {},
    button(one.text, number <= 9 ? String(number) : "", () => settle(desk, "exclude", one.id),
      { class: "lm-reason", dir: "auto", "data-focus": `reason-${one.id}`,
        "aria-label": `Exclude: ${one.text}` }));

const askedView = ({ state }) => {
  const without = state.conflicts.required
    ? "Esc cancels."
    : `${state.keys.exclude} again, or Enter, excludes without a reason; Esc cancels.`;
  return el("p", { class: "lm-ask", role: "alert" }, `Press a digit or click a reason. ${without}`);
};

const settleView = (desk) => {
  const { state, ui } = desk;
  const { decisions, reasons } = state.conflicts;
  const keep = (event) => ui.notes.set(shownConflict(desk).key, event.target.value);
  return el("div", { class: `lm-settle${ui.asking ? " lm-asking" : ""}` },
    el("h4", {}, "What you agree on"),
    el("div", { class: "lm-acts", role: "group", "aria-label": "Resolve" },
      decisions.map(({ decision, label }) =>
        button(label, state.keys[decision], () => settle(desk, decision),
          { class: `lm-${decision}`, "data-focus": decision }))),
    ui.asking ? askedView(desk) : null,
    reasons.length ? [
      el("p", { class: "lm-quiet" }, "Exclude for the reason:"),
      el("ol", { class: "lm-reasons" }, reasons.map((one, at) => reasonRow(one, at + 1, desk)))] : null,
    el("label", { class: "lm-note-field" }, "Note ", el("kbd", {}, state.keys.note),
      el("textarea", { rows: "2", "data-focus": "note", dir: "auto", value: conflictNote(desk),
        placeholder: "how you came to agree (optional)", oninput: keep })));
};

const compareView = (desk) => {
  const { left } = desk.state.conflicts;
  const waiting = left
    ? ` ${many(left, "record")} here ${left === 1 ? "is" : "are"} still to do for you: what the ` +
      "others decided may influence you."
    : "";
  return el("div", { class: "lm-compare" },
    el("p", {}, `Who decided what is hidden until you press Compare.${waiting}`),
    button("Compare", "v", () => compare(desk, true), { class: "lm-go", "data-focus": "compare" }));
};

const recordView = (one, desk) =>
  el("article", { class: "lm-record", "aria-label": "Record in conflict" },
    el("div", { class: "lm-reading" },
      el("h3", { dir: "auto" }, one.title || "(no title)"),
      el("p", { class: "lm-authors", dir: "auto" }, one.authors || "No authors"),
      one.where ? quietLine(one.where) : null,
      el("p", { class: "lm-links" }, one.links.map((address) => [link(address), " "])),
      el("div", { class: "lm-abstract", dir: "auto", tabindex: "0", role: "region", "aria-label": "Abstract",
        "data-scroll": `abstract-${one.key}` },
        one.abstract || el("em", { class: "lm-quiet" }, "No abstract."))),
    el("div", { class: "lm-deciding" },
      desk.state.conflicts.compared ? [votesTable(one.votes), settleView(desk)] : compareView(desk)));

const undoButton = (desk) => {
  const { can_undo: can } = desk.state.conflicts;
  const undo = () => desk.send({ act: "undo" });
  return button("Undo", desk.state.keys.undo, undo, { disabled: !can, "data-focus": "undo" });
};

const conflictsView = (state, desk) => {
  const { number, rows, more, shown, compared } = state.conflicts;
  const stage = state.stages.find(({ id }) => id === state.stage).name.toLowerCase();
  const told = `${number ? many(number, "record") : "No record is"} in conflict at ${stage}.`;
  const head = el("div", { class: "lm-line" }, el("strong", {}, told),
    number && compared
      ? button("Hide who decided what", "v", () => compare(desk, false), { "data-focus": "compare" })
      : null,
    undoButton(desk));
  if (!number) return [head, emptyView("No conflicts to resolve here.")];
  return [
    head,
    el("div", { class: "lm-two" },
      el("div", { class: "lm-list", tabindex: "0", role: "region", "aria-label": "Records in conflict",
        "data-scroll": `list-${state.stage}` },
        el("ul", {}, rows.map((one) => conflictRow(one, desk))),
        more > 0 ? quietLine(`and ${counted(more)} more, listed when these are resolved`) : null),
      recordView(shown, desk)),
  ];
};
