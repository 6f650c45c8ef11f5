import { type IncomingHttpHeaders, request } from "node:http";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Asks with any path and header, as they stand: `fetch` would tidy both. */
export function ask(
  address: string,
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Answer> {
  const { hostname, port, host } = new URL(address);
  return new Promise((resolve, reject) => {
    const asked = request(
      { hostname: hostname.replace(/^\[|\]$/g, ""), port, path, method, headers: { host, ...headers } },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          text += part;
        });
        response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, text }));
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}

export interface HeardEvent {
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: what tests look into
  readonly data: any;
}

/** Listens until what has been heard is enough. */
export async function listen(
  url: string,
  isEnough: (heard: readonly HeardEvent[]) => boolean,
): Promise<readonly HeardEvent[]> {
  const stop = new AbortController();
  const response = await fetch(url, { signal: stop.signal });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  const heard: HeardEvent[] = [];
  let waiting = "";
  for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
    waiting += part;
    const blocks = waiting.split("\n\n");
    waiting = blocks.pop()!;
    for (const block of blocks) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/s.exec(block) ?? [];
      if (event !== undefined) heard.push({ event, data: JSON.parse(data!) });
    }
    if (isEnough(heard)) break;
  }
  stop.abort();
  return heard;
}
