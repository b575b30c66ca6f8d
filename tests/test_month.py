"""A month of two secretaries, who type as they speak: each line has its effect at the first try."""

import shlex
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.conftest import SHIPPED
from tests.support.person import typing
from tests.support.repositories import repository

# What is typed, the end of each question with its answer, and what is shown then.
Line: TypeAlias = tuple[str, list[tuple[str, str]], str]
SPANISH: list[Line] = [
    ("set do-fiscalia celular 829-555-9999", [], "+1 809 234 5690 → +1 829 555 9999"),
    (
        "set jm-court celular=876-210-7777",
        [("Enter si ninguna opción sirve): ", "1")],
        "jm-court: teléfono celular: se agrega +1 876 210 7777",
    ),
    (
        "set rojas móvil=868-291-7777",
        [("¿Guardar? [no]: ", "sí")],
        "sin cambios: WhatsApp, Telegram",
    ),
    ("set do-fiscalia correo=fiscalia@do.example.org", [], "cmcct verify do-fiscalia --via email"),
    ('set gy-labour nombre="Abiola Ejemplo"', [], "nombre: «Abiola Example» → «Abiola Ejemplo»"),
    ("set gy-labour horario='lunes a viernes 8:00-15:00'", [], "lun a vie de 08:00 a 15:00"),
    (
        "set lc-gender-relations --private celular",
        [("¿Continuar? [no]: ", "sí")],
        "trasladado al anexo privado",
    ),
    (
        "set lc-gender-relations --público celular",
        [("sirve): ", "1")],
        "para compartirlo con la red: cmcct set lc-gender-relations phones.1.sharing=network",
    ),
    (
        "retire cw-politie",
        [
            (")? [no]: ", "sí"),
            ("¿Guardar? [no]: ", "sí"),
        ],
        "un puesto vacante no aparece en ninguna lista",
    ),
    (
        'replace gy-foreign-affairs --nombre "Rosa Ejemplo"',
        [("¿Guardar? [no]: ", "sí")],
        "«Rajendra Example-Persaud» → «Ro",
    ),
    (
        "replace bs-prosecutions --name vacante",
        [("¿Guardar? [no]: ", "sí")],
        "estado: activo → vacante",
    ),
    ("set rojas móvil sin whatsapp", [("¿Guardar? [no]: ", "sí")], "se elimina WhatsApp"),
    ("set rojas whatsapp=sí", [("¿Guardar? [no]: ", "sí")], "se agrega WhatsApp"),
    ("set rojas whatsapp=sí", [], "no hay nada que cambiar"),
    ("set gy-ctu oficina 'sin whatsapp'", [], "no hay nada que cambiar"),
    ("set rojas whatsapp quitar", [("¿Guardar? [no]: ", "sí")], "se elimina WhatsApp"),
    ("set tt-ctu whatsapp=", [], "WhatsApp → (vacío)"),
    (
        "meeting add kingston-2026 --nombre 'Reunión de Kingston' --fecha '20 de mayo de 2026'",
        [],
        "alta: kingston-2026",
    ),
    ("meeting attend kingston-2026 jm-court tt-ctu", [], "reuniones: se agrega kingston-2026"),
    (
        "meeting attend georgetown gy-hotline",
        [("Network, Georgetown (georgetown-2019)»? [sí]: ", "")],
        "reuniones: (vacío) → georgetown-2019",
    ),
    (
        "meeting attend meeting cw-meldpunt",
        [("Enter si ninguna opción sirve): ", "2")],
        "reuniones: (vacío) → georgetown-2019",
    ),
    ("verify tt-ctu --via correo --fecha ayer", [], "→ 31 de mayo de 2026; medio de confirmación"),
    ("test cw-meldpunt 1299 --failed 'no contesta'", [], "sin respuesta el 1 de junio de 2026"),
    ("test cw-meldpunt ocupado", [], "sin respuesta el 1 de junio de 2026 → ocupado el 1"),
    (
        "test jm-court ocupado",
        [("Enter si ninguna opción sirve): ", "2")],
        "(+1 876 210 7777): (vacío) → ocupado",
    ),
    ("export telefono", [("[lista.vcf]: ", "móvil.vcf")], "móvil.vcf: 45 fichas"),
    ("verify gy-labour 21 mayo --lang nl", [], "→ 21 mei 2026"),
    ("verify gy-labour --via e-mail", [], "(vacío) → por correo electrónico"),
    ("verify gy-labour --via teléfono", [], "→ por teléfono"),
    (
        "verify gy-labour por correo",
        [],
        "medio de confirmación: por teléfono → por correo electrónico",
    ),
    ("set gy-labour idiomas='español inglés'", [], "idiomas: se agrega español"),
    ("set gy-labour --unset idioma=español", [], "idiomas: se elimina español"),
    ("set gy-labour idioma=+español", [], "idiomas: se agrega español"),
    (
        "set sint-maarten ciudad=Ejemplo",
        [("Enter si ninguna opción sirve): ", "1"), ("¿Guardar? [no]: ", "sí")],
        "Ejemplo",
    ),
    ("set gy-ctu until=mañana", [], "→ 2 de junio de 2026"),
    ("undo gy-ctu", [("¿Continuar? [no]: ", "sí")], "2 de junio de 2026 → (vacío)"),
    ("test gy-hotline 091 --failed ocupado", [], "ocupado"),
    ("test gy-hotline +5926091240", [], "contestada (+592 609 1240): 5 de mayo de 2026 → 1 de"),
    ("status huecos haití", [], "con un solo contacto"),
    ("search @voorbeeld.42", [], "Signal: voorbeeld.42"),
    ("search tortga", [("¿quiso decir «tortuga»? [sí]: ", "")], "ht-comite"),
    ("call 'haití policía'", [], "ningún contacto en «policía"),
    ("export -o lista.xlsx", [], "lista.xlsx: 45 fichas, destinatarios: red, TLP:AMBER, inglés"),
    ("export tarjetas -o tarjetas", [], "tarjetas.vcf: 45 fichas"),
    (
        "remove do-mujer",
        [("eliminar do-mujer, Altagracia Ejemplo y Báez, Ministerio de la Mujer", "sí")],
        "do-mujer",
    ),
    ("diff", [], "modificación: Voorbeeld Meldpunt Mensenhandel"),
    ("diff versión anterior fiscalia", [], "829 555 9999"),
    ("save", [], "1 eliminación"),
    ("diff rojas", [], "ayuda: cambios anteriores: cmcct log tt-refugee-desk"),
    ("set gy-ctu cargo Jefe", [], "cargo: «Director» → «Jefe»"),
    ("set gy-ctu función='Jefe de turno'", [], "cargo: «Jefe» → «Jefe de turno»"),
    (
        "set gy-labour oficina='220 1299'",
        [("Su elección (1 o 2; Enter si ninguna opción sirve): ", "1")],
        "+592 220 1250 → +592 220 1299",
    ),
    ("set gy-labour 220-1299 whatsapp", [], "(vacío) → WhatsApp"),
    ("set gy-labour 220 1299 WhatsApp=no", [], "WhatsApp → (vacío)"),
    ("set gy-labour --add kantoor='220 1298'", [], "se agrega +592 220 1298"),
    (
        "undo lo último",
        [("¿Continuar? [no]: ", "sí")],
        "el último comando: set gy-labour",
    ),
    (
        "undo",
        [("sirve): ", "2"), ("[no]: ", "sí")],
        "sirve): 2\nal deshacer se harán estos cambios:",
    ),
    ("set kingston-2026 lugar=Kingston país=jamaica", [], "país anfitrión: (vacío) → Jamaica"),
    ("set gy-ctu horario='lun-vie 9 a 15'", [], "el horario se entendió así:"),
    (
        "set gy-labour ausente='de vacaciones'",
        [("¿Ejecutar cmcct set gy-labour notes='de vacaciones'? [no]: ", "sí")],
        "gy-labour: notas: (vacío) → «de vacaciones»",
    ),
    (
        "show abiola --version 'última versión'",
        [("¿Ejecutar cmcct show abiola --at 'última versión'? [sí]: ", "")],
        "lun a vie de 08:00 a 15:00",
    ),
    ("test cw-meldpunt 1299 --failed 'el número ya no existe'", [], "equivocado"),
    ("search quien atiende de noche trinidad", [], "dentro del país hay una"),
    ("set tribunal jamaica ciudad=Otra", [("sirve): ", "1"), ("[no]: ", "sí")], "Otra"),
    ("set corte jamaica ciudad=Ejemplo", [("sirve): ", "1"), ("[no]: ", "sí")], "Ejemplo"),
    (
        "add do-fiscalia fijo=809-234-5679",
        [("fijo=809-234-5679? [no]: ", "sí")],
        "se agrega +1 809 234 5679",
    ),
    ("set do-fiscalia --remove fijo=5679", [("[no]: ", "sí")], "se elimina +1 809 234 5679"),
    (
        "meeting add 'Reunión de Bridgetown' --lugar X --desde '3 junio 2026' --to 5/6/2026",
        [("sirve): ", "1"), ("[reunion-de-bridgetown]: ", "")],
        "Fecha: 3–5 de junio de 2026",
    ),
    (
        "meeting add Nassau --fecha 'del 3 al 5 de junio de 2026' --lugar Nassau",
        [("[nassau-2026]: ", "")],
        "Fecha: 3–5 de junio de 2026",
    ),
    (
        "meeting add Bridgetown 8-10 diciembre 2026",
        [("[bridgetown-2026]: ", "")],
        "para anotar quién participó: cmcct meeting attend bridgetown-2026 NOMBRE …",
    ),
    (
        "add reunión 'Castries, del 30 de noviembre al 2 de diciembre de 2027'",
        [("? [no]: ", "sí"), ("[castries-2027]: ", "")],
        "Fecha: 30 de noviembre – 2 de diciembre de 2027",
    ),
    (
        "set castries-2027 fin='3 de diciembre de 2027'",
        [],
        "último día: 2 de diciembre de 2027 → 3 de diciembre de 2027",
    ),
    ("list reuniones", [], "Castries, 30 de noviembre – 3 de diciembre de 2027"),
    (
        "meeting castries gy-labour carolina",
        [("carolina? [no]: ", "sí"), ("cambios? [no]: ", "sí")],
        "tt-refugee-desk: reuniones: (vacío) → castries-2027",
    ),
    ("test trinidad fijo contestó", [("sirve): ", "1"), ("[no]: ", "sí")], "contestada"),
    ("search --count", [("list countries? [sí]: ", "")], "Guyana"),
    ("show abiola --at '2 de diciembre'", [], "Abiola Example"),
    (
        "cartas confirmación --since 21/5/2026 -o cartas",
        [("[no]: ", "sí")],
        "porque confirmaron el 21 de mayo de 2026 o después: ",
    ),
    ("meeting add Cuarta Paramaribo 2 marzo 2027", [("[cuarta]: ", "")], "2 de marzo de 2027"),
    ("--country guyana search", [("search --country guyana? [sí]: ", "")], "gy-labour"),
    (
        "export excel español -o en.xlsx",
        [("sirve): ", "1")],
        "en.xlsx: ",
    ),
    ("set gy-labour correo+=x@example.org", [], "se agrega x@example.org"),
    ("set gy-labour --agregar correo y@example.org", [], "se agrega y@example.org"),
    ("set gy-labour agregar idioma francés", [], "idiomas: se agrega francés"),
    ("set gy-labour quitar idioma francés", [], "idiomas: se elimina francés"),
    ("set gy-labour cargo Jefa de turno", [("turno'? [no]: ", "sí")], "«Jefa de turno»"),
    ("verify gy-labour y gy-ctu por teléfono", [], "gy-ctu: fecha de confirmación"),
    ("verify gy-hotline 25 de mayo", [], "→ 25 de mayo de 2026"),
    ("set gy-labour ausente hasta 20 de junio", [("[no]: ", "sí")], "hasta el 20 de junio de 2026"),
    ("search abiola", [], "ausente hasta el 20 de junio de"),
    (
        "replace gy-foreign-affairs por 'Ana Ejemplo'",
        [("--name 'Ana Ejemplo'? [no]: ", "sí"), ("¿Guardar? [no]: ", "sí")],
        "«Rosa Ejemplo» → «Ana Ejemplo»",
    ),
    ("test gy-ctu fijo contestó", [], "contestada"),
    ("correos guyana", [("emails guyana? [sí]: ", "")], '"Abiola Ejemplo" <inspectorate@labour.gy'),
    ("export excel red -o red.xlsx", [], "se omitió «red»: por sí solo no selecciona nada"),
    ("svae -m Junio", [("¿Ejecutar cmcct save -m Junio? [no]: ", "sí")], "guardado en el commit"),
    ("round calls -o llamadas.xlsx", [], "inglés (español: --lang es)"),
    ("log gy-labour", [], "Nombre: Abiola Example → Abiola Ejemplo"),
    (
        "import deelnemers.csv",
        [("Enter si ninguna opción sirve): ", "6"), ("¿Guardar 2 fichas nuevas? [no]: ", "sí")],
        "alta: sr-voorbeeldkustwacht, cw-voorbeeldpolitie",
    ),
    ("search --meeting kingston-2026", [], "cw-voorbeeldpolitie"),
    ("set bb-eio oficina2=412-3460", [], "se agrega +1 246 412 3460"),
    ("set bb-eio oficina2=412-3461", [], "+1 246 412 3460 → +1 246 412 3461"),
    (
        "set bb-eio oficina=",
        [("Enter si ninguna opción sirve): ", "2"), ("[no]: ", "sí")],
        "se elimina +1 246 412 3461",
    ),
    ("set bb-eio 'segundo teléfono de oficina=412-3460'", [], "se agrega +1 246 412 3460"),
    (
        "remove marguerite 412-3460",
        [("¿Guardar? [no]: ", "sí")],
        "se elimina +1 246 412 3460",
    ),
    ("set bb-eio fax=412-3462", [], "se agrega +1 246 412 3462"),
    ("set bb-eio fax=no", [("[no]: ", "sí")], "se elimina +1 246 412 3462"),
    ("test zoe 1250 contestó", [("[no]: ", "sí"), ("sirve): ", "2")], "518 1250"),
    ("set bb-eio --add nota='llama tarde'", [], "llama tarde»"),
    ("set bb-eio nota='de viaje'", [("sirve): ", "1")], "llama tarde; de viaje»"),
    ("set bb-eio nota='nueva'", [("sirve): ", "2")], "«nueva»"),
    ("set pa-eio móvil whatsapp=no", [], "WhatsApp"),
    ("test kustwacht ocupado", [("[no]: ", "sí")], "ocupado"),
    ("search jamaica sin whatsapp", [], "jm-court"),
    ("search guyana sin celular", [], "gy-hotline"),
    ("search vacante", [], "dm-national-security"),
    ("search cuántas fichas por país", [("list countries? [sí]: ", "")], "Guyana"),
    ("search policía direcciones", [("policía'? [sí]: ", "")], "<"),
    ("meeting kingston-2026 abiola", [("[no]: ", "sí")] * 2, "se agrega kingston-2026"),
    ("meeting kingston-2026", [], "Reunión de Kingston, Kingston, 20 de mayo de 2026"),
    ("show kingston-2026", [], "Reunión de Kingston, Kingston, 20 de mayo de 2026"),
    ("log hoy", [], "Reunión de Kingston"),
    ("save -m Cambios de junio", [], "Cambios de junio"),
    ("set gy-labour app=whatsapp", [], "no hay nada que cambiar"),
    ("set gy-labour 'WhatsApp agregar'", [], "no hay nada que cambiar"),
    (
        "set gy-labour secreto=celular",
        [("[no]: ", "sí")],
        "el anexo privado es solo para la secretaría",
    ),
    (
        "set jm-court fax=523-0141",
        [("fax=+1 876 523 0141'? [no]: ", "sí")],
        "→ +1 876 523 0141",
    ),
    ("undo", [("sirve): ", "4"), ("[no]: ", "sí")], "archivo guardado"),
]
PARTICIPANTS = """\
Naam;Functie;Organisatie;Land;Sector;E-mail;Mobiel;Taal
Piet Voorbeeld;Commandant;Voorbeeldkustwacht;Suriname;kustwacht;a@example.org;741-2380;Nederlands
Marie Voorbeeld;Inspecteur;Voorbeeldpolitie;Curaçao;politie;b@example.org;518 1280;Papiaments
"""
_SAVE, _PROCEED = ("[nee]: ", "ja"), ("Doorgaan? [nee]: ", "ja")
DUTCH: list[Line] = [
    (
        "init",
        [
            ("GitHub? [nee]: ", "nee"),
            ("Network]: ", "Voorbeeldnetwerk"),
            ("list@network.example]: ", "lijst@example.org"),
            ("leeg blijven): ", "Suriname, Curaçao, Aruba"),
        ],
        "cmcct save slaat een versie op",
    ),
    ("import deelnemers.csv", [_SAVE], "2 nieuwe vermeldingen opslaan?"),
    (
        "add",
        [
            ("Land: ", "aruba"),
            ("Organisatie: ", "Taskforce Voorbeeld"),
            ("Eenheid (mag leeg blijven): ", ""),
            ("de belangrijkste eerst (bijv. 2,9): ", "1"),
            ("Volledige naam (mag leeg blijven): ", "Els Voorbeeld-Croes"),
            (
                "Achternaam, om op te sorteren (mag leeg blijven): ",
                "Voorbeeld-Croes",
            ),
            ("Functie (mag leeg blijven): ", "Coördinator"),
            ("Rol [Contactpunt]: ", ""),
            ("E-mail (mag leeg blijven): ", "els@example.org"),
            ("Telefoon (mag leeg blijven): ", "592 1234"),
            ("Talen (mag leeg blijven): ", "nederlands, papiaments"),
            ("Openingstijden (mag leeg blijven): ", "ma t/m vr 8.00 - 16.00 uur"),
            ("[aw-tv]: ", ""),
            ("Deze wijzigingen opslaan? [nee]: ", "ja"),
        ],
        "toegevoegd: aw-tv",
    ),
    ("set aruba mobiel=592-1234", [], "niets te wijzigen"),
    ("set 'Piet Voorbeeld' mobiel 741-2381", [_SAVE], "+597 741 2380 → +597 741 2381"),
    ("set voorbeeld mobiel=592-1235", [("deze): ", "1"), _SAVE], "+297 592 1234 → +297 592 1235"),
    ("set marie openingstijden='ma-vr 8-16'", [_SAVE], "(leeg) → ma t/m vr 08:00–16:00"),
    (
        "set marie talen='nl en'",
        [_SAVE],
        "talen: Papiaments → Nederlands; talen: Engels (toegevoegd)",
    ),
    ("set marie --privé mobiel", [_SAVE], "verplaatst naar de vertrouwelijke bijlage"),
    (
        "set marie --openbaar mobiel",
        [("voor geen van deze): ", "2")],
        "verplaatst naar de contactgids, voor het netwerk",
    ),
    (
        "verify --land suriname --via telefoon --op gisteren",
        [],
        "bevestigingsdatum: (leeg) → 31 mei 2026",
    ),
    ("verify marie gisteren per mail", [_SAVE], "bevestiging: (leeg) → per e-mail"),
    ("verify marie per telefoon gisteren", [_SAVE], "bevestiging: per e-mail → "),
    (
        "meeting add aruba-2026 --naam Aruba --datum '12 mei 2026' --plaats Oranjestad",
        [],
        "toegevoegd: aruba-2026",
    ),
    ("meeting attend aruba-2026 'Els Voorbeeld-Croes'", [_SAVE], "bijeenkomsten: (leeg) → aruba"),
    ("save", [], "opgeslagen in commit"),
    (
        "retire 'Piet Voorbeeld'",
        [("vertrokken\u2019)? [nee]: ", ""), _SAVE],
        "status: actief → vertrokken",
    ),
    (
        "undo",
        [_PROCEED],
        "directory.toml: wijzigingen ongedaan gemaakt; om ze terug te halen: cmcct undo last",
    ),
    (
        "replace 'Piet Voorbeeld' --naam 'Klaas Voorbeeld' --telefoon 741-2390",
        [_SAVE],
        "mobiel nummer: +597 741 2381 → +597 741 2390",
    ),
    ("set marie --unset Engels", [_SAVE], "talen: Engels (verwijderd)"),
    ("diff", [], "    Talen: Engels (verwijderd)"),
    ("save", [], "opgeslagen in commit"),
    ("set marie --add talen='en es'", [_SAVE], "talen: Engels (toegevoegd)"),
    ("diff", [], "    Talen: Engels (toegevoegd); Spaans (toegevoegd)"),
    ("export -o lijst.xlsx --lang nl", [], "lijst.xlsx: 3 vermeldingen"),
    ("import lijst.xlsx", [], "3 rijen zonder wijzigingen"),
    ("search onbevestigd", [], "Klaas Voorbeeld"),
    ("status gaten aruba", [], "met maar één contact"),
    ("call aruba", [], "+297 592 1235 (mobiel)"),
    ("set klaas kantoornummer2='211 241'", [_SAVE], "kantoornummer: +597 211 241 (toegevoegd)"),
    (
        "set klaas kantoor='211 241, 211 242'",
        [("--add 'kantoor=211 242' uitvoeren? [nee]: ", "ja")],
        "kantoornummer: +597 211 242 (toegevoegd)",
    ),
    (
        "set klaas functie=plaatsvervanger",
        [("deze): ", "1"), _SAVE],
        "(leeg) → \N{LEFT SINGLE QUOTATION MARK}plaatsvervanger",
    ),
    (
        "meeting Bridgetown '3-5 juni 2026'",
        [("uitvoeren? [nee]: ", "ja"), ("[bridgetown-2026]: ", "")],
        "Datum: 3–5 juni 2026",
    ),
    (
        "replace klaas --naam 'Sharda Voorbeeld' --mobiel 741-2399",
        [_SAVE],
        "741-2399\N{RIGHT SINGLE QUOTATION MARK} wordt gelezen als +597 741 2399",
    ),
    ("vacant sharda", [("--vacant sharda uitvoeren? [nee]: ", "ja"), _SAVE], "actief → vacant"),
    ("check", [], "1 waarschuwing"),
]
# What is refused, and the command that is named.
REFUSED = [
    ("es", "set cw-politie reunión=port-of-spain-2018", "--add 'reunión=port-of-spain-2018'"),
    (
        "es",
        "set gy-labour ausente='20 de junio de 2026'",
        "set gy-labour notes='ausente hasta el 20 de junio de 2026'",
    ),
    ("es", "set gy-labour estado='ausente hasta junio'", "notes='ausente hasta junio'"),
    ("nl", "set gy-labour status='afwezig tot 20 mei'", "notes='afwezig tot 20 mei 2027'"),
    ("nl", "set gy-labour afwezig=ja", "set gy-labour notes=afwezig"),
    ("es", "set bb-police whatsapp=no", "¿Ejecutar cmcct show bb-police --format toml?"),
    # Who answers meanwhile is said, and another key stays a key.
    (
        "es",
        "set gy-labour vacaciones='todo junio' suplente=gy-ctu ciudad=Linden",
        "set gy-labour notes='vacaciones: todo junio; suplente: gy-ctu' ciudad=Linden",
    ),
    (
        "es",
        "set gy-labour celular.difusión='Secretaría hasta diciembre'",
        "fecha final\nayuda: ejecute cmcct set gy-labour 'celular.difusión=secretariat'",
    ),
    (
        "nl",
        "set gy-labour mobiel='niet in de lijsten tot december'",
        "opgeslagen\nadvies: voer cmcct set gy-labour mobiel.sharing=secretariat uit",
    ),
    ("fr", "set gy-labour congé='tout juin'", "set gy-labour notes='congé: tout juin'"),
    ("es", "verify --meeting georgetown", "georgetown-2019"),
    ("es", "set gy-labour zzz=1", "cmcct list keys"),
    ("es", "set georgetown-2019 fin='3 de marzo de 2019'", "«until» es anterior a «date»"),
    ("es", "set gy-labour estado=vacante", "cmcct replace gy-labour --vacant"),
    (
        "nl",
        "set gy-labour functie=plaatsvervanger",
        "title=plaatsvervanger of role=plaatsvervanger",
    ),
    ("en", "set bs-shelter estado=Guyana country=Belize", "country is set twice"),
    ("nl", "set gy-labour --unset zzz", "voer cmcct list keys uit\n"),
    (
        "es",
        "set gy-labour --unset Español",
        "clave desconocida: «Español»\nayuda: ejecute cmcct list",
    ),
    ("es", "set bb-police --unset idiomas=francés", "languages no contiene"),
    ("fr", "set aw-taskforce langue=anglais", "a déjà\u00a0: anglais"),
    ("es", "set aw-taskforce idioma=francés", "neerlandés, papiamento, inglés, español"),
    ("nl", "nota gy-labour is ziek", "set gy-labour --add 'notes=is ziek' uitvoeren? [nee]"),
    ("en", "note", "did you mean cmcct set ID --add 'notes=…'?"),
    ("es", "fichas por país", "cmcct list countries? [sí]"),
    ("nl", "stats", "cmcct list countries uitvoeren? [ja]"),
    ("es", "cuántas fichas hay --directory x", "list countries --directory x? [sí]"),
    ("es", "search --correo surinam", "cmcct export emails surinam? [sí]"),
    ("en", "search --email=surinam", "Run cmcct export emails surinam? [yes]"),
    ("nl", "edition", "voer cmcct edition issue … -o lists of cmcct edition verify … uit"),
    ("nl", "set gy-labour kantoor 220 1299 erbij", '--add kantoor="220 1299"'),
    ("es", "set gy-labour oficina 220 1299 más", '--add oficina="220 1299"'),
    ("fr", "set gy-labour bureau 220 1299 aussi", '--add bureau="220 1299"'),
    ("en", "set gy-labour office=220 1299 too", '--add office="220 1299"'),
    ("es", "set gy-labour estado=otro", "escriba country=Guyana o status=vacant"),
    ("nl", "show abiola vorige week", "git init"),
    ("es", "verify abiola bb-eio", "bb-eio, Marguerite"),
    ("nl", "meeting attend georgetown-2019 bb-eio gisela", "bb-eio, Marguerite"),
    ("nl", "add bijeenkomst", "cmcct meeting add uitvoeren? [nee]"),
    ("nl", "add 'Jan Voorbeeld' Aruba", "cmcct add --country Aruba --name 'Jan Voorbeeld' uit"),
    ("es", "private zoe celular", "¿Ejecutar cmcct set --private zoe celular? [no]"),
    ("nl", "verberg zoe mobiel", "cmcct set --private zoe mobiel uitvoeren? [nee]"),
    ("en", "make private zoe mobile", "Run cmcct set --private zoe mobile? [no]"),
    ("fr", "set gy-hotline portable privé", ": emails.0 hotline@gy.example.org, phones.0"),
    ("nl", "set rojas mobiel openbar", " is ruimer dan die van de vermelding: "),
    ("es", "set rojas celular privdo", "¿Ejecutar cmcct set tt-refugee-desk --private celular? ["),
    ("nl", "search --telefoon 592", "cmcct search 592 uitvoeren? [ja]"),
    ("es", "show --nombre Ada", "¿Ejecutar cmcct show Ada? [sí]"),
    ("es", "verify gy-ctu --correo", "¿Ejecutar cmcct verify gy-ctu --via email? [no]"),
    ("nl", "show gy-ctu --vorige", "cmcct show gy-ctu --at vorige uitvoeren? [ja]"),
    ("fr", "diff --précédente", "Lancer cmcct diff 'précédente'"),
    ("nl", "aantal per land", "cmcct list countries uitvoeren? [ja]"),
    ("fr", "compter", "Lancer cmcct list countries"),
    ("es", "test gy-ctu línea", "Su elección (de 1 a 3; Enter si ninguna opción sirve)"),
    ("nl", "round sturen", "cmcct round letters uitvoeren?"),
    ("nl", "meeting georgetown devon, keisha", "cmcct meeting attend georgetown-2019 devon keisha"),
    ("nl", "list", "alle vermeldingen: cmcct search"),
    ("nl", "politie aruba", "cmcct search politie aruba uitvoeren? [ja]"),
    (
        "nl",
        "set tc-border-force gy-labour talen=Engels",
        "cmcct set tc-border-force gy-labour --add talen=Engels",
    ),
]
# What finds nothing: a condition that is true of none, or one that a search does not know.
CONDITIONS = [
    ("es", "search 'sin confirmar un año'", "«sin confirmar un año»: 0 de 51 fichas"),
    ("nl", "search niet bevestigd een jaar", "0 van 51 vermeldingen"),
    ("fr", "search non confirmé un an", "0 fiche sur 51"),
    ("en", "search not confirmed a year", "'not confirmed a year': 0 of 51 entries"),
    (
        "es",
        "search surinam sin correo",
        "«sin correo»: 0 de 2 fichas",
    ),
    ("nl", "search suriname zonder telefoon", ": 0 van 2 vermeldingen"),
    ("es", "search confirmado hace más de 6 meses", "condiciones que la búsqueda conoce"),
    ("nl", "search jamaica zonder telex", "voorwaarden die de zoekopdracht kent"),
]


