import type { ImportField, ImportInspection } from '../../../src-shared/contract/imports.ts'
import { contactField, userField } from '../../../src-shared/contract/imports.ts'
import { invalidInput } from '../../../src-shared/errors.ts'
import { foldHeading } from './fold.ts'

export type ImportKind = 'contacts' | 'users'
export type Mapping = readonly (ImportField | null)[]

/**
 * A first guess at what each column is, by its heading: those of Outlook's and Google Contacts' exports (English,
 * German, French, Czech, Turkish) and plain ones. Case, accents and punctuation do not count. Where several columns
 * would fill one field, the likeliest one does, and the others stay out.
 */
export function guessMapping(headers: readonly string[], kind: ImportKind): (ImportField | null)[] {
  const folded = headers.map(foldHeading)
  const mapping: (ImportField | null)[] = headers.map(() => null)
  for (const field of fieldsOf(kind)) {
    const column = likeliestColumn(folded, mapping, headingsOf(field, folded))
    if (column !== undefined) mapping[column] = field
  }
  return mapping
}

/** Which program wrote a file with these headings. */
export function recogniseProgram(headers: readonly string[]): ImportInspection['recognised'] {
  const folded = new Set(headers.map(foldHeading))
  if (folded.has('email1value') || folded.has('phone1value') || folded.has('organization1name'))
    return 'google-contacts'
  return OUTLOOK_SIGNS.some((signs) => signs.every((sign) => folded.has(sign))) ? 'outlook' : 'none'
}

/** Refuses a mapping that does not fit the file or the kind of import, with a field problem at the column. */
export function checkMapping(mapping: Mapping, headers: readonly string[], kind: ImportKind): void {
  if (mapping.length !== headers.length) {
    const message = `The file has ${headers.length} columns, the mapping ${mapping.length}.`
    throw invalidInput({ mapping: { rule: 'columnCount', message, limit: headers.length } }, message)
  }
  const fields = fieldsOf(kind)
  const taken = new Map<ImportField, number>()
  for (const [column, field] of mapping.entries()) {
    if (field === null) continue
    if (!fields.includes(field))
      throw mappingRefused(`mapping.${column}`, 'notForThisKind', `${LABELS[field]} is not a field of ${kind}.`)
    const earlier = taken.get(field)
    if (earlier !== undefined)
      throw mappingRefused(
        `mapping.${column}`,
        'fieldTaken',
        `${LABELS[field]} is given by column ${earlier + 1} already. One column gives one field.`,
      )
    taken.set(field, column)
  }
  const hasName = taken.has('fullName') || taken.has('firstName') || taken.has('lastName')
  if (kind === 'contacts' && !hasName)
    throw mappingRefused('mapping', 'nameMissing', 'Say which column holds the name of the contact.')
  if (kind === 'contacts' && !taken.has('customer') && !taken.has('customerReference'))
    throw mappingRefused('mapping', 'customerMissing', 'Say which column holds the customer.')
  if (kind === 'users' && !taken.has('username'))
    throw mappingRefused('mapping', 'usernameMissing', 'Say which column holds the username.')
}

/** What a field is called in a sentence. */
export const LABELS: Readonly<Record<ImportField, string>> = {
  customer: 'Customer',
  customerReference: 'Customer reference',
  fullName: 'Full name',
  firstName: 'First name',
  lastName: 'Last name',
  email: 'Email',
  phone: 'Phone',
  jobTitle: 'Job title',
  username: 'Username',
  role: 'Role',
  kind: 'Technical user',
  preferredLanguage: 'Language',
}

const OUTLOOK_SIGNS: readonly (readonly string[])[] = [
  ['firstname', 'lastname', 'emailaddress'],
  ['vorname', 'nachname', 'emailadresse'],
  ['prenom', 'nom', 'adressedemessagerie'],
  ['jmeno', 'prijmeni', 'emailovaadresa'],
  ['jmeno', 'prijmeni', 'adresaelektronickeposty'],
  ['ad', 'soyadi', 'epostaadresi'],
]

