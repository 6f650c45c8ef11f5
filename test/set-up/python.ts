import { failPythonTests, setUpTestPython } from "../python.js";

/** Before all tests: Python with Gymnasium, and what checks the Python server. Tests that need it fail without. */
export default async function setup(): Promise<void> {
  await setUpTestPython(["dev"]).catch(failPythonTests);
}
