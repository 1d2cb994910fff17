// Reads the page aloud with a voice that lives on the device; one that would send the text away is never used.
// The button is hidden until such a voice is found, and stays hidden without script.
(() => {
  "use strict";

  const buttons = document.querySelectorAll("button[data-aloud]");
  if (!("speechSynthesis" in window) || !buttons.length) return;

  const speech = window.speechSynthesis;
  const silence = () => speech.cancel();

  const voiceFor = (language) => {
    const wanted = language.split("-")[0];
    return speech.getVoices().find((voice) => voice.localService && voice.lang.split(/[-_]/)[0] === wanted);
  };

  const languageOf = (element) => (element.closest("[lang]") || document.documentElement).lang;

  const readable = (part) => [...part.querySelectorAll("h1, h2, h3, p, li, dt, dd, blockquote, legend, .option-text")]
    .filter((one) => !one.closest("[hidden], .no-print, details:not([open])"))
    .filter((one) => !one.parentElement.closest("p, li, dd, blockquote"));

  const say = (element) => {
    const voice = voiceFor(languageOf(element));
    if (!voice) return null;
    const words = new SpeechSynthesisUtterance(element.innerText);
    words.voice = voice;
    words.lang = voice.lang;
    speech.speak(words);
    return words;
  };

  const rest = (button) => {
    button.textContent = button.dataset.start;
    delete button.dataset.reading;
  };

  const begin = (button) => {
    const part = document.getElementById(button.dataset.aloud);
    const said = readable(part).map(say).filter(Boolean);
    if (!said.length) return;
    button.textContent = button.dataset.stop;
    button.dataset.reading = "yes";
    said[said.length - 1].addEventListener("end", () => rest(button));
  };

  for (const button of buttons) {
    button.dataset.start = button.textContent;
    button.addEventListener("click", () => {
      const speaking = "reading" in button.dataset;
      silence();
      if (speaking) rest(button);
      else begin(button);
    });
  }

  // Voices come late in some browsers.
  const offer = () => {
    const silent = !voiceFor(document.documentElement.lang);
    for (const one of document.querySelectorAll("[data-aloud-offer]")) one.hidden = silent;
  };
  offer();
  speech.addEventListener("voiceschanged", offer);
  addEventListener("pagehide", silence);
  document.addEventListener("hearback:leave", silence);
})();
