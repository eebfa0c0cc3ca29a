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
import { awsIntervalEmpty, awsTimeFormat, awsTimeLocal } from './aws-time.ts';
import { changeWithoutVerification } from './change-without-verification.ts';
import { commandAfterEndless } from './command-after-endless.ts';
import { costMonthEmpty } from './cost-month-empty.ts';
import { deadAnchor } from './dead-anchor.ts';
import { deadLink } from './dead-link.ts';
import { deleteWithoutRecovery } from './delete-without-recovery.ts';
import { deploymentKeepsOldImage } from './deployment-keeps-old-image.ts';
import { destroyWithoutBackup } from './destroy-without-backup.ts';
import { destroyWithoutCondition } from './destroy-without-condition.ts';
import { endlessCommand } from './endless-command.ts';
import { incidentWithoutEscalation } from './incident-without-escalation.ts';
import { incidentWithoutVerification } from './incident-without-verification.ts';
import { insightsUnparseable } from './insights-unparseable.ts';
import { interactiveCommand } from './interactive-command.ts';
import { metricWithoutSeries } from './metric-without-series.ts';
import { missingFile } from './missing-file.ts';
import { parameterDefinedAfterUse } from './parameter-defined-after-use.ts';
import { parameterDefinedInAnotherBlock } from './parameter-defined-in-another-block.ts';
import { parameterUndefined } from './parameter-undefined.ts';
import { parameterUndefinedInArithmetic } from './parameter-undefined-in-arithmetic.ts';
import { platformOnlyCommand } from './platform-only-command.ts';
import { pulumiMovesRegion } from './pulumi-moves-region.ts';
import { queueDeletedNotPurged } from './queue-deleted-not-purged.ts';
import { READING_RULES, type RuleInfo } from './reading-rules.ts';
import { redisFlush } from './redis-flush.ts';
import { restoreTimeFixed, restoreUnused } from './restore.ts';
import { rollbackToCurrent } from './rollback-to-current.ts';
import type { Rule } from './rule.ts';
import { runTaskWithoutLaunchType } from './run-task-without-launch-type.ts';
import { secretInDocument } from './secret-in-document.ts';
import { secretOnCommandLine } from './secret-on-command-line.ts';
import { secretRevealed } from './secret-revealed.ts';
import { sqlNoWhere, sqlUnparseable, sqlUnquotedMixedCase } from './sql.ts';
import { terraformApplyLosesVariables } from './terraform-apply-loses-variables.ts';
import { unknownProgram } from './unknown-program.ts';
import { wholeListReplaced } from './whole-list-replaced.ts';

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
  deleteWithoutRecovery,
  deploymentKeepsOldImage,
  destroyWithoutBackup,
  destroyWithoutCondition,
  endlessCommand,
  incidentWithoutEscalation,
  incidentWithoutVerification,
  insightsUnparseable,
  interactiveCommand,
  metricWithoutSeries,
  missingFile,
  parameterDefinedAfterUse,
  parameterDefinedInAnotherBlock,
  parameterUndefined,
  parameterUndefinedInArithmetic,
  platformOnlyCommand,
  pulumiMovesRegion,
  queueDeletedNotPurged,
  redisFlush,
  restoreTimeFixed,
  restoreUnused,
  rollbackToCurrent,
  runTaskWithoutLaunchType,
  secretInDocument,
  secretOnCommandLine,
  secretRevealed,
  sqlNoWhere,
  sqlUnparseable,
  sqlUnquotedMixedCase,
  terraformApplyLosesVariables,
  unknownProgram,
  wholeListReplaced,
];

/** Everything that may be reported and ignored, by id. */
export const KNOWN_RULES: readonly RuleInfo[] = [...RULES, ...READING_RULES].sort((a, b) => (a.id < b.id ? -1 : 1));
