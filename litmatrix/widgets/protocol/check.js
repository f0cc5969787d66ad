// The check of a criterion, made by choosing; what it would find is told at once.

const TESTS = [
  ["range", "is from … to …"],
  ["contains", "contains one of the words"],
  ["is", "is one of"],
];

const testOf = (check) => {
  if (check?.test) return check.test;
  if (check?.contains) return "contains";
  return check?.is ? "is" : "range";
};

// The check as the kernel takes it, of the parts that its test asks for.
const checkGiven = (check) => {
  if (!check?.field) return null;
  const test = testOf(check);
  const parts = test === "range" ? ["from", "to"] : [test];
  return Object.fromEntries([["field", check.field], ...parts.map((name) => [name, check[name] ?? null])]);
};

const foundLine = ({ error, fails, of, unknown, examples }) => {
  if (error) return el("p", { class: "lm-odd" }, error);
  if (fails === null || fails === undefined)
    return quietLine("Fill this in to see how many records fail the check.");
  const silent = unknown ? `, ${counted(unknown)} have no value` : "";
  return el(
    "div",
    {},
    el(
      "p",
      { class: "lm-count", role: "status" },
      `${counted(fails)} of ${many(of, "record")} fail${fails === 1 ? "s" : ""}${silent}.`,
    ),
    examples.length
      ? el(
          "ul",
          { class: "lm-examples" },
          examples.map((one) => el("li", { dir: "auto" }, one)),
        )
      : null,
  );
};

const checkControl = (desk, draft, field) => {
  const check = { ...(valueIn(desk, draft, field.name) ?? {}) };
  const set = keeper(desk, draft, field.name);
  const found = el("div", { class: "lm-found" });
  const name = (part) => `${focusName(draft, field.name)}-${part}`;
  const tryOut = () => {
    clearTimeout(desk.ui.trying);
    if (!check.field) return found.replaceChildren();
    desk.ui.trying = setTimeout(
      () =>
        desk.ask({ act: "try", check: checkGiven(check) }, (answer) =>
          found.replaceChildren(foundLine(answer)),
        ),
      200,
    );
  };
  const change = (part, value, again = false) => {
    check[part] = value;
    set(check.field ? check : null);
    if (again) desk.draw();
    else tryOut();
  };
  const box = (part, label, tag, props = {}) =>
    el(tag, {
      "aria-label": label,
      "data-focus": name(part),
      dir: "auto",
      value: asText(check[part]),
      oninput: (event) => change(part, event.target.value),
      ...props,
    });
  const about = desk.state.checked.find((one) => one.name === check.field);
  const fields = [
    ["", "no check: only people decide"],
    ...desk.state.checked.map((one) => [one.name, one.label]),
  ];
  if (check.field && !about) fields.push([check.field, check.field]);
  const test = testOf(check);
  const range = () => [
    box("from", "From", "input", { type: "number", class: "lm-short", placeholder: "from" }),
    " to ",
    box("to", "To", "input", { type: "number", class: "lm-short", placeholder: "to" }),
  ];
  const words = (part, label) => box(part, label, "textarea", { rows: 3, placeholder: "one per line" });
  const ticks = () => {
    const chosen = new Set(Array.isArray(check.is) ? check.is : asText(check.is).split("\n").filter(Boolean));
    const tick = (value) => (on) => {
      if (on) chosen.add(value);
      else chosen.delete(value);
      change("is", [...chosen]);
    };
    return el(
      "div",
      { class: "lm-ticks" },
      about.values.map((value) =>
        el(
          "label",
          { class: "lm-check" },
          tickBox(chosen.has(value), tick(value), { "data-focus": name(`is-${value}`) }),
          ` ${value}`,
        ),
      ),
    );
  };
  const asked = () => {
    if (test === "range") return range();
    if (test === "is" && about?.values.length) return ticks();
    return words(test, test === "is" ? "Values" : "Words");
  };
  tryOut();
  return el(
    "div",
    { class: "lm-check-maker" },
    menu(check.field ?? "", fields, (value) => change("field", value, true), {
      "aria-label": "Field to check",
      "data-focus": name("field"),
    }),
    check.field
      ? menu(test, TESTS, (value) => change("test", value, true), {
          "aria-label": "Condition",
          "data-focus": name("test"),
        })
      : null,
    check.field ? el("div", { class: "lm-asked" }, asked()) : null,
    found,
  );
};

