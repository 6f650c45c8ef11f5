import { join } from "node:path";
import { connect, type GymnasiumServer, localServer, type ServerOptions } from "gymnasium-js/bridge";
import { testPython } from "../../../python.js";

/** A connection to a real server, whose Python finds the environments of test/fixtures/python. */
export async function bridgeServer(options: ServerOptions = {}): Promise<GymnasiumServer> {
  return connect(await bridgeAddress(), options);
}

/** Of this thread's server. */
export async function bridgeAddress(): Promise<string> {
  testPython();
  process.env.PYTHONPATH = join(import.meta.dirname, "../../../fixtures/python");
  return `unix:${(await localServer()).socketPath}`;
}
