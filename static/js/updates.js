// The draft of a progress update saves itself at every change (htmx); updates_kept.js keeps what is not saved yet.

import { forget, keep as keepHere, kept, noteSending, showLeft, tidy } from "./updates_kept.js";

const AGAIN = 5000; // milliseconds until the next try while the portal does not answer
const form = document.getElementById("update-form"); // none where the update is only read
const left = document.getElementById("left"); // what was not saved when the update left the unit
const saved = document.getElementById("saved");

function plain(text) {
  return text.replace(/\r\n/g, "\n").trim();
}
function byId(id) {
  return document.getElementById(id);
}

// Fields by name. Each has beside it what the portal holds (was_…); `seen` is how that looked when it was typed.
const seen = {};
let sending = null;
let submitting = false;
let waiting = null;
let timer = null;
function names() {
  return Array.from(form.querySelectorAll("[name^=was_]"))
    .map((input) => input.name.slice(4))
    .filter((name) => byId(`id_${name}`));
}
function get(name) {
  const field = byId(`id_${name}`);
  return field.type === "checkbox" ? (field.checked ? "on" : "") : field.value;
}
function set(name, text) {
  const field = byId(`id_${name}`);
  if (field.type === "checkbox") field.checked = Boolean(text);
  else field.value = text;
}
function was(name) {
  return byId(`was_${name}`).value;
}
function isTouched(name) {
  return plain(get(name)) !== plain(was(name)) && get(name) !== seen[name];
}
function touched() {
  return names().filter(isTouched);
}

function keep() {
  saved.dataset.state = touched().length ? "typed" : "saved";
  names().forEach((name) => {
    if (isTouched(name)) keepHere(name, get(name), was(name));
    else forget(name);
  });
}
function bringBack() {
  let found = false;
  kept().forEach((one) => {
    const name = one.name;
    if (!byId(`id_${name}`) || plain(one.text) === plain(get(name))) return;
    // Who began to type before this script ran keeps that, too.
    set(name, isTouched(name) && byId(`id_${name}`).tagName === "TEXTAREA" ? `${one.text}\n${get(name)}` : one.text);
    // Others may have changed it since: compared with what this person had seen, the portal tells them so.
    byId(`was_${name}`).value = one.was;
    found = true;
  });
  return found;
}

// What the person sees of it
function say(text, link, address) {
  saved.dataset.state = "unsaved";
  saved.textContent = "";
  const words = document.createElement("b");
  words.className = "saved-not";
  words.textContent = `${text} `;
  saved.appendChild(words);
  if (!link) return;
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.textContent = link;
  saved.appendChild(anchor);
}
function save() {
  htmx.trigger(saved, "keep");
}
function failed() {
  waiting = null;
  say(form.dataset.offline);
  clearTimeout(timer);
  timer = setTimeout(save, AGAIN);
}

// Signing in again in another tab renews the token of all pages.
function renewTokens() {
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  if (!cookie) return;
  document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => {
    input.value = cookie[1];
  });
  return cookie[1];
}

function taken(sent) {
  Object.keys(sent).forEach((name) => {
    const said = byId(`said_${name}`);
    const field = byId(`id_${name}`);
    if (!said || said.dataset.state === "saved") seen[name] = sent[name];
    if (field) field.classList.toggle("is-invalid", Boolean(said) && said.dataset.state === "error");
  });
  form.querySelectorAll(".said-changed [data-text], .said-along [data-text]").forEach((words) => {
    const name = words.parentNode.id.slice("said_".length);
    const text = words.dataset.text;
    delete words.dataset.text; // told once: what is typed from now on stays
    if (!byId(`id_${name}`) || name in sent || plain(get(name)) === plain(was(name))) return;
    set(name, text);
    seen[name] = text;
  });
  keep();
}
function addBelow(text) {
  const own = get("text");
  if (own.indexOf(text) < 0) set("text", own.trim() ? `${own.trimEnd()}\n${text}` : text);
  byId("id_text").dispatchEvent(new Event("change", { bubbles: true }));
  byId("id_text").focus();
}
function adopt(name, text) {
  set(name, text);
  byId(`id_${name}`).dispatchEvent(new Event("change", { bubbles: true }));
  byId(`id_${name}`).focus();
}
function tick(name) {
  if (byId(`id_${name}`)) set(name, "on");
}
function settle(name, takesTheirs) {
  const theirs = form.querySelector(`[name=theirs_${name}]`).value;
  byId(`was_${name}`).value = theirs;
  delete seen[name];
  if (takesTheirs) {
    set(name, theirs);
    seen[name] = theirs;
  }
  const said = byId(`said_${name}`);
  said.textContent = said.dataset.state = "";
  said.className = "said";
  keep();
  byId(`id_${name}`).focus();
  save();
}

