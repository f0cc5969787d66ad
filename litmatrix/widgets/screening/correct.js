// A record corrected in place: its title, year and abstract, as they stand in the file.

const beginCorrecting = (desk) => {
  const { card } = desk.state;
  if (!card) return;
  desk.ask({ act: "fields", key: card.key }, ({ fields, error }) => {
    if (desk.state.card?.id !== card.id) return;
    desk.ui.correcting = { id: card.id, key: card.key, before: fields, given: { ...fields }, error };
    desk.draw();
    desk.focus(!error && !fields.abstract ? "field-abstract" : "field-title");
  });
};

const leaveCorrecting = (desk) => {
  desk.ui.correcting = null;
  desk.draw();
  desk.focus();
};

const correctView = ({ before, given, id, key, error }, desk) => {
  const save = (event) => {
    event.preventDefault();
    desk.send({ act: "correct", card: id, key, given, before });
  };
  const keys = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save(event);
  };
  const study = "one word, the same for every record of this study";
  const about = { "aria-label": "Correct this record", "data-scroll": `correct ${id}` };
  const does = { onsubmit: save, onkeydown: keys };
  return el("form", { class: "lm-record-text lm-panel lm-correct", ...about, ...does },
    el("h3", {}, "Correct this record"),
    error
      ? messageView(`Not done: ${error}`)
      : [
          field(given, "title", "Title", { rows: 2 }),
          field(given, "year", "Year"),
          field(given, "abstract", "Abstract", { rows: 12, placeholder: "paste it here" }),
          field(given, "study", "Study", { hint: study }),
        ],
    el("p", {},
      error ? null : el("button", { type: "submit", class: "lm-go" }, "Save"), " ",
      button("Cancel", "Esc", () => leaveCorrecting(desk))));
};
