import type { CDPSession, Page } from "playwright-core";

interface Usage {
  /** Bytes that JavaScript's objects take. */
  readonly usedSize: number;
  /** Of what the browser keeps for them: nodes, events. Not told by every Chromium. */
  readonly embedderHeapUsedSize?: number;
  /** Of their buffers. */
  readonly backingStorageSize?: number;
}

/** Looks into the heaps of a page and its workers. */
export class Heaps {
  readonly #session: CDPSession;
  readonly #workers: string[] = [];
  readonly #answers = new Map<number, (result: unknown) => void>();
  #asked = 0;

  private constructor(session: CDPSession) {
    this.#session = session;
    session.on("Target.attachedToTarget", ({ sessionId }) => this.#workers.push(sessionId));
    session.on("Target.detachedFromTarget", ({ sessionId }) => {
      this.#workers.splice(this.#workers.indexOf(sessionId), 1);
    });
    session.on("Target.receivedMessageFromTarget", ({ message }) => {
      const { id, result } = JSON.parse(message);
      this.#answers.get(id)?.(result);
      this.#answers.delete(id);
    });
  }

  static async of(page: Page): Promise<Heaps> {
    const session = await page.context().newCDPSession(page);
    const heaps = new Heaps(session);
    // Sessions within this one, for playwright shows no others.
    await session.send("Target.setAutoAttach", {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: false,
    });
    return heaps;
  }

  /** Bytes in use once garbage is collected: the page's, then each worker's. */
  async used(): Promise<number[]> {
    await this.#session.send("HeapProfiler.collectGarbage");
    const page: Usage = await this.#session.send("Runtime.getHeapUsage");
    const workers = this.#workers.map(async (worker) => {
      await this.#ask(worker, "HeapProfiler.collectGarbage");
      return (await this.#ask(worker, "Runtime.getHeapUsage")) as Usage;
    });
    return [page, ...(await Promise.all(workers))].map(
      ({ usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 }) =>
        usedSize + embedderHeapUsedSize + backingStorageSize,
    );
  }

  #ask(sessionId: string, method: string): Promise<unknown> {
    const id = ++this.#asked;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      void this.#session.send("Target.sendMessageToTarget", {
        sessionId,
        message: JSON.stringify({ id, method }),
      });
    });
  }
}
