// What the widgets of litmatrix share; it stands before the file of each. All text of the review goes in as textContent.

const el = (tag, props = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (name === "text") node.textContent = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
};

// The root of a widget: it takes the focus, and JupyterLab's shortcuts stay out of it.
const rootOf = (name, label) =>
  el("div", {
    class: `lm-desk ${name}`,
    tabindex: "0",
    role: "application",
    "aria-label": label,
    "data-lm-suppress-shortcuts": "true",
  });

const typing = (event) => event.target.matches("input, textarea, select");

const savedView = (saved) =>
  el("div", { class: `lm-saved${saved.ok ? "" : " lm-not-saved"}`, role: "status", "aria-live": "polite", text: saved.text });

const messageView = (message) => (message ? el("div", { class: "lm-message", role: "alert", text: message }) : "");

// Asks who works at the desk, one of `names` if the review knows them; `tell` gets the name.
const nameForm = (question, names, quiet, tell) => {
  const field = names.length
    ? el("select", { "aria-label": "Your name" }, ...names.map((name) => el("option", { value: name, text: name })))
    : el("input", { type: "text", "aria-label": "Your name", placeholder: "your name" });
  const form = el("form", { class: "lm-ask-name" },
    el("label", {}, el("strong", { text: `${question} ` }), field),
    el("button", { type: "submit", text: "Begin" }),
    el("p", { class: "lm-quiet", text: quiet }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tell(field.value);
  });
  return form;
};
