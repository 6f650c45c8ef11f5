/** A configuration that no agent can be made from: one sentence naming the field, the value and what is allowed. */
export class AgentConfigError extends Error {
  override readonly name = "AgentConfigError";
}
