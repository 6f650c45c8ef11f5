/** Errors whose message is one sentence for the user, by name: user modules may bring a class twice. */
const NAMES = new Set([
  "UsageError",
  "AddonError",
  "AgentConfigError",
  "CasesFileError",
  "EngineMemoryError",
  "TensorFlowMissingError",
  // Of gymnasium-js:
  "DeprecatedEnvironmentError",
  "InvalidArgumentError",
  "InvalidSeedError",
  "PythonMissingError",
  "PythonSetUpError",
  "ServerStartError",
  "TrajectoryError",
  "UnknownEnvironmentError",
  "UnknownNamespaceError",
]);

/** Whether an error tells the user of a mistake rather than us. */
export function isUserMistake(error: Error): boolean {
  return NAMES.has(error.name);
}
