// The key "/" leads to the field in the head, unless the person has switched that off in the menu.
const field = document.getElementById("find");
const choice = document.getElementById("find-key");
const OFF = "no key for the search";
const isOn = () => localStorage.getItem(OFF) === null;

function isWritten(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (!field || !isOn() || isWritten(event.target)) return;
  event.preventDefault();
  field.focus();
  field.select();
});

if (choice) {
  const show = () => choice.setAttribute("aria-pressed", String(isOn()));
  choice.addEventListener("click", () => {
    if (isOn()) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
    show();
  });
  choice.hidden = false;
  show();
}
