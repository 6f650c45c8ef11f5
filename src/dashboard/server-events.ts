import type { ServerResponse } from "node:http";
import type { Observable } from "rxjs";
import { sentence } from "../experiment/sentence.js";

/** An event as pages hear it: a name, and what becomes JSON. */
export interface ServerEvent {
  readonly event: string;
  readonly data: object;
}

/** Milliseconds between two signs of life. */
const BEAT_EVERY = 10_000;
/** Bytes that may wait for a page that reads slowly; then what is newer takes the place of what is older. */
const MOST_WAITING = 4 * 2 ** 20;

/**
 * Sends a page events for as long as it listens: subscribes, and unsubscribes when it goes. Of events that can be told
 * apart by `arm` or by name alone, only the latest waits for a page that cannot follow.
 */
export function sendEvents(response: ServerResponse, events: Observable<ServerEvent>): void {
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
  });
  const waiting = new Map<string, ServerEvent>();
  const write = ({ event, data }: ServerEvent): void => {
    if (!response.destroyed) response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  response.write("retry: 1000\n\n");
  const beat = setInterval(() => {
    if (response.writableLength === 0) response.write(":\n\n");
  }, BEAT_EVERY);
  response.on("drain", () => {
    for (const [key, one] of waiting) {
      if (response.writableLength > MOST_WAITING) return;
      waiting.delete(key);
      write(one);
    }
  });
  const subscription = events.subscribe({
    next: (one) => {
      if (response.writableLength <= MOST_WAITING && waiting.size === 0) write(one);
      else waiting.set(`${one.event} ${"arm" in one.data ? one.data.arm : ""}`, one);
    },
    error: (error: unknown) => {
      write({ event: "problem", data: { message: sentence(error) } });
      // The page decides whether it asks again.
      write({ event: "end", data: {} });
      response.end();
    },
    complete: () => {
      write({ event: "end", data: {} });
      response.end();
    },
  });
  response.on("close", () => {
    clearInterval(beat);
    subscription.unsubscribe();
  });
}
