/** A customer of the sample data with its people. All are invented; addresses end in `.example`, which nobody can own. */
export interface SampleCustomer {
  readonly name: string
  readonly reference: string
  readonly contacts: readonly {
    readonly fullName: string
    readonly email: string | null
    readonly phone: string | null
    readonly jobTitle: string | null
  }[]
}
export interface SampleUser {
  readonly username: string
  readonly fullName: string
}

/** 40 customers with five contacts each. */
export function sampleCustomers(): SampleCustomer[] {
  return COMPANIES.map(([name, host], index) => ({
    name,
    reference: `C-${String(10_001 + index * 37)}`,
    contacts: Array.from({ length: CONTACTS_EACH }, (_, place) => {
      const number = index * CONTACTS_EACH + place
      return {
        fullName: nameOf(number),
        email: number % 11 === 10 ? null : `${LOCAL_PARTS[place]}.${number + 1}@${host}.example`,
        // Numbers of the ranges that regulators keep free for fiction.
        phone: number % 7 === 6 ? null : `+1 202 555 0${String(100 + (number % 100))}`,
        jobTitle: JOB_TITLES[(number * 3) % JOB_TITLES.length] ?? null,
      }
    }),
  }))
}

/** 40 people of the organisation. */
export function sampleUsers(): SampleUser[] {
  return STAFF.map((fullName, index) => ({ fullName, username: STAFF_USERNAMES[index] as string }))
}

/** 12 technical users. */
export function sampleMachines(): SampleUser[] {
  return MACHINES.map(([username, fullName]) => ({ username, fullName }))
}

const CONTACTS_EACH = 5
const LOCAL_PARTS = ['office', 'orders', 'purchasing', 'it', 'accounts'] as const

const COMPANIES: readonly (readonly [name: string, host: string])[] = [
  ['Acme Bearings Ltd', 'acme-bearings'],
  ['Alpenglas Manufaktur GmbH', 'alpenglas'],
  ['Ateliers Béranger & Fils', 'beranger'],
  ['Bäckerei Grünwald KG', 'gruenwald'],
  ['Boğaziçi Denizcilik A.Ş.', 'bogazici'],
  ['Borealis Timber AB', 'borealis'],
  ['Brno Přístroje s.r.o.', 'brno-pristroje'],
  ['Café Ñandú S.L.', 'nandu'],
  ['Carrow’s Mill Foods', 'carrows-mill'],
  ['Čedok Stroje a.s.', 'cedok-stroje'],
  ['Delta Hydraulics Inc.', 'delta-hydraulics'],
  ['Ægir Shipping ApS', 'aegir'],
  ['Elbe Logistik GmbH & Co. KG', 'elbe-logistik'],
  ['Établissements Lefèvre', 'lefevre'],
  ['Fjord Instruments AS', 'fjord'],
  ['Gdańskie Zakłady Papiernicze S.A.', 'gzp'],
  ['Græsrod Bryggeri', 'graesrod'],
  ['Győri Malom Zrt.', 'gyori-malom'],
  ['Hanami Denshi 花見電子', 'hanami'],
  ['Hôtel de l’Océan', 'hotel-ocean'],
  ['İzmir Tekstil Sanayi', 'izmir-tekstil'],
  ['Jōetsu Seimitsu 上越精密株式会社', 'joetsu'],
  ['Kapadokya Seramik Ltd. Şti.', 'kapadokya'],
  ['Κρητικό Ελαιοτριβείο', 'kritiko'],
  ['Kingfisher & Daughters', 'kingfisher'],
  ['Lisboa Cerâmica Lda.', 'lisboa-ceramica'],
  ['Lumière Optique SARL', 'lumiere'],
  ['Moravské Sklárny a.s.', 'moravske-sklarny'],
  ['Nordwind Energie eG', 'nordwind'],
  ['O’Malley Dairy Co-operative', 'omalley'],
  ['Pražské Pekárny s.r.o.', 'prazske-pekarny'],
  ['Quayside Ropes', 'quayside'],
  ['Rhône Textiles SA', 'rhone-textiles'],
  ['São Bento Cafés', 'sao-bento'],
  ['Товариство «Дніпро Метал»', 'dnipro-metal'],
  [
    'The International Association of Independent Instrument Makers, Restorers and Tuners of Northern Europe',
    'iaiimrt',
  ],
  ['شركة النخيل للتجارة', 'nakheel'],
  ['חברת הגליל למזון', 'galil'],
  ['Veldhoven Pompen B.V.', 'veldhoven'],
  ['Zürcher Uhrenwerke AG', 'zuercher'],
]

