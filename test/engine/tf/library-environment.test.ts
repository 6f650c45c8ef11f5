import { expect, it } from "vitest";
import { setLibraryEnvironment } from "../../../src/engine/tf/library-environment.js";

it("turns TF32 and chatter off where the user has not decided", () => {
  const env: NodeJS.ProcessEnv = {};
  setLibraryEnvironment(env);
  expect(env).toEqual({ NVIDIA_TF32_OVERRIDE: "0", TF_CPP_MIN_LOG_LEVEL: expect.stringMatching(/^[23]$/) });
  const own = { NVIDIA_TF32_OVERRIDE: "1", TF_CPP_MIN_LOG_LEVEL: "0" };
  setLibraryEnvironment(own);
  expect(own).toEqual({ NVIDIA_TF32_OVERRIDE: "1", TF_CPP_MIN_LOG_LEVEL: "0" });
});
