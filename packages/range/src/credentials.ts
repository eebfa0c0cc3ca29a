/** They open nothing anywhere; signatures are not verified in a range. */
export const CREDENTIALS = { accessKeyId: 'range', secretAccessKey: 'range' };
