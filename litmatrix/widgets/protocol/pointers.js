// What some sections show of their own: the way to the themes, and the problems that can be accepted.

const themesView = (desk) => {
  const go = () => {
    const other = [...document.querySelectorAll(".lm-themes")].find((one) => one.isConnected);
    if (!other) {
      desk.ui.noThemeDesk = true;
      return desk.draw();
    }
    other.scrollIntoView({ block: "start" });
    return other.focus({ preventScroll: true });
  };
  return [
    desk.state.themes.length
      ? el(
          "ol",
          { class: "lm-theme-list" },
          desk.state.themes.map(({ name }) => el("li", {}, el("span", { dir: "auto" }, name))),
        )
      : quietLine("No theme yet: add one at the theme desk."),
    el("p", {}, button("Go to the theme desk", "", go, { "data-focus": "go-themes" })),
    desk.ui.noThemeDesk
      ? quietLine("It is further down in this notebook, and in 02-code-themes: run its cell first.")
      : null,
  ];
};

const problemRow = (desk, { check, key, where, message }) =>
  el(
    "li",
    { class: "lm-entry" },
    el(
      "div",
      { class: "lm-said" },
      line(dotted(check, key), { class: "lm-title" }),
      line(message),
      quietLine(where),
    ),
    el(
      "div",
      { class: "lm-acts" },
      button("Accept …", "", () => openEntry(desk, "accepted", NEW_ENTRY, { check, key })),
    ),
  );

const problemsView = (desk) => {
  const { ui } = desk;
  if (ui.problems === null) {
    ui.problems = "asked";
    desk.ask({ act: "problems" }, ({ problems = [], error }) => {
      ui.problems = error ?? problems;
      desk.draw();
    });
  }
  if (!Array.isArray(ui.problems))
    return quietLine(ui.problems === "asked" ? "Looking for problems …" : ui.problems);
  if (!ui.problems.length) return quietLine("No open problems.");
  return [
    el("h4", {}, `Open problems (${counted(ui.problems.length)})`),
    el(
      "ul",
      { class: "lm-entries" },
      ui.problems.map((one) => problemRow(desk, one)),
    ),
  ];
};

