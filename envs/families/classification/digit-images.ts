import { DIGIT_IMAGES, DIGITS_BASE64 } from "./digits.generated.js";

/** Numbers of an image: 8 rows of 8. */
export const DIGIT_PIXELS = 64;

/** Images of handwritten digits. */
export interface DigitImages {
  /** [images × 64], rows of an image from top to bottom, 0 (paper) to 16 (ink). */
  readonly pixels: Uint8Array;
  /** [images], 0 to 9. */
  readonly digits: Uint8Array;
}

let unpacked: DigitImages | undefined;

/**
 * The 1797 images of the test part of E. Alpaydin and C. Kaynak, _Optical Recognition of Handwritten Digits_, UCI Machine
 * Learning Repository, 1998 (https://doi.org/10.24432/C50P49), licensed under CC BY 4.0
 * (https://creativecommons.org/licenses/by/4.0/), in the order of that file. By 13 writers.
 */
export function digitImages(): DigitImages {
  unpacked ??= unpack();
  return unpacked;
}

function unpack(): DigitImages {
  const bytes = Uint8Array.from(atob(DIGITS_BASE64), (character) => character.charCodeAt(0));
  let at = 0;
  const next = (count: number): number => {
    let value = 0;
    for (const end = at + count; at < end; at++)
      value = 2 * value + ((bytes[at >> 3]! >> (7 - (at & 7))) & 1);
    return value;
  };
  const pixels = new Uint8Array(DIGIT_IMAGES * DIGIT_PIXELS);
  const digits = new Uint8Array(DIGIT_IMAGES);
  for (let image = 0; image < DIGIT_IMAGES; image++) {
    digits[image] = next(4);
    const start = image * DIGIT_PIXELS;
    for (let k = 0; k < DIGIT_PIXELS; k++) pixels[start + k] = next(1) === 0 ? 0 : 1 + next(4);
  }
  return { pixels, digits };
}
