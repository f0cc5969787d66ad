// The fields of a form, each with its label in front.

const labelled = (label, ...nodes) => el("label", { class: "lm-field" }, el("span", {}, label), nodes);

// A field writes what is typed into `values` and draws nothing anew, so that the cursor stays.
const field = (values, name, label, { rows = 0, hint = "", ...more } = {}) => {
  const keep = (event) => {
    values[name] = event.target.value;
  };
  const about = { "data-focus": `field-${name}`, dir: "auto", value: values[name] ?? "", oninput: keep };
  const box = el(rows ? "textarea" : "input", { ...about, ...(rows ? { rows } : { type: "text" }), ...more });
  return labelled(label, box, hint ? el("small", { class: "lm-quiet" }, hint) : null);
};

const choice = (values, name, label, options, then = () => {}) => {
  const keep = (value) => {
    values[name] = value;
    then();
  };
  const about = { "data-focus": `field-${name}`, dir: "auto" };
  return labelled(label, menu(values[name] ?? "", options, keep, about));
};