/** The headings of each field, likeliest first, as `foldHeading` leaves them. */
const HEADINGS: Readonly<Record<ImportField, readonly string[]>> = {
  customer: [
    ...['customer', 'customername', 'client', 'clientname', 'account', 'accountname'],
    ...['company', 'companyname', 'organization1name', 'organizationname', 'organisationname'],
    ...['organization', 'organisation', 'kunde', 'kundenname', 'firma', 'unternehmen', 'societe', 'entreprise'],
    ...['zakaznik', 'spolecnost', 'organizace', 'musteri', 'sirket', 'firmaadi', 'sirketadi', 'kurulus'],
  ],
  customerReference: [
    ...['customerreference', 'customerref', 'customernumber', 'customerno', 'customerid', 'customercode'],
    ...['clientreference', 'clientnumber', 'clientid', 'accountnumber', 'accountid', 'reference', 'kundennummer'],
    ...['kundennr', 'numeroclient', 'referenceclient', 'codeclient', 'cislozakaznika', 'musterino', 'musterinumarasi'],
  ],
  fullName: [
    ...['fullname', 'contactname', 'displayname', 'name', 'contact', 'person', 'vollstandigername', 'anzeigename'],
    ...['nomcomplet', 'celejmeno', 'jmenoaprijmeni', 'zobrazovanejmeno', 'adsoyad', 'adisoyadi', 'tamadi'],
  ],
  firstName: ['firstname', 'givenname', 'forename', 'vorname', 'prenom', 'krestnijmeno', 'jmeno', 'ad', 'adi', 'isim'],
  lastName: [
    'lastname',
    'familyname',
    'surname',
    'nachname',
    'familienname',
    'nomdefamille',
    'prijmeni',
    'soyadi',
    'soyad',
  ],
  email: [
    ...['email1value', 'emailaddress', 'email', 'mail', 'email1address', 'email1', 'businessemail', 'workemail'],
    ...['emailadresse', 'adressedemessagerie', 'adresseemail', 'courriel', 'adresseelectronique', 'emailovaadresa'],
    ...['adresaelektronickeposty', 'emailova', 'eposta', 'epostaadresi', 'elektronickaposta'],
  ],
  phone: [
    ...['businessphone', 'phone1value', 'workphone', 'companymainphone', 'phone', 'phonenumber', 'telephone', 'tel'],
    ...['telefongeschaftlich', 'telephonebureau', 'telefonzamestnani', 'istelefonu', 'telefon', 'telefonnummer'],
    ...['telefonnicislo', 'telefonnumarasi', 'numerodetelephone', 'mobilephone', 'mobile', 'mobiltelefon'],
    ...['telephonemobile', 'telmobile', 'mobilni', 'mobilnitelefon', 'ceptelefonu', 'primaryphone', 'homephone'],
  ],
  jobTitle: [
    ...['jobtitle', 'organization1title', 'organizationtitle', 'position', 'jobposition', 'function', 'profession'],
    ...['fonction', 'poste', 'stellung', 'funktion', 'berufsbezeichnung', 'pracovnipozice', 'pozice', 'funkce'],
    ...['isunvani', 'unvan', 'unvani', 'gorev', 'gorevi', 'pozisyon', 'role'],
  ],
  username: [
    ...['username', 'userid', 'login', 'loginname', 'accountname', 'samaccountname', 'userprincipalname', 'user'],
    ...['benutzername', 'benutzer', 'nomdutilisateur', 'utilisateur', 'identifiant', 'uzivatelskejmeno', 'uzivatel'],
    ...['kullaniciadi', 'kullanici'],
  ],
  role: ['role', 'userrole', 'rolle', 'rol', 'kullanicirolu'],
  kind: [
    ...['technicaluser', 'technical', 'kind', 'usertype', 'userkind', 'accounttype', 'technischerbenutzer'],
    ...['utilisateurtechnique', 'technickyuzivatel', 'teknikkullanici'],
  ],
  preferredLanguage: [
    ...['preferredlanguage', 'language', 'sprache', 'bevorzugtesprache', 'langue', 'languepreferee', 'jazyk'],
    ...['preferovanyjazyk', 'dil', 'tercihedilendil'],
  ],
}

/** Where two fields want one column, the earlier of this order has it: a Google "Name" beside "Given Name" is the full one. */
const ORDER: readonly ImportField[] = [
  ...(['username', 'customerReference', 'customer', 'firstName', 'lastName', 'fullName', 'email', 'phone'] as const),
  ...(['role', 'kind', 'preferredLanguage', 'jobTitle'] as const),
]

function fieldsOf(kind: ImportKind): readonly ImportField[] {
  const fields: readonly ImportField[] = kind === 'contacts' ? contactField.options : userField.options
  return ORDER.filter((field) => fields.includes(field))
}

/** French "Nom", Czech "Jméno" and Turkish "Ad" are half a name beside the other half and the whole one without it. */
function headingsOf(field: ImportField, folded: readonly string[]): readonly string[] {
  const has = (...headings: string[]) => headings.some((heading) => folded.includes(heading))
  const headings = HEADINGS[field]
  if (field === 'lastName') {
    if (has('prenom')) return [...headings, 'nom']
    return has('vorname') && !has('nachname', 'familienname') ? [...headings, 'name'] : headings
  }
  const alone = [
    ...(has('prijmeni') ? [] : ['jmeno']),
    ...(has('soyadi', 'soyad') ? [] : ['ad', 'adi', 'isim']),
    ...(has('prenom') ? [] : ['nom']),
  ]
  if (field === 'firstName') return headings.filter((heading) => !alone.includes(heading))
  return field === 'fullName' ? [...headings, ...alone] : headings
}

function likeliestColumn(folded: readonly string[], mapping: Mapping, headings: readonly string[]): number | undefined {
  for (const heading of headings) {
    const column = folded.findIndex((header, index) => header === heading && mapping[index] === null)
    if (column !== -1) return column
  }
  return undefined
}

function mappingRefused(path: string, rule: string, message: string): Error {
  return invalidInput({ [path]: { rule, message } }, message)
}
