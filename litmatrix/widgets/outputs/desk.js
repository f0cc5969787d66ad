// The panel of outputs: a button an act, how far it is, and what came of it.

// --- what a person does

const idle = ({ state, ui }) => !state.progress && !ui.busy;
const act = (desk, name) => {
  if (!idle(desk)) return;
  desk.ui.form = false;
  desk.send({ act: name });
};
const toggleExport = (desk) => {
  if (!idle(desk)) return;
  desk.ui.form = !desk.ui.form;
  desk.draw();
  desk.focus(desk.ui.form ? "what" : undefined);
};

const ACTS = { c: "check", b: "build", g: "agreement", f: "conflicts" };
const press = (key, desk) => {
  if (key === "e") toggleExport(desk);
  else if (ACTS[key]) act(desk, ACTS[key]);
};

// --- the export form

const chosen = ({ state, ui }) => state.choices.find(({ id }) => id === ui.what) ?? state.choices[0];

const fileName = ({ ui }, { id }) => {
  const { records, program, format } = ui;
  const of = { bibliography: records, tables: "review", linked: "linked", records: `records-${program}` };
  if (of[id]) return `${of[id]}.${format}`;
  // The documents among them: what can be read, and what can be edited and taken in again.
  const alone = id === "codebook" ? ["md", "html"] : id === "matrix" ? ["xlsx"] : [];
  return `${alone.includes(format) ? "" : "tables/"}${id}.${format}`;
};

const settle = (desk, changes) => {
  const { ui } = desk;
  Object.assign(ui, changes);
  const choice = chosen(desk);
  if (!choice.formats.includes(ui.format)) ui.format = choice.formats[0];
  ui.name = fileName(desk, choice);
};

const choose = (desk, changes) => {
  settle(desk, changes);
  desk.draw();
};

const pick = (label, name, options, desk) =>
  el("label", {}, `${label} `,
    menu(desk.ui[name], options, (value) => choose(desk, { [name]: value }), { "data-focus": name }));

const same = (words) => words.map((word) => [word, word]);

// The styles that most journals ask for; the command line has all others.
const STYLES = [
  ["apa", "APA"], ["vancouver", "Vancouver (NLM)"], ["harvard", "Harvard (Cite Them Right)"],
  ["chicago", "Chicago, author and date"], ["mla", "MLA"], ["ama", "AMA"], ["ieee", "IEEE"],
];
const RECORDS = [
  ["included", "included"], ["excluded", "excluded"], ["all", "all"], ["cited", "cited in the manuscript"],
];
const DATA = ["bib", "ris", "json"];
const styled = (desk, choice) => choice.id === "bibliography" && !DATA.includes(desk.ui.format);

const exportView = (desk) => {
  const { state, ui } = desk;
  const choice = chosen(desk);
  if (!ui.name) settle(desk, { what: choice.id });
  const send = (event) => {
    event.preventDefault();
    const { what, name, records, program, stage } = ui;
    const style = styled(desk, choice) ? ui.style : "";
    if (idle(desk)) desk.send({ act: "export", what, name, records, program, stage, style });
  };
  const write = (event) => {
    ui.name = event.target.value;
  };
  return el("form", { class: "lm-export", onsubmit: send },
    pick("What", "what", state.choices.map(({ id, title }) => [id, title]), desk),
    choice.id === "bibliography" ? pick("of", "records", RECORDS, desk) : null,
    choice.id === "records" ? pick("for", "program", same(["asreview", "rayyan"]), desk) : null,
    choice.id === "records" ? pick("at", "stage", same(["screening", "eligibility"]), desk) : null,
    pick("as", "format", same(choice.formats), desk),
    styled(desk, choice) ? pick("in the style", "style", STYLES, desk) : null,
    el("label", {}, "into out/ ",
      el("input", { type: "text", value: ui.name, "data-focus": "name", oninput: write, dir: "auto" })),
    el("button", { type: "submit", class: "lm-go", disabled: !idle(desk) }, "Export"));
};

// --- what came of it

const checkView = ({ told, rows, more }) => [
  el("p", { class: "lm-result" }, told),
  rows.length
    ? el("div", { class: "lm-scroll", tabindex: "0", "data-scroll": "check" },
        el("table", {}, el("tbody", {}, rows.map((one) =>
          el("tr", {},
            el("td", {}, el("strong", {}, one.severity), el("div", {}, el("code", {}, one.check))),
            el("td", { dir: "auto" }, one.message, one.fix ? quietLine(one.fix) : null),
            el("td", { class: "lm-quiet", dir: "auto" }, one.where))))))
    : null,
  more > 0 ? quietLine(`and ${counted(more)} more`) : null,
  rows.length ? quietLine("See them all at the problem desk, where you can also accept them: "
    + "widgets.problems(review)") : null,
];

const KEPT = "Not replaced, because somebody changed it; the new file is beside it:";
const writtenView = ({ told, first, files, folders, kept, failed, notes }, desk) => [
  el("p", { class: "lm-result" }, told),
  first ? el("p", {}, "Everything on one page: ", fileLink(first, desk)) : null,
  failed.length
    ? el("div", { class: "lm-failed", role: "alert" }, `Not written: ${failed.join(", ")}`)
    : null,
  kept.length ? [el("p", {}, KEPT), fileList(kept, desk)] : null,
  fileList(files, desk),
  folders.map(({ name, files }) =>
    el("details", {}, el("summary", {}, `${name}: ${many(files.length, "file")}`), fileList(files, desk))),
  notes.length
    ? el("div", { class: "lm-notes" }, el("strong", {}, "Notes"),
        el("ul", {}, notes.map((note) => el("li", { dir: "auto" }, note))))
    : null,
];

