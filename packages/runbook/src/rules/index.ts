import { metricWithoutSeries } from './metric-without-series.ts';
import { awsIntervalEmpty, awsTimeFormat, awsTimeLocal } from './aws-time.ts';
import { costMonthEmpty } from './cost-month-empty.ts';
import { accountOrRegionDisagreement } from './account-or-region-disagreement.ts';
import { alarmWithoutProcedure } from './alarm-without-procedure.ts';
import {
  awsFlagPrefix,
  awsMissingRequired,
  awsUnknownFlag,
  awsUnknownOperation,
  awsUnknownService,
  awsValueMalformed,
  awsValueNotInEnum,
} from './aws-command-line.ts';
import { awsQueryInvalid } from './aws-query-invalid.ts';
import { changeWithoutVerification } from './change-without-verification.ts';
import { commandAfterEndless } from './command-after-endless.ts';
import { deadAnchor } from './dead-anchor.ts';
import { deadLink } from './dead-link.ts';
import { destroyWithoutBackup } from './destroy-without-backup.ts';
import { destroyWithoutCondition } from './destroy-without-condition.ts';
import { endlessCommand } from './endless-command.ts';
import { incidentWithoutEscalation } from './incident-without-escalation.ts';
import { incidentWithoutVerification } from './incident-without-verification.ts';
import { interactiveCommand } from './interactive-command.ts';
import { missingFile } from './missing-file.ts';
import { parameterDefinedAfterUse } from './parameter-defined-after-use.ts';
import { parameterDefinedInAnotherBlock } from './parameter-defined-in-another-block.ts';
import { parameterUndefined } from './parameter-undefined.ts';
import { parameterUndefinedInArithmetic } from './parameter-undefined-in-arithmetic.ts';
import { platformOnlyCommand } from './platform-only-command.ts';
import { READING_RULES, type RuleInfo } from './reading-rules.ts';
import type { Rule } from './rule.ts';
import { secretInDocument } from './secret-in-document.ts';
import { secretOnCommandLine } from './secret-on-command-line.ts';
import { secretRevealed } from './secret-revealed.ts';
import { unknownProgram } from './unknown-program.ts';

/** Every rule of `steady check`, by id. */
export const RULES: readonly Rule[] = [
  accountOrRegionDisagreement,
  alarmWithoutProcedure,
  awsFlagPrefix,
  awsIntervalEmpty,
  awsMissingRequired,
  awsQueryInvalid,
  awsTimeFormat,
  awsTimeLocal,
  awsUnknownFlag,
  awsUnknownOperation,
  awsUnknownService,
  awsValueMalformed,
  awsValueNotInEnum,
  changeWithoutVerification,
  commandAfterEndless,
  costMonthEmpty,
  deadAnchor,
  deadLink,
  destroyWithoutBackup,
  destroyWithoutCondition,
  endlessCommand,
  incidentWithoutEscalation,
  incidentWithoutVerification,
  interactiveCommand,
  metricWithoutSeries,
  missingFile,
  parameterDefinedAfterUse,
  parameterDefinedInAnotherBlock,
  parameterUndefined,
  parameterUndefinedInArithmetic,
  platformOnlyCommand,
  secretInDocument,
  secretOnCommandLine,
  secretRevealed,
  unknownProgram,
];

/** Everything that may be reported and ignored, by id. */
export const KNOWN_RULES: readonly RuleInfo[] = [...RULES, ...READING_RULES].sort((a, b) => (a.id < b.id ? -1 : 1));
