/** Runs recorded programs: calls of kernels written down in memory, one after the other. */
import { adam, adamOuter, adamTrace } from "./adam";
import { beginAdam } from "./adam-lanes";
import {
  multiply,
  multiplyLogisticSlope,
  project,
  score,
  weightMaxReward,
  weightMaxTraceReward,
} from "./credit";
import { activate, affine, logistic, sampleBernoulli, sampleSoftmax, softmax } from "./forward";
import { momentum, sgd } from "./optimizers";
import { logRatio, posteriorSignal } from "./ratios";
import { recursiveSignal } from "./recursion";
import { accumulateOuter, accumulateTrace, outer, reduceTrace, scaleSamples } from "./traces";

/** Argument n of the call at hand. */
// @ts-ignore: decorator
@inline
function arg(call: usize, n: usize): u32 {
  return load<u32>(call + 8 + 4 * n);
}

// @ts-ignore: decorator
@inline
function flag(call: usize, n: usize): bool {
  return load<u32>(call + 8 + 4 * n) != 0;
}

/** A call is a code (its place in PROGRAM_KERNELS of ../recorder.ts), its length in bytes and its arguments. */
export function run(call: usize, end: usize): void {
  while (call < end) {
    switch (load<u32>(call)) {
      case 0:
        affine(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), arg(call, 6),
          arg(call, 7),
        );
        break;
      case 1:
        logistic(arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5));
        break;
      case 2:
        softmax(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), flag(call, 6),
        );
        break;
      case 3:
        sampleBernoulli(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), arg(call, 6),
          arg(call, 7), arg(call, 8),
        );
        break;
      case 4:
        sampleSoftmax(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), arg(call, 6),
          flag(call, 7), arg(call, 8), arg(call, 9),
        );
        break;
      case 5:
        activate(arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4));
        break;
      case 6:
        score(arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3));
        break;
      case 7:
        multiply(arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3));
        break;
      case 8:
        multiplyLogisticSlope(arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3));
        break;
      case 9:
        project(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), arg(call, 6),
          arg(call, 7),
        );
        break;
      case 10:
        weightMaxReward(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), arg(call, 6),
          arg(call, 7), arg(call, 8),
        );
        break;
      case 11:
        weightMaxTraceReward(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), arg(call, 6),
          arg(call, 7),
        );
        break;
      case 12:
        logRatio(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), arg(call, 6),
          arg(call, 7), arg(call, 8), arg(call, 9), arg(call, 10), arg(call, 11), flag(call, 12),
          flag(call, 13), flag(call, 14), arg(call, 15),
        );
        break;
      case 13:
        posteriorSignal(arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4));
        break;
      case 14:
        recursiveSignal(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), arg(call, 6),
          arg(call, 7), arg(call, 8), arg(call, 9), arg(call, 10), arg(call, 11), arg(call, 12),
          flag(call, 13), arg(call, 14),
        );
        break;
      case 15:
        outer(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), arg(call, 6),
          arg(call, 7), arg(call, 8),
        );
        break;
      case 16:
        accumulateOuter(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), arg(call, 6),
          arg(call, 7), arg(call, 8), arg(call, 9),
        );
        break;
      case 17:
        accumulateTrace(arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4));
        break;
      case 18:
        scaleSamples(arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3));
        break;
      case 19:
        reduceTrace(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), arg(call, 6),
          arg(call, 7),
        );
        break;
      case 20:
        sgd(arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5));
        break;
      case 21:
        momentum(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), arg(call, 6),
          reinterpret<f32>(arg(call, 7)),
        );
        break;
      case 22:
        adam(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), arg(call, 6),
          arg(call, 7),
        );
        break;
      case 23:
        adamOuter(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), arg(call, 6),
          arg(call, 7), arg(call, 8), arg(call, 9), arg(call, 10), arg(call, 11),
        );
        break;
      case 24:
        adamTrace(
          arg(call, 0), arg(call, 1), arg(call, 2), arg(call, 3), arg(call, 4), arg(call, 5), arg(call, 6),
          arg(call, 7), arg(call, 8), arg(call, 9), arg(call, 10), arg(call, 11), arg(call, 12),
          arg(call, 13),
        );
        break;
      case 25: {
        const step = arg(call, 0);
        beginAdam(
          load<f64>(step), load<f64>(step, 8), load<f64>(step, 16), load<f64>(step, 24), load<f64>(step, 32),
        );
        break;
      }
      default:
        unreachable();
    }
    call += load<u32>(call, 4);
  }
}
