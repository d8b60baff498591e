// The note on a year whose holidays are not known shows only while a day of that year, or a later one, is typed.
function show(note) {
  const form = note.closest("form") || note.parentElement;
  const days = [...form.querySelectorAll("input[type=date]")];
  note.hidden = !days.some((day) => day.value && Number(day.value.slice(0, 4)) >= Number(note.dataset.from));
}

function showAll() {
  document.querySelectorAll(".years-note[data-from]").forEach(show);
}

showAll();
document.addEventListener("input", showAll);
// A page that htmx has put in place of another.
document.addEventListener("htmx:load", showAll);
