import { setUpTestPython } from "../python.js";

/** Before the heavy tests: Python with Gymnasium and all extras. Nothing runs without. */
export default async function setup(): Promise<void> {
  await setUpTestPython(["dev", "box2d", "mujoco", "atari"]);
}
