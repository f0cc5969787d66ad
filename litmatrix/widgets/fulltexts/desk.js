// The desk of full texts: files come in, are looked over by a person, and stored; and what is missing.

const storeTicked = (desk) => {
  const { list, who } = desk.state;
  if (!list?.ready) return;
  const retrieved = desk.ui.retrieved && list.retrievable > 0 && Boolean(who.name);
  desk.send({ act: "store", retrieved });
};
// What was stored at another time is taken away only after a second word: its files may stand nowhere else.
const undo = (desk, sure = false) => {
  const { state, ui } = desk;
  if (!state.undo) return;
  ui.undoing = !sure && !state.undo.own;
  if (!ui.undoing) return desk.send({ act: "undo", time: state.undo.time });
  desk.draw();
  desk.focus("undo no");
};
const leaveUndo = (desk) => {
  desk.ui.undoing = false;
  desk.draw();
  desk.focus("undo");
};

const undoView = ({ undo: last }, desk) =>
  el("div", { class: "lm-message", role: "alert" },
    `Remove these again: ${last.told}? They were saved before this desk was opened. `,
    button("No, keep them", "", () => leaveUndo(desk), { "data-focus": "undo no" }), " ",
    button("Yes, remove them", "", () => undo(desk, true)));
const turnView = (desk, view) => desk.send({ act: "view", view });

const stopLooking = (desk) => {
  desk.ui.stopping = true;
  if (!desk.ui.sending) desk.send({ act: "stop" });
};

// --- how far it is

const goingView = (state, ui, desk) => {
  const { number, total, name, what } = ui.sending ?? state.progress;
  return el("div", { class: "lm-going" },
    el("div", { class: "lm-progress" },
      progressBar(number, total, what),
      el("span", {}, `${counted(number)} of ${many(total, "file")} ${what}`),
      what === "saved" ? null : button("Stop", "Esc", () => stopLooking(desk), { "data-focus": "stop" })),
    quietLine(name));
};

// --- above the views

const headView = (state, desk) => {
  const tab = (name, label, key) =>
    button(label, key, () => turnView(desk, name),
      { class: "lm-tab", "aria-pressed": String(state.view === name), "data-focus": `view ${name}` });
  const left = state.missing ? ` (${counted(state.missing.total)})` : "";
  return el("header", { class: "lm-head" },
    el("div", { class: "lm-who" }, "Full texts"),
    whoView(desk),
    el("div", { class: "lm-tabs", role: "group", "aria-label": "View" },
      tab("add", "Add files", "a"), tab("missing", `Missing${left}`, "m")),
    el("div", { class: "lm-right" },
      savedView(state.saved),
      button(state.undo ? `Undo: ${state.undo.told}` : "Undo", "u", () => undo(desk),
        { disabled: !state.undo, "data-focus": "undo" }),
      button("Shortcuts", "?", desk.toggleHelp, { "data-focus": "keys" })));
};

const view = (state, ui, desk) => {
  const going = ui.sending || state.progress;
  const body = () => (state.view === "missing" ? missingView(state, desk) : addView(state, ui, desk));
  return [
    headView(state, desk),
    messageView(state.message),
    ui.undoing && state.undo ? undoView(state, desk) : "",
    state.note ? el("p", { class: "lm-message" }, state.note) : "",
    going ? goingView(state, ui, desk) : body(),
  ].flat();
};

// --- keys

const press = (key, desk) => {
  const { state, ui } = desk;
  if (ui.sending || state.progress) return;
  if (key === "a") turnView(desk, "add");
  else if (key === "m") turnView(desk, "missing");
  else if (key === "u") undo(desk);
  else if (state.view === "missing") pressMissing(key, desk);
  else pressFiles(key, desk);
};

const escape = (desk) => {
  const { state, ui } = desk;
  if (ui.sending || state.looking) return stopLooking(desk);
  if (ui.choosing) return leaveChoice(desk);
  if (ui.undoing) return leaveUndo(desk);
  ui.copied = null;
  desk.draw();
  desk.focus();
};

// Looking goes on in short acts, so that one sees how far it is and can stop it.
const goOn = (desk) => {
  const { state, ui } = desk;
  if (!state.looking) {
    ui.stopping = false;
    return;
  }
  desk.send({ act: ui.stopping ? "stop" : "look" });
};

const fullTexts = {
  name: "lm-fulltexts",
  label: "Full texts",
  ask: ["Who are you?", "Your name is remembered on this computer. “Retrieved” is recorded under it."],
  ui: () => ({
    sending: null, stopping: false, choosing: 0, words: "", hits: null, retrieved: true, at: 0, folder: "",
    copied: null, undoing: false,
  }),
  view,
  press,
  escape,
  boxes: true,
  after: goOn,
  free: ({ target }) => Boolean(target.closest(".lm-hits, .lm-folder")),
  held: ({ ui }) => Boolean(ui.choosing || ui.sending),
  help: (state) => [
    ...(state.view === "missing" ? MISSING_KEYS : FILES_KEYS),
    ["a  m", "add files; what is missing"],
    ["u", "undo the last saving"],
    ["Esc", "close what is open; stop reading"],
    ["?", "show these shortcuts"],
  ],
  data: ({ view, list, looking }) => ({
    view, looking: String(Boolean(looking)), files: String(list?.total ?? 0), ready: String(list?.ready ?? 0),
  }),
  gone: leaveFullText,
};

export default { render: (page) => desk(page, fullTexts) };
