/** What a lifetime answers to a minibatch of samples, as if it had drawn their labels. */
import { evaluate, largest, normalise } from "./lifetimes-act";
import { Shape, Slot } from "./lifetimes-shape";

/**
 * Appends a decision on each of `count` samples to a slot's history, its action being the sample's label.
 * `observations` [count, observation] without padding; `labels` int32, from 0.
 *
 * @returns the sum of log π(label), from logits: probabilities in float32 tell nothing beyond 1 − 2⁻²⁴
 */
export function answer(shape: usize, slotAt: usize, count: usize, observations: usize, labels: usize): f64 {
  const s = changetype<Shape>(shape);
  const slot = changetype<Slot>(slotAt);
  const end = labels + (count << 2);
  let sum: f64 = 0;
  for (; labels < end; labels += 4, observations += s.observation << 2) {
    evaluate(s, slot, observations);
    const row: usize = slot.next;
    const p = row + s.policy;
    const label = load<u32>(labels);
    const maximum = largest(s, p);
    const distance = <f64>load<f32>(p + (label << 2)) - <f64>maximum;
    sum += distance - Math.log(<f64>normalise(s, p, maximum));
    store<u32>(row + s.action, label);
    slot.next = row + s.row;
  }
  return sum;
}
