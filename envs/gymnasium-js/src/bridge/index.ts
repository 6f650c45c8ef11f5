/** Environments of Python's Gymnasium, in a server beside this process or elsewhere. For Node. */
export type { AsyncEnv } from "../async-env.js";
export { BridgeFailure } from "../errors.js";
export { PythonSetUpError } from "./base-python.js";
export { type CheckedModule, type CheckedPython, checkPython } from "./check-python.js";
export { connect, GymnasiumServer, openRemoteEnv, openRemoteVectorEnv } from "./connect.js";
export {
  CallTimeoutError,
  ConnectionLostError,
  ProtocolError,
  type PythonException,
  RemoteError,
} from "./errors.js";
export { EXTRAS, type Extra } from "./extras.js";
export type { Rendered } from "./frames.js";
export type { Json, JsonObject } from "./json.js";
export type {
  PythonWrapper,
  RemoteEnvOptions,
  RemoteMakeOptions,
  RemoteMakeVecOptions,
  RemoteVectorOptions,
  ServerOptions,
} from "./options.js";
export { findPython, GYMNASIUM_VERSION, namedPython, readMarker, type VenvMarker } from "./python.js";
export { PythonMissingError } from "./python-missing-error.js";
export { RemoteEnv } from "./remote-env.js";
export { RemoteVectorEnv } from "./remote-vector-env.js";
export { type ServerCommand, serverCommand } from "./server-command.js";
export {
  type LocalServer,
  type LocalServerOptions,
  localServer,
} from "./server-process.js";
export { ServerStartError } from "./server-start-error.js";
export {
  type SetUpOptions,
  type SetUpPython,
  setUpPython,
} from "./setup.js";
export type { PythonObject, WireNumbers } from "./typed-values.js";
