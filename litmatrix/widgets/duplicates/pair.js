// The doubtful pairs: two records side by side, and a form that takes into one what it lacks from the other.

const onPair = (desk, act, more = {}) => {
  const { pair } = desk.state;
  if (pair) desk.send({ act, pair: pair.id, ...more });
};
const goPair = (desk, step) => desk.send({ act: "go", step });

const toggleTaking = (desk) => {
  const { state, ui } = desk;
  const { pair } = state;
  if (!pair || (!ui.taking && !pair.missing.length)) return;
  ui.taking = ui.taking ? null : { pair: pair.id, ticked: new Set(pair.missing.map((one) => one.field)) };
  desk.draw();
  desk.focus(ui.taking ? "take" : undefined);
  desk.root.querySelector(".lm-taking")?.scrollIntoView({ block: "nearest" });
};

const pressPair = (key, desk) => {
  if (desk.ui.taking) {
    if (key === "Enter") desk.root.querySelector(".lm-taking").requestSubmit();
    if (key === "t") toggleTaking(desk);
  } else if (key === "n" || key === "ArrowRight") goPair(desk, 1);
  else if (key === "p" || key === "ArrowLeft") goPair(desk, -1);
  else if (key === "d") onPair(desk, "decide", { decision: "duplicate" });
  else if (key === "s" || key === "x") onPair(desk, "decide", { decision: "distinct" });
  else if (key === "k") onPair(desk, "flip");
  else if (key === "t") toggleTaking(desk);
};

// --- what is shown

const headView = (pair, key) => {
  const kept = key === pair.kept;
  const told = kept ? `kept if it is a duplicate: ${pair.why_kept}` : "not screened if it is a duplicate";
  return el("th", { scope: "col", class: kept ? "lm-kept" : "lm-goes" },
    el("code", { dir: "auto" }, key), " ", el("span", { class: "lm-badge" }, told));
};

// The words in which two texts differ are marked.
const partsView = (parts) =>
  parts.map(([text, differs]) => (differs ? el("mark", { class: "lm-differs" }, text) : text));

// A text that may not fit is scrolled by keyboard too.
const LONG = 200;

const rowView = ({ field, label, same, left, right }) => {
  const cell = (parts, others) => {
    const long = parts.reduce((sum, [text]) => sum + text.length, 0) > LONG;
    return el("td", { class: parts.length && !others.length ? "lm-only" : "" },
      el("div", { class: "lm-text", dir: "auto", tabindex: long ? "0" : false },
        parts.length ? partsView(parts) : quiet("—")));
  };
  return el("tr", { class: same || field === "origin" ? "lm-same" : "lm-other", "data-field": field },
    el("th", { scope: "row" }, label), cell(left, right), cell(right, left));
};

const TAKING =
  "This changes the entry in bibliography.bib, which notes where the fields come from. It can be undone.";

const takingView = (pair, desk) => {
  const { ticked } = desk.ui.taking;
  const tick = (field) => (checked) => {
    if (checked) ticked.add(field);
    else ticked.delete(field);
    desk.draw();
  };
  const rows = pair.missing.map(({ field, label, text }) =>
    el("label", { class: "lm-field" },
      tickBox(ticked.has(field), tick(field), { "data-focus": `take-${field}` }),
      el("strong", {}, label), el("span", { class: "lm-text", dir: "auto" }, text)));
  const submit = (event) => {
    event.preventDefault();
    if (desk.ui.busy || !ticked.size) return;
    // What comes of it is told above; the keys are the desk's again.
    desk.ui.taking = null;
    onPair(desk, "take", { fields: pair.missing.map((one) => one.field).filter((name) => ticked.has(name)) });
  };
  const from = pair.kept === pair.key ? pair.other : pair.key;
  return el("form", { class: "lm-taking", "aria-label": "Copy missing fields", onsubmit: submit },
    el("h3", { dir: "auto" }, `Copy missing fields into ${pair.kept}, from ${from}`),
    rows.length
      ? el("div", { class: "lm-fields", tabindex: "0" }, rows)
      : quietLine("Nothing is missing that the other record has."),
    quietLine(TAKING),
    el("button", { type: "submit", class: "lm-go", "data-focus": "take", disabled: !ticked.size },
      `Copy ${many(ticked.size, "field")} `, el("kbd", {}, "Enter")), " ",
    plain("Cancel", "Esc", () => toggleTaking(desk)));
};

const pairView = ({ pair, position, progress, empty }, desk) => {
  if (!pair) return emptyView(empty);
  const { ui } = desk;
  const list = {
    class: "lm-pair",
    tabindex: "0",
    "data-focus": "pair",
    "data-scroll": `pair ${pair.key} ${pair.other}`,
    "aria-label": "The two records",
  };
  const reports = "Several reports of one study are not duplicates";
  const study = pair.study
    ? `Both report the study “${pair.study}”. ${reports}.`
    : `${reports}: press “Not a duplicate”, and enter the same study for both with “Correct a record”.`;
  return el("div", {},
    el("div", { class: "lm-place" },
      el("span", {}, `Pair ${counted(position + 1)} of ${counted(progress.total)}`),
      el("span", { class: "lm-reason", dir: "auto" }, pair.why),
      quiet(`similarity ${pair.score}`),
      pair.decided ? el("strong", { class: "lm-mine", dir: "auto" }, `Decided: ${pair.decided}`) : null),
    pair.stands.map((text) => el("p", { class: "lm-quiet", dir: "auto" }, text)),
    el("div", list,
      el("table", {},
        el("colgroup", {}, el("col", { class: "lm-names" }), el("col"), el("col")),
        el("thead", {}, el("tr", {}, el("td"), headView(pair, pair.key), headView(pair, pair.other))),
        el("tbody", {}, pair.rows.map(rowView)))),
    el("p", { class: "lm-hint lm-quiet", dir: "auto" }, study),
    ui.taking ? takingView(pair, desk) : null);
};

const pairButtons = ({ pair, position, progress, sure }, desk) => {
  const decision = (label, key, decision) =>
    button(label, key, () => onPair(desk, "decide", { decision }),
      { class: `lm-${decision}`, "data-focus": decision, disabled: !pair });
  return [
    decision("Duplicate", "d", "duplicate"),
    decision("Not a duplicate", "s", "distinct"),
    plain("Keep the other", "k", () => onPair(desk, "flip"), !pair),
    plain("Copy fields", "t", () => toggleTaking(desk), !pair?.missing.length),
    plain("Undo", "u", () => undo(desk)),
    plain("Previous", "p", () => goPair(desk, -1), !position),
    plain("Next", "n", () => goPair(desk, 1), !pair && !progress.left),
    plain(`Sure duplicates${sure.count ? ` (${counted(sure.count)})` : ""}`, "g", () => turnView(desk)),
    plain("Shortcuts", "?", desk.toggleHelp),
  ];
};

const PAIR_KEYS = [
  ["d", "duplicate: the same work; the record marked as kept is screened"],
  ["k", "keep the other record instead"],
  ["s or x", "not a duplicate: two works (you are not asked again)"],
  ["t", "copy fields that the kept record lacks from the other one"],
  ["n or →", "next pair, without deciding"],
  ["p or ←", "previous pair"],
  ["u", "undo"],
  ["g", "go to the sure duplicates"],
];
