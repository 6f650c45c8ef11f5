import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { hostname } from "node:os";

const TOKEN_BYTES = 32;

/** A token that nobody guesses. */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString("base64url");

/** Whether only this machine can reach a server there. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/**
 * Whether a request names a host that is ours. A page elsewhere whose name was made to point here (DNS rebinding) has a
 * name of its own in this header; addresses cannot be made to.
 *
 * @param bound the host that the server was told to listen at
 */
export function isOwnHost(header: string | undefined, bound: string): boolean {
  const name = hostnameOf(header);
  if (name === undefined) return false;
  if (isLoopback(name)) return true;
  if (isLoopback(bound)) return false;
  return isIP(name) !== 0 || [bound, hostname()].some((own) => own.toLowerCase() === name);
}

/** Whether a request names this machine: browsers trust its pages as if they had come encrypted. */
export function namesLoopback(header: string | undefined): boolean {
  const name = hostnameOf(header);
  return name !== undefined && isLoopback(name);
}

/** Without its port, in lower case; without brackets. */
function hostnameOf(header: string | undefined): string | undefined {
  if (header === undefined || /[/\\@?#\s]/.test(header)) return undefined;
  try {
    return new URL(`http://${header}`).hostname.replace(/^\[|\]$/g, "");
  } catch {
    return undefined;
  }
}

/** Compares in constant time, whatever the lengths. */
export function isToken(given: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

/** Servers of several ports share the cookies of a host. */
export const cookieName = (port: number): string => `creditgym-${port}`;

/** The token that a request brings along: as a cookie, or as `Authorization: Bearer`. */
export function tokenOf({ headers }: IncomingMessage, port: number): string | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  for (const cookie of (headers.cookie ?? "").split(";")) {
    const [name, value] = cookie.trim().split("=", 2);
    if (name === cookieName(port)) return value;
  }
  return undefined;
}
