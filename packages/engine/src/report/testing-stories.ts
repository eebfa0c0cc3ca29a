/** Runs for the tests of reports. */
import { approvalQuestion, digestOf, READ_DEPTH, SCALE, type TestStory, Writer } from './testing-writer.ts';

/** Fault, alarm, a run that needs nobody, and a recovery that is proven. */
export function drillStory(): TestStory {
  const run = new Writer('sqs-queue-backlog');
  run.add('drill-phase', { phase: 'steady', text: '3 checks of the steady state are well' });
  run.add('drill-phase', { phase: 'fault', text: 'the kitchen answers after 500 ms | and fails' });
  run.wait(94);
  run.add('incident-opened', {
    incidentId: 'd-1',
    alarm: 'tea-sqs-orders-dlq',
    reason: 'Threshold crossed: 12.0 > 1.0',
  });
  run.add('drill-phase', { phase: 'procedure', text: 'SQS Queue Backlog' });
  run.start();
  run.bind({ QUEUE_URL: 'https://sqs/orders', CLUSTER: 'tea' }, 'stack output queueUrl');
  run.bind({ CURRENT_COUNT: '1' }, 'aws ecs describe-services --query a|b');
  const look = run.begin(0);
  run.command({ stepId: look, line: run.lineOf(0), argv: READ_DEPTH, outcome: { stdout: '{ "Messages": "1834" }\n' } });
  run.end(look);
  const scale = run.begin(1);
  const by = "on-call (the drill's policy)";
  const command = `aws ${SCALE.join(' ')}`;
  run.add('approval', { stepId: scale, digest: digestOf(SCALE), command, granted: true, by });
  run.command({
    stepId: scale,
    line: run.lineOf(1),
    argv: SCALE,
    intent: { blastRadius: 'workers desired count 1 -> 3', approvedBy: by },
    outcome: { stdout: '```\nnot the end\n```\n' },
  });
  run.end(scale);
  const redrive = run.begin(2);
  run.add('answered', { stepId: redrive, question: 'If DLQ has messages', value: 'skip', by: 'on-call' });
  run.end(redrive, 'skipped', 'skipped: If DLQ has messages');
  const tell = run.begin(3);
  run.add('answered', {
    stepId: tell,
    question: 'Tell the kitchen that orders come late',
    value: 'done',
    by: 'on-call',
  });
  run.end(tell, 'person', 'a person said: done');
  const verify = run.begin(4);
  run.command({
    stepId: verify,
    line: run.lineOf(4),
    argv: READ_DEPTH,
    outcome: { stdout: '{ "Messages": "640" }\n' },
  });
  run.end(verify);
  run.add('run-finished', { state: 'done', exitCode: 0, note: '3 of 5 steps done, 1 skipped, 1 for a person' });
  run.add('drill-phase', { phase: 'verify', text: 'recovery: 2 checks, to hold for 60 s' });
  run.add('recovery-checked', { check: 'alarm tea-sqs-orders-dlq', ok: false, detail: 'ALARM' });
  run.add('recovery-checked', { check: 'Queue Depth (queueUrl)', ok: true, detail: '640 (warning at 1000)' });
  run.wait(120);
  run.add('recovery-checked', { check: 'alarm tea-sqs-orders-dlq', ok: true, detail: 'OK' });
  run.wait(60);
  run.add('incident-closed', { incidentId: 'd-1', recovered: true, note: 'recovery is proven' });
  return run.story();
}

