// What makes a page of results quicker to use. Everything here works without it: the
// filters are a form, the bars and orders are links.
"use strict";

(() => {
  document.documentElement.classList.add("scripted");
  const PARTS = ["head", "results", "actions", "views", "strip"];
  const by = (id) => document.getElementById(id);
  const facets = by("facets");

  // ------------------------------------------------------------ narrowing in place

  let asked = null;
  let shown = location.pathname + location.search;

  // The address of a form without what is empty.
  const addressOf = (form, button) => {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form, button)) {
      if (value.trim()) data.append(name, value);
    }
    return `${new URL(form.action).pathname}?${data}`;
  };

  // How to find the same control again in the page that takes the place of this one.
  const nameOf = (node) => {
    if (!node || node === document.body) return null;
    if (node.id) return `#${CSS.escape(node.id)}`;
    if (node.name) {
      const value = node.matches("[type=checkbox], button") ? `[value="${CSS.escape(node.value)}"]` : "";
      return `${node.localName}:not([type=hidden])[name="${CSS.escape(node.name)}"]${value}`;
    }
    const part = node.closest("[id]");
    const same = part ? [...part.querySelectorAll(node.localName)] : [];
    return part ? `#${CSS.escape(part.id)} ${node.localName}|${same.indexOf(node)}` : null;
  };
  const findAgain = (name) => {
    const [selector, place] = name.split("|");
    return document.querySelectorAll(selector)[Number(place || 0)] || document.querySelector(selector.split(" ")[0]);
  };

  const show = async (address, push) => {
    if (asked) asked.abort();
    asked = new AbortController();
    const name = nameOf(document.activeElement);
    const before = name && document.activeElement.getBoundingClientRect().top;
    const scroll = facets.scrollTop;
    const opened = new Set([...facets.querySelectorAll("details")].map((node, place) => (node.open ? node.id || place : null)));
    by("results").classList.add("busy");
    try {
      const answer = await fetch(address, { signal: asked.signal });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!fresh.getElementById("facets")) return location.assign(address);
      for (const id of PARTS) by(id).replaceWith(fresh.getElementById(id));
      facets.replaceChildren(...fresh.getElementById("facets").childNodes);
      const box = fresh.getElementById("q").form;
      by("q").form.replaceChildren(...[...by("q").form.children].filter((node) => node.type !== "hidden"), ...box.querySelectorAll("[type=hidden]"));
      by("q").value = fresh.getElementById("q").value;
      document.title = fresh.title;
      by("status").textContent = document.querySelector("h1").textContent;
      shown = address.replace(location.origin, "");
      if (push) history.pushState(null, "", address + (location.hash === "#facets" ? "#facets" : ""));
      [...facets.querySelectorAll("details")].forEach((node, place) => {
        if (node.matches(".more") && opened.has(node.id || place)) node.open = true;
      });
      ready();
      facets.scrollTop = scroll;
      const again = name && findAgain(name);
      if (again) {
        again.focus({ preventScroll: true });
        if (!facets.contains(again) || getComputedStyle(facets).position !== "fixed") scrollBy(0, again.getBoundingClientRect().top - before);
      }
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  };

  if (facets && by("results")) {
    document.addEventListener("change", (event) => {
      const field = event.target;
      if (!field.form || !field.form.matches("#filters")) return;
      if (field.type === "checkbox" || field.name === "date_from" || field.name === "date_to") show(addressOf(field.form), true);
    });
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (!form.matches("#filters")) return;
      if ([...new FormData(form).keys()].some((key) => key.startsWith("find_") && form.elements[key].value.trim())) return;
      event.preventDefault();
      let button = event.submitter;
      if (button && button.name === "province") {
        // A tile is its row: pressed again, it is taken back.
        const box = form.querySelector(`[type=checkbox][value="${button.value}"]`);
        if (box) { box.checked = !box.checked; button = null; }
      }
      show(addressOf(form, button && button.name ? button : null), true);
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("#strip a, #views a, #facets li a, .pages a");
      if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      if (link.getAttribute("href") === "#facets") return;
      event.preventDefault();
      const address = new URL(link.href.baseVal || link.href, location.href);
      const isPage = link.closest(".pages");
      show(address.pathname + address.search, true).then(() => {
        if (isPage) { by("results").focus(); scrollTo(0, 0); }
      });
    });
    // Going to a part of the page is no other search.
    addEventListener("popstate", () => {
      const address = location.pathname + location.search;
      if (address !== shown) show(address, false);
    });
  }

  // ------------------------------------------------------------ what is new after each answer

  function ready() {
    const copy = by("copy-link");
    if (copy) copy.hidden = !navigator.clipboard;
    markPicked();
  }

  document.addEventListener("click", async (event) => {
    if (event.target.id !== "copy-link") return;
    await navigator.clipboard.writeText(location.href.split("#")[0]);
    event.target.textContent = "Đã chép";
    by("status").textContent = "Đã chép liên kết";
  });

  // ------------------------------------------------------------ dragging across the bars

  let drag = null;
  const placeOf = (svg, event) => {
    const box = svg.getBoundingClientRect();
    const slots = svg.dataset.slots.split(" ");
    const part = Math.min(0.9999, Math.max(0, (event.clientX - box.left) / box.width));
    return [Math.floor(part * slots.length), slots];
  };
  const asWritten = (value) => value.split("-").reverse().map(Number).join("/");
  document.addEventListener("pointerdown", (event) => {
    const svg = event.target.closest && event.target.closest(".bars");
    if (!svg || event.button || event.pointerType === "touch") return;
    drag = { svg, from: placeOf(svg, event)[0], x: event.clientX, area: null };
  });
  document.addEventListener("dragstart", (event) => { if (drag) event.preventDefault(); });
  document.addEventListener("pointermove", (event) => {
    if (!drag || Math.abs(event.clientX - drag.x) < 6) return;
    const [place, slots] = placeOf(drag.svg, event);
    if (!drag.area) {
      drag.area = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      drag.area.setAttribute("class", "drawn");
      drag.area.setAttribute("y", "0");
      drag.area.setAttribute("height", "60");
      drag.svg.append(drag.area);
    }
    const [first, last] = [Math.min(drag.from, place), Math.max(drag.from, place)];
    drag.area.setAttribute("x", `${(100 * first) / slots.length}%`);
    drag.area.setAttribute("width", `${(100 * (last - first + 1)) / slots.length}%`);
    const form = by("filters");
    form.elements.date_from.value = asWritten(slots[first]);
    form.elements.date_to.value = asWritten(slots[last]);
  });
  document.addEventListener("pointerup", () => {
    const done = drag;
    drag = null;
    if (!done || !done.area) return;
    done.svg.addEventListener("click", (event) => event.preventDefault(), { once: true, capture: true });
    // The period takes the place of the years that were chosen.
    by("filters").querySelectorAll("[type=hidden][name=date]").forEach((field) => field.remove());
    setTimeout(() => show(addressOf(by("filters")), true));
  });

  // ------------------------------------------------------------ the dossier in this browser

  const KEY = "timtin.ho-so"; // a JSON list of article ids, in the order of choosing
  const ROOM = 7500; // as dossier.py has it
  let held = null; // the choice on this page, where the browser is full or keeps nothing
  const picked = () => {
    if (held) return held;
    try {
      const ids = JSON.parse(localStorage.getItem(KEY));
      return Array.isArray(ids) ? ids : [];
    } catch { return []; }
  };
  function markPicked() {
    const ids = picked();
    for (const box of document.querySelectorAll(".pick")) box.checked = ids.includes(box.value);
    const link = by("dossier-link");
    if (!link) return;
    link.textContent = ids.length ? `Hồ sơ (${ids.length})` : "Hồ sơ";
    link.href = addressOfChosen(link.href.split("?")[0], ids);
  }
  // One too long for an address is read from the store by the page of the dossier.
  function addressOfChosen(page, ids) {
    const asked = ids.length ? `?${new URLSearchParams(ids.map((id) => ["id", id]))}` : "";
    return page + (asked.length <= ROOM ? asked : "");
  }
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!box.matches(".pick")) return;
    const ids = picked().filter((id) => id !== box.value);
    if (box.checked) ids.push(box.value);
    try { localStorage.setItem(KEY, JSON.stringify(ids)); held = null; } catch { held = ids; }
    markPicked();
  });
  document.addEventListener("submit", (event) => {
    // Its id is hidden by its fields of that name.
    if (!event.target.matches("#dossier")) return;
    event.preventDefault();
    location.assign(addressOfChosen(event.target.getAttribute("action"), picked()));
  });

  // ------------------------------------------------------------ keys

  const hits = () => [...document.querySelectorAll(".hit")];
  const step = (by_) => {
    const all = hits();
    if (!all.length) return;
    const here = all.findIndex((hit) => hit.contains(document.activeElement));
    const next = all[Math.min(all.length - 1, Math.max(0, here < 0 ? 0 : here + by_))];
    all.forEach((hit) => hit.classList.toggle("here", hit === next));
    next.querySelector("h2 a").focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && location.hash === "#facets" && facets) location.hash = "#results";
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const field = event.target.closest("input, textarea, select");
    if (field && field.type !== "checkbox") return;
    const hit = event.target.closest(".hit");
    if (event.key === "/") by("q").focus(), by("q").select();
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "o" && hit) hit.querySelector("h2 a").click();
    else if (event.key === "x" && hit && hit.querySelector(".pick")) hit.querySelector(".pick").click();
    else if (event.key === "?") location.assign(document.querySelector('.top nav a[href$="/tro-giup"]').href + "#phim");
    else return;
    event.preventDefault();
  });

  ready();
})();
