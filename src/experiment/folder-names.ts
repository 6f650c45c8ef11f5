/** Names that are safe on every file system, different for different texts, in the order of the texts. */
export function folderNames(texts: readonly string[]): string[] {
  const names: string[] = [];
  for (const text of texts) {
    const plain = text.replace(/[^A-Za-z0-9.=-]+/g, "_").replace(/^[._]+|[._]+$/g, "") || "_";
    // File systems that do not tell upper case from lower must not fold two into one.
    const taken = new Set(names.map((name) => name.toLowerCase()));
    let name = plain;
    for (let k = 2; taken.has(name.toLowerCase()); k++) name = `${plain}_${k}`;
    names.push(name);
  }
  return names;
}