/** Whole names that must appear; the rest is put together from given and family names. */
const NOTABLE = [
  'ليلى عبد الرحمن الحسيني',
  'יעל בן־דוד',
  'Siobhán O’Dwyer-D’Arcy',
  'Nguyễn Thị Thanh Hương',
  'María del Carmen Fernández-Montesinos y Álvarez de Toledo',
  '佐藤 美咲',
  '王 小明',
  '김 서연',
  'Олександра Шевченко-Кравчук',
  'Γεώργιος Παπαδόπουλος',
  'Þórdís Guðmundsdóttir',
  'Řehoř Žďárský',
  'İpek Güneş Çağlayan',
  'Anne-Sophie Lefèbvre-d’Estrées',
  'प्रिया शर्मा',
] as const

const GIVEN = [
  ...['Amélie', 'Björn', 'Chloé', 'Dominik', 'Eliška', 'Fatma', 'Grzegorz', 'Hannah', 'Ivana', 'Jürgen', 'Kateřina'],
  ...['Léa', 'Mehmet', 'Nadia', 'Ondřej', 'Paul', 'Quentin', 'Růžena', 'Søren', 'Tomáš', 'Ülkü', 'Věra', 'William'],
] as const
const FAMILY = [
  ...['Andersson', 'Bárta', 'Çelik', 'Dvořák', 'Eriksen', 'Fiala', 'Garnier', 'Horváth', 'Işık', 'Janssen'],
  ...['Kowalczyk', 'Löwe', 'Müller', 'Novák', 'O’Connor', 'Płonka', 'Roussel', 'Šimek', 'Thompson', 'Yıldız'],
] as const

function nameOf(number: number): string {
  if (number % 13 === 3) {
    const notable = NOTABLE[(number - 3) / 13]
    if (notable !== undefined) return notable
  }
  // 23 given and 20 family names have no common factor: 460 numbers give 460 names.
  return `${GIVEN[number % GIVEN.length]} ${FAMILY[number % FAMILY.length]}`
}

const JOB_TITLES: readonly (string | null)[] = [
  ...['Purchasing manager', 'Leiterin Einkauf', 'Responsable logistique', 'Vedoucí skladu', 'Satın alma uzmanı'],
  ...['Head of IT', 'Accounts payable', null, 'Operations', 'Managing director', 'Order desk'],
]

const STAFF: readonly string[] = [
  ...['Adéla Kovářová', 'Ahmet Yılmaz', 'Aoife Byrne', 'Barbora Říhová', 'Bertrand Noël', 'Can Öztürk'],
  ...['Charlotte Dubois', 'Daniel Weiß', 'Dilara Şahin', 'Émile Chevalier', 'Eva Součková', 'Filip Doležal'],
  ...['Georg Strauß', 'Gülşen Aydın', 'Hana Beneš', 'Hélène Marchand', 'Igor Petrenko', 'Jakub Šťastný'],
  ...['James O’Neill', 'Jana Veselá', 'Kerem Doğan', 'Klára Málková', 'Lucie Fournier', 'Marek Pokorný'],
  ...['Margaret Ashworth', 'Mateusz Wiśniewski', 'Nour Haddad', 'Ömer Kılıç', 'Pavel Němec', 'Priya Raman'],
  ...['Radka Jelínková', 'Samuel Green', 'Selin Koç', 'Štěpán Urban', 'Sylvie Moreau', 'Tereza Králová'],
  ...['Thomas Lindqvist', 'Tuğba Arslan', 'Vojtěch Zeman', 'Zofia Dąbrowska'],
]

const STAFF_USERNAMES: readonly string[] = STAFF.map((name) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ıłß]/gu, (letter) => ({ ı: 'i', ł: 'l', ß: 'ss' })[letter] ?? letter)
    .replace(/[^a-z ]/gu, '')
    .replace(' ', '.'),
)

const MACHINES: readonly (readonly [username: string, fullName: string])[] = [
  ['svc-warehouse', 'Warehouse management'],
  ['svc-webshop', 'Web shop'],
  ['svc-reporting', 'Reporting, nightly'],
  ['svc-edi-gateway', 'EDI gateway'],
  ['svc-price-list', 'Price list publisher'],
  ['svc-label-printer', 'Label printers, hall 2'],
  ['svc-crm-sync', 'CRM synchronisation'],
  ['svc-backup-check', 'Backup checks'],
  ['svc-invoice-scan', 'Invoice scanning'],
  ['svc-field-service', 'Field service app'],
  ['svc-monitoring', 'Monitoring'],
  ['svc-test-bench', 'Test bench (fictitious account)'],
]
