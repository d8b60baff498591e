// Passkeys and security keys: asks the browser what the page wants to know of them and sends the answer with its form.
// Without this script, or where the browser offers none, the button is not shown; a code does the same.

const BINARY = ["challenge", "id"];

function bytesOf(text) {
  const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
function textOf(buffer) {
  const characters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(characters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// What comes as text in JSON the browser wants as bytes.
function optionsOf(text) {
  const options = JSON.parse(text);
  [options, options.user, ...(options.allowCredentials || []), ...(options.excludeCredentials || [])]
    .filter(Boolean)
    .forEach((part) => {
      BINARY.filter((name) => typeof part[name] === "string").forEach((name) => {
        part[name] = bytesOf(part[name]);
      });
    });
  return options;
}
function answerOf(credential) {
  const response = {};
  ["clientDataJSON", "attestationObject", "authenticatorData", "signature"]
    .filter((name) => credential.response[name])
    .forEach((name) => {
      response[name] = textOf(credential.response[name]);
    });
  return JSON.stringify({ id: credential.id, rawId: textOf(credential.rawId), type: credential.type, response });
}

async function ask(place) {
  const form = place.closest("form");
  const failed = place.querySelector("[role=alert]");
  failed.hidden = true;
  if (!form.reportValidity()) return;
  const options = { publicKey: optionsOf(place.dataset.keyOptions) };
  const keys = navigator.credentials;
  try {
    const credential = await (place.dataset.keyAct === "register" ? keys.create(options) : keys.get(options));
    form.elements.namedItem("signed").value = answerOf(credential);
    form.submit();
  } catch (_error) {
    failed.textContent = place.dataset.failed;
    failed.hidden = false;
  }
}

if (window.PublicKeyCredential && window.isSecureContext) {
  document.querySelectorAll("[data-key-options]").forEach((place) => {
    place.hidden = false;
    place.querySelector("button").addEventListener("click", () => ask(place));
  });
  document.querySelectorAll(".no-key").forEach((words) => {
    words.hidden = true;
  });
}
