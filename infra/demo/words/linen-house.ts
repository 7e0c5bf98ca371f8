import type { Words } from './words.ts'

const de: Words = {
  announcement: 'Kostenlose Lieferung ab 120 €. Zehn Prozent auf die erste Bestellung: WELCOME10',
  tagline: 'Leinen und stille Dinge für zu Hause',
  hero: {
    title: 'Langsames Leinen für ruhige Räume',
    text: 'Bettwäsche, Handtücher und Tischwäsche aus europäischem Flachs, gemacht für jeden Tag.',
  },
  story: {
    heading: 'Langsam gewebt',
    text: 'Unser Flachs wächst am Meer, wo er Regen braucht und sonst nichts. Er wird keine Tagesreise entfernt gesponnen und gewebt und mit Steinen gewaschen, bis er fällt, wie Leinen fallen soll.',
  },
  shop: 'Zu den Lieblingsstücken',
  bestSellers: 'Lieblingsstücke',
  collections: 'Unsere Kollektionen',
  newest: 'Neu im Shop',
  about: {
    title: 'Über uns',
    intro: [
      'Wir sind ein Demo-Shop. Nichts hier wird verkauft, aber alles funktioniert: Legen Sie etwas in den Warenkorb, bezahlen Sie mit der Testzahlung, und sehen Sie sich die Bestellung in der Konsole an.',
    ],
    makers: 'Wer für uns arbeitet',
  },
  shipping: {
    title: 'Versand und Rückgabe',
    shipping: 'Versand',
    how: [
      'Die Lieferung dauert vier bis acht Tage und kostet ab 120 € nichts.',
      'Sobald Ihr Paket unterwegs ist, erhalten Sie eine E-Mail mit der Sendungsnummer.',
    ],
    returns: 'Rückgabe',
    back: [
      'Was nicht gefällt, nehmen wir innerhalb von 30 Tagen nach der Ankunft zurück, unbenutzt und verpackt. Das Geld erhalten Sie auf demselben Weg, wenige Tage nachdem das Paket hier ist.',
    ],
  },
  contact: { title: 'Kontakt', text: 'Schreiben Sie uns; wir antworten an Werktagen.' },
  places: {
    'New this season': 'Neu in dieser Saison',
    Bedroom: 'Schlafzimmer',
    'Bed linen': 'Bettwäsche',
    'Pillows and throws': 'Kissen und Decken',
    Bathroom: 'Bad',
    Towels: 'Handtücher',
    'Soap and scent': 'Seife und Duft',
    'Kitchen and table': 'Küche und Tisch',
    'Table linen': 'Tischwäsche',
    'Aprons and towels': 'Schürzen und Geschirrtücher',
    Tableware: 'Geschirr',
    Home: 'Wohnen',
    Candles: 'Kerzen',
    Decoration: 'Dekoration',
  },
}

const fr: Words = {
  announcement: 'Livraison offerte dès 120 €. Dix pour cent sur la première commande : WELCOME10',
  tagline: 'Du lin et des choses tranquilles pour la maison',
  hero: {
    title: 'Du lin lent pour des pièces calmes',
    text: 'Draps, serviettes et linge de table en lin européen, faits pour servir tous les jours.',
  },
  story: {
    heading: 'Tissé lentement',
    text: 'Notre lin pousse au bord de la mer, où il n’a besoin que de pluie. Il est filé et tissé à moins d’une journée de route, puis lavé aux pierres jusqu’à tomber comme le lin doit tomber.',
  },
  shop: 'Voir les favoris',
  bestSellers: 'Les favoris',
  collections: 'Nos collections',
  newest: 'Nouveau dans la boutique',
  about: {
    title: 'À propos',
    intro: [
      'Nous sommes une boutique de démonstration. Rien n’est à vendre, mais tout fonctionne : mettez quelque chose au panier, payez avec le paiement de test, et regardez la commande dans la console.',
    ],
    makers: 'Nos artisans',
  },
  shipping: {
    title: 'Livraison et retours',
    shipping: 'Livraison',
    how: [
      'La livraison prend quatre à huit jours et ne coûte rien dès 120 €.',
      'Dès que votre colis est en route, vous recevez un e-mail avec son numéro de suivi.',
    ],
    returns: 'Retours',
    back: [
      'Renvoyez ce qui ne vous plaît pas dans les 30 jours après l’arrivée, non utilisé et emballé. Nous remboursons par le même moyen, quelques jours après le retour du colis.',
    ],
  },
  contact: { title: 'Contact', text: 'Écrivez-nous ; nous répondons les jours ouvrés.' },
  places: {
    'New this season': 'Nouveautés de la saison',
    Bedroom: 'Chambre',
    'Bed linen': 'Linge de lit',
    'Pillows and throws': 'Coussins et plaids',
    Bathroom: 'Salle de bains',
    Towels: 'Serviettes',
    'Soap and scent': 'Savons et parfums',
    'Kitchen and table': 'Cuisine et table',
    'Table linen': 'Linge de table',
    'Aprons and towels': 'Tabliers et torchons',
    Tableware: 'Vaisselle',
    Home: 'Maison',
    Candles: 'Bougies',
    Decoration: 'Décoration',
  },
}

export const LINEN_HOUSE = { de, fr }