/** Everything granted before; one step fails, and is tried again. */
export function operationStory(): TestStory {
  const run = new Writer('manual-scaling');
  run.start();
  run.bind({ CLUSTER: 'tea' }, '--param');
  run.bind({ 'cache-id': 'tea-cache-1' }, 'answered by ada');
  const argv = ['ecs', 'update-service', '--cluster', 'tea', '--service', 'api', '--desired-count', '4'];
  const scale = run.begin(0);
  run.add('approval', {
    stepId: scale,
    digest: digestOf(argv),
    command: `aws ${argv.join(' ')}`,
    granted: true,
    by: '--yes',
  });
  const stderr = '\nAn error occurred (ThrottlingException) when calling the UpdateService operation: Rate exceeded\n';
  const intent = { blastRadius: 'api desired count 2 -> 4', approvedBy: '--yes' };
  run.command({ stepId: scale, line: run.lineOf(0), argv, intent, outcome: { exitCode: 254, stderr } });
  const question = `This step failed (line ${run.lineOf(0)}: exit 254). What now?`;
  run.add('answered', { stepId: scale, question, value: 'retry', by: 'ada', reason: 'throttled' });
  run.end(scale, 'failed', `line ${run.lineOf(0)}: exit 254; tried again (throttled)`);
  run.begin(0);
  run.command({ stepId: scale, line: run.lineOf(0), argv, intent, outcome: { stdout: serviceOutput() } });
  run.end(scale);
  const wait = run.begin(1);
  const waiting = ['ecs', 'wait', 'services-stable', '--cluster', 'tea', '--services', 'api'];
  run.command({ stepId: wait, line: run.lineOf(1), argv: waiting, outcome: { durationMs: 61_250 } });
  run.end(wait);
  const clear = run.begin(2);
  const reset = ['elasticache', 'reset-cache', '--cache', 'tea-cache-1'];
  run.add('approval', {
    stepId: clear,
    digest: digestOf(reset),
    command: `aws ${reset.join(' ')}`,
    granted: false,
    by: 'ada',
    choice: 'skip',
    questionId: 'q-1',
    role: 'responder',
    reason: 'the cache is warm',
  });
  const left = { verdict: 'skip', approvedBy: null } as const;
  const outcome = { state: 'refused', exitCode: 126, stderr: 'the cache is warm\n' } as const;
  run.command({ stepId: clear, line: run.lineOf(2), argv: reset, intent: left, outcome });
  run.end(clear, 'skipped', `left out: aws ${reset.join(' ')}`);
  run.add('run-finished', { state: 'done', exitCode: 0, note: '2 of 3 steps done, 1 skipped' });
  run.add('files-written', { paths: ['/work-files/service.json'] });
  const data = Buffer.from('{}\n').toString('base64');
  run.add('artifact', { path: '/work-files/service.json', bytes: 3, data });
  return run.story();
}

export function serviceOutput(): string {
  return `${Array.from({ length: 900 }, (_, i) => `  "event ${i}": "steady state"`).join('\n')}\n`;
}

