// What the portal has not taken yet of an update is kept on this computer, for this person and this update only: it
// outlives a closed tab, an ended session and a dead server.

const KEPT_FOR = 60 * 24 * 3600 * 1000; // milliseconds after which a forgotten text is dropped

// "update <person> <address> <field>" → what stands in the field, what had been there, and when it was typed.
const holder = document.querySelector("#update-form, #left");
const mine = `update ${document.body.dataset.signedIn} ${holder ? holder.dataset.address : ""} `;
const sent = `sent ${mine}`; // stands in the tab from sending the update until the answer has come

function read(key) {
  return JSON.parse(localStorage.getItem(key));
}
function keys() {
  return Object.keys(localStorage).filter((key) => key.startsWith(mine));
}

export function keep(name, text, was) {
  localStorage.setItem(mine + name, JSON.stringify({ text, was, at: Date.now() }));
}
export function forget(name) {
  localStorage.removeItem(mine + name);
}
// [{name, text, was}]
export function kept() {
  return keys().map((key) => ({ ...read(key), name: key.slice(mine.length) }));
}
export function noteSending() {
  sessionStorage.setItem(sent, "1");
}

function forgetAll() {
  for (const key of keys()) localStorage.removeItem(key);
}
// When a page with an update has come: what is too old goes, and what has just been sent and taken.
export function tidy() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("update ") && read(key).at < Date.now() - KEPT_FOR) localStorage.removeItem(key);
  }
  const answered = sessionStorage.getItem(sent) !== null;
  sessionStorage.removeItem(sent);
  if (answered && document.querySelector("main > .notice-success")) forgetAll();
}
// The update has left the unit meanwhile: what was not saved before is shown, to be copied or dropped.
export function showLeft(left) {
  for (const { text } of kept()) {
    const words = document.createElement("p");
    words.className = "pre";
    words.textContent = text;
    left.insertBefore(words, left.lastElementChild);
    left.hidden = false;
  }
  left.lastElementChild.addEventListener("click", () => {
    forgetAll();
    left.hidden = true;
  });
}
