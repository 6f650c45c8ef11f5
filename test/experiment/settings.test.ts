import { describe, expect, it } from "vitest";
import { parseAssignments } from "../../src/experiment/settings.js";
import { parseCommandLineSettings } from "../../src/experiment/validate.js";

describe("parseAssignments", () => {
  it("sets by path; values are JSON or texts", () => {
    expect(
      parseAssignments([
        "agent.hidden=[32]",
        "agent.critic.lambda=0.5",
        "perRule.unbiased-weight-max:posterior.rates=[0.1,0.2]",
        'perEnvironment["./my.env.ts"].batch=3',
        "variant=reference",
        "description=a=b",
        "agent.hidden=[16]",
      ]),
    ).toEqual({
      agent: { hidden: [16], critic: { lambda: 0.5 } },
      perRule: { "unbiased-weight-max:posterior": { rates: [0.1, 0.2] } },
      perEnvironment: { "./my.env.ts": { batch: 3 } },
      variant: "reference",
      description: "a=b",
    });
  });

  it.each(["agent.hidden", "=3", "agent..hidden=1", ".agent=1", "agent[0]=1"])("refuses %s", (assignment) => {
    expect(() => parseAssignments([assignment])).toThrow(
      `--set is "${assignment}": allowed is path=value, such as agent.lambda=0.8`,
    );
  });

  it("leaves the prototypes of objects alone", () => {
    const settings = parseAssignments(["__proto__.polluted=1", "agent.__proto__.x=1"]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(() => parseCommandLineSettings(settings)).toThrow('has no "__proto__"');
  });
});
