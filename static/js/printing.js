// The button “Print”: it does nothing without this script, so that it is shown by it only.
document.documentElement.classList.add("can-print");
document.addEventListener("click", (event) => {
  if (event.target.closest(".print-page")) window.print();
});
