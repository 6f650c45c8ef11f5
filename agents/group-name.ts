/** What a tensor or a list that each of several groups has of its own is called in a checkpoint. */
export function groupName(name: string, group: number): string {
  return group === 0 ? name : `${name}.${group}`;
}
