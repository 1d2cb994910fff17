// Ticking many texts at the workbench: all of a page, a row of them with Shift, the arrow keys; Enter goes on from there
// to where they belong; how many are ticked; a name that the machine offers with one press. Without script the boxes and
// fields do the same, one by one.
(() => {
  "use strict";

  const said = (count, words) => (count === 0 ? "" : count === 1 ? words.one : words.many.replace("{n}", count));

  const watch = (list) => {
    const boxes = [...list.querySelectorAll(":scope > li > .option > input[type=checkbox]")];
    const form = list.closest("form");
    const told = form.querySelector("[data-ticked]");
    const all = form.querySelector("[data-tick-all]");
    const byKeys = form.querySelector("[data-by-keys]");
    const next = form.querySelector(":is(.panel, .tray) :is(select, input[type=radio])");
    let last = null;

    const tell = () => {
      if (told) told.textContent = said(boxes.filter((box) => box.checked).length, told.dataset);
    };

    list.addEventListener("click", (event) => {
      const box = event.target.closest("input[type=checkbox]");
      if (!boxes.includes(box)) return;
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other);
        for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
      }
      last = box;
    });

    list.addEventListener("keydown", (event) => {
      if (!boxes.includes(event.target)) return;
      if (event.key === "Enter" && next) {
        event.preventDefault();
        next.focus();
        return;
      }
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const other = boxes[boxes.indexOf(event.target) + (step || 0)];
      if (!step || !other) return;
      event.preventDefault();
      other.focus();
      other.closest("li").scrollIntoView({ block: "nearest" });
    });
    if (byKeys && next) byKeys.hidden = false;

    if (all && boxes.length > 1) {
      all.hidden = false;
      all.addEventListener("click", () => {
        const tick = boxes.some((box) => !box.checked);
        for (const box of boxes) box.checked = tick;
        tell();
      });
    }
    for (const kind of ["change", "click"]) list.addEventListener(kind, tell);
    // Dragging and Escape tick and untick without a press.
    list.addEventListener("ticked", tell);
    tell();
  };

  const offer = (chips) => {
    const field = document.getElementById(chips.dataset.fill);
    if (!field) return;
    for (const chip of chips.children) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "chip";
      button.textContent = chip.textContent;
      button.addEventListener("click", () => {
        field.value = button.textContent;
        field.focus();
      });
      chip.replaceChildren(button);
    }
  };

  document.querySelectorAll("[data-drag], [data-tick]").forEach(watch);
  document.querySelectorAll("[data-fill]").forEach(offer);
})();
