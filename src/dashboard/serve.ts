import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { Observable } from "rxjs";
import { UsageError } from "../errors/usage-error.js";
import { cookieName, isLoopback, isOwnHost, isToken, namesLoopback, tokenOf } from "./access.js";
import type { PageFile } from "./page-files.js";
import { sendEvents } from "./server-events.js";
import type { Sources } from "./sources.js";
import { viewOf } from "./view-parameters.js";

export interface ServeOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** What requests must bring along; undefined where only this machine can reach the server. */
  readonly token: string | undefined;
  readonly files: ReadonlyMap<string, PageFile>;
  readonly sources: Sources;
}

const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/**
 * Serves page and data while there is a subscription; emits the address to open once it listens. Reads alone: there is
 * nothing that a request could change.
 *
 * @throws {UsageError} as the stream's error, where it cannot listen there
 */
export function serve(options: ServeOptions): Observable<string> {
  const { host, port, token } = options;
  return new Observable((subscriber) => {
    const server = createServer((request, response) => {
      answer(request, response, (server.address() as AddressInfo).port, options);
    });
    server.on("error", (error: NodeJS.ErrnoException) => {
      subscriber.error(
        error.syscall === "listen" || error.syscall === "getaddrinfo" ? refused(error, options) : error,
      );
    });
    server.listen({ host, port }, () => {
      const { port: bound } = server.address() as AddressInfo;
      subscriber.next(`http://${shownHost(host)}:${bound}/${token === undefined ? "" : `?token=${token}`}`);
    });
    return () => {
      server.close();
      server.closeAllConnections();
    };
  });
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  { host, token, files, sources }: ServeOptions,
): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  // Keeps windows that open the page from holding on to it. Where a page comes unencrypted from another machine,
  // browsers ignore the header, and log an error that there is one.
  if (namesLoopback(request.headers.host)) response.setHeader("cross-origin-opener-policy", "same-origin");
  const refuse = (status: number, sentence: string): void => {
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${sentence}\n`);
  };
  const [path, query = ""] = (request.url ?? "/").split("?", 2) as [string, string?];
  const parameters = new URLSearchParams(query);
  const brings = (given: string | undefined): boolean => token === undefined || isToken(given, token);
  const isKnown = brings(tokenOf(request, port));
  const site = request.headers["sec-fetch-site"];
  const isForeign = site === "cross-site" || site === "same-site";
  const file = files.get(path);
  if (!isOwnHost(request.headers.host, host)) refuse(403, "This server does not go by that name.");
  else if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    refuse(405, "This server only shows.");
  } else if (!isKnown && path === "/" && brings(parameters.get("token") ?? undefined)) {
    response.setHeader("set-cookie", `${cookieName(port)}=${token}; HttpOnly; SameSite=Lax; Path=/`);
    response.writeHead(303, { location: "/" }).end();
  } else if (!isKnown) {
    refuse(401, "Open the address that `creditgym dashboard` printed: it has a token that is missing here.");
  } else if (isForeign && path.startsWith("/api/")) refuse(403, "Only this server's own page may ask.");
  else if (file !== undefined) {
    // Names of scripts change with what is in them; that of the page does not.
    const caching = path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    response.writeHead(200, {
      "content-type": file.type,
      "content-length": file.content.length,
      "cache-control": caching,
    });
    response.end(request.method === "HEAD" ? undefined : file.content);
  } else if (!tell(path, parameters, request, response, sources)) refuse(404, "There is nothing here.");
}

/** Answers with a stream of events; false for what there is not. */
function tell(
  path: string,
  parameters: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
  sources: Sources,
): boolean {
  if (request.method !== "GET") return false;
  const id = parameters.get("id") ?? "";
  const view = viewOf(parameters);
  if (path === "/api/list") sendEvents(response, sources.list());
  else if (path === "/api/run" && view !== undefined) sendEvents(response, sources.run(id, view));
  else if (path === "/api/diagnostics") sendEvents(response, sources.diagnostics(id));
  else if (path === "/api/policy") {
    const [env, rule] = [parameters.get("env"), parameters.get("rule")];
    sendEvents(response, sources.policy(id, { env, rule, seed: Number(parameters.get("seed")) }));
  } else return false;
  return true;
}

/** As it can be opened: of a server at all addresses, this machine's name. */
function shownHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return hostname();
  return host.includes(":") ? `[${host}]` : host;
}

function refused({ code }: NodeJS.ErrnoException, { host, port }: ServeOptions): UsageError {
  const where = isLoopback(host) ? "" : ` at ${host}`;
  if (code === "EADDRINUSE") {
    return new UsageError(
      `--port is ${port}, which another program listens on${where}: allowed is a free port, or 0 for any`,
    );
  }
  if (code === "EACCES") {
    return new UsageError(`--port is ${port}, which needs rights that are missing: allowed is 1024 or more`);
  }
  return new UsageError(
    `--host is "${host}", where this machine cannot listen (${code}): allowed is one of its names or addresses`,
  );
}
