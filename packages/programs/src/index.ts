export { curlProgram } from './curl/curl.ts';
export { dateProgram } from './date/date.ts';
export { jqGrammar } from './jq/grammar.ts';
export { loadPrograms, type Programs } from './load-programs.ts';
export { pulumiProgram } from './pulumi/pulumi.ts';
