// The screening card: shows one record, reports one answer.

const noteOf = (state) => `${state.stage_label} ${state.card.key}`;

// --- what a person does

const decide = (desk, decision, reason = "") => {
  const { state, ui } = desk;
  if (!state.card) return;
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
  if (!card) return;
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

// At full text the text itself stands in the place of the record, where there is one.
const toggleText = (desk) => {
  const { state, ui } = desk;
  if (!state.files || !state.card) return;
  if (!state.card.fulltext) return desk.focus("text file");
  ui.reading = !ui.reading;
  if (ui.reading) wantTextFocus(desk);
  desk.draw();
  if (!ui.reading) desk.focus();
};

const filter = (desk) => {
  desk.ui.filtering = !desk.ui.filtering;
  desk.draw();
  desk.focus(desk.ui.filtering ? "words" : undefined);
};

// The record is read further down without a hand at the mouse.
const SCROLLS = { ArrowDown: 60, ArrowUp: -60, " ": 300 };
const scrollRecord = (desk, by) =>
  desk.root.querySelector(".lm-record-text, .lm-page")?.scrollBy({ top: by });

const press = (key, desk, { repeat }) => {
  const { state, ui } = desk;
  const { keys, card } = state;
  if (SCROLLS[key] && repeat) return scrollRecord(desk, SCROLLS[key]);
  if (repeat) return;
  if (key === keys.undo) return undo(desk);
  if (key === keys.next || key === "ArrowRight") return go(desk, 1);
  if (key === keys.previous || key === "ArrowLeft") return go(desk, -1);
  if (key === keys.note) return desk.focus("note");
  if (key === keys.highlight) return highlight(desk);
  if (key === keys.label && card) return desk.focus("label");
  if (key === keys.correct && card) return beginCorrecting(desk);
  if (key === keys.fulltext) return toggleText(desk);
  if (key === keys.filter) return filter(desk);
  if (SCROLLS[key]) return scrollRecord(desk, SCROLLS[key]);
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
  if (!progress.total) return "";
  const share = Math.round((100 * progress.done) / progress.total);
  const mine = decisions.map(({ decision, label }) =>
    `${label.toLowerCase()} ${counted(progress.counts[decision] || 0)}`);
  return el("div", { class: "lm-progress" },
    progressBar(progress.done, progress.total, "done"),
    el("strong", {}, `${counted(progress.done)} of ${counted(progress.total)} done (${share} %)`),
    el("span", {}, `${counted(progress.left)} to do`),
    el("span", { title: "Your decisions at this stage" }, `your decisions: ${mine.join(" · ")}`),
    progress.pace ? el("span", {}, progress.pace) : null);
};

// What narrows the queue, beside its stage, its name and its order.
const FILTERS = ["words", "search", "type_", "label", "round_"];

const narrowView = ({ options, narrow, keys }, desk) => {
  const send = (name) => (value) => desk.send({ act: "narrow", name, value });
  const choice = (name, label) => el("label", {}, `${label} `,
    menu(narrow[name] ?? "", options[name], send(name), { "data-name": name, "data-focus": name }));
  const on = FILTERS.filter((name) => narrow[name]).length;
  const open = desk.ui.filtering || on > 0;
  const about = { type: "search", placeholder: "in title, abstract …" };
  const words = { ...about, "aria-label": "Only records with these words" };
  const clear = () => desk.send({ act: "narrow", name: "clear" });
  return [
    el("div", { class: "lm-narrow" },
      choice("stage", "Stage"), choice("queue", "Queue"), choice("sort", "Order"),
      button(on ? `Filter (${on})` : "Filter", keys.filter, () => filter(desk),
        { "data-focus": "filter", "aria-expanded": String(open) })),
    open
      ? el("div", { class: "lm-narrow lm-filters" },
          el("label", {}, "Contains ",
            el("input", { ...words, "data-focus": "words", value: narrow.words,
              onchange: (event) => send("words")(event.target.value) })),
          options.search.length > 2 ? choice("search", "Found by") : null,
          options.type_.length > 2 ? choice("type_", "Type") : null,
          options.label.length > 1 ? choice("label", "My label") : null,
          options.round_.length > 1 ? choice("round_", "Round") : null,
          on ? button("Clear the filter", "", clear, { "data-focus": "clear" }) : null)
      : null,
  ];
};

const REMOVE = {
  class: "lm-minor",
  "data-focus": "remove",
  title: "Remove the record before screening (retracted, not a publication, a test import …): " +
    "write the reason into the note first",
};

const buttonsView = (state, desk) => {
  const { card, keys } = state;
  const plain = (label, key, act, disabled) =>
    button(label, key, act, { class: "lm-minor", "data-focus": label, disabled });
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
    plain("Shortcuts", keys.help, desk.toggleHelp));
};