@pytest.mark.parametrize(("lang", "line", "shown"), REFUSED)
def test_refused_line_names_the_command(
    lang: str, line: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CMCCT_LANG", lang)
    Path("directory.toml").write_bytes(SHIPPED.read_bytes())
    result = typing([], *shlex.split(line), columns=200)
    assert (result.code, shown in result.out) == (2, True), result.out
    assert Path("directory.toml").read_bytes() == SHIPPED.read_bytes()


@pytest.mark.parametrize(("lang", "line", "shown"), CONDITIONS)
def test_condition_is_not_answered_by_its_opposite(
    lang: str, line: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CMCCT_LANG", lang)
    Path("directory.toml").write_bytes(SHIPPED.read_bytes())
    result = typing([], *shlex.split(line), columns=200)
    assert (result.code, shown in result.out, "?" in result.out) == (1, True, False), result.out


def test_no_names_the_command_that_adds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CMCCT_LANG", "es")
    Path("directory.toml").write_bytes(SHIPPED.read_bytes())
    answers = [("sirve): ", "1\n"), ("¿Guardar? [no]: ", "no\n")]
    result = typing(answers, "set", "anoushka", "fijo=211-235", columns=200)
    assert "junto al otro: cmcct set sr-gezondheid --add oficina=211-235" in result.out


def test_number_becomes_public_after_two_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CMCCT_LANG", "nl")
    Path("directory.toml").write_bytes(SHIPPED.read_bytes())
    assert typing([], "set", "sr-gezondheid", "--private", "mobile", "--yes").code == 0
    words, run_it = ("set", "sr-gezondheid", "mobile=public"), ("uitvoeren? [nee]: ", "ja\n")
    refused = typing([run_it, ("deze): ", "\n")], *words, columns=200)
    assert (refused.code, refused.out.endswith("er is niets opgeslagen\n")) == (2, True)
    result = typing([run_it, ("deze): ", "2\n")], *words, columns=200)
    assert "meer mensen zullen deze gegevens uit de vertrouwelijke bijlage zien: +597" in result.out
    assert result.out.endswith("verplaatst naar de contactgids, voor het netwerk\n")


@pytest.mark.timeout(400)  # a process for each line
@pytest.mark.parametrize(("lang", "lines"), [("es", SPANISH), ("nl", DUTCH)])
def test_line_has_its_effect_at_the_first_try(
    lang: str, lines: list[Line], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CMCCT_LANG", lang)
    if lang == "es":
        repository(tmp_path).commit_bytes(SHIPPED.read_bytes())
    Path("deelnemers.csv").write_text(PARTICIPANTS, encoding="utf-8")
    for line, questions, shown in lines:
        answers = [(question, f"{answer}\n") for question, answer in questions]
        result = typing(answers, *shlex.split(line), columns=200)
        assert (result.code, shown in result.out) == (0, True), (line, result.out)
