import { register } from "gymnasium-js";
import { multiplexerSpec } from "./multiplexer.js";

register(multiplexerSpec);

export { MultiplexerEnv, MultiplexerVectorEnv } from "./multiplexer.js";
