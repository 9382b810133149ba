import type { Shell } from './answer.ts'

/** What `kafkabox completion` prints: a function that asks `kafkabox complete`, and the names that it is for. */
export const scripts: Readonly<Record<Shell, (executables: readonly string[]) => string>> = {
  bash: (executables) => `# Completion of Kafka's commands for bash; in ~/.bashrc: eval "$(kafkabox completion bash)"
_kafkabox() {
  local kind prefix line
  COMPREPLY=()
  {
    IFS=$'\\t' read -r kind prefix
    while IFS= read -r line; do COMPREPLY+=("$line"); done
  } < <(KAFKABOX_WORDBREAKS=$COMP_WORDBREAKS command kafkabox complete bash "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  case $kind in
    files) compopt +o nospace -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$2")) ;;
    folders) compopt +o nospace -o dirnames 2>/dev/null || COMPREPLY=($(compgen -d -- "$2")) ;;
  esac
}
complete -o nospace -F _kafkabox ${executables.join(' ')}
`,
  zsh: (executables) => `#compdef ${executables.join(' ')}
# Completion of Kafka's commands for zsh; in ~/.zshrc: eval "$(kafkabox completion zsh)"
_kafkabox() {
  local kind prefix line value
  local -a finished unfinished finished_shown unfinished_shown
  {
    IFS=$'\\t' read -r kind prefix
    while IFS= read -r line; do
      value=\${line%%$'\\t'*}
      if [[ $value == *[=/,:] ]]; then
        unfinished+=("$value") unfinished_shown+=("\${line/$'\\t'/  -- }")
      else
        finished+=("$value") finished_shown+=("\${line/$'\\t'/  -- }")
      fi
    done
  } < <(command kafkabox complete zsh "\${(@Q)words[1,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)
  case $kind in
    files) [[ -n $prefix ]] && compset -P '*='; _files ;;
    folders) [[ -n $prefix ]] && compset -P '*='; _files -/ ;;
    values)
      compadd -l -d finished_shown -a finished
      compadd -l -S '' -d unfinished_shown -a unfinished
      (( $#finished + $#unfinished ))
      ;;
  esac
}
if [[ $funcstack[1] == _kafkabox ]]; then
  _kafkabox "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _kafkabox ${executables.join(' ')}
fi
`,
  fish: (
    executables,
  ) => `# Completion of Kafka's commands for fish; in ~/.config/fish/config.fish: kafkabox completion fish | source
function __kafkabox_complete
    set -l answer (command kafkabox complete fish (commandline -opc) (commandline -ct) 2>/dev/null)
    set -l first (string split \\t -- $answer[1])
    switch $first[1]
        case files folders
            for file in (__fish_complete_path (string replace -- "$first[2]" '' (commandline -ct)))
                echo "$first[2]$file"
            end
        case values
            for line in $answer[2..-1]
                echo $line
            end
    end
end
for name in ${executables.join(' ')}
    complete --command $name --no-files --arguments '(__kafkabox_complete)'
end
`,
}
