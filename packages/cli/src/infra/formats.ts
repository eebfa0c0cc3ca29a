/** Tools for which a stack is written. */
export const FORMATS = ['terraform', 'cloudformation'] as const;
export type Format = (typeof FORMATS)[number];
