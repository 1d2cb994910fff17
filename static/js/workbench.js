// Drag and drop at the workbench. It only ticks boxes, chooses and sends the forms that are there anyway,
// so keyboard and pages without script do the same.
(() => {
  "use strict";

  const box = (item) => item.querySelector("input[type=checkbox]");
  let dragged = null;

  const tick = (item, on) => {
    box(item).checked = on;
    item.parentElement.dispatchEvent(new Event("ticked"));
  };

  const start = (event, item) => {
    dragged = item;
    tick(item, true);
    item.classList.add("dragged");
    // Later: a browser gives up a drag whose page changes while it begins.
    setTimeout(() => document.body.classList.toggle("dragging", dragged !== null), 0);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  };

  const stop = () => {
    if (dragged) dragged.classList.remove("dragged");
    dragged = null;
    document.body.classList.remove("dragging");
    for (const one of document.querySelectorAll(".may-drop, .over")) one.classList.remove("may-drop", "over");
  };

  const accepts = (target, mark, allowed, drop) => {
    target.addEventListener("dragover", (event) => {
      if (!dragged || !allowed()) return;
      event.preventDefault();
      target.classList.add(mark);
    });
    target.addEventListener("dragleave", () => target.classList.remove(mark));
    target.addEventListener("drop", (event) => {
      if (!dragged || !allowed()) return;
      event.preventDefault();
      drop();
      stop();
    });
  };

  for (const list of document.querySelectorAll("[data-drag]")) {
    for (const item of list.children) {
      if (!box(item) || list.dataset.drag === "parts") continue;
      item.draggable = true;
      item.addEventListener("dragstart", (event) => start(event, item));
      item.addEventListener("dragend", stop);
    }
  }

  // A draft dropped on another: both are ticked, the reviewer still presses the button.
  for (const item of document.querySelectorAll("[data-drag=themes] > li")) {
    accepts(item, "may-drop", () => dragged !== item && dragged.parentElement === item.parentElement, () => {
      tick(item, true);
      const button = item.closest("form").querySelector("button[type=submit]");
      button.scrollIntoView({ block: "center" });
      button.focus();
    });
  }

  // A single voice dropped on a draft goes into it, with all that are ticked beside it.
  const singles = document.getElementById("singles");
  for (const item of singles ? document.querySelectorAll("[data-theme]") : []) {
    accepts(item, "may-drop", () => singles.contains(dragged), () => {
      const choice = singles.querySelector("select[name=to]");
      choice.value = item.dataset.theme;
      if (choice.value) singles.requestSubmit();
    });
  }

  // Texts dropped on a place of the panel: that place is chosen and the form is sent. A place that asks for
  // more words waits for them.
  for (const panel of document.querySelectorAll("[data-drop]")) {
    const choice = panel.querySelector("select");
    const places = document.createElement("ul");
    places.className = "drop-places";
    places.setAttribute("aria-hidden", "true");
    for (const option of choice.options) {
      if (!option.value) continue;
      const place = document.createElement("li");
      place.textContent = option.textContent;
      place.dataset.to = option.value;
      accepts(place, "over", () => choice.form.contains(dragged), () => {
        choice.value = option.value;
        const more = { new: "label", set_aside: "reason" }[option.value];
        if (more) panel.querySelector(`[name=${more}]`).focus();
        else choice.form.requestSubmit();
      });
      places.append(place);
    }
    choice.closest(".field").after(places);
  }

  // Escape unticks what was ticked by mistake.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    stop();
    for (const one of document.querySelectorAll(":is([data-drag], [data-tick]) > li:has(> .option :checked)")) tick(one, false);
  });
})();
