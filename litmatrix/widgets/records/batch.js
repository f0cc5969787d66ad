// One act for many: how it is asked, the list of what it would do, and its recording.

const PLAN_ROW = 42;

// --- asking

const prepare = (desk, message) => {
  const chosen = chosenOf(desk.ui);
  if (!chosen.length) return;
  desk.ui.panel = "";
  tell(desk, { act: "prepare", ...message, chosen });
};

const decide = (desk, decision) => {
  const { state } = desk;
  const asks = decision === "exclude" && (state.reason_required || state.reasons.length);
  if (asks) openPanel(desk, "exclude");
  else prepare(desk, { do: decision });
};

const aboutChosen = ({ selected }) => {
  if (selected.size > 1) return many(selected.size, "selected record");
  return selected.size ? "the selected record" : "the outlined record";
};

const excludePanel = (state, ui, desk) => {
  const because = (id) => () => prepare(desk, { do: "exclude", reason: id });
  const reason = ({ id, text }, at) =>
    el("li", {},
      el("button", { type: "button", class: "lm-reason", "data-focus": `reason-${at}`, onclick: because(id) },
        el("kbd", {}, at < 9 ? String(at + 1) : "·"), el("span", { dir: "auto" }, text)));
  return panelView("exclude", `Exclude ${aboutChosen(ui)}: choose the reason`, desk,
    state.reasons.length
      ? el("ol", { class: "lm-reasons", "data-scroll": "reasons" }, state.reasons.map(reason))
      : quietLine("No criteria yet: add them in 00-plan-review, under Criteria."),
    state.reason_required
      ? null
      : button("Without a reason", "0", because(""), { "data-focus": "no-reason" }));
};

const labelPanel = (state, ui, desk) => {
  const go = (name) => () => ui.form.label?.trim() && prepare(desk, { do: name, text: ui.form.label });
  const submit = (event) => {
    event.preventDefault();
    go("label")();
  };
  const take = (label) => () => {
    ui.form.label = label;
    desk.draw();
    desk.focus("field-label");
  };
  const chip = (label) =>
    button(el("span", { dir: "auto" }, label), "", take(label),
      { class: "lm-label", "data-focus": `label-${label}` });
  return panelView("label", `Label ${aboutChosen(ui)}`, desk,
    el("form", { onsubmit: submit },
      field(ui.form, "label", "Label", { maxlength: "60", autocomplete: "off" }),
      state.labels.length
        ? el("div", { class: "lm-labels", role: "group", "aria-label": "Labels in use" },
            state.labels.map(chip))
        : null,
      el("div", { class: "lm-together" },
        el("button", { type: "submit", class: "lm-go", "data-focus": "give" }, "Add this label"),
        button("Remove it", "", go("unlabel"), { "data-focus": "take-away" }))));
};

const WHYS = ["retracted", "not a publication", "a test import"];

const removePanel = (state, ui, desk) => {
  const submit = (event) => {
    event.preventDefault();
    if (ui.form.why?.trim()) prepare(desk, { do: "remove", text: ui.form.why });
  };
  const take = (why) => () => {
    ui.form.why = why;
    desk.draw();
    desk.focus("field-why");
  };
  const chip = (why) => button(why, "", take(why), { class: "lm-label", "data-focus": `why-${why}` });
  const hint = "This is how it is counted in the flow diagram. Decide on duplicates at the duplicate desk.";
  return panelView("remove", `Mark ${aboutChosen(ui)} as removed before screening`, desk,
    el("form", { onsubmit: submit },
      field(ui.form, "why", "Reason", { hint }),
      el("div", { class: "lm-labels" }, WHYS.map(chip)),
      el("button", { type: "submit", class: "lm-go", "data-focus": "remove-go" }, "Preview")));
};

// --- what would happen

const recordPlan = (desk) => {
  const { state, ui } = desk;
  // A press that was under way when the list changed is for what stood there before.
  if (!state.plan?.changes || Date.now() < ui.changedAt + 1000) return;
  tell(desk, { act: "record", plan: state.plan.number, note: ui.form.note ?? "" });
};

const leavePlan = (desk) => tell(desk, { act: "leave" });

const planRow = (desk, at) => {
  const [reference, title, was, becomes, left] = desk.ui.planned.get(at) ?? ["…", "", "", "", ""];
  const cell = (text, name) =>
    el("div", { role: "cell", class: `lm-plan-${name}`, dir: "auto" }, el("span", { class: "lm-two" }, text));
  const style = `lm-plan-row${left ? " lm-left" : ""}`;
  return el("div", { class: style, role: "row", "aria-rowindex": String(at + 2) },
    cell(`${reference} · ${title || "(no title)"}`, "record"),
    cell(was, "was"), cell(left ? `left out: ${left}` : `→ ${becomes}`, "becomes"));
};

