// Accepting: which problems, and why.

const openAccept = (desk) => {
  const row = chosenRow(desk);
  if (!row || desk.state.show === "accepted") return;
  if (row.hindrance) {
    desk.ui.told = row.hindrance;
    return desk.draw();
  }
  Object.assign(desk.ui, { form: row.number, all: false, told: "" });
  desk.draw();
  desk.root.querySelector(".lm-accept")?.scrollIntoView({ block: "nearest" });
  desk.focus("why");
};

const leaveAccept = (desk) => {
  desk.ui.form = null;
  desk.draw();
  desk.focus();
};

const accept = (desk) => {
  const { state, ui } = desk;
  if (!ui.why.trim()) return desk.focus("why");
  desk.send({ act: "accept", version: state.version, number: ui.form, all: ui.all, why: ui.why });
};

const scopeView = (row, alike, desk) => {
  const one = row.key ? `${row.check} of ${row.key}` : row.check;
  if (alike < 2) return el("p", { dir: "auto" }, one);
  return [
    scopeChoice(desk, false, `this one: ${one}`),
    scopeChoice(desk, true, `all ${counted(alike)} of the kind ${row.check} in the list`),
  ];
};

const scopeChoice = (desk, all, label) =>
  el("label", { class: "lm-scope" },
    el("input", { type: "radio", name: "lm-scope", checked: desk.ui.all === all, "data-focus": `scope-${all}`,
      onchange: () => {
        desk.ui.all = all;
        desk.draw();
      } }),
    el("span", { dir: "auto" }, label));

// What an acceptance covers beside the problem that is chosen: it is of a check and a key.
const covered = ({ check, key, together }) => {
  if (!key)
    return `This problem belongs to no single record: all problems of the kind ${check} without one are ` +
      "accepted, also later ones.";
  return together > 1 ? `All ${counted(together)} of ${check} on ${key} are accepted.` : "";
};

const reasonMenu = (reasons, desk) => {
  const take = (why) => {
    desk.ui.why = why;
    desk.draw();
    desk.focus("why");
  };
  if (!reasons.length) return null;
  const short = (why) => (why.length > 90 ? `${why.slice(0, 89)}…` : why);
  return menu("", [["", "a reason used before …"], ...reasons.map((why) => [why, short(why)])], take,
    { "aria-label": "A reason used before", "data-focus": "reason" });
};

const acceptView = (row, desk) => {
  const { state, ui } = desk;
  const alike = state.alike[row.check] ?? 0;
  const keys = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    accept(desk);
  };
  const write = (event) => {
    ui.why = event.target.value;
  };
  return el("section", { class: "lm-panel lm-accept", "aria-label": "Accept" },
    el("h3", {}, "Accept: leave it as it is"),
    scopeView(row, alike, desk),
    ui.all || !covered(row) ? null : quietLine(covered(row)),
    el("label", { class: "lm-why-field" },
      el("span", {}, "Why"),
      el("textarea", { rows: 2, value: ui.why, "data-focus": "why", oninput: write, onkeydown: keys,
        dir: "auto", required: true, placeholder: "the reason, for the report and for your colleagues" })),
    el("div", { class: "lm-form-end" },
      button("Accept", "Enter", () => accept(desk), { class: "lm-go", "data-focus": "accept" }),
      button("Cancel", "Esc", () => leaveAccept(desk)),
      reasonMenu(state.reasons[row.check] ?? [], desk)));
};
