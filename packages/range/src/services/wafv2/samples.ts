import type { Inspected, SampledRequest } from '../../balancer/protocol.ts';

/** A sampled request and for how many it stands. */
export interface Sample extends SampledRequest {
  weight: number;
}

/** https://docs.aws.amazon.com/waf/latest/APIReference/API_GetSampledRequests.html */
export const KEPT_MS = 3 * 60 * 60 * 1000;
/** Samples are drawn from the first so many requests of a time window. */
const POPULATION_MAX = 5000;
/** Of all rules of a web ACL; the oldest go first. */
const KEPT_MAX = 20_000;

export interface Drawn {
  samples: Sample[];
  population: number;
  /** The time until which requests were looked at. */
  end: number;
}

/** Sampled requests of one web ACL. */
export class Samples {
  #samples: Sample[] = [];

  add({ counts, samples }: Inspected): void {
    for (const { rule, action, requests } of counts) {
      const drawn = samples.filter((sample) => sample.rule === rule && sample.action === action);
      const weights = spread(requests, drawn.length);
      drawn.forEach((sample, i) => {
        this.#samples.push({ ...sample, weight: weights[i] ?? 1 });
      });
    }
    const oldest = (this.#samples.at(-1)?.at ?? 0) - KEPT_MS;
    const from = this.#samples.findIndex(({ at }) => at >= oldest);
    this.#samples.splice(0, Math.max(from, this.#samples.length - KEPT_MAX));
  }

  /** At most `limit` samples of a rule's requests in a time window, both ends included. */
  draw(rule: string, { start, end, limit }: { start: number; end: number; limit: number }): Drawn {
    const inWindow = this.#samples.filter((s) => s.rule === rule && s.at >= start && s.at <= end);
    const first: Sample[] = [];
    let population = 0;
    for (const sample of inWindow.sort((a, b) => a.at - b.at)) {
      if (population >= POPULATION_MAX) break;
      population += sample.weight;
      first.push(sample);
    }
    population = Math.min(population, POPULATION_MAX);
    const step = Math.max(1, first.length / limit);
    const picked = Array.from({ length: Math.min(limit, first.length) }, (_, i) => first[Math.floor(i * step)]);
    const samples = picked.filter((sample) => sample !== undefined);
    const weights = step === 1 ? samples.map(({ weight }) => weight) : spread(population, samples.length);
    return {
      samples: samples.map((sample, i) => ({ ...sample, weight: weights[i] ?? 1 })),
      population,
      end: population === POPULATION_MAX ? (first.at(-1)?.at ?? end) : end,
    };
  }
}

/** Whole numbers, as equal as can be, of that sum. */
function spread(total: number, parts: number): number[] {
  return Array.from(
    { length: parts },
    (_, i) => Math.floor(((i + 1) * total) / parts) - Math.floor((i * total) / parts),
  );
}
