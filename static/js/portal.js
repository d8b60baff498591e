// Small comforts on top of pages that work without any script.

// A page that is left with unsaved words asks first; so does one that came back with an error.
let dirty = document.querySelector("form[data-guard] .alert, form[data-guard] .is-invalid") !== null;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-guard]")) dirty = true;
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-guard]")) dirty = false;
});
window.addEventListener("beforeunload", (event) => {
  if (!dirty) return;
  event.preventDefault();
  event.returnValue = ""; // Chromium before 119 asks only for this
});

// Who signs out leaves nothing of updates_kept.js behind on this computer; a session that merely ended does.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-sign-out]")) return;
  Object.keys(localStorage).forEach((key) => {
    if (key.startsWith(`update ${document.body.dataset.signedIn} `)) localStorage.removeItem(key);
  });
});

// The first thing to read after sending a form is what is wrong, or else that it was saved.
const wrong = "main .alert-danger, main .notice-error, main .is-invalid:not([type=hidden])";
const heard = document.querySelector(wrong) || document.querySelector("main > .notice[role=status]");
if (heard && !document.querySelector("[autofocus]")) {
  if (heard.matches(".notice, .alert")) heard.tabIndex = -1;
  heard.focus();
}

// The user menu, and the layout of the list, close on a click elsewhere and on Escape.
const menus = "details.user-menu[open], details.list-layout[open]";
document.addEventListener("click", (event) => {
  document.querySelectorAll(menus).forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(menus);
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Filters that are not set stay out of the address, so that it can be read and passed on.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.id !== "filter") return;
  const data = event.detail.formData;
  Array.from(data.keys()).forEach((name) => {
    if (data.get(name) === "") data.delete(name);
  });
  // Leaving the field of words is a change for the browser, though the list followed while it was typed.
  const present = new URLSearchParams(location.search).toString();
  const pressed = event.detail.triggeringEvent && event.detail.triggeringEvent.type === "submit";
  if (!pressed && new URLSearchParams(data).toString() === present) event.preventDefault();
});

// With htmx the address changes without a new page: forms that return here must follow it.
document.addEventListener("htmx:pushedIntoHistory", () => {
  document.querySelectorAll("form.language input[name=next], .layout-form input[name=next]").forEach((input) => {
    input.value = location.pathname + location.search;
  });
  const sort = document.getElementById("id_sort"); // a column's head may have sorted
  if (sort) sort.value = new URLSearchParams(location.search).get("sort") || "";
});

// On a narrow screen the filter stands behind a button, which says how many are on; who has filtered sees the list.
document.addEventListener("htmx:afterSwap", (event) => {
  const button = document.querySelector(".filter-fold > summary");
  const head = event.target.querySelector("[data-button]");
  if (button && head) button.textContent = head.dataset.button;
});
document.addEventListener("submit", (event) => {
  const fold = document.querySelector(".filter-fold");
  if (event.target.id === "filter" && fold) fold.open = false;
});
