import { afterEach, describe, expect, it, vi } from "vitest";
import { eventLoopTurns } from "../../src/streams/event-loop.js";
import { Metronome } from "../../src/streams/metronome.js";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("Metronome", () => {
  it("is exact for calls that lie far apart", () => {
    let time = 0;
    const metronome = new Metronome(100, { now: () => time });
    const due: number[] = [];
    for (time = 0; time <= 500; time += 20) if (metronome.due()) due.push(time);
    expect(due).toEqual([100, 200, 300, 400, 500]);
  });

  it("hardly ever reads the clock in a fast loop, and still keeps time", () => {
    let reads = 0;
    let time = 0;
    const now = (): number => {
      reads++;
      return time;
    };
    const metronome = new Metronome(10, { now });
    let beats = 0;
    const calls = 1_000_000;
    for (let i = 0; i < calls; i++) {
      time += 0.0001;
      if (metronome.due()) beats++;
    }
    expect(reads / calls).toBeLessThan(0.04);
    expect(beats).toBe(9);
  });

  it("notices within 32 calls that a fast loop has become slow", () => {
    let time = 0;
    const metronome = new Metronome(10, { now: () => time });
    for (let i = 0; i < 10_000; i++) metronome.due();
    let calls = 0;
    do {
      calls++;
      time += 50;
    } while (!metronome.due());
    expect(calls).toBeLessThanOrEqual(32);
    time += 50;
    expect(metronome.due()).toBe(true);
  });
});

describe("eventLoopTurns", () => {
  it.each([["setImmediate"], ["MessageChannel"], ["setTimeout"]])("lets timers run by %s", async (means) => {
    if (means !== "setImmediate") vi.stubGlobal("setImmediate", undefined);
    if (means === "setTimeout") vi.stubGlobal("MessageChannel", undefined);
    const nextTurn = eventLoopTurns();
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 1);
    for (let i = 0; i < 10_000 && !fired; i++) await nextTurn();
    expect(fired).toBe(true);
  });

  it("needs one channel, whoever waits, and serves them in turn", async () => {
    vi.stubGlobal("setImmediate", undefined);
    vi.resetModules();
    let channels = 0;
    class Counted extends MessageChannel {
      constructor() {
        super();
        channels++;
      }
    }
    vi.stubGlobal("MessageChannel", Counted);
    const { eventLoopTurns } = await import("../../src/streams/event-loop.js");
    const order: number[] = [];
    const wait = async (k: number): Promise<void> => {
      const nextTurn = eventLoopTurns();
      for (let turn = 0; turn < 10; turn++) {
        await nextTurn();
        order.push(k);
      }
    };
    await Promise.all([wait(0), wait(1), wait(2)]);
    expect(order).toEqual(Array.from({ length: 30 }, (_, k) => k % 3));
    expect(channels).toBe(1);
  });
});
