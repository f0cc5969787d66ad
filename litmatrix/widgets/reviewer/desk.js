// The line that says who works here.

const view = (state, ui, desk) => [
  el("div", { class: "lm-line" },
    el("span", { class: "lm-who" }, "You work here"),
    whoView(desk),
    quiet("All desks and forms on this page follow.")),
  messageView(state.message),
];

const reviewer = {
  name: "lm-reviewer",
  label: "Who works here",
  ask: ["Who works here?", "This machine remembers it. All desks and forms on this page follow."],
  ui: () => ({}),
  view,
  help: () => [["Tab", "to the name"]],
  press: () => {},
  escape: (desk) => desk.focus(),
  free: () => false,
  data: ({ who }) => ({ name: who.name }),
};

export default { render: (page) => desk(page, reviewer) };
