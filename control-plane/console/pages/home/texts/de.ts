import type { Texts } from '../../../i18n/text.ts'
import type en from './en.ts'

export default {
  'start.title': 'Ihr Weg zur ersten Bestellung',
  'start.progress': '{{done}} von {{all}} Schritten erledigt',
  'start.hide': 'Ausblenden',
  'start.isHidden': 'Der Weg zur ersten Bestellung ist ausgeblendet',
  'start.isDone': 'Dieser Schritt ist erledigt',
  'start.done': 'erledigt',
  'start.todo': 'offen',
  'product.title': 'Fügen Sie Ihr erstes Produkt hinzu',
  'product.text': 'Mit Preis und Bestand, auf aktiv gesetzt. Oder importieren Sie eine ganze Datei.',
  'product.button': 'Produkt hinzufügen',
  'product.unfinished':
    '„{{title}}“ kann noch nicht gekauft werden: Dazu braucht es Preis und Bestand und muss veröffentlicht sein.',
  'product.finish': '„{{title}}“ fertigstellen',
  'market.title': 'Prüfen Sie Markt, Versand und Steuern',
  'market.text': 'Wo Sie verkaufen, in welcher Währung, was der Versand kostet und welche Steuern anfallen.',
  'market.button': 'Ansehen',
  'market.confirm': 'Sie stimmen',
  'payment.title': 'Wählen Sie, wie Kunden bezahlen',
  'payment.text':
    'Verbinden Sie Stripe, PayPal und andere. Ohne sie bezahlen Kunden außerhalb des Shops, etwa per Überweisung, und Sie vermerken, dass das Geld da ist.',
  'payment.confirm': 'Außerhalb des Shops zu bezahlen genügt',
  'payment.button': 'Zahlungen einrichten',
  'look.title': 'Geben Sie Ihrem Shop sein Aussehen',
  'look.text': 'Logo, Farben und was die Startseite zeigt.',
  'look.button': 'Shop gestalten',
  'look.confirm': 'Es gefällt mir so',
  'order.title': 'Geben Sie die erste Bestellung auf',
  'order.text':
    'Besuchen Sie Ihren Shop wie ein Kunde und kaufen Sie etwas. Bei Testzahlungen fließt kein Geld.',
  'order.button': 'Shop besuchen',
} satisfies Texts<typeof en>
