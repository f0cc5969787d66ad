// The screening card: shows one record, reports one answer.

const noteOf = (state) => `${state.stage_label} ${state.card.key}`;

// --- what a person does

const decide = (desk, decision, reason = "") => {
  const { state, ui } = desk;
  if (!state.card || ui.busy) return;
  const open = decision === "exclude" && !reason;
  if (open && state.reason_asked && !ui.asking) {
    ui.asking = true;
    desk.draw();
    return desk.focus();
  }
  if (open && state.reason_required) return;
  desk.send({ act: "decide", card: state.card.id, key: state.card.key, decision, reason, note: ui.note });
};

// Why stands in the note, in words; without one the answer says so.
const remove = (desk) => {
  const { card } = desk.state;
  if (!card || desk.ui.busy) return;
  if (!desk.ui.note.trim()) desk.focus("note");
  desk.send({ act: "remove", card: card.id, key: card.key, note: desk.ui.note });
};

const highlight = (desk) => {
  desk.ui.highlight = !desk.ui.highlight;
  desk.draw();
  desk.focus();
};

const go = (desk, step) => desk.send({ act: "go", step });
const undo = (desk) => desk.send({ act: "undo" });

const press = (key, desk, { repeat }) => {
  const { state, ui } = desk;
  const { keys, card } = state;
  if (repeat) return;
  if (key === keys.undo) return undo(desk);
  if (key === keys.next || key === "ArrowRight") return go(desk, 1);
  if (key === keys.previous || key === "ArrowLeft") return go(desk, -1);
  if (key === keys.note) return desk.focus("note");
  if (key === keys.highlight) return highlight(desk);
  if (/^[1-9]$/.test(key) && card && state.reasons) {
    const criterion = card.criteria[Number(key) - 1];
    if (criterion) decide(desk, "exclude", criterion.id);
    return;
  }
  if (key === "Enter" && ui.asking && !state.reason_required) return decide(desk, "exclude");
  const decision = state.decisions.find((one) => one.key === key);
  if (decision) decide(desk, decision.decision);
};

// --- what is shown

const progressView = ({ progress, decisions }) => {
  const share = progress.total ? Math.round((100 * progress.done) / progress.total) : 0;
  const counts = decisions.map((one) => `${one.label.toLowerCase()} ${progress.counts[one.decision] || 0}`);
  return el("div", { class: "lm-progress" },
    progressBar(progress.done, progress.total, "decided"),
    el("span", {}, `${counted(progress.done)} done, ${counted(progress.left)} to do (${share} %)`),
    el("span", {}, counts.join(" · ")),
    progress.pace ? el("span", {}, progress.pace) : null);
};

const narrowView = ({ options, narrow }, desk) => {
  const send = (name) => (value) => desk.send({ act: "narrow", name, value });
  const choice = (name, label) => el("label", {}, `${label} `,
    menu(narrow[name], options[name], send(name), { "data-name": name, "data-focus": name }));
  const words = { type: "search", placeholder: "words", "aria-label": "Only records with these words" };
  return el("div", { class: "lm-narrow" },
    choice("stage", "Stage"), choice("queue", "Queue"), choice("sort", "Order"),
    options.search.length > 2 ? choice("search", "Search") : null,
    options.type_.length > 2 ? choice("type_", "Type") : null,
    options.round_.length > 1 ? choice("round_", "Round") : null,
    el("input", { ...words, "data-focus": "words", value: narrow.words,
      onchange: (event) => send("words")(event.target.value) }));
};

const REMOVE = {
  class: "lm-plain",
  "data-focus": "remove",
  title:
    "Retracted, not a publication, a test import …: taken out before screening, for the reason in the note",
};

const buttonsView = (state, desk) => {
  const { card, keys } = state;
  const plain = (label, key, act, disabled) =>
    button(label, key, act, { class: "lm-plain", "data-focus": label, disabled });
  const decisions = state.decisions.map(({ decision, label, key }) =>
    button(label, key, () => decide(desk, decision),
      { class: `lm-${decision}`, "data-focus": decision, disabled: !card }));
  const removal = button("Remove", "", () => remove(desk), { ...REMOVE, disabled: !card });
  return el("div", { class: "lm-buttons", role: "group", "aria-label": "Decide" },
    decisions,
    plain("Undo", keys.undo, () => undo(desk), !state.can_undo),
    plain("Previous", keys.previous, () => go(desk, -1), !state.position),
    plain("Next", keys.next, () => go(desk, 1), !card),
    plain("Note", keys.note, () => desk.focus("note"), !card),
    state.narrow.stage === "screening" ? removal : null,
    plain("Keys", keys.help, desk.toggleHelp));
};

const placeView = ({ card, position, length }) =>
  el("div", { class: "lm-place" },
    el("span", {}, `Record ${position + 1} of ${counted(length)} in this queue`),
    card.mine ? el("span", { class: "lm-mine" }, `Your decision: ${card.mine}`) : null);

const view = (state, ui, desk) => {
  const { card } = state;
  if (card && ui.noteOf !== card.id) {
    // A note that was begun and left without deciding is there again when its record is.
    Object.assign(ui, { note: ui.drafts.get(noteOf(state)) ?? card.note, noteOf: card.id, asking: false });
  }
  const expression = ui.highlight ? wordsExpression(state.words) : null;
  return [
    el("header", { class: "lm-head" },
      el("div", { class: "lm-who" }, `Screening: ${state.stage_label}`),
      whoView(desk),
      narrowView(state, desk), savedView(state.saved)),
    progressView(state),
    messageView(state.message),
    card ? placeView(state) : "",
    card
      ? el("div", { class: "lm-body" }, recordView(card, expression, desk), sideView(state, ui, desk))
      : emptyView(state.empty),
    buttonsView(state, desk),
  ];
};

const help = ({ decisions, keys }) => [
  ...decisions.map((one) => [one.key, one.label]),
  ["1–9", "exclude for that reason"],
  [keys.undo, "undo my last decision"],
  [`${keys.next} or →`, "next record, without deciding"],
  [`${keys.previous} or ←`, "previous record"],
  [keys.note, "write a note (Esc leaves it)"],
  [keys.highlight, "highlighting on or off"],
  [keys.help, "this help"],
];

const card = {
  name: "lm-card",
  label: "Screening card",
  ask: [
    "Who decides?",
    "This machine remembers it. Your decisions go into a file of your own in decisions/.",
  ],
  note:
    "Each key works while the card has the focus (a click on it is enough). They can be changed in " +
    "review.toml, table [keys].",
  ui: () => ({ asking: false, highlight: true, note: "", noteOf: "", drafts: new Map() }),
  view,
  help,
  press,
  free: (event) => event.key === "ArrowUp" || event.key === "ArrowDown",
  data: (state) => ({ card: state.card ? state.card.key : "" }),
  escape(desk) {
    desk.ui.asking = false;
    desk.draw();
    desk.focus();
  },
};

export default { render: (page) => desk(page, card) };
