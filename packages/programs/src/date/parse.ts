import type { Token, Unit } from './tokens.ts';

type NumberToken = Extract<Token, { type: 'number' }>;

/** What a date string says, before it is laid over the present. */
export interface Said {
  /** `@seconds`: says all there is to say. */
  epoch: { seconds: number; nanos: number } | null;
  date: { year: { value: number; digits: number } | null; month: number; day: number } | null;
  time: { hour: number; minute: number; second: number; nanos: number; meridian: 'am' | 'pm' | null } | null;
  weekday: { ordinal: number; day: number } | null;
  /** Seconds east of Greenwich. */
  zone: number | null;
  /** The same, where one of the local zone's own names was given: its clock must show just that. */
  localOffset: number | null;
  relative: Record<Unit, number> & { nanos: number };
  /** Whether anything relative was said, `today` included. */
  isRelative: boolean;
}

/**
 * Reads the items of a date string. The rules and the order in which they are tried are those of the grammar in
 * gnulib's parse-datetime.y; where it can go on or stop, it goes on, so that in `10:00 +1 hour` the `+1` is a zone.
 */
export function parseItems(tokens: readonly Token[]): Said | null {
  try {
    return new Items(tokens).read();
  } catch (error) {
    if (error instanceof NotADate) return null;
    throw error;
  }
}

class NotADate extends Error {}

/** The second of a time that names none. */
const NO_SECOND: Pick<NumberToken, 'value' | 'nanos'> = { value: 0, nanos: null };

