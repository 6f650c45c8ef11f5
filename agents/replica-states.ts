import type { Checkpoint } from "./agent.js";
import { groupName } from "./group-name.js";

/** Steps of batches of whole episodes, and the lengths of these. */
const HISTORY = "feedback.history";
const LENGTHS = "feedback.lengths";

/**
 * What one replica's share of an agent's state is: the state of an agent of that replica alone.
 *
 * @param state of an agent of one group: what it holds is an equal part for each replica, or an entry for each
 */
export function stateOfReplica(state: Checkpoint, replica: number, replicas: number): Checkpoint {
  const part = <T extends { readonly length: number; slice(from: number, to: number): T }>(all: T): T => {
    const size = all.length / replicas;
    return all.slice(replica * size, (replica + 1) * size);
  };
  const own = ownEntries(state);
  const ofOthers = own.flatMap((name) =>
    Array.from({ length: replicas - 1 }, (_, r) => groupName(name, r + 1)),
  );
  const divided = <T>(all: Entries<T>, share: (value: T) => T): Entries<T> => {
    const found: Record<string, T> = {};
    for (const [name, value] of Object.entries(all)) {
      if (own.includes(name)) found[name] = all[groupName(name, replica)];
      else if (!ofOthers.includes(name)) found[name] = share(value);
    }
    return found;
  };
  return {
    tensors: divided(state.tensors, (values) => part<typeof values>(values)),
    shapes: divided(state.shapes, ([, ...rest]) => [1, ...rest]),
    metadata: divided(state.metadata, (value) => (Array.isArray(value) ? part<number[]>(value) : value)),
  };
}

/**
 * The state of an agent whose replicas have these states, each of an agent of one replica. Numbers that replicas
 * share, such as the step, must be the same in all.
 */
export function joinedStates(states: readonly Checkpoint[]): Checkpoint {
  const own = ownEntries(states[0]);
  /** @param whole of an entry that all share, from the first replica's */
  const joined = <T>(each: readonly Entries<T>[], whole: (value: T, name: string) => T): Entries<T> =>
    Object.fromEntries(
      Object.entries(each[0]).flatMap(([name, value]): [string, T][] =>
        own.includes(name)
          ? each.map((entries, replica) => [groupName(name, replica), entries[name]])
          : [[name, whole(value, name)]],
      ),
    );
  const tensors = states.map((state) => state.tensors);
  const metadata = states.map((state) => state.metadata);
  return {
    tensors: joined(tensors, (values, name) => {
      const all =
        values.length === 0
          ? values
          : new (values.constructor as Float64ArrayConstructor)(values.length * states.length);
      tensors.forEach((one, k) => {
        all.set(one[name], k * values.length);
      });
      return all;
    }),
    shapes: joined(
      states.map(({ shapes }) => shapes),
      ([, ...rest]) => [states.length, ...rest],
    ),
    metadata: joined(metadata, (value, name) =>
      Array.isArray(value) ? metadata.flatMap((one) => one[name] as readonly number[]) : value,
    ),
  };
}

type Entries<T> = Readonly<Record<string, T>>;

/** What each replica has in an entry of its own, called after its number (`groupName`), as their lengths differ. */
const ownEntries = ({ tensors }: Checkpoint): readonly string[] =>
  tensors[HISTORY] === undefined ? [] : [HISTORY, LENGTHS];
