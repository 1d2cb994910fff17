// Keeps what is typed in a form on this device until it is sent, so that a page loaded again is not empty.
// In the memory of this one tab only: closing it forgets, and so do sending, leaving, and a quarter of an hour idle.
// On a phone only after someone said that nobody else uses it; on a shared tablet this script is never asked for.
(() => {
  "use strict";

  const IDLE = 15 * 60 * 1000;
  const PREFIX = "hearback:";
  const OWN = `${PREFIX}own`;

  const forget = () => {
    try {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
    } catch {
      // Storage may be closed to us; there is nothing to forget then.
    }
  };

  const read = (key) => {
    try {
      return JSON.parse(sessionStorage.getItem(key)) || null;
    } catch {
      return null;
    }
  };

  const write = (key, fields) => {
    try {
      sessionStorage.setItem(key, JSON.stringify(fields));
    } catch {
      // Full or closed: the page itself still holds the words.
    }
  };

  const own = () => read(OWN) === "yes";

  // Voices corrected on the read-back page are lines again on the writing page.
  const asLines = (fields) => fields.filter(([name]) => name.startsWith("text-")).map(([, text]) => text.replace(/\s*\n\s*/g, " ")).join("\n");

  // A phone shows one prompt a page; elsewhere its fields carry the prompt's number.
  const named = (form, name) => (form.dataset.prompt && (name === "text" || name === "consent") ? `${name}-${form.dataset.prompt}` : name);

  const fieldsOf = (form, without) => {
    const fields = [...new FormData(form)]
      .filter(([name, value]) => typeof value === "string" && name !== "leaving")
      .map(([name, value]) => [named(form, name), value])
      .filter(([name]) => name !== without);
    return form.dataset.keepOwn || form.elements.lines ? fields : [...fields, ["lines", asLines(fields)]];
  };

  const carry = (form, name, value) => {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  };

  const put = (field, value) => {
    if (field instanceof RadioNodeList) {
      for (const one of field) if (one.type === "radio") one.checked = one.value === value;
    } else if (field.type === "checkbox") field.checked = true;
    else if (field.type !== "hidden" || field.name === "secret") field.value = value;
  };

  const restore = (form, fields) => {
    const there = new Map([...form.elements].map((one) => [named(form, one.name), one.name]));
    for (const [name, value] of fields) {
      if (there.has(name)) put(form.elements[there.get(name)], value);
      else if (form.elements.lines || form.dataset.keepOwn) carry(form, name, value);
    }
  };

  const keep = (form) => {
    const key = PREFIX + form.dataset.keep;
    const allowed = () => !form.dataset.keepOwn || own();
    const fields = allowed() && read(key);
    if (fields) restore(form, fields);
    for (const one of document.querySelectorAll("[data-kept]")) one.hidden = Boolean(form.dataset.keepOwn) && !fields;
    let idle = 0;
    const save = (event) => {
      if (!allowed()) return;
      const skipped = event.submitter && event.submitter.name === "skip" ? named(form, "text") : "";
      write(key, fieldsOf(form, skipped));
      clearTimeout(idle);
      idle = setTimeout(forget, IDLE);
    };
    form.addEventListener("input", save);
    form.addEventListener("submit", save);
  };

  // The first answer may be older than this script, which comes with the first touch.
  const choose = (choice) => {
    const answered = (one) => {
      if (one.value === "no") write(OWN, "yes");
      else forget();
    };
    const inputs = [...choice.querySelectorAll("input")];
    const first = inputs.find((one) => one.checked);
    if (first) answered(first);
    for (const one of inputs) {
      one.checked = first ? one === first : own() && one.value === "no";
      one.addEventListener("change", () => answered(one));
    }
  };

  if (document.querySelector("[data-forget]")) forget();
  for (const choice of document.querySelectorAll("[data-own]")) choose(choice);
  for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
  document.addEventListener("hearback:leave", forget);
})();