class Items {
  readonly #tokens: readonly Token[];
  readonly #said: Said = {
    epoch: null,
    date: null,
    time: null,
    weekday: null,
    zone: null,
    localOffset: null,
    relative: { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, nanos: 0 },
    isRelative: false,
  };
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  read(): Said {
    if (this.#isChar('@')) this.#epoch();
    while (this.#at < this.#tokens.length) this.#item();
    if (this.#said.localOffset !== null && this.#said.zone !== null) throw new NotADate();
    return this.#said;
  }

  #epoch(): void {
    this.#at++;
    const { value, nanos, negative } = this.#number();
    // A negative fraction counts back from the second.
    const part = negative && nanos ? 1_000_000_000 - nanos : (nanos ?? 0);
    this.#said.epoch = { seconds: negative && nanos ? value - 1 : value, nanos: part };
    if (this.#at < this.#tokens.length) throw new NotADate();
  }

  #item(): void {
    const token = this.#tokens[this.#at++];
    switch (token?.type) {
      case 'number':
        if (token.signed) this.#signed(token);
        else this.#unsigned(token);
        return;
      case 'month':
        this.#monthFirst(token.value);
        return;
      case 'weekday':
        this.#skip(',');
        this.#setWeekday(0, token.value);
        return;
      case 'ordinal':
        this.#ordinal(token.value);
        return;
      case 'unit':
        this.#addUnit(token, 1, 0);
        return;
      case 'shift':
        this.#said.isRelative = true;
        this.#said.relative.day += token.value;
        return;
      case 'zone':
        this.#zone(token);
        return;
      case 'local-zone':
        if (this.#said.localOffset !== null) throw new NotADate();
        this.#said.localOffset = token.offset + (this.#skipDst() ? 3600 : 0);
        return;
      default:
        throw new NotADate();
    }
  }

  #signed(token: NumberToken): void {
    const unit = this.#take('unit');
    if (!unit) throw new NotADate();
    this.#addUnit(unit, token.value, token.negative ? -(token.nanos ?? 0) : (token.nanos ?? 0));
  }

  #unsigned(token: NumberToken): void {
    const unit = this.#take('unit');
    if (unit) {
      this.#addUnit(unit, token.value, token.nanos ?? 0);
      return;
    }
    if (token.nanos !== null) throw new NotADate();
    const weekday = this.#take('weekday');
    const month = weekday ? null : this.#take('month');
    const next = this.#tokens[this.#at];
    if (weekday) this.#setWeekday(token.value, weekday.value);
    else if (month) this.#dayMonth(token.value, month.value);
    else if (next?.type === 'meridian') this.#setTime(token.value);
    else if (this.#isChar(':')) this.#clock(token.value);
    else if (this.#isChar('/')) this.#slashes(token);
    else if (next?.type === 'number' && next.signed) this.#unsignedThenSigned(token, next);
    else this.#bareDigits(token);
  }

  /** `2026-01-31`, `20260131 +2 days`, `10 +01:00`. */
  #unsignedThenSigned(first: NumberToken, second: NumberToken): void {
    const [, , third] = this.#tokens.slice(this.#at - 1);
    if (third?.type === 'unit') {
      this.#at += 2;
      this.#bareDigits(first);
      this.#addUnit(third, second.value, second.nanos ?? 0);
    } else if (third?.type === 'number' && third.signed) {
      this.#at += 2;
      this.#setDate(first, -second.value, -third.value);
      const t = this.#tokens[this.#at];
      if (t?.type !== 'zone' || t.letter !== 'T') return;
      this.#at++;
      this.#isoTime();
    } else this.#setTime(first.value);
  }

  /** What follows the `T` of an ISO 8601 date. */
  #isoTime(): void {
    const { value } = this.#number();
    const next = this.#tokens[this.#at];
    if (this.#isChar(':')) this.#clock(value);
    else if (next?.type === 'number' && next.signed) this.#setTime(value);
    else throw new NotADate();
  }

  #clock(hour: number): void {
    this.#at++;
    const minute = this.#number();
    if (minute.signed || minute.nanos !== null) throw new NotADate();
    const second = this.#skip(':') ? this.#number() : null;
    if (second?.signed) throw new NotADate();
    this.#setTime(hour, minute.value, second ?? undefined);
  }

  /** Sets the time, with the meridian or the offset that may stand behind it. */
  #setTime(hour: number, minute = 0, { value: second, nanos } = NO_SECOND): void {
    if (this.#said.time) throw new NotADate();
    const meridian = this.#take('meridian');
    this.#said.time = {
      hour,
      minute,
      second,
      nanos: nanos ?? 0,
      meridian: meridian ? (meridian.pm ? 'pm' : 'am') : null,
    };
    const next = this.#tokens[this.#at];
    if (!meridian && next?.type === 'number' && next.signed && next.nanos === null) this.#setZone(this.#offset());
  }

  #slashes(first: NumberToken): void {
    this.#at++;
    const second = this.#number();
    const third = this.#skip('/') ? this.#number() : null;
    if (third && first.digits >= 4) this.#setDate(first, second.value, third.value);
    else this.#setDate(third, first.value, second.value);
  }

  /** `31 Jan`, `31 Jan 2026`, `31-Jan-2026`. */
  #dayMonth(day: number, month: number): void {
    this.#setDate(this.#take('number'), month, day);
  }

  /** `Jan 31`, `Jan 31, 2026`, `Jan-31-2026`. */
  #monthFirst(month: number): void {
    const day = this.#number();
    const year = day.signed || this.#skip(',') ? this.#number() : null;
    this.#setDate(year, month, Math.abs(day.value));
  }

  /** Digits alone: a year after a date that has none, `YYYYMMDD`, or `HH` or `HHMM`. */
  #bareDigits({ value, digits }: NumberToken): void {
    const { date, time } = this.#said;
    if (date && !date.year && !this.#said.isRelative && (time || digits > 2)) date.year = { value, digits };
    else if (digits > 4) {
      const year = { value: Math.trunc(value / 10_000), digits: digits - 4 };
      this.#setDate(year, Math.trunc(value / 100) % 100, value % 100);
    } else if (time) throw new NotADate();
    else {
      const [hour, minute] = digits <= 2 ? [value, 0] : [Math.trunc(value / 100), value % 100];
      this.#said.time = { hour, minute, second: 0, nanos: 0, meridian: null };
    }
  }

  #ordinal(value: number): void {
    const weekday = this.#take('weekday');
    const unit = weekday ? null : this.#take('unit');
    if (weekday) this.#setWeekday(value, weekday.value);
    else if (unit) this.#addUnit(unit, value, 0);
    else throw new NotADate();
  }

  #zone({ offset }: { offset: number }): void {
    const next = this.#tokens[this.#at];
    const isOffset = next?.type === 'number' && next.signed && this.#tokens[this.#at + 1]?.type !== 'unit';
    if (isOffset) this.#setZone(offset + this.#offset());
    else this.#setZone(offset + (this.#skipDst() ? 3600 : 0));
  }

  /** `+2`, `+02`, `+0200`, `+02:00`, in seconds. */
  #offset(): number {
    const { value, digits, negative } = this.#number();
    let minutes = Math.trunc(value / 100) * 60 + (value % 100);
    if (this.#isChar(':') && this.#isUnsigned(this.#at + 1)) {
      this.#at++;
      const rest = this.#number().value;
      minutes = value * 60 + (negative ? -rest : rest);
    } else if (digits <= 2) minutes = value * 60;
    if (Math.abs(minutes) > 24 * 60) throw new NotADate();
    return minutes * 60;
  }

  #addUnit({ unit, factor }: { unit: Unit; factor: number }, count: number, nanos: number): void {
    if (nanos !== 0 && unit !== 'second') throw new NotADate();
    const sign = this.#take('ago')?.sign ?? 1;
    this.#said.isRelative = true;
    this.#said.relative[unit] += sign * count * factor;
    this.#said.relative.nanos += sign * nanos;
  }

  #setDate(year: { value: number; digits: number } | null, month: number, day: number): void {
    if (this.#said.date) throw new NotADate();
    this.#said.date = { year: year && { value: Math.abs(year.value), digits: year.digits }, month, day };
  }

  #setWeekday(ordinal: number, day: number): void {
    if (this.#said.weekday) throw new NotADate();
    this.#said.weekday = { ordinal, day };
  }

  #setZone(offset: number): void {
    if (this.#said.zone !== null) throw new NotADate();
    this.#said.zone = offset;
  }

  #skipDst(): boolean {
    return this.#take('dst') !== null;
  }

  #number(): NumberToken {
    const token = this.#take('number');
    if (!token) throw new NotADate();
    return token;
  }

  #take<T extends Token['type']>(type: T): Extract<Token, { type: T }> | null {
    const token = this.#tokens[this.#at];
    if (token?.type !== type) return null;
    this.#at++;
    return token as Extract<Token, { type: T }>;
  }

  #isChar(char: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.type === 'char' && token.char === char;
  }

  #skip(char: string): boolean {
    if (!this.#isChar(char)) return false;
    this.#at++;
    return true;
  }

  #isUnsigned(at: number): boolean {
    const token = this.#tokens[at];
    return token?.type === 'number' && !token.signed;
  }
}
