/** Findings as a SARIF 2.1.0 log (OASIS standard; https://docs.oasis-open.org/sarif/sarif/v2.1.0/). */
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from '@steadyhand/contracts';
import type { RuleInfo } from '@steadyhand/runbook';
import { VERSION } from '../version.ts';
import type { CheckedDocument } from './checked.ts';

type Level = 'error' | 'warning' | 'note';

interface SarifMessage {
  text: string;
}

interface SarifRule {
  id: string;
  shortDescription: SarifMessage;
  fullDescription: SarifMessage;
  help: SarifMessage & { markdown: string };
  defaultConfiguration: { level: Level };
}

interface SarifResult {
  ruleId: string;
  ruleIndex: number;
  level: Level;
  message: SarifMessage;
  locations: { physicalLocation: { artifactLocation: { uri: string }; region: SarifRegion } }[];
  properties?: { hint: string };
}

interface SarifRegion {
  startLine: number;
  startColumn?: number;
}

export interface SarifLog {
  $schema: string;
  version: '2.1.0';
  runs: {
    tool: { driver: { name: string; semanticVersion: string; rules: SarifRule[] } };
    columnKind: 'utf16CodeUnits';
    results: SarifResult[];
  }[];
}

const LEVELS: Record<Diagnostic['severity'], Level> = { error: 'error', warning: 'warning', info: 'note' };

/** One run with every rule that there is, so that a viewer can show those that found nothing. */
export function sarifLog(documents: readonly CheckedDocument[], rules: readonly RuleInfo[]): SarifLog {
  const index = new Map(rules.map(({ id }, i) => [id, i]));
  const results = documents.flatMap(({ path, diagnostics }) =>
    diagnostics.map((found) => resultOf(found, uriOf(path), index.get(found.rule) ?? -1)),
  );
  const driver = { name: 'Steadyhand', semanticVersion: VERSION, rules: rules.map(ruleOf) };
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  };
}

function ruleOf({ id, severity, title, why, example }: RuleInfo): SarifRule {
  const shown =
    example === undefined ? '' : `\n\nReported:\n\n${fenced(example.bad)}\n\nNot reported:\n\n${fenced(example.good)}`;
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${title} ${why}`, markdown: `${why}${shown}` },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function fenced(text: string): string {
  return `~~~~markdown\n${text.trimEnd()}\n~~~~`;
}

function resultOf(found: Diagnostic, uri: string, ruleIndex: number): SarifResult {
  const { rule, line, column, severity, message, hint } = found;
  const region: SarifRegion = column === undefined ? { startLine: line } : { startLine: line, startColumn: column };
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: hint === undefined ? message : `${message} ${hint}` },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region } }],
    ...(hint === undefined ? {} : { properties: { hint } }),
  };
}

/** Relative paths stay relative, so that the place is found in another checkout. */
function uriOf(path: string): string {
  if (isAbsolute(path)) return pathToFileURL(path).href;
  return path.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
}
