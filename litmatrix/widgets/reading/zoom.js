// How large a page is shown: a share of its size on paper, or as wide as the pane. Kept for each person.

const TEXT_ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];

const textZoom = (desk, reader) => {
  const { texts, body } = reader;
  const person = () => desk.state.who.name;
  const to = (zoom) => {
    const share = body.scrollHeight ? body.scrollTop / body.scrollHeight : 0;
    texts.zooms.set(person(), zoom);
    field.value = String(zoom);
    reader.scale();
    body.scrollTop = share * body.scrollHeight;
    reader.sharpen(() => Object.assign(body, { scrollTop: share * body.scrollHeight }));
  };
  const by = (step) => {
    const now = texts.zoom === "fit" ? reader.fitted() : texts.zoom;
    const next = step > 0
      ? TEXT_ZOOMS.find((one) => one > now + 0.01)
      : TEXT_ZOOMS.findLast((one) => one < now - 0.01);
    if (next) to(next);
  };
  const options = [["fit", "Fit width"], ...TEXT_ZOOMS.map((one) => [String(one), `${one * 100} %`])];
  const field = menu(String(texts.zoom), options, (value) => to(value === "fit" ? value : Number(value)),
    { "aria-label": "Zoom", "data-focus": "text zoom" });
  const small = (label, name, title, step) =>
    button(label, "", () => by(step), { class: "lm-mini", "aria-label": name, title });
  const nodes = [small("−", "Smaller", "Smaller (-)", -1), field, small("+", "Larger", "Larger (+)", 1)];
  return { nodes, by, fit: () => to("fit") };
};
