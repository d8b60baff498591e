// The draft of a progress update saves itself at every change (htmx). What the portal has not taken yet is kept on this
// computer, for this person and this update only: it outlives a closed tab, an ended session and a dead server.
(function () {
  "use strict";

  var AGAIN = 5000; // milliseconds until the next try while the portal does not answer
  var KEPT_FOR = 60 * 24 * 3600 * 1000; // milliseconds after which a forgotten text is dropped
  var form = document.getElementById("update-form");
  var saved = document.getElementById("saved");
  var left = document.getElementById("left");
  if (!form && !left) return;

  function plain(text) {
    return text.replace(/\r\n/g, "\n").trim();
  }
  function byId(id) {
    return document.getElementById(id);
  }

  // Kept on this computer: "update <person> <address> <field>" → what stands in the field and what had been there.
  var mine = "update " + document.body.dataset.signedIn + " " + (form || left).dataset.address + " ";
  function read(key) {
    return JSON.parse(localStorage.getItem(key));
  }
  function kept() {
    return Object.keys(localStorage).filter(function (key) { return key.startsWith(mine); });
  }
  function forget() {
    kept().forEach(function (key) { localStorage.removeItem(key); });
  }
  Object.keys(localStorage).forEach(function (key) {
    if (key.startsWith("update ") && read(key).at < Date.now() - KEPT_FOR) localStorage.removeItem(key);
  });
  var answered = sessionStorage.getItem("sent " + mine) !== null;
  sessionStorage.removeItem("sent " + mine);
  if (answered && document.querySelector("main > .notice-success")) forget();

  // The update has left the unit meanwhile: what was not saved before is shown, to be copied or dropped.
  if (left) {
    kept().forEach(function (key) {
      var words = document.createElement("p");
      words.className = "pre";
      words.textContent = read(key).text;
      left.insertBefore(words, left.lastElementChild);
      left.hidden = false;
    });
    left.lastElementChild.addEventListener("click", function () {
      forget();
      left.hidden = true;
    });
    return;
  }

  // Fields by name. Each has beside it what the portal holds (was_…); `seen` is how that looked when it was typed.
  var seen = {}, sending = null, submitting = false, waiting = null, timer = null;
  function names() {
    return Array.from(form.querySelectorAll("[name^=was_]"))
      .map(function (input) { return input.name.slice(4); })
      .filter(function (name) { return byId("id_" + name); });
  }
  function get(name) {
    var field = byId("id_" + name);
    return field.type === "checkbox" ? (field.checked ? "on" : "") : field.value;
  }
  function set(name, text) {
    var field = byId("id_" + name);
    if (field.type === "checkbox") field.checked = Boolean(text);
    else field.value = text;
  }
  function was(name) {
    return byId("was_" + name).value;
  }
  function isTouched(name) {
    return plain(get(name)) !== plain(was(name)) && get(name) !== seen[name];
  }
  function touched() {
    return names().filter(isTouched);
  }

  function keep() {
    saved.dataset.state = touched().length ? "typed" : "saved";
    names().forEach(function (name) {
      if (!isTouched(name)) return localStorage.removeItem(mine + name);
      localStorage.setItem(mine + name, JSON.stringify({ text: get(name), was: was(name), at: Date.now() }));
    });
  }
  function bringBack() {
    var found = false;
    kept().forEach(function (key) {
      var name = key.slice(mine.length), one = read(key);
      if (!byId("id_" + name) || plain(one.text) === plain(get(name))) return;
      // Who began to type before this script ran keeps that, too.
      set(name, isTouched(name) && byId("id_" + name).tagName === "TEXTAREA" ? one.text + "\n" + get(name) : one.text);
      // Others may have changed it since: compared with what this person had seen, the portal tells them so.
      byId("was_" + name).value = one.was;
      found = true;
    });
    return found;
  }

  // What the person sees of it
  function say(text, link, address) {
    saved.dataset.state = "unsaved";
    saved.textContent = "";
    var words = document.createElement("b");
    words.className = "saved-not";
    words.textContent = text + " ";
    saved.appendChild(words);
    if (!link) return;
    var anchor = document.createElement("a");
    anchor.href = address;
    anchor.textContent = link;
    saved.appendChild(anchor);
  }
  function save() {
    window.htmx.trigger(saved, "keep");
  }
  function failed() {
    waiting = null;
    say(form.dataset.offline);
    clearTimeout(timer);
    timer = setTimeout(save, AGAIN);
  }

  // Signing in again in another tab renews the token of all pages.
  function renewTokens() {
    var cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (!cookie) return;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach(function (input) {
      input.value = cookie[1];
    });
    return cookie[1];
  }

  saved.addEventListener("htmx:configRequest", function (event) {
    var now = touched(), data = event.detail.formData, token = renewTokens();
    if (submitting || now.length === 0) return event.preventDefault();
    names().forEach(function (name) {
      if (now.indexOf(name) < 0) data.delete(name);
    });
    ["keep", "take", "also"].forEach(function (name) { data.delete(name); });
    data.set("only", now.join(","));
    if (token) data.set("csrfmiddlewaretoken", token);
    sending = {};
    now.forEach(function (name) { sending[name] = get(name); });
  });
  saved.addEventListener("htmx:beforeSend", function () {
    clearTimeout(timer);
    saved.dataset.state = "saving";
    if (!saved.querySelector(".saved-not")) saved.textContent = form.dataset.saving;
  });
  saved.addEventListener("htmx:beforeOnLoad", function (event) {
    var address = event.detail.xhr.getResponseHeader("HX-Redirect");
    if (!address) return;
    event.preventDefault(); // nobody is thrown out in the middle of a sentence
    waiting = null;
    say(form.dataset.expired, form.dataset.signIn, address);
  });
  saved.addEventListener("htmx:beforeSwap", function (event) {
    var status = event.detail.xhr.status;
    if (status === 409) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    } else if (status >= 400 && status < 500) {
      event.detail.isError = false;
      say(form.dataset.refused, form.dataset.reload, form.dataset.address);
    }
    if (status >= 400) waiting = null;
  });
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach(function (name) {
    saved.addEventListener(name, failed);
  });
  window.addEventListener("online", save);

  saved.addEventListener("htmx:afterRequest", function (event) {
    var button = waiting, sent = sending || {};
    sending = waiting = null;
    if (event.detail.successful) taken(sent);
    if (button) form.requestSubmit(button === true ? null : button);
  });
  function taken(sent) {
    Object.keys(sent).forEach(function (name) {
      var said = byId("said_" + name), field = byId("id_" + name);
      if (!said || said.dataset.state === "saved") seen[name] = sent[name];
      if (field) field.classList.toggle("is-invalid", Boolean(said) && said.dataset.state === "error");
    });
    form.querySelectorAll(".said-changed [data-text]").forEach(function (words) {
      var name = words.parentNode.id.slice("said_".length);
      if (!byId("id_" + name) || name in sent || plain(get(name)) === plain(was(name))) return;
      set(name, words.dataset.text);
      seen[name] = words.dataset.text;
    });
    keep();
  }

  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault(); // Enter in a field saves; it neither sends nor leaves the page
    save();
  });
  form.addEventListener("click", function (event) {
    var button = event.target.closest("button[name]");
    if (!button) return;
    event.preventDefault();
    if (button.name === "take_over" || button.name === "take_part") addBelow(button.dataset.text);
    else settle(button.value, button.name === "take");
  });
  function addBelow(text) {
    var own = get("text");
    if (own.indexOf(text) < 0) set("text", own.trim() ? own.trimEnd() + "\n" + text : text);
    byId("id_text").dispatchEvent(new Event("change", { bubbles: true }));
    byId("id_text").focus();
  }
  function settle(name, takesTheirs) {
    var theirs = form.querySelector("[name=theirs_" + name + "]").value;
    byId("was_" + name).value = theirs;
    delete seen[name];
    if (takesTheirs) {
      set(name, theirs);
      seen[name] = theirs;
    }
    var said = byId("said_" + name);
    said.textContent = said.dataset.state = "";
    said.className = "said";
    keep();
    byId("id_" + name).focus();
    save();
  }

  form.addEventListener("submit", function (event) {
    if (submitting) return event.preventDefault();
    if (sending) { // what was just typed is still on its way: first that, then this
      waiting = event.submitter || true;
      return event.preventDefault();
    }
    renewTokens();
    submitting = true;
    sessionStorage.setItem("sent " + mine, "1");
  });
  window.addEventListener("pageshow", function () {
    submitting = false;
  });

  names().forEach(function (name) { seen[name] = was(name); });
  var broughtBack = bringBack();
  keep();
  document.addEventListener("DOMContentLoaded", function () {
    if (broughtBack) saved.textContent = form.dataset.restored;
    if (broughtBack || touched().length) save();
  });
})();
