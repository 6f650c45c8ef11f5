import type { Checkpoint } from "./agent.js";

/**
 * What one replica's share of an agent's state is: the state of an agent of that replica alone.
 *
 * @param state of an agent of one group, without histories: all that it holds is an equal part for each replica
 */
export function stateOfReplica(state: Checkpoint, replica: number, replicas: number): Checkpoint {
  const part = <T extends { readonly length: number; slice(from: number, to: number): T }>(all: T): T => {
    const size = all.length / replicas;
    return all.slice(replica * size, (replica + 1) * size);
  };
  return {
    tensors: mapped(state.tensors, (values) => part<typeof values>(values)),
    shapes: mapped(state.shapes, ([, ...rest]) => [1, ...rest]),
    metadata: mapped(state.metadata, (value) => (Array.isArray(value) ? part<number[]>(value) : value)),
  };
}

/**
 * The state of an agent whose replicas have these states, each of an agent of one replica. Numbers that replicas
 * share, such as the step, must be the same in all.
 */
export function joinedStates(states: readonly Checkpoint[]): Checkpoint {
  const [first] = states;
  return {
    tensors: mapped(first.tensors, (values, name) => {
      const all =
        values.length === 0
          ? values
          : new (values.constructor as Float64ArrayConstructor)(values.length * states.length);
      states.forEach(({ tensors }, k) => {
        all.set(tensors[name], k * values.length);
      });
      return all;
    }),
    shapes: mapped(first.shapes, ([, ...rest]) => [states.length, ...rest]),
    metadata: mapped(first.metadata, (value, name) =>
      Array.isArray(value) ? states.flatMap(({ metadata }) => metadata[name] as readonly number[]) : value,
    ),
  };
}

function mapped<T, U>(
  all: Readonly<Record<string, T>>,
  change: (value: T, name: string) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, change(value, name)]));
}
