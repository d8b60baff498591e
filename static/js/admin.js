// Django's boxes for searching a row read out what is chosen, but not what it is chosen for: here they get that name.

function nameBoxes() {
  document.querySelectorAll(".select2-selection:not([aria-label])").forEach((box) => {
    const field = box.closest(".select2-container").previousElementSibling;
    const labels = Array.from(field.labels, (label) => label.textContent);
    box.setAttribute("aria-label", field.getAttribute("aria-label") || labels.join(" "));
    box.id = `${field.id}-box`;
    const chosen = box.querySelector(".select2-selection__rendered");
    // A field inside the field, and without a name.
    chosen.removeAttribute("role");
    chosen.removeAttribute("aria-readonly");
    box.setAttribute("aria-labelledby", `${box.id} ${chosen.id}`);
  });
}

// “Today” of Django's calendars reckons from this offset: the portal's calendar may be set back by whole days.
const { daysBack } = document.querySelector("script[data-days-back]").dataset;
document.body.dataset.adminUtcOffset -= daysBack * 86400;

// The portal's present moment, its day and hour as the browser's own. Django moves the browser's clock there, which is
// an hour off, and near midnight a day, where summer time has begun or ended between the two.
function portalsNow() {
  const there = new Date(Date.now() + document.body.dataset.adminUtcOffset * 1000);
  return new Date(
    there.getUTCFullYear(),
    there.getUTCMonth(),
    there.getUTCDate(),
    there.getUTCHours(),
    there.getUTCMinutes(),
  );
}

if (window.DateTimeShortcuts) window.DateTimeShortcuts.now = portalsNow;
window.addEventListener("load", () => {
  const today = portalsNow();
  window.DateTimeShortcuts?.calendars.forEach((calendar) => {
    calendar.drawDate(today.getMonth() + 1, today.getFullYear());
  });
});

nameBoxes();
// Rows can be added to a form, and Django makes the boxes after the page has come.
new MutationObserver(nameBoxes).observe(document.documentElement, { childList: true, subtree: true });
