"""What keeps people from using the page that a browser shows: axe-core, and what it leaves to others."""

from pathlib import Path

AXE = (Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js").read_text()
# WCAG 2.2 AA and the rules of good practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# All but the person's menu, which lies over the page as long as it is open.
OPEN_ALL = "document.querySelectorAll('details:not(.user-menu)').forEach(details => { details.open = true })"

# Each script returns a list of complaints.

RUN = """async ([tags, without]) => {
  const rules = Object.fromEntries(without.map(rule => [rule, {enabled: false}]));
  const {violations} = await axe.run({runOnly: tags, rules, resultTypes: ["violations"]});
  return violations.flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) =>
    `${id}: ${target.join(" ")}: ${failureSummary.replace(/^.*\\n|\\s{2,}/g, " ").trim()}`));
}"""

IDS = """() => [...document.querySelectorAll("[id]")].map(element => element.id)
  .filter((id, place, all) => all.indexOf(id) !== place)"""

REFERENCES = """() => ["for", "aria-describedby", "aria-labelledby", "aria-controls"].flatMap(name =>
  [...document.querySelectorAll(`[${name}]`)].flatMap(element => element.getAttribute(name).split(" "))
    .filter(id => id && !document.getElementById(id)).map(id => `${name}=${id}`))"""

HEADINGS = """() => document.querySelectorAll("h1").length === 1 ? [] : ["not exactly one h1"]"""

TABLES = """() => [...document.querySelectorAll("table")]
  .filter(table => [...table.querySelectorAll("th")].some(cell => !cell.scope))
  .map(table => "a head without scope in " + table.className)"""

# In place of axe's own rule, which takes as long as all others together, lets large text be paler and gives no answer
# for text whose box another one overlaps, nor for a sign that is no letter.
# Relative luminance and contrast as WCAG 2 defines them; backgrounds are blended from the page's ground upwards.
CONTRAST = """() => {
  const colour = text => {
    const parts = text.match(/[\\d.]+/g).map(Number);
    return parts.length < 4 ? [...parts, 1] : parts;
  };
  const over = (front, back) => [0, 1, 2].map(i => front[i] * front[3] + back[i] * (1 - front[3]));
  const ground = element => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const layer = colour(getComputedStyle(at).backgroundColor);
      layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reverse().reduce((back, front) => over(front, back), [255, 255, 255]);
  };
  const luminance = rgb => rgb.map(value => value / 255)
    .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (one, two) => {
    const [light, dark] = [luminance(one), luminance(two)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const complaints = new Set();
  const check = (element, words) => {
    const style = getComputedStyle(element);
    if (style.visibility !== "visible" || !element.getClientRects().length) return;
    let opacity = 1;
    for (let at = element; at; at = at.parentElement) opacity *= getComputedStyle(at).opacity;
    if (opacity === 0 && element.value === "") return; // an empty field over what was chosen in it
    const back = ground(element), ink = colour(style.color);
    const ratio = contrast(over([...ink.slice(0, 3), ink[3] * opacity], back), back);
    if (ratio < 4.5) {
      complaints.add(`${ratio.toFixed(2)} ${element.tagName}.${element.className}: ${words.trim().slice(0, 20)}`);
    }
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() && !element.closest("script, option")) check(element, walker.currentNode.data);
  }
  const fields = document.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea");
  fields.forEach(field => check(field, field.name));
  return [...complaints];
}"""

INSTEAD = ["color-contrast"]
OURS = {
    "id twice": IDS,
    "reference to nothing": REFERENCES,
    "heading": HEADINGS,
    "table": TABLES,
    "contrast": CONTRAST,
}


def violations(page, place, without=()):
    """What axe-core finds on the page as it is, each with `place` in front; `without` are names of its rules."""
    # Through the debugger's protocol, so the page's policy against inline scripts stays in force.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return [f"{place} {found}" for found in page.evaluate(RUN, [TAGS, list(without)])]


def complaints(page, place):
    """What axe-core and our own rules find on the page as it is, each with `place` in front."""
    page.wait_for_load_state()  # what a test has waited for may stand above what is still to come
    own = [f"{place} {name}: {found}" for name, script in OURS.items() for found in page.evaluate(script)]
    return violations(page, place, without=INSTEAD) + own


def complaints_at(page, address, place=None):
    """Go to the address, open all that can be folded up, and give what is found there."""
    page.goto(address)
    page.evaluate(OPEN_ALL)
    return complaints(page, place or address)
