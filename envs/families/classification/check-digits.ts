import { InvalidArgumentError } from "gymnasium-js";
import { digitImages } from "./digit-images.js";
import type { DigitsTask } from "./digits-task.js";

/** Whether images of `digit` belong to a task. */
export function isOwnDigit({ firstDigit, digits }: DigitsTask, digit: number): boolean {
  return (digit - firstDigit + 10) % 10 < digits;
}

/**
 * Refuses parameters that do not go together.
 *
 * @throws InvalidArgumentError where there are fewer kinds than classes, or no image is left to test with
 */
export function checkDigits(task: DigitsTask): void {
  const { digits, views, classes, trainingSize } = task;
  const all = digitImages().digits.length;
  if (trainingSize >= all) {
    throw new InvalidArgumentError("trainingSize", trainingSize, `an integer from 1 to ${all - 1}`);
  }
  const images = imagesOf(task);
  if (trainingSize >= images) {
    let least = digits + 1;
    while (trainingSize >= imagesOf({ ...task, digits: least })) least++;
    throw new InvalidArgumentError(
      "digits",
      digits,
      `${least === 10 ? "10" : `${least} to 10`}: there are ${images} images of ${digitsText(task)}, too few to learn ` +
        `from ${trainingSize} (trainingSize) and test with others`,
    );
  }
  const kinds = digits * views;
  if (classes > kinds) {
    const of = `${digits} ${digits === 1 ? "digit" : "digits"} in ${views} ${views === 1 ? "view" : "views"}`;
    throw new InvalidArgumentError("classes", classes, `at most ${kinds}, for ${of}`);
  }
}

function imagesOf(task: DigitsTask): number {
  return imagesByDigit().reduce((sum, count, digit) => (isOwnDigit(task, digit) ? sum + count : sum), 0);
}

let byDigit: readonly number[] | undefined;

function imagesByDigit(): readonly number[] {
  if (byDigit === undefined) {
    const counts = new Array<number>(10).fill(0);
    for (const digit of digitImages().digits) counts[digit]!++;
    byDigit = counts;
  }
  return byDigit;
}

/** `digit 3`, `digits 8 to 0`. */
function digitsText({ firstDigit, digits }: DigitsTask): string {
  return digits === 1 ? `digit ${firstDigit}` : `digits ${firstDigit} to ${(firstDigit + digits - 1) % 10}`;
}
