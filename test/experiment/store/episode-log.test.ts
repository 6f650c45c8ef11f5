import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import {
  EPISODE_BYTES,
  EpisodeLog,
  type LogPrefix,
  readEpisodes,
  summariseReturns,
} from "../../../src/experiment/store/episode-log.js";
import { writeEpisodesParquet } from "../../../src/experiment/store/episodes-parquet.js";
import { temporaryFolder } from "../tiny.js";

const folder = temporaryFolder();
const path = join(folder, "episodes.bin");

function write(count: number, returnOf: (k: number) => number): void {
  const log = new EpisodeLog(path);
  for (let k = 0; k < count; k++) log.append({ return: returnOf(k), length: k + 1, environmentIndex: k % 3 });
  expect(log.episodes).toBe(count);
  log.close();
}

describe("EpisodeLog", () => {
  it("keeps 16 bytes an episode: return, length, sub-environment, little-endian", () => {
    write(10_000, (k) => k / 8);
    expect(statSync(path).size).toBe(10_000 * EPISODE_BYTES);
    const view = new DataView(readFileSync(path).buffer.slice(0));
    const last = new DataView(new Uint8Array(readFileSync(path)).buffer, 9999 * EPISODE_BYTES);
    expect(view.byteLength).toBeGreaterThan(0);
    expect(last.getFloat64(0, true)).toBe(9999 / 8);
    expect(last.getUint32(8, true)).toBe(10_000);
    expect(last.getUint32(12, true)).toBe(0);
  });

  it("is read back in pieces, whatever their size", () => {
    write(1000, (k) => -k);
    const pieces = [...readEpisodes(path, 300)];
    expect(pieces.map(({ returns }) => returns.length)).toEqual([300, 300, 300, 100]);
    expect(pieces[3]!.returns[99]).toBe(-999);
    expect(pieces[3]!.lengths[99]).toBe(1000);
    expect(pieces[3]!.environments[99]).toBe(0);
  });

  it("goes on where a checkpoint stood and cuts off what came later", () => {
    write(10, (k) => k);
    const log = new EpisodeLog(path, prefixOf(4));
    log.append({ return: 100, length: 1, environmentIndex: 0 });
    log.close();
    expect([...readEpisodes(path)][0]!.returns).toEqual(Float64Array.of(0, 1, 2, 3, 100));
  });

  it("tells what it holds, written or not, as one that wrote it at once does", () => {
    const log = new EpisodeLog(path);
    for (let k = 0; k < 9; k++) {
      if (k === 5) log.flush();
      log.append({ return: k, length: k + 1, environmentIndex: k % 3 });
    }
    const prefix = log.prefix();
    log.close();
    expect(prefix).toEqual(prefixOf(9));
    expect(new EpisodeLog(path, prefix).prefix()).toEqual(prefix);
  });

  it("does not go on where the file is not what it was", () => {
    write(10, (k) => k);
    const kept = prefixOf(6);
    const bytes = readFileSync(path);
    bytes[50] = bytes[50]! ^ 1;
    for (const content of [bytes, bytes.subarray(0, 95), new Uint8Array(0)]) {
      writeFileSync(path, content);
      expect(() => new EpisodeLog(path, kept)).toThrow(
        `${path} does not begin with the 6 episodes that it held`,
      );
      expect(readFileSync(path).equals(content)).toBe(true);
    }
    rmSync(path);
    expect(() => new EpisodeLog(path, kept)).toThrow(`${path} is no longer there`);
    expect(existsSync(path)).toBe(false);
  });

  /** Of the file as it is. */
  function prefixOf(episodes: number): LogPrefix {
    const bytes = readFileSync(path).subarray(0, episodes * EPISODE_BYTES);
    return { episodes, digest: createHash("sha256").update(bytes).digest("hex") };
  }
});

describe("summariseReturns", () => {
  it("takes the mean over all episodes, and over the last tenth, at least one", () => {
    write(25, (k) => k);
    expect(summariseReturns(path, 25)).toEqual({ episodes: 25, averageReturn: 12, finalReturn: 23.5 });
    write(9, (k) => k);
    expect(summariseReturns(path, 9)).toEqual({ episodes: 9, averageReturn: 4, finalReturn: 8 });
    write(0, () => 0);
    expect(summariseReturns(path, 0)).toEqual({ episodes: 0, averageReturn: null, finalReturn: null });
  });

  it("loses no digits", () => {
    const values = [1e16, 1, -1e16, 1];
    write(4, (k) => values[k]!);
    expect(summariseReturns(path, 4).averageReturn).toBe(0.5);
  });
});

describe("writeEpisodesParquet", () => {
  it("holds the episodes in order, beyond one row group", async () => {
    write(70_000, (k) => k / 2);
    const target = join(folder, "episodes.parquet");
    await writeEpisodesParquet(path, target);
    const file = readFileSync(target);
    const rows = await parquetReadObjects({ file: new Uint8Array(file).buffer });
    expect(rows).toHaveLength(70_000);
    expect(rows[69_999]).toEqual({ return: 34_999.5, length: 70_000, environment: 69_999 % 3 });
  });

  it("may hold none", async () => {
    writeFileSync(path, "");
    const target = join(folder, "none.parquet");
    await writeEpisodesParquet(path, target);
    expect(await parquetReadObjects({ file: new Uint8Array(readFileSync(target)).buffer })).toEqual([]);
  });
});
