/** The versions that `creditgym engines install` puts together, tried with each other. */

/** Of @tensorflow/tfjs-node and tfjs-node-gpu. */
export const TFJS_NODE = "4.22.0";
export const NODE_API_HEADERS = "1.9.0";
/** Of the Python packages tensorflow and tensorflow_cpu. */
export const TENSORFLOW = "2.21.0";
/** The library in the wheel does not depend on the Python that the wheel is for, so one that exists will do. */
export const WHEEL_PYTHON = "3.12";
/** The newest that both tfjs-node's sources and every Node from 20 on know. */
export const NAPI = 8;
