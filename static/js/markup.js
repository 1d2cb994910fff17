/* Markup that htmx puts into a desk page is looked through first: nothing in it may run by itself. */
(() => {
  "use strict";
  // Browsers without Trusted Types rest on the content policy alone.
  if (!window.trustedTypes) return;
  const look = trustedTypes.createPolicy("look", { createHTML: (text) => text });

  const parts = (root) =>
    [root, ...[...root.querySelectorAll("template")].flatMap((template) => parts(template.content))];

  const runs = (element) =>
    element.matches("script:not([src]), iframe[srcdoc], object, embed, base") ||
    [...element.attributes].some(
      ({ name, value }) => name.startsWith("on") || name.startsWith("hx-on") || /^[\s\0-\x1f]*javascript:/i.test(value)
    );

  trustedTypes.createPolicy("default", {
    createHTML: (text) => {
      const read = new DOMParser().parseFromString(look.createHTML(text), "text/html");
      const found = parts(read).some((part) => [...part.querySelectorAll("*")].some(runs));
      return found ? null : text;
    },
  });
})();
