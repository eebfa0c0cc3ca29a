/** Fills `{name}` with the value of that name; what has none stays, so that it is seen in the message. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
}
