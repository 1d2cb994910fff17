// Keys of the console, and no redrawing while someone types. Keys press the buttons that are there anyway.
(() => {
  "use strict";

  const room = () => document.getElementById("room");
  const typing = () => {
    const here = document.activeElement;
    return Boolean(here && here.matches("input:not([type=hidden]), textarea, select"));
  };
  const busy = () => typing() || Boolean(document.querySelector(".more[open]"));
  const cards = () => [...document.querySelectorAll("[data-card]")];
  let place = -1;

  const choose = (step) => {
    const all = cards();
    if (!all.length) return;
    place = Math.min(Math.max(place + step, 0), all.length - 1);
    all[place].focus();
    all[place].scrollIntoView({ block: "nearest" });
  };

  // What is open stays open when the room is drawn anew, and the focus finds its button again in there.
  let open = false;
  let held = "";
  // While what was pressed is on its way, its own answer draws the room: a look that came first would take the button away,
  // and with it the place of who works by keyboard.
  let pressed = 0;
  const onItsWay = () => Date.now() - pressed < 5000;
  const isLook = (element) => element.id === "room";
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isLook(event.detail.elt)) pressed = Date.now();
    else if (busy() || onItsWay()) event.preventDefault();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!isLook(event.detail.elt)) pressed = 0;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const everything = document.getElementById("everything");
    if (everything) everything.open = open;
    if (held && document.activeElement === document.body) document.getElementById(held)?.focus();
    const all = cards();
    // The button of a step is gone with its step: who pressed it hears the next one.
    const step = event.detail.requestConfig?.elt.closest(".next-step form");
    if (step && document.activeElement === document.body) document.getElementById("next-step-title")?.focus();
    if (place >= 0 && all.length && document.activeElement === document.body) all[Math.min(place, all.length - 1)].focus();
  });
  // The room is over: the page says so.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 286) location.reload();
    open = Boolean(document.querySelector("#everything[open]"));
    held = document.activeElement.id;
    // Someone began to write while the answer was on its way: the next look brings it.
    if (isLook(event.detail.requestConfig.elt) && (busy() || onItsWay())) event.detail.shouldSwap = false;
  });

  // Above all cards; once it is gone from sight nothing is undone any more.
  const undo = () => {
    const button = document.querySelector("#undo button");
    if (!button || getComputedStyle(button).visibility === "hidden") return false;
    button.click();
    return true;
  };

  const press = (key) => {
    if (key === "u") return undo();
    const card = document.activeElement && document.activeElement.closest("[data-card]");
    const button = (card || room()).querySelector(`button[data-key="${key}"]`);
    if (!button) return false;
    const more = button.closest("details");
    if (more && !more.open) {
      more.open = true;
      (more.querySelector("select") || button).focus();
    } else {
      button.click();
    }
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.activeElement.blur();
    if (typing() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?") document.querySelector("[data-keys]").click();
    else if (event.key === "j") choose(1);
    else if (event.key === "k") choose(-1);
    else if (/^[1-5]$/.test(event.key)) document.querySelector(`[data-lane="${event.key}"]`)?.click();
    else if (!/^[spxhvnu]$/.test(event.key) || !press(event.key)) return;
    event.preventDefault();
  });
})();
