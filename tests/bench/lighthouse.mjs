// Walks a phone's way under Lighthouse: join, the prompt, the receipt handed out, the receipt brought back, the ledger.
// Told by the environment; answers one JSON object. Started by lighthouse.py.
import { pathToFileURL } from "node:url";

const { FOLDER, ADDRESS, CODE, CHROME_PATH } = process.env;
const bring = (path) => import(pathToFileURL(`${FOLDER}/node_modules/${path}`).href);
const { startFlow } = await bring("lighthouse/core/index.js");
const { default: puppeteer } = await bring("puppeteer-core/lib/esm/puppeteer/puppeteer-core.js");

const CATEGORIES = ["performance", "accessibility", "best-practices"];
const browser = await puppeteer.launch({
  executablePath: CHROME_PATH,
  args: ["--headless", "--no-sandbox", "--disable-background-networking"],
});
const page = await browser.newPage();
const flow = await startFlow(page, {
  config: { extends: "lighthouse:default", settings: { onlyCategories: CATEGORIES } },
});
const go = (selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);
const press = (selector) => () => page.click(selector);

await flow.navigate(`${ADDRESS}/join`, { name: "join" });
await page.goto(`${ADDRESS}/s/${CODE}`);
await flow.navigate(press("#way > button:not(.quiet)"), { name: "prompt" });
await page.goto(`${ADDRESS}/s/${CODE}`);
await go("#way > button:not(.quiet)");
await page.type("#text", "The bus takes two hours.");
await go("#way > button:not(.quiet)");
await go("#way > button.quiet");
// Sent as a phone without scripts sends: with scripts the receipt is shown without leaving the page.
await flow.navigate(() => page.evaluate(() => document.getElementById("way").submit()), { name: "receipt" });
await flow.navigate(`${ADDRESS}/receipt`, { name: "come back" });
await flow.navigate(`${ADDRESS}/ledger`, { name: "ledger" });
const { steps } = await flow.createFlowResult();
await browser.close();

const share = (score) => Math.round(score * 100);
const weak = (lhr) =>
  CATEGORIES.flatMap((name) => lhr.categories[name].auditRefs)
    .filter(({ id, weight }) => weight && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9)
    .map(({ id }) => id);
const told = ({ name, lhr }) => [
  name,
  { ...Object.fromEntries(CATEGORIES.map((one) => [one, share(lhr.categories[one].score)])), weak: weak(lhr) },
];
console.log(JSON.stringify(Object.fromEntries(steps.map(told))));
