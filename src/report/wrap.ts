/** Breaks a paragraph into lines for terminals; Markdown's are left as they are. */
export function wrap(text: string, markdown: boolean, width = 100): string {
  if (markdown) return text;
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) as string;
    if (line.length > 0 && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}
