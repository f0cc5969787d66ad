// The bar: blocks renewed, a block inserted, documents made in a style; how far it is, and what was written.

const OTHER = "…";

const renew = (desk) => {
  if (desk.state.there && idle(desk)) desk.send({ act: "renew" });
};
const undo = (desk) => {
  if (desk.state.undo && idle(desk)) desk.send({ act: "undo" });
};
const make = (desk) => {
  const { ui, state } = desk;
  if (!state.there || !idle(desk)) return;
  const to = state.formats.filter(([id, , lacking]) => ui.formats.has(id) && !lacking).map(([id]) => id);
  const style = ui.style === OTHER ? ui.other.trim() : ui.style;
  desk.send({ act: "make", to, style });
};

// --- style and formats

const styleView = ({ style, styles }, desk) => {
  const { ui } = desk;
  const known = styles.find(([id]) => id === style.toLowerCase());
  const own = ["", `as the manuscript says: ${known ? known[1] : style}`];
  const options = [own, ...styles, [OTHER, "another …"]];
  const take = (value) => {
    ui.style = value;
    desk.draw();
    desk.focus(value === OTHER ? "other" : "style");
  };
  const write = (event) => {
    ui.other = event.target.value;
  };
  return [
    el("label", { class: "lm-style" }, "Style ", menu(ui.style, options, take, { "data-focus": "style" })),
    ui.style === OTHER
      ? el("label", {}, "its name, or a .csl file ",
          el("input", { type: "text", value: ui.other, "data-focus": "other", oninput: write, dir: "auto",
            placeholder: "american-sociological-association" }))
      : null,
  ];
};

const formatView = ([id, name, lacking], desk) => {
  const take = (on) => desk.ui.formats[on ? "add" : "delete"](id);
  const about = { disabled: Boolean(lacking), "data-focus": `format ${id}` };
  return el("label", {}, tickBox(desk.ui.formats.has(id) && !lacking, take, about), ` ${name}`);
};
// What cannot be made, each reason once.
const lackingView = ({ formats }) => {
  const why = new Map();
  for (const [, name, lacking] of formats)
    if (lacking) why.set(lacking, [...(why.get(lacking) ?? []), name]);
  return [...why].map(([told, names]) => quietLine(`Not on this computer: ${names.join(", ")}. ${told}`));
};

const barView = (state, desk) => {
  const off = Boolean(state.progress);
  const { waiting } = state.counts;
  return el("div", { class: "lm-bar" },
    el("div", { class: "lm-acts", role: "group", "aria-label": "Blocks" },
      button(waiting ? `Renew the blocks (${counted(waiting)} to change)` : "Renew the blocks", "r",
        () => renew(desk), { "data-focus": "renew", disabled: off, class: waiting ? "lm-go" : null }),
      button("Insert a block …", "b", () => toggleInsert(desk),
        { "data-focus": "insert", disabled: off, "aria-expanded": String(Boolean(desk.ui.insert)) })),
    el("div", { class: "lm-acts", role: "group", "aria-label": "Documents" },
      styleView(state, desk),
      state.formats.map((one) => formatView(one, desk)),
      button("Make the documents", "d", () => make(desk), { "data-focus": "make", disabled: off })),
    lackingView(state));
};

// --- what came of it

const makingView = ({ number, total, what }) =>
  el("div", { class: "lm-making", role: "status", "aria-live": "polite" },
    progressBar(number - 1, total, "made"),
    el("span", {}, `${counted(number)} of ${counted(total)}: ${what}`),
    quiet("This takes some seconds; the other desks answer when it is done."));

const closeResult = (desk) => desk.send({ act: "close" });
const resultView = ({ told, files, failed, notes }, desk) =>
  el("div", { class: "lm-came", role: "status" },
    told.map((line) => el("p", {}, line)),
    files.length ? [el("p", {}, el("strong", {}, "Wrote")), fileList(files, desk)] : null,
    failed.length
      ? el("div", { class: "lm-message", role: "alert" }, el("strong", {}, "Not made"),
          el("ul", {}, failed.map((one) => el("li", { dir: "auto" }, one))))
      : null,
    notes.length
      ? [el("p", {}, el("strong", {}, "Notes")),
          el("ul", {}, notes.map((one) => el("li", { dir: "auto" }, one)))]
      : null,
    button("Close", "Esc", () => closeResult(desk), { "data-focus": "close" }));

// --- where there is no manuscript

const FIRST = "You write your paper in manuscript.md, a file of plain text, in JupyterLab or in any other"
  + " editor.";
const SECOND = "Findings, tables, figures and numbers of your review stand in it as blocks that follow the"
  + " review, and one button here makes a Word document of it, or HTML, LaTeX and PDF.";
const startView = (state, desk) => {
  const { ui } = desk;
  const take = (value) => {
    ui.guideline = value;
  };
  const submit = (event) => {
    event.preventDefault();
    if (idle(desk)) desk.send({ act: "start", guideline: ui.guideline });
  };
  return el("form", { class: "lm-begin", onsubmit: submit },
    el("p", {}, el("strong", {}, "There is no manuscript yet."), ` ${FIRST} ${SECOND}`),
    el("label", {}, "Headings of ",
      menu(ui.guideline, state.guidelines, take, { "data-focus": "guideline" })), " ",
    el("button", { type: "submit", class: "lm-go", "data-focus": "start" }, "Start a manuscript"));
};
