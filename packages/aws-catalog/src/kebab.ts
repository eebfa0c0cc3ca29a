/** The command line's name of an API name, as botocore's `xform_name` makes it (its few special cases are spelled out in the tables). */
export function kebab(name: string): string {
  const plural = /[A-Z]{2,}s$/.exec(name);
  const split = plural ? `${name.slice(0, plural.index)}-${plural[0].toLowerCase()}` : name;
  return split
    .replace(/(.)([A-Z][a-z]+)/g, '$1-$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();
}