/** Parks, is approved elsewhere by another person, dies in the middle, and is taken over and finished. */
export function parkedStory(): TestStory {
  const run = new Writer('sqs-queue-backlog');
  run.start();
  run.bind({ QUEUE_URL: 'https://sqs/orders', CLUSTER: 'tea', WORKERS_SERVICE: 'workers' });
  run.bind({ CURRENT_COUNT: '1' }, 'aws ecs describe-services');
  const look = run.begin(0);
  run.command({ stepId: look, line: run.lineOf(0), argv: READ_DEPTH, outcome: { stdout: '1834\n' } });
  run.end(look);
  const scale = run.begin(1);
  const radius = 'workers desired count 1 -> 3';
  const question = approvalQuestion(scale, `aws ${SCALE.join(' ')}`, radius);
  run.add('asked', { question });
  run.add('run-finished', { state: 'waiting', exitCode: 4, note: 'it waits for an approval' });
  run.wait(600);
  run.add('taken-over', { worker: 'host-2/4711', epoch: 2 });
  const rejected = run.message('m-1', { kind: 'note', text: '', stepId: null });
  run.add('message-rejected', { messageId: 'm-1', by: 'mallory', reason: 'its signature is not valid' });
  const edit = { choice: 'edit', granted: false, by: 'grace', role: 'approver', questionId: question.id } as const;
  const digest = digestOf(SCALE);
  const why = { reason: 'the database takes four workers', messageId: 'm-2' };
  run.add('approval', { stepId: scale, digest, command: `aws ${SCALE.join(' ')}`, ...edit, ...why });
  const argv = [...SCALE.slice(0, -1), '4'];
  const from = `aws ${SCALE.join(' ')}`;
  const key = { lane: 'main', seq: 1, stepId: scale };
  run.add('command-edited', { ...key, digest, from, argv: [...argv], by: 'grace', reason: why.reason });
  const second = approvalQuestion(scale, `aws ${argv.join(' ')}`, `${radius.slice(0, -1)}4, asked again`);
  run.add('asked', { question: second });
  run.wait(30);
  const yes = { choice: 'approve', granted: true, by: 'grace', role: 'approver', questionId: second.id } as const;
  run.add('approval', {
    stepId: scale,
    digest: digestOf(argv),
    command: `aws ${argv.join(' ')}`,
    ...yes,
    messageId: 'm-3',
  });
  const intent = { blastRadius: 'workers desired count 1 -> 4', approvedBy: 'grace' };
  run.command({ stepId: scale, line: run.lineOf(1), argv, intent, outcome: null });
  run.wait(8);
  run.add('taken-over', { worker: 'host-3/815', epoch: 3 });
  run.add('command-reconciled', { ...key, decision: 'done', by: 'aws@1', evidence: 'the desired count is 4' });
  run.outcome(1, scale, {});
  run.end(scale);
  const redrive = run.begin(2);
  run.add('answered', {
    stepId: redrive,
    question: 'If DLQ has messages',
    value: 'skip',
    by: 'ada',
    reason: 'it is empty',
  });
  run.end(redrive, 'skipped', 'skipped: If DLQ has messages (it is empty)');
  const tell = run.begin(3);
  run.add('answered', { stepId: tell, question: 'Tell the kitchen', value: 'done', by: 'ada' });
  run.end(tell, 'person', 'a person said: done');
  run.add('note', { stepId: null, text: 'Turned the kettle off and on by hand', by: 'ada', messageId: 'm-4' });
  const verify = run.begin(4);
  run.command({ stepId: verify, line: run.lineOf(4), argv: READ_DEPTH, outcome: { stdout: '12\n' } });
  run.end(verify);
  run.add('run-finished', { state: 'done', exitCode: 0, note: '3 of 5 steps done, 1 skipped, 1 for a person' });
  const answer = { kind: 'answer', questionId: question.id, digest, value: 'edit', argv, reason: why.reason } as const;
  const approve = { ...answer, questionId: second.id, value: 'approve', reason: '' };
  return run.story([
    rejected,
    run.message('m-2', { ...answer, argv: [...argv] }),
    run.message('m-3', { ...approve, argv: [] }),
  ]);
}

/** A change is cut off, nobody can say whether it was carried out, and the run ends there. */
export function unknownStory(): TestStory {
  const run = new Writer('sqs-queue-backlog');
  run.start();
  run.bind({ QUEUE_URL: 'https://sqs/orders', CLUSTER: 'tea' });
  const look = run.begin(0);
  const denied = 'An error occurred (AccessDenied) when calling the GetQueueAttributes operation: no\n';
  run.command({ stepId: look, line: run.lineOf(0), argv: READ_DEPTH, outcome: { exitCode: 254, stderr: denied } });
  run.end(look, 'failed', `line ${run.lineOf(0)}: exit 254`);
  const scale = run.begin(1);
  const intent = { blastRadius: 'workers desired count 1 -> 3', approvedBy: '--yes' };
  const seq = run.command({ stepId: scale, line: run.lineOf(1), argv: SCALE, intent, outcome: null });
  run.wait(9);
  run.add('taken-over', { worker: 'host-2/4711', epoch: 2 });
  const text = `It is not known whether this was carried out: aws ${SCALE.join(' ')}`;
  const command = `aws ${SCALE.join(' ')}`;
  const choices = ['it was done', 'run it again', 'stop'];
  const evidence = 'the desired count is 2';
  run.add('asked', { question: { kind: 'unknown', id: 'q-u', stepId: scale, text, choices, command, evidence } });
  run.wait(20);
  run.add('answered', { stepId: scale, question: text, value: 'stop', by: 'ada', questionId: 'q-u', seq });
  run.add('command-reconciled', { lane: 'main', seq, stepId: scale, decision: 'abort', by: 'ada', evidence });
  run.outcome(seq, scale, { state: 'unknown', exitCode: 130 });
  run.add('run-finished', { state: 'unknown', exitCode: 5, note: `"${command}" was interrupted.` });
  return run.story();
}
