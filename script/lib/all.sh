# The shared part of all commands.
# shellcheck disable=SC1090
for part in base install processes servers project; do
    . "$(dirname "${BASH_SOURCE[0]}")/$part.sh"
done
unset part
