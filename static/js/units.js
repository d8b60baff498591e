// A field with many units can be typed into: a name, another name, pinyin or initials. Without this it is a plain select.
const MANY = 20;
const PAUSE = 150; // milliseconds after the last key

// Which units go by what was typed says the portal, for every search in the same way; until then the names shown do.
function asker(select) {
  const found = new Map(); // what was typed -> keys of units
  let waiting = null;
  async function ask(control, typed) {
    const answer = await fetch(`${select.dataset.units}?${new URLSearchParams({ q: typed })}`).catch(() => null);
    if (!answer?.ok || answer.redirected) return; // the session has ended: the names shown must do
    found.set(typed, new Set((await answer.json()).found.map(String)));
    if (control.inputValue().trim() !== typed) return;
    control.lastQuery = null; // else it keeps what it has shown for these words
    control.refreshOptions(true);
  }
  return {
    type(control, words) {
      const typed = words.trim();
      clearTimeout(waiting);
      if (typed && !found.has(typed)) waiting = setTimeout(() => ask(control, typed), PAUSE);
    },
    score(words) {
      const keys = found.get(words.trim());
      return (option) => Number(keys ? keys.has(option.value) : option.text.includes(words.trim()));
    },
  };
}

function enhance(select) {
  if (select.tomselect || select.options.length <= MANY) return;
  const asked = asker(select);
  const control = new TomSelect(select, {
    allowEmptyOption: true,
    maxOptions: null,
    refreshThrottle: 0,
    selectOnTab: true,
    lockOptgroupOrder: true,
    sortField: [{ field: "$order" }],
    score: (search) => asked.score(search),
    render: {
      no_results: () => {
        const told = document.createElement("div");
        told.className = "no-results";
        told.textContent = select.dataset.none;
        return told;
      },
    },
  });
  select.setAttribute("aria-hidden", "true"); // its label names the field over it now
  // What is chosen makes room for what is typed.
  const isTyped = (words) => control.wrapper.classList.toggle("is-typed", words !== "");
  control.on("type", (words) => {
    isTyped(words);
    asked.type(control, words);
  });
  control.on("dropdown_close", () => isTyped(""));
}

const enhanceAll = (root) => root.querySelectorAll("select[data-units]").forEach(enhance);
enhanceAll(document);
document.addEventListener("htmx:load", (event) => enhanceAll(event.target));
