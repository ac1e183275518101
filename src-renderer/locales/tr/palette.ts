/** The palette, which finds people, tokens and actions, and the sheet of keys. */
export const palette = {
  title: 'Kişi, belirteç ve işlem bul',
  placeholder: 'Bir ad, belirteç veya işlem yazın',
  found: 'Bulunanlar',
  actions: 'İşlemler',
  open: 'Aç: {{name}}',
} as const

export const shortcuts = {
  title: 'Klavye kısayolları',
  anywhere: 'Her yerde',
  lists: 'Listelerde',
  dialogs: 'İletişim kutularında ve formlarda',
  palette: 'Kişi, belirteç ve işlem bul',
  sheet: 'Bu kısayolları göster',
  search: 'Listede ara',
  add: 'Yeni ekle',
  move: 'Satırlar arasında gezin',
  ends: 'İlk veya son satıra git',
  open: 'Satırı aç',
  tick: 'Satırı işaretle (belirteç listesinde)',
  submit: 'Kaydet veya devam et',
  close: 'Kapat veya vazgeç',
  next: 'Sonraki alana veya düğmeye geç',
  /** What is printed on a key. */
  named: { home: 'Home', end: 'End', enter: 'Enter', space: 'Boşluk' },
} as const
