import { useEffect, useRef, useState } from "preact/hooks";

/** `slow`: no answer has come for long; `lost`: the server is not there, and is asked again. */
export type Connection = "connecting" | "slow" | "live" | "lost" | "ended";

/** Milliseconds until a server that is gone is asked again. */
const AGAIN_AFTER = 1500;

/** Milliseconds after which an answer is long in coming. */
const SLOW_AFTER = 4000;

/** What to do with events, by name; their data are what the server sent. */
export type Listeners = Readonly<Record<string, (data: never) => void>>;

/**
 * Listens to the events of an address while the page is seen; a page that is hidden asks for nothing.
 *
 * @param url undefined for nothing to listen to
 */
export function useEvents(url: string | undefined, listeners: Listeners): Connection {
  const [connection, setConnection] = useState<Connection>("connecting");
  const latest = useRef(listeners);
  latest.current = listeners;
  useEffect(() => {
    if (url === undefined) return undefined;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const close = (): void => {
      clearTimeout(timer);
      source?.close();
      source = undefined;
    };
    const open = (): void => {
      close();
      const own = new EventSource(url);
      source = own;
      timer = setTimeout(() => setConnection("slow"), SLOW_AFTER);
      own.addEventListener("open", () => {
        clearTimeout(timer);
        setConnection("live");
      });
      own.addEventListener("error", () => {
        close();
        setConnection("lost");
        timer = setTimeout(open, AGAIN_AFTER);
      });
      own.addEventListener("end", () => {
        close();
        setConnection("ended");
      });
      for (const name of Object.keys(latest.current)) {
        own.addEventListener(name, ({ data }: MessageEvent<string>) => {
          latest.current[name]!(JSON.parse(data) as never);
        });
      }
    };
    const onVisibility = (): void => {
      if (document.hidden) close();
      else open();
    };
    if (!document.hidden) open();
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      close();
    };
  }, [url]);
  return connection;
}
