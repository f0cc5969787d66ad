// The manuscript desk: the outline on the left, beside it what is chosen, above both what can be done.

const headView = (state, desk) =>
  el("header", { class: "lm-head" },
    el("div", { class: "lm-who" }, "Manuscript"),
    el("div", { class: "lm-as" },
      state.there ? editorLink(state.file, `Open ${state.file} to write`, state.places) : ""),
    savedView(state.saved),
    el("div", { class: "lm-acts" },
      button(state.undo ? `Undo: ${state.undo}` : "Undo", "u", () => undo(desk),
        { disabled: !state.undo, "data-focus": "undo", dir: "auto" }),
      button("Shortcuts", "?", desk.toggleHelp, { "data-focus": "keys" })));

const workView = (state, ui, desk) => [
  barView(state, desk),
  state.progress ? makingView(state.progress) : "",
  state.result && !state.progress ? resultView(state.result, desk) : "",
  ui.insert ? insertView(desk) : "",
  el("div", { class: "lm-desk-two" }, outlineView(state, desk), shownView(state, desk)),
];

const FATAL = "The numbers of your review would be wrong, so nothing is written. Fix this first: ";
const view = (state, ui, desk) => [
  headView(state, desk),
  messageView(state.message),
  state.fatal ? el("p", { class: "lm-message", role: "alert", dir: "auto" }, FATAL, state.fatal) : "",
  state.unreadable ? el("p", { class: "lm-message", role: "alert", dir: "auto" }, state.unreadable) : "",
  ...(state.there ? workView(state, ui, desk) : [state.unreadable ? "" : startView(state, desk)]),
];

// --- keys

const KEYS = { r: renew, b: toggleInsert, d: make, u: undo };
const press = (key, desk) => {
  if (key === "j" || key === "ArrowDown") step(desk, 1);
  else if (key === "k" || key === "ArrowUp") step(desk, -1);
  else KEYS[key]?.(desk);
};

const escape = (desk) => {
  if (desk.ui.insert) leaveInsert(desk);
  else if (desk.state.result && idle(desk)) closeResult(desk);
  else desk.focus();
};

// A block that was put in is shown, and its form has done its work; an entry that was chosen has the focus.
const before = ({ ui, state }, isAnswer) => {
  if (!isAnswer) return;
  const done = state.saved.ok && !state.message.startsWith("Not ");
  if (ui.putting && done) ui.insert = null;
  ui.putting = false;
};
const after = (desk) => {
  const { ui } = desk;
  if (ui.follow === null) return;
  const entry = desk.find(`at ${ui.follow}`);
  ui.follow = null;
  entry?.focus({ preventScroll: true });
  entry?.scrollIntoView({ block: "nearest" });
};

const manuscript = {
  name: "lm-manuscript",
  label: "Manuscript",
  ask: ["", ""],
  ui: () => ({
    root: null, guideline: "prisma", style: "", other: "", formats: new Set(["docx"]), insert: null,
    pictures: new Map(), follow: null, putting: false,
  }),
  begin: ({ state, ui }) => Object.assign(ui, { root: rootAddress(state.places) }),
  view,
  press,
  escape,
  boxes: true,
  before,
  after,
  free: ({ target }) => !target.closest(".lm-parts"),
  help: () => [
    ["j  k", "next and previous heading or block"],
    ["r", "renew the blocks"],
    ["b", "insert a block"],
    ["d", "make the documents that are ticked"],
    ["u", "undo what was done last here"],
    ["Esc", "close what is open"],
    ["?", "show these shortcuts"],
  ],
  data: ({ there, chosen, version, counts }) => ({
    there: String(there), chosen: chosen ?? "", version: version ?? "",
    waiting: String(counts?.waiting ?? ""),
  }),
  gone: leavePictures,
};

export default { render: (page) => desk(page, manuscript) };
