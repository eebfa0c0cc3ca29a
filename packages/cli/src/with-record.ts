import { type OpenRecord, openRecord } from './record.ts';

/** Does something with the record of this user's runs, and closes it whatever happens. */
export async function withRecord<T>(work: (record: OpenRecord) => Promise<T>): Promise<T> {
  const record = await openRecord();
  try {
    return await work(record);
  } finally {
    await record.close();
  }
}
