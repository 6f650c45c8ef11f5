import "../theme/theme.css";
import { render } from "preact";

render(<h1>creditgym: live</h1>, document.getElementById("page")!);
