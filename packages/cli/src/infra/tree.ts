/** What an export is built of: plain data, in which a few places hold what only the tool that reads it will know. */

/** Text of the tool's own template language: `${aws_sqs_queue.push.url}`, `${QueuePush}`. */
export class Template {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A document that the tool is to write as JSON into one text: a dashboard's body, a policy. */
export class JsonText {
  readonly content: Tree;
  constructor(content: Tree) {
    this.content = content;
  }
}

/** Strings are literal text; a key whose value is undefined is left out. */
export type Tree = string | number | boolean | Template | JsonText | readonly Tree[] | Body;
export interface Body {
  readonly [key: string]: Tree | undefined;
}

/** One resource of the tool. */
export interface Resource {
  type: string;
  name: string;
  body: Body;
  /** Where it stands; in the stack's own region when left out. */
  region?: string | undefined;
  /** CloudFormation's attributes beside the properties: `DependsOn`, `DeletionPolicy`. */
  attributes?: Body;
}
