// The duplicate desk: the sure groups, then the doubtful pairs side by side.

const plain = (label, key, act, disabled = false) =>
  button(label, key, act, { "data-focus": label, disabled });
const undo = (desk) => desk.send({ act: "undo" });
const turnView = (desk) => desk.send({ act: "view", view: desk.state.view === "sure" ? "doubtful" : "sure" });

const progressView = ({ progress, sure, apart }) => {
  const { total, done, left } = progress;
  return el("div", { class: "lm-progress" },
    progressBar(done, total, "possible duplicates decided"),
    el("span", {}, `${many(total, "possible duplicate")}: ${counted(done)} done, ${counted(left)} to do`),
    sure.count ? el("span", {}, `${many(sure.count, "sure group")} to confirm`) : null,
    apart ? el("span", { class: "lm-quiet" }, apart) : null);
};

const view = (state, ui, desk) => {
  const sure = state.view === "sure";
  if (ui.taking?.pair !== state.pair?.id) ui.taking = null;
  return [
    el("header", { class: "lm-head" },
      el("div", { class: "lm-who" }, sure ? "Sure duplicates" : "Possible duplicates"),
      whoView(desk),
      savedView(state.saved)),
    progressView(state),
    messageView(state.message),
    sure ? sureView(state, desk) : pairView(state, desk),
    el("div", { class: "lm-buttons", role: "group", "aria-label": "Decide" },
      sure ? sureButtons(state, desk) : pairButtons(state, desk)),
  ];
};

const press = (key, desk) => {
  if (desk.ui.taking) return pressPair(key, desk);
  if (key === "u") return undo(desk);
  if (key === "g") return turnView(desk);
  return desk.state.view === "sure" ? pressSure(key, desk) : pressPair(key, desk);
};

const duplicates = {
  name: "lm-duplicates",
  label: "Duplicate desk",
  ask: [
    "Who are you?",
    "Your name is remembered on this computer. Your decisions are saved in a file of your own, " +
      "in decisions/.",
  ],
  note: "Shortcuts work once you have clicked on the desk.",
  ui: () => ({ chosen: 0, taking: null }),
  view,
  press,
  boxes: true,
  free: ({ key }, desk) => desk.state.view === "doubtful" && (key === "ArrowUp" || key === "ArrowDown"),
  help: (state) => [
    ...(state.view === "sure" ? SURE_KEYS : PAIR_KEYS),
    ["Esc", "close what is open"],
    ["?", "show these shortcuts"],
  ],
  data: ({ view, pair }) => ({ view, pair: pair ? `${pair.key} ${pair.other}` : "" }),
  escape: (desk) => (desk.ui.taking ? toggleTaking(desk) : desk.focus()),
};

export default { render: (page) => desk(page, duplicates) };
