// What was typed into a form outlives an ended session, a dead server or a closed page: it is kept in this tab, for
// this person only, until the portal has taken the form. On every page, the administration's too; passwords and files
// are not kept, and the form of a progress update has a way of its own (updates.js).

const own = document.querySelector("script[data-kept-for]"); // none for who is not signed in
const mine = own ? `kept ${own.dataset.keptFor} ` : "";
const UNKEPT = ["hidden", "password", "file", "submit", "button", "reset", "image"];
const WITHOUT = "#update-form, [data-sign-out], #logout-form, .language, [data-unkept]";
const seen = new Set();

// Fields and what stands in them: a text, whether it is ticked, or the chosen [value, words] of a list.
function fieldsOf(form) {
  return Array.from(form.elements).filter(
    (field) => field.name && field.matches("input, select, textarea") && !UNKEPT.includes(field.type),
  );
}
function isTicked(field) {
  return field.type === "checkbox" || field.type === "radio";
}
function isWritten(field) {
  return field.matches("textarea, input[type=text]");
}
function nameOf(field) {
  return isTicked(field) ? `${field.name} ${field.value}` : field.name;
}
function chosen(options) {
  return options.map((option) => [option.value, option.text]);
}
function present(field) {
  if (field.tagName === "SELECT") return chosen(Array.from(field.selectedOptions));
  return isTicked(field) ? field.checked : field.value;
}
// As the portal has drawn it.
function drawn(field) {
  if (field.tagName !== "SELECT") return isTicked(field) ? field.defaultChecked : field.defaultValue;
  const options = Array.from(field.options);
  const preset = options.filter((option) => option.defaultSelected);
  return chosen(preset.length || field.multiple ? preset : options.slice(0, 1));
}
function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
function put(field, state) {
  if (field.tagName !== "SELECT") {
    if (isTicked(field)) field.checked = state;
    else field.value = state;
    return;
  }
  const values = state.map(([value]) => value);
  // A field that finds its rows has drawn a few of them and the one that was chosen.
  if (field.matches(".admin-autocomplete, [data-found]")) {
    const known = Array.from(field.options, (option) => option.value);
    state.forEach(([value, words]) => {
      if (!known.includes(value)) field.add(new Option(words, value));
    });
  }
  Array.from(field.options).forEach((option) => {
    option.selected = values.includes(option.value);
  });
  field.tomselect?.sync(); // else the field over it shows what was there before
}

// "kept <person> <address> <form>" → the form's key, and {field: what stands in it, what the portal had drawn}.
function forms() {
  return Array.from(document.querySelectorAll("form[method=post]")).filter((form) => !form.matches(WITHOUT));
}
function pathOf(form) {
  return new URL(form.getAttribute("action") || location.href, location.href).pathname;
}
// What one address asks about many things says of which: data-about.
function subjectOf(form) {
  return form.dataset.about ? `${pathOf(form)} of ${form.dataset.about}` : pathOf(form);
}
function placeOf(form) {
  const alike = forms().filter((other) => subjectOf(other) === subjectOf(form));
  return `${mine}${subjectOf(form)} ${form.id || alike.indexOf(form)}`;
}
function keyOf(form) {
  const field = form.querySelector("[name=form_key]");
  return field ? field.value : "";
}
function read(place) {
  return JSON.parse(sessionStorage.getItem(place)) || { fields: {} };
}
function keep(form) {
  const place = placeOf(form);
  const fields = { ...read(place).fields };
  fieldsOf(form).forEach((field) => {
    const name = nameOf(field);
    const was = name in fields ? fields[name].was : drawn(field);
    if (isSame(present(field), was)) delete fields[name];
    else fields[name] = { now: present(field), was, label: isWritten(field) ? labelOf(field) : fields[name]?.label };
  });
  if (Object.keys(fields).length) sessionStorage.setItem(place, JSON.stringify({ key: keyOf(form), fields }));
  else sessionStorage.removeItem(place);
}
function forgetTaken() {
  const cookie = document.cookie.match(/(?:^|; )taken_forms=([^;]+)/);
  const taken = cookie ? cookie[1].split(".") : [];
  Object.keys(sessionStorage).forEach((place) => {
    if (place.startsWith(mine) && taken.includes(read(place).key)) sessionStorage.removeItem(place);
  });
}
function forgetAll() {
  Object.keys(sessionStorage).forEach((place) => {
    if (place.startsWith(mine)) sessionStorage.removeItem(place);
  });
}

