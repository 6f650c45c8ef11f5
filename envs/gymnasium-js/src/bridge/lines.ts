import type { Readable } from "node:stream";

const LONGEST = 65_536;

/** Calls for each line of a stream, without its line break; what is longer than 64 KiB comes in pieces. */
export function onLines(stream: Readable, listener: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) listener(line.replace(/\r$/, ""));
    if (rest.length > LONGEST) {
      listener(rest);
      rest = "";
    }
  });
  stream.on("end", () => {
    if (rest !== "") listener(rest);
  });
}
