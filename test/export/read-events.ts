import { readFileSync } from "node:fs";
import { PbfReader } from "pbf";

/** An event as a reader that knows nothing of our writer finds it. */
export interface ReadEvent {
  wallTime: number;
  step: number;
  version: string;
  values: { tag: string; value: number | undefined; plugin: string }[];
}

/** Reads a file of events record by record; the checksums are for the real TensorBoard to check. */
export function readEvents(path: string): ReadEvent[] {
  const bytes = readFileSync(path);
  const events: ReadEvent[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    events.push(readEvent(bytes.subarray(at + 12, at + 12 + length)));
    at += length + 16;
  }
  return events;
}

function readEvent(bytes: Uint8Array): ReadEvent {
  const empty: ReadEvent = { wallTime: 0, step: 0, version: "", values: [] };
  return new PbfReader(bytes).readFields((field, event, reader) => {
    if (field === 1) event.wallTime = reader.readDouble();
    if (field === 2) event.step = reader.readVarint();
    if (field === 3) event.version = reader.readString();
    if (field === 5) reader.readMessage(readSummary, event);
  }, empty);
}

function readSummary(field: number, event: ReadEvent, reader: PbfReader): void {
  if (field !== 1) return;
  const value: ReadEvent["values"][number] = { tag: "", value: undefined, plugin: "" };
  reader.readMessage((inner, result, source) => {
    if (inner === 1) result.tag = source.readString();
    if (inner === 2) result.value = source.readFloat();
    if (inner === 9) source.readMessage(readMetadata, result);
  }, value);
  event.values.push(value);
}

function readMetadata(field: number, value: ReadEvent["values"][number], reader: PbfReader): void {
  if (field !== 1) return;
  reader.readMessage((inner, result, source) => {
    if (inner === 1) result.plugin = source.readString();
  }, value);
}
