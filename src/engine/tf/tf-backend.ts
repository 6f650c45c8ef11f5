/** What the engine `tf` can run on, in the order in which it is looked for. */
export const TF_BACKENDS = ["tfjs-node-gpu", "tfjs-node", "tfjs-wasm", "tfjs-cpu"] as const;
export type TfBackend = (typeof TF_BACKENDS)[number];
