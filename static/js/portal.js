// Small comforts on top of pages that work without any script.
(function () {
  "use strict";

  // A page that is left with unsaved words asks first; so does one that came back with an error.
  var dirty = document.querySelector("form[data-guard] .alert, form[data-guard] .is-invalid") !== null;
  document.addEventListener("input", function (event) {
    if (event.target.closest("form[data-guard]")) dirty = true;
  });
  document.addEventListener("submit", function (event) {
    if (event.target.matches("form[data-guard]")) dirty = false;
  });
  window.addEventListener("beforeunload", function (event) {
    if (!dirty) return;
    event.preventDefault();
    event.returnValue = ""; // Chromium before 119 asks only for this
  });

  // What was typed outlives an ended session, a dead server or a closed page: it is kept in this tab, for this
  // person only, until it has been saved.
  var mine = "draft " + document.body.dataset.signedIn + " ";
  function drafts(act) {
    if (!("signedIn" in document.body.dataset)) return;
    document.querySelectorAll("form[data-guard] textarea").forEach(function (field) {
      act(field, mine + new URL(field.form.action).pathname + field.name);
    });
  }
  if (document.querySelector(".notice-success")) {
    Object.keys(sessionStorage).forEach(function (key) {
      if (key.startsWith(mine + location.pathname)) sessionStorage.removeItem(key);
    });
    drafts(function (field, key) { sessionStorage.removeItem(key); }); // forms that go to an address of their own
  }
  document.addEventListener("input", function () {
    drafts(function (field, key) {
      if (field.value === field.defaultValue) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, field.value);
    });
  });
  drafts(function (field, key) {
    var text = sessionStorage.getItem(key);
    if (text !== null && field.value === "") {
      field.value = text;
      dirty = true;
      var notice = document.createElement("p");
      notice.className = "notice notice-warning";
      notice.setAttribute("role", "status");
      notice.textContent = field.form.dataset.restored;
      field.form.insertBefore(notice, field.form.firstChild);
    }
  });

  // Who signs out leaves nothing of update.js behind on this computer; a session that merely ended does.
  document.addEventListener("submit", function (event) {
    if (!event.target.matches("form[data-sign-out]")) return;
    Object.keys(localStorage).forEach(function (key) {
      if (key.startsWith("update " + document.body.dataset.signedIn + " ")) localStorage.removeItem(key);
    });
  });

  // The first thing to read after sending a form is what is wrong, or else that it was saved.
  var wrong = "main .alert-danger, main .notice-error, main .is-invalid:not([type=hidden])";
  var heard = document.querySelector(wrong) || document.querySelector("main > .notice[role=status]");
  if (heard && !document.querySelector("[autofocus]")) {
    if (heard.matches(".notice, .alert")) heard.tabIndex = -1;
    heard.focus();
  }

  // The user menu closes on a click elsewhere and on Escape.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.user-menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    var menu = document.querySelector("details.user-menu[open]");
    if (event.key === "Escape" && menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // Filters that are not set stay out of the address, so that it can be read and passed on.
  document.addEventListener("htmx:configRequest", function (event) {
    if (event.target.id !== "filter") return;
    var data = event.detail.formData;
    Array.from(data.keys()).forEach(function (name) {
      if (data.get(name) === "") data.delete(name);
    });
    // Leaving the field of words is a change for the browser, though the list followed while it was typed.
    var present = new URLSearchParams(location.search).toString();
    var pressed = event.detail.triggeringEvent && event.detail.triggeringEvent.type === "submit";
    if (!pressed && new URLSearchParams(data).toString() === present) event.preventDefault();
  });

  function isDraft(target) {
    return Boolean(target) && target.id === "draft"; // going back in the history swaps without a target
  }
  // A step on an import that was refused answers with the page and the reason: it is shown, not dropped.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (!isDraft(event.detail.target)) return;
    event.detail.shouldSwap = event.detail.xhr.responseText.indexOf('id="draft"') > 0;
    event.detail.isError = false;
    if (!event.detail.shouldSwap) location.reload();
  });
  // What was typed or chosen elsewhere on it stays, and the keyboard goes on where the settled row was.
  var kept = {}, place = null;
  function keptFields(act) {
    document.querySelectorAll("#draft [data-keep]").forEach(function (field) {
      act(field, field.dataset.keep || field.name);
    });
  }
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (!event.target.closest("#draft")) return;
    kept = {};
    keptFields(function (field, key) {
      kept[key] = field.value;
    });
    var row = document.activeElement.closest("#draft li"), group = row && row.closest("form[id]");
    place = group && { group: group.id, row: Array.from(row.parentNode.children).indexOf(row) };
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (!isDraft(event.detail.target)) return;
    document.getElementById("import-title").textContent = document.getElementById("draft").dataset.title;
    keptFields(function (field, key) {
      if (key in kept) field.value = kept[key];
      if (field.options && field.selectedIndex < 0) field.selectedIndex = 0; // what was chosen is no choice any more
    });
    var said = document.querySelector("#draft .notice-error");
    var rows = place ? document.querySelectorAll("#" + place.group + " .finding-list > li") : [];
    var next = rows[Math.min(place ? place.row : 0, rows.length - 1)];
    var target = said || (next && next.querySelector("button, input, select")) || document.querySelector("#draft .count");
    if (target === said || target.matches(".count")) target.tabIndex = -1;
    target.focus({ preventScroll: target !== said });
  });

  // With htmx the address changes without a new page: forms that return here must follow it.
  document.addEventListener("htmx:pushedIntoHistory", function () {
    document.querySelectorAll("form.language input[name=next]").forEach(function (input) {
      input.value = location.pathname + location.search;
    });
    var sort = document.getElementById("id_sort"); // a column's head may have sorted
    if (sort) sort.value = new URLSearchParams(location.search).get("sort") || "";
  });
})();
