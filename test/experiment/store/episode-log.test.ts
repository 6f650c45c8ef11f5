import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import {
  EPISODE_BYTES,
  EpisodeLog,
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
    const log = new EpisodeLog(path, 4);
    log.append({ return: 100, length: 1, environmentIndex: 0 });
    log.close();
    expect([...readEpisodes(path)][0]!.returns).toEqual(Float64Array.of(0, 1, 2, 3, 100));
  });
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
