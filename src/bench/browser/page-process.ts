// A page in Chromium, in a process of its own: `node page-process.js CHROMIUM ADDRESS`. Each line that it reads is an
// expression that the page evaluates; it answers with a line of JSON. It ends when nobody writes any more.
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [executablePath, address] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: executablePath! });
const page = await browser.newPage({ viewport: { width: 1280, height: 1240 } });
await page.goto(address!);
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await page.evaluate(line)));
}
await browser.close();
