/** What running text asks for. */
const VERBS =
  'access|acknowledge|acquire|add|adjust|agree|allow|analyse|analyze|announce|apply|approve|ask|assess|assign|attach|authenticate|avoid|back up|block|bounce|bring|build|' +
  'bypass|call|cancel|capture|change|check|choose|clean|clear|click|clone|close|collect|communicate|compare|complete|configure|confirm|connect|consider|contact|' +
  "coordinate|copy|correlate|create|cut|declare|decrease|delete|deploy|describe|determine|diagnose|disable|discuss|do not|document|don't|download|drain|drop|edit|" +
  'enable|engage|ensure|enter|escalate|establish|evaluate|evict|examine|execute|expand|export|extract|fail over|fetch|file|find|fix|flush|follow|force|generate|get|give|go|grant|have|identify|' +
  'implement|import|inform|increase|initiate|inspect|install|investigate|invoke|isolate|issue|join|keep|kill|label|let|link|list|load|locate|lock|log|login|look|lower|make|' +
  'manually|mark|merge|mitigate|modify|monitor|move|navigate|notify|observe|open|optimize|override|page|pause|perform|pick|ping|post|prepare|preserve|press|prevent|promote|provide|provision|' +
  'pull|purge|push|query|raise|re-?create|re-?deploy|re-?drive|re-?run|re-?start|reach|read|reboot|rebuild|receive|record|recover|redirect|reduce|re-?enable|refer|refresh|regenerate|register|remember|renew|' +
  'release|reload|remove|rename|repair|repeat|replace|replay|report|request|reset|resize|resolve|restart|restore|resume|retry|restrict|retrieve|revert|review|revoke|roll|rollback|rotate|' +
  'route|run|sample|save|scale|schedule|search|see|select|send|set|shift|shut|sign|silence|simulate|spin|ssh|start|stop|store|submit|suspend|swap|switch|sync|tag|tail|take|' +
  'tell|terminate|test|throttle|track|transfer|trigger|truncate|try|tune|turn|undo|uninstall|unlock|unmount|update|upgrade|upload|use|validate|verify|view|visit|wait|watch|write';

/** The commonest in Spanish and Portuguese, which give orders in the infinitive. */
const INFINITIVES =
  'abrir|actualizar|agregar|ajustar|analizar|aplicar|atualizar|aumentar|borrar|buscar|cambiar|cerrar|comprobar|configurar|confirmar|contactar|corregir|crear|' +
  'deshabilitar|desplegar|descargar|documentar|ejecutar|eliminar|enviar|escalar|esperar|executar|forzar|generar|habilitar|identificar|iniciar|inspeccionar|listar|' +
  'marcar|monitorear|notificar|obtener|probar|re-?login|reducir|reiniciar|restaurar|revisar|rotar|usar|validar|ver|verificar|volver';

/** Behind these a verb is a noun: `Scale Out Cooldown`, `Document Version`. */
const NOUNS =
  'version|cycle|frequency|named|size|operations?|latency|count|cooldown|date|owner|reviewed|updated|procedures?|rates?|types?|levels?|ratio|depth|trends?|time|window|history|out cooldown|in cooldown|balanc\\w+|average|tests?|testing';

const IMPERATIVE = new RegExp(
  `^(?:(?:please|then|also|first|finally|now|optionally|immediately|next,)[,:]?\\s+)*(?:(?:${VERBS})\\b(?![./_]\\w)(?!\\s*(?:is|are|was|were|will|can|has|=|:))(?!\\s+(?:${NOUNS})\\b)|(?:${INFINITIVES})\\s)`,
  'i',
);
const NUMBER = /^(?:(?:step|paso|phase|fase)\s+)?(?:\d+[.):]|\d+\s*[-–—:]|[a-z]\))\s*/i;
const ASKED = new RegExp(`\\byou (?:should|must|need to|have to|will need to)\\s+(?:\\w+ly\\s+)?(?:${VERBS})\\b`, 'i');

/** Whether a sentence tells its reader to do something. */
export function isInstruction(text: string): boolean {
  return IMPERATIVE.test(text.slice(0, 120));
}

/**
 * The sentence by which a paragraph asks for something, or null: its first, or one that says what to do in some case.
 * What warns (`Do not restart …`), what says how to read (`Look for …`, `See …`) and what speaks of the document asks
 * for nothing.
 */
export function tellingSentence(text: string): string | null {
  const [first = '', ...others] = sentencesOf(text);
  const words = first.replace(NUMBER, '');
  const said = [words, words.replace(LABEL, '')].find(isInstruction);
  if (said !== undefined) return TELLS_NOTHING.test(said) ? null : first;
  return [first, ...others].find((sentence) => ASKED.test(sentence) || tellsInCase(sentence)) ?? null;
}

export function tellsToDo(text: string): boolean {
  return tellingSentence(text) !== null;
}

const LABEL = /^\p{L}[^:.!?`]{1,40}:\s+(?=\S)/u;
const TELLS_NOTHING =
  /^(?:please\s+)?(?:do not|don't|never|avoid|look for|see|refer|use this|follow|note|read this|keep this|find)\b/i;

/** `If X, do Y`. */
function tellsInCase(sentence: string): boolean {
  const action = /^(?:if|when|once|si|cuando)\s[^,:]{3,160}[,:]\s*(?:then\s+)?(.*)$/i.exec(sentence)?.[1];
  return action !== undefined && isInstruction(action) && !/^(?:do not|don't|see|refer)\b/i.test(action);
}

function sentencesOf(text: string): string[] {
  return text.slice(0, 2000).split(/(?<=[.!?])\s+(?=\p{Lu}|\W)/u);
}

/** Whether words above a block say what the block is for, and do not only describe. */
export function introduces(text: string): boolean {
  return /[:：…]$|\bfollowing\b/.test(text) || text.length <= 80 || asksAtEnd(text) || tellsToDo(text);
}

/** Whether the last sentence asks for something, as in `A does B. Install it on C:`. */
export function asksAtEnd(text: string): boolean {
  return isInstruction(sentencesOf(text).at(-1) ?? '');
}

/** Whether the text above a block says that the block is an answer and not a command. */
export function announcesOutput(text: string): boolean {
  return /expect|should (?:see|look|return|show|have)|output|returns?\b|response|respuesta|salida|debe|looks? like|similar to|example (?:of|response)|following (?:log|error|message)|log (?:entry|message)s?/i.test(
    text.slice(0, 400),
  );
}
