// A field that offers a few of many choices can be typed into: the portal says what goes by a name, however written.
// Where what is offered depends on another field, it is fetched anew when that one changes. Without this script it is a
// plain select, with a field for the name beside it.
const PAUSE = 150; // milliseconds after the last key
const WORDS = document.getElementById("found-words").dataset;

// What the portal finds for these words: {found: [[key, label]], more}; null once the session has ended.
async function ask(select, words) {
  const address = new URL(select.dataset.found, document.baseURI);
  address.searchParams.set("q", words);
  for (const name of select.dataset.beside?.split(" ") ?? []) {
    const other = select.form?.elements[name];
    if (other) address.searchParams.set(name, other.value);
  }
  const answer = await fetch(address).catch(() => null);
  return answer?.ok && !answer.redirected ? answer.json() : null;
}

function asker(select, tell) {
  const answers = new Map(); // what was typed -> what was found, null when it could not be asked
  let waiting = null;
  function say(words) {
    const answer = answers.get(words);
    if (answer === undefined) tell("");
    else if (answer === null) tell(WORDS.lost);
    else if (answer.found.length === 0) tell(WORDS.none);
    else tell(answer.more ? WORDS.more : "");
  }
  async function find(control, words) {
    const answer = await ask(select, words);
    answers.set(words, answer);
    for (const [key, text] of answer?.found ?? []) control.addOption({ value: String(key), text });
    if (control.inputValue().trim() !== words) return;
    say(words);
    control.lastQuery = null; // else it keeps what it has shown for these words
    control.refreshOptions(true);
  }
  return {
    type(control, typed) {
      const words = typed.trim();
      clearTimeout(waiting);
      if (words === "" || answers.has(words)) say(words);
      else waiting = setTimeout(() => find(control, words), PAUSE);
    },
    score(typed) {
      const answer = answers.get(typed.trim());
      const keys = answer && new Set(answer.found.map(([key]) => String(key)));
      return (option) => Number(keys ? keys.has(option.value) : option.text.includes(typed.trim()));
    },
  };
}

function note(name, kind) {
  const written = document.createElement(name);
  written.className = kind;
  return written;
}

// The focus of the select that it covers, as after an error; its list stays shut over what is said below it.
function takeFocus(control, select) {
  if (document.activeElement !== select) return;
  control.settings.openOnFocus = false;
  control.control_input.focus();
  control.settings.openOnFocus = true;
}

// What was found and not chosen is not offered the next time.
function forgetOthers(control, offered) {
  for (const key of Object.keys(control.options)) {
    if (!offered.has(key) && !control.items.includes(key)) control.removeOption(key, true);
  }
}

function enhance(select) {
  select.parentElement.querySelector(`noscript > [name="${select.name}-named"]`)?.closest("noscript").remove();
  if (select.tomselect || !("cut" in select.dataset)) return;
  const told = note("span", "visually-hidden"); // for who hears it
  told.setAttribute("role", "status");
  const foot = note("div", "found-note");
  foot.setAttribute("aria-hidden", "true");
  const say = (text) => {
    told.textContent = text;
    foot.textContent = text === WORDS.more ? text : ""; // that there is nothing stands in the list itself
  };
  const asked = asker(select, say);
  const offered = new Set([...select.options].map((one) => one.value));
  const control = new TomSelect(select, {
    allowEmptyOption: true,
    maxOptions: null,
    refreshThrottle: 0,
    selectOnTab: true,
    sortField: [{ field: "$order" }],
    score: (search) => asked.score(search),
    render: {
      no_results: () => {
        const none = note("div", "no-results");
        none.textContent = told.textContent || "…";
        return none;
      },
    },
  });
  control.dropdown.append(foot);
  control.wrapper.append(told);
  takeFocus(control, select);
  select.setAttribute("aria-hidden", "true"); // its label names the field over it now
  // What is chosen makes room for what is typed.
  const isTyped = (words) => control.wrapper.classList.toggle("is-typed", words !== "");
  control.on("type", (words) => {
    isTyped(words);
    asked.type(control, words);
  });
  // Of several each makes room for the next one.
  if (select.multiple) control.on("item_add", () => control.setTextboxValue(""));
  control.on("dropdown_open", () => {
    if (control.inputValue() === "") say(WORDS.more);
  });
  control.on("dropdown_close", () => {
    isTyped("");
    say("");
    forgetOthers(control, offered);
  });
}

// Offer what there is beside the other field's new value. What is chosen stays, unless it belongs to the old one.
async function offer(select) {
  const chosen = "belongs" in select.dataset ? "" : select.value;
  if (select.tomselect) select.tomselect.clear(true);
  select.value = chosen;
  const label = [...select.options].find((one) => one.value === chosen)?.text;
  const answer = await ask(select, "");
  if (!answer) return;
  select.tomselect?.destroy();
  const empty = [...select.options].filter((one) => one.value === "");
  const options = answer.found.map(([key, text]) => new Option(text, key));
  if (chosen && !answer.found.some(([key]) => String(key) === chosen)) options.push(new Option(label, chosen));
  select.replaceChildren(...empty, ...options);
  select.value = chosen;
  select.toggleAttribute("data-cut", answer.more);
  enhance(select);
}

// A name may be typed freely; what there is by it is proposed.
let proposing = null;
document.addEventListener("input", (event) => {
  const { list, value } = event.target;
  if (!list?.dataset.found) return;
  clearTimeout(proposing);
  proposing = setTimeout(async () => {
    const answer = value.trim() ? await ask(list, value.trim()) : null;
    if (answer) list.replaceChildren(...answer.found.map(([, text]) => new Option(text, text)));
  }, PAUSE);
});

const enhanceAll = (root) => root.querySelectorAll("select[data-found]").forEach(enhance);
enhanceAll(document);
document.addEventListener("htmx:load", (event) => enhanceAll(event.target));
document.addEventListener(
  "change",
  (event) => {
    const { form, name } = event.target;
    for (const select of form?.querySelectorAll("select[data-beside]") ?? []) {
      if (select.dataset.beside.split(" ").includes(name)) offer(select);
    }
  },
  true, // before the list is asked for with what the form holds
);
