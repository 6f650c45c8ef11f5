import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { creditRules } from "../../agents/rules/index.js";
import { ruleDrawing } from "../../src/pages/playground/rules/rule-drawing.js";
import { RULE_TEXTS, ruleText } from "../../src/pages/playground/rules/rule-texts.js";

describe("what is told of rules", () => {
  it("is told of every rule, in the order of listings", () => {
    expect(RULE_TEXTS.map(({ id }) => id)).toEqual(creditRules.map(({ id }) => id));
  });

  it.each(creditRules.map(({ id }) => id))("%s: five lines and a drawing of its own", (id) => {
    const { lines, drawing } = ruleText(id);
    expect(new Set(lines).size).toBe(5);
    for (const line of lines) expect(line.length, line).toBeLessThan(135);
    const svg = ruleDrawing(id, drawing);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    const { width, height } = new Resvg(svg);
    expect([width, height]).toEqual([640, 300]);
    const { document } = parseHTML(svg);
    for (const label of document.querySelectorAll("text")) {
      // Half a label's width at 13 px, about: it must not be cut off.
      const reach = 3.2 * label.textContent.length;
      const x = Number(label.getAttribute("x"));
      expect(x - reach, label.textContent).toBeGreaterThan(0);
      expect(x + reach, label.textContent).toBeLessThan(640);
    }
    const others = RULE_TEXTS.filter((other) => other.id !== id);
    for (const other of others) expect(ruleDrawing(id, other.drawing), other.id).not.toBe(svg);
  });

  it("is in docs as the page has it", () => {
    const script = join(import.meta.dirname, "../../scripts/update-rules.js");
    const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });
});
