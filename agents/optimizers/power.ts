/** βⁿ for one n after the other: by multiplication, since a power a step would cost as much as a layer. */
export class Power {
  #exponent = 0;
  #value = 1;

  constructor(readonly base: number) {}

  at(exponent: number): number {
    if (exponent < this.#exponent) {
      this.#exponent = 0;
      this.#value = 1;
    }
    // Below this 1 − βⁿ rounds to 1 and the value need not be known.
    while (this.#exponent < exponent && this.#value > 2 ** -60) {
      this.#value *= this.base;
      this.#exponent++;
    }
    return this.#value > 2 ** -60 ? this.#value : 0;
  }
}
