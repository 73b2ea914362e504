// Completion under the search box, after the WAI-ARIA combobox pattern. The page works
// without it.
"use strict";

(() => {
  const box = document.getElementById("q");
  if (!box || !box.dataset.suggest) return;

  const WAIT = 120; // ms after the last key, so that fast typing asks once
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Gợi ý");
  list.hidden = true;
  box.after(list);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");

  let items = [];
  let timer = 0;
  let asked = null;
  let active = -1;
  let composing = false;

  const close = () => {
    list.hidden = true;
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  // What is chosen stays what it is: words are searched, a person or a province narrows
  // what is narrowed already, an article opens.
  const choose = (item) => {
    const url = new URL(item.url, location.href);
    close();
    if (url.searchParams.get("q") === item.text) {
      box.value = item.text;
      box.form.requestSubmit();
      return;
    }
    if (url.search) {
      for (const field of box.form.querySelectorAll("input[type=hidden]")) {
        url.searchParams.append(field.name, field.value);
      }
    }
    location.assign(url);
  };

  const highlight = (next) => {
    const rows = [...list.children];
    if (!rows.length) return;
    active = (next + rows.length) % rows.length;
    rows.forEach((row, i) => row.setAttribute("aria-selected", String(i === active)));
    box.setAttribute("aria-activedescendant", rows[active].id);
  };

  const show = (found) => {
    items = found;
    list.replaceChildren(
      ...items.map((item, i) => {
        const row = document.createElement("li");
        row.id = `suggestion-${i}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        const text = document.createElement("span");
        text.textContent = item.text;
        const kind = document.createElement("small");
        kind.textContent = item.label;
        row.append(text, kind);
        row.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(item);
        });
        return row;
      }),
    );
    active = -1;
    list.hidden = items.length === 0;
    box.setAttribute("aria-expanded", String(items.length > 0));
  };

  const ask = async () => {
    if (asked) asked.abort();
    const text = box.value.trimStart();
    if (text.trim().length < 2) return close();
    asked = new AbortController();
    try {
      const url = `${box.dataset.suggest}?q=${encodeURIComponent(text)}`;
      const answer = await fetch(url, { signal: asked.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  const schedule = () => {
    clearTimeout(timer);
    if (!composing) timer = setTimeout(ask, WAIT);
  };

  box.addEventListener("compositionstart", () => { composing = true; clearTimeout(timer); });
  box.addEventListener("compositionend", () => { composing = false; schedule(); });
  box.addEventListener("input", (event) => { if (!event.isComposing) schedule(); });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); highlight(active + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); highlight(active - 1); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(items[active]);
    }
  });
})();
