// A gentle word about names, numbers, dates and danger, on this phone alone: nothing is sent, kept or blocked.
(() => {
  "use strict";

  const REST = 700;

  // Words of people in danger, as they say them; a list for each language, accents taken off.
  const CRISIS = {
    en: ["kill myself", "killing myself", "end my life", "want to die", "better off dead", "suicide", "suicidal", "hurt myself", "cut myself", "hits me", "hit me", "beats me", "beat me", "choked me", "raped", "going to kill", "afraid for my life", "gun to", "overdose", "not safe at home"],
    es: ["matarme", "me quiero morir", "quiero morir", "no quiero vivir", "quitarme la vida", "suicid", "hacerme dano", "cortarme", "me pega", "me golpea", "me ahorco", "me viol", "va a matar", "me amenaza", "miedo por mi vida", "sobredosis", "no estoy segura en casa", "no estoy seguro en casa"],
  };
  const NAMED = {
    en: /\b(?:[Nn]amed|[Cc]alled|[Mm]y (?:case)?worker|[Ss]ocial worker|[Jj]udge|Mr\.?|Mrs\.?|Ms\.?|Dr\.?) \p{Lu}\p{Ll}+/u,
    es: /(?<!\p{L})(?:[Ss]e llama|[Ll]lamad[oa]|[Mm]i trabajadora?|[Tt]rabajadora social|[Jj]ue[zs]a?|Sr\.?|Sra\.?|Dra?\.?) \p{Lu}\p{Ll}+/u,
  };
  const TWO_NAMES = /(?<![.!?¿¡]\s)(?<!^)(?<=\s)\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+/u;
  const NUMBER = /\d[\d\s().-]{5,}\d|\b[A-Z]{1,3}-?\d{4,}\b/;
  const MONTH = /\b(?:jan(?:uary)?|feb(?:ruary)?|march|april|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?) \d{1,2}\b|\b\d{1,2} de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b|\bmay \d{1,2}\b/i;
  const DATE = /\b\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b/;

  // How case numbers are written here: 9 is any digit, A any letter; the same signs as in analysis/shapes.py.
  const SIGNS = { 9: "\\d", A: "[A-Z]", " ": "[-\\s/.]?", "-": "[-\\s/.]?", "/": "[-\\s/.]?", ".": "[-\\s/.]?" };
  const written = document.querySelector("[data-shapes]")?.dataset.shapes.split("|").filter(Boolean) || [];
  const CASES = written.map((one) => new RegExp(`(?<![\\w-])${[...one].map((sign) => SIGNS[sign] || sign).join("")}(?![\\w-])`, "i"));

  const language = document.documentElement.lang.split("-")[0];
  const folded = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

  const found = {
    name: (text) => (NAMED[language] || NAMED.en).test(text) || TWO_NAMES.test(text),
    number: (text) => NUMBER.test(text) || CASES.some((one) => one.test(text)),
    date: (text) => MONTH.test(text) || DATE.test(text),
    crisis: (text) => Object.values(CRISIS).flat().some((words) => folded(text).includes(words)),
  };

  const look = (text) => {
    for (const [kind, sees] of Object.entries(found)) {
      const hint = document.querySelector(`[data-hint="${kind}"]`);
      if (hint) hint.hidden = !sees(text);
    }
    const help = document.querySelector("details.help-now");
    if (help && found.crisis(text)) help.open = true;
  };

  let rest = 0;
  document.addEventListener("input", (event) => {
    if (!(event.target instanceof HTMLTextAreaElement)) return;
    clearTimeout(rest);
    rest = setTimeout(() => look(event.target.value), REST);
  });
  for (const box of document.querySelectorAll("textarea")) if (box.value) look(box.value);

  // Without a network a page change would end at the browser's own page, and the words with it.
  document.addEventListener("submit", (event) => {
    const note = document.querySelector("[data-offline]");
    if (!note || navigator.onLine) return;
    event.preventDefault();
    note.hidden = false;
    note.scrollIntoView({ block: "center" });
  }, true);
})();
