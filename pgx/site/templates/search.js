const box = document.getElementById("search");
const told = document.getElementById("found");
const entries = [...document.querySelectorAll("[data-entry]")];
function filter() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const entry of entries) {
    const text = entry.textContent.toLowerCase();
    entry.hidden = !words.every((word) => text.includes(word));
    shown += entry.hidden ? 0 : 1;
  }
  told.textContent = words.length ? shown + " of " + entries.length + " entries" : "";
}
document.getElementById("searching").hidden = false;
box.addEventListener("input", filter);
filter();
