import { register } from "gymnasium-js";
import { multiplexerSpec } from "./multiplexer.js";

register(multiplexerSpec);
