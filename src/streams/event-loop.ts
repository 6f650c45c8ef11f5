interface Immediate {
  setImmediate?: (callback: () => void) => unknown;
}

/** Where it keeps a process running, as in Node, it can be told when not to. */
type Port = MessagePort & { ref?(): void; unref?(): void };

/**
 * A function whose promise is fulfilled after messages, input and output, and signals that are
 * waiting have been handled. Timers would do as well but browsers hold them back to 4 ms.
 */
export function eventLoopTurns(): () => Promise<void> {
  const { setImmediate } = globalThis as Immediate;
  if (setImmediate !== undefined) return () => new Promise((resolve) => setImmediate(() => resolve()));
  if (typeof MessageChannel === "undefined") return () => new Promise((resolve) => setTimeout(resolve, 0));
  turnByMessage ??= turnsByMessage();
  return turnByMessage;
}

let turnByMessage: (() => Promise<void>) | undefined;

/** One channel for all that ever wait: browsers are slow to give back what one for each turn takes. */
function turnsByMessage(): () => Promise<void> {
  const channel = new MessageChannel();
  const port: Port = channel.port1;
  const waiting: (() => void)[] = [];
  port.onmessage = () => {
    const resolve = waiting.shift()!;
    if (waiting.length === 0) port.unref?.();
    resolve();
  };
  port.unref?.();
  return () =>
    new Promise((resolve) => {
      port.ref?.();
      waiting.push(resolve);
      channel.port2.postMessage(null);
    });
}
