/** Completion scripts for bash, zsh and fish: the words that can follow each command, as a table in the script. */
import type { Command } from "commander";
import { choicesOf } from "../usage.ts";

interface Word {
  readonly word: string;
  readonly says: string;
  readonly kind: "command" | "option" | "value";
  /** Of an option: what may follow it, where that is a closed list. */
  readonly values: readonly string[];
}

interface Level {
  /** Names of the commands so far, without `warbler`: `room create`. */
  readonly path: string;
  readonly words: readonly Word[];
}

export function bashCompletion(program: Command): string {
  return `# warbler completion bash > /etc/bash_completion.d/warbler
_warbler() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word next
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${path:+$path }$word"
    case "$next" in ${paths(program).join(" | ")}) path="$next" ;; esac
  done
  local words
  case "$path" in
${caseLines(program, (words) => `words="${words}"`)}
  esac
  case "$path \${COMP_WORDS[COMP_CWORD-1]}" in
${valueLines(program, (words) => `words="${words}"`)}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  [ "\${#COMPREPLY[@]}" -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- "$current")
}
complete -o filenames -F _warbler warbler
`;
}

export function zshCompletion(program: Command): string {
  return `#compdef warbler
# warbler completion zsh > "\${fpath[1]}/_warbler"
_warbler() {
  local path="" word next
  for word in "\${(@)words[2,CURRENT-1]}"; do
    next="\${path:+$path }$word"
    case "$next" in (${paths(program).join("|")}) path="$next" ;; esac
  done
  local -a candidates
  case "$path" in
${caseLines(program, (words) => `candidates=(${words})`, "(")}
  esac
  case "$path \${words[CURRENT-1]}" in
${valueLines(program, (words) => `candidates=(${words})`, "(")}
  esac
  compadd -- $candidates || _files
}
if [ "$funcstack[1]" = "_warbler" ]; then _warbler "$@"; else compdef _warbler warbler; fi
`;
}

export function fishCompletion(program: Command): string {
  const lines = levels(program).flatMap(({ path, words }) =>
    words.map(({ word, says, kind, values }) => {
      const deeper = words.filter((other) => other.kind === "command").map((other) => other.word);
      const seen = path === "" ? [] : path.split(" ").map((name) => `__fish_seen_subcommand_from ${name}`);
      const isOpen = kind === "command" ? [`not __fish_seen_subcommand_from ${deeper.join(" ")}`] : [];
      const when = [...seen, ...isOpen].join("; and ");
      const option = `-l ${word.replace(/^--/, "")}${values.length === 0 ? "" : ` -x -a '${values.join(" ")}'`}`;
      const what = kind === "option" ? option : `-f -a ${word}`;
      return `complete -c warbler${when === "" ? "" : ` -n '${when}'`} ${what} -d '${says.replaceAll("'", "\\'")}'`;
    }),
  );
  return `# warbler completion fish > ~/.config/fish/completions/warbler.fish\n${lines.join("\n")}\n`;
}

function caseLines(program: Command, assign: (words: string) => string, before = ""): string {
  return levels(program)
    .map(({ path, words }) => `    ${before}"${path}") ${assign(words.map(({ word }) => word).join(" "))} ;;`)
    .join("\n");
}

/** After an option of a closed list, only that list. */
function valueLines(program: Command, assign: (words: string) => string, before = ""): string {
  return levels(program)
    .flatMap(({ path, words }) => words.map((one) => ({ path, ...one })))
    .filter(({ values }) => values.length > 0)
    .map(({ path, word, values }) => `    ${before}"${path} ${word}") ${assign(values.join(" "))} ;;`)
    .join("\n");
}

/** Patterns of the paths that are commands, quoted for a `case`. */
function paths(program: Command): readonly string[] {
  return levels(program)
    .map(({ path }) => path)
    .filter((path) => path !== "")
    .map((path) => `"${path}"`);
}

function levels(command: Command, path: readonly string[] = []): readonly Level[] {
  const none: readonly string[] = [];
  const commands = command.commands.map(
    (sub): Word => ({ word: sub.name(), says: sub.description(), kind: "command", values: none }),
  );
  const values = command.registeredArguments.flatMap((argument) =>
    choicesOf(argument).map((word): Word => ({ word, says: argument.description, kind: "value", values: none })),
  );
  const level = { path: path.join(" "), words: [...commands, ...values, ...optionsOf(command)] };
  return [level, ...command.commands.flatMap((sub) => levels(sub, [...path, sub.name()]))];
}

/** Own options and those of the commands above, which are accepted everywhere. */
function optionsOf(command: Command): readonly Word[] {
  const own = command.options.flatMap((option): readonly Word[] =>
    option.long ? [{ word: option.long, says: option.description, kind: "option", values: choicesOf(option) }] : [],
  );
  return command.parent === null ? own : [...own, ...optionsOf(command.parent)];
}
