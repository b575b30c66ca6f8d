#!/usr/bin/env bash
# Open, update or close the one issue that lists stale seats by id.
set -euo pipefail

title='Seats to confirm · Puestos por confirmar · Te bevestigen posten · Postes à confirmer'
mark='<!-- cmcct: stale seats -->'

list_ids() {
    local code=0
    cmcct search --stale --format ids || code=$?
    [ "$code" -le 1 ]  # 1: there are none
}

write_body() {
    cat <<TEXT
$mark
These seats were not confirmed for too long. Ask the person, then run \`cmcct verify ID\`. Write no number or address here.
Estos puestos llevan demasiado tiempo sin confirmar. Pregunte a la persona y ejecute \`cmcct verify ID\`. No escriba aquí números ni direcciones.
Deze posten zijn te lang niet bevestigd. Vraag het na en voer \`cmcct verify ID\` uit. Schrijf hier geen nummers of adressen.
Ces postes n'ont pas été confirmés depuis trop longtemps. Demandez à la personne, puis lancez \`cmcct verify ID\`. N'écrivez ici ni numéro ni adresse.

TEXT
    sed 's/.*/- `&`/' <<< "$1"
}

find_issue() {  # the oldest open one; GitHub lists pull requests too
    gh api --paginate "$issues?state=open&per_page=100" \
        --jq ".[] | select(.pull_request | not) | select((.body // \"\") | startswith(\"$mark\")) | .number" | sed -n '$p'
}

ids=$(list_ids)
issues="repos/$GH_REPO/issues"
number=$(find_issue)
if [ -n "$ids" ] && [ -n "$number" ]; then
    write_body "$ids" | gh api --silent --method PATCH "$issues/$number" --field body=@-
elif [ -n "$ids" ]; then
    write_body "$ids" | gh api --silent "$issues" --raw-field title="$title" --field body=@-
elif [ -n "$number" ]; then
    gh api --silent --method PATCH "$issues/$number" --raw-field state=closed
fi
