// The dossier in this browser follows the page of the dossier: what is ordered or left out
// there is so in the store too, and notes come back.
(() => {
  "use strict";
  const KEY = "timtin.ho-so"; // as page.js has it: a JSON list of article ids
  const NOTES = "timtin.ho-so.ghi-chu"; // an object: article id -> note
  const read = (key, none) => {
    try { return JSON.parse(localStorage.getItem(key)) || none; } catch { return none; }
  };
  const write = (key, value) => {
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* a browser that keeps nothing */ }
  };
  const idsIn = (address) => new URL(address, location.href).searchParams.getAll("id");
  const stored = read(KEY, []);
  const entries = [...document.querySelectorAll(".dossier [data-id]")];
  const shown = entries.map((entry) => entry.dataset.id);
  const isOwn = shown.length === stored.length && shown.every((id) => stored.includes(id));

  if (!entries.length && stored.length && !location.search) {
    location.replace(`${location.pathname}?${new URLSearchParams(stored.map((id) => ["id", id]))}`);
    return;
  }
  const print_ = document.getElementById("print");
  if (print_) {
    print_.hidden = false;
    print_.addEventListener("click", () => print());
  }
  if (!isOwn) return; // somebody else's dossier leaves ours as it is
  const notes = read(NOTES, {});
  for (const entry of entries) {
    const box = entry.querySelector("textarea");
    if (!box.value && notes[entry.dataset.id]) box.value = notes[entry.dataset.id];
    box.addEventListener("change", () => write(NOTES, { ...read(NOTES, {}), [entry.dataset.id]: box.value }));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".dossier .entries .tools a");
    if (link) write(KEY, idsIn(link.href));
  });
})();
