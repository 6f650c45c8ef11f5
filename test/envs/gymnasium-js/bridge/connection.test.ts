import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from "node:net";
import { BridgeFailure, connect, type GymnasiumServer, ProtocolError } from "gymnasium-js/bridge";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocketServer } from "ws";
import { bridgeServer } from "./bridge-server.js";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of undo.splice(0)) await end();
});

async function server(options: Parameters<typeof bridgeServer>[0] = {}): Promise<GymnasiumServer> {
  const opened = await bridgeServer(options);
  undo.push(() => opened.close());
  return opened;
}

describe("an environment that does not answer", () => {
  it("is named, and what shares its connection ends with it", async () => {
    const bridge = await server({ timeout: 1500 });
    const frozen = await bridge.make("bridge_envs:Faulty-v0");
    const other = await bridge.make("CartPole-v1");
    await frozen.reset();
    await other.reset();
    const started = performance.now();
    const calls = await Promise.allSettled([frozen.step(5), other.step(0)]);
    expect(performance.now() - started).toBeGreaterThan(1490);
    expect(performance.now() - started).toBeLessThan(6000);
    expect(calls.map((call) => (call as PromiseRejectedResult).reason)).toMatchObject([
      {
        name: "CallTimeoutError",
        call: "step",
        timeout: 1500,
        message:
          "bridge_envs:Faulty-v0: step gave no answer in 1500 ms; its connection was closed. " +
          "Give a longer timeout (in ms) where the environment may need it.",
      },
      {
        name: "ConnectionLostError",
        of: "CartPole-v1",
        reason: expect.stringContaining("bridge_envs:Faulty-v0"),
      },
    ]);
    for (const call of calls) expect((call as PromiseRejectedResult).reason).toBeInstanceOf(BridgeFailure);
    await expect(other.step(0)).rejects.toBeInstanceOf(BridgeFailure);
    await frozen.close();
  });

  it("is given its time while the client itself is busy", async () => {
    const bridge = await server({ timeout: 1500 });
    const env = await bridge.make("CartPole-v1");
    await env.reset();
    for (let k = 0; k < 2; k++) {
      const step = env.step(0);
      for (const start = performance.now(); performance.now() - start < 2500; );
      await expect(step).resolves.toBeDefined();
    }
  });

  it("is given its time where it needs less than the time-out", async () => {
    const bridge = await server({ timeout: 1500 });
    const env = await bridge.make("bridge_envs:Faulty-v0");
    await env.reset();
    for (let k = 0; k < 5; k++) await expect(env.step(7)).resolves.toBeDefined();
  });
});

describe("a process that ends", () => {
  it("is told with its status", async () => {
    const bridge = await server();
    const env = await bridge.make("bridge_envs:Faulty-v0");
    await env.reset();
    const told =
      /^bridge_envs:Faulty-v0: the connection to Python ended \(.*ended with status 3\); make the environment/;
    await expect(env.step(6)).rejects.toThrow(told);
    await expect(env.step(0)).rejects.toThrow(told);
    await env.close();
  });
});

describe("a server that is none", () => {
  it("is not there", async () => {
    const nobody = connect("ws://127.0.0.1:9");
    await expect(nobody).rejects.toThrow(
      "ws://127.0.0.1:9: no server is there (ECONNREFUSED); start one, or check the address.",
    );
    await expect(connect("unix:/nowhere/socket")).rejects.toThrow("no server is there (ENOENT)");
    await expect(connect("localhost:80")).rejects.toThrow(
      "address: localhost:80 is not allowed; use unix:PATH",
    );
    await expect(connect("ws://localhost:99999")).rejects.toThrow(
      "address: ws://localhost:99999 is not allowed",
    );
  });

  it("answers as HTTP", async () => {
    const address = await listen(createServer((_request, response) => response.writeHead(404).end()));
    await expect(connect(address)).rejects.toThrow(
      "does not speak the bridge's protocol: it answers with HTTP status 404",
    );
  });

  it("asks for a token", async () => {
    const http = createServer();
    http.on("upgrade", (request, socket) => {
      expect(request.headers.authorization).toBe("Bearer secret");
      socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    });
    const refused = connect(await listen(http), { token: "secret" });
    await expect(refused).rejects.toThrow(
      "the server refuses the token, or asks for one; give its token as the option",
    );
    await expect(refused).rejects.toBeInstanceOf(BridgeFailure);
  });

  it("is of another kind", async () => {
    const mail = createTcpServer((socket) => socket.on("error", () => {}).end("220 mail\r\n"));
    const port = new URL(await listen(mail)).port;
    await expect(connect(`ws://127.0.0.1:${port}`)).rejects.toThrow(
      "the connection to Python ended (Parse Error",
    );
    await expect(connect(`wss://127.0.0.1:${port}`)).rejects.toBeInstanceOf(ProtocolError);
  });

  it("is asked with a token from the surroundings, if it is one", async () => {
    const shown: unknown[] = [];
    const http = createServer().on("upgrade", (request, socket) => {
      shown.push(request.headers.authorization);
      socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    });
    const address = await listen(http);
    undo.push(() => vi.unstubAllEnvs());
    for (const token of ["secret\r\n", "", "no token"]) {
      vi.stubEnv("GYMNASIUM_JS_TOKEN", token);
      await expect(connect(address)).rejects.toThrow(
        token === "no token" ? "GYMNASIUM_JS_TOKEN: what was given is not allowed" : "refuses the token",
      );
    }
    expect(shown).toEqual(["Bearer secret", undefined]);
  });

  it("may be waited for without end", async () => {
    const bridge = await server({ timeout: Infinity });
    await expect(bridge.echo()).resolves.toBeUndefined();
  });

  it("says nothing", async () => {
    const address = await listen(createServer().on("upgrade", () => {}));
    await expect(connect(address, { timeout: 200 })).rejects.toThrow("Opening handshake has timed out");
  });

  it.each([
    ["{", /does not speak the bridge's protocol/],
    ['{"id": 77, "ok": {}}', /in place of the reply to call 1/],
    [Buffer.from([1, 2, 3]), /a reply has 3 bytes/],
    [Buffer.alloc(16), /a reply to call 0 came in place of that to call 1/],
  ])("talks nonsense: %s", async (nonsense, message) => {
    const http = createServer();
    const sockets = new WebSocketServer({ server: http });
    sockets.on("connection", (socket) => socket.on("message", () => socket.send(nonsense)));
    const talking = connect(await listen(http));
    await expect(talking).rejects.toThrow(message);
    await expect(talking).rejects.toBeInstanceOf(ProtocolError);
  });
});

async function listen(http: Server | TcpServer): Promise<string> {
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  undo.push(() => {
    if ("closeAllConnections" in http) http.closeAllConnections();
    http.close();
  });
  return `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
}
