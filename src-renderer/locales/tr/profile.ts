/** What operators see and change about themselves. */
export const profile = {
  title: 'Profilim',
  security: 'Güvenlik ayarları',
  details: 'Profil',
  saved: 'Profiliniz kaydedildi.',
  usernameHint: 'Değiştirilemez.',
  tokens: 'Kişisel API erişim belirteçleri',
  tokensHint: 'Bunlardan birini kullanan programlar sizin adınıza işlem yapar.',
  createToken: 'API belirteci oluştur',
  tokenName: 'Belirteç adı',
  authentication: 'Kimlik doğrulama',
  password: {
    title: 'Parola değiştirme',
    current: 'Geçerli parola',
    new: 'Yeni parola',
    again: 'Yeni parola (yeniden)',
    hint: 'En az 15 karakter. Art arda birkaç sözcük olabilir.',
    others: 'Oturum açtığınız diğer her yerde oturumunuz kapatılır.',
    submit: 'Parolayı değiştir',
    changed: 'Parolanız değiştirildi. Diğer oturumlarınız sona erdi.',
  },
} as const
