// The line that says who works here.

const view = (state, ui, desk) => [
  el("div", { class: "lm-line" },
    el("span", { class: "lm-who" }, "Your name"),
    whoView(desk),
    quiet("Used by all desks and forms on this page.")),
  messageView(state.message),
];

const reviewer = {
  name: "lm-reviewer",
  label: "Your name",
  ask: ["Who are you?",
    "Your name is remembered on this computer and used by all desks and forms on this page."],
  ui: () => ({}),
  view,
  help: () => [["Tab", "go to the name"]],
  press: () => {},
  escape: (desk) => desk.focus(),
  free: () => false,
  data: ({ who }) => ({ name: who.name }),
};

export default { render: (page) => desk(page, reviewer) };
