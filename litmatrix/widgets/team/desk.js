// The team desk: who did how much, conflicts, agreement, and who screens which records.

const TABS = [
  ["work", "w", "Who did how much"],
  ["conflicts", "c", "Conflicts"],
  ["agreement", "a", "Agreement"],
  ["dividing", "d", "Who screens what"],
];
const VIEWS = { work: workView, conflicts: conflictsView, agreement: agreementView, dividing: dividingView };

const forget = (ui) => Object.assign(ui, { asking: false, draft: null, preview: null, looking: false });

const turn = (desk, tab, stage = desk.state.stage) => {
  if (desk.ui.busy) return;
  forget(desk.ui);
  desk.send({ act: "tab", tab, stage });
};

const turnBy = (desk, by) => {
  const at = TABS.findIndex(([id]) => id === desk.state.tab) + by;
  if (TABS[at]) turn(desk, TABS[at][0]);
};

const press = (key, desk, more) => {
  const { state } = desk;
  if (state.tab === "conflicts" && pressConflict(key, desk, more)) return;
  if (more.repeat) return;
  if (state.tab === "dividing" && pressDividing(key, desk)) return;
  if (state.tab === "agreement" && key === "v")
    return desk.send({ act: "compare", on: !state.agreement.compared });
  if (key === "ArrowRight" || key === "ArrowLeft") return turnBy(desk, key === "ArrowRight" ? 1 : -1);
  const tab = TABS.find(([, letter]) => letter === key);
  if (tab) turn(desk, tab[0]);
};

const tabView = ([id, key, label], desk) => {
  const { state } = desk;
  const chosen = id === state.tab;
  const found = Object.values(state.conflicting).reduce((sum, number) => sum + number, 0);
  const count = id === "conflicts" && found ? el("span", { class: "lm-count" }, counted(found)) : null;
  const about = { role: "tab", "aria-selected": String(chosen), "data-focus": `tab-${id}` };
  return el("button", { type: "button", ...about, onclick: () => turn(desk, id) },
    label, count ? [" ", count] : null, " ", el("kbd", {}, key));
};

const stageView = (desk) => {
  const { state } = desk;
  const divided = state.tab === "agreement" || state.tab === "dividing";
  const options = state.stages
    .filter(({ id }) => !divided || id !== "retrieval")
    .map(({ id, name }) => {
      const number = state.tab === "conflicts" ? state.conflicting[id] : 0;
      return [id, number ? `${name} (${counted(number)})` : name];
    });
  const choose = (stage) => turn(desk, state.tab, stage);
  const chosen = menu(state.stage, options, choose, { "data-focus": "stage" });
  return el("label", { class: "lm-at" }, "At ", chosen);
};

const view = (state, ui, desk) => [
  el("header", { class: "lm-head" },
    el("div", { class: "lm-who" }, "Team"), whoView(desk), savedView(state.saved)),
  el("div", { class: "lm-bar-of-tabs" },
    el("div", { class: "lm-tabs", role: "tablist", "aria-label": "What to look at" },
      TABS.map((tab) => tabView(tab, desk))),
    state.tab === "work" ? null : stageView(desk),
    button("Shortcuts", "?", desk.toggleHelp, { class: "lm-plain", "data-focus": "keys" })),
  messageView(state.message),
  el("div", { class: `lm-panel-of lm-${state.tab}`, role: "tabpanel",
    "aria-label": TABS.find(([id]) => id === state.tab)[2] }, VIEWS[state.tab](state, desk)),
];

const help = ({ keys, conflicts, tab }) => [
  ...TABS.map(([, key, label]) => [key, label.toLowerCase()]),
  ["← →", "previous and next tab"],
  ...(tab === "conflicts"
    ? [
        ["↑ ↓", "another record in conflict"],
        ["v", "compare: who decided what; or hide it"],
        ...conflicts.decisions.map(({ decision, label }) => [keys[decision], `resolve: ${label}`]),
        ["1–9", "resolve: exclude for the reason of that number"],
        [keys.note, "write a note (Esc: back to the desk)"],
        [keys.undo, "undo the last conflict that you resolved"],
      ]
    : []),
  ...(tab === "agreement" ? [["v", "compare: on which records people differ"]] : []),
  ...(tab === "dividing"
    ? [["s", "save"], ["u", "undo the last change"], ["Esc", "cancel what you chose"]]
    : []),
  ["?", "show these shortcuts"],
];

const team = {
  name: "lm-team",
  label: "Team desk",
  ask: ["Who are you?",
    "Your name is remembered on this computer and used by all desks and forms on this page."],
  boxes: true,
  ui: () => ({
    ...{ asking: false, looking: false, saving: false, turn: 0 },
    ...{ draft: null, preview: null, notes: new Map(), newPerson: "" },
  }),
  view,
  help,
  press,
  // A choice that was begun speaks of what is shown.
  held: ({ ui }) => Boolean(ui.draft) || ui.naming,
  before: takeAnswer,
  free: (event) => event.key.startsWith("Arrow") && event.target.matches(".lm-wide, .lm-abstract"),
  data: ({ tab, stage, conflicts, dividing }) => ({
    tab, stage, conflict: conflicts?.shown?.key ?? "", last: dividing?.last ?? "",
  }),
  escape(desk) {
    const { ui } = desk;
    if (ui.draft) return leaveDraft(desk);
    ui.asking = false;
    desk.draw();
    desk.focus();
  },
};

export default { render: (page) => desk(page, team) };
