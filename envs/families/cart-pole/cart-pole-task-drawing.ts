import { cartPoleDrawing, type Drawing } from "gymnasium-js";
import type { CartPoleTask } from "./cart-pole-task.js";

/** CartPole in the task's proportions, with its physics in words. */
export function cartPoleTaskDrawing(task: CartPoleTask): Drawing<number> {
  const { gravity, cartMass, poleMass, halfLength, force, swapped } = task;
  const number = (value: number): string => `${Number(value.toPrecision(3))}`;
  const caption = [
    `gravity ${number(gravity)} m/s²`,
    `cart ${number(cartMass)} kg`,
    `pole ${number(2 * halfLength)} m, ${number(poleMass)} kg`,
    `push ${number(force)} N${swapped ? ", swapped" : ""}`,
  ].join(" · ");
  return cartPoleDrawing({ halfLength, poleMass, cartMass, caption }, swapped);
}
