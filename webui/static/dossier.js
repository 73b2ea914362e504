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
  const ROOM = 7500; // as dossier.py has it
  const STEPS = { len: -1, xuong: 1, bo: 0 }; // as choosing.py has them
  const stored = read(KEY, []);
  const entries = [...document.querySelectorAll(".dossier [data-id]")];
  const shown = entries.map((entry) => entry.dataset.id);
  const isOwn = shown.length === stored.length && shown.every((id) => stored.includes(id));

  if (!entries.length && stored.length && !location.search) {
    const asked = `?${new URLSearchParams(stored.map((id) => ["id", id]))}`;
    if (asked.length <= ROOM) return location.replace(location.pathname + asked);
    const form = document.createElement("form");
    form.method = "post";
    form.action = location.pathname;
    for (const id of stored) {
      const field = form.appendChild(document.createElement("input"));
      Object.assign(field, { type: "hidden", name: "id", value: id });
    }
    document.body.append(form);
    return form.submit();
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
    const button = event.target.closest(".dossier .entries .tools button");
    if (!button) return;
    const ids = [...shown];
    const place = ids.indexOf(button.value);
    const by = STEPS[button.name];
    ids.splice(place, 1);
    if (by) ids.splice(Math.max(0, place + by), 0, button.value);
    write(KEY, ids);
  });
})();
