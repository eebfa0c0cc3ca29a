/** `realtime-chat` as `realtime_chat`, a name that Terraform takes. */
export function snakeCase(id: string): string {
  return wordsOf(id).join('_').replace(/^\d/, '_$&');
}

/** `realtime-chat` as `RealtimeChat`, a name that CloudFormation takes. Numbers stay apart: `10.1` is `10x1`. */
export function pascalCase(id: string): string {
  return wordsOf(id)
    .map((word) => word.replace(/^[a-z]/, (letter) => letter.toUpperCase()))
    .join('.')
    .replace(/(?<=\d)\.(?=\d)/g, 'x')
    .replaceAll('.', '');
}

function wordsOf(id: string): string[] {
  return id.split(/[^A-Za-z\d]+/).filter((word) => word !== '');
}
