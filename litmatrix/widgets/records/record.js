// One record in full, beside the list.

const openRecord = (desk, focus = false) => {
  const { ui } = desk;
  if (ui.cursor < 0) return;
  const was = ui.open;
  ui.open = ui.cursor;
  askWhole(desk, focus);
  if (was === null) desk.draw();
};

const closeRecord = (desk) => {
  Object.assign(desk.ui, { open: null, whole: null });
  desk.ui.side.replaceChildren();
  desk.draw();
  goTo(desk, desk.ui.at);
};

const askWhole = (desk, focus = false) => {
  const { ui, state } = desk;
  const number = ui.open;
  ui.wholeOf = [state.data, state.version].join();
  desk.ask({ act: "whole", number }, ({ error, record }) => {
    if (number !== ui.open) return;
    const same = ui.whole?.key === record?.key;
    ui.whole = record ?? null;
    const { scrollTop } = ui.side;
    ui.side.replaceChildren(...(error ? [quietLine(error)] : wholeView(record, desk)));
    ui.side.scrollTop = same ? scrollTop : 0;
    if (focus) focusOn(ui.side);
  });
};

const VERDICTS = { meets: "✓", fails: "✗", unknown: "?" };

const checkLine = ({ include, verdict, why }) =>
  el("li", {}, el("span", { dir: "auto" }, include),
    verdict
      ? el("div", { class: `lm-quiet lm-verdict-${verdict}`, dir: "auto" },
          `${VERDICTS[verdict]} ${verdict}: ${why}`)
      : null);

const decisionLine = ({ who, stage, decision, reason, note }, withWho) =>
  el("li", { dir: "auto" },
    withWho ? [el("strong", { dir: "auto" }, who), ": "] : null,
    stage === "label" ? `labels ${decision}` : `${decision}, at ${stage}`,
    reason ? `: ${reason}` : "", note ? [" ", quiet(`(${note})`)] : null);

const part = (title, ...nodes) => [el("h4", {}, title), nodes];

const wholeView = (record, desk) => {
  const mine = record.mine.filter(({ stage }) => stage !== "label");
  return [
    el("div", { class: "lm-side-head" },
      el("strong", { dir: "auto" }, record.reference),
      button("Close", "Esc", () => closeRecord(desk), { class: "lm-mini" })),
    el("h3", { dir: "auto" }, record.title || "(no title)"),
    el("p", { class: "lm-authors", dir: "auto" }, record.authors || "No authors"),
    el("p", { class: "lm-quiet", dir: "auto" }, record.where),
    el("div", { class: "lm-links" }, record.links.map(link)),
    el("p", {}, el("strong", {}, "Status: "), el("span", { dir: "auto" }, record.status)),
    ...part("My decision", mine.length
      ? el("ul", {}, mine.map((one) => decisionLine(one, false)))
      : quietLine("Not decided by you yet.")),
    ...(record.labels.length
      ? part("My labels", el("p", {}, labelViews(record.labels)))
      : []),
    ...(record.everybody
      ? part("Everybody’s decisions", record.everybody.length
          ? el("ul", {}, record.everybody.map((one) => decisionLine(one, true)))
          : quietLine("No decisions yet."))
      : []),
    ...part("Abstract",
      el("p", { class: "lm-abstract", dir: "auto" }, record.abstract || quiet("No abstract."))),
    ...(record.checks.length ? part("Criteria", el("ul", {}, record.checks.map(checkLine))) : []),
    el("dl", { class: "lm-facts" },
      record.facts.map(([name, text]) => [el("dt", { dir: "auto" }, name), el("dd", { dir: "auto" }, text)])),
  ].flat(2);
};
