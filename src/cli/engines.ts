import { aligned, print, printJson } from "./print.js";

interface EngineEntry {
  readonly id: string;
  readonly available: boolean;
  readonly precision: "float32" | "float64";
  readonly summary: string;
}

const ENGINES: readonly EngineEntry[] = [
  {
    id: "wasm",
    available: true,
    precision: "float32",
    summary: "WebAssembly with 128-bit vectors; the default, nothing to install",
  },
  {
    id: "reference",
    available: true,
    precision: "float64",
    summary: "plain TypeScript; the specification, slow",
  },
  {
    id: "tf",
    available: false,
    precision: "float32",
    summary: "TensorFlow.js, for GPUs and many rows; comes with a later version",
  },
];

/** `creditgym engines` */
export function engines({ json }: { readonly json?: boolean }): void {
  if (json) {
    printJson(ENGINES);
    return;
  }
  print(
    aligned(
      ENGINES.map(({ id, available, precision, summary }) => [
        id,
        available ? "available" : "not yet",
        precision,
        summary,
      ]),
    ),
  );
}
