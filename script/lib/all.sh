# The shared part of all commands.
# shellcheck shell=bash
# shellcheck disable=SC1090
for part in base install processes servers project archive; do
    . "$(dirname "${BASH_SOURCE[0]}")/$part.sh"
done
unset part
