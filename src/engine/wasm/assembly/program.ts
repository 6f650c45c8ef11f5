/** Runs recorded programs: calls of kernels written down in memory, one after the other. */
import { activate, logistic } from "./activations";
import { adam, adamOuter, adamTrace } from "./adam";
import { beginAdam } from "./adam-lanes";
import { addScaled, multiply, multiplyLogisticSlope, score } from "./credit";
import { affine, sampleBernoulli, sampleSoftmax, softmax } from "./forward";
import { gaussianScaleScore, gaussianScore, sampleGaussian } from "./gaussian";
import { gaussianRatio } from "./gaussian-ratios";
import { momentum, sgd } from "./optimizers";
import { project, weightMaxReward, weightMaxTraceReward } from "./project";
import { logRatio, posteriorSignal } from "./ratios";
import { recursiveSignal } from "./recursion";
import { accumulateOuter, accumulateTrace, outer, reduceTrace, scaleSamples } from "./traces";

/**
 * One call: a code (its place in PROGRAM_KERNELS of ../recorder.ts), its length in bytes, and as many
 * arguments as the kernel has.
 */
@unmanaged
class Call {
  code: u32;
  bytes: u32;
  a0: u32;
  a1: u32;
  a2: u32;
  a3: u32;
  a4: u32;
  a5: u32;
  a6: u32;
  a7: u32;
  a8: u32;
  a9: u32;
  a10: u32;
  a11: u32;
  a12: u32;
  a13: u32;
  a14: u32;
  a15: u32;
}

/** Runs the calls from one address up to another. */
export function run(pointer: usize, end: usize): void {
  while (pointer < end) {
    const c = changetype<Call>(pointer);
    switch (c.code) {
      case 0:
        affine(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7);
        break;
      case 1:
        logistic(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5);
        break;
      case 2:
        softmax(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6 != 0);
        break;
      case 3:
        sampleBernoulli(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7, c.a8);
        break;
      case 4:
        sampleSoftmax(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7 != 0, c.a8, c.a9);
        break;
      case 5:
        activate(c.a0, c.a1, c.a2, c.a3, c.a4);
        break;
      case 6:
        score(c.a0, c.a1, c.a2, c.a3);
        break;
      case 7:
        multiply(c.a0, c.a1, c.a2, c.a3);
        break;
      case 8:
        multiplyLogisticSlope(c.a0, c.a1, c.a2, c.a3);
        break;
      case 9:
        project(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7);
        break;
      case 10:
        weightMaxReward(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7, c.a8);
        break;
      case 11:
        weightMaxTraceReward(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7);
        break;
      case 12:
        logRatio(
          c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7, c.a8, c.a9, c.a10, c.a11, c.a12 != 0, c.a13 != 0,
          c.a14 != 0, c.a15,
        );
        break;
      case 13:
        posteriorSignal(c.a0, c.a1, c.a2, c.a3, c.a4);
        break;
      case 14:
        recursiveSignal(
          c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7, c.a8, c.a9, c.a10, c.a11, c.a12, c.a13 != 0, c.a14,
        );
        break;
      case 15:
        outer(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7, c.a8);
        break;
      case 16:
        accumulateOuter(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7, c.a8, c.a9);
        break;
      case 17:
        accumulateTrace(c.a0, c.a1, c.a2, c.a3, c.a4);
        break;
      case 18:
        scaleSamples(c.a0, c.a1, c.a2, c.a3);
        break;
      case 19:
        reduceTrace(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7);
        break;
      case 20:
        sgd(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5);
        break;
      case 21:
        momentum(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, reinterpret<f32>(c.a7));
        break;
      case 22:
        adam(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7);
        break;
      case 23:
        adamOuter(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7, c.a8, c.a9, c.a10, c.a11);
        break;
      case 24:
        adamTrace(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7, c.a8, c.a9, c.a10, c.a11, c.a12, c.a13);
        break;
      case 25:
        sampleGaussian(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7, c.a8, c.a9, c.a10, c.a11);
        break;
      case 26:
        gaussianScore(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7, c.a8, c.a9);
        break;
      case 27:
        gaussianScaleScore(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7, c.a8, c.a9);
        break;
      case 28:
        gaussianRatio(
          c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7, c.a8, c.a9, c.a10, c.a11, c.a12, c.a13, c.a14 != 0,
        );
        break;
      case 29:
        addScaled(c.a0, c.a1, c.a2, c.a3, c.a4, c.a5, c.a6, c.a7 != 0);
        break;
      case 30: {
        const step: usize = c.a0;
        beginAdam(
          load<f64>(step), load<f64>(step, 8), load<f64>(step, 16), load<f64>(step, 24), load<f64>(step, 32),
        );
        break;
      }
      default:
        unreachable();
    }
    pointer += c.bytes;
  }
}
