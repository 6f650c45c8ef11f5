import "../theme/theme.css";
import "./dashboard.css";
import { render } from "preact";
import { RunListPage } from "./run-list.js";
import { RunPage } from "./run-page.js";
import { view } from "./view.js";

function App() {
  const { run } = view.value;
  return run === undefined ? <RunListPage /> : <RunPage key={run} id={run} />;
}

render(<App />, document.getElementById("page")!);
