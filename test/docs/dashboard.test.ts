import { expect, it } from "vitest";
import { creditgym } from "../cli/creditgym.js";
import { guideIn } from "./guide.js";

it.each(guideIn("dashboard.md").refusals)("%s is refused as the guide says", async (command, message) => {
  const answer = await creditgym(...command.split(" ").slice(1));
  expect(answer).toEqual({ code: 2, stdout: "", stderr: message });
});
