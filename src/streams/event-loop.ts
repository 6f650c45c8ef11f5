interface Immediate {
  setImmediate?: (callback: () => void) => unknown;
}

/**
 * A function whose promise is fulfilled after messages, input and output, and signals that are
 * waiting have been handled. Timers would do as well but browsers hold them back to 4 ms.
 */
export function eventLoopTurns(): () => Promise<void> {
  const { setImmediate } = globalThis as Immediate;
  if (setImmediate !== undefined) return () => new Promise((resolve) => setImmediate(() => resolve()));
  if (typeof MessageChannel === "undefined") return () => new Promise((resolve) => setTimeout(resolve, 0));
  return () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
}
