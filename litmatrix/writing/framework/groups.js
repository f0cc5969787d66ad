// The rows in other groups: those of another descriptor.

const groupings = JSON.parse(at("groups").textContent);

function shareOf(group, place) {
  const states = group.map((row) => row.cells[place].classList);
  const mentioned = states.filter((one) => one.contains("m")).length;
  const looked = mentioned + states.filter((one) => one.contains("n")).length;
  return looked ? `${mentioned} of ${looked}` : "·";
}

function headOf(pattern, label, group) {
  const made = pattern.cloneNode(true);
  made.cells[0].querySelector("span").textContent = label;
  made.cells[0].querySelector("small").textContent = counted(group.length, "source");
  for (const cell of [...made.cells].slice(1)) cell.textContent = shareOf(group, cell.cellIndex);
  for (const cell of made.cells) cell.tabIndex = -1;
  return made;
}

function regroup(grouping) {
  const old = [...table.querySelectorAll("tbody[data-group]")];
  const pattern = old[0].querySelector(".g");
  const options = [new Option("all", "")];
  grouping.groups.forEach(([label, places], number) => {
    const group = places.map((place) => rows[place]);
    const body = old[0].cloneNode(false);
    body.dataset.group = number;
    body.append(headOf(pattern, label, group), ...group);
    table.append(body);
    options.push(new Option(`${label} (${group.length})`, number));
  });
  for (const body of old) body.remove();
  rows.forEach((row, place) => {
    const more = grouping.also[place];
    row.querySelector(".also").textContent = more ? `also: ${more}` : "";
  });
  at("by").textContent = at("grouped").textContent = grouping.by;
  at("group").replaceChildren(...options);
  if (!table.contains(current)) makeCurrent(head.cells[0]);
  texts = null;
  show();
}

if (at("grouping")) {
  at("grouping").addEventListener("change", () => regroup(groupings[Number(at("grouping").value)]));
}