const HEADS = ["Who", "Seen by both", "Decided alike", "Cohen's kappa (95 %)", "Gwet's AC1 (95 %)"];
const alike = ({ alike, share }) => (share ? `${counted(alike)} (${share})` : "none");
const PARADOX = "Agreement is high and kappa low where nearly all is decided one way: report AC1 beside it.";
const stageView = ({ stage, alone, pairs, all }) => {
  if (alone) return [el("h3", {}, stage), el("p", {}, alone)];
  const row = (cells) => el("tr", {}, cells.map((one) => el("td", { dir: "auto" }, one)));
  return [
    el("h3", {}, stage),
    el("table", {},
      el("thead", {}, el("tr", {}, HEADS.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, pairs.map((one) =>
        row([one.people, counted(one.both), alike(one), one.kappa, one.ac1])))),
    all ? el("p", {}, `${all.people}, ${many(all.both, "record")} that two or more decided on: `
      + `Fleiss' kappa ${all.kappa}, Gwet's AC1 ${all.ac1}`) : null,
    pairs.some((one) => one.paradox) ? quietLine(PARADOX) : null,
  ];
};
const agreementView = ({ stages }) => [
  ...stages.map(stageView),
  quietLine("Computed over the records that both decided on. At title and abstract, maybe counts as "
    + "include; reasons do not count."),
];

const voteView = ({ reviewer, decision, reason, note }) =>
  el("li", { dir: "auto" },
    el("strong", {}, reviewer), `: ${decision}${reason ? ` (${reason})` : ""}${note ? `: ${note}` : ""}`);
const conflictsView = ({ rows }) => [
  el("p", { class: "lm-result" },
    rows.length ? `${many(rows.length, "conflict")}.` : "No record is in conflict."),
  el("div", { class: "lm-scroll", tabindex: "0", "data-scroll": "conflicts" },
    rows.map(({ stage, reference, title, decisions }) =>
      el("section", {},
        el("div", { dir: "auto" }, el("strong", {}, reference), ` at ${stage}`),
        title ? quietLine(title) : null,
        el("ul", {}, decisions.map(voteView))))),
];

const RESULTS = {
  check: checkView, written: writtenView, agreement: agreementView, conflicts: conflictsView,
};
const BEGIN = "Build everything makes the report, with all charts and tables. Check finds what is wrong "
  + "or does not fit together, Agreement shows how far reviewers decided alike, Conflicts where they did "
  + "not.";
const resultView = (result, desk) => {
  if (result) return el("div", { class: "lm-came" }, RESULTS[result.kind](result, desk));
  return desk.ui.form ? "" : quietLine(BEGIN);
};

const progressView = ({ number, total, what }) =>
  el("div", { class: "lm-making", role: "status", "aria-live": "off" },
    progressBar(number - 1, total, "made"),
    el("span", {}, `${counted(number)} of ${counted(total)}: ${what}`));

const view = (state, ui, desk) => {
  const plain = (label, key, does, props = {}) =>
    button(label, key, does, { "data-focus": label, disabled: Boolean(state.progress), ...props });
  return [
    el("header", { class: "lm-head" }, el("div", { class: "lm-who" }, "Outputs"), savedView(state.saved)),
    el("div", { class: "lm-acts", role: "group", "aria-label": "What to make" },
      plain("Check", "c", () => act(desk, "check")),
      plain("Build everything", "b", () => act(desk, "build"), { class: "lm-go" }),
      plain("Export …", "e", () => toggleExport(desk), { "aria-expanded": String(ui.form) }),
      plain("Agreement", "g", () => act(desk, "agreement")),
      plain("Conflicts", "f", () => act(desk, "conflicts")),
      plain("Shortcuts", "?", desk.toggleHelp)),
    messageView(state.message),
    ui.form ? exportView(desk) : "",
    state.progress ? progressView(state.progress) : resultView(state.result, desk),
  ];
};

const outputs = {
  name: "lm-outputs",
  label: "Outputs",
  ask: ["", ""],
  ui: () => ({ form: false, what: "", format: "", name: "", records: "included", program: "asreview",
    style: "apa", stage: "screening", root: null }),
  begin: ({ state, ui }) => Object.assign(ui, { root: rootAddress(state.places), what: state.choices[0].id }),
  view,
  press,
  escape: (desk) => (desk.ui.form ? toggleExport(desk) : desk.focus()),
  free: () => true,
  help: () => [
    ["c", "check: what does not fit together"],
    ["b", "build everything: the report, all charts and tables"],
    ["e", "export: one table, the matrix, the bibliography …"],
    ["g", "agreement: how far reviewers decided alike"],
    ["f", "conflicts: records on which they did not"],
    ["?", "show these shortcuts"],
  ],
  data: ({ result, progress }) => ({ result: result?.kind ?? "", making: progress?.what ?? "" }),
};

export default { render: (page) => desk(page, outputs) };
