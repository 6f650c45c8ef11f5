import { useEffect, useRef, useState } from "preact/hooks";
import type {
  ArmCurve,
  ArmRow,
  EvolutionMessage,
  Problem,
  RunHead,
  RunProgressMessage,
} from "../../dashboard/messages.js";
import { type Connection, useEvents } from "./use-events.js";
import type { View } from "./view-hash.js";

/** A run as the server has told of it. */
export interface FollowedRun {
  readonly connection: Connection;
  readonly head: RunHead | undefined;
  readonly progress: RunProgressMessage | undefined;
  /** By arm. */
  readonly curves: ReadonlyMap<number, ArmCurve>;
  readonly rows: ReadonlyMap<number, ArmRow>;
  /** Instead of all these, where it is an evolution. */
  readonly evolution: EvolutionMessage | undefined;
  readonly problem: string | undefined;
}

/** Follows a run; what stands there stays until something newer comes. */
export function useRun(id: string, view: View): FollowedRun {
  const [head, setHead] = useState<RunHead>();
  const [progress, setProgress] = useState<RunProgressMessage>();
  const [evolution, setEvolution] = useState<EvolutionMessage>();
  const [problem, setProblem] = useState<string>();
  const [curves, addCurve] = useGathered<ArmCurve>();
  const [rows, addRow] = useGathered<ArmRow>();
  const connection = useEvents(`api/run?${parametersOf(id, view)}`, {
    head: setHead,
    progress: (data: RunProgressMessage) => {
      setProblem(undefined);
      setProgress(data);
    },
    curve: addCurve,
    row: addRow,
    evolution: (data: EvolutionMessage) => {
      setProblem(undefined);
      setEvolution(data);
    },
    problem: ({ message }: Problem) => setProblem(message),
  });
  return { connection, head, progress, curves, rows, evolution, problem };
}

function parametersOf(id: string, { band, centre, smooth, seeds, zoom }: View): string {
  const parameters = new URLSearchParams({ id, band, smooth: String(smooth) });
  if (centre !== undefined) parameters.set("centre", centre);
  if (seeds) parameters.set("seeds", "1");
  for (const [place, [from, to]] of Object.entries(zoom)) {
    parameters.append("zoom", [place, from, to].join(":"));
  }
  return parameters.toString();
}

/** Things by arm, which come one after the other and are shown together. */
function useGathered<T extends { readonly arm: number }>(): [ReadonlyMap<number, T>, (one: T) => void] {
  const [shown, setShown] = useState<ReadonlyMap<number, T>>(new Map());
  const known = useRef(new Map<number, T>());
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  const add = (one: T): void => {
    known.current.set(one.arm, one);
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => setShown(new Map(known.current)));
  };
  return [shown, add];
}