const makePlanList = (desk, plan) => {
  const { ui } = desk;
  ui.planned = new Map();
  let asking = false;
  const want = (first, last) => {
    let from = first;
    while (from < last && ui.planned.has(from)) from++;
    if (asking || from >= last) return;
    asking = true;
    desk.ask({ act: "plan", plan: plan.number, first: from, last: last + 60 }, ({ rows = {} }) => {
      asking = false;
      for (const [at, row] of Object.entries(rows)) ui.planned.set(Number(at), row);
      if (Object.keys(rows).length) list.paint();
    });
  };
  const head = el("div", { class: "lm-plan-row lm-plan-head", role: "row", "aria-rowindex": "1" },
    ["Record", "Was", "Becomes"].map((name) => el("div", { role: "columnheader" }, name)));
  const space = el("div", { class: "lm-space", role: "rowgroup" });
  const about = {
    class: "lm-plan-list",
    role: "table",
    tabindex: "0",
    "aria-label": "What happens to each record",
    "aria-rowcount": String(plan.count + 1),
    onscroll: () => requestAnimationFrame(() => list.paint()),
  };
  const node = el("div", about, head, space);
  const list = virtual({
    node, space, high: PLAN_ROW, head: HEAD,
    count: () => plan.count,
    sign: (at) => ui.planned.has(at),
    make: (at) => planRow(desk, at),
    want,
  });
  return { node, list, of: plan.number, top: 0 };
};

const planView = (state, ui, desk) => {
  const { plan } = state;
  if (ui.planList?.of !== plan.number) ui.planList = makePlanList(desk, plan);
  else ui.planList.top = ui.planList.node.scrollTop;
  const leftOut = ([why, number]) => el("li", { dir: "auto" }, `${counted(number)} left out: ${why}`);
  const told = plan.changes ? many(plan.changes, "record") : "No record";
  const stale = `${many(plan.stale, "record")} changed meanwhile: look at the list again before you press.`;
  return el("section", { class: "lm-plan", "aria-label": "What would happen" },
    el("h3", { dir: "auto" }, plan.title),
    plan.stale ? el("p", { class: "lm-stale", role: "alert" }, stale) : null,
    el("ul", { class: "lm-plan-counts" },
      el("li", {}, el("strong", {}, told), " would change"), plan.left.map(leftOut)),
    ui.planList.node,
    plan.takes_note && plan.changes
      ? field(ui.form, "note", "Note on each", { hint: "Optional; it is kept with the decision." })
      : null,
    el("div", { class: "lm-together" },
      button(plan.changes ? `Record it for ${many(plan.changes, "record")}` : "Nothing to record", "Enter",
        () => recordPlan(desk), { class: "lm-go", disabled: !plan.changes, "data-focus": "record" }),
      button("Cancel", "Esc", () => leavePlan(desk), { "data-focus": "back" })));
};

const startPlan = ({ ui }) => {
  const { node, list, top } = ui.planList;
  list.fit();
  node.scrollTop = top;
  list.paint();
};

// --- the buttons below

const undo = (desk) => desk.state.last && tell(desk, { act: "undo", last: desk.state.last.id });

// How many are selected, in a node of its own: it follows each press of a key.
const sayNumbers = (desk) => {
  const { ui } = desk;
  const { selected, selectedHere, order } = ui;
  const hidden = selected.size - selectedHere;
  const number = el("strong", {}, `${counted(selected.size)} selected`);
  const told = selected.size
    ? [number, hidden ? `, ${counted(hidden)} of them not in this list` : ""]
    : quiet("Nothing selected: the buttons act on the outlined record");
  const mini = (label, key, act, name) =>
    button(label, key, () => act(desk), { class: "lm-mini", "data-focus": name });
  const turn = () => showOnly(desk, !ui.only);
  const all = `Select all ${counted(order.length)}${ui.only ? "" : " that match"}`;
  const other = ui.only ? "Show the whole list" : "Show only these";
  const rest = order.length && selectedHere < order.length;
  const held = ui.bar.contains(document.activeElement) ? document.activeElement.dataset.focus : "";
  ui.bar.replaceChildren(
    el("span", { class: "lm-selection", role: "status" }, told),
    rest ? mini(all, "a", selectAll, "all") : "",
    selected.size || ui.only ? mini(other, "o", turn, "only") : "",
    selected.size ? mini("Select none", "", selectNone, "none") : "",
    ui.before ? mini(`Select those ${counted(ui.before.size)} again`, "", selectAgain, "again") : "");
  if (held) focusOn(desk.find(held) ?? ui.list.rows.row(ui.at));
  const tick = ui.list.head.querySelector(".lm-tick button");
  if (tick) sayTick(tick, ui);
};

const buttonsView = (state, ui, desk) => {
  const { keys, last } = state;
  const decisions = state.decisions.map(({ decision, label, key }) => {
    const asks = decision === "exclude" && state.reasons.length;
    return button(asks ? `${label} …` : label, key, () => decide(desk, decision),
      { class: `lm-${decision}`, "data-focus": decision });
  });
  const turn = (stage) => tell(desk, { act: "stage", stage });
  const stage = menu(state.stage, state.stages, turn, { "data-focus": "stage" });
  return el("div", { class: "lm-buttons", role: "group", "aria-label": "Decide on what is selected" },
    ui.bar,
    el("label", {}, "At ", stage),
    decisions,
    button("Label …", keys.label, () => openPanel(desk, "label"), { "data-focus": "open-label" }),
    button("Remove …", "r", () => openPanel(desk, "remove"), { "data-focus": "open-remove" }),
    button(last ? `Undo: ${last.text}` : "Undo", keys.undo, () => undo(desk),
      { class: "lm-undo", disabled: !last, "data-focus": "undo", dir: "auto" }),
    button("Shortcuts", keys.help, desk.toggleHelp, { "data-focus": "keys" }));
};
