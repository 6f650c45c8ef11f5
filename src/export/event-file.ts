import { closeSync, openSync, writeFileSync } from "node:fs";
import crc32c from "crc-32/crc32c.js";
import { PbfWriter } from "pbf";

/** A value of a summary: of a series by its tag, or what a plugin of TensorBoard's is told. */
export type SummaryValue =
  | { readonly tag: string; readonly value: number }
  | { readonly tag: string; readonly plugin: string; readonly content: Uint8Array };

/** An event: values that belong to one step. */
export interface SummaryEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  readonly values: readonly SummaryValue[];
}

/**
 * Writes a file of events as TensorBoard reads it: messages `Event` (tensorboard/compat/proto/event.proto,
 * summary.proto) as records (tensorflow.org/tutorials/load_data/tfrecord). Values are kept as float32.
 */
export class EventFile {
  readonly #file: number;

  /** @param wallTime of the file's begin, seconds since 1970 */
  constructor(path: string, wallTime: number) {
    this.#file = openSync(path, "w");
    const writer = new PbfWriter();
    writer.writeDoubleField(1, wallTime);
    writer.writeStringField(3, "brain.Event:2");
    this.#append(writer.finish());
  }

  write(event: SummaryEvent): void {
    const writer = new PbfWriter();
    writeEvent(event, writer);
    this.#append(writer.finish());
  }

  close(): void {
    closeSync(this.#file);
  }

  /** A record: length (uint64), its checksum, the bytes, their checksum; little-endian. */
  #append(bytes: Uint8Array): void {
    const record = new Uint8Array(bytes.length + 16);
    const view = new DataView(record.buffer);
    view.setBigUint64(0, BigInt(bytes.length), true);
    view.setUint32(8, maskedChecksum(record.subarray(0, 8)), true);
    record.set(bytes, 12);
    view.setUint32(12 + bytes.length, maskedChecksum(bytes), true);
    writeFileSync(this.#file, record);
  }
}

/** CRC-32C. */
export function checksum(bytes: Uint8Array): number {
  return crc32c.buf(bytes) >>> 0;
}

/** Rotated and shifted: checksums of data that hold checksums are weak otherwise. */
function maskedChecksum(bytes: Uint8Array): number {
  const crc = checksum(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function writeEvent({ wallTime, step, values }: SummaryEvent, writer: PbfWriter): void {
  writer.writeDoubleField(1, wallTime);
  writer.writeVarintField(2, step);
  writer.writeMessage(5, writeSummary, values);
}

function writeSummary(values: readonly SummaryValue[], writer: PbfWriter): void {
  for (const value of values) writer.writeMessage(1, writeValue, value);
}

function writeValue(value: SummaryValue, writer: PbfWriter): void {
  writer.writeStringField(1, value.tag);
  if ("value" in value) writer.writeFloatField(2, value.value);
  else writer.writeMessage(9, writeMetadata, value);
}

function writeMetadata(
  { plugin, content }: { readonly plugin: string; readonly content: Uint8Array },
  writer: PbfWriter,
): void {
  writer.writeMessage(1, writePluginData, { plugin, content });
}

function writePluginData(
  { plugin, content }: { readonly plugin: string; readonly content: Uint8Array },
  writer: PbfWriter,
): void {
  writer.writeStringField(1, plugin);
  writer.writeBytesField(2, content);
}
