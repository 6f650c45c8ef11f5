import "../theme/theme.css";
import "./playground.css";
import { render } from "preact";
import { App } from "./app.js";
import { start } from "./playground.js";
import { obstacle } from "./support.js";

const why = obstacle();
if (why === undefined) start();
render(<App obstacle={why} />, document.getElementById("page")!);
