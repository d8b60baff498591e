// An item's page has tabs. Addresses that people have kept name a part of the one page of earlier days
// (/items/5/#instructions): they lead on to its tab. A part that is folded opens for whoever is led to it.

function unfold(element) {
  const first = ":scope > details, .ask-open > .act-more"; // of requests the form of what is still open
  const folds = !element.matches("details, #acts"); // the panel opens itself what is clear to do
  const folded = folds ? element.querySelector(first) : element.closest("details");
  if (folded) folded.open = true;
  for (let at = element.parentElement?.closest("details"); at; at = at.parentElement?.closest("details"))
    at.open = true;
}

function arrive() {
  if (location.hash.length < 2) return;
  const there = document.getElementById(location.hash.slice(1));
  if (there) {
    unfold(there);
    there.scrollIntoView();
    return;
  }
  const links = Array.from(document.querySelectorAll(".item-parts a"));
  const link = links.find(({ hash, pathname }) => hash === location.hash && pathname !== location.pathname);
  if (link) location.replace(link.href);
}

arrive();
window.addEventListener("hashchange", arrive);
