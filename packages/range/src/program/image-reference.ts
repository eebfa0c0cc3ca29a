/** `REPOSITORY[:TAG][@DIGEST]`, as in a task definition and on docker's command line. */
export interface ImageReference {
  /** With the registry's host: `000000000000.dkr.ecr.eu-west-1.amazonaws.com/api`. */
  readonly repository: string;
  /** `latest` when neither tag nor digest is given. */
  readonly tag: string | null;
  readonly digest: string | null;
}

/** Null for what is no reference (grammar of github.com/distribution/reference, without its limits of length). */
export function parseImageReference(text: string): ImageReference | null {
  const match =
    /^(?<repository>(?:[\w.-]+(?::\d+)?\/)?[a-z0-9._-]+(?:\/[a-z0-9._-]+)*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/.exec(
      text,
    );
  const { repository, tag, digest } = match?.groups ?? {};
  if (repository === undefined) return null;
  return { repository, tag: tag ?? (digest === undefined ? 'latest' : null), digest: digest ?? null };
}

export function formatImageReference({ repository, tag, digest }: ImageReference): string {
  return `${repository}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`;
}
