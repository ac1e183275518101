export const contacts = {
  title: 'Kontakty',
  search: 'Hledat kontakty',
  new: 'Nový kontakt',
  import: 'Importovat',
  list: 'Kontakty',
  empty: 'Zatím žádné kontakty',
  emptyHint: 'Přidejte kontakt ručně nebo kontakty importujte ze souboru.',
  emptyRead: 'Přidat nebo importovat je může správce.',
  filters: { state: 'Stav', active: 'Aktivní', inactive: 'Deaktivované' },
  columns: {
    name: 'Jméno',
    customer: 'Zákazník',
    email: 'E-mail',
    tokens: 'Tokeny API',
    created: 'Vytvořeno',
    state: 'Stav',
  },
  fields: {
    fullName: 'Celé jméno',
    customer: 'Zákazník',
    email: 'E-mail',
    phone: 'Telefon',
    jobTitle: 'Pracovní pozice',
    created: 'Datum vytvoření',
  },
  tabs: { label: 'Kontakt', general: 'Obecné', tokens: 'Tokeny API' },
  details: 'Údaje o kontaktu',
  keys: 'Uživatelské klíče a webový přístup',
  keysHint: 'Tokeny kontaktu mají přístup jen do zákaznického portálu a jen k datům tohoto zákazníka.',
  inactiveHint: 'Kontakt je deaktivovaný: žádný jeho token není přijímán.',
  customerInactiveHint: 'Zákazník je deaktivovaný: žádný token tohoto kontaktu není přijímán.',
  deactivate: 'Deaktivovat',
  reactivate: 'Znovu aktivovat',
  confirmDeactivate: 'Deaktivovat tento kontakt?',
  confirmDeactivateText_zero: 'Kontakt nemá žádné tokeny. Dokud nebude znovu aktivován, nelze mu žádný vydat.',
  confirmDeactivateText_one:
    'Token kontaktu přestane být ihned přijímán. Po opětovné aktivaci kontaktu bude znovu fungovat.',
  confirmDeactivateText_few:
    '{{count}} tokeny kontaktu přestanou být ihned přijímány. Po opětovné aktivaci kontaktu budou znovu fungovat.',
  confirmDeactivateText_many:
    '{{count}} tokenu kontaktu přestane být ihned přijímáno. Po opětovné aktivaci kontaktu budou znovu fungovat.',
  confirmDeactivateText_other:
    '{{count}} tokenů kontaktu přestane být ihned přijímáno. Po opětovné aktivaci kontaktu budou znovu fungovat.',
  confirmReactivate: 'Znovu aktivovat tento kontakt?',
  confirmReactivateText_zero: 'Kontaktu bude opět možné vydávat tokeny.',
  confirmReactivateText_one:
    'Token kontaktu bude ihned opět přijímán, pokud jeho platnost nevypršela a nebyl odebrán ani smazán.',
  confirmReactivateText_few:
    '{{count}} tokeny kontaktu budou ihned opět přijímány, pokud jejich platnost nevypršela a nebyly odebrány ani smazány.',
  confirmReactivateText_many:
    '{{count}} tokenu kontaktu bude ihned opět přijímáno, pokud jejich platnost nevypršela a nebyly odebrány ani smazány.',
  confirmReactivateText_other:
    '{{count}} tokenů kontaktu bude ihned opět přijímáno, pokud jejich platnost nevypršela a nebyly odebrány ani smazány.',
  created: 'Kontakt „{{name}}“ byl přidán.',
  saved: 'Kontakt „{{name}}“ byl uložen.',
  deactivated: 'Kontakt „{{name}}“ je deaktivovaný.',
  reactivated: 'Kontakt „{{name}}“ je opět aktivní.',
} as const
