import type { Answer, Request } from "./messages.js";
import { Session } from "./session.js";

/** What a worker has of the global object of its kind. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(message: Answer, transfer: ArrayBuffer[]): void;
}

const scope = self as unknown as WorkerScope;
const post = (answer: Answer, transfer: ArrayBuffer[] = []): void => scope.postMessage(answer, transfer);
let session: Session | undefined;

scope.onmessage = ({ data }) => {
  try {
    if (data.type === "start") {
      session = new Session(data.arm, post);
      session.run().catch(fail);
    } else session?.request(data);
  } catch (error) {
    fail(error);
  }
};

function fail(error: unknown): void {
  post({ type: "failed", message: error instanceof Error ? error.message : String(error) });
}
