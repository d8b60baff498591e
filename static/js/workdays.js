// The note on a year whose holidays are not known shows only while a day of that year, or a later one, is typed.
const notes = document.querySelectorAll(".years-note[data-from]");

function show(note) {
  const form = note.closest("form") || note.parentElement;
  const days = [...form.querySelectorAll("input[type=date]")];
  note.hidden = !days.some((day) => day.value && Number(day.value.slice(0, 4)) >= Number(note.dataset.from));
}

if (notes.length) {
  notes.forEach(show);
  document.addEventListener("input", () => notes.forEach(show));
}