function listenToRequests() {
  saved.addEventListener("htmx:configRequest", (event) => {
    const now = touched();
    const data = event.detail.formData;
    const token = renewTokens();
    if (submitting || now.length === 0) return event.preventDefault();
    names().forEach((name) => {
      if (now.indexOf(name) < 0) data.delete(name);
    });
    ["keep", "take", "also"].forEach((name) => {
      data.delete(name);
    });
    data.set("only", now.join(","));
    if (token) data.set("csrfmiddlewaretoken", token);
    sending = {};
    now.forEach((name) => {
      sending[name] = get(name);
    });
  });
  saved.addEventListener("htmx:beforeSend", () => {
    clearTimeout(timer);
    saved.dataset.state = "saving";
    if (!saved.querySelector(".saved-not")) saved.textContent = form.dataset.saving;
  });
}
function listenToAnswers() {
  saved.addEventListener("htmx:beforeOnLoad", (event) => {
    const address = event.detail.xhr.getResponseHeader("HX-Redirect");
    if (!address) return;
    event.preventDefault(); // nobody is thrown out in the middle of a sentence
    waiting = null;
    say(form.dataset.expired, form.dataset.signIn, address);
  });
  saved.addEventListener("htmx:beforeSwap", (event) => {
    const status = event.detail.xhr.status;
    if (status === 409) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    } else if (status >= 400 && status < 500) {
      event.detail.isError = false;
      say(form.dataset.refused, form.dataset.reload, form.dataset.address);
    }
    if (status >= 400) waiting = null;
  });
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => {
    saved.addEventListener(name, failed);
  });
  window.addEventListener("online", save);

  saved.addEventListener("htmx:afterRequest", (event) => {
    const button = waiting;
    const sent = sending || {};
    sending = waiting = null;
    if (event.detail.successful) taken(sent);
    if (button) form.requestSubmit(button === true ? null : button);
  });
}
function listenToForm() {
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault(); // Enter in a field saves; it neither sends nor leaves the page
    save();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name]");
    if (!button) return;
    event.preventDefault();
    if (button.name === "take_part") tick(`part_${button.value}`);
    if (button.name === "take_over" || button.name === "take_part") addBelow(button.dataset.text);
    else if (button.name === "adopt") adopt(button.dataset.field, button.dataset.value);
    else settle(button.value, button.name === "take");
  });

  form.addEventListener("submit", (event) => {
    if (submitting) return event.preventDefault();
    if (sending) {
      // what was just typed is still on its way: first that, then this
      waiting = event.submitter || true;
      return event.preventDefault();
    }
    renewTokens();
    submitting = true;
    noteSending();
  });
  window.addEventListener("pageshow", () => {
    submitting = false;
  });
}

function start() {
  listenToRequests();
  listenToAnswers();
  listenToForm();
  names().forEach((name) => {
    seen[name] = was(name);
  });
  const broughtBack = bringBack();
  keep();
  document.addEventListener("DOMContentLoaded", () => {
    if (broughtBack) saved.textContent = form.dataset.restored;
    if (broughtBack || touched().length) save();
  });
}

if (form || left) tidy();
if (left) showLeft(left);
else if (form) start();
