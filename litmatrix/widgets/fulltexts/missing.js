// What is missing: the records without a full text, with where it may be had.

const turnMissing = (desk, sheet) => {
  if (sheet >= 0 && sheet < desk.state.missing.sheets) desk.send({ act: "missing_sheet", sheet });
};

// A browser may refuse to copy: then the text stands there, selected.
const copyMissing = (desk, what) =>
  desk.ask({ act: "copy", what }, async ({ text = "", error }) => {
    const { ui } = desk;
    if (error) ui.copied = { told: error };
    else {
      try {
        await navigator.clipboard.writeText(text);
        ui.copied = { told: `The ${what === "links" ? "links are" : "list is"} copied: paste it anywhere.` };
      } catch {
        ui.copied = { told: "Press Ctrl+C to copy this:", text };
      }
    }
    desk.draw();
    const field = desk.find("copied");
    field?.focus();
    field?.select();
  });

const exportMissing = (desk) => desk.send({ act: "export" });

const pressMissing = (key, desk) => {
  const { missing } = desk.state;
  if (key === "n") turnMissing(desk, missing.sheet + 1);
  else if (key === "p") turnMissing(desk, missing.sheet - 1);
  else if (key === "c") copyMissing(desk, "list");
  else if (key === "l") copyMissing(desk, "links");
  else if (key === "e") exportMissing(desk);
};

const missingRow = (row, desk) =>
  el("tr", { "data-key": row.key },
    el("td", { class: "lm-of" },
      namedRecord(row),
      el("div", { class: "lm-quiet", dir: "auto" }, `${row.where} · ${row.key}`)),
    el("td", { class: "lm-address" },
      [row.doi, row.url].filter(Boolean).map((one) => el("div", {}, link(one))),
      row.doi || row.url ? null : quiet("no DOI, no address")),
    el("td", {}, el("div", {}, row.stands), el("div", { class: "lm-quiet" }, row.retrieval)),
    el("td", { class: "lm-take" }, missingDrop(row, desk)));

// One file for one record: what it is told comes beside it.
const missingDrop = ({ key, reference }, desk) =>
  el("div", dropping(desk, key),
    el("label", { class: "lm-choose" },
      el("span", {}, "Drop or choose"),
      el("input", { type: "file", accept: TEXT_KINDS, "aria-label": `Full text of ${reference}`,
        "data-focus": `file ${key}`, onchange: (event) => takeFile(desk, key, event.target.files[0]) })),
    toldLine(desk, key));

const MISSING_HEADS = ["Record", "Where to get it", "Status", "Full text"];

const missingView = ({ missing }, desk) => {
  const { ui } = desk;
  const { total, of, everything, rows } = missing;
  const scopes = [["", "at the full-text stage, and included"], ["all", "all records"]];
  const take = (value) => desk.send({ act: "missing_all", everything: value === "all" });
  const about = { "data-focus": "missing scope", "aria-label": "Which records" };
  const act = (label, key, does) => button(label, key, does, { disabled: !total, "data-focus": label });
  return [
    el("div", { class: "lm-over-list" },
      el("strong", {}, `${counted(total)} of ${many(of, "record")} have no full text`),
      el("label", {}, "Of ", menu(everything ? "all" : "", scopes, take, about)),
      act("Copy the list", "c", () => copyMissing(desk, "list")),
      act("Copy the links", "l", () => copyMissing(desk, "links")),
      act("Export as CSV", "e", () => exportMissing(desk))),
    ui.copied
      ? el("div", { class: "lm-copied", role: "status" },
          el("p", {}, ui.copied.told),
          ui.copied.text !== undefined
            ? el("textarea", { rows: "6", readonly: true, value: ui.copied.text, "data-focus": "copied",
                "aria-label": "To be copied" })
            : null)
      : "",
    // What was told of a file that was just stored: its row is gone.
    ui.fullText?.told && !rows.some(({ key }) => key === ui.fullText.told.key)
      ? toldLine(desk, ui.fullText.told.key) : "",
    total
      ? el("div", { class: "lm-list", tabindex: "0", "data-focus": "missing",
          "data-scroll": `missing ${missing.sheet}`, "aria-label": "Records without a full text" },
          el("table", {},
            el("thead", {}, el("tr", {}, MISSING_HEADS.map((one) => el("th", { scope: "col" }, one)))),
            el("tbody", {}, rows.map((row) => missingRow(row, desk)))))
      : emptyView(of ? "Nothing is missing: every record has its full text."
          : "No record is at the full-text stage, or included, yet.\nDecide at the screening card first."),
    sheetsView(missing, (sheet) => turnMissing(desk, sheet)),
  ];
};

const MISSING_KEYS = [
  ["c", "copy the list"],
  ["l", "copy the links"],
  ["e", "export the list as CSV"],
  ["n p", "later and earlier page"],
];
