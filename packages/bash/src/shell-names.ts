/** Variables that the shell itself gives. `HOSTNAME` and `USER` are not among them: they would not be this host's. */
const SHELL_NAMES = new Set(
  (
    'HOME PATH PWD OLDPWD IFS OPTIND OPTARG OSTYPE MACHTYPE HOSTTYPE SHELLOPTS BASHOPTS PIPESTATUS LINENO UID EUID PPID ' +
    'FUNCNAME BASH_SOURCE BASH_REMATCH BASH_LINENO BASHPID REPLY DIRSTACK PS4'
  ).split(' '),
);

/** Variables whose value is another one at every reading. */
const CHANGING_NAMES = new Set('RANDOM SRANDOM SECONDS EPOCHSECONDS EPOCHREALTIME'.split(' '));

export function isShellName(name: string): boolean {
  return SHELL_NAMES.has(name) || CHANGING_NAMES.has(name);
}

export function isChangingName(name: string): boolean {
  return CHANGING_NAMES.has(name);
}
