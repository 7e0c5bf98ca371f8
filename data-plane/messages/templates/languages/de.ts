import {
  CAN_BE_PAID,
  CHECKOUT_LINES,
  DECLINE_NOTE,
  HAS_DELIVERY_DAY,
  HAS_LABEL,
  HAS_NEXT,
  IS_LAST_ATTEMPT,
  IS_TRIED_AGAIN,
  type Language,
  LESS_TO_PAY,
  LEVELS,
  LINES,
  link,
  MORE_TO_PAY,
  PARCELS,
  RETURN_LINES,
  TO_BE_PAID,
  TO_BE_REFUNDED,
  TOTALS,
  WAS_REFUNDED,
  when,
} from '../language.ts'

const HELLO = 'Guten Tag{% if account.first_name != "" %} {{ account.first_name }}{% endif %},'

export const de: Language = {
  direction: 'ltr',
  words: {
    subtotal: 'Zwischensumme',
    discount: 'Rabatt',
    shipping: 'Versand',
    tax: 'Steuer',
    rounding: 'Rundung',
    total: 'Gesamtbetrag',
    tax_included: 'Enthaltene Steuer',
    gift_card: 'Gutschein',
    store_credit: 'Guthaben',
    paid: 'Bezahlt',
    left_to_pay: 'Noch zu zahlen',
    track: 'Sendung verfolgen',
    left: 'übrig',
    and_more: '… und {{ stock.more }} weitere',
    view_order: 'Bestellung ansehen',
    unsubscribe: 'Keine solchen Erinnerungen mehr',
  },
  mails: {
    order_confirmation: {
      subject: '{{ store.name }}: Ihre Bestellung Nr. {{ order.number }}',
      parts: ['Vielen Dank für Ihre Bestellung Nr. {{ order.number }}.', LINES, TOTALS],
    },
    order_cancelled: {
      subject: '{{ store.name }}: Ihre Bestellung Nr. {{ order.number }} wurde storniert',
      parts: [
        'Ihre Bestellung Nr. {{ order.number }} wurde storniert.',
        when(WAS_REFUNDED, 'Erstattet: {{ order.refunded | money }}'),
        when(TO_BE_REFUNDED, 'Zu erstatten: {{ order.refund_due | money }}'),
      ],
    },
    order_edited: {
      subject: '{{ store.name }}: Ihre Bestellung Nr. {{ order.number }} wurde geändert',
      parts: [
        'Ihre Bestellung Nr. {{ order.number }} wurde geändert. Sie enthält nun:',
        LINES,
        'Gesamtbetrag: {{ order.total | money }}',
        when(MORE_TO_PAY, 'Sie kostet {{ edit.more | money }} mehr als zuvor.'),
        when(LESS_TO_PAY, 'Sie kostet {{ edit.less | money }} weniger als zuvor.'),
        when(TO_BE_PAID, 'Noch zu zahlen: {{ order.outstanding | money }}'),
      ],
    },
    payment_received: {
      subject: '{{ store.name }}: Zahlung für Bestellung Nr. {{ order.number }} eingegangen',
      parts: [
        'Wir haben {{ payment.amount | money }} für Ihre Bestellung Nr. {{ order.number }} erhalten. Vielen Dank.',
        when(TO_BE_PAID, 'Noch zu zahlen: {{ order.outstanding | money }}'),
      ],
    },
    payment_failed: {
      subject: '{{ store.name }}: Zahlung für Bestellung Nr. {{ order.number }} fehlgeschlagen',
      parts: [
        'Die Zahlung von {{ payment.amount | money }} für Ihre Bestellung Nr. {{ order.number }} ist fehlgeschlagen.',
        'Bitte antworten Sie auf diese E-Mail, um einen anderen Zahlungsweg zu finden.',
      ],
    },
    shipment_sent: {
      subject: '{{ store.name }}: Bestellung Nr. {{ order.number }} ist unterwegs',
      parts: [
        'Diese Artikel Ihrer Bestellung Nr. {{ order.number }} haben uns verlassen.',
        PARCELS,
        when(HAS_DELIVERY_DAY, 'Voraussichtliche Ankunft bis {{ shipment.latest_delivery | date_text }}.'),
      ],
    },
    shipment_updated: {
      subject: '{{ store.name }}: Neues zur Sendung der Bestellung Nr. {{ order.number }}',
      parts: ['Die Sendungsdaten Ihrer Bestellung Nr. {{ order.number }} haben sich geändert.', PARCELS],
    },
    shipment_delivered: {
      subject: '{{ store.name }}: Bestellung Nr. {{ order.number }} wurde zugestellt',
      parts: ['Diese Artikel Ihrer Bestellung Nr. {{ order.number }} wurden zugestellt.', PARCELS],
    },
    shipment_cancelled: {
      subject: '{{ store.name }}: Eine Sendung der Bestellung Nr. {{ order.number }} wurde angehalten',
      parts: [
        'Diese Artikel Ihrer Bestellung Nr. {{ order.number }} wurden doch nicht versandt. Wir melden uns, sobald sie unterwegs sind.',
        PARCELS,
      ],
    },
    refund_issued: {
      subject: '{{ store.name }}: Erstattung für Bestellung Nr. {{ order.number }}',
      parts: [
        'Wir haben Ihnen {{ refund.amount | money }} für Ihre Bestellung Nr. {{ order.number }} erstattet.',
        'Es kann einige Tage dauern, bis der Betrag auf Ihrem Konto erscheint.',
      ],
    },
    refund_failed: {
      subject: '{{ store.name }}: Eine Erstattung für Bestellung Nr. {{ order.number }} ist fehlgeschlagen',
      parts: [
        'Ein Teil der Erstattung von {{ refund.amount | money }} für Bestellung Nr. {{ order.number }} konnte nicht ausgezahlt werden. Bitte prüfen Sie die Bestellung.',
      ],
    },
    return_requested: {
      subject: '{{ store.name }}: Ihre Rücksendung zu Bestellung Nr. {{ order.number }}',
      parts: [
        'Wir haben Ihre Anfrage erhalten, Artikel der Bestellung Nr. {{ order.number }} zurückzugeben. Bitte behalten Sie diese, bis wir antworten.',
        RETURN_LINES,
      ],
    },
    return_to_check: {
      subject: '{{ store.name }}: Rückgabe zu Bestellung Nr. {{ order.number }} angefragt',
      parts: [
        '{{ order.email }} möchte Artikel der Bestellung Nr. {{ order.number }} zurückgeben.',
        RETURN_LINES,
      ],
    },
    return_approved: {
      subject: '{{ store.name }}: Ihre Rückgabe zu Bestellung Nr. {{ order.number }} ist angenommen',
      parts: [
        'Sie können die angefragten Artikel der Bestellung Nr. {{ order.number }} zurücksenden.',
        RETURN_LINES,
        when(HAS_LABEL, 'Etikett für das Paket: {{ return.label_url }}'),
      ],
    },
    return_declined: {
      subject: '{{ store.name }}: Ihre Rückgabe zu Bestellung Nr. {{ order.number }} ist abgelehnt',
      parts: [
        'Wir können die Artikel der Bestellung Nr. {{ order.number }} nicht zurücknehmen. Bei Fragen antworten Sie bitte auf diese E-Mail.',
        DECLINE_NOTE,
      ],
    },
    return_closed: {
      subject: '{{ store.name }}: Ihre Rückgabe zu Bestellung Nr. {{ order.number }} ist abgeschlossen',
      parts: ['Ihre Rückgabe zu Bestellung Nr. {{ order.number }} ist abgeschlossen.'],
    },
    subscription_started: {
      subject: '{{ store.name }}: Ihr Abonnement {{ subscription.name }}',
      parts: [
        'Ihr Abonnement {{ subscription.name }} hat begonnen.',
        when(HAS_NEXT, 'Die nächste Bestellung ist am {{ subscription.next_at | date_text }} fällig.'),
      ],
    },
    subscription_renewed: {
      subject: '{{ store.name }}: {{ subscription.name }}, Bestellung Nr. {{ order.number }}',
      parts: [
        'Ihr Abonnement {{ subscription.name }} wurde mit Bestellung Nr. {{ order.number }} verlängert.',
        LINES,
        'Gesamtbetrag: {{ order.total | money }}',
        when(HAS_NEXT, 'Die nächste Bestellung ist am {{ subscription.next_at | date_text }} fällig.'),
      ],
    },
    subscription_payment_failed: {
      subject: '{{ store.name }}: Zahlung für {{ subscription.name }} fehlgeschlagen',
      parts: [
        'Die Zahlung für Ihr Abonnement {{ subscription.name }} ist fehlgeschlagen. Bitte prüfen Sie Ihre Zahlungsart.',
        when(IS_TRIED_AGAIN, 'Wir versuchen es am {{ subscription.next_attempt_at | date_text }} erneut.'),
        when(IS_LAST_ATTEMPT, 'Wir versuchen es nicht noch einmal.'),
        when(CAN_BE_PAID, 'Hier können Sie zahlen: {{ subscription.pay_link }}'),
      ],
    },
    subscription_goods_missed: {
      subject: '{{ store.name }}: {{ subscription.name }} ist nicht vorrätig',
      parts: [
        'Die Artikel Ihres Abonnements {{ subscription.name }} sind derzeit nicht erhältlich. Es wurde nichts bestellt und nichts berechnet.',
        when(IS_TRIED_AGAIN, 'Wir versuchen es am {{ subscription.next_attempt_at | date_text }} erneut.'),
      ],
    },
    subscription_paused: {
      subject: '{{ store.name }}: {{ subscription.name }} ist pausiert',
      parts: ['Ihr Abonnement {{ subscription.name }} ist pausiert.'],
    },
    subscription_resumed: {
      subject: '{{ store.name }}: {{ subscription.name }} geht weiter',
      parts: [
        'Ihr Abonnement {{ subscription.name }} geht weiter.',
        when(HAS_NEXT, 'Die nächste Bestellung ist am {{ subscription.next_at | date_text }} fällig.'),
      ],
    },
    subscription_cancelled: {
      subject: '{{ store.name }}: {{ subscription.name }} ist beendet',
      parts: ['Ihr Abonnement {{ subscription.name }} ist beendet.'],
    },
    checkout_abandoned: {
      subject: '{{ store.name }}: Sie haben etwas zurückgelassen',
      parts: [
        'Diese Artikel haben Sie ausgewählt, aber noch nicht bestellt.',
        CHECKOUT_LINES,
        'Gesamtbetrag: {{ checkout.total | money }}',
        link('Dort weitermachen, wo Sie waren', 'checkout.link'),
      ],
    },
    payment_gateway_failing: {
      subject: '{{ store.name }}: Zahlungen über {{ gateway.name }} schlagen fehl',
      parts: [
        'Von den letzten {{ gateway.attempts }} Zahlungen über {{ gateway.name }} sind {{ gateway.failed_percent }} % fehlgeschlagen. Bitte prüfen Sie den Zahlungsanbieter.',
      ],
    },
    low_stock: { subject: '{{ store.name }}: Der Bestand wird knapp', parts: [LEVELS] },
    low_stock_report: {
      subject: '{{ store.name }}: {{ stock.total }} Bestände werden knapp',
      parts: [LEVELS],
    },
    password_reset: {
      subject: '{{ store.name }}: Neues Passwort wählen',
      parts: [
        HELLO,
        'über diesen Link können Sie innerhalb einer Stunde ein neues Passwort wählen. Wenn Sie nicht darum gebeten haben, hat sich nichts geändert.',
        link('Neues Passwort wählen', 'account.link'),
      ],
    },
    invitation: {
      subject: '{{ store.name }}: Ihr Konto',
      parts: [
        HELLO,
        'für Sie wurde ein Konto angelegt. Über diesen Link können Sie innerhalb von sieben Tagen ein Passwort wählen.',
        link('Passwort wählen', 'account.link'),
      ],
    },
    verification: {
      subject: '{{ store.name }}: E-Mail-Adresse bestätigen',
      parts: [
        HELLO,
        'über diesen Link bestätigen Sie innerhalb von drei Tagen, dass diese Adresse Ihnen gehört.',
        link('Adresse bestätigen', 'account.link'),
      ],
    },
  },
}
