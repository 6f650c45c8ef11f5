import type { IncomingMessage } from "node:http";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import {
  cookieName,
  isLoopback,
  isOwnHost,
  isToken,
  namesLoopback,
  newToken,
  tokenOf,
} from "../../src/dashboard/access.js";

describe("the host that a request names", () => {
  it.each([
    "localhost",
    "localhost:8642",
    "127.0.0.1:8642",
    "127.0.0.1:1",
    "127.9.9.9",
    "[::1]:8642",
    "LOCALHOST:80",
  ])("%s is this machine's, wherever the server listens", (header) => {
    expect(isOwnHost(header, "127.0.0.1")).toBe(true);
    expect(isOwnHost(header, "0.0.0.0")).toBe(true);
  });

  it.each([
    "example.com",
    "example.com:8642",
    "localhost.example.com",
    "127.0.0.1.example.com",
    "localhost@example.com",
    "example.com/localhost",
    "192.168.0.7:8642",
    "",
    "local host",
    undefined,
  ])("%s is not ours on a loopback server", (header) => {
    expect(isOwnHost(header, "127.0.0.1")).toBe(false);
  });

  it("may be an address, the given name or the machine's on a server that others can reach", () => {
    expect(isOwnHost("192.168.0.7:8642", "0.0.0.0")).toBe(true);
    expect(isOwnHost("[fe80::1]:8642", "0.0.0.0")).toBe(true);
    expect(isOwnHost("lab-7:8642", "lab-7")).toBe(true);
    expect(isOwnHost(`${hostname()}:8642`, "0.0.0.0")).toBe(true);
    expect(isOwnHost("example.com", "0.0.0.0")).toBe(false);
    expect(isOwnHost("example.com", "lab-7")).toBe(false);
  });
});

it("tells requests that name this machine, which browsers trust without encryption, from others", () => {
  const ours = ["localhost:8642", "127.0.0.1:80", "[::1]:8642"];
  const others = ["192.168.0.7:8642", "0.0.0.0:8642", "lab-7:8642", "localhost.example.com", "", undefined];
  expect(ours.map(namesLoopback)).toEqual([true, true, true]);
  expect(others.map(namesLoopback)).toEqual(others.map(() => false));
});

it("tells addresses that only this machine reaches from others", () => {
  expect(["localhost", "127.0.0.1", "127.1.2.3", "::1"].map(isLoopback)).toEqual([true, true, true, true]);
  expect(["0.0.0.0", "::", "127.0.0.1.example.com", "10.0.0.1"].map(isLoopback)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

describe("tokens", () => {
  it("are long, differ, and only the same one is accepted", () => {
    const token = newToken();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(newToken()).not.toBe(token);
    expect(isToken(token, token)).toBe(true);
    for (const other of [undefined, "", token.slice(1), `${token}x`, newToken()]) {
      expect(isToken(other, token)).toBe(false);
    }
  });

  it("come as a cookie of the port or as a bearer", () => {
    const request = (headers: IncomingMessage["headers"]) => ({ headers }) as IncomingMessage;
    expect(tokenOf(request({ cookie: `a=1; ${cookieName(80)}=secret; b=2` }), 80)).toBe("secret");
    expect(tokenOf(request({ cookie: `${cookieName(81)}=secret` }), 80)).toBeUndefined();
    expect(tokenOf(request({ authorization: "Bearer secret" }), 80)).toBe("secret");
    expect(tokenOf(request({}), 80)).toBeUndefined();
  });
});
