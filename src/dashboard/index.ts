import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { finalize, type Observable } from "rxjs";
import { packageRoot } from "../bench/package-root.js";
import { UsageError } from "../errors/usage-error.js";
import { isLoopback, newToken } from "./access.js";
import { pageFiles } from "./page-files.js";
import { serve } from "./serve.js";
import { Sources } from "./sources.js";

export interface DashboardOptions {
  /** A folder of runs, or a run; `runs` unless given, which need not be there yet. */
  readonly directory?: string;
  /** `127.0.0.1` unless given. With one that others can reach, a token is needed. */
  readonly host?: string;
  /** 8642 unless given; 0 for any that is free. */
  readonly port?: number;
}

const DIRECTORY = "runs";
const HOST = "127.0.0.1";
const PORT = 8642;

/**
 * The live page: serves while there is a subscription, and emits the address to open.
 *
 * @throws {UsageError} where the folder is none; as the stream's error, where it cannot listen
 */
export function dashboard({
  directory,
  host = HOST,
  port = PORT,
}: DashboardOptions = {}): Observable<string> {
  const shown = directory ?? DIRECTORY;
  const folder = resolve(shown);
  if (directory !== undefined && !(existsSync(folder) && statSync(folder).isDirectory())) {
    throw new UsageError(`DIR is "${directory}", which is no folder: allowed is a folder of runs, or a run`);
  }
  const sources = new Sources(folder, shown);
  return serve({
    ...{ host, port, sources },
    token: isLoopback(host) ? undefined : newToken(),
    files: pageFiles(join(packageRoot(), "dist/pages/dashboard")),
  }).pipe(finalize(() => sources.end()));
}
