import { describe, expect, test } from 'vitest'
import type { ImportField } from '../../../src-shared/contract/imports.ts'
import type { DeskError } from '../../../src-shared/errors.ts'
import { checkMapping, guessMapping, recogniseProgram } from './columns.ts'

function mapped(headers: string, kind: 'contacts' | 'users' = 'contacts'): Record<string, string> {
  const names = headers.split(',')
  const mapping = guessMapping(names, kind)
  return Object.fromEntries(
    mapping.flatMap((field, column) => (field === null ? [] : [[field, names[column] as string]])),
  )
}

const OUTLOOK =
  'Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business City,Home Street,Business Fax,Business Phone,Business Phone 2,Home Phone,Mobile Phone,Categories,E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,Language,Notes,Web Page'
const OUTLOOK_WEB =
  'First Name,Middle Name,Last Name,Title,Suffix,Nickname,Given Yomi,Surname Yomi,E-mail Address,E-mail 2 Address,E-mail 3 Address,Home Phone,Home Phone 2,Business Phone,Business Phone 2,Mobile Phone,Company,Company Yomi,Department,Job Title,Notes'
const GOOGLE_OLDER =
  'Name,Given Name,Additional Name,Family Name,Yomi Name,Name Prefix,Nickname,Birthday,Notes,Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Type,Organization 1 - Name,Organization 1 - Title'
const GOOGLE_NEWER =
  'First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value'

describe('the headings of other programs are recognised', () => {
  test('Outlook, from the desktop and from the web', () => {
    for (const headers of [OUTLOOK, OUTLOOK_WEB]) {
      expect(recogniseProgram(headers.split(','))).toBe('outlook')
      expect(mapped(headers)).toEqual({
        customer: 'Company',
        firstName: 'First Name',
        lastName: 'Last Name',
        email: 'E-mail Address',
        phone: 'Business Phone',
        jobTitle: 'Job Title',
      })
    }
  })

  test('Outlook in German, French, Czech and Turkish', () => {
    const languages = [
      'Anrede,Vorname,Weitere Vornamen,Nachname,Firma,Abteilung,Position,Telefon geschäftlich,E-Mail-Adresse',
      'Titre,Prénom,Deuxième prénom,Nom,Société,Service,Profession,Téléphone (bureau),Adresse de messagerie',
      'Oslovení,Jméno,Druhé jméno,Příjmení,Společnost,Oddělení,Funkce,Telefon (zaměstnání),E-mailová adresa',
      'Unvan 1,Ad,İkinci Ad,Soyadı,Şirket,Bölüm,İş Unvanı,İş Telefonu,E-posta Adresi',
    ]
    for (const headers of languages) {
      expect(recogniseProgram(headers.split(',')), headers).toBe('outlook')
      expect(guessMapping(headers.split(','), 'contacts'), headers).toEqual([
        ...[null, 'firstName', null, 'lastName', 'customer', null, 'jobTitle', 'phone', 'email'],
      ])
    }
  })

  test('Google Contacts, older and newer', () => {
    expect(recogniseProgram(GOOGLE_OLDER.split(','))).toBe('google-contacts')
    expect(recogniseProgram(GOOGLE_NEWER.split(','))).toBe('google-contacts')
    expect(mapped(GOOGLE_OLDER)).toEqual({
      fullName: 'Name',
      firstName: 'Given Name',
      lastName: 'Family Name',
      customer: 'Organization 1 - Name',
      jobTitle: 'Organization 1 - Title',
      email: 'E-mail 1 - Value',
      phone: 'Phone 1 - Value',
    })
    expect(mapped(GOOGLE_NEWER)).toEqual({
      firstName: 'First Name',
      lastName: 'Last Name',
      customer: 'Organization Name',
      jobTitle: 'Organization Title',
      email: 'E-mail 1 - Value',
      phone: 'Phone 1 - Value',
    })
  })

  test('plain ones, whatever their case, accents and punctuation; the rest stays out', () => {
    expect(mapped('CUSTOMER,full_name,E-MAIL,Téléphone,Role,Shoe size')).toEqual({
      customer: 'CUSTOMER',
      fullName: 'full_name',
      email: 'E-MAIL',
      phone: 'Téléphone',
      jobTitle: 'Role',
    })
    expect(mapped('Nom,Client,Courriel')).toEqual({ fullName: 'Nom', customer: 'Client', email: 'Courriel' })
    expect(mapped('User name,Name,Mail,Role,Technical user?,Language', 'users')).toEqual({
      username: 'User name',
      fullName: 'Name',
      email: 'Mail',
      role: 'Role',
      kind: 'Technical user?',
      preferredLanguage: 'Language',
    })
    expect(recogniseProgram(['Name', 'Company'])).toBe('none')
  })

  test('of headings that occur twice, the first fills the field', () => {
    expect(guessMapping(['Email', 'Email', 'Name', 'Company'], 'contacts')).toEqual([
      'email',
      null,
      'fullName',
      'customer',
    ])
  })
})

describe('a mapping that does not fit is refused at its column', () => {
  const headers = ['A', 'B', 'C']
  const cases: readonly (readonly [(ImportField | null)[], 'contacts' | 'users', field: string, rule: string])[] = [
    [['fullName', 'customer'], 'contacts', 'mapping', 'columnCount'],
    [['fullName', 'customer', 'fullName'], 'contacts', 'mapping.2', 'fieldTaken'],
    [['fullName', 'customer', 'username'], 'contacts', 'mapping.2', 'notForThisKind'],
    [['email', 'customer', null], 'contacts', 'mapping', 'nameMissing'],
    [['fullName', 'email', null], 'contacts', 'mapping', 'customerMissing'],
    [['fullName', 'email', null], 'users', 'mapping', 'usernameMissing'],
  ]
  test.each(cases)('%j as %s', (mapping, kind, field, rule) => {
    try {
      checkMapping(mapping, headers, kind)
      expect.fail('The mapping was taken.')
    } catch (error) {
      expect((error as DeskError).code).toBe('INVALID_INPUT')
      expect((error as DeskError).fields?.[field]?.rule).toBe(rule)
    }
  })
})
