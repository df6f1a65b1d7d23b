// Keys, and forms that send themselves. Every page works without it.
"use strict";
(() => {
  document.documentElement.classList.add("scripted");

  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const shown = (element) => element.offsetParent !== null;

  function press(key) {
    const target = [...document.querySelectorAll(`[data-key~="${CSS.escape(key)}"]`)].find(shown);
    if (!target) return false;
    target.click();
    if (key === "e") target.closest("details")?.querySelector("textarea")?.focus();
    return true;
  }

  function move(step) {
    const rows = [...document.querySelectorAll("[data-row] a.title")];
    if (!rows.length) return false;
    const at = rows.findIndex((row) => row.closest("[data-row]").contains(document.activeElement));
    rows[Math.max(0, Math.min(rows.length - 1, at + step))].focus();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape" && typing(event.target)) return event.target.blur();
    if (typing(event.target)) return;
    if (event.key === "x") {
      const box = document.activeElement.closest("[data-row]")?.querySelector("[name=ticked]");
      if (box) box.checked = !box.checked;
      return;
    }
    const step = { j: 1, k: -1 }[event.key];
    if ((step && move(step)) || press(event.key)) event.preventDefault();
    else if (event.key === "k") history.back();
  });

  // the server sends the run's state as the very markup that the page was made with
  const live = document.querySelector("[data-events]");
  if (live) {
    const source = new EventSource(live.dataset.events);
    source.addEventListener("message", (event) => { live.innerHTML = event.data; });
    source.addEventListener("over", () => source.close());
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
    if (event.target.matches("[data-all]")) {
      for (const box of event.target.form.querySelectorAll("[name=ticked]")) box.checked = event.target.checked;
    }
  });
})();