const placeView = ({ card, position, length, corrected }, desk) =>
  el("div", { class: "lm-place" },
    el("span", {}, `Record ${counted(position + 1)} of ${counted(length)} in this queue`),
    corrected
      ? el("span", {}, `${corrected} was corrected. `,
          button("Undo the correction", "", () => desk.send({ act: "uncorrect" }),
            { class: "lm-link", "data-focus": "uncorrect" }))
      : null,
    card.mine ? el("span", { class: "lm-mine" }, `Your decision: ${card.mine}`) : null);

const view = (state, ui, desk) => {
  const { card } = state;
  if (card && ui.noteOf !== card.id) {
    // A note that was begun and left without deciding is there again when its record is.
    const note = ui.drafts.get(noteOf(state)) ?? card.note;
    Object.assign(ui, { note, noteOf: card.id, asking: false, label: "" });
  }
  ui.pane = Boolean(card && state.files && card.fulltext && ui.reading);
  const correcting = ui.correcting?.id === card?.id && ui.correcting;
  const expression = ui.highlight ? wordsExpression(state.words) : null;
  return [
    el("header", { class: "lm-head" },
      el("div", { class: "lm-who" }, `Screening: ${state.stage_label}`),
      whoView(desk),
      narrowView(state, desk), savedView(state.saved)),
    progressView(state),
    messageView(state.message),
    card ? placeView(state, desk) : "",
    card
      ? el("div", { class: "lm-body" },
          correcting
            ? correctView(correcting, desk)
            : ui.pane ? textView(card, desk) : recordView(card, expression, desk),
          sideView(state, ui, desk))
      : emptyView(state.empty),
    buttonsView(state, desk),
  ];
};

const help = ({ decisions, files, keys, narrow, reason_asked, reason_required }) => [
  ...decisions.map((one) => [one.key, one.label]),
  ["1–9", "exclude for the reason of that number"],
  [reason_asked && !reason_required && `${keys.exclude} ${keys.exclude}`, "exclude without a reason"],
  [narrow.stage === "screening" && "Remove",
    "not a record to screen (retracted, a test import …): removed before screening, not deleted"],
  [keys.undo, "undo my last decision"],
  [`${keys.next} or →`, "next record, without deciding"],
  [`${keys.previous} or ←`, "previous record"],
  [keys.note, "write a note (Esc: back to the card)"],
  [keys.label, "label the record (then a digit, or type a label and press Enter)"],
  [keys.correct, "correct the record, or paste its abstract"],
  [keys.highlight, "highlighting on or off"],
  [keys.fulltext, "at full text: show the text, or the record"],
  [keys.filter, "filter the queue"],
  ["↑ ↓ Space", "scroll the record"],
  ...(files ? FULL_TEXT_KEYS : []),
  [keys.help, "show these shortcuts"],
].filter(([key]) => key);

const card = {
  name: "lm-card",
  label: "Screening card",
  ask: [
    "Who are you?",
    "Your name is remembered on this computer. Your decisions are saved in a file of your own, " +
      "in decisions/.",
  ],
  note:
    "Shortcuts work once you have clicked on the card. You can change them in 00-plan-review, under " +
    "Highlights and shortcuts.",
  ui: () => ({
    ...{ asking: false, filtering: false, correcting: null, reading: true, pane: false },
    ...{ highlight: true, label: "", note: "", noteOf: "", drafts: new Map() },
  }),
  view,
  help,
  press,
  // A part that has the focus is scrolled itself.
  free: (event, { root }) => event.target !== root && (event.key === "ArrowUp" || event.key === "ArrowDown"),
  gone: leaveFullText,
  // What was begun on the record that is shown speaks of it.
  held: ({ state, ui }) => Boolean(ui.correcting || ui.asking || (state.card && ui.note !== state.card.note)),
  before({ state, ui }, isAnswer) {
    // What was saved is shown; a correction that was refused stays open with what was typed.
    if (isAnswer && ui.correcting && !WRONG.test(state.message) && state.saved.ok) ui.correcting = null;
  },
  data: (state) => ({ card: state.card ? state.card.key : "" }),
  escape(desk) {
    desk.ui.asking = false;
    desk.ui.correcting = null;
    desk.draw();
    desk.focus();
  },
};

export default { render: (page) => desk(page, card) };
