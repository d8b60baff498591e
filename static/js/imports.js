// The page that checks an import: steps answer with a new #draft (htmx).

function isDraft(target) {
  return Boolean(target) && target.id === "draft"; // going back in the history swaps without a target
}
// A step on an import that was refused answers with the page and the reason: it is shown, not dropped.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isDraft(event.detail.target)) return;
  event.detail.shouldSwap = event.detail.xhr.responseText.indexOf('id="draft"') > 0;
  event.detail.isError = false;
  if (!event.detail.shouldSwap) location.reload();
});
// What was typed or chosen elsewhere on it stays, and the keyboard goes on where the settled row was.
let kept = {};
let place = null;
let chosen = null; // the choice above a column, or the tick at a beginning, that asked for another reading
function keptFields(act) {
  document.querySelectorAll("#draft [data-keep]").forEach((field) => {
    act(field, field.dataset.keep || field.name);
  });
}
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.target.closest("#draft")) return;
  kept = {};
  keptFields((field, key) => {
    kept[key] = field.value;
  });
  const field = event.target.closest(".column-form select") ?? document.activeElement.closest(".starts input");
  chosen = field && { id: field.id, scrolled: field.closest(".column-box")?.scrollLeft ?? 0 };
  const row = document.activeElement.closest("#draft li");
  const group = row?.closest("form[id]");
  place = group && { group: group.id, row: Array.from(row.parentNode.children).indexOf(row) };
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (!isDraft(event.detail.target)) return;
  document.getElementById("import-title").textContent = document.getElementById("draft").dataset.title;
  keptFields((field, key) => {
    if (key in kept) field.value = kept[key];
    if (field.options && field.selectedIndex < 0) field.selectedIndex = 0; // what was chosen is no choice any more
  });
  const said = document.querySelector("#draft .notice-error");
  const again = chosen && document.getElementById(chosen.id);
  if (again && !said) {
    const box = again.closest(".column-box");
    if (box) box.scrollLeft = chosen.scrolled;
    again.focus({ preventScroll: true });
    return;
  }
  const rows = place ? document.querySelectorAll(`#${place.group} .finding-list > li`) : [];
  const next = rows[Math.min(place ? place.row : 0, rows.length - 1)];
  const target = said || next?.querySelector("button, input, select") || document.querySelector("#draft .count");
  if (target === said || target.matches(".count")) target.tabIndex = -1;
  target.focus({ preventScroll: target !== said });
});
