import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { firstValueFrom, type Subscription } from "rxjs";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { cookieName } from "../../src/dashboard/access.js";
import { pageFiles } from "../../src/dashboard/page-files.js";
import { serve } from "../../src/dashboard/serve.js";
import { Sources } from "../../src/dashboard/sources.js";
import { writeSyntheticRun } from "../experiment/report/synthetic-run.js";
import { ask, listen } from "./ask.js";

const folder = mkdtempSync(join(tmpdir(), "creditgym-dashboard-"));
const pages = join(folder, "pages");
const runs = join(folder, "runs");
mkdirSync(join(pages, "assets"), { recursive: true });
writeFileSync(join(pages, "index.html"), "<p>page</p>");
writeFileSync(join(pages, "assets/a.js"), "1;");
writeFileSync(join(folder, "secret.txt"), "secret");
writeSyntheticRun(join(runs, "small/one"), {
  ...{ environments: ["CartPole-v1"], rules: ["reinforce", "weight-max"], seeds: 2, points: 40 },
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let subscription: Subscription | undefined;
afterEach(() => subscription?.unsubscribe());

/** Starts a server; it is stopped after the test. */
function started(token?: string, host = "127.0.0.1", port = 0): Promise<string> {
  const served = serve({ host, port, token, files: pageFiles(pages), sources: new Sources(runs, "runs") });
  return new Promise((resolve, reject) => {
    subscription = served.subscribe({ next: resolve, error: reject });
  });
}

describe("the server", () => {
  it("serves the page and its files, with headers that let nothing in from elsewhere", async () => {
    const address = await started();
    const page = await ask(address, "/");
    expect(page).toMatchObject({ status: 200, text: "<p>page</p>" });
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
    expect(page.headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(page.headers["access-control-allow-origin"]).toBeUndefined();
    expect(await ask(address, "/assets/a.js")).toMatchObject({ status: 200, text: "1;" });
    expect(await ask(address, "/", {}, "HEAD")).toMatchObject({ status: 200, text: "" });
  });

  it("keeps windows that open it apart where browsers heed that: not over plain HTTP from elsewhere", async () => {
    const address = await started("secret-token", "0.0.0.0");
    const { port } = new URL(address);
    const opener = async (host: string) => {
      const own = `http://127.0.0.1:${port}/`;
      const { status, headers } = await ask(own, "/", { host, authorization: "Bearer secret-token" });
      return [status, headers["cross-origin-opener-policy"]];
    };
    expect(await opener(`localhost:${port}`)).toEqual([200, "same-origin"]);
    expect(await opener(`127.0.0.1:${port}`)).toEqual([200, "same-origin"]);
    expect(await opener(`192.168.0.7:${port}`)).toEqual([200, undefined]);
  });

  it.each([
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "//secret.txt",
    "/assets/..\\..\\secret.txt",
    "/constructor",
    "/__proto__",
    "/api/",
    "/api/policy/..",
  ])("has nothing at %s", async (path) => {
    const { status, text } = await ask(await started(), path);
    expect([status, text]).toEqual([404, "There is nothing here.\n"]);
  });

  it.each(["../runs/small/one", "small/../small/one", "/etc", "small", "", "%00"])(
    "has no run called %s",
    async (id) => {
      const address = await started();
      const url = `${address}api/run?${new URLSearchParams({ id })}`;
      const heard = await listen(url, (events) => events.length > 0);
      expect(heard[0]).toEqual({
        event: "problem",
        data: { message: `There is no run ${JSON.stringify(id)} here.` },
      });
    },
  );

  it("finds a run that begins while a page waits for it", async () => {
    const address = await started();
    const heard = listen(`${address}api/run?id=late`, (events) =>
      events.some(({ event }) => event === "head"),
    );
    await setTimeout(300);
    cpSync(join(runs, "small/one"), join(runs, "late"), { recursive: true });
    expect((await heard).slice(0, 2).map(({ event }) => event)).toEqual(["problem", "head"]);
    rmSync(join(runs, "late"), { recursive: true });
  });

  it("answers no page that goes by another name, and none of another origin", async () => {
    const address = await started();
    for (const host of ["example.com", "localhost.example.com:80"]) {
      expect(await ask(address, "/", { host })).toMatchObject({ status: 403 });
      expect(await ask(address, "/api/list", { host })).toMatchObject({ status: 403 });
    }
    for (const site of ["cross-site", "same-site"]) {
      expect(await ask(address, "/api/list", { "sec-fetch-site": site })).toMatchObject({ status: 403 });
    }
  });

  it.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])("refuses %s: it only shows", async (method) => {
    const { status, headers } = await ask(await started(), "/api/list", {}, method);
    expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
  });

  it("shows nothing without its token, where it has one", async () => {
    const address = await started("secret-token");
    const { origin, port, search } = new URL(address);
    expect(search).toBe("?token=secret-token");
    for (const path of ["/", "/assets/a.js", "/api/list", "/?token=wrong", "/api/list?token=secret-token"]) {
      expect(await ask(origin, path)).toMatchObject({ status: 401 });
    }
    const entered = await ask(origin, `/${search}`);
    expect(entered).toMatchObject({ status: 303, headers: { location: "/" } });
    const [cookie] = entered.headers["set-cookie"]!;
    expect(cookie).toBe(`${cookieName(Number(port))}=secret-token; HttpOnly; SameSite=Lax; Path=/`);
    expect(await ask(origin, "/", { cookie: cookie!.split(";")[0]! })).toMatchObject({ status: 200 });
    expect(await ask(origin, "/", { authorization: "Bearer secret-token" })).toMatchObject({ status: 200 });
    expect(await ask(origin, "/", { authorization: "Bearer secret-toke" })).toMatchObject({ status: 401 });
  });

  it("says in a sentence that a port is taken", async () => {
    const port = Number(new URL(await started()).port);
    const second = serve({
      ...{ host: "127.0.0.1", port, token: undefined },
      ...{ files: new Map(), sources: new Sources(runs, "runs") },
    });
    await expect(firstValueFrom(second)).rejects.toMatchObject({
      name: "UsageError",
      message: `--port is ${port}, which another program listens on: allowed is a free port, or 0 for any`,
    });
  });

  it("tells of a run: what it is, how far it is, a line and a row of each arm", async () => {
    const address = await started();
    const heard = await listen(
      `${address}api/run?id=small/one&band=ci95&smooth=5&seeds=1`,
      (events) => events.filter(({ event }) => event === "row").length === 2,
    );
    const of = (name: string) => heard.filter(({ event }) => event === name).map(({ data }) => data);
    expect(of("head")[0]).toMatchObject({
      name: "synthetic",
      rules: ["reinforce", "weight-max"],
      centre: "mean",
    });
    expect(of("progress").at(-1)).toMatchObject({ state: "done", trials: 4, done: 4, fraction: 1 });
    expect(of("curve").map(({ arm, runs }) => [arm, runs.length])).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect(of("row")[0]).toMatchObject({ arm: 0, done: 2, planned: 2 });
  });

  it("plays no trial that there is not, and runs no user's module to be looked at", async () => {
    writeSyntheticRun(join(runs, "modules"), {
      ...{ environments: ["./mine.ts"], rules: ["reinforce"], seeds: 1, points: 5 },
      sourceOf: (id) => ({ id, kwargs: {}, module: join(folder, "mine.ts") }),
    });
    writeFileSync(join(folder, "mine.ts"), `throw new Error("it was run");`);
    const address = await started();
    for (const query of [
      "id=modules&env=./mine.ts&rule=reinforce&seed=1",
      "id=small/one&env=CartPole-v1&rule=reinforce&seed=7",
      "id=small/one&env=CartPole-v1&rule=../reinforce&seed=1",
    ]) {
      const heard = await listen(`${address}api/policy?${query}`, (events) => events.length > 0);
      const message = "This run has no such trial that can be drawn here.";
      expect(heard[0]).toEqual({ event: "problem", data: { message } });
    }
  });

  it.each(["band=wide", "centre=median", "smooth=-1", "smooth=x", "zoom=0:5:5", "zoom=a:1:2"])(
    "knows no view with %s",
    async (query) => {
      expect(await ask(await started(), `/api/run?id=small/one&${query}`)).toMatchObject({ status: 404 });
    },
  );
});
