import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CsvFile } from "../../src/export/csv-file.js";
import { temporaryFolder } from "../experiment/tiny.js";

const path = join(temporaryFolder(), "table.csv");

it("quotes what would end a field or a line, and doubles quotes", () => {
  const file = new CsvFile(path, ["a", "b,c"]);
  file.row(['say "hi"', "1,2"]);
  file.row(["two\nlines", "carriage\rreturn"]);
  file.row([" spaces; and 'others' ", "größer"]);
  file.close();
  expect(readFileSync(path, "utf8")).toBe(
    'a,"b,c"\n"say ""hi""","1,2"\n"two\nlines","carriage\rreturn"\n spaces; and \'others\' ,größer\n',
  );
});

it("writes doubles so that the same ones are read back, and leaves empty what is not there", () => {
  const values = [0.1 + 0.2, 1 / 3, 5e-324, 1.7976931348623157e308, -123456789.12345679, 2 ** 53];
  const file = new CsvFile(path, ["x", "nothing", "unknown"]);
  for (const value of values) file.row([value, null, undefined]);
  file.close();
  const [, ...rows] = readFileSync(path, "utf8").trimEnd().split("\n");
  expect(rows.map((row) => Number(row.split(",")[0]))).toEqual(values);
  for (const row of rows) expect(row).toMatch(/,,$/);
});

it("keeps every row of a table that is larger than what it gathers", () => {
  const file = new CsvFile(path, ["k", "text"]);
  for (let k = 0; k < 50_000; k++) file.row([k, `row ${k}`]);
  file.close();
  const rows = readFileSync(path, "utf8").trimEnd().split("\n").slice(1);
  expect(rows).toEqual(Array.from({ length: 50_000 }, (_, k) => `${k},row ${k}`));
});
