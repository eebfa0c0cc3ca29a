/** What running text asks for. */
const VERBS =
  'access|acknowledge|acquire|add|adjust|agree|allow|analyse|analyze|announce|apply|approve|ask|assess|assign|attach|avoid|back up|block|bounce|bring|build|' +
  'bypass|call|cancel|capture|change|check|choose|clean|clear|click|clone|close|collect|communicate|compare|complete|configure|confirm|connect|consider|contact|' +
  "coordinate|copy|correlate|create|cut|declare|decrease|delete|deploy|describe|determine|diagnose|disable|discuss|do not|document|don't|download|drain|drop|edit|" +
  'enable|engage|ensure|escalate|establish|evaluate|examine|execute|export|fail over|file|find|fix|flush|follow|force|generate|get|give|go|grant|have|identify|' +
  'implement|import|inform|increase|initiate|inspect|install|investigate|invoke|isolate|issue|join|keep|kill|let|link|list|locate|lock|log|login|look|lower|make|' +
  'manually|mark|merge|mitigate|modify|monitor|move|navigate|notify|observe|open|optimize|override|page|pause|perform|pick|ping|post|prepare|preserve|press|prevent|promote|provide|' +
  'pull|purge|push|query|raise|re-?create|re-?deploy|re-?drive|re-?run|re-?start|reach|read|reboot|rebuild|receive|record|recover|redirect|reduce|re-?enable|refer|refresh|' +
  'release|reload|remove|rename|repair|repeat|replace|replay|report|request|reset|resize|resolve|restart|restore|resume|retry|restrict|retrieve|revert|review|revoke|roll|rollback|rotate|' +
  'route|run|sample|save|scale|schedule|search|see|select|send|set|shift|shut|sign|silence|simulate|spin|ssh|start|stop|store|submit|suspend|switch|sync|tag|tail|take|' +
  'tell|terminate|test|throttle|track|transfer|trigger|try|turn|undo|uninstall|unlock|update|upgrade|upload|use|validate|verify|view|visit|wait|watch|write';

const IMPERATIVE = new RegExp(
  `^(?:(?:please|then|next|also|first|finally|now|optionally|immediately)[,:]?\\s+)*(?:${VERBS})\\b(?!\\s*(?:is|are|was|will|can|=))`,
  'i',
);

/** Whether a sentence tells its reader to do something. */
export function isInstruction(text: string): boolean {
  return IMPERATIVE.test(text.slice(0, 120));
}

/** Whether the text above a block says that the block is an answer and not a command. */
export function announcesOutput(text: string): boolean {
  return /expect|should (?:see|look|return|show|have)|output|returns?\b|response|respuesta|salida|debe|looks? like|similar to|example (?:of|response)|following (?:log|error|message)|log (?:entry|message)s?/i.test(
    text.slice(0, 400),
  );
}
