#!/usr/bin/env bash
# Open, update or close the issue that lists stale seats by id. Seats that the audience may not see
# are only counted.
set -euo pipefail

title='Entries to confirm · Puestos por confirmar · Te bevestigen posten · Postes à confirmer'
mark='<!-- cmcct: stale seats -->'

list_ids() {  # stale ids of an audience; stderr is kept out of the log, which others can read
    local code=0
    cmcct search --stale --format ids --audience "$1" 2> "$RUNNER_TEMP/said" || code=$?
    [ "$code" -le 1 ] || { cat "$RUNNER_TEMP/said" >&2; return 1; }  # 1: none found
}

choose_audience() {
    if [ -n "${AUDIENCE:-}" ]; then
        echo "$AUDIENCE"
    elif [ "$(gh api "repos/$GH_REPO" --jq .private)" = true ]; then
        echo network
    else
        echo public
    fi
}

write_body() {
    cat <<TEXT
$mark
These entries have not been confirmed recently. Ask the person, then run \`cmcct verify ID\`. Do not write numbers or addresses here.
Estos puestos llevan demasiado tiempo sin confirmar. Pregunte a la persona y ejecute \`cmcct verify ID\`. No escriba aquí números ni direcciones.
Deze posten zijn te lang niet bevestigd. Vraag het na en voer \`cmcct verify ID\` uit. Schrijf hier geen nummers of adressen.
Ces postes n’ont pas été confirmés depuis trop longtemps. Vérifiez auprès de la personne, puis lancez \`cmcct verify ID\`. N’écrivez ici ni numéro ni adresse.

TEXT
    if [ -n "$1" ]; then sed 's/.*/- `&`/' <<< "$1"; fi
    if [ "$2" -gt 0 ]; then printf -- '- + %d: `cmcct search --stale`\n' "$2"; fi
}

find_issue() {  # the oldest open issue; GitHub's list includes pull requests
    gh api --paginate "$issues?state=open&per_page=100" \
        --jq ".[] | select(.pull_request | not) | select((.body // \"\") | startswith(\"$mark\")) | .number" | sed -n '$p'
}

audience=$(choose_audience)
all=$(list_ids secretariat)
ids=$(list_ids "$audience")
others=$(($(wc -w <<< "$all") - $(wc -w <<< "$ids")))
issues="repos/$GH_REPO/issues"
number=$(find_issue)
if [ -n "$all" ] && [ -n "$number" ]; then
    write_body "$ids" "$others" | gh api --silent --method PATCH "$issues/$number" --field body=@-
elif [ -n "$all" ]; then
    write_body "$ids" "$others" | gh api --silent "$issues" --raw-field title="$title" --field body=@-
elif [ -n "$number" ]; then
    gh api --silent --method PATCH "$issues/$number" --raw-field state=closed
fi
