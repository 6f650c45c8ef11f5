import { fileURLToPath } from "node:url";

/** The Python files of this package: beside `src` and beside `dist`, wherever it is installed. */
export const PYTHON_FOLDER = fileURLToPath(new URL("../../python", import.meta.url));