function inWords(field, state) {
  if (field.tagName === "SELECT") return state.map(([, words]) => words).join("、");
  return isTicked(field) ? own.dataset[state ? "ticked" : "unticked"] : state;
}
function labelOf(field) {
  const label = field.labels?.[0];
  const text = label ? label.textContent : field.getAttribute("aria-label") || field.name;
  return text.replace(/[:：*]?\s*$/, "").trim();
}
function say(form, changed) {
  const notice = document.createElement("div");
  notice.className = "notice notice-warning notice-kept";
  notice.setAttribute("role", "status");
  const lines = [own.dataset.restored, ...changed.map((one) => `${own.dataset.changed} ${one}`)];
  lines.forEach((line) => {
    const words = document.createElement("p");
    words.textContent = line;
    notice.appendChild(words);
  });
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "btn btn-outline-primary btn-sm button";
  drop.textContent = own.dataset.drop;
  drop.addEventListener("click", () => {
    sessionStorage.removeItem(placeOf(form));
    form.querySelectorAll(".kept-field").forEach((block) => {
      block.remove();
    });
    form.reset();
    fieldsOf(form).forEach((field) => {
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    notice.remove();
  });
  notice.appendChild(drop);
  form.insertBefore(notice, form.firstChild);
  for (let at = form.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
}
// Rows that were added below a form of the administration are added again.
function addRows(form, fields) {
  Object.keys(fields).forEach((name) => {
    const [, prefix, number] = name.match(/^(.+)-(\d+)-/) || [];
    // By their names themselves: no selector holds one that begins with a digit, as in the plan of an item.
    const total = form.elements.namedItem(`${prefix}-TOTAL_FORMS`);
    const button = total && document.getElementById(`${prefix}-group`)?.querySelector(".add-row a, .add-row button");
    while (button && Number(total.value) <= Number(number)) button.click();
  });
}
// What the portal asks only after a first try, as why an item is closed all the same, has no field on a page that is
// opened anew: words that were typed there get theirs back, under the same name.
function addFields(form, fields) {
  const present = fieldsOf(form).map(nameOf);
  const asked = Object.keys(fields).filter((name) => fields[name].label && !present.includes(name));
  asked.forEach((name) => {
    const block = document.createElement("label");
    block.className = "form-label kept-field";
    block.textContent = fields[name].label;
    const field = document.createElement("textarea");
    field.className = "form-control";
    field.name = name;
    field.rows = 2;
    block.appendChild(field);
    form.insertBefore(block, form.firstChild);
  });
}
function giveBack(form) {
  const { fields } = read(placeOf(form));
  addRows(form, fields);
  addFields(form, fields);
  let found = false;
  const changed = [];
  fieldsOf(form).forEach((field) => {
    const kept = fields[nameOf(field)];
    if (!kept || isSame(kept.now, present(field))) return;
    // Who began to type before this script ran keeps that, too.
    const begun = field.tagName === "TEXTAREA" && !isSame(present(field), drawn(field));
    if (!isSame(kept.was, drawn(field)) && !field.closest(".kept-field"))
      changed.push(`${labelOf(field)}：${inWords(field, drawn(field))}`);
    put(field, begun ? `${kept.now}\n${field.value}` : kept.now);
    field.dispatchEvent(new Event("change", { bubbles: true }));
    found = true;
  });
  if (!Object.keys(fields).length) return;
  keep(form); // under the key that the form bears now
  if (!found) return;
  say(form, changed);
  form.dispatchEvent(new Event("input", { bubbles: true })); // portal.js asks before such a page is left
}

function start() {
  forgetTaken();
  forms().forEach((form) => {
    const key = keyOf(form);
    if (seen.has(key)) return;
    seen.add(key);
    giveBack(form);
  });
}
function listen() {
  ["input", "change", "submit"].forEach((name) => {
    document.addEventListener(name, (event) => {
      const form = event.target.form || event.target;
      if (form.matches("form[method=post]") && !form.matches(WITHOUT)) keep(form);
    });
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out], #logout-form")) forgetAll();
  });
  document.addEventListener("htmx:load", start); // parts of a page come later
}

if (own) {
  listen();
  // The administration's own scripts draw its rows first.
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start);
}
