import { fileWriter, ParquetWriter } from "hyparquet-writer";
import { readEpisodes } from "./episode-log.js";

const SCHEMA: ConstructorParameters<typeof ParquetWriter>[0]["schema"] = [
  { name: "root", num_children: 3 },
  { name: "return", type: "DOUBLE", repetition_type: "REQUIRED" },
  { name: "length", type: "INT32", repetition_type: "REQUIRED" },
  { name: "environment", type: "INT32", repetition_type: "REQUIRED" },
];

/** A third faster here than to look for values that come again. */
const PACKED = "DELTA_BINARY_PACKED";

/** Turns a log of episodes into a Parquet file, a row an episode in the order in which they ended. */
export async function writeEpisodesParquet(log: string, target: string): Promise<void> {
  const writer = new ParquetWriter({
    writer: fileWriter(target),
    schema: SCHEMA,
    // They would take as long as all the rest.
    statistics: false,
  });
  for (const { returns, lengths, environments } of readEpisodes(log)) {
    await writer.write({
      columnData: [
        { name: "return", data: returns },
        { name: "length", data: new Int32Array(lengths), encoding: PACKED },
        { name: "environment", data: new Int32Array(environments), encoding: PACKED },
      ],
      rowGroupSize: returns.length,
    });
  }
  await writer.finish();
}
