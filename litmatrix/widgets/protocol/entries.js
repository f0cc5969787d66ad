// An entry of a section as it is read: what it says, and what is known of it.

const wordsOf = (values) => (values ?? []).map((one) => `“${one}”`).join(", ");

const checkInWords = (check, state) => {
  if (!check) return "";
  const name = state.checked.find((one) => one.name === check.field)?.label ?? check.field;
  const parts = [];
  const range = [["from", check.from], ["to", check.to]].filter(([, end]) => (end ?? null) !== null);
  if (range.length) parts.push(range.flat().join(" "));
  if (check.contains) parts.push(`contains one of ${wordsOf(check.contains)}`);
  if (check.is) parts.push(`is one of ${wordsOf(check.is)}`);
  return `${name} ${parts.join(", ")}`;
};

const changeInWords = (change) =>
  change ? `${change.effect ?? ""} ${String(change.date ?? "").slice(0, 10)}` : "";

const nameOf = (field, value) => field.options.find(([id]) => id === value)?.[1].split(":")[0] ?? value;
const fieldNamed = (section, name) => section.fields.find((one) => one.name === name);
const dotted = (...parts) => parts.filter(Boolean).join(" · ");
const line = (text, props = {}) => (text ? el("div", { dir: "auto", ...props }, text) : null);

const ENTRIES = {
  searches: (one, { section, state }) => [
    line(one.source || one.id, { class: "lm-title" }),
    line(one.query, { class: "lm-query" }),
    quietLine(
      dotted(
        nameOf(fieldNamed(section, "kind"), one.kind),
        one.platform && `platform: ${one.platform}`,
        one.date,
        one.limits,
        one.hits !== null && one.hits !== undefined ? `${counted(one.hits)} hits` : "",
        state.records[one.id] ? `${many(state.records[one.id], "record")} in the bibliography` : "",
        one.id,
      ),
    ),
  ],
  criteria: (one, { section, state }) => [
    line(one.include, { class: "lm-title" }),
    line(one.exclude && `Exclusion reason: ${one.exclude}`),
    quietLine(
      dotted(
        nameOf(fieldNamed(section, "stage"), one.stage ?? ""),
        checkInWords(one.check, state),
        one.check ? `${counted(state.failing[one.id] ?? 0)} of ${many(state.found, "record")} fail` : "",
        one.id,
        changeInWords(one.history?.at(-1)),
      ),
    ),
  ],
  descriptors: (one, { section }) => [
    line(one.name || one.id, { class: "lm-title" }),
    line((one.values ?? []).map((row) => row.value).join(" · ")),
    quietLine(
      dotted(
        nameOf(fieldNamed(section, "type"), one.type ?? (one.values ? "choice" : "text")),
        one.group,
        `column ${one.id}`,
      ),
    ),
  ],
  rounds: (one, { section }) => [
    line(one.purpose, { class: "lm-title" }),
    quietLine(
      dotted(
        nameOf(fieldNamed(section, "stage"), one.stage),
        many(one.size ?? 0, "record"),
        `seed ${one.seed ?? 0}`,
        one.date,
        one.id,
      ),
    ),
  ],
  claims: (one) => [
    line(one.text, { class: "lm-title" }),
    quietLine(
      dotted(`number: ${one.value}`,
        one.count ? `compared with ${one.count}` : "not counted by litmatrix", one.note),
    ),
  ],
  findings: (one, { section, state }) => [
    line(one.statement, { class: "lm-title" }),
    line(one.confidence ? `Confidence: ${one.confidence}${one.why ? ` – ${one.why}` : ""}` : ""),
    quietLine(
      dotted(
        state.themes.find(({ id }) => id === one.theme)?.name ?? one.theme ?? "no theme yet",
        ...section.fields
          .filter(({ name, control }) => control === "choice" && name !== "confidence" && one[name])
          .map(({ name, label }) => `${label.toLowerCase()}: ${one[name]}`),
        one.id,
      ),
    ),
  ],
  accepted: (one) => [
    line(dotted(one.check, (one.key ?? []).join(", ")), { class: "lm-title" }),
    line(one.why),
  ],
};
