// The files that are there: what each is, which search found it, and what is said of how it is read.

const accountOf = ({ declared, account }) => {
  if (!account) return many(declared, "record");
  const [fresh, again, reported] = account.map(counted);
  return `${many(declared, "record")} = ${fresh} new + ${again} already in the review + ${reported} not read`;
};
const plainly = (file) => {
  const how = [file.format, file.read].filter(Boolean).join(", ");
  return [how, accountOf(file)].filter(Boolean).join(": ");
};

const takeOut = (file, desk) =>
  button("Remove", "", () => actOn(desk, { act: "drop", file: file.number }), {
    "data-focus": `drop-${file.number}`,
    "aria-label": `Remove ${file.name}`,
    class: "lm-link",
  });

// Which search found it: a new one, that of another file, or one that is known.
const belongsMenu = (file, found, desk) => {
  const { founds, known } = desk.state;
  const together = found.files.length > 1;
  const here = found.known ? `known ${found.known}` : together ? "here" : "own";
  const others = founds
    .filter((one) => one !== found && !one.known)
    .map((one) => [`with ${one.files[0].number}`, `the same search as ${one.files[0].name}`]);
  const options = [
    together && !found.known
      ? ["here", `this search, with ${many(found.files.length - 1, "other file")}`]
      : null,
    ["own", together || found.known ? "a new search of its own" : "a new search"],
    ...others,
    ...known.map((one) => [`known ${one.id}`, one.label]),
  ].filter(Boolean);
  const say = (to) => {
    if (to !== "here") actOn(desk, { act: "belongs", file: file.number, to });
  };
  return el(
    "label",
    { class: "lm-by" },
    "Found by ",
    menu(here, options, say, {
      "data-focus": `by-${file.number}`,
      "aria-label": `${file.name} was found by`,
    }),
  );
};

const encodingField = (file, desk) => {
  const say = (event) => {
    if (event.target.value.trim() !== file.encoding)
      actOn(desk, { act: "file", file: file.number, encoding: event.target.value });
  };
  return el(
    "label",
    { class: "lm-encoding" },
    "Encoding ",
    el("input", {
      type: "text",
      list: "lm-encodings",
      value: file.encoding,
      "data-focus": `encoding-${file.number}`,
      placeholder: file.read || "as found",
      onchange: say,
    }),
  );
};

const columnsView = (file, desk) => {
  const { state } = desk;
  const known = file.columns.filter(([, name]) => name).length;
  const say = (column) => (name) =>
    actOn(desk, { act: "file", file: file.number, columns: { [column]: name } });
  const names = (now) => [
    ["", "(kept under its own name)"],
    ...[...new Set([now, ...state.columns])].filter(Boolean).map((name) => [name, name]),
  ];
  return [
    el("p", {}, `What its columns contain (${known} of ${file.columns.length} are known):`),
    el(
      "div",
      { class: "lm-columns", "data-scroll": `columns-${file.number}` },
      file.columns.map(([column, name], at) =>
        el(
          "label",
          {},
          el("span", { dir: "auto", title: column }, column),
          menu(name, names(name), say(column), { "data-focus": `column-${file.number}-${at}` }),
        ),
      ),
    ),
  ];
};

const amissView = (file, desk) => {
  const { ui } = desk;
  const toggle = (event) => {
    if (event.target.open) ui.amiss.add(file.number);
    else ui.amiss.delete(file.number);
  };
  return el(
    "details",
    { class: "lm-amiss", open: ui.amiss.has(file.number), ontoggle: toggle },
    el(
      "summary",
      { "data-focus": `amiss-${file.number}` },
      file.columns.length ? "Letters or columns look wrong?" : "Letters look wrong?",
    ),
    encodingField(file, desk),
    file.columns.length ? columnsView(file, desk) : null,
  );
};

// What was said of a file after it was read shows once it is read again.
const staleView = (file, desk) =>
  file.stale
    ? el(
        "div",
        { class: "lm-stale", role: "status" },
        el(
          "span",
          {},
          file.error
            ? `Cannot be read again: ${file.error}`
            : "Out of date: what is shown was read before you changed this file's encoding or columns. ",
        ),
        button("Preview", "", () => actOn(desk, { act: "again", file: file.number }), {
          "data-focus": `again-${file.number}`,
          class: "lm-go",
        }),
      )
    : null;

const fileRow = (file, found, desk) =>
  el(
    "li",
    { class: "lm-a-file" },
    el(
      "div",
      { class: "lm-row" },
      el("strong", { dir: "auto" }, file.name),
      quiet(plainly(file)),
      belongsMenu(file, found, desk),
      takeOut(file, desk),
    ),
    staleView(file, desk),
    amissView(file, desk),
  );

// --- files that cannot be read

const unreadView = (desk) => {
  const { unread } = desk.state;
  if (!unread.length) return "";
  const row = (file) =>
    el(
      "li",
      { class: "lm-a-file" },
      el("div", { class: "lm-row" }, el("strong", { dir: "auto" }, file.name), takeOut(file, desk)),
      el("p", { dir: "auto" }, file.error.charAt(0).toUpperCase() + file.error.slice(1)),
      el(
        "div",
        { class: "lm-row" },
        encodingField(file, desk),
        button("Read it again", "", () => actOn(desk, { act: "again", file: file.number }), {
          "data-focus": `again-${file.number}`,
        }),
      ),
    );
  return el(
    "section",
    { class: "lm-unread", "aria-label": "Files that cannot be read" },
    el("h3", {}, `Not read: ${many(unread.length, "file")}`),
    el("ul", {}, unread.map(row)),
  );
};

// --- all of them together

const togetherView = (desk) => {
  const { founds, parts } = desk.state;
  const files = founds.reduce((sum, one) => sum + one.files.length, 0);
  if (files < 2) return "";
  const one = founds.length === 1;
  const told = one
    ? `${many(files, "file")}, all parts of one search.`
    : founds.length === files
      ? `${many(files, "file")}, each a search of its own.`
      : `${many(files, "file")} of ${many(founds.length, "searches").replace("searchess", "searches")}.`;
  const hint = parts.length
    ? quiet(
        `One of ${parts.join(", ")} is as full as Web of Science makes a file: are they parts of one search?`,
      )
    : null;
  return el(
    "div",
    { class: "lm-row lm-together" },
    el("span", {}, told),
    one
      ? null
      : button("They are parts of one search", "", () => actOn(desk, { act: "together" }), {
          "data-focus": "together",
        }),
    founds.length === files
      ? null
      : button("Make each a search of its own", "", () => actOn(desk, { act: "apart" }), {
          "data-focus": "apart",
        }),
    hint,
  );
};
